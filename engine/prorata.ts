/**
 * Pro-rata allocation of an incoming quantity that is less than what one price level displays (RULES.md): a share for the order
 * first in time, one for the instrument's market maker, the rest by size, and what rounding leaves in time. Engine thread only.
 */
import type { Market } from './market.js';
import { GONE } from './matching.js';
import { F as Doubles, I as Ints } from './orders.js';

const F = Doubles;
const I = Ints;
const WHOLE_BPS = 10_000;

export class ProRata {
  /** What each order of the level gets, in time order. Grows to the longest level that was shared, and stays. */
  private parts = new Float64Array(64);

  constructor(private readonly market: Market) {}

  /** Trades `h` with the orders of a level. Returns GONE when self-trade prevention has ended it, else 0. */
  allocate(h: number, level: number, ref: number): number {
    const { state, matching, selfTrade } = this.market;
    const group = selfTrade.avoids(h);
    if (group !== 0) {
      const outcome = this.prevent(h, level, group, ref);
      // What was prevented has changed both sides: the level is looked at anew.
      if (outcome !== 0) return outcome === GONE ? GONE : 0;
    }
    const first = state.ladder.pages.head(level);
    const lots = matching.wanted(h, state.orders.f64[first + F.price]);
    this.share(level, lots);
    this.trade(h, level, ref);
    return 0;
  }

  /** Keeps the incoming order from those of its group at the level. Returns GONE, 1 when anything was prevented, else 0. */
  private prevent(h: number, level: number, group: number, ref: number): number {
    const { state, selfTrade } = this.market;
    const { i32 } = state.orders;
    let outcome = 0;
    for (let maker = state.ladder.pages.head(level); maker !== 0; ) {
      const next = i32[(maker << 1) + I.next];
      if (selfTrade.groupOf(maker) === group) {
        if (!selfTrade.prevent(h, maker, ref)) return GONE;
        outcome = 1;
      }
      maker = next;
    }
    return outcome;
  }

  private share(level: number, lots: number): void {
    const { state, placing } = this.market;
    const { ladder, instruments, orders } = state;
    const first = ladder.pages.head(level);
    const { topShareBps, makerShareBps, marketMaker } = instruments.definitions[orders.i32[(first << 1) + I.side] >> 3];
    let left = lots - this.shareFirst(level, Math.min(placing.shown(first), bpsOf(lots, topShareBps)));
    left -= this.shareMaker(level, bpsOf(left, makerShareBps), marketMaker);
    left -= this.shareBySize(level, left);
    this.shareRest(level, left);
  }

  /** Makes room for a part of each order of the level, and gives the first one its share. */
  private shareFirst(level: number, lots: number): number {
    const { orders, ladder } = this.market.state;
    let count = 0;
    for (let h = ladder.pages.head(level); h !== 0; h = orders.i32[(h << 1) + I.next]) count++;
    if (count > this.parts.length) this.parts = new Float64Array(count * 2);
    this.parts.fill(0, 0, count);
    this.parts[0] = lots;
    return lots;
  }

  private shareMaker(level: number, lots: number, marketMaker: number): number {
    const { placing, state } = this.market;
    const { orders, ladder, sessions } = state;
    let given = 0;
    let k = 0;
    for (let h = ladder.pages.head(level); h !== 0 && given < lots; h = orders.i32[(h << 1) + I.next]) {
      if (sessions.participant[orders.i32[(h << 1) + I.session]] === marketMaker) {
        const part = Math.min(placing.shown(h) - this.parts[k], lots - given);
        this.parts[k] += part;
        given += part;
      }
      k++;
    }
    return given;
  }

  private shareBySize(level: number, lots: number): number {
    const { placing, state } = this.market;
    const { orders, ladder } = state;
    let untouched = 0;
    let k = 0;
    for (let h = ladder.pages.head(level); h !== 0; h = orders.i32[(h << 1) + I.next])
      untouched += placing.shown(h) - this.parts[k++];
    let given = 0;
    k = 0;
    for (let h = ladder.pages.head(level); h !== 0; h = orders.i32[(h << 1) + I.next]) {
      const part = untouched === 0 ? 0 : shareOf(lots, placing.shown(h) - this.parts[k], untouched);
      this.parts[k++] += part;
      given += part;
    }
    return given;
  }

  private shareRest(level: number, lots: number): void {
    const { placing, state } = this.market;
    const { orders, ladder } = state;
    let left = lots;
    let k = 0;
    for (let h = ladder.pages.head(level); h !== 0 && left > 0; h = orders.i32[(h << 1) + I.next]) {
      const part = Math.min(placing.shown(h) - this.parts[k], left);
      this.parts[k++] += part;
      left -= part;
    }
  }

  /** A fill for each order that has a part. Peaks that are renewed join the end of the queue, behind the last that has one. */
  private trade(h: number, level: number, ref: number): void {
    const { state, events, matching } = this.market;
    const { orders, ladder } = state;
    const { trade } = events;
    let maker = ladder.pages.head(level);
    for (let k = 0; orders.f64[h + F.leaves] !== 0 && maker !== 0; k++) {
      const next = orders.i32[(maker << 1) + I.next];
      if (this.parts[k] > 0) {
        trade[0] = orders.f64[maker + F.price];
        trade[1] = this.parts[k];
        matching.fill(h, maker, 0, ref);
      }
      maker = next;
    }
  }
}

/** floor(lots × bps ÷ 10,000), exact for all safe integers. */
function bpsOf(lots: number, bps: number): number {
  return Math.floor(lots / WHOLE_BPS) * bps + Math.floor(((lots % WHOLE_BPS) * bps) / WHOLE_BPS);
}

/** floor(lots × part ÷ whole), exact for all safe integers; quantities whose product is not one are rare. */
function shareOf(lots: number, part: number, whole: number): number {
  const product = lots * part;
  if (product <= Number.MAX_SAFE_INTEGER) return Math.floor(product / whole);
  return Number((BigInt(lots) * BigInt(part)) / BigInt(whole));
}
