/**
 * Pages outside the windows: a skip list for each side of each book, ordered by rank. A page's height comes from its rank alone,
 * so that the same pages always make the same list. Engine thread only; no allocation after construction.
 *
 *   next: HEIGHT links a page; after the pool's pages come the list heads, one for each side of each book
 *   | 0 (none) | page 1 … page `capacity` | head of side 0 | head of side 1 | …
 */
import type { Pages } from './pages.js';

const HEIGHT = 8;

export interface FarPages {
  /** How many pages each side has here. */
  readonly count: Int32Array;
  /** The next worse page, or 0. */
  after(page: number): number;
  /** The first page of `rank` or worse, or 0. */
  atLeast(side: number, rank: number): number;
  /** The page of exactly this rank, or 0. */
  find(side: number, rank: number): number;
  /** Takes in a page whose rank is not here yet. */
  insert(side: number, page: number): void;
  remove(side: number, page: number): void;
}

export function createFarPages(pages: Pages, sides: number): FarPages {
  const { rank: ranks } = pages;
  const heads = pages.capacity + 1;
  const count = new Int32Array(sides);
  const next = new Int32Array((heads + sides) * HEIGHT);
  /** The last page before the rank that was searched, for each height. */
  const path = new Int32Array(HEIGHT);

  function search(side: number, rank: number): number {
    let page = heads + side;
    for (let k = HEIGHT - 1; k >= 0; k--) {
      let after = next[page * HEIGHT + k];
      while (after !== 0 && ranks[after] < rank) {
        page = after;
        after = next[page * HEIGHT + k];
      }
      path[k] = page;
    }
    return next[page * HEIGHT];
  }

  function atLeast(side: number, rank: number): number {
    return count[side] === 0 ? 0 : search(side, rank);
  }

  function find(side: number, rank: number): number {
    const page = atLeast(side, rank);
    return page !== 0 && ranks[page] === rank ? page : 0;
  }

  function insert(side: number, page: number): void {
    const rank = ranks[page];
    search(side, rank);
    count[side]++;
    const height = heightOf(rank / 32);
    for (let k = 0; k < HEIGHT; k++) {
      const before = path[k] * HEIGHT + k;
      next[page * HEIGHT + k] = k < height ? next[before] : 0;
      if (k < height) next[before] = page;
    }
  }

  function remove(side: number, page: number): void {
    search(side, ranks[page]);
    count[side]--;
    for (let k = 0; k < HEIGHT; k++) {
      const before = path[k] * HEIGHT + k;
      if (next[before] === page) next[before] = next[page * HEIGHT + k];
    }
  }

  return { count, after: (page) => next[page * HEIGHT], atLeast, find, insert, remove };
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
