/**
 * At-the-close orders that wait outside the book until the closing auction begins, by instrument, in time. Linked through the
 * orders' own links, which are free outside the books, so that it is never full. Engine thread only.
 */
import { I as Ints, type OrderPool } from './orders.js';

const I = Ints;

export class AtClose {
  /** By instrument; 0: none waits. */
  readonly first: Int32Array;
  private readonly last: Int32Array;

  constructor(
    private readonly orders: OrderPool,
    instruments: number,
  ) {
    this.first = new Int32Array(instruments);
    this.last = new Int32Array(instruments);
  }

  add(instrument: number, h: number): void {
    const { i32 } = this.orders;
    const before = this.last[instrument];
    i32[(h << 1) + I.prev] = before;
    i32[(h << 1) + I.next] = 0;
    if (before === 0) this.first[instrument] = h;
    else i32[(before << 1) + I.next] = h;
    this.last[instrument] = h;
  }

  remove(instrument: number, h: number): void {
    const { i32 } = this.orders;
    const before = i32[(h << 1) + I.prev];
    const after = i32[(h << 1) + I.next];
    if (before === 0) this.first[instrument] = after;
    else i32[(before << 1) + I.next] = after;
    if (after === 0) this.last[instrument] = before;
    else i32[(after << 1) + I.prev] = before;
  }
}
