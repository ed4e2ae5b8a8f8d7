/**
 * The orders of each instrument that come to the market next, one by one: children that their parents have released, and stops
 * that have triggered. Linked through the orders' own links, which are free outside the books, so that a queue is never full.
 * Engine thread only; no allocation after construction.
 */
import { F as Doubles, I as Ints, type OrderPool } from './orders.js';

const F = Doubles;
const I = Ints;

export class Queue {
  /** By instrument: the order that comes next; 0: none. */
  readonly first: Int32Array;
  private readonly last: Int32Array;
  /** By instrument: the first child that the step has released; all behind it are such children. */
  private readonly stepFirst: Int32Array;
  /** While children are put in order: runs[k] is a chain of 2^k of them, or 0. */
  private readonly runs = new Int32Array(25); // of fewer than 2^24 orders

  constructor(
    private readonly orders: OrderPool,
    instruments: number,
  ) {
    this.first = new Int32Array(instruments);
    this.last = new Int32Array(instruments);
    this.stepFirst = new Int32Array(instruments);
  }

  append(h: number): void {
    const { i32 } = this.orders;
    const instrument = i32[(h << 1) + I.side] >> 3;
    const before = this.last[instrument];
    i32[(h << 1) + I.prev] = before;
    i32[(h << 1) + I.next] = 0;
    if (before === 0) this.first[instrument] = h;
    else i32[(before << 1) + I.next] = h;
    this.last[instrument] = h;
  }

  /** The same for a child that its parent releases. */
  release(h: number): void {
    const instrument = this.orders.i32[(h << 1) + I.side] >> 3;
    this.append(h);
    if (this.stepFirst[instrument] === 0) this.stepFirst[instrument] = h;
  }

  remove(h: number): void {
    const { i32 } = this.orders;
    const instrument = i32[(h << 1) + I.side] >> 3;
    const before = i32[(h << 1) + I.prev];
    const after = i32[(h << 1) + I.next];
    if (this.stepFirst[instrument] === h) this.stepFirst[instrument] = after;
    if (before === 0) this.first[instrument] = after;
    else i32[(before << 1) + I.next] = after;
    if (after === 0) this.last[instrument] = before;
    else i32[(after << 1) + I.prev] = before;
  }

  /** A step is over: the children that it has released stand in order of entry from now on. */
  endStep(instrument: number): void {
    const { i32 } = this.orders;
    const start = this.stepFirst[instrument];
    this.stepFirst[instrument] = 0;
    if (start === 0 || start === this.last[instrument]) return;
    const before = i32[(start << 1) + I.prev];
    let h = this.sorted(start);
    if (before === 0) this.first[instrument] = h;
    else i32[(before << 1) + I.next] = h;
    for (let prev = before; h !== 0; h = i32[(h << 1) + I.next]) {
      i32[(h << 1) + I.prev] = prev;
      prev = h;
      this.last[instrument] = h;
    }
  }

  /** A merge sort of the chain that begins with `h`, without recursion. */
  private sorted(h: number): number {
    const { i32 } = this.orders;
    const { runs } = this;
    runs.fill(0);
    while (h !== 0) {
      const next = i32[(h << 1) + I.next];
      i32[(h << 1) + I.next] = 0;
      let run = h;
      let k = 0;
      for (; runs[k] !== 0; k++) {
        run = this.merged(runs[k], run);
        runs[k] = 0;
      }
      runs[k] = run;
      h = next;
    }
    let all = 0;
    for (let k = 0; k < runs.length; k++) {
      if (runs[k] !== 0) all = all === 0 ? runs[k] : this.merged(runs[k], all);
    }
    return all;
  }

  private merged(a: number, b: number): number {
    const { i32, f64 } = this.orders;
    let head = 0;
    let tail = 0;
    while (a !== 0 || b !== 0) {
      const isA = b === 0 || (a !== 0 && f64[a + F.orderId] < f64[b + F.orderId]);
      const h = isA ? a : b;
      if (isA) a = i32[(a << 1) + I.next];
      else b = i32[(b << 1) + I.next];
      if (tail === 0) head = h;
      else i32[(tail << 1) + I.next] = h;
      tail = h;
    }
    return head;
  }
}
