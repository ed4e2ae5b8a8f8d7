/**
 * The resting orders of every book, by price. A side's pages of price levels (pages.ts) stand in a directory for a window of
 * `width` ticks, and in a skip list outside it (far.ts); where the window stands is a matter of speed only, never of what trades.
 * Engine thread only.
 *
 * Prices appear as ranks, lower is better, so that all sides are the same code. A window holds the ranks [base, base + width);
 * the page of a rank stands at rank mod width, so moving the window moves page numbers, and only those that fall out or in.
 * A page inside its side's window is never in the skip list.
 */
import * as bitmap from './bitmap.js';
import { createFarPages } from './far.js';
import { F as Doubles, I as Ints, type OrderPool, SIDES } from './orders.js';
import { createPages, PAGE_TICKS, type Pages } from './pages.js';

const F = Doubles;
const I = Ints;
const TICKS = PAGE_TICKS;
const { clearBit, createSets, firstBitFrom, lowest, setBit, setWords, summaryWords } = bitmap;

/** Bit `side & 7` is set where a higher price is the better one: buys, but of stops the sells. */
const HIGHER_IS_BETTER = 0b0110_0101;

/** A price as it is compared on a side: lower is better (of a stop: is triggered first). Its own inverse. */
export function rankOf(side: number, price: number): number {
  return ((HIGHER_IS_BETTER >> (side & 7)) & 1) === 0 ? price : 0 - price;
}

const toRank = rankOf;

export interface Ladder {
  readonly pages: Pages;
  /** For each side of each book: the best level (0: none), its rank (Infinity: none) and the total open quantity. */
  readonly bestLevel: Int32Array;
  readonly bestRank: Float64Array;
  readonly sideQty: Float64Array;
  /** How many orders of each side show a peak only (placing.ts). */
  readonly icebergs: Int32Array;
  /** Puts an order, whose side, price and leaves are set, at the end of its price's queue. */
  add(h: number): void;
  remove(h: number): void;
  /** Takes `by` off the totals of a resting order's level and side. */
  reduce(h: number, by: number): void;
  /** The next worse level of a side, or 0. From the best on: `for (let l = bestLevel[side]; l !== 0; l = worse(side, l))`. */
  worse(side: number, level: number): number;
  /** Forgets where the windows stood; no order is on any side. */
  clear(): void;
}

