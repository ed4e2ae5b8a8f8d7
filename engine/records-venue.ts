/**
 * Layouts of the venue's records: limits, kill switch, mass actions, schedule, auctions, bands, busts, and what the public book
 * needs beside EXEC. Conventions and the records of orders and sessions: records.ts. Rules: RULES.md.
 *
 * An operator's command ends with the texts it names, `author` last; each is counted by a u8. Its event repeats the body
 * after 8 i32 index, 12 i32 ref (BODY_SHIFT), unless a layout says otherwise.
 */

/** DEAD_MAN of a session: 40 i32 timeoutMs (0: disarm). DEAD_MAN_SET: 8 i32 session  12 i32 ref  16 i32 timeoutMs. */
export const DeadMan = { TIMEOUT_MS: 40, BYTES: 48 } as const;
export const DeadManSet = { SESSION: 8, REF: 12, TIMEOUT_MS: 16, BYTES: 24 } as const;

/**
 * SET_LIMITS, and LIMITS_SET (index: the participant). Each limit: -1 none, NaN as it was. Notionals and buying power are money.
 *   40 i32 participant   44 u8 scope (LimitScope)   45 u8 account length   46 u8 author length
 *   48 f64 openOrders   56 f64 openNotional   64 f64 grossPosition   72 f64 buyingPower   80 f64 ordersPerSecond (firm only)
 *   88 account, author
 */
export const SetLimits = {
  PARTICIPANT: 40,
  SCOPE: 44,
  ACCOUNT_LEN: 45,
  AUTHOR_LEN: 46,
  OPEN_ORDERS: 48,
  OPEN_NOTIONAL: 56,
  GROSS_POSITION: 64,
  BUYING_POWER: 72,
  ORDERS_PER_SECOND: 80,
  TEXT: 88,
} as const;
/** The firm itself, one account of it, or all its accounts that have no limits of their own. */
export const LimitScope = { firm: 0, account: 1, accountDefault: 2 } as const;

/** KILL_SWITCH, and KILL_CHANGED (index: the participant, -1 the venue): 40 i32 participant  44 u8 on  45 u8 author length  46 author */
export const KillSwitch = { PARTICIPANT: 40, ON: 44, AUTHOR_LEN: 45, AUTHOR: 46 } as const;

/**
 * OPERATOR_CANCEL, and ORDERS_CANCELED (index: how many). -1 (side 0, no account): any.
 *   40 i32 participant   44 i32 session   48 i32 instrument   52 u8 side   53 u8 account length   54 u8 author length
 *   55 account, author
 */
export const OperatorCancel = {
  PARTICIPANT: 40,
  SESSION: 44,
  INSTRUMENT: 48,
  SIDE: 52,
  ACCOUNT_LEN: 53,
  AUTHOR_LEN: 54,
  TEXT: 55,
} as const;

/** SET_STP, and STP_SET (index: the participant): 40 i32 participant  44 i32 group (0 none)  48 u8 mode (Stp)  49 u8 author length  50 author */
export const SetStp = { PARTICIPANT: 40, GROUP: 44, MODE: 48, AUTHOR_LEN: 49, AUTHOR: 50 } as const;

/** Modes of self-trade prevention. In an order's terms 0 is the firm's mode. */
export const Stp = { firm: 0, cancelNewest: 1, cancelOldest: 2, cancelBoth: 3, decrement: 4, off: 5 } as const;

/**
 * BUST of a trade, or its correction.
 *   40 f64 tradeId   48 f64 newTicks   56 f64 newLots   64 u8 action (BustAction)   65 u8 approver length   66 u8 author length
 *   67 approver (the second person, or none), author
 */
export const Bust = {
  TRADE_ID: 40,
  NEW_TICKS: 48,
  NEW_LOTS: 56,
  ACTION: 64,
  APPROVER_LEN: 65,
  AUTHOR_LEN: 66,
  TEXT: 67,
} as const;
export const BustAction = { bust: 1, correct: 2 } as const;

