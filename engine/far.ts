/**
 * Pages outside the windows: a skip list for each side of each book, ordered by rank. A page's height comes from its rank alone,
 * so that the same pages always make the same list. Engine thread only; no allocation after construction.
 *
 *   next: HEIGHT links a page; after the pool's pages come the list heads, one for each side of each book
 *   | 0 (none) | page 1 … page `capacity` | head of side 0 | head of side 1 | …
 */
import type { Pages } from './pages.js';

const HEIGHT = 8;

export class FarPages {
  /** How many pages each side has here. */
  readonly count: Int32Array;
  private readonly next: Int32Array;
  /** The last page before the searched rank, for each height. */
  private readonly path = new Int32Array(HEIGHT);
  private readonly heads: number;

  constructor(
    private readonly pages: Pages,
    sides: number,
  ) {
    this.heads = pages.capacity + 1;
    this.count = new Int32Array(sides);
    this.next = new Int32Array((this.heads + sides) * HEIGHT);
  }

  /** The next worse page, or 0. */
  after(page: number): number {
    return this.next[page * HEIGHT];
  }

  /** The first page of `rank` or worse, or 0. Leaves the way to it in `path`. */
  atLeast(side: number, rank: number): number {
    if (this.count[side] === 0) return 0;
    return this.search(side, rank);
  }

  private search(side: number, rank: number): number {
    const next = this.next;
    const ranks = this.pages.rank;
    let page = this.heads + side;
    for (let k = HEIGHT - 1; k >= 0; k--) {
      let after = next[page * HEIGHT + k];
      while (after !== 0 && ranks[after] < rank) {
        page = after;
        after = next[page * HEIGHT + k];
      }
      this.path[k] = page;
    }
    return next[page * HEIGHT];
  }

  find(side: number, rank: number): number {
    const page = this.atLeast(side, rank);
    return page !== 0 && this.pages.rank[page] === rank ? page : 0;
  }

  /** Takes in a page whose rank is not here yet. */
  insert(side: number, page: number): void {
    const rank = this.pages.rank[page];
    this.search(side, rank);
    this.count[side]++;
    const height = heightOf(rank / 32);
    for (let k = 0; k < HEIGHT; k++) {
      const before = this.path[k] * HEIGHT + k;
      this.next[page * HEIGHT + k] = k < height ? this.next[before] : 0;
      if (k < height) this.next[before] = page;
    }
  }

  remove(side: number, page: number): void {
    this.search(side, this.pages.rank[page]);
    this.count[side]--;
    for (let k = 0; k < HEIGHT; k++) {
      const before = this.path[k] * HEIGHT + k;
      if (this.next[before] === page) this.next[before] = this.next[page * HEIGHT + k];
    }
  }
}

/** 1 to HEIGHT, each next one a quarter as frequent. */
function heightOf(key: number): number {
  let x = (key | 0) ^ Math.imul((key / 4294967296) | 0, 0x9e3779b1);
  x = Math.imul(x ^ (x >>> 16), 0x85ebca6b);
  x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35);
  x ^= x >>> 16;
  const zeros = x === 0 ? 31 : 31 - Math.clz32(x & -x);
  return Math.min(HEIGHT, 1 + (zeros >> 1));
}
