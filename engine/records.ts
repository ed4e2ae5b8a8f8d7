/**
 * The record layouts: one format from ring to log, journal, Firehose and S3. All little endian, 8-byte aligned.
 * Prices are ticks, quantities lots, money ticks × lots: integers of at most 2^53 in f64 fields. Times are µs since 1970.
 * Enumerated FIX fields (side, ordType, timeInForce, execType, ordStatus, msgType) hold the ASCII code of FIX 4.4's value.
 *
 * Every record                        Every command goes on with
 *   0  u32 length, all, multiple of 8    8  f64 seq         given by the sequencer
 *   4  u16 type                         16  f64 timeUs      given by the sequencer; never falls
 *   6  u16 aux                          24  i32 session     -1: none
 *                                       28  i32 connection  0: none
 * aux of a command: the door (input   32  i32 msgSeqNum   of the inbound FIX message; 0: none, or not its turn
 * ring) it came through               36  i32 ref         the door's correlation number, echoed in answers to it
 *
 * Every owned event (type 64 to 79: it has a number in a session's outbound stream) goes on with
 *   8  i32 session
 *  12  i32 connection   the one it is live for; 0: none was up
 *  16  i32 msgSeqNum    outbound
 *
 * Text is latin1 at the end of the record: up to four strings, their lengths as u8 in one place, no terminators. In orders' records
 * (their commands, EXEC and what shares its layout) each stands in whole words of four bytes, zero padded (text.ts). What follows the
 * texts there, their flags say: a route (`routed`, routes.ts), then, 8-byte aligned, a Terms block (`terms`).
 */

/** What the sequencer stamps on a command, and the door fills in. Byte offsets. */
export const Command = { SEQ: 8, TIME: 16, SESSION: 24, CONNECTION: 28, MSG_SEQ_NUM: 32, REF: 36, BODY: 40 } as const;

/** What each owned event has. Byte offsets. */
export const Owned = { SESSION: 8, CONNECTION: 12, MSG_SEQ_NUM: 16 } as const;

/** Record types. 1 to 63 commands, 64 to 79 owned events, 80 to 127 other events, 128 and up: feed ring and requests. */
export const Type = {
  // commands of the sequencer and of operators
  EPOCH_START: 1,
  TICK: 2,
  DEFINE_INSTRUMENT: 3,
  DEFINE_PARTICIPANT: 4,
  DEFINE_SESSION: 5,
  SET_PHASE: 6,
  SET_LEVEL: 7,
  // commands of sessions
  LOGON: 10,
  DISCONNECT: 11,
  RECEIVED: 12,
  SET_NEXT_IN: 13,
  SAY: 14,
  NEW_ORDER: 16,
  CANCEL: 17,
  REPLACE: 18,
  MASS_CANCEL: 19,
  ORDER_STATUS: 20,
  DEAD_MAN: 21,
  MASS_STATUS: 22,
  // commands of operators (layouts: records-venue.ts)
  SET_LIMITS: 40,
  KILL_SWITCH: 41,
  OPERATOR_CANCEL: 42,
  SET_STP: 43,
  BUST: 44,
  SET_SCHEDULE: 45,
  END_DAY: 46,
  NOTICE: 47,
  // owned events
  EXEC: 64,
  CANCEL_REJECTED: 65,
  MASS_CANCELED: 66,
  SAID: 67,
  COPIED: 68,
  COPIED_TRADE: 69,
  // other events
  EPOCH_STARTED: 80,
  INSTRUMENT_DEFINED: 81,
  PARTICIPANT_DEFINED: 82,
  SESSION_DEFINED: 83,
  SESSION_UP: 84,
  SESSION_DOWN: 85,
  PHASE_CHANGED: 86,
  LEVEL_CHANGED: 87,
  REFUSED: 88,
  // other events (layouts: records-venue.ts)
  BOOK: 89,
  AUCTION: 90,
  PREVENTED: 91,
  TRADE_BUSTED: 92,
  TRADE_CORRECTED: 93,
  BANDS: 94,
  LIMITS_SET: 95,
  KILL_CHANGED: 96,
  ORDERS_CANCELED: 97,
  STP_SET: 98,
  DEAD_MAN_SET: 99,
  SCHEDULE_SET: 100,
  DAY_ENDED: 101,
  OFFICIAL_CLOSE: 102,
  SESSION_RESET: 103,
  NOTICE_GIVEN: 104,
} as const;

export const FIRST_EVENT = 64;
export const FIRST_OWNED = 64;
export const LAST_OWNED = 79;

