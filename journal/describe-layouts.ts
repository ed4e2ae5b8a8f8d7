/** Which fields the venue's records have, for those who show them: a table for each type. */
import { DefineSession, Phase, SessionKind, SetPhase, Type } from '../engine/records.js';
import {
  Auction,
  BandState,
  Bands,
  Book,
  Bust,
  BustAction,
  DayEnded,
  DeadMan,
  DeadManSet,
  EndDay,
  KillSwitch,
  LimitScope,
  Notice,
  OfficialClose,
  OperatorCancel,
  Prevented,
  ScheduleAction,
  SetLimits,
  SetSchedule,
  SetStp,
  Stp,
  TradeChanged,
} from '../engine/records-venue.js';
import type { Codes } from './describe-values.js';

/** How a field is read; a table of names for an enumerated one. */
export type Kind = 'i32' | 'i16' | 'f64' | 'u8' | 'id' | 'char' | Codes;
type Field = readonly [name: string, offset: number, kind: Kind];

export interface Layout {
  fields: readonly Field[];
  /** Texts: their length bytes and where the first begins; they follow one another. */
  texts?: { names: readonly string[]; lengths: readonly number[]; from: number };
  /** Changes of phase with their times. */
  entries?: boolean;
}

export const actions: Codes = { ...Phase, ...ScheduleAction };

const limits: Layout = {
  fields: [
    ['participant', SetLimits.PARTICIPANT, 'i32'],
    ['scope', SetLimits.SCOPE, LimitScope],
    ['openOrders', SetLimits.OPEN_ORDERS, 'f64'],
    ['openNotional', SetLimits.OPEN_NOTIONAL, 'f64'],
    ['grossPosition', SetLimits.GROSS_POSITION, 'f64'],
    ['buyingPower', SetLimits.BUYING_POWER, 'f64'],
    ['ordersPerSecond', SetLimits.ORDERS_PER_SECOND, 'f64'],
  ],
  texts: {
    names: ['account', 'author'],
    lengths: [SetLimits.ACCOUNT_LEN, SetLimits.AUTHOR_LEN],
    from: SetLimits.TEXT,
  },
};
const notice: Layout = {
  fields: [],
  texts: { names: ['text', 'author'], lengths: [Notice.TEXT_LEN, Notice.AUTHOR_LEN], from: Notice.TEXT },
};
const kill: Layout = {
  fields: [
    ['participant', KillSwitch.PARTICIPANT, 'i32'],
    ['on', KillSwitch.ON, 'u8'],
  ],
  texts: { names: ['author'], lengths: [KillSwitch.AUTHOR_LEN], from: KillSwitch.AUTHOR },
};
const cancel: Layout = {
  fields: [
    ['participant', OperatorCancel.PARTICIPANT, 'i32'],
    ['forSession', OperatorCancel.SESSION, 'i32'],
    ['instrument', OperatorCancel.INSTRUMENT, 'i32'],
    ['side', OperatorCancel.SIDE, 'char'],
  ],
  texts: {
    names: ['account', 'author'],
    lengths: [OperatorCancel.ACCOUNT_LEN, OperatorCancel.AUTHOR_LEN],
    from: OperatorCancel.TEXT,
  },
};
const stp: Layout = {
  fields: [
    ['participant', SetStp.PARTICIPANT, 'i32'],
    ['group', SetStp.GROUP, 'i32'],
    ['mode', SetStp.MODE, Stp],
  ],
  texts: { names: ['author'], lengths: [SetStp.AUTHOR_LEN], from: SetStp.AUTHOR },
};
const schedule: Layout = { fields: [['date', SetSchedule.DATE, 'i32']], entries: true };
const phase: Layout = {
  fields: [
    ['instrument', SetPhase.INSTRUMENT, 'i32'],
    ['phase', SetPhase.PHASE, Phase],
  ],
  texts: { names: ['author'], lengths: [SetPhase.AUTHOR_LEN], from: SetPhase.AUTHOR },
};
const session: Layout = {
  fields: [
    ['participant', DefineSession.PARTICIPANT, 'i32'],
    ['kind', DefineSession.KIND, SessionKind],
    ['enabled', DefineSession.ENABLED, 'u8'],
    ['cancelOnDisconnect', DefineSession.CANCEL_ON_DISCONNECT, 'u8'],
    ['graceMs', DefineSession.GRACE_MS, 'i32'],
    ['resetDaily', DefineSession.RESET_DAILY, 'u8'],
    ['maxOpenOrders', DefineSession.MAX_OPEN_ORDERS, 'i32'],
    ['copies', DefineSession.COPIES, 'u8'],
  ],
  texts: {
    names: ['senderCompId', 'targetCompId', 'author'],
    lengths: [DefineSession.SENDER_LEN, DefineSession.TARGET_LEN, DefineSession.AUTHOR_LEN],
    from: DefineSession.TEXT,
  },
};
const bust: Layout = {
  fields: [
    ['tradeId', Bust.TRADE_ID, 'id'],
    ['action', Bust.ACTION, BustAction],
    ['newTicks', Bust.NEW_TICKS, 'f64'],
    ['newLots', Bust.NEW_LOTS, 'f64'],
  ],
  texts: { names: ['approver', 'author'], lengths: [Bust.APPROVER_LEN, Bust.AUTHOR_LEN], from: Bust.TEXT },
};
const tradeChanged: Layout = {
  fields: [
    ['instrument', TradeChanged.INSTRUMENT, 'i32'],
    ['tradeId', TradeChanged.TRADE_ID, 'id'],
    ['oldTicks', TradeChanged.OLD_TICKS, 'f64'],
    ['oldLots', TradeChanged.OLD_LOTS, 'f64'],
    ['newTicks', TradeChanged.NEW_TICKS, 'f64'],
    ['newLots', TradeChanged.NEW_LOTS, 'f64'],
  ],
};

