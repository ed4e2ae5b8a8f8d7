/**
 * An incoming order trades with the best opposite orders, each at the resting order's price: by price, displayed before hidden,
 * and then by time or pro rata. Engine thread only. Loops, never recursion: a sweep may be as long as the book.
 */
import { Watch as Watches } from './instruments.js';
import { rankOf } from './ladder.js';
import type { Market } from './market.js';
import { U as Bytes, F as Doubles, I as Ints, Kind } from './orders.js';
import { Reason as Reasons } from './reasons.js';
import { OrdType } from './records.js';
import { S as SpecialDoubles } from './specials.js';

const F = Doubles;
const I = Ints;
const U = Bytes;
const S = SpecialDoubles;
const Reason = Reasons;
const Watch = Watches;
const MARKET = OrdType.market;
const HIDDEN = Kind.hidden << 1;

/** What match() says of an order that it has ended itself; else a Reason why the rest cannot go on, or none. */
export const GONE = -1;

export class Matching {
  /** The hidden order that was passed over last; 0: none. What is passed over once stays passed over, for what is left only shrinks. */
  private passed = 0;
  /** The incoming order while it is matched by rules; 0: none, or it has ended, which a link may do at any of its steps. */
  private taker = 0;

  constructor(private readonly market: Market) {}

  /**
   * Trades an order that is in no book until nothing is left of it, nothing on the other side is good enough, or a rule stops it.
   * Returns why what is left must be cancelled, Reason.none if it may rest, or GONE.
   */
  match(h: number, ref: number): number {
    const { state, selfTrade, fills } = this.market;
    const { orders, ladder, instruments } = state;
    const side = orders.i32[(h << 1) + I.side];
    const isPlain = orders.i32[(h << 1) + I.special] === 0 && (instruments.watch[side >> 3] & Watch.matching) === 0;
    if (!isPlain || ladder.bestLevel[(side ^ 1) + HIDDEN] !== 0 || selfTrade.groupOf(h) !== 0) {
      this.taker = h;
      const reason = this.byRules(h, ref);
      this.taker = 0;
      return reason;
    }
    fills.byTime(h, ref);
    return Reason.none;
  }

  /** An order ends. Returns whether it is the incoming one, which is in no book, and whose matching is over. */
  interrupts(h: number): boolean {
    if (this.taker !== h) return false;
    this.taker = 0;
    return true;
  }

  private byRules(h: number, ref: number): number {
    const { events, state, selfTrade, placing, proRata, bands, fills } = this.market;
    const { f64, i32 } = state.orders;
    const { trade } = events;
    const instrument = i32[(h << 1) + I.side] >> 3;
    const isProRata = (state.instruments.watch[instrument] & Watch.proRata) !== 0;
    const isBanded = (state.instruments.watch[instrument] & Watch.bands) !== 0;
    if (isBanded) bands.arm(instrument);
    const group = selfTrade.avoids(h);
    this.passed = 0;
    for (;;) {
      if (f64[h + F.leaves] === 0 && f64[h + F.qty] !== 0) return Reason.none;
      const maker = this.nextMaker(h);
      if (maker === 0) {
        if (isBanded && bands.isBeyondLimit(h)) return this.breached(h, Number.NaN, ref);
        return this.isSpent(h) ? Reason.notionalSpent : Reason.none;
      }
      const ticks = f64[maker + F.price];
      const wanted = this.wanted(h, ticks);
      if (wanted === 0) return Reason.notionalSpent;
      if (isBanded && bands.isOutside(ticks)) return this.breached(h, ticks, ref);
      if (isProRata && (i32[(maker << 1) + I.side] & HIDDEN) === 0) {
        if (!proRata.trade(h, i32[(maker << 1) + I.level], group, ref)) return GONE;
      } else if (group !== 0 && selfTrade.groupOf(maker) === group) {
        if (!selfTrade.prevent(h, maker, ref)) return GONE;
      } else {
        trade[0] = ticks;
        trade[1] = Math.min(wanted, placing.shown(maker));
        fills.fill(h, maker, 0, ref);
      }
      if (this.taker === 0) return GONE;
    }
  }

  /** Whether the incoming order has ended meanwhile. */
  get isOver(): boolean {
    return this.taker === 0;
  }

  /**
   * The next trade would be outside the bands, or (NaN) the order would rest outside them. The book follows a price that they give
   * the order.
   */
  private breached(h: number, ticks: number, ref: number): number {
    const { state, bands, placing } = this.market;
    const { f64 } = state.orders;
    const price = f64[h + F.price];
    state.exposure.take(h);
    const reason = Number.isNaN(ticks) ? bands.holdAtLimit(h, ref) : bands.breached(h, ticks, ref);
    state.exposure.put(h);
    if (f64[h + F.price] !== price) placing.repriced(h, price);
    return reason;
  }

  /** The order that `h` meets next, or 0. */
  private nextMaker(h: number): number {
    const { orders, ladder } = this.market.state;
    const side = orders.i32[(h << 1) + I.side];
    const other = side ^ 1;
    const limited = orders.u8[(h << 3) + U.ordType] !== MARKET;
    const rank = limited ? rankOf(side, orders.f64[h + F.price]) : -Infinity;
    const level = ladder.bestLevel[other];
    const best = ladder.bestRank[other];
    const hidden = ladder.bestLevel[other + HIDDEN] === 0 ? 0 : this.nextHidden(h, other + HIDDEN, rank);
    if (hidden !== 0 && rankOf(other, orders.f64[hidden + F.price]) < best) return hidden;
    return level === 0 || rank + best > 0 ? 0 : ladder.pages.head(level);
  }

  /** The first hidden order of a side that accepts what is left of `h`, at a price that `h` accepts; or 0. */
  private nextHidden(h: number, side: number, rank: number): number {
    const { orders, ladder } = this.market.state;
    const { f64, i32 } = orders;
    let level = ladder.bestLevel[side];
    let maker = ladder.pages.head(level);
    if (this.passed !== 0) {
      level = i32[(this.passed << 1) + I.level];
      maker = i32[(this.passed << 1) + I.next];
    }
    for (;;) {
      if (maker === 0) {
        level = ladder.worse(side, level);
        if (level === 0) return 0;
        maker = ladder.pages.head(level);
      }
      const ticks = f64[maker + F.price];
      if (rank + rankOf(side, ticks) > 0) return 0;
      if (this.wanted(h, ticks) >= this.leastOf(maker)) return maker;
      this.passed = maker;
      maker = i32[(maker << 1) + I.next];
    }
  }

  /** An order leaves its queue: it must not be the one from which the search goes on. */
  leaves(h: number): void {
    if (this.passed === h) this.passed = 0;
  }

  /** The least that a resting order trades, as long as it has that much. */
  leastOf(maker: number): number {
    const { orders, specials } = this.market.state;
    const s = orders.i32[(maker << 1) + I.special];
    return s === 0 ? 0 : Math.min(specials.f64[s + S.minLots], orders.f64[maker + F.leaves]);
  }

  /** How many lots an incoming order wants at a price. */
  wanted(h: number, ticks: number): number {
    const { orders, specials } = this.market.state;
    if (orders.f64[h + F.qty] !== 0) return orders.f64[h + F.leaves];
    return Math.floor(specials.f64[orders.i32[(h << 1) + I.special] + S.notional] / ticks);
  }

  private isSpent(h: number): boolean {
    const { orders, specials } = this.market.state;
    return orders.f64[h + F.qty] === 0 && specials.f64[orders.i32[(h << 1) + I.special] + S.notional] === 0;
  }
}
