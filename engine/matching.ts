/**
 * Price-time priority: an incoming order trades with the best opposite orders, each at the resting order's price, oldest first.
 * Engine thread only. A loop, never recursion: a sweep may be as long as the book.
 */
import { type Events, Ids } from './events.js';
import type { LevelCursor } from './ladder.js';
import { ExecFlag, ExecType, OrdStatus, OrdType } from './records.js';
import { Id } from './state.js';

/** Trades an order that is in no book until nothing is left of it or nothing on the other side is good enough. */
export function match(events: Events, h: number, ref: number): void {
  const { state, trade } = events;
  const { orders, ladder } = state;
  const { leaves, cumNotional, price } = orders;
  const { levels, bestLevel, bestRank } = ladder;
  const side = orders.bookSide[h];
  const other = side ^ 1;
  const limited = orders.ordType[h] === OrdType.limit;
  const rank = (side & 1) === 0 ? 0 - price[h] : price[h];
  while (leaves[h] > 0) {
    const level = bestLevel[other];
    // The ranks of the two sides have opposite signs: they cross when their sum is not positive.
    if (level === 0 || (limited && rank + bestRank[other] > 0)) return;
    const maker = levels.head[level];
    const lots = Math.min(leaves[h], leaves[maker]);
    const ticks = price[maker];
    leaves[h] -= lots;
    cumNotional[h] += ticks * lots;
    ladder.reduce(level, other, lots);
    leaves[maker] -= lots;
    cumNotional[maker] += ticks * lots;
    trade[0] = ticks;
    trade[1] = lots;
    trade[2] = ++state.last[Id.trade];
    fill(events, h, ExecFlag.aggressor, ref);
    fill(events, maker, 0, 0);
    if (leaves[maker] === 0) {
      ladder.removeFrom(level, maker);
      state.release(maker);
    }
  }
}

function fill(events: Events, h: number, flags: number, ref: number): void {
  const status = events.state.orders.leaves[h] === 0 ? OrdStatus.filled : OrdStatus.partiallyFilled;
  events.exec(h, ExecType.trade, status, 0, flags, ref, Ids.own);
}

/** Whether the other side holds as much as is left of an order, at prices that it accepts. Changes nothing. */
export function canFill(events: Events, cursor: LevelCursor, h: number): boolean {
  const { orders } = events.state;
  const side = orders.bookSide[h];
  return reachable(events, cursor, side, orders.ordType[h] === OrdType.limit ? orders.price[h] : Number.NaN, orders.leaves[h]);
}

/** Whether `lots` could trade at once against the side opposite to `side`. @param price NaN: any price */
export function reachable(events: Events, cursor: LevelCursor, side: number, price: number, lots: number): boolean {
  const { levels, sideQty } = events.state.ladder;
  if (sideQty[side ^ 1] < lots) return false;
  const rank = (side & 1) === 0 ? 0 - price : price;
  let found = 0;
  cursor.open(side ^ 1);
  for (let level = cursor.next(); level !== 0; level = cursor.next()) {
    if (rank + levels.rank[level] > 0) return false;
    found += levels.qty[level];
    if (found >= lots) return true;
  }
  return false;
}
