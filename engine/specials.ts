/**
 * What orders with terms have beside their record in the pool: an extension of 128 bytes each. Engine thread only.
 * A handle is the index of its first f64, 0 is none, as in orders.ts; an order's is `i32[h * 2 + I.special]`.
 *
 *    0 f64 stop          8 f64 display      16 f64 shown (of an iceberg's peak)    24 f64 minLots
 *   32 f64 expireUs     40 f64 offset       48 f64 notional (what is left)         56 f64 riskTicks (price for risk)
 *   64 i32 order        68 i32 partner (one cancels the other)                     72 i32 parent      76 i32 child (the first; the second is its partner)
 *   80 i32 listNext     84 i32 listPrev (of the instrument's pegs or trailing stops)
 *   88 i32 heapAt (of the expiries, 0: not in)                                     92 i32 stpGroup
 *   96 u8 stp   97 u8 peg   98 u8 flags (TermFlag)   99 u8 contingency  100 u8 waits (Waits)   101 … 103 unused
 *  104 f64 cap (of a pegged order: its own limit)    112 i32 cancelNext (of those that end because a linked order has)
 *  116 … 119 unused   120 f64 released (of a child: what its parent has traded)
 */

/** `f64[s + S.stop]` */
export const S = {
  stop: 0,
  display: 1,
  shown: 2,
  minLots: 3,
  expireUs: 4,
  offset: 5,
  notional: 6,
  riskTicks: 7,
  cap: 13,
  released: 15,
} as const;

/** `i32[s * 2 + J.partner]` */
export const J = {
  order: 16,
  partner: 17,
  parent: 18,
  child: 19,
  listNext: 20,
  listPrev: 21,
  heapAt: 22,
  stpGroup: 23,
  cancelNext: 28,
} as const;

/** `u8[s * 8 + V.waits]` */
export const V = { stp: 96, peg: 97, flags: 98, contingency: 99, waits: 100 } as const;

/** Where an open order with terms is: in the book (or coming to the market), or waiting somewhere else. */
export const Waits = {
  no: 0,
  /** For its stop price: it rests on the side of stops. */
  forStop: 1,
  /** For its parent, outside every side. */
  forParent: 2,
  /** For its reference price (pegged), outside every side. */
  forReference: 3,
  /** Triggered, in the queue of those that come to the market next. */
  inQueue: 4,
  /** For an auction, on the side of at-auction orders. */
  forAuction: 5,
  /** Released by its parent, in the queue of those that come to the market next. */
  released: 6,
} as const;

const RECORD = 16; // f64 of a record

export class Specials {
  readonly f64: Float64Array;
  readonly i32: Int32Array;
  readonly u8: Uint8Array;
  used = 0;
  private free = 0;
  private fresh = RECORD;

  constructor(readonly capacity: number) {
    const block = new ArrayBuffer((capacity + 1) * RECORD * 8);
    this.f64 = new Float64Array(block);
    this.i32 = new Int32Array(block);
    this.u8 = new Uint8Array(block);
  }

  get full(): boolean {
    return this.used === this.capacity;
  }

  /** Whether any order has had one. */
  get hasBeenUsed(): boolean {
    return this.fresh > RECORD;
  }

  /** A zeroed extension for an order. The caller has looked at `full`. */
  take(order: number): number {
    this.used++;
    let s = this.free;
    if (s === 0) {
      s = this.fresh;
      this.fresh += RECORD;
    } else this.free = this.i32[s << 1];
    for (let k = 0; k < RECORD; k++) this.f64[s + k] = 0;
    this.i32[(s << 1) + J.order] = order;
    return s;
  }

  give(s: number): void {
    this.used--;
    this.i32[s << 1] = this.free;
    this.free = s;
  }
}
