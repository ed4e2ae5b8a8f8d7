/**
 * The open orders in the canonical form of the state (canonical.ts): first those on the sides of the books, by side and price,
 * best first, oldest first; then each instrument's queue of those that come to the market next; then its at-the-close orders
 * that wait for their auction; then those that are nowhere, by session and age. An order names those that it is linked to by their OrderIDs, 0 none. Not hot.
 *
 *   i32 open orders, those with terms    i32 count | orders of the sides    i32 count | orders of the queues
 *   i32 count | at-the-close orders    i32 count | others
 *   order: i32 side, session, account | u8 ordType, timeInForce, flags | f64 orderId, price, qty, leaves, cumNotional | ClOrdID
 *          | its route, where the flags say that it has one | u8 1 and its terms, or 0
 *   terms: f64 stop, display, shown, minLots, expireUs, offset, notional, riskTicks, cap, released | i32 stpGroup | u8 stp, peg, flags,
 *          contingency, waits | f64 partner, parent, child
 */
import type { ByteReader, ByteWriter } from './bytes.js';
import { Taken } from './fingerprint.js';
import { F, I, Kind, SIDES, U } from './orders.js';
import { BEFORE_ALL } from './placing.js';
import { ExecFlag, OrdType } from './records.js';
import { putRoute, writeRoute } from './routes.js';
import { J, S, type Specials, V, Waits } from './specials.js';
import type { State } from './state.js';
import { wordsOf } from './text.js';

const DOUBLES = [
  S.stop,
  S.display,
  S.shown,
  S.minLots,
  S.expireUs,
  S.offset,
  S.notional,
  S.riskTicks,
  S.cap,
  S.released,
] as const;
const BYTES = [V.stp, V.peg, V.flags, V.contingency, V.waits] as const;
const LINKS = [J.partner, J.parent, J.child] as const;

export function writeOrders(out: ByteWriter, state: State): void {
  out.i32(state.orders.open());
  out.i32(state.specials.used);
  for (const section of [[...onSides(state)], [...inQueues(state)], [...beforeClose(state)], [...elsewhere(state)]]) {
    out.i32(section.length);
    for (const h of section) writeOrder(out, state, h);
  }
}

/** Puts the orders that writeOrders() wrote back where they were, into a state without orders. */
export function readOrders(from: ByteReader, state: State): void {
  const { orders, specials } = state;
  fits(from.i32(), orders.capacity, 'orders');
  fits(from.i32(), specials.capacity, 'specials');
  const links: Links[] = [];
  const sections = [
    (h: number) => standOnSide(state, h),
    (h: number) => state.queue.append(h),
    (h: number) => state.atClose.add(orders.i32[h * 2 + I.side] >> 3, h),
    () => {},
  ];
  const all: number[] = [];
  for (const put of sections) {
    for (let n = from.i32(); n > 0; n--) {
      const h = readOrder(from, state, links);
      put(h);
      all.push(h);
    }
  }
  // The lists of the sessions are by age.
  all.sort((a, b) => orders.f64[a + F.orderId] - orders.f64[b + F.orderId]);
  for (const h of all) state.register(h);
  const byId = new Map(all.map((h) => [orders.f64[h + F.orderId], h]));
  for (const { special, ids } of links) {
    for (const [k, field] of LINKS.entries()) specials.i32[special * 2 + field] = byId.get(ids[k] ?? 0) ?? 0;
  }
}

function fits(count: number, capacity: number, name: string): void {
  if (count > capacity) throw new Error(`capacity ${name}: expected at least ${count}, which the state holds, got ${capacity}`);
}

function* onSides({ orders, ladder, instruments }: State): Generator<number> {
  for (let side = 0; side < instruments.count * SIDES; side++) {
    for (let level = ladder.bestLevel[side]; level !== 0; level = ladder.worse(side, level)) {
      for (let h = ladder.pages.head(level); h !== 0; h = orders.i32[h * 2 + I.next]) yield h;
    }
  }
}

function* inQueues({ orders, queue, instruments }: State): Generator<number> {
  for (let i = 0; i < instruments.count; i++) {
    for (let h = queue.first[i]; h !== 0; h = orders.i32[h * 2 + I.next]) yield h;
  }
}

function* beforeClose({ orders, atClose, instruments }: State): Generator<number> {
  for (let i = 0; i < instruments.count; i++) {
    for (let h = atClose.first[i]; h !== 0; h = orders.i32[h * 2 + I.next]) yield h;
  }
}

function* elsewhere(state: State): Generator<number> {
  for (const h of state.everyOrder()) {
    const s = state.orders.i32[h * 2 + I.special];
    const waits = s === 0 ? Waits.no : state.specials.u8[s * 8 + V.waits];
    if (waits === Waits.forParent || waits === Waits.forReference) yield h;
  }
}

