/**
 * Price-time priority: an incoming order trades with the best opposite orders, each at the resting order's price, oldest first.
 * Engine thread only. A loop, never recursion: a sweep may be as long as the book.
 */
import { Ids as EventIds, type Events } from './events.js';
import { rankOf } from './ladder.js';
import { U as Bytes, F as Doubles, I as Ints } from './orders.js';
import { ExecFlag, ExecType as ExecTypes, OrdStatus as OrdStatuses, OrdType } from './records.js';
import { reduce, unplace } from './resting.js';
import { Id, type State } from './state.js';

const F = Doubles;
const I = Ints;
const U = Bytes;
const ExecType = ExecTypes;
const OrdStatus = OrdStatuses;
const AGGRESSOR = ExecFlag.aggressor;
const LIMIT = OrdType.limit;
const OWN_ID = EventIds.own;
const TRADE = Id.trade;

/** Trades an order that is in no book until nothing is left of it or nothing on the other side is good enough. */
export function match(events: Events, h: number, ref: number): void {
  const { state } = events;
  const { f64 } = state.orders;
  while (f64[h + F.leaves] > 0) {
    const maker = nextMaker(state, h);
    if (maker === 0) return;
    fill(events, h, maker, ref);
  }
}

/** The order that `h` trades with next, or 0. */
function nextMaker(state: State, h: number): number {
  const { orders, ladder } = state;
  const side = orders.i32[(h << 1) + I.side];
  const other = side ^ 1;
  const level = ladder.bestLevel[other];
  if (level === 0) return 0;
  // The ranks of the two sides have opposite signs: they cross when their sum is not positive.
  const limited = orders.u8[(h << 3) + U.ordType] === LIMIT;
  if (limited && rankOf(side, orders.f64[h + F.price]) + ladder.bestRank[other] > 0) return 0;
  return ladder.pages.head(level);
}

/** One trade: both orders' quantities, both EXECs, and what is filled is gone. The taker is in no book. */
function fill(events: Events, taker: number, maker: number, ref: number): void {
  const { state, trade } = events;
  const { f64 } = state.orders;
  const lots = Math.min(f64[taker + F.leaves], f64[maker + F.leaves]);
  const ticks = f64[maker + F.price];
  f64[taker + F.leaves] -= lots;
  f64[taker + F.cumNotional] += ticks * lots;
  f64[maker + F.cumNotional] += ticks * lots;
  reduce(state, maker, lots);
  trade[0] = ticks;
  trade[1] = lots;
  trade[2] = ++state.last[TRADE];
  const makerLeft = f64[maker + F.leaves];
  const takerStatus = f64[taker + F.leaves] === 0 ? OrdStatus.filled : OrdStatus.partiallyFilled;
  events.exec(taker, ExecType.trade, takerStatus, 0, AGGRESSOR, ref, OWN_ID);
  events.exec(maker, ExecType.trade, makerLeft === 0 ? OrdStatus.filled : OrdStatus.partiallyFilled, 0, 0, 0, OWN_ID);
  if (makerLeft !== 0) return;
  unplace(state, maker);
  state.release(maker);
}

/** Whether the other side holds as much as is left of an order, at prices that it accepts. Changes nothing. */
export function canFill(state: State, h: number): boolean {
  const { orders, ladder } = state;
  const side = orders.i32[(h << 1) + I.side];
  const other = side ^ 1;
  const lots = orders.f64[h + F.leaves];
  if (ladder.sideQty[other] < lots) return false;
  const limit = orders.u8[(h << 3) + U.ordType] === LIMIT ? rankOf(side, orders.f64[h + F.price]) : -Infinity;
  let found = 0;
  for (let level = ladder.bestLevel[other]; level !== 0; level = ladder.worse(other, level)) {
    if (limit + ladder.pages.rankOf(level) > 0) return false;
    found += ladder.pages.qty(level);
    if (found >= lots) return true;
  }
  return false;
}