/**
 * EPOCH_START, the first command of each run, and its event EPOCH_STARTED.
 *   40 i32 epoch           44 i32 rulesVersion     48 i32 orders (capacity)   52 i32 instruments
 *   56 i32 sessions        60 i32 participants     64 i32 clOrdIds            68 i32 ladderTicks
 *   72 i32 accounts        76 i32 specials         80 i32 trades              84 u32 prevFrameCrc
 *   88 u8 phase to reopen in   89 … zero        92 i32 positions (of an account in an instrument)
 * EPOCH_STARTED: 8 i32 epoch, 12 i32 rulesVersion
 */
export const EpochStart = {
  EPOCH: 40,
  RULES: 44,
  ORDERS: 48,
  INSTRUMENTS: 52,
  SESSIONS: 56,
  PARTICIPANTS: 60,
  CL_ORD_IDS: 64,
  LADDER_TICKS: 68,
  ACCOUNTS: 72,
  SPECIALS: 76,
  TRADES: 80,
  PREV_FRAME_CRC: 84,
  PHASE: 88,
  POSITIONS: 92,
  BYTES: 96,
} as const;
export const EpochStarted = { EPOCH: 8, RULES: 12, BYTES: 16 } as const;

/**
 * DEFINE_INSTRUMENT: price = ticks × tickUnits ÷ 10^priceDecimals, quantity = lots × lotUnits ÷ 10^qtyDecimals.
 *   40 i32 tickUnits   44 i32 priceDecimals   48 i32 lotUnits   52 i32 qtyDecimals
 *   56 f64 minPriceTicks   64 f64 maxPriceTicks   72 f64 maxQtyLots   80 f64 referenceTicks
 *   88 f64 minQtyLots   96 f64 minNotional   104 f64 maxNotional (money; 0 none)
 *  112 f64 fatFinger   120 f64 staticBand   128 f64 dynamicBand   136 f64 luldBand (distances, 0 off)
 *  144 i32 volatilityAuctionMs   148 i32 limitStateMs   152 i32 pauseMs   156 i32 marketMaker (participant, -1 none)
 *  160 u16 topShareBps   162 u16 makerShareBps   164 u16 minDisplayBps   166 u8 distanceUnit   167 u8 bandAction
 *  168 u8 allocation   169 u8 replaceLosesPriority (0, 1)   170 u8 symbol length   171 symbol
 * INSTRUMENT_DEFINED has the same body after 8 i32 instrument, 12 i32 ref: see BODY_SHIFT. Meaning: RULES.md.
 */
export const DefineInstrument = {
  TICK_UNITS: 40,
  PRICE_DECIMALS: 44,
  LOT_UNITS: 48,
  QTY_DECIMALS: 52,
  MIN_PRICE: 56,
  MAX_PRICE: 64,
  MAX_QTY: 72,
  REFERENCE: 80,
  MIN_QTY: 88,
  MIN_NOTIONAL: 96,
  MAX_NOTIONAL: 104,
  FAT_FINGER: 112,
  STATIC_BAND: 120,
  DYNAMIC_BAND: 128,
  LULD_BAND: 136,
  VOLATILITY_AUCTION_MS: 144,
  LIMIT_STATE_MS: 148,
  PAUSE_MS: 152,
  MARKET_MAKER: 156,
  TOP_SHARE_BPS: 160,
  MAKER_SHARE_BPS: 162,
  MIN_DISPLAY_BPS: 164,
  DISTANCE_UNIT: 166,
  BAND_ACTION: 167,
  ALLOCATION: 168,
  REPLACE_LOSES_PRIORITY: 169,
  SYMBOL_LEN: 170,
  SYMBOL: 171,
} as const;
export const DistanceUnit = { ticks: 0, basisPoints: 1 } as const;
export const BandAction = { reject: 0, auction: 1 } as const;
export const Allocation = { time: 0, proRata: 1 } as const;
/** An event that repeats a command's body has it this many bytes earlier: after 8 i32 index, 12 i32 ref. */
export const BODY_SHIFT = Command.BODY - 16;
export const Defined = { INDEX: 8, REF: 12, BODY: 16 } as const;

/** DEFINE_PARTICIPANT: 40 u8 name length, 41 name (a firm). PARTICIPANT_DEFINED: 8 i32 participant, 12 i32 ref, the body. */
export const DefineParticipant = { NAME_LEN: 40, NAME: 41 } as const;

