/**
 * The book layer alone: the engine's own ladder and order pool under the plainest matching there is, by price and time. No records,
 * ids, sessions, risk or phases: what the rules cost is the distance to the whole engine.
 */
import { createLadder, rankOf } from '../../engine/ladder.js';
import { createOrderPool, F as Doubles, I as Ints } from '../../engine/orders.js';
import { doubleRegisters } from '../../engine/registers.js';
import type { VenueSettings } from './settings.js';
import { Kind as Kinds, type Workload } from './workload.js';

const F = Doubles;
const I = Ints;
const Kind = Kinds;

/** Four words a message: what (bits of kind, side, ioc), order, lots, price. An order is the message that entered it. */
const WORDS = 4;

export function packWorkload(workload: Workload): SharedArrayBuffer {
  const memory = new SharedArrayBuffer(workload.count * WORDS * 4 + 4);
  const words = new Int32Array(memory);
  const orderOf = new Map<number, number>();
  for (let n = 0; n < workload.count; n++) {
    const kind = workload.kind[n];
    if (kind === Kind.new) orderOf.set(workload.orderId[n], n);
    const what = kind | (workload.side[n] << 2) | (workload.ioc[n] << 3);
    // an order that never was: the slot behind all others, which is never filled
    const order = orderOf.get(workload.orderId[n]) ?? workload.count;
    words.set([what, order, workload.qty[n], workload.price[n]], n * WORDS);
  }
  return memory;
}

export interface BookLayer {
  openOrders(): number;
  tradedLots(): number;
  /** Plays all messages. */
  run(): void;
  /** Takes out what is open, for another run. */
  clear(): void;
}

/** @param memory what packWorkload() has made */
export function createBookLayer(memory: SharedArrayBuffer, messages: number, { capacities }: VenueSettings): BookLayer {
  const words = new Int32Array(memory);
  const handles = new Int32Array(messages + 1);
  const orders = createOrderPool(capacities.orders);
  const ladder = createLadder(orders, capacities.instruments, capacities.ladderTicks);
  const { f64, i32 } = orders;
  const { bestLevel, bestRank, pages } = ladder;
  const traded = doubleRegisters(1);

  function run(): void {
    const end = messages * WORDS;
    for (let at = 0; at < end; at += WORDS) {
      const what = words[at];
      const kind = what & 3;
      const order = words[at + 1];
      const side = (what >> 2) & 1;
      if (kind === Kind.new) enter(order, side, words[at + 2], words[at + 3], (what & 8) !== 0);
      else if (handles[order] === 0) continue;
      else if (kind === Kind.cancel) drop(order);
      else modify(order, words[at + 2], words[at + 3]);
    }
  }

  function drop(order: number): void {
    const h = handles[order];
    ladder.remove(h);
    orders.give(h);
    handles[order] = 0;
  }

  function modify(order: number, lots: number, price: number): void {
    const side = i32[(handles[order] << 1) | I.side];
    drop(order);
    enter(order, side, lots, price, false);
  }

  function enter(order: number, side: number, lots: number, price: number, isIoc: boolean): void {
    const left = match(side, lots, price);
    if (left === 0 || isIoc) return;
    const h = orders.take();
    i32[(h << 1) | I.side] = side;
    f64[h | F.price] = price;
    f64[h | F.qty] = lots;
    f64[h | F.leaves] = left;
    f64[h | F.orderId] = order;
    handles[order] = h;
    ladder.add(h);
  }

  /** Returns what is left. */
  function match(side: number, lots: number, price: number): number {
    const other = side ^ 1;
    const rank = rankOf(side, price);
    let left = lots;
    while (left > 0) {
      const level = bestLevel[other];
      // the ranks of the two sides have opposite signs: they cross when their sum is not positive
      if (level === 0 || rank + bestRank[other] > 0) break;
      const maker = pages.head(level);
      const fill = Math.min(left, f64[maker | F.leaves]);
      left -= fill;
      traded[0] += fill;
      if (fill === f64[maker | F.leaves]) drop(f64[maker | F.orderId]);
      else {
        f64[maker | F.leaves] -= fill;
        ladder.reduce(maker, fill);
      }
    }
    return left;
  }

  function clear(): void {
    for (let order = 0; order < messages; order++) if (handles[order] !== 0) drop(order);
    ladder.clear();
    traded[0] = 0;
  }

  return { openOrders: () => orders.open(), tradedLots: () => traded[0], run, clear };
}
