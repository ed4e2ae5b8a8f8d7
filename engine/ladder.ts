/**
 * The resting orders of every book, by price. Each side of a book has a window of directly indexed ticks and a sorted overflow
 * for prices outside it; where the window stands is a matter of speed only, never of what trades. Engine thread only.
 *
 * Prices appear as ranks (levels.ts), lower is better, so both sides are the same code. A window holds the ranks
 * [base, base + width); the level of a rank stands at rank mod width, so moving the window moves only what falls out of it.
 * A level inside its side's window is never in the overflow.
 */
import { Bitmaps } from './bitmap.js';
import { FarLevels } from './far.js';
import { Levels } from './levels.js';
import type { OrderPool } from './orders.js';

export class Ladder {
  readonly levels: Levels;
  readonly far: FarLevels;
  /** For each side of each book: the best level (0: none), its rank (Infinity: none) and the total open quantity. */
  readonly bestLevel: Int32Array;
  readonly bestRank: Float64Array;
  readonly sideQty: Float64Array;
  /** NaN until the window has been used. */
  readonly base: Float64Array;
  private readonly windowLevels: Int32Array;
  private readonly bits: Bitmaps;
  private readonly mask: number;
  /** Number of the first window's first level. */
  private readonly start: number;

  constructor(
    private readonly orders: OrderPool,
    instruments: number,
    readonly width: number,
    farLevels: number,
  ) {
    const sides = instruments * 2;
    this.mask = width - 1;
    this.start = farLevels + 1;
    this.levels = new Levels(orders, this.start + sides * width);
    this.far = new FarLevels(this.levels, farLevels, sides);
    this.bits = new Bitmaps(sides, width);
    this.bestLevel = new Int32Array(sides);
    this.bestRank = new Float64Array(sides).fill(Infinity);
    this.sideQty = new Float64Array(sides);
    this.base = new Float64Array(sides).fill(Number.NaN);
    this.windowLevels = new Int32Array(sides);
  }

  /** The level of an order's price: in the window whether or not it holds orders, far only if it does; else 0. */
  levelOf(h: number): number {
    const side = this.orders.bookSide[h];
    const price = this.orders.price[h];
    const rank = (side & 1) === 0 ? 0 - price : price;
    const offset = rank - this.base[side];
    if (offset >= 0 && offset < this.width) return this.start + side * this.width + (rank & this.mask);
    return this.far.find(side, rank);
  }

  /** Whether an order at `price` would find a level. Changes nothing. */
  hasRoom(side: number, price: number): boolean {
    if (this.far.free > 0 || this.windowLevels[side] === 0) return true;
    const rank = (side & 1) === 0 ? 0 - price : price;
    const offset = rank - this.base[side];
    return (offset >= 0 && offset < this.width) || this.far.find(side, rank) !== 0;
  }

  /** Puts an order at the end of its price's queue. The caller has looked at hasRoom. */
  add(h: number): void {
    const side = this.orders.bookSide[h];
    let level = this.levelOf(h);
    if (level === 0 || this.levels.count[level] === 0) level = this.openLevel(side, h, level);
    this.levels.append(level, h);
    this.sideQty[side] += this.orders.leaves[h];
  }

  /** add() for a state that is loaded: the window stays where it is. False when it needs a far level and none is free. */
  restore(h: number): boolean {
    const side = this.orders.bookSide[h];
    if (this.levelOf(h) === 0 && !Number.isNaN(this.base[side])) {
      if (this.far.free === 0) return false;
      const price = this.orders.price[h];
      this.openLevel(side, h, this.far.insert(side, (side & 1) === 0 ? 0 - price : price));
    }
    if (!this.hasRoom(side, this.orders.price[h])) return false;
    this.add(h);
    return true;
  }

  remove(h: number): void {
    this.removeFrom(this.levelOf(h), h);
  }

  /** The same where the level is known. */
  removeFrom(level: number, h: number): void {
    const side = this.orders.bookSide[h];
    this.sideQty[side] -= this.orders.leaves[h];
    this.levels.unlink(level, h);
    if (this.levels.count[level] === 0) this.closeLevel(side, level);
  }

  /** The order's open quantity has become less by what `orders.leaves` is about to lose. */
  reduce(level: number, side: number, by: number): void {
    this.levels.qty[level] -= by;
    this.sideQty[side] -= by;
  }

