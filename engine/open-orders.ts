/**
 * Finds open orders: by (session, ClOrdID) and by OrderID. Two chained hash tables over the order pool: a bucket holds the
 * first handle, the orders link to the next. Ids that were given out one after the other have neighbouring buckets.
 * Engine thread only; no allocation after construction.
 */
import type { Fingerprint } from './fingerprint.js';
import { F as Doubles, I as Ints, type OrderPool } from './orders.js';

const F = Doubles;
const I = Ints;

export class OpenOrders {
  private readonly idBuckets: Int32Array;
  private readonly numberBuckets: Int32Array;
  private readonly mask: number;

  constructor(private readonly orders: OrderPool) {
    let buckets = 64;
    while (buckets < orders.capacity) buckets *= 2;
    this.mask = buckets - 1;
    this.idBuckets = new Int32Array(buckets);
    this.numberBuckets = new Int32Array(buckets);
  }

  /** Takes in an order whose orderId and idLo are set. */
  add(h: number): void {
    const { i32, f64 } = this.orders;
    const number = f64[h + F.orderId] & this.mask;
    i32[(h << 1) + I.numberNext] = this.numberBuckets[number];
    this.numberBuckets[number] = h;
    this.addId(h);
  }

  addId(h: number): void {
    const { i32 } = this.orders;
    const bucket = (i32[(h << 1) + I.idLo] >>> 2) & this.mask;
    i32[(h << 1) + I.idNext] = this.idBuckets[bucket];
    this.idBuckets[bucket] = h;
  }

  remove(h: number): void {
    const { i32, f64 } = this.orders;
    unchain(this.numberBuckets, i32, I.numberNext, f64[h + F.orderId] & this.mask, h);
    this.removeId(h);
  }

  removeId(h: number): void {
    const { i32 } = this.orders;
    unchain(this.idBuckets, i32, I.idNext, (i32[(h << 1) + I.idLo] >>> 2) & this.mask, h);
  }

  /** The session's open order with this ClOrdID, or 0. Compares the text itself. */
  byClOrdId(id: Fingerprint, session: number): number {
    const { orders } = this;
    const { i32 } = orders;
    const lo = id.lo;
    let h = this.idBuckets[(lo >>> 2) & this.mask];
    while (h !== 0) {
      const at = h << 1;
      if (i32[at + I.idLo] === lo && i32[at + I.session] === session && orders.hasClOrdId(h, id.words, id.length)) return h;
      h = i32[at + I.idNext];
    }
    return 0;
  }

  /** The session's open order with this OrderID, or 0. */
  byOrderId(orderId: number, session: number): number {
    const { i32, f64 } = this.orders;
    let h = this.numberBuckets[orderId & this.mask];
    while (h !== 0 && f64[h + F.orderId] !== orderId) h = i32[(h << 1) + I.numberNext];
    return h !== 0 && i32[(h << 1) + I.session] === session ? h : 0;
  }
}

function unchain(buckets: Int32Array, i32: Int32Array, link: number, bucket: number, h: number): void {
  const after = i32[(h << 1) + link];
  let at = buckets[bucket];
  if (at === h) {
    buckets[bucket] = after;
    return;
  }
  while (i32[(at << 1) + link] !== h) at = i32[(at << 1) + link];
  i32[(at << 1) + link] = after;
}