/** TRADE_BUSTED (new price and lots 0) and TRADE_CORRECTED. */
export const TradeChanged = {
  INSTRUMENT: 8,
  REF: 12,
  TRADE_ID: 16,
  OLD_TICKS: 24,
  OLD_LOTS: 32,
  NEW_TICKS: 40,
  NEW_LOTS: 48,
  BYTES: 56,
} as const;

/**
 * SET_SCHEDULE of a business date, and SCHEDULE_SET (index: the date). It replaces what was left of the same date.
 *   40 i32 businessDate (20261120)   44 u8 count (at most 32)   45 u8 author length   46 u16 zero
 *   48 … entries of 16 bytes, times rising: 0 f64 timeUs   8 u8 action: a Phase, or endDay   9 … zero
 *   then author
 */
export const SetSchedule = { DATE: 40, COUNT: 44, AUTHOR_LEN: 45, ENTRIES: 48 } as const;
export const ScheduleEntry = { TIME: 0, ACTION: 8, BYTES: 16 } as const;
export const ScheduleAction = { endDay: 100 } as const;
export const SCHEDULE_ENTRIES_MAX = 32;

/** END_DAY by an operator: 40 i32 businessDate   44 u8 author length   45 author. DAY_ENDED: 8 i32 businessDate   12 i32 ref   16 i32 next date or 0. */
export const EndDay = { DATE: 40, AUTHOR_LEN: 44, AUTHOR: 45 } as const;
export const DayEnded = { DATE: 8, REF: 12, NEXT_DATE: 16, BYTES: 24 } as const;

/** NOTICE to whoever is logged on, and NOTICE_GIVEN (index 0): 40 u8 text length   41 u8 author length   42 text (printable), author */
export const Notice = { TEXT_LEN: 40, AUTHOR_LEN: 41, TEXT: 42 } as const;

/** OFFICIAL_CLOSE of an instrument at the day's end; lots: traded that day. */
export const OfficialClose = { INSTRUMENT: 8, DATE: 12, TICKS: 16, LOTS: 24, BYTES: 32 } as const;

/**
 * BOOK: a change of the displayed book that EXEC's `inBook` does not tell (icebergs, triggered stops, price set by the engine, …).
 *   8 i32 instrument   12 u8 side   13 u8 zero   14 i16 change of the number of orders at the price
 *  16 f64 priceTicks   24 f64 change of the displayed lots at it   32 f64 orderId
 */
export const Book = { INSTRUMENT: 8, SIDE: 12, ORDERS: 14, PRICE: 16, LOTS: 24, ORDER_ID: 32, BYTES: 40 } as const;

/**
 * AUCTION: indicative, or what came of it (final).
 *   8 i32 instrument   12 u8 phase   13 u8 side of the imbalance (0 none)   14 u8 hasPrice   15 u8 final
 *  16 f64 priceTicks   24 f64 pairedLots   32 f64 imbalanceLots
 */
export const Auction = {
  INSTRUMENT: 8,
  PHASE: 12,
  IMBALANCE_SIDE: 13,
  HAS_PRICE: 14,
  FINAL: 15,
  PRICE: 16,
  PAIRED: 24,
  IMBALANCE: 32,
  BYTES: 40,
} as const;

/** PREVENTED: a trade of two orders of one group. */
export const Prevented = {
  INSTRUMENT: 8,
  MODE: 12,
  PRICE: 16,
  LOTS: 24,
  TAKER_ORDER_ID: 32,
  MAKER_ORDER_ID: 40,
  GROUP: 48,
  BYTES: 56,
} as const;

/** BANDS of limit up, limit down; untilUs: when the limit state or the pause ends, 0 in the normal state. */
export const Bands = { INSTRUMENT: 8, STATE: 12, LOWER: 16, UPPER: 24, REFERENCE: 32, UNTIL: 40, BYTES: 48 } as const;
export const BandState = { normal: 0, limitUp: 1, limitDown: 2, paused: 3 } as const;
