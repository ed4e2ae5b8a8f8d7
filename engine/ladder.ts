/**
 * The resting orders of every book, by price. A side's pages of price levels (pages.ts) stand in a directory for a window of
 * `width` ticks, and in a skip list outside it (far.ts); where the window stands is a matter of speed only, never of what trades.
 * Engine thread only.
 *
 * Prices appear as ranks, lower is better, so that all sides are the same code. A window holds the ranks [base, base + width);
 * the page of a rank stands at rank mod width, so moving the window moves page numbers, and only those that fall out or in.
 * A page inside its side's window is never in the skip list.
 */
import { Bitmaps } from './bitmap.js';
import { FarPages } from './far.js';
import { F as Doubles, I as Ints, type OrderPool, SIDES } from './orders.js';
import { PAGE_TICKS, Pages } from './pages.js';

const F = Doubles;
const I = Ints;
const TICKS = PAGE_TICKS;

/** Bit `side & 7` is set where a higher price is the better one: buys, but of stops the sells. */
const HIGHER_IS_BETTER = 0b0110_0101;

/** A price as it is compared on a side: lower is better (of a stop: is triggered first). Its own inverse. */
export function rankOf(side: number, price: number): number {
  return ((HIGHER_IS_BETTER >> (side & 7)) & 1) === 0 ? price : 0 - price;
}

export class Ladder {
  readonly pages: Pages;
  /** For each side of each book: the best level (0: none), its rank (Infinity: none) and the total open quantity. */
  readonly bestLevel: Int32Array;
  readonly bestRank: Float64Array;
  readonly sideQty: Float64Array;
  /** How many orders of each side show a peak only (placing.ts). */
  readonly icebergs: Int32Array;
  private readonly far: FarPages;
  /** First rank of each window; NaN until it has been used. */
  private readonly base: Float64Array;
  private readonly windowPages: Int32Array;
  /** Pages opened outside the window since it was last moved. */
  private readonly misses: Int32Array;
  private readonly directory: Int32Array;
  private readonly bits: Bitmaps;
  private readonly slots: number;
  private readonly mask: number;

  /** @param width ticks of a window, a power of two of at least 64 */
  constructor(
    private readonly orders: OrderPool,
    instruments: number,
    readonly width: number,
  ) {
    const sides = instruments * SIDES;
    this.mask = width - 1;
    this.slots = width / TICKS;
    this.pages = new Pages(orders, orders.capacity);
    this.far = new FarPages(this.pages, sides);
    this.bits = new Bitmaps(sides, this.slots);
    this.directory = new Int32Array(sides * this.slots);
    this.bestLevel = new Int32Array(sides);
    this.bestRank = new Float64Array(sides).fill(Infinity);
    this.sideQty = new Float64Array(sides);
    this.icebergs = new Int32Array(sides);
    this.base = new Float64Array(sides).fill(Number.NaN);
    this.windowPages = new Int32Array(sides);
    this.misses = new Int32Array(sides);
  }

  /** Puts an order, whose side, price and leaves are set, at the end of its price's queue. */
  add(h: number): void {
    const { i32, f64 } = this.orders;
    const side = i32[(h << 1) + I.side];
    const rank = rankOf(side, f64[h + F.price]);
    const offset = rank - this.base[side];
    let page = 0;
    if (offset >= 0 && offset < this.width) page = this.directory[side * this.slots + ((rank & this.mask) >> 5)];
    else page = this.far.find(side, rank - (rank & 31));
    if (page === 0) page = this.openPage(side, rank - (rank & 31));
    const level = (page << 5) + (rank & 31);
    i32[(h << 1) + I.level] = level;
    this.pages.bits[page] |= 1 << (rank & 31);
    if (rank < this.bestRank[side]) {
      this.bestRank[side] = rank;
      this.bestLevel[side] = level;
    }
    this.pages.append(level, h);
    this.sideQty[side] += f64[h + F.leaves];
  }

  remove(h: number): void {
    const { i32, f64 } = this.orders;
    const side = i32[(h << 1) + I.side];
    const level = i32[(h << 1) + I.level];
    this.sideQty[side] -= f64[h + F.leaves];
    this.pages.unlink(level, h);
    if (this.pages.head(level) === 0) this.closeLevel(side, level);
  }

  /** Takes `by` off the totals of a resting order's level and side. */
  reduce(h: number, by: number): void {
    const { i32 } = this.orders;
    this.pages.reduce(i32[(h << 1) + I.level], by);
    this.sideQty[i32[(h << 1) + I.side]] -= by;
  }