  private openLevel(side: number, h: number, found: number): number {
    const price = this.orders.price[h];
    const rank = (side & 1) === 0 ? 0 - price : price;
    const level = found === 0 ? this.place(side, rank) : found;
    if (level >= this.start) {
      this.bits.set(side, rank & this.mask);
      this.windowLevels[side]++;
    }
    this.levels.rank[level] = rank;
    if (rank < this.bestRank[side]) {
      this.bestRank[side] = rank;
      this.bestLevel[side] = level;
    }
    return level;
  }

  private closeLevel(side: number, level: number): void {
    if (level >= this.start) {
      this.bits.clear(side, (level - this.start) & this.mask);
      this.windowLevels[side]--;
    } else this.far.remove(side, level);
    if (level === this.bestLevel[side]) this.refreshBest(side);
  }

  private refreshBest(side: number): void {
    const far = this.far.first(side);
    let level = this.firstInWindow(side);
    if (far !== 0 && (level === 0 || this.levels.rank[far] < this.levels.rank[level])) level = far;
    this.bestLevel[side] = level;
    this.bestRank[side] = level === 0 ? Infinity : this.levels.rank[level];
  }

  /** A level for a rank that has none: after moving the window, if it is empty or the rank is better than all of it. */
  private place(side: number, rank: number): number {
    if (this.windowLevels[side] === 0) this.moveWindow(side, rank - this.width / 2);
    else if (rank < this.base[side] && this.far.free > this.windowLevels[side]) this.moveWindow(side, rank - this.width / 4);
    else return this.far.insert(side, rank);
    return this.start + side * this.width + (rank & this.mask);
  }

  /** Levels that fall out go to the overflow, those that fall in come from it. */
  private moveWindow(side: number, base: number): void {
    const end = base + this.width;
    if (this.windowLevels[side] > 0) {
      let level = this.windowAtLeast(side, end);
      while (level !== 0) {
        const rank = this.levels.rank[level];
        this.levels.move(level, this.far.insert(side, rank));
        this.bits.clear(side, rank & this.mask);
        this.windowLevels[side]--;
        level = this.windowAtLeast(side, end);
      }
    }
    this.base[side] = base;
    let node = this.far.atLeast(side, base);
    while (node !== 0 && this.levels.rank[node] < end) {
      const rank = this.levels.rank[node];
      const after = this.far.after(node);
      this.levels.move(node, this.start + side * this.width + (rank & this.mask));
      this.far.remove(side, node);
      this.bits.set(side, rank & this.mask);
      this.windowLevels[side]++;
      node = after;
    }
    this.refreshBest(side);
  }

  private windowAtLeast(side: number, rank: number): number {
    const offset = Math.max(0, rank - this.base[side]);
    if (offset >= this.width || this.windowLevels[side] === 0) return 0;
    const level = this.windowFrom(side, this.base[side] + offset);
    return this.levels.rank[level] >= rank ? level : 0;
  }

  private windowFrom(side: number, rank: number): number {
    return this.start + side * this.width + this.bits.firstFrom(side, rank & this.mask);
  }

  /** The best level in the window, or 0. */
  firstInWindow(side: number): number {
    return this.windowLevels[side] === 0 ? 0 : this.windowFrom(side, this.base[side]);
  }

  /** The next worse level in the window, or 0. */
  nextInWindow(side: number, level: number): number {
    const rank = this.levels.rank[level];
    const next = this.windowFrom(side, rank + 1);
    return this.levels.rank[next] > rank ? next : 0;
  }
}

/** Walks the levels of one side from best to worst. The book must not change meanwhile. */
export class LevelCursor {
  private side = 0;
  private near = 0;
  private far = 0;

  constructor(private readonly ladder: Ladder) {}

  open(side: number): this {
    this.side = side;
    this.near = this.ladder.firstInWindow(side);
    this.far = this.ladder.far.first(side);
    return this;
  }

  /** The next level, or 0 at the end. */
  next(): number {
    const { near, far, ladder } = this;
    if (near !== 0 && (far === 0 || ladder.levels.rank[near] < ladder.levels.rank[far])) {
      this.near = ladder.nextInWindow(this.side, near);
      return near;
    }
    if (far !== 0) this.far = ladder.far.after(far);
    return far;
  }
}