/** @param width ticks of a window, a power of two of at least 64 */
export function createLadder(orders: OrderPool, instruments: number, width: number): Ladder {
  const { f64, i32 } = orders;
  const sides = instruments * SIDES;
  const mask = width - 1;
  const slots = width / TICKS;
  const slotShift = Math.log2(slots);
  const quarter = Math.floor(slots / 4) * TICKS;
  const pages = createPages(orders, orders.capacity);
  const { append, unlink, reduce: reduceLevel, rank: rankOfPage, bits: levelsOf } = pages;
  const far = createFarPages(pages, sides);
  const { count: farPages } = far;
  const directory = new Int32Array(sides * slots);
  /** Which pages of a window hold orders. */
  const used = createSets(sides, slots);
  const stride = setWords(slots);
  const summary = summaryWords(slots);
  const bestLevel = new Int32Array(sides);
  const bestRank = new Float64Array(sides).fill(Infinity);
  const sideQty = new Float64Array(sides);
  const icebergs = new Int32Array(sides);
  /** First rank of each window; NaN until it has been used. */
  const base = new Float64Array(sides).fill(Number.NaN);
  const windowPages = new Int32Array(sides);
  /** Pages opened outside the window since it was last moved. */
  const misses = new Int32Array(sides);

  function add(h: number): void {
    const side = i32[(h << 1) | I.side];
    const rank = toRank(side, f64[h | F.price]);
    const tick = rank & 31;
    const offset = rank - base[side];
    let page = 0;
    if (offset >= 0 && offset < width) page = directory[(side << slotShift) | ((rank & mask) >> 5)];
    else page = far.find(side, rank - tick);
    if (page === 0) page = openPage(side, rank - tick);
    const level = (page << 5) | tick;
    i32[(h << 1) | I.level] = level;
    levelsOf[page] |= 1 << tick;
    if (rank < bestRank[side]) {
      bestRank[side] = rank;
      bestLevel[side] = level;
    }
    append(level, h);
    sideQty[side] += f64[h | F.leaves];
  }

  function remove(h: number): void {
    const side = i32[(h << 1) | I.side];
    const level = i32[(h << 1) | I.level];
    sideQty[side] -= f64[h | F.leaves];
    if (unlink(level, h) === 0) closeLevel(side, level);
  }

  function reduce(h: number, by: number): void {
    reduceLevel(i32[(h << 1) | I.level], by);
    sideQty[i32[(h << 1) | I.side]] -= by;
  }

  function worse(side: number, level: number): number {
    const page = level >> 5;
    const rest = levelsOf[page] & (-2 << (level & 31));
    if (rest !== 0) return (page << 5) | lowest(rest);
    const after = pageAfter(side, rankOfPage[page]);
    return after === 0 ? 0 : (after << 5) | lowest(levelsOf[after]);
  }

  /** The first page behind a page's rank, or 0. */
  function pageAfter(side: number, rank: number): number {
    const near = nearAfter(side, rank);
    if (farPages[side] === 0) return near;
    const away = far.atLeast(side, rank + TICKS);
    if (near === 0) return away;
    return away !== 0 && rankOfPage[away] < rankOfPage[near] ? away : near;
  }

  function nearAfter(side: number, rank: number): number {
    if (windowPages[side] === 0) return 0;
    const from = Math.max(rank + TICKS, base[side]);
    if (from - base[side] >= width) return 0;
    const page = directory[(side << slotShift) | firstBitFrom(used, side * stride, summary, (from & mask) >> 5)];
    return rankOfPage[page] >= from ? page : 0;
  }

  function closeLevel(side: number, level: number): void {
    if (level === bestLevel[side]) {
      const next = worse(side, level);
      bestLevel[side] = next;
      bestRank[side] = next === 0 ? Infinity : rankOfPage[next >> 5] + (next & 31);
    }
    const page = level >> 5;
    const left = levelsOf[page] & ~(1 << (level & 31));
    levelsOf[page] = left;
    if (left === 0) closePage(side, page);
  }

  function openPage(side: number, rank: number): number {
    if (!holds(side, rank)) miss(side, rank);
    const page = pages.take(rank);
    if (holds(side, rank)) enter(side, page);
    else far.insert(side, page);
    return page;
  }

  function closePage(side: number, page: number): void {
    if (holds(side, rankOfPage[page])) leave(side, page);
    else far.remove(side, page);
    pages.give(page);
  }

  function holds(side: number, rank: number): boolean {
    const offset = rank - base[side];
    return offset >= 0 && offset < width;
  }

  function enter(side: number, page: number): void {
    const slot = (rankOfPage[page] & mask) >> 5;
    directory[(side << slotShift) | slot] = page;
    setBit(used, side * stride, summary, slot);
    windowPages[side]++;
  }

  function leave(side: number, page: number): void {
    const slot = (rankOfPage[page] & mask) >> 5;
    directory[(side << slotShift) | slot] = 0;
    clearBit(used, side * stride, summary, slot);
    windowPages[side]--;
  }

  /**
   * A page is wanted outside the window. An empty side's window goes where it is wanted. Else the window follows the best price,
   * but only after as many misses as moving it may cost, so that no sequence of prices makes it dear.
   */
  function miss(side: number, rank: number): void {
    if (windowPages[side] === 0 && farPages[side] === 0) {
      base[side] = rank - quarter;
      return;
    }
    if (++misses[side] <= windowPages[side] + slots / 8) return;
    misses[side] = 0;
    const best = Math.min(rank, bestRank[side]);
    const wanted = best - (best & 31) - quarter;
    if (Math.abs(wanted - base[side]) > quarter) moveWindow(side, wanted);
  }

  function moveWindow(side: number, to: number): void {
    const end = to + width;
    for (let page = nearAfter(side, -Infinity); page !== 0; ) {
      const rank = rankOfPage[page];
      const after = nearAfter(side, rank);
      if (rank < to || rank >= end) {
        leave(side, page);
        far.insert(side, page);
      }
      page = after;
    }
    base[side] = to;
    for (let page = far.atLeast(side, to); page !== 0 && rankOfPage[page] < end; ) {
      const after = far.after(page);
      far.remove(side, page);
      enter(side, page);
      page = after;
    }
  }

  function clear(): void {
    base.fill(Number.NaN);
    misses.fill(0);
  }

  return { pages, bestLevel, bestRank, sideQty, icebergs, add, remove, reduce, worse, clear };
}