/**
 * DEFINE_SESSION, and SESSION_DEFINED (8 i32 session, 12 i32 ref, the body). Defining it again changes its settings.
 *   40 i32 participant   44 i32 graceMs   48 i32 maxOpenOrders (0: no limit)
 *   52 u8 kind   53 u8 cancelOnDisconnect (0, 1)   54 u8 resetDaily (0, 1)   55 u8 enabled (0, 1)   56 u8 copies (CopyKind)
 *   57 u8 senderCompId length   58 u8 targetCompId length   59 u8 author length
 *   60 senderCompId (the counterparty), targetCompId (ours), author
 */
export const DefineSession = {
  PARTICIPANT: 40,
  GRACE_MS: 44,
  MAX_OPEN_ORDERS: 48,
  KIND: 52,
  CANCEL_ON_DISCONNECT: 53,
  RESET_DAILY: 54,
  ENABLED: 55,
  COPIES: 56,
  SENDER_LEN: 57,
  TARGET_LEN: 58,
  AUTHOR_LEN: 59,
  TEXT: 60,
} as const;
export const SessionKind = { fix: 1, web: 2, dropCopy: 3 } as const;
/** What a drop-copy session is told of its firm: bits. */
export const CopyKind = { executions: 1, trades: 2 } as const;

/**
 * SET_PHASE: 40 i32 instrument (-1: the venue)   44 u8 phase   45 u8 author length   46 author
 * PHASE_CHANGED: 8 i32 instrument, 12 i32 ref, the rest the same from 20 on (BODY_SHIFT).
 */
export const SetPhase = { INSTRUMENT: 40, PHASE: 44, AUTHOR_LEN: 45, AUTHOR: 46 } as const;
export const Phase = {
  open: 1,
  halted: 2,
  cancelOnly: 3,
  preOpen: 4,
  openingAuction: 5,
  volatilityAuction: 6,
  closingAuction: 7,
  postClose: 8,
  closed: 9,
} as const;

/** SET_LEVEL: 40 u8 level   41 u8 author length   42 author. LEVEL_CHANGED: 8 i32 level, 12 i32 ref, the body. */
export const SetLevel = { LEVEL: 40, AUTHOR_LEN: 41, AUTHOR: 42 } as const;

/**
 * LOGON of a session over a connection. The answer is SAID with msgType 'A' and the content given here.
 *   40 u8 reset (141=Y: both numbers to 1, before this message counts)   41 u8 cancelOnDisconnect: 0 as defined, 1 yes, 2 no
 *   42 u16 content length   48 f64 windowUs: when the session's present window began, for who has a schedule; 0: as it was
 *   56 content: the answer's body fields as FIX writes them, each ended by SOH
 * msgSeqNum 0: a Logon ahead of its turn; the session comes up and the inbound number stays.
 * Events: SESSION_UP then SAID, or REFUSED.
 */
export const Logon = { RESET: 40, CANCEL_ON_DISCONNECT: 41, CONTENT_LEN: 42, WINDOW: 48, CONTENT: 56 } as const;

/**
 * DISCONNECT of the session's connection: 40 u8 clean (1 after a Logout exchange: no cancel on disconnect)   41 u8 reset (1: both numbers
 * start again at 1). Events SESSION_DOWN, SESSION_RESET.
 */
export const Disconnect = { CLEAN: 40, RESET: 41, BYTES: 48 } as const;

/** RECEIVED: an administrative message came; it only counts. 40 u8 msgType. No event. */
export const Received = { MSG_TYPE: 40, BYTES: 48 } as const;

/** SET_NEXT_IN: a SequenceReset moves the inbound number to 40 i32 nextIn. No event. */
export const SetNextIn = { NEXT_IN: 40, BYTES: 48 } as const;

/**
 * SAY: what a door itself must tell a session. The engine gives it the next outbound number: SAID.
 *   40 u8 msgType   41 u8 flags (1: the connection ends after it)   42 u16 content length   44 content, as in LOGON
 * SAID: 20 u8 msgType   21 u8 flags   22 u16 content length   24 content
 * A connection that is no longer the session's: nothing is said, no number is used.
 */
export const Say = { MSG_TYPE: 40, FLAGS: 41, CONTENT_LEN: 42, CONTENT: 44 } as const;
export const Said = { MSG_TYPE: 20, FLAGS: 21, CONTENT_LEN: 22, CONTENT: 24 } as const;
export const SayFlag = { endConnection: 1 } as const;

/**
 * SESSION_UP, SESSION_DOWN, SESSION_RESET (numbers start again, resetCount has risen): 8 i32 session  12 i32 connection  16 i32 nextIn  20 i32 nextOut  24 i32 resetCount  28 i32 ref
 * 32 f64 windowUs, as the last LOGON gave it
 */
