/**
 * Lists of orders with terms, one an instrument, in order of entry: its pegged orders, its trailing stops. Linked through their
 * extensions (specials.ts), so that they cost nothing to whom they do not concern. Engine thread only; no allocation after construction.
 */
import { F as Doubles, type OrderPool } from './orders.js';
import { J as SpecialInts, type Specials } from './specials.js';

const F = Doubles;
const J = SpecialInts;

/** Each order of such a list may be looked at after a step of its instrument: so many there may be. */
const LIST_MAX = 1000;

export class SpecialLists {
  /** By instrument: the extension of the oldest order (0: none), and how many there are. */
  readonly first: Int32Array;
  readonly count: Int32Array;
  private readonly last: Int32Array;

  constructor(
    private readonly orders: OrderPool,
    private readonly specials: Specials,
    instruments: number,
  ) {
    this.first = new Int32Array(instruments);
    this.last = new Int32Array(instruments);
    this.count = new Int32Array(instruments);
  }

  isFull(instrument: number): boolean {
    return this.count[instrument] >= LIST_MAX;
  }

  /** The order that entered next, or 0. Takes and gives extensions, as do the others. */
  after(s: number): number {
    return this.specials.i32[(s << 1) + J.listNext];
  }

  holds(instrument: number, s: number): boolean {
    return this.first[instrument] === s || this.specials.i32[(s << 1) + J.listPrev] !== 0;
  }

  add(instrument: number, s: number): void {
    const { i32 } = this.specials;
    const orderId = this.orderId(s);
    let before = this.last[instrument];
    // Mostly the newest is last; an order that was held for its parent finds its place among those that entered after it.
    while (before !== 0 && this.orderId(before) > orderId) before = i32[(before << 1) + J.listPrev];
    const after = before === 0 ? this.first[instrument] : i32[(before << 1) + J.listNext];
    i32[(s << 1) + J.listPrev] = before;
    i32[(s << 1) + J.listNext] = after;
    if (before === 0) this.first[instrument] = s;
    else i32[(before << 1) + J.listNext] = s;
    if (after === 0) this.last[instrument] = s;
    else i32[(after << 1) + J.listPrev] = s;
    this.count[instrument]++;
  }

  remove(instrument: number, s: number): void {
    const { i32 } = this.specials;
    const before = i32[(s << 1) + J.listPrev];
    const after = i32[(s << 1) + J.listNext];
    if (before === 0) this.first[instrument] = after;
    else i32[(before << 1) + J.listNext] = after;
    if (after === 0) this.last[instrument] = before;
    else i32[(after << 1) + J.listPrev] = before;
    i32[(s << 1) + J.listPrev] = i32[(s << 1) + J.listNext] = 0;
    this.count[instrument]--;
  }

  private orderId(s: number): number {
    return this.orders.f64[this.specials.i32[(s << 1) + J.order] + F.orderId];
  }
}
