/**
 * The book layer alone: the engine's own ladder and order pool under the plainest matching there is, by price and time. No records,
 * ids, sessions, risk or phases: what the rules cost is the distance to the whole engine.
 */
import { createLadder, type Ladder, rankOf } from '../../engine/ladder.js';
import { createOrderPool, F as Doubles, I as Ints, type OrderPool } from '../../engine/orders.js';
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

export class BookLayer {
  tradedLots = 0;
  private readonly orders: OrderPool;
  private readonly ladder: Ladder;
  private readonly handles: Int32Array;
  private readonly words: Int32Array;

  constructor(
    memory: SharedArrayBuffer,
    private readonly messages: number,
    { capacities }: VenueSettings,
  ) {
    this.words = new Int32Array(memory);
    this.handles = new Int32Array(messages + 1);
    this.orders = createOrderPool(capacities.orders);
    this.ladder = createLadder(this.orders, capacities.instruments, capacities.ladderTicks);
  }

  get openOrders(): number {
    return this.orders.open();
  }

  run(): void {
    const { words, handles } = this;
    const end = this.messages * WORDS;
    for (let at = 0; at < end; at += WORDS) {
      const what = words[at];
      const kind = what & 3;
      const order = words[at + 1];
      const side = (what >> 2) & 1;
      if (kind === Kind.new) this.enter(order, side, words[at + 2], words[at + 3], (what & 8) !== 0);
      else if (handles[order] === 0) continue;
      else if (kind === Kind.cancel) this.drop(order);
      else this.modify(order, words[at + 2], words[at + 3]);
    }
  }

  private drop(order: number): void {
    const h = this.handles[order];
    this.ladder.remove(h);
    this.orders.give(h);
    this.handles[order] = 0;
  }

  private modify(order: number, lots: number, price: number): void {
    const side = this.orders.i32[(this.handles[order] << 1) + I.side];
    this.drop(order);
    this.enter(order, side, lots, price, false);
  }

  private enter(order: number, side: number, lots: number, price: number, isIoc: boolean): void {
    const left = this.match(side, lots, price);
    if (left === 0 || isIoc) return;
    const { orders } = this;
    const h = orders.take();
    orders.i32[(h << 1) + I.side] = side;
    orders.f64[h + F.price] = price;
    orders.f64[h + F.qty] = lots;
    orders.f64[h + F.leaves] = left;
    orders.f64[h + F.orderId] = order;
    this.handles[order] = h;
    this.ladder.add(h);
  }

  /** Returns what is left. */
  private match(side: number, lots: number, price: number): number {
    const { ladder, orders } = this;
    const { f64 } = orders;
    const other = side ^ 1;
    const rank = rankOf(side, price);
    let left = lots;
    while (left > 0) {
      const level = ladder.bestLevel[other];
      // the ranks of the two sides have opposite signs: they cross when their sum is not positive
      if (level === 0 || rank + ladder.bestRank[other] > 0) break;
      const maker = ladder.pages.head(level);
      const traded = Math.min(left, f64[maker + F.leaves]);
      left -= traded;
      this.tradedLots += traded;
      if (traded === f64[maker + F.leaves]) this.drop(f64[maker + F.orderId]);
      else {
        f64[maker + F.leaves] -= traded;
        ladder.reduce(maker, traded);
      }
    }
    return left;
  }
}
