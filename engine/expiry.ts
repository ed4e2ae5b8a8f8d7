/**
 * Good till date: the open orders that expire, the next one first, and those of one time in order of entry. A binary heap of
 * extensions, each of which knows its place, so that taking an order out costs no more than putting it in. Engine thread only;
 * no allocation after construction.
 *
 *   heap  | 0 unused | 1 the next | 2 3 its children | 4 5 6 7 | …      of n: 2n and 2n + 1, neither of which is due before it
 */
import { Ids as EventIds } from './exec.js';
import type { Market } from './market.js';
import { F as Doubles, I as Ints } from './orders.js';
import { Reason as Reasons } from './reasons.js';
import { ExecType as ExecTypes, OrdStatus as OrdStatuses } from './records.js';
import { S as SpecialDoubles, J as SpecialInts } from './specials.js';

const F = Doubles;
const I = Ints;
const S = SpecialDoubles;
const J = SpecialInts;
const Reason = Reasons;
const ExecType = ExecTypes;
const OrdStatus = OrdStatuses;
const OWN_ID = EventIds.own;

export class Expiry {
  private readonly heap: Int32Array;
  private used = 0;

  constructor(private readonly market: Market) {
    this.heap = new Int32Array(market.state.specials.capacity + 2);
  }

  /** When the next order expires, µs; Infinity: none does. */
  get nextUs(): number {
    return this.used === 0 ? Infinity : this.market.state.specials.f64[this.heap[1] + S.expireUs];
  }

  /** Takes in an order that expires; any other is none of ours. */
  add(h: number): void {
    const { orders, specials } = this.market.state;
    const s = orders.i32[(h << 1) + I.special];
    if (s === 0 || specials.f64[s + S.expireUs] === 0) return;
    this.used++;
    this.put(this.used, s);
    this.rise(this.used);
  }

  /** The order ends, for whatever reason. */
  remove(h: number): void {
    const { orders, specials } = this.market.state;
    const s = orders.i32[(h << 1) + I.special];
    const at = s === 0 ? 0 : specials.i32[(s << 1) + J.heapAt];
    if (at === 0) return;
    specials.i32[(s << 1) + J.heapAt] = 0;
    const last = this.heap[this.used--];
    if (last === s) return;
    this.put(at, last);
    this.rise(at);
    this.sink(at);
  }

  /** Expires what is due. */
  fire(timeUs: number): void {
    const { specials } = this.market.state;
    while (this.nextUs <= timeUs) {
      const h = specials.i32[(this.heap[1] << 1) + J.order];
      this.market.ending.end(h, ExecType.expired, OrdStatus.expired, Reason.orderExpired, 0, OWN_ID);
    }
  }

  private put(at: number, s: number): void {
    this.heap[at] = s;
    this.market.state.specials.i32[(s << 1) + J.heapAt] = at;
  }

  private rise(at: number): void {
    const { heap } = this;
    const s = heap[at];
    while (at > 1 && this.isBefore(s, heap[at >> 1])) {
      this.put(at, heap[at >> 1]);
      at >>= 1;
    }
    this.put(at, s);
  }

  private sink(at: number): void {
    const { heap, used } = this;
    const s = heap[at];
    for (;;) {
      let child = at * 2;
      if (child < used && this.isBefore(heap[child + 1], heap[child])) child++;
      if (child > used || !this.isBefore(heap[child], s)) break;
      this.put(at, heap[child]);
      at = child;
    }
    this.put(at, s);
  }

  private isBefore(a: number, b: number): boolean {
    const { orders, specials } = this.market.state;
    const { f64, i32 } = specials;
    if (f64[a + S.expireUs] !== f64[b + S.expireUs]) return f64[a + S.expireUs] < f64[b + S.expireUs];
    return orders.f64[i32[(a << 1) + J.order] + F.orderId] < orders.f64[i32[(b << 1) + J.order] + F.orderId];
  }
}