export const SessionState = {
  SESSION: 8,
  CONNECTION: 12,
  NEXT_IN: 16,
  NEXT_OUT: 20,
  RESET_COUNT: 24,
  REF: 28,
  WINDOW: 32,
  BYTES: 40,
} as const;

/** REFUSED, of a command that is not an order's: 8 i32 session  12 i32 connection  16 i32 ref  20 u16 command type  22 u16 reason */
export const Refused = { SESSION: 8, CONNECTION: 12, REF: 16, COMMAND_TYPE: 20, REASON: 22, BYTES: 24 } as const;

/**
 * The commands about orders have one layout.
 *   40 i32 instrument (-1: the symbol is unknown; its text follows)   44 u8 side   45 u8 ordType   46 u8 timeInForce
 *   47 u8 scope (MASS_CANCEL: MassCancelScope; MASS_STATUS: MassStatusScope)
 *   48 f64 priceTicks (limit; else 0)   56 f64 qtyLots   64 f64 orderId (0: by origClOrdId)
 *   72 u16 reason: why the door could not express it (an off-tick price, …), for the engine to reject with; 0: fine
 *   74 u8 clOrdId length   75 u8 origClOrdId length   76 u8 account length   77 u8 symbol length
 *   78 u8 flags (ExecFlag: routed, terms)   79 u8 possResend (1: it may have been sent before, under another MsgSeqNum; of NEW_ORDER)
 *   80 clOrdId, origClOrdId, account, symbol
 * NEW_ORDER: origClOrdId is the order it is linked to (terms.contingency).
 * ORDER_STATUS: origClOrdId is the ClOrdID asked for, clOrdId the OrdStatusReqID (may be empty).
 * MASS_CANCEL: side 0 means both, no account all. scope '1' symbol or '7' all, of the session; 'f' symbol, 'F' all, of its firm.
 * MASS_STATUS: clOrdId is the MassStatusReqID. scope '1' (MassStatusReqType 585) the orders of the instrument, '7' all, of the session;
 * side 0 means both, no account all.
 * REPLACE of a stop: the new stop price stands in its terms.
 */
export const Order = {
  INSTRUMENT: 40,
  SIDE: 44,
  ORD_TYPE: 45,
  TIME_IN_FORCE: 46,
  SCOPE: 47,
  PRICE: 48,
  QTY: 56,
  ORDER_ID: 64,
  REASON: 72,
  LENGTHS: 74,
  FLAGS: 78,
  POSS_RESEND: 79,
  TEXT: 80,
} as const;

/**
 * The terms of an order beyond price and quantity, at the end of NEW_ORDER, REPLACE and EXEC when the record says so. Zero: not given.
 *    0 f64 stopTicks   8 f64 displayLots   16 f64 minLots   24 f64 expireUs   32 f64 offsetTicks (of a peg, of a trailing stop)
 *   40 f64 notional (market by notional: Σ ticks × lots)   48 i32 stpGroup   52 u8 stp (Stp)   53 u8 peg (Peg)
 *   54 u8 flags (TermFlag)   55 u8 contingency (Contingency)
 */
export const Terms = {
  STOP: 0,
  DISPLAY: 8,
  MIN_QTY: 16,
  EXPIRE: 24,
  OFFSET: 32,
  NOTIONAL: 40,
  STP_GROUP: 48,
  STP: 52,
  PEG: 53,
  FLAGS: 54,
  CONTINGENCY: 55,
  BYTES: 56,
} as const;
export const TermFlag = {
  postOnly: 1,
  postOnlyReprice: 2,
  hidden: 4,
  trailing: 8,
  /** Of a pegged order: its price is a limit. */
  capped: 16,
  /** stopTicks is given (0 and negative prices are prices). */
  stop: 32,
  /** Of one that cancels another: both or neither. When it is rejected, the one that it names is cancelled. */
  paired: 64,
} as const;
/** PegPriceType (1094). */
export const Peg = { mid: 2, market: 4, primary: 5 } as const;
export const Contingency = { none: 0, oneCancelsOther: 1, triggeredBy: 2 } as const;

