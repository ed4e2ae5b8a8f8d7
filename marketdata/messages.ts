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

/** Message types, position 0. A class is named by the number of its own type; classOf() has the others. */
export const MessageType = {
  trade: 1,
  bbo: 2,
  l2: 3,
  l2Snapshot: 4,
  status: 5,
  ref: 6,
  hb: 7,
  exec: 8,
  auction: 9,
  stat: 10,
  tradeChange: 11,
} as const;

/** Classes with a sequence for each instrument: the number, also the bit (1 << number) in requests. */
export const FeedClass = { trade: 1, bbo: 2, l2: 3, status: 5, ref: 6, auction: 9, stat: 10 } as const;
export type FeedClassName = keyof typeof FeedClass;
export const FEED_CLASSES = Object.values(FeedClass);
/** Above every class and type. */
export const CLASS_SPAN = 12;

/** The class in whose sequence a type of message is: a snapshot is in l2's, a bust in the trades'. */
export function classOf(type: number): number {
  if (type === MessageType.l2Snapshot) return FeedClass.l2;
  return type === MessageType.tradeChange ? FeedClass.trade : type;
}

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

/** aggressor: 1 buy, 2 sell, 0 neither (an auction's). flags: TradeFlag. */
export const Trade = { TRADE_ID: 8, PRICE: 9, QTY: 10, AGGRESSOR: 11, FLAGS: 12 } as const;
export const TradeFlag = { auction: 1 } as const;

/** A trade was busted (new price and quantity 0) or corrected. */
export const TradeChange = { TRADE_ID: 8, OLD_PRICE: 9, OLD_QTY: 10, NEW_PRICE: 11, NEW_QTY: 12 } as const;

/** Indicative, or with FINAL 1 what came of it. IMBALANCE_SIDE: 1 buy, 2 sell, 0 none. PRICE counts with HAS_PRICE 1. */
export const Auction = {
  PHASE: 8,
  HAS_PRICE: 9,
  PRICE: 10,
  PAIRED: 11,
  IMBALANCE_SIDE: 12,
  IMBALANCE: 13,
  FINAL: 14,
} as const;

/**
 * The business day so far. LAST to VWAP count once TRADES is above 0. NOTIONAL: Σ ticks × lots; VWAP: in ten-thousandths of a tick.
 * PREV_CLOSE: the last official close, of the business date PREV_DATE (0: none is known).
 */
export const DayStat = {
  TRADES: 8,
  LAST: 9,
  OPEN: 10,
  HIGH: 11,
  LOW: 12,
  VOLUME: 13,
  NOTIONAL: 14,
  VWAP: 15,
  PREV_CLOSE: 16,
  PREV_DATE: 17,
} as const;
export const VWAP_PARTS = 10_000;

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

/**
 * Phase numbers are those of engine/records.ts. IN_FORCE is the venue's phase, unless that is open: then the instrument's.
 * BAND_STATE: 0 normal, 1 limit up, 2 limit down, 3 paused; -1: the instrument has no bands. UNTIL: when the state ends, in µs; else 0.
 */
export const Status = {
  IN_FORCE: 8,
  INSTRUMENT_PHASE: 9,
  VENUE_PHASE: 10,
  BAND_STATE: 11,
  BAND_LOWER: 12,
  BAND_UPPER: 13,
  BAND_REFERENCE: 14,
  BAND_UNTIL: 15,
} as const;
export const NO_BANDS = -1;

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