function writeOrder(out: ByteWriter, state: State, h: number): void {
  const { i32, u8, f64, routes } = state.orders;
  out.i32(i32[h * 2 + I.side]);
  out.i32(i32[h * 2 + I.session]);
  out.i32(i32[h * 2 + I.account]);
  out.u8(u8[h * 8 + U.ordType]);
  out.u8(u8[h * 8 + U.timeInForce]);
  out.u8(u8[h * 8 + U.flags]);
  out.f64(f64[h + F.orderId]);
  out.f64(f64[h + F.price]);
  out.f64(f64[h + F.qty]);
  out.f64(f64[h + F.leaves]);
  out.f64(f64[h + F.cumNotional]);
  out.text(u8, h * 8 + U.clOrdId, u8[h * 8 + U.clOrdIdLen]);
  if ((u8[h * 8 + U.flags] & ExecFlag.routed) !== 0) writeRoute(out, routes, h * 2);
  const special = i32[h * 2 + I.special];
  out.u8(special === 0 ? 0 : 1);
  if (special !== 0) writeTerms(out, state, special);
}

function writeTerms(out: ByteWriter, { orders, specials }: State, s: number): void {
  for (const field of DOUBLES) out.f64(specials.f64[s + field]);
  out.i32(specials.i32[s * 2 + J.stpGroup]);
  for (const field of BYTES) out.u8(specials.u8[s * 8 + field]);
  for (const field of LINKS) {
    const linked = specials.i32[s * 2 + field];
    out.f64(linked === 0 ? 0 : orders.f64[linked + F.orderId]);
  }
}

function readOrder(from: ByteReader, { orders, specials, id }: State, links: Links[]): number {
  const h = orders.take();
  const { i32, u8, f64 } = orders;
  i32[h * 2 + I.side] = from.i32();
  i32[h * 2 + I.session] = from.i32();
  i32[h * 2 + I.account] = from.i32();
  i32[h * 2 + I.level] = 0;
  u8[h * 8 + U.ordType] = from.u8();
  u8[h * 8 + U.timeInForce] = from.u8();
  u8[h * 8 + U.flags] = from.u8();
  f64[h + F.orderId] = from.f64();
  f64[h + F.price] = from.f64();
  f64[h + F.qty] = from.f64();
  f64[h + F.leaves] = from.f64();
  f64[h + F.cumNotional] = from.f64();
  const clOrdId = from.text();
  const words = wordsOf(clOrdId, 0, clOrdId.length);
  id.take(words, 0, clOrdId.length, i32[h * 2 + I.session]);
  i32[h * 2 + I.idLo] = id.taken[Taken.lo];
  orders.setClOrdId(h, words, 0, clOrdId.length);
  if ((u8[h * 8 + U.flags] & ExecFlag.routed) !== 0) putRoute(orders.routes, h * 2, from.text());
  i32[h * 2 + I.special] = 0;
  if (from.u8() === 1) i32[h * 2 + I.special] = readTerms(from, specials, h, links);
  return h;
}

/** What an extension is linked to, by OrderID: the orders may come later. */
interface Links {
  special: number;
  ids: number[];
}

function readTerms(from: ByteReader, specials: Specials, h: number, links: Links[]): number {
  const s = specials.take(h);
  for (const field of DOUBLES) specials.f64[s + field] = from.f64();
  specials.i32[s * 2 + J.stpGroup] = from.i32();
  for (const field of BYTES) specials.u8[s * 8 + field] = from.u8();
  const ids = LINKS.map(() => from.f64());
  if (ids.some((orderId) => orderId !== 0)) links.push({ special: s, ids });
  return s;
}

/** Last in the queue of what it stands at: its price, its stop price, or before all prices. */
function standOnSide({ orders, specials, ladder }: State, h: number): void {
  const { f64, i32, u8 } = orders;
  const side = i32[h * 2 + I.side];
  const kind = (side % SIDES) >> 1;
  const s = i32[h * 2 + I.special];
  const price = f64[h + F.price];
  if (kind === Kind.stops) f64[h + F.price] = specials.f64[s + S.stop];
  else if (kind === Kind.auction && u8[h * 8 + U.ordType] === OrdType.market)
    f64[h + F.price] = (side & 1) === 0 ? BEFORE_ALL : -BEFORE_ALL;
  ladder.add(h);
  f64[h + F.price] = price;
  // Of an iceberg the level counts the peak.
  if (kind === Kind.displayed && s !== 0 && specials.f64[s + S.display] > 0) {
    ladder.reduce(h, f64[h + F.leaves] - specials.f64[s + S.shown]);
    ladder.icebergs[side]++;
  }
}
