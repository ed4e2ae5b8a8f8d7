/**
 * The displayed orders of one price level of a pro-rata instrument (RULES.md). An incoming quantity that is less than what they
 * display is shared: the order first in time, the instrument's market maker, all by size, and what rounding leaves in time; else
 * all of them are filled. Engine thread only; its memory grows to the longest level that it met, and stays.
 */
import type { Market } from './market.js';
import { F as Doubles, I as Ints } from './orders.js';

const F = Doubles;
const I = Ints;
const WHOLE_BPS = 10_000;

export class ProRata {
  /** The orders of the level in time, what each of them displays, and what it gets. */
  private count = 0;
  private members = new Int32Array(64);
  private shown = new Float64Array(64);
  private parts = new Float64Array(64);

  constructor(private readonly market: Market) {}

  /**
   * Trades an incoming order with a level, as the level is now; peaks that are renewed by it are for the next time.
   * @param group that the order must not trade with, 0 none. Returns false when self-trade prevention has ended the order.
   */
  trade(h: number, level: number, group: number, ref: number): boolean {
    if (group !== 0 && !this.prevent(h, level, group, ref)) return false;
    if (this.market.matching.isOver) return true;
    const displayed = this.collect(level);
    if (this.count === 0) return true;
    const lots = this.market.matching.wanted(h, this.market.state.orders.f64[this.members[0] + F.price]);
    if (lots < displayed) this.share(lots);
    else for (let k = 0; k < this.count; k++) this.parts[k] = this.shown[k];
    this.fill(h, level, ref);
    return true;
  }

  /** Keeps the incoming order from those of its group at the level. Returns whether it goes on. */
  private prevent(h: number, level: number, group: number, ref: number): boolean {
    const { state, selfTrade, matching } = this.market;
    const { i32 } = state.orders;
    for (let maker = state.ladder.pages.head(level); maker !== 0; ) {
      const next = i32[(maker << 1) + I.next];
      if (selfTrade.groupOf(maker) === group) {
        if (!selfTrade.prevent(h, maker, ref)) return false;
        if (matching.isOver) return true;
      }
      // A link may have ended the next one too: then from the first again.
      maker = next !== 0 && i32[(next << 1) + I.level] !== level ? state.ladder.pages.head(level) : next;
    }
    return true;
  }

  /** Returns what the level displays. */
  private collect(level: number): number {
    const { state, placing } = this.market;
    const { orders, ladder } = state;
    this.count = 0;
    let displayed = 0;
    for (let h = ladder.pages.head(level); h !== 0; h = orders.i32[(h << 1) + I.next]) {
      const k = this.count++;
      if (k === this.members.length) this.grow();
      this.members[k] = h;
      this.shown[k] = placing.shown(h);
      this.parts[k] = 0;
      displayed += this.shown[k];
    }
    return displayed;
  }

  private grow(): void {
    const { members, shown, parts } = this;
    this.members = new Int32Array(members.length * 2);
    this.shown = new Float64Array(members.length * 2);
    this.parts = new Float64Array(members.length * 2);
    this.members.set(members);
    this.shown.set(shown);
    this.parts.set(parts);
  }

  private share(lots: number): void {
    const { instruments, orders } = this.market.state;
    const { topShareBps, makerShareBps, marketMaker } =
      instruments.definitions[orders.i32[(this.members[0] << 1) + I.side] >> 3];
    let left = lots - this.give(0, bpsOf(lots, topShareBps));
    left -= this.shareMaker(bpsOf(left, makerShareBps), marketMaker);
    left -= this.shareBySize(left);
    for (let k = 0; left > 0; k++) left -= this.give(k, left);
  }

  /** Gives an order at most `lots`, and returns how many it took. */
  private give(k: number, lots: number): number {
    const part = Math.min(this.shown[k] - this.parts[k], lots);
    this.parts[k] += part;
    return part;
  }

  private shareMaker(lots: number, marketMaker: number): number {
    const { sessions, orders } = this.market.state;
    let given = 0;
    for (let k = 0; k < this.count && given < lots; k++) {
      const session = orders.i32[(this.members[k] << 1) + I.session];
      if (sessions.participant[session] === marketMaker) given += this.give(k, lots - given);
    }
    return given;
  }

  private shareBySize(lots: number): number {
    const { shown, parts, count } = this;
    let untouched = 0;
    for (let k = 0; k < count; k++) untouched += shown[k] - parts[k];
    let given = 0;
    for (let k = 0; k < count; k++) given += this.give(k, shareOf(lots, shown[k] - parts[k], untouched));
    return given;
  }

  /** One fill for each order that has a part; one that a link cancels meanwhile loses it. */
  private fill(h: number, level: number, ref: number): void {
    const { state, events, matching, fills } = this.market;
    const { f64, i32 } = state.orders;
    const { trade } = events;
    for (let k = 0; k < this.count && !matching.isOver; k++) {
      const maker = this.members[k];
      if (this.parts[k] === 0 || i32[(maker << 1) + I.level] !== level) continue;
      trade[0] = f64[maker + F.price];
      trade[1] = this.parts[k];
      fills.fill(h, maker, 0, ref);
    }
  }
}

/** floor(lots × bps ÷ 10,000), exact for all safe integers. */
function bpsOf(lots: number, bps: number): number {
  return Math.floor(lots / WHOLE_BPS) * bps + Math.floor(((lots % WHOLE_BPS) * bps) / WHOLE_BPS);
}

/** floor(lots × part ÷ whole), exact for all safe integers. Quantities whose product is not one are rare. */
function shareOf(lots: number, part: number, whole: number): number {
  const product = lots * part;
  if (product <= Number.MAX_SAFE_INTEGER) return Math.floor(product / whole);
  return Number((BigInt(lots) * BigInt(part)) / BigInt(whole));
}
