/**
 * Finds open orders: by (session, ClOrdID) and by OrderID. Two chained hash tables over the order pool: a bucket holds the
 * first handle, the orders link to the next. Ids that were given out one after the other have neighbouring buckets.
 * Engine thread only; no allocation after construction.
 */
import { type Fingerprint, Taken } from './fingerprint.js';
import { F as Doubles, I as Ints, type OrderPool } from './orders.js';

const F = Doubles;
const I = Ints;
const { lo: LO, length: LENGTH } = Taken;

export interface OpenOrders {
  /** Takes in an order whose orderId and idLo are set. */
  add(h: number): void;
  addId(h: number): void;
  remove(h: number): void;
  removeId(h: number): void;
  /** The session's open order with this ClOrdID, or 0. Compares the text itself, which begins at `word` of `from`. */
  byClOrdId(id: Fingerprint, session: number, from: Int32Array, word: number): number;
  /** The session's open order with this OrderID, or 0. */
  byOrderId(orderId: number, session: number): number;
}

const unchain = (buckets: Int32Array, i32: Int32Array, link: number, bucket: number, h: number): void => {
  const after = i32[(h << 1) + link];
  let at = buckets[bucket];
  if (at === h) {
    buckets[bucket] = after;
    return;
  }
  while (i32[(at << 1) + link] !== h) at = i32[(at << 1) + link];
  i32[(at << 1) + link] = after;
};

export function createOpenOrders(orders: OrderPool): OpenOrders {
  const { i32, f64, hasClOrdId } = orders;
  let buckets = 64;
  while (buckets < orders.capacity) buckets *= 2;
  const mask = buckets - 1;
  const idBuckets = new Int32Array(buckets);
  const numberBuckets = new Int32Array(buckets);

  function add(h: number): void {
    const number = f64[h | F.orderId] & mask;
    i32[(h << 1) | I.numberNext] = numberBuckets[number];
    numberBuckets[number] = h;
    addId(h);
  }

  function addId(h: number): void {
    const bucket = (i32[(h << 1) | I.idLo] >>> 2) & mask;
    i32[(h << 1) | I.idNext] = idBuckets[bucket];
    idBuckets[bucket] = h;
  }

  function remove(h: number): void {
    unchain(numberBuckets, i32, I.numberNext, f64[h | F.orderId] & mask, h);
    removeId(h);
  }

  function removeId(h: number): void {
    unchain(idBuckets, i32, I.idNext, (i32[(h << 1) | I.idLo] >>> 2) & mask, h);
  }

  function byClOrdId({ taken }: Fingerprint, session: number, from: Int32Array, word: number): number {
    const lo = taken[LO];
    let h = idBuckets[(lo >>> 2) & mask];
    while (h !== 0) {
      const at = h << 1;
      if (i32[at + I.idLo] === lo && i32[at + I.session] === session && hasClOrdId(h, from, word, taken[LENGTH])) return h;
      h = i32[at + I.idNext];
    }
    return 0;
  }

  function byOrderId(orderId: number, session: number): number {
    let h = numberBuckets[orderId & mask];
    while (h !== 0 && f64[h | F.orderId] !== orderId) h = i32[(h << 1) | I.numberNext];
    return h !== 0 && i32[(h << 1) | I.session] === session ? h : 0;
  }

  return { add, addId, remove, removeId, byClOrdId, byOrderId };
}
