/**
 * Price levels, in pages of 32 neighbouring ticks. All books share one pool; a page is taken when the first order comes to one
 * of its levels and given back when the last is gone. Levels never move while they hold orders. An open order needs at most one
 * page, so a pool of as many pages as orders is never exhausted; memory that is never used is never touched.
 * Engine thread only; no allocation after construction.
 *
 *   level = page × 32 + tick within the page; 0 is none
 *   |  0 f64 qty: the queue's total  |  8 i32 head: the oldest order  |  12 i32 tail  |   16 bytes a level
 */
import { F as Doubles, I as Ints, type OrderPool } from './orders.js';

const LEAVES = Doubles.leaves;
const NEXT = Ints.next;
const PREV = Ints.prev;
const ALIGNMENT = 48; // see orders.ts

export const PAGE_TICKS = 32;

export class Pages {
  /** Of each page's first level (ladder.ts). */
  readonly rank: Float64Array;
  /** Which levels of a page hold orders; of a free page, the next free one. */
  readonly bits: Int32Array;
  private readonly f64: Float64Array;
  private readonly i32: Int32Array;
  private free = 0;
  private fresh = 1;

  constructor(
    private readonly orders: OrderPool,
    readonly capacity: number,
  ) {
    const bytes = (capacity + 1) * PAGE_TICKS * 16;
    const block = new ArrayBuffer(bytes + 64);
    this.f64 = new Float64Array(block, ALIGNMENT, bytes >> 3);
    this.i32 = new Int32Array(block, ALIGNMENT, bytes >> 2);
    this.rank = new Float64Array(capacity + 1);
    this.bits = new Int32Array(capacity + 1);
  }

  /** An empty page. */
  take(rank: number): number {
    let page = this.free;
    if (page === 0) page = this.fresh++;
    else this.free = this.bits[page];
    this.bits[page] = 0;
    this.rank[page] = rank;
    return page;
  }

  give(page: number): void {
    this.bits[page] = this.free;
    this.free = page;
  }

  rankOf(level: number): number {
    return this.rank[level >> 5] + (level & 31);
  }

  /** Total open quantity of a level. */
  qty(level: number): number {
    return this.f64[level << 1];
  }

  /** The oldest order of a level, or 0. */
  head(level: number): number {
    return this.i32[(level << 2) + 2];
  }

  reduce(level: number, by: number): void {
    this.f64[level << 1] -= by;
  }

  /** Puts an order at the end of a level's queue. */
  append(level: number, h: number): void {
    const orders = this.orders.i32;
    const at = (level << 2) + 2;
    const last = this.i32[at + 1];
    orders[(h << 1) + PREV] = last;
    orders[(h << 1) + NEXT] = 0;
    if (last === 0) this.i32[at] = h;
    else orders[(last << 1) + NEXT] = h;
    this.i32[at + 1] = h;
    this.f64[level << 1] += this.orders.f64[h + LEAVES];
  }

  unlink(level: number, h: number): void {
    const orders = this.orders.i32;
    const at = (level << 2) + 2;
    const before = orders[(h << 1) + PREV];
    const after = orders[(h << 1) + NEXT];
    if (before === 0) this.i32[at] = after;
    else orders[(before << 1) + NEXT] = after;
    if (after === 0) this.i32[at + 1] = before;
    else orders[(after << 1) + PREV] = before;
    this.f64[level << 1] -= this.orders.f64[h + LEAVES];
  }
}
