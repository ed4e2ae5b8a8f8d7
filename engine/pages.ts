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
import { intRegisters } from './registers.js';

const LEAVES = Doubles.leaves;
const NEXT = Ints.next;
const PREV = Ints.prev;
const HEAD = 2;
const TAIL = 3;
const ALIGNMENT = 48; // see orders.ts

export const PAGE_TICKS = 32;

export interface Pages {
  readonly capacity: number;
  /** Of each page's first level (ladder.ts). */
  readonly rank: Float64Array;
  /** Which levels of a page hold orders; of a free page, the next free one. */
  readonly bits: Int32Array;
  /** An empty page. */
  take(rank: number): number;
  give(page: number): void;
  rankOf(level: number): number;
  /** Total open quantity of a level. */
  qty(level: number): number;
  /** The oldest order of a level, or 0. */
  head(level: number): number;
  reduce(level: number, by: number): void;
  /** Puts an order at the end of a level's queue. */
  append(level: number, h: number): void;
  /** Takes one out. Returns the oldest that is left, or 0. */
  unlink(level: number, h: number): number;
}

/** Words of the pool's counters. */
const FREE = 0;
const FRESH = 1;

export function createPages(orders: OrderPool, capacity: number): Pages {
  const { f64: of, i32: oi } = orders;
  const bytes = (capacity + 1) * PAGE_TICKS * 16;
  const block = new ArrayBuffer(bytes + 64);
  const f64 = new Float64Array(block, ALIGNMENT, bytes / 8);
  const i32 = new Int32Array(block, ALIGNMENT, bytes / 4);
  const ranks = new Float64Array(capacity + 1);
  const bits = new Int32Array(capacity + 1);
  const counts = intRegisters(2);
  counts[FRESH] = 1;

  function take(rank: number): number {
    let page = counts[FREE];
    if (page === 0) page = counts[FRESH]++;
    else counts[FREE] = bits[page];
    bits[page] = 0;
    ranks[page] = rank;
    return page;
  }

  function give(page: number): void {
    bits[page] = counts[FREE];
    counts[FREE] = page;
  }

  function append(level: number, h: number): void {
    const at = level << 2;
    const last = i32[at | TAIL];
    oi[(h << 1) | PREV] = last;
    oi[(h << 1) | NEXT] = 0;
    if (last === 0) i32[at | HEAD] = h;
    else oi[(last << 1) | NEXT] = h;
    i32[at | TAIL] = h;
    f64[level << 1] += of[h | LEAVES];
  }

  function unlink(level: number, h: number): number {
    const at = level << 2;
    const before = oi[(h << 1) | PREV];
    const after = oi[(h << 1) | NEXT];
    if (before === 0) i32[at | HEAD] = after;
    else oi[(before << 1) | NEXT] = after;
    if (after === 0) i32[at | TAIL] = before;
    else oi[(after << 1) | PREV] = before;
    f64[level << 1] -= of[h | LEAVES];
    return i32[at | HEAD];
  }

  return {
    capacity,
    rank: ranks,
    bits,
    take,
    give,
    rankOf: (level) => ranks[level >> 5] + (level & 31),
    qty: (level) => f64[level << 1],
    head: (level) => i32[(level << 2) | HEAD],
    reduce: (level, by) => {
      f64[level << 1] -= by;
    },
    append,
    unlink,
  };
}
