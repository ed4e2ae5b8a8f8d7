/**
 * Finds open orders: by (session, ClOrdID) and by OrderID. Two chained hash tables over the order pool: a bucket holds the
 * first handle, the pool-sized `next` arrays the rest. Engine thread only; no allocation after construction.
 */
import type { Fingerprint } from './fingerprint.js';
import type { OrderPool } from './orders.js';

export class OpenOrders {
  private readonly idBuckets: Int32Array;
  private readonly idNext: Int32Array;
  private readonly numberBuckets: Int32Array;
  private readonly numberNext: Int32Array;
  private readonly mask: number;

  constructor(private readonly orders: OrderPool) {
    let buckets = 64;
    while (buckets < orders.capacity) buckets *= 2;
    this.mask = buckets - 1;
    this.idBuckets = new Int32Array(buckets);
    this.numberBuckets = new Int32Array(buckets);
    this.idNext = new Int32Array(orders.capacity + 1);
    this.numberNext = new Int32Array(orders.capacity + 1);
  }

  /** Takes in an order whose orderId and fingerprint are set. */
  add(h: number): void {
    const number = this.orders.orderId[h] & this.mask;
    this.numberNext[h] = this.numberBuckets[number];
    this.numberBuckets[number] = h;
    this.addId(h);
  }

  addId(h: number): void {
    const bucket = this.orders.fingerprintHi[h] & this.mask;
    this.idNext[h] = this.idBuckets[bucket];
    this.idBuckets[bucket] = h;
  }

  remove(h: number): void {
    unchain(this.numberBuckets, this.numberNext, this.orders.orderId[h] & this.mask, h);
    this.removeId(h);
  }

  removeId(h: number): void {
    unchain(this.idBuckets, this.idNext, this.orders.fingerprintHi[h] & this.mask, h);
  }

  /** The session's open order with this ClOrdID, whose fingerprint is given too; or 0. Compares the text itself. */
  byClOrdId(id: Fingerprint, session: number, u8: Uint8Array, at: number, length: number): number {
    const { fingerprintLo, fingerprintHi, session: owner } = this.orders;
    let h = this.idBuckets[id.hi & this.mask];
    while (h !== 0) {
      if (fingerprintLo[h] === id.lo && fingerprintHi[h] === id.hi && owner[h] === session) {
        if (this.orders.hasClOrdId(h, u8, at, length)) return h;
      }
      h = this.idNext[h];
    }
    return 0;
  }

  /** The session's open order with this OrderID, or 0. */
  byOrderId(orderId: number, session: number): number {
    const { orderId: ids, session: owner } = this.orders;
    let h = this.numberBuckets[orderId & this.mask];
    while (h !== 0 && ids[h] !== orderId) h = this.numberNext[h];
    return h !== 0 && owner[h] === session ? h : 0;
  }
}

function unchain(buckets: Int32Array, next: Int32Array, bucket: number, h: number): void {
  let at = buckets[bucket];
  if (at === h) {
    buckets[bucket] = next[h];
    return;
  }
  while (next[at] !== h) at = next[at];
  next[at] = next[h];
}
