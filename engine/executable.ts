/**
 * What an incoming order could trade at once: the steps that matching would take, without taking them. Answers fill-or-kill,
 * minimum quantity, post-only and market-to-limit. Engine thread only; changes nothing.
 */
import { Watch as Watches } from './instruments.js';
import { rankOf } from './ladder.js';
import type { Market } from './market.js';
import { U as Bytes, F as Doubles, I as Ints, Kind } from './orders.js';
import { OrdType } from './records.js';
import { Stp as Stps } from './records-venue.js';

const F = Doubles;
const I = Ints;
const U = Bytes;
const Stp = Stps;
const Watch = Watches;
const MARKET = OrdType.market;
const HIDDEN = Kind.hidden << 1;
const KIND_BITS = 6;

export class Executable {
  /** Price of the first order that would trade; NaN: none would. In an array, so that no double is boxed. */
  private readonly first = new Float64Array(1);
  private found = 0;
  /** Of the incoming order: the group it must not trade with (0 none), and whether meeting it ends the search. */
  private group = 0;
  private stops = false;
  private stopped = false;
  private isBanded = false;

  constructor(private readonly market: Market) {}

  /** Whether at least `lots` of an order in no book could trade at once. */
  has(h: number, lots: number): boolean {
    const { selfTrade } = this.market;
    this.group = selfTrade.avoids(h);
    this.stops = selfTrade.modeOf(h) !== Stp.cancelOldest;
    this.search(h, lots);
    return this.found >= lots;
  }

  /** The price at which an order in no book would trade first, self-trade prevention aside; NaN: it would not. */
  bestPrice(h: number): number {
    this.group = 0;
    this.search(h, 1);
    return this.first[0];
  }

  private search(h: number, lots: number): void {
    const { state, bands } = this.market;
    const { orders, ladder, instruments } = state;
    const side = orders.i32[(h << 1) + I.side] & ~KIND_BITS; // an order that is replaced still rests
    const other = side ^ 1;
    const limited = orders.u8[(h << 3) + U.ordType] !== MARKET;
    const rank = limited ? rankOf(side, orders.f64[h + F.price]) : -Infinity;
    this.isBanded = (instruments.watch[side >> 3] & Watch.bands) !== 0;
    if (this.isBanded) bands.arm(side >> 3);
    this.stopped = false;
    this.found = 0;
    this.first[0] = Number.NaN;
    let level = ladder.bestLevel[other];
    let hidden = ladder.bestLevel[other + HIDDEN];
    while (this.found < lots && !this.stopped && (level !== 0 || hidden !== 0)) {
      const shownRank = level === 0 ? Infinity : ladder.pages.rankOf(level);
      const hiddenRank = hidden === 0 ? Infinity : ladder.pages.rankOf(hidden);
      const best = Math.min(shownRank, hiddenRank);
      if (rank + best > 0) return;
      if (shownRank <= hiddenRank) {
        this.lookAtDisplayed(h, level);
        level = ladder.worse(other, level);
      } else {
        this.lookAtHidden(h, hidden);
        hidden = ladder.worse(other + HIDDEN, hidden);
      }
    }
  }

  /** Peaks and what is whole come before reserves, so that one's own order is met before any of those. */
  private lookAtDisplayed(h: number, level: number): void {
    const { state, selfTrade, placing } = this.market;
    const { orders, ladder, instruments } = state;
    const side = orders.i32[(h << 1) + I.side] & ~KIND_BITS;
    this.stopped = this.isOutside(ladder.pages.head(level));
    if (this.stopped) return;
    if (this.group === 0 && ladder.icebergs[side ^ 1] === 0) {
      this.take(ladder.pages.head(level), ladder.pages.qty(level));
      return;
    }
    let shown = 0;
    let reserve = 0;
    for (let maker = ladder.pages.head(level); maker !== 0 && !this.stopped; maker = orders.i32[(maker << 1) + I.next]) {
      if (this.group !== 0 && selfTrade.groupOf(maker) === this.group) {
        this.stopped = this.stops;
        continue;
      }
      const lots = placing.shown(maker);
      shown += lots;
      reserve += orders.f64[maker + F.leaves] - lots;
    }
    // Self-trade prevention goes over a whole pro-rata level before anything of it trades.
    const isProRata = (instruments.watch[side >> 3] & Watch.proRata) !== 0;
    if (this.stopped) this.take(ladder.pages.head(level), isProRata ? 0 : shown);
    else this.take(ladder.pages.head(level), shown + reserve);
  }

  private lookAtHidden(h: number, level: number): void {
    const { state, selfTrade, matching } = this.market;
    const { orders, ladder } = state;
    for (let maker = ladder.pages.head(level); maker !== 0 && !this.stopped; maker = orders.i32[(maker << 1) + I.next]) {
      if (orders.f64[h + F.leaves] - this.found < matching.leastOf(maker)) continue;
      if (this.isOutside(maker)) this.stopped = true;
      else if (this.group !== 0 && selfTrade.groupOf(maker) === this.group) this.stopped = this.stops;
      else this.take(maker, orders.f64[maker + F.leaves]);
    }
  }

  /** The band ends the search at the first order that would trade outside. */
  private isOutside(maker: number): boolean {
    const { state, bands } = this.market;
    return this.isBanded && bands.isOutside(state.orders.f64[maker + F.price]);
  }

  private take(maker: number, lots: number): void {
    if (this.found === 0 && lots > 0) this.first[0] = this.market.state.orders.f64[maker + F.price];
    this.found += lots;
  }
}
