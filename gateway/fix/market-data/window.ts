/**
 * The best levels of a book, down to some depth, as they were last told to everyone who sees so many: what differs when the book has
 * changed are the entries of an incremental refresh. A level that a better one pushes out is deleted, one that comes in is new.
 */
import type { DepthSide } from '../../../marketdata/depth-side.js';
import type { MarketBook } from './book.js';
import { BID, OFFER, UpdateAction } from './entry-types.js';

/** Changes of one message; more are told by the whole window anew. */
export const CHANGES_MAX = 256;

class ToldSide {
  private count = 0;
  private prices = new Float64Array(16);
  private qtys = new Float64Array(16);
  private orders = new Float64Array(16);

  /** @param sign 1 for bids (the highest is best), -1 for asks */
  constructor(
    private readonly bit: number,
    private readonly sign: 1 | -1,
  ) {}

  /** Adds what differs from the `depth` best levels of `now`, best first. */
  compare(now: DepthSide, depth: number, window: Window): void {
    const { prices, qtys, orders, bit, sign, count } = this;
    const levels = Math.min(depth, now.levels);
    let i = 0;
    for (let n = 0; n < levels; n++) {
      const price = now.price(n);
      for (; i < count && (prices[i] - price) * sign > 0; i++) window.add(bit, UpdateAction.delete, prices[i], 0, 0);
      if (i === count || prices[i] !== price) window.add(bit, UpdateAction.new, price, now.qty(n), now.orders(n));
      else {
        if (qtys[i] !== now.qty(n) || orders[i] !== now.orders(n)) {
          window.add(bit, UpdateAction.change, price, now.qty(n), now.orders(n));
        }
        i++;
      }
    }
    for (; i < count; i++) window.add(bit, UpdateAction.delete, prices[i], 0, 0);
  }

  take(now: DepthSide, depth: number): void {
    const levels = Math.min(depth, now.levels);
    if (levels > this.prices.length) {
      const size = 2 ** Math.ceil(Math.log2(levels));
      this.prices = new Float64Array(size);
      this.qtys = new Float64Array(size);
      this.orders = new Float64Array(size);
    }
    for (let n = 0; n < levels; n++) {
      this.prices[n] = now.price(n);
      this.qtys[n] = now.qty(n);
      this.orders[n] = now.orders(n);
    }
    this.count = levels;
  }
}

export class Window {
  /** What compare() has found. Above CHANGES_MAX they are not listed. */
  count = 0;
  bidCount = 0;
  /** By change: the bit of its entry type, MDUpdateAction, and the level; a deleted one has no lots. */
  readonly bits = new Int32Array(CHANGES_MAX);
  readonly actions = new Int32Array(CHANGES_MAX);
  readonly prices = new Float64Array(CHANGES_MAX);
  readonly qtys = new Float64Array(CHANGES_MAX);
  readonly orders = new Float64Array(CHANGES_MAX);
  private readonly bids = new ToldSide(BID, 1);
  private readonly asks = new ToldSide(OFFER, -1);

  constructor(
    private readonly book: MarketBook,
    readonly depth: number,
  ) {
    this.restart();
  }

  /** What is there now counts as told. */
  restart(): void {
    this.bids.take(this.book.bids, this.depth);
    this.asks.take(this.book.asks, this.depth);
  }

  /** Finds what has changed since the last time; then it counts as told. */
  compare(): void {
    const { bids, asks } = this.book;
    this.count = 0;
    this.bids.compare(bids, this.depth, this);
    this.bidCount = this.count;
    this.asks.compare(asks, this.depth, this);
    if (this.count > 0) this.restart();
  }

  /** Changes of the sides whose bits these are. */
  countOf(types: number): number {
    return ((types & BID) !== 0 ? this.bidCount : 0) + ((types & OFFER) !== 0 ? this.count - this.bidCount : 0);
  }

  add(bit: number, action: number, price: number, qty: number, orders: number): void {
    const n = this.count++;
    if (n >= CHANGES_MAX) return;
    this.bits[n] = bit;
    this.actions[n] = action;
    this.prices[n] = price;
    this.qtys[n] = qty;
    this.orders[n] = orders;
  }
}
