/**
 * Trades: one of two orders, and those of an order without terms in a book without hidden orders, by time. Engine thread only.
 * Loops, never recursion: a sweep may be as long as the book.
 */
import { Ids } from './exec.js';
import { Watch } from './instruments.js';
import { rankOf as rank } from './ladder.js';
import type { Market } from './market.js';
import { U as Bytes, F as Doubles, I as Ints } from './orders.js';
import * as records from './records.js';
import { S as SpecialDoubles } from './specials.js';
import { Id } from './state.js';

const F = Doubles;
const I = Ints;
const U = Bytes;
const { ExecFlag, ExecType, OrdStatus, OrdType } = records;
const AGGRESSOR = ExecFlag.aggressor;
const MARKET = OrdType.market;
const LULD = Watch.luld;
const OWN_ID = Ids.own;
const TRADE = Id.trade;
const rankOf = rank;
const SPENT = SpecialDoubles.notional;

export interface Fills {
  /** Trades an incoming order until nothing is left of it or nothing on the other side is good enough. */
  byTime(h: number, ref: number): void;
  /**
   * One trade of `events.trade`'s price and lots: both orders' quantities, both EXECs, and what is filled is gone. The taker is
   * in no book, but in an auction (`flags`), where both rest. There it may go too, here it is the caller's.
   */
  fill(taker: number, maker: number, flags: number, ref: number): void;
}

export function createFills(market: Market): Fills {
  const { state, events } = market;
  const { orders, specials, ladder, instruments, trades, last } = state;
  const { f64, i32, u8 } = orders;
  const { bestLevel, bestRank, pages } = ladder;
  const { watch } = instruments;
  const { exec, trade } = events;

  function byTime(h: number, ref: number): void {
    const side = i32[(h << 1) | I.side];
    const other = side ^ 1;
    // The ranks of the two sides have opposite signs: they cross when their sum is not positive.
    const limit = u8[(h << 3) | U.ordType] === MARKET ? -Infinity : rankOf(side, f64[h | F.price]);
    while (f64[h | F.leaves] > 0) {
      const level = bestLevel[other];
      if (level === 0 || limit + bestRank[other] > 0) return;
      const maker = pages.head(level);
      const open = i32[(maker << 1) | I.special] === 0 ? f64[maker | F.leaves] : market.placing.shown(maker);
      trade[0] = f64[maker | F.price];
      trade[1] = Math.min(f64[h | F.leaves], open);
      fill(h, maker, 0, ref);
    }
  }

  function fill(taker: number, maker: number, flags: number, ref: number): void {
    const { placing, ending } = market;
    const ticks = trade[0];
    const lots = trade[1];
    f64[taker | F.leaves] -= lots;
    f64[taker | F.cumNotional] += ticks * lots;
    f64[maker | F.leaves] -= lots;
    f64[maker | F.cumNotional] += ticks * lots;
    trade[2] = ++last[TRADE];
    if (f64[taker | F.qty] === 0) specials.f64[i32[(taker << 1) | I.special] + SPENT] -= ticks * lots;
    const makerLeft = f64[maker | F.leaves];
    const takerStatus = f64[taker | F.leaves] === 0 ? OrdStatus.filled : OrdStatus.partiallyFilled;
    exec(taker, ExecType.trade, takerStatus, 0, flags | AGGRESSOR, ref, OWN_ID);
    exec(maker, ExecType.trade, makerLeft === 0 ? OrdStatus.filled : OrdStatus.partiallyFilled, 0, flags, 0, OWN_ID);
    record(taker, maker);
    if (flags === 0) placing.traded(maker, lots);
    else {
      placing.tradedAtAuction(taker, lots);
      placing.tradedAtAuction(maker, lots);
    }
    if ((i32[(taker << 1) | I.special] | i32[(maker << 1) | I.special]) !== 0) market.links.traded(taker, maker);
    if (makerLeft === 0) ending.forget(maker);
    if (flags !== 0 && f64[taker | F.leaves] === 0) ending.forget(taker);
  }

  /** All who keep count of trades. */
  function record(taker: number, maker: number): void {
    const { stops } = market;
    const instrument = i32[(taker << 1) | I.side] >> 3;
    trades.add(taker, maker, trade);
    market.risk.filled(taker, maker);
    if (stops.waiting[instrument] !== 0) stops.traded(instrument, trade[0]);
    if ((watch[instrument] & LULD) !== 0) market.luld.traded(instrument, trade[0]);
    instruments.last[instrument] = trade[0];
    instruments.dayLots[instrument] += trade[1];
  }

  return { byTime, fill };
}