  /** The next worse level of a side, or 0. From the best on: `for (let l = bestLevel[side]; l !== 0; l = worse(side, l))`. */
  worse(side: number, level: number): number {
    const { pages } = this;
    const page = level >> 5;
    const rest = pages.bits[page] & (-2 << (level & 31));
    if (rest !== 0) return (page << 5) + lowest(rest);
    const after = this.pageAfter(side, pages.rank[page]);
    return after === 0 ? 0 : (after << 5) + lowest(pages.bits[after]);
  }

  /** The first page behind a page's rank, or 0. */
  private pageAfter(side: number, rank: number): number {
    const ranks = this.pages.rank;
    const near = this.nearAfter(side, rank);
    const far = this.far.atLeast(side, rank + TICKS);
    if (near === 0) return far;
    return far !== 0 && ranks[far] < ranks[near] ? far : near;
  }

  private nearAfter(side: number, rank: number): number {
    if (this.windowPages[side] === 0) return 0;
    const from = Math.max(rank + TICKS, this.base[side]);
    if (from - this.base[side] >= this.width) return 0;
    const page = this.directory[side * this.slots + this.bits.firstFrom(side, (from & this.mask) >> 5)];
    return this.pages.rank[page] >= from ? page : 0;
  }

  private closeLevel(side: number, level: number): void {
    const { pages } = this;
    if (level === this.bestLevel[side]) {
      const next = this.worse(side, level);
      this.bestLevel[side] = next;
      this.bestRank[side] = next === 0 ? Infinity : pages.rankOf(next);
    }
    const page = level >> 5;
    pages.bits[page] &= ~(1 << (level & 31));
    if (pages.bits[page] === 0) this.closePage(side, page);
  }

  private openPage(side: number, rank: number): number {
    if (!this.holds(side, rank)) this.miss(side, rank);
    const page = this.pages.take(rank);
    if (this.holds(side, rank)) this.enter(side, page);
    else this.far.insert(side, page);
    return page;
  }

  private closePage(side: number, page: number): void {
    if (this.holds(side, this.pages.rank[page])) this.leave(side, page);
    else this.far.remove(side, page);
    this.pages.give(page);
  }

  private holds(side: number, rank: number): boolean {
    const offset = rank - this.base[side];
    return offset >= 0 && offset < this.width;
  }

  private enter(side: number, page: number): void {
    const slot = (this.pages.rank[page] & this.mask) >> 5;
    this.directory[side * this.slots + slot] = page;
    this.bits.set(side, slot);
    this.windowPages[side]++;
  }

  private leave(side: number, page: number): void {
    const slot = (this.pages.rank[page] & this.mask) >> 5;
    this.directory[side * this.slots + slot] = 0;
    this.bits.clear(side, slot);
    this.windowPages[side]--;
  }

  /**
   * A page is wanted outside the window. An empty side's window goes where it is wanted. Else the window follows the best price,
   * but only after as many misses as moving it may cost, so that no sequence of prices makes it dear.
   */
  private miss(side: number, rank: number): void {
    const quarter = Math.floor(this.slots / 4) * TICKS;
    if (this.windowPages[side] === 0 && this.far.count[side] === 0) {
      this.base[side] = rank - quarter;
      return;
    }
    if (++this.misses[side] <= this.windowPages[side] + this.slots / 8) return;
    this.misses[side] = 0;
    const best = Math.min(rank, this.bestRank[side]);
    const base = best - (best & 31) - quarter;
    if (Math.abs(base - this.base[side]) > quarter) this.moveWindow(side, base);
  }

  private moveWindow(side: number, base: number): void {
    const { far, pages } = this;
    const end = base + this.width;
    for (let page = this.nearAfter(side, -Infinity); page !== 0; ) {
      const rank = pages.rank[page];
      const after = this.nearAfter(side, rank);
      if (rank < base || rank >= end) {
        this.leave(side, page);
        far.insert(side, page);
      }
      page = after;
    }
    this.base[side] = base;
    for (let page = far.atLeast(side, base); page !== 0 && pages.rank[page] < end; ) {
      const after = far.after(page);
      far.remove(side, page);
      this.enter(side, page);
      page = after;
    }
  }
}

function lowest(bits: number): number {
  return 31 - Math.clz32(bits & -bits);
}
