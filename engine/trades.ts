/**
 * The last trades, with what a bust or a correction needs of them: a ring of records of 208 bytes in one block. It is written with
 * each fill, so only copies. Ids rise along it, also from epoch to epoch. Engine thread only; no allocation after construction.
 *
 *    0 f64 tradeId   8 f64 ticks   16 f64 lots   24 i32 instrument   28 i32 status (TradeStatus)
 *   32 the buyer, 120 the seller, each of 88 bytes, of the order after the fill:
 *        0 f64 orderId    8 f64 price   16 f64 qty   24 f64 cum   32 f64 cumNotional
 *       40 i32 session   44 i32 account (accounts.ts), or of none -1 - participant
 *       48 u8 ordType, timeInForce, flags, clOrdId length   52 clOrdId (up to 36; its last word is zero padded)
 * Beside it, for each of the two, a slot for the route that the order had (routes.ts).
 */
import { U as Bytes, F as Doubles, I as Ints, type OrderPool } from './orders.js';
import { ExecFlag } from './records.js';
import { intRegisters } from './registers.js';
import { copyRoute, ROUTE_WORDS } from './routes.js';
import type { Sessions } from './sessions.js';
import * as text from './text.js';

const F = Doubles;
const I = Ints;
const U = Bytes;

/** `f64[t + OfTrade.lots]`, t as nth() gives it. */
export const OfTrade = { tradeId: 0, ticks: 1, lots: 2 } as const;
/** `i32[t * 2 + InTrade.instrument]` */
export const InTrade = { instrument: 6, status: 7 } as const;
/** Forgotten: told in ticks and lots that the instrument no longer has. */
export const TradeStatus = { valid: 0, busted: 1, forgotten: 2 } as const;

/** Of a side at s = sideOf(t, …): `f64[s + OfSide.orderId]` */
export const OfSide = { orderId: 0, price: 1, qty: 2, cum: 3, cumNotional: 4 } as const;
/** `i32[s * 2 + InSide.session]`; `kinds` are the four bytes from ordType on. */
export const InSide = { session: 10, account: 11, kinds: 12, clOrdId: 13 } as const;
/** `u8[s * 8 + ByteOfSide.ordType]` */
export const ByteOfSide = { ordType: 48, timeInForce: 49, flags: 50, clOrdIdLen: 51, clOrdId: 52 } as const;

const T = OfTrade;
const S = OfSide;
const J = InSide;
const RECORD = 26; // f64 of a record
const HEAD = 4;
const SIDE = 11;
const VALID = TradeStatus.valid;
const KINDS = U.ordType >> 2;
const ROUTED = ExecFlag.routed << 16;
const { copyWords } = text;

export interface Trades {
  readonly capacity: number;
  count(): number;
  readonly f64: Float64Array;
  readonly i32: Int32Array;
  readonly u8: Uint8Array;
  /** A trade of two orders whose quantities tell of it already. @param trade price, lots and TradeID */
  add(taker: number, maker: number, trade: Float64Array): void;
  /** Room for the next trade, the oldest one's if there is no more: for add(), and for a snapshot's. */
  push(): number;
  /** The n-th oldest, from 0 to count - 1. */
  nth(n: number): number;
  /** How many are older than the trade with this id; -1: it is not among them. */
  find(tradeId: number): number;
  /** The ticks or lots of an instrument have become others. */
  forget(instrument: number): void;
  /** @param side 0 buyer, 1 seller */
  sideOf(t: number, side: number): number;
  readonly routes: Int32Array;
  /** Where the route of the side at `s` begins in `routes`. */
  routeOf(s: number): number;
  /** Forgets all. */
  clear(): void;
  /** Bytes of a trade's record: those from 8 × nth(n) on. */
  readonly bytes: number;
}

/** Words of the ring's registers: how many trades it holds, and where the next one goes. */
const COUNT = 0;
const NEXT = 1;

export function createTrades(capacity: number, orders: OrderPool, { participant }: Sessions): Trades {
  const { f64: of, i32: oi, routes: ofOrders } = orders;
  const block = new ArrayBuffer(capacity * RECORD * 8);
  const f64 = new Float64Array(block);
  const i32 = new Int32Array(block);
  const routes = new Int32Array(capacity * 2 * ROUTE_WORDS);
  const registers = intRegisters(2);

  function add(taker: number, maker: number, trade: Float64Array): void {
    const t = push();
    const side = oi[(taker << 1) | I.side];
    f64[t + T.tradeId] = trade[2];
    f64[t + T.ticks] = trade[0];
    f64[t + T.lots] = trade[1];
    i32[(t << 1) + InTrade.instrument] = side >> 3;
    i32[(t << 1) + InTrade.status] = VALID;
    addSide(t + HEAD, (side & 1) === 0 ? taker : maker);
    addSide(t + HEAD + SIDE, (side & 1) === 0 ? maker : taker);
  }

  function addSide(s: number, h: number): void {
    f64[s + S.orderId] = of[h | F.orderId];
    f64[s + S.price] = of[h | F.price];
    f64[s + S.qty] = of[h | F.qty];
    f64[s + S.cum] = of[h | F.qty] - of[h | F.leaves];
    f64[s + S.cumNotional] = of[h | F.cumNotional];
    const at = s << 1;
    const from = h << 1;
    const session = oi[from + I.session];
    const account = oi[from + I.account];
    i32[at + J.session] = session;
    i32[at + J.account] = account !== 0 ? account : -1 - participant[session];
    i32[at + J.kinds] = oi[from + KINDS];
    copyWords(i32, at + J.clOrdId, oi, from + I.clOrdId, oi[from + KINDS] >>> 24);
    if ((oi[from + KINDS] & ROUTED) !== 0) copyRoute(routes, routeOf(s), ofOrders, from);
  }

  /** A record has two sides, one in each half of it. */
  function routeOf(s: number): number {
    return Math.floor(s / (RECORD / 2)) * ROUTE_WORDS;
  }

  function push(): number {
    const place = registers[NEXT];
    registers[NEXT] = place + 1 === capacity ? 0 : place + 1;
    if (registers[COUNT] < capacity) registers[COUNT]++;
    return place * RECORD;
  }

  function nth(n: number): number {
    const place = registers[NEXT] - registers[COUNT] + n;
    return (place < 0 ? place + capacity : place) * RECORD;
  }

  function find(tradeId: number): number {
    let low = 0;
    let high = registers[COUNT];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (f64[nth(middle)] < tradeId) low = middle + 1;
      else high = middle;
    }
    return low < registers[COUNT] && f64[nth(low)] === tradeId ? low : -1;
  }

  function forget(instrument: number): void {
    for (let n = 0; n < registers[COUNT]; n++) {
      const at = nth(n) << 1;
      if (i32[at + InTrade.instrument] === instrument) i32[at + InTrade.status] = TradeStatus.forgotten;
    }
  }

  return {
    capacity,
    count: () => registers[COUNT],
    f64,
    i32,
    u8: new Uint8Array(block),
    add,
    push,
    nth,
    find,
    forget,
    sideOf: (t, side) => t + HEAD + side * SIDE,
    routes,
    routeOf,
    clear: () => {
      registers.fill(0);
    },
    bytes: RECORD * 8,
  };
}
