/**
 * The pool of open orders: struct of arrays, one array a field, indexed by the order's handle. Engine thread only.
 * Handle 0 is none, so that fresh memory means "no link". Free handles are linked through `next` and used again last in, first out;
 * handles are never seen outside the engine, and no event or hash depends on them.
 *
 * Text of an order, TEXT_STRIDE bytes:
 *   0 u8 clOrdId length   1 u8 account length   2 clOrdId (36)   38 account (16)   54 … unused
 */
const TEXT_STRIDE = 56;
const CL_ORD_ID = 2;
const ACCOUNT = 38;
export const CL_ORD_ID_MAX = 36;
export const ACCOUNT_MAX = 16;

export class OrderPool {
  readonly price: Float64Array;
  readonly qty: Float64Array;
  /** Open quantity; what is filled is qty - leaves. */
  readonly leaves: Float64Array;
  readonly cumNotional: Float64Array;
  readonly orderId: Float64Array;
  readonly session: Int32Array;
  /** 2 × instrument + (0 buy, 1 sell). */
  readonly bookSide: Int32Array;
  /** Links of the price level's queue. */
  readonly next: Int32Array;
  readonly prev: Int32Array;
  /** Links of the session's orders, oldest first. */
  readonly sessionNext: Int32Array;
  readonly sessionPrev: Int32Array;
  readonly fingerprintLo: Int32Array;
  readonly fingerprintHi: Int32Array;
  readonly ordType: Uint8Array;
  readonly timeInForce: Uint8Array;
  readonly text: Uint8Array;
  open = 0;
  private free = 0;
  /** The first handle that has never been used. */
  private fresh = 1;

  constructor(readonly capacity: number) {
    const n = capacity + 1;
    this.price = new Float64Array(n);
    this.qty = new Float64Array(n);
    this.leaves = new Float64Array(n);
    this.cumNotional = new Float64Array(n);
    this.orderId = new Float64Array(n);
    this.session = new Int32Array(n);
    this.bookSide = new Int32Array(n);
    this.next = new Int32Array(n);
    this.prev = new Int32Array(n);
    this.sessionNext = new Int32Array(n);
    this.sessionPrev = new Int32Array(n);
    this.fingerprintLo = new Int32Array(n);
    this.fingerprintHi = new Int32Array(n);
    this.ordType = new Uint8Array(n);
    this.timeInForce = new Uint8Array(n);
    this.text = new Uint8Array(n * TEXT_STRIDE);
  }

  get full(): boolean {
    return this.open === this.capacity;
  }

  /** A handle whose fields are the caller's to write. The caller has looked at `full`. */
  take(): number {
    this.open++;
    const h = this.free;
    if (h === 0) return this.fresh++;
    this.free = this.next[h];
    return h;
  }

  give(h: number): void {
    this.open--;
    this.next[h] = this.free;
    this.free = h;
  }

  clOrdIdLen(h: number): number {
    return this.text[h * TEXT_STRIDE];
  }

  accountLen(h: number): number {
    return this.text[h * TEXT_STRIDE + 1];
  }

  setClOrdId(h: number, from: Uint8Array, at: number, length: number): void {
    const text = this.text;
    const base = h * TEXT_STRIDE;
    text[base] = length;
    for (let i = 0; i < length; i++) text[base + CL_ORD_ID + i] = from[at + i];
  }

  setAccount(h: number, from: Uint8Array, at: number, length: number): void {
    const text = this.text;
    const base = h * TEXT_STRIDE;
    text[base + 1] = length;
    for (let i = 0; i < length; i++) text[base + ACCOUNT + i] = from[at + i];
  }

  /** Where the order's ClOrdID begins in `text`. */
  clOrdIdAt(h: number): number {
    return h * TEXT_STRIDE + CL_ORD_ID;
  }

  accountAt(h: number): number {
    return h * TEXT_STRIDE + ACCOUNT;
  }

  hasClOrdId(h: number, from: Uint8Array, at: number, length: number): boolean {
    const text = this.text;
    const base = h * TEXT_STRIDE;
    if (text[base] !== length) return false;
    for (let i = 0; i < length; i++) if (text[base + CL_ORD_ID + i] !== from[at + i]) return false;
    return true;
  }
}