export const commands: Readonly<Record<number, Layout>> = {
  [Type.DEFINE_SESSION]: session,
  [Type.SET_PHASE]: phase,
  [Type.SET_LIMITS]: limits,
  [Type.KILL_SWITCH]: kill,
  [Type.OPERATOR_CANCEL]: cancel,
  [Type.SET_STP]: stp,
  [Type.SET_SCHEDULE]: schedule,
  [Type.BUST]: bust,
  [Type.DEAD_MAN]: { fields: [['timeoutMs', DeadMan.TIMEOUT_MS, 'i32']] },
  [Type.END_DAY]: {
    fields: [['date', EndDay.DATE, 'i32']],
    texts: { names: ['author'], lengths: [EndDay.AUTHOR_LEN], from: EndDay.AUTHOR },
  },
  [Type.NOTICE]: notice,
};

/** Events that repeat their command's body after an index and a ref: what the index is, and the layout. */
export const repeating: Readonly<Record<number, [index: string, layout: Layout]>> = {
  [Type.SESSION_DEFINED]: ['session', session],
  [Type.PHASE_CHANGED]: ['instrument', { ...phase, fields: phase.fields.slice(1) }],
  [Type.LIMITS_SET]: ['participant', { ...limits, fields: limits.fields.slice(1) }],
  [Type.KILL_CHANGED]: ['participant', { ...kill, fields: kill.fields.slice(1) }],
  [Type.ORDERS_CANCELED]: ['canceled', cancel],
  [Type.STP_SET]: ['participant', { ...stp, fields: stp.fields.slice(1) }],
  [Type.SCHEDULE_SET]: ['date', { ...schedule, fields: [] }],
  [Type.NOTICE_GIVEN]: ['notice', notice],
};

export const events: Readonly<Record<number, Layout>> = {
  [Type.TRADE_BUSTED]: tradeChanged,
  [Type.TRADE_CORRECTED]: tradeChanged,
  [Type.DEAD_MAN_SET]: {
    fields: [
      ['session', DeadManSet.SESSION, 'i32'],
      ['timeoutMs', DeadManSet.TIMEOUT_MS, 'i32'],
    ],
  },
  [Type.DAY_ENDED]: {
    fields: [
      ['date', DayEnded.DATE, 'i32'],
      ['nextDate', DayEnded.NEXT_DATE, 'i32'],
    ],
  },
  [Type.OFFICIAL_CLOSE]: {
    fields: [
      ['instrument', OfficialClose.INSTRUMENT, 'i32'],
      ['date', OfficialClose.DATE, 'i32'],
      ['ticks', OfficialClose.TICKS, 'f64'],
      ['lots', OfficialClose.LOTS, 'f64'],
    ],
  },
  [Type.BOOK]: {
    fields: [
      ['instrument', Book.INSTRUMENT, 'i32'],
      ['side', Book.SIDE, 'char'],
      ['orders', Book.ORDERS, 'i16'],
      ['priceTicks', Book.PRICE, 'f64'],
      ['lots', Book.LOTS, 'f64'],
      ['orderId', Book.ORDER_ID, 'id'],
    ],
  },
  [Type.AUCTION]: {
    fields: [
      ['instrument', Auction.INSTRUMENT, 'i32'],
      ['phase', Auction.PHASE, Phase],
      ['hasPrice', Auction.HAS_PRICE, 'u8'],
      ['priceTicks', Auction.PRICE, 'f64'],
      ['pairedLots', Auction.PAIRED, 'f64'],
      ['imbalanceSide', Auction.IMBALANCE_SIDE, 'char'],
      ['imbalanceLots', Auction.IMBALANCE, 'f64'],
      ['final', Auction.FINAL, 'u8'],
    ],
  },
  [Type.PREVENTED]: {
    fields: [
      ['instrument', Prevented.INSTRUMENT, 'i32'],
      ['mode', Prevented.MODE, Stp],
      ['priceTicks', Prevented.PRICE, 'f64'],
      ['lots', Prevented.LOTS, 'f64'],
      ['takerOrderId', Prevented.TAKER_ORDER_ID, 'id'],
      ['makerOrderId', Prevented.MAKER_ORDER_ID, 'id'],
      ['group', Prevented.GROUP, 'i32'],
    ],
  },
  [Type.BANDS]: {
    fields: [
      ['instrument', Bands.INSTRUMENT, 'i32'],
      ['state', Bands.STATE, BandState],
      ['lowerTicks', Bands.LOWER, 'f64'],
      ['upperTicks', Bands.UPPER, 'f64'],
      ['referenceTicks', Bands.REFERENCE, 'f64'],
      ['untilUs', Bands.UNTIL, 'f64'],
    ],
  },
};
