/**
 * The pool of open orders: one record of 128 bytes an order, two cache lines, in one block. Engine thread only.
 * A handle is the index of the record's first f64; 0 is none, so that fresh memory means "no link". Free records are linked
 * through `next` and used again last in, first out; handles are never seen outside the engine, and no event or hash depends on them.
 *
 *    0 f64 price         8 f64 qty           16 f64 leaves         24 f64 cumNotional    32 f64 orderId
 *   40 i32 session      44 i32 side          48 i32 level          52 i32 next           56 i32 prev (of the level's queue)
 *   60 u8  ordType      61 u8  timeInForce   62 u8  flags          63 u8  clOrdId length
 *   64 i32 account      68 i32 special       72 i32 sessionNext    76 i32 sessionPrev (of the session's orders, oldest first)
 *   80 i32 idNext       84 i32 numberNext    88 i32 idLo (of its fingerprint)       92 clOrdId (36)
 */
import { ExecFlag } from './records.js';
import { intRegisters } from './registers.js';
import { copyRoute, ROUTE_WORDS } from './routes.js';
import * as text from './text.js';

const { copyWords, equalWords } = text;

/** `f64[h | F.price]`. Open quantity is `leaves`; what is filled is qty - leaves. */
export const F = { price: 0, qty: 1, leaves: 2, cumNotional: 3, orderId: 4 } as const;

/** `i32[h * 2 + I.next]`. `account` is an index of accounts.ts, `special` of an extension record (0: none). */
export const I = {
  session: 10,
  side: 11,
  level: 12,
  next: 13,
  prev: 14,
  account: 16,
  special: 17,
  sessionNext: 18,
  sessionPrev: 19,
  idNext: 20,
  numberNext: 21,
  idLo: 22,
  clOrdId: 23,
} as const;

/** `u8[h * 8 + U.ordType]`. */
export const U = { ordType: 60, timeInForce: 61, flags: 62, clOrdIdLen: 63, clOrdId: 92 } as const;

/** What a side of a book holds: `side` = instrument × 8 + kind × 2 + (0 buy, 1 sell). side ^ 1 is the opposite. */
export const Kind = { displayed: 0, hidden: 1, stops: 2, auction: 3 } as const;
export const SIDES = 8;

export const CL_ORD_ID_MAX = 36;
export const ORDERS_MAX = 2 ** 24 - 2; // so that a byte's index fits 31 bits

const ALIGNMENT = 48; // large blocks begin 16 bytes into a line; with this a record is two lines, not three
const RECORD = 16; // f64 of a record
const NEXT = I.next;
const CL_ORD_ID = I.clOrdId;
const CL_ORD_ID_LEN = U.clOrdIdLen;
const FLAGS = U.flags;
const ROUTED = ExecFlag.routed;

export interface OrderPool {
  readonly capacity: number;
  readonly f64: Float64Array;
  readonly i32: Int32Array;
  readonly u8: Uint8Array;
  /** A slot for each record (routes.ts): that of `h` begins at h << 1. */
  readonly routes: Int32Array;
  /** How many are open. */
  open(): number;
  isFull(): boolean;
  /** A handle whose fields are the caller's to write. The caller has looked at isFull(). */
  take(): number;
  give(h: number): void;
  /** @param word where the text begins in `from` (text.ts) */
  setClOrdId(h: number, from: Int32Array, word: number, length: number): void;
  hasClOrdId(h: number, from: Int32Array, word: number, length: number): boolean;
  /** @param word where the route begins in `from` (routes.ts); -1: it has none */
  setRoute(h: number, from: Int32Array, word: number): void;
}

/** Words of the pool's counters. */
const OPEN = 0;
const FREE = 1;
/** The first handle that has never been used. */
const FRESH = 2;

export function createOrderPool(capacity: number): OrderPool {
  const bytes = (capacity + 1) * RECORD * 8;
  const block = new ArrayBuffer(bytes + 64);
  const f64 = new Float64Array(block, ALIGNMENT, bytes >> 3);
  const i32 = new Int32Array(block, ALIGNMENT, bytes >> 2);
  const u8 = new Uint8Array(block, ALIGNMENT, bytes);
  const routes = new Int32Array((capacity + 1) * ROUTE_WORDS);
  const counts = intRegisters(3);
  counts[FRESH] = RECORD;

  function take(): number {
    counts[OPEN]++;
    const h = counts[FREE];
    if (h === 0) {
      counts[FRESH] += RECORD;
      return counts[FRESH] - RECORD;
    }
    counts[FREE] = i32[(h << 1) | NEXT];
    return h;
  }

  function give(h: number): void {
    counts[OPEN]--;
    i32[(h << 1) | NEXT] = counts[FREE];
    counts[FREE] = h;
  }

  function setClOrdId(h: number, from: Int32Array, word: number, length: number): void {
    copyWords(i32, (h << 1) | CL_ORD_ID, from, word, length);
    u8[(h << 3) | CL_ORD_ID_LEN] = length;
  }

  function hasClOrdId(h: number, from: Int32Array, word: number, length: number): boolean {
    return u8[(h << 3) | CL_ORD_ID_LEN] === length && equalWords(i32, (h << 1) | CL_ORD_ID, from, word, length);
  }

  function setRoute(h: number, from: Int32Array, word: number): void {
    const flags = (h << 3) | FLAGS;
    u8[flags] = word < 0 ? u8[flags] & ~ROUTED : u8[flags] | ROUTED;
    if (word >= 0) copyRoute(routes, h << 1, from, word);
  }

  return {
    capacity,
    f64,
    i32,
    u8,
    routes,
    open: () => counts[OPEN],
    isFull: () => counts[OPEN] === capacity,
    take,
    give,
    setClOrdId,
    hasClOrdId,
    setRoute,
  };
}
