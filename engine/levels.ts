/**
 * Price levels: the queue of a price, oldest order first, with its total. Engine thread only.
 * One numbering for all: level 0 is none, 1 to `far` are the pooled far levels, then come the windows, `width` levels
 * for each side of each book.
 */
import type { OrderPool } from './orders.js';

export class Levels {
  readonly head: Int32Array;
  readonly tail: Int32Array;
  readonly count: Int32Array;
  readonly qty: Float64Array;
  /** The price with the sign that makes a lower rank the better one: -price for buys, price for sells. */
  readonly rank: Float64Array;

  constructor(
    private readonly orders: OrderPool,
    size: number,
  ) {
    this.head = new Int32Array(size);
    this.tail = new Int32Array(size);
    this.count = new Int32Array(size);
    this.qty = new Float64Array(size);
    this.rank = new Float64Array(size);
  }

  append(level: number, h: number): void {
    const { next, prev, leaves } = this.orders;
    const last = this.tail[level];
    prev[h] = last;
    next[h] = 0;
    if (last === 0) this.head[level] = h;
    else next[last] = h;
    this.tail[level] = h;
    this.count[level]++;
    this.qty[level] += leaves[h];
  }

  unlink(level: number, h: number): void {
    const { next, prev, leaves } = this.orders;
    const before = prev[h];
    const after = next[h];
    if (before === 0) this.head[level] = after;
    else next[before] = after;
    if (after === 0) this.tail[level] = before;
    else prev[after] = before;
    this.count[level]--;
    this.qty[level] -= leaves[h];
  }

  /** Moves a whole queue to another level, which is empty. */
  move(from: number, to: number): void {
    this.head[to] = this.head[from];
    this.tail[to] = this.tail[from];
    this.count[to] = this.count[from];
    this.qty[to] = this.qty[from];
    this.rank[to] = this.rank[from];
    this.head[from] = this.tail[from] = this.count[from] = 0;
    this.qty[from] = 0;
  }
}