/**
 * EXEC: an ExecutionReport. CANCEL_REJECTED and MASS_CANCELED share the layout.
 *  20 i32 instrument (-1: unknown symbol)   24 u8 execType   25 u8 ordStatus   26 u8 side   27 u8 ordType   28 u8 timeInForce
 *  29 u8 flags   30 u16 reason   32 i32 participant   36 i32 ref
 *  40 f64 orderId   48 f64 execId   56 f64 priceTicks   64 f64 qtyLots   72 f64 leavesLots   80 f64 cumLots
 *  88 f64 cumNotional (Σ lastTicks × lastLots)   96 f64 lastTicks  104 f64 lastLots  112 f64 tradeId
 * 120 u8 clOrdId length  121 u8 origClOrdId length  122 u8 account length  123 u8 symbol length   124 clOrdId, origClOrdId, account, symbol
 *
 * Its route is that of the request that it answers, else of the one that gave the order its ClOrdID: see RULES.md.
 * execType '5' (Replaced): lastTicks and lastLots hold the price and leaves before the replace.
 * execType 'I' (status): clOrdId is the order's, origClOrdId the OrdStatusReqID or MassStatusReqID. In the answers to MASS_STATUS lastLots
 * is how many there are (TotNumReports), lastTicks the place of this one among them, from 1 (1 of 0: there is none); both are 0 in
 * the answer to ORDER_STATUS.
 * CANCEL_REJECTED: execType is '1' for a cancel, '2' for a replace (CxlRejResponseTo); orderId 0 when the order is unknown.
 * MASS_CANCELED: execType is the MassCancelResponse ('0' refused, else the scope), cumLots the count of orders cancelled.
 * COPIED and COPIED_TRADE, of a drop-copy session: the EXEC before them once more, whole, but with the drop-copy session's session,
 * connection and msgSeqNum, and with the index of the session whose EXEC it is as ref. Neither moves a book: the EXEC has.
 *
 * A depth fold needs this and BOOK. With `inBook` set: '0' adds qtyLots at priceTicks and one order; 'F' takes lastLots away at
 * priceTicks; '4' and 'C' take qtyLots - cumLots away; '5' takes lastLots away at lastTicks and adds leavesLots at priceTicks;
 * the order leaves the count when its leavesLots become 0. Within a transaction, and
 * while an auction lasts, a book may look crossed.
 */
export const Exec = {
  INSTRUMENT: 20,
  EXEC_TYPE: 24,
  ORD_STATUS: 25,
  SIDE: 26,
  ORD_TYPE: 27,
  TIME_IN_FORCE: 28,
  FLAGS: 29,
  REASON: 30,
  PARTICIPANT: 32,
  REF: 36,
  ORDER_ID: 40,
  EXEC_ID: 48,
  PRICE: 56,
  QTY: 64,
  LEAVES: 72,
  CUM: 80,
  CUM_NOTIONAL: 88,
  LAST_PRICE: 96,
  LAST_QTY: 104,
  TRADE_ID: 112,
  LENGTHS: 120,
  TEXT: 124,
} as const;
export const ExecFlag = {
  /** This side of the trade came to the market; set on one of the two EXECs of a fill, which comes first. */
  aggressor: 1,
  /** The order's quantity counts in the displayed book at its price: limit orders without terms that change that. */
  inBook: 2,
  /** A fill at an auction's price: neither side is the aggressor; the first of the two EXECs has that flag all the same. */
  auction: 4,
  /** A Terms block follows text and route. */
  terms: 8,
  /** A route follows the text. */
  routed: 16,
} as const;

export const Side = { buy: 0x31, sell: 0x32 } as const;
export const OrdType = {
  market: 0x31,
  limit: 0x32,
  stop: 0x33,
  stopLimit: 0x34,
  marketToLimit: 0x4b,
  pegged: 0x50,
} as const;
export const TimeInForce = {
  day: 0x30,
  gtc: 0x31,
  atTheOpen: 0x32,
  ioc: 0x33,
  fok: 0x34,
  gtd: 0x36,
  atTheClose: 0x37,
} as const;
export const ExecType = {
  new: 0x30,
  canceled: 0x34,
  replaced: 0x35,
  rejected: 0x38,
  expired: 0x43,
  restated: 0x44,
  trade: 0x46,
  tradeCorrect: 0x47,
  tradeCancel: 0x48,
  status: 0x49,
  triggered: 0x4c,
} as const;
export const OrdStatus = {
  new: 0x30,
  partiallyFilled: 0x31,
  filled: 0x32,
  canceled: 0x34,
  rejected: 0x38,
  expired: 0x43,
} as const;
export const MassStatusScope = { symbol: 0x31, all: 0x37 } as const;
export const MassCancelScope = { symbol: 0x31, all: 0x37, firmSymbol: 0x66, firmAll: 0x46 } as const;

/**
 * Order, execution and trade ids: epoch × 2^36 + a counter that starts at 1 in each epoch.
 * Written `epoch-counter` at the gateways.
 */
export const ID_SPAN = 2 ** 36;

/** `length` rounded up to a multiple of 8: what a record of that many bytes takes. */
export function aligned(length: number): number {
  return (length + 7) & ~7;
}
