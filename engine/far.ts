/**
 * Far price levels, outside the windows: a skip list for each side of each book over one shared pool of nodes.
 * Node n is level n of levels.ts. A node's height comes from its rank alone, so that the same levels always make the same list.
 * Engine thread only; no allocation after construction.
 *
 *   next: HEIGHT links a node; after the pool's nodes come the list heads, one for each side of each book
 *   | 0 (none) | node 1 … node `capacity` | head of side 0 | head of side 1 | …
 */
import type { Levels } from './levels.js';

const HEIGHT = 8;

export class FarLevels {
  free: number;
  private readonly next: Int32Array;
  /** The last node before the searched rank, for each height. */
  private readonly path = new Int32Array(HEIGHT);
  private freeHead = 0;
  private fresh = 1;

  constructor(
    private readonly levels: Levels,
    readonly capacity: number,
    sides: number,
  ) {
    this.free = capacity;
    this.next = new Int32Array((capacity + 1 + sides) * HEIGHT);
  }

  /** The best far level of a side, or 0. */
  first(side: number): number {
    return this.next[(this.capacity + 1 + side) * HEIGHT];
  }

  /** The next worse far level, or 0. */
  after(node: number): number {
    return this.next[node * HEIGHT];
  }

  /** The first far level at `rank` or worse, or 0. Leaves the way to it in `path`. */
  atLeast(side: number, rank: number): number {
    const next = this.next;
    const ranks = this.levels.rank;
    let node = this.capacity + 1 + side;
    for (let k = HEIGHT - 1; k >= 0; k--) {
      let after = next[node * HEIGHT + k];
      while (after !== 0 && ranks[after] < rank) {
        node = after;
        after = next[node * HEIGHT + k];
      }
      this.path[k] = node;
    }
    return next[node * HEIGHT];
  }

  find(side: number, rank: number): number {
    if (this.first(side) === 0) return 0;
    const node = this.atLeast(side, rank);
    return node !== 0 && this.levels.rank[node] === rank ? node : 0;
  }

  /** A new, empty level at a rank that is not there yet. The caller has looked at `free`. */
  insert(side: number, rank: number): number {
    this.atLeast(side, rank);
    let node = this.freeHead;
    if (node === 0) node = this.fresh++;
    else this.freeHead = this.next[node * HEIGHT];
    this.free--;
    this.levels.rank[node] = rank;
    const height = heightOf(rank);
    for (let k = 0; k < HEIGHT; k++) {
      const before = this.path[k] * HEIGHT + k;
      this.next[node * HEIGHT + k] = k < height ? this.next[before] : 0;
      if (k < height) this.next[before] = node;
    }
    return node;
  }

  /** Takes an empty level out. */
  remove(side: number, node: number): void {
    this.atLeast(side, this.levels.rank[node]);
    for (let k = 0; k < HEIGHT; k++) {
      const before = this.path[k] * HEIGHT + k;
      if (this.next[before] === node) this.next[before] = this.next[node * HEIGHT + k];
    }
    this.next[node * HEIGHT] = this.freeHead;
    this.freeHead = node;
    this.free++;
  }
}

/** 1 to HEIGHT, each next one a quarter as frequent. */
function heightOf(rank: number): number {
  let x = (rank | 0) ^ Math.imul((rank / 4294967296) | 0, 0x9e3779b1);
  x = Math.imul(x ^ (x >>> 16), 0x85ebca6b);
  x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35);
  x ^= x >>> 16;
  const zeros = x === 0 ? 31 : 31 - Math.clz32(x & -x);
  return Math.min(HEIGHT, 1 + (zeros >> 1));
}
