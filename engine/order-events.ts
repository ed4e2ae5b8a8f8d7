/**
 * Writes what an EXEC does not tell by itself: the route and the terms behind it, BOOK where the displayed book moves in another way, and
 * PREVENTED. Engine thread only; no allocation for an event.
 */
import type { Events } from './events.js';
import { F as Doubles, I as Ints } from './orders.js';
import * as records from './records.js';
import { Book, Prevented } from './records-venue.js';
import { copyRoute, routeAt, routeBytes } from './routes.js';
import { V as SpecialBytes, S as SpecialDoubles, J as SpecialInts } from './specials.js';

const F = Doubles;
const I = Ints;
const J = SpecialInts;
const S = SpecialDoubles;
const V = SpecialBytes;
const { Exec, ExecFlag, Side, Terms, Type, aligned } = records;
const { routed: ROUTED, terms: TERMS } = ExecFlag;

/**
 * The bytes of an EXEC with what its flags say follows its texts, which end at `end`. @param isAnswer it goes by the route of the current
 * command, else by that of the order
 */
export function bytesWithMore(
  { state, command, at }: Events,
  h: number,
  flags: number,
  end: number,
  isAnswer: boolean,
): number {
  let bytes = end;
  if ((flags & ROUTED) !== 0) bytes += routeBytes(isAnswer ? command.u8[routeAt(command.u8, at)] : state.orders.routes[h << 1]);
  return (flags & TERMS) !== 0 ? aligned(bytes) + Terms.BYTES : aligned(bytes);
}

/** Writes what follows the texts of the EXEC at `exec`: the parameters are those of bytesWithMore(). */
export function putMore(events: Events, h: number, flags: number, exec: number, end: number, isAnswer: boolean): void {
  const { i32 } = events.out.views;
  let to = exec + end;
  if ((flags & ROUTED) !== 0) {
    const { command, state } = events;
    const source = isAnswer ? command.i32 : state.orders.routes;
    const from = isAnswer ? routeAt(command.u8, events.at) >> 2 : h << 1;
    copyRoute(i32, to >> 2, source, from);
    to += routeBytes(source[from]);
  }
  if ((flags & TERMS) === 0) return;
  if (to !== aligned(to)) i32[to >> 2] = 0;
  putTerms(events, h, exec, aligned(to));
}

/** The terms of an order behind its EXEC at `exec`, as they stand now. @param at where they go */
function putTerms(events: Events, h: number, exec: number, at: number): void {
  const { orders, specials } = events.state;
  const { i32, f64, u8 } = events.out.views;
  const s = orders.i32[(h << 1) + I.special];
  f64[(at + Terms.STOP) >> 3] = specials.f64[s + S.stop];
  f64[(at + Terms.DISPLAY) >> 3] = specials.f64[s + S.display];
  f64[(at + Terms.MIN_QTY) >> 3] = specials.f64[s + S.minLots];
  f64[(at + Terms.EXPIRE) >> 3] = specials.f64[s + S.expireUs];
  f64[(at + Terms.OFFSET) >> 3] = specials.f64[s + S.offset];
  f64[(at + Terms.NOTIONAL) >> 3] = 0;
  i32[(at + Terms.STP_GROUP) >> 2] = specials.i32[(s << 1) + J.stpGroup];
  u8[at + Terms.STP] = specials.u8[(s << 3) + V.stp];
  u8[at + Terms.PEG] = specials.u8[(s << 3) + V.peg];
  u8[at + Terms.FLAGS] = specials.u8[(s << 3) + V.flags];
  u8[at + Terms.CONTINGENCY] = specials.u8[(s << 3) + V.contingency];
  if (orders.f64[h + F.qty] !== 0) return;
  // By notional: what is given is what was spent and what is left; the quantity is what was filled, which leaves count down.
  f64[(at + Terms.NOTIONAL) >> 3] = specials.f64[s + S.notional] + orders.f64[h + F.cumNotional];
  f64[(exec + Exec.QTY) >> 3] = 0 - orders.f64[h + F.leaves];
  f64[(exec + Exec.LEAVES) >> 3] = 0;
}

/** BOOK, of an order on a displayed side: lots and orders that have come, or gone when negative. */
export function tellBook(events: Events, h: number, ticks: number, lots: number, orders: number): void {
  const at = events.out.claim(Book.BYTES);
  const { i32, u8, u16, f64 } = events.out.views;
  const pool = events.state.orders;
  const side = pool.i32[(h << 1) + I.side];
  i32[(at >> 2) + 1] = Type.BOOK;
  i32[(at + Book.INSTRUMENT) >> 2] = side >> 3;
  u8[at + Book.SIDE] = Side.buy + (side & 1);
  u8[at + Book.SIDE + 1] = 0;
  u16[(at + Book.ORDERS) >> 1] = orders;
  f64[(at + Book.PRICE) >> 3] = ticks;
  f64[(at + Book.LOTS) >> 3] = lots;
  f64[(at + Book.ORDER_ID) >> 3] = pool.f64[h + F.orderId];
}

/** PREVENTED, of a trade of two orders of one group. */
export function tellPrevented(events: Events, taker: number, maker: number, group: number, mode: number, lots: number): void {
  const at = events.out.claim(Prevented.BYTES);
  const { i32, f64 } = events.out.views;
  const { orders } = events.state;
  i32[(at >> 2) + 1] = Type.PREVENTED;
  i32[(at + Prevented.INSTRUMENT) >> 2] = orders.i32[(taker << 1) + I.side] >> 3;
  i32[(at + Prevented.MODE) >> 2] = mode;
  f64[(at + Prevented.PRICE) >> 3] = orders.f64[maker + F.price];
  f64[(at + Prevented.LOTS) >> 3] = lots;
  f64[(at + Prevented.TAKER_ORDER_ID) >> 3] = orders.f64[taker + F.orderId];
  f64[(at + Prevented.MAKER_ORDER_ID) >> 3] = orders.f64[maker + F.orderId];
  i32[(at + Prevented.GROUP) >> 2] = group;
  i32[((at + Prevented.GROUP) >> 2) + 1] = 0;
}
