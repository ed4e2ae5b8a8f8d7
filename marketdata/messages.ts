/**
 * The messages of market data: one flat positional array each, the same on NATS (msgpack), on the WebSocket (JSON or
 * msgpack) and in the feed ring (as f64). Integers only: ticks, lots, µs since 1970; texts, if any, stand last.
 *
 *   [type, version, epoch, prevSeq, seq, engineSeq, timeUs, instrument, …]      README.md has the positions of each type
 *
 * `seq` rises by exactly 1 for each class and instrument within an `epoch` (an incarnation of the feed). A message whose
 * prevSeq equals its seq repeats the state after `seq`: an answer to a request, or a repair; it moves no sequence.
 */
export const VERSION = 1;

/** Message types, position 0. A class is named by the number of its own type; a snapshot belongs to class l2. */
export const MessageType = { trade: 1, bbo: 2, l2: 3, l2Snapshot: 4, status: 5, ref: 6, hb: 7, exec: 8 } as const;

/** Classes with a sequence for each instrument: the number, also the bit (1 << number) in requests. */
export const FeedClass = { trade: 1, bbo: 2, l2: 3, status: 5, ref: 6 } as const;
export type FeedClassName = keyof typeof FeedClass;
export const FEED_CLASSES = Object.values(FeedClass);

/** Positions that all messages have. For hb, position 7 is the partition. */
export const Head = {
  TYPE: 0,
  VERSION: 1,
  EPOCH: 2,
  PREV_SEQ: 3,
  SEQ: 4,
  ENGINE_SEQ: 5,
  TIME: 6,
  INSTRUMENT: 7,
} as const;

/** aggressor: 1 buy, 2 sell. */
export const Trade = { TRADE_ID: 8, PRICE: 9, QTY: 10, AGGRESSOR: 11 } as const;

/** A side without orders has 0 in its three positions. */
export const Bbo = { BID_PRICE: 8, BID_QTY: 9, BID_ORDERS: 10, ASK_PRICE: 11, ASK_QTY: 12, ASK_ORDERS: 13 } as const;

/**
 * l2 and l2Snapshot. CRC is -1 when left out. BID_LEVELS and ASK_LEVELS count the whole book after this message. Then, from
 * FIRST, BIDS levels and ASKS levels of (priceTicks, qtyLots, orders): best first in a snapshot, in any order in a delta, where
 * qtyLots is absolute and 0 removes. A delta without levels only brings a checksum.
 * A snapshot with prevSeq = seq - 1 stands in place of a delta that would have been too long. A snapshot that holds fewer
 * levels than the book has been cut after the best ones.
 */
export const L2 = { CRC: 8, BIDS: 9, ASKS: 10, BID_LEVELS: 11, ASK_LEVELS: 12, FIRST: 13 } as const;
export const NO_CRC = -1;

/** Phase numbers are those of engine/records.ts: 1 open, 2 halted, 3 cancel only. IN_FORCE is the stricter of the other two. */
export const Status = { IN_FORCE: 8, INSTRUMENT_PHASE: 9, VENUE_PHASE: 10 } as const;

/** SYMBOL and TOKEN (the symbol as it stands in subjects) are texts. */
export const Ref = {
  TICK_UNITS: 8,
  PRICE_DECIMALS: 9,
  LOT_UNITS: 10,
  QTY_DECIMALS: 11,
  MIN_PRICE: 12,
  MAX_PRICE: 13,
  MAX_QTY: 14,
  REFERENCE: 15,
  SYMBOL: 16,
  TOKEN: 17,
} as const;

/** COUNT times (instrument, class, seq) from FIRST: what has changed since the last heartbeat. */
export const Hb = { PARTITION: 7, COUNT: 8, FIRST: 9 } as const;

/** A fill, to the firm only; its sequence is the firm's. side: 1 buy, 2 sell. ordStatus: ASCII. CL_ORD_ID and ACCOUNT are texts. */
export const Fill = {
  PARTICIPANT: 8,
  SESSION: 9,
  ORDER_ID: 10,
  EXEC_ID: 11,
  TRADE_ID: 12,
  SIDE: 13,
  LAST_PRICE: 14,
  LAST_QTY: 15,
  LEAVES: 16,
  CUM: 17,
  ORD_STATUS: 18,
  AGGRESSOR: 19,
  CL_ORD_ID: 20,
  ACCOUNT: 21,
} as const;

export type Message = (number | string)[];

/** The number at a position: those below the texts. */
export function num(message: Message, position: number): number {
  return message[position] as number;
}
