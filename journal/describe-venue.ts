/** The venue's records and the terms of orders as a person reads them: a table of fields for each type. Never on a hot path. */
import { BODY_SHIFT, Contingency, Defined, Peg, Phase, SetPhase, TermFlag, Type } from '../engine/records.js';
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
  OfficialClose,
  OperatorCancel,
  Prevented,
  ScheduleAction,
  ScheduleEntry,
  SetLimits,
  SetSchedule,
  SetStp,
  Stp,
  TradeChanged,
} from '../engine/records-venue.js';
import type { RecordViews } from '../engine/ring.js';
import { OrderTerms } from '../engine/terms.js';
import { type Codes, charText, type Described, idText, nameOf, textOf } from './describe-values.js';

type Kind = 'i32' | 'i16' | 'f64' | 'u8' | 'id' | 'char' | Codes;
type Field = readonly [name: string, offset: number, kind: Kind];

interface Layout {
  fields: readonly Field[];
  /** Texts: their length bytes and where the first begins; they follow one another. */
  texts?: { names: readonly string[]; lengths: readonly number[]; from: number };
  /** Changes of phase with their times. */
  entries?: boolean;
}

const actions: Codes = { ...Phase, ...ScheduleAction };

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

const commands: Readonly<Record<number, Layout>> = {
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
};

/** Events that repeat their command's body after an index and a ref: what the index is, and the layout. */
const repeating: Readonly<Record<number, [index: string, layout: Layout]>> = {
  [Type.PHASE_CHANGED]: ['instrument', { ...phase, fields: phase.fields.slice(1) }],
  [Type.LIMITS_SET]: ['participant', { ...limits, fields: limits.fields.slice(1) }],
  [Type.KILL_CHANGED]: ['participant', { ...kill, fields: kill.fields.slice(1) }],
  [Type.ORDERS_CANCELED]: ['canceled', cancel],
  [Type.STP_SET]: ['participant', { ...stp, fields: stp.fields.slice(1) }],
  [Type.SCHEDULE_SET]: ['date', { ...schedule, fields: [] }],
};

const events: Readonly<Record<number, Layout>> = {
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

/** Adds the fields of a venue's record; false: it is none. */
export function describeVenueRecord(views: RecordViews, at: number, type: number, said: Described): boolean {
  const repeated = repeating[type];
  if (repeated) {
    said[repeated[0]] = views.i32[(at + Defined.INDEX) >> 2];
    describeFields(views, at - BODY_SHIFT, repeated[1], said);
    return true;
  }
  const layout = commands[type] ?? events[type];
  if (layout) describeFields(views, at, layout, said);
  return layout !== undefined;
}

function describeFields(views: RecordViews, at: number, layout: Layout, said: Described): void {
  for (const [name, offset, kind] of layout.fields) {
    const value = readValue(views, at + offset, kind);
    if (value !== '' && !Number.isNaN(value)) said[name] = value;
  }
  if (layout.entries) describeSchedule(views, at, said);
  if (!layout.texts) return;
  const { names, lengths, from } = layout.texts;
  let text = at + from;
  names.forEach((name, i) => {
    const length = views.u8[at + lengths[i]];
    if (length > 0) said[name] = textOf(views.u8, text, length);
    text += length;
  });
}

function readValue({ i32, u16, f64, u8 }: RecordViews, at: number, kind: Kind): string | number {
  switch (kind) {
    case 'i32':
      return i32[at >> 2];
    case 'i16':
      return (u16[at >> 1] << 16) >> 16;
    case 'f64':
      return f64[at >> 3];
    case 'u8':
      return u8[at];
    case 'id':
      return idText(f64[at >> 3]);
    case 'char':
      return charText(u8[at]);
    default:
      return nameOf(kind, u8[at]);
  }
}

function describeSchedule({ f64, u8 }: RecordViews, at: number, said: Described): void {
  const count = u8[at + SetSchedule.COUNT];
  const changes: string[] = [];
  for (let i = 0; i < count; i++) {
    const entry = at + SetSchedule.ENTRIES + i * ScheduleEntry.BYTES;
    const time = new Date(f64[(entry + ScheduleEntry.TIME) >> 3] / 1000).toISOString();
    changes.push(`${time} ${nameOf(actions, u8[entry + ScheduleEntry.ACTION])}`);
  }
  said['changes'] = changes.join(', ');
  const author = at + SetSchedule.ENTRIES + count * ScheduleEntry.BYTES;
  said['author'] = textOf(u8, author, u8[at + SetSchedule.AUTHOR_LEN]);
}

const terms = new OrderTerms();

/** Adds what an order's terms say: those that are given. */
export function describeTerms(views: RecordViews, at: number, said: Described): void {
  terms.read(views, at);
  if ((terms.flags & TermFlag.stop) !== 0) said['stopTicks'] = terms.stopTicks;
  for (const name of ['displayLots', 'minLots', 'expireUs', 'offsetTicks', 'notional', 'stpGroup'] as const) {
    if (terms[name] !== 0) said[name] = terms[name];
  }
  if (terms.stp !== 0) said['stp'] = nameOf(Stp, terms.stp);
  if (terms.peg !== 0) said['peg'] = nameOf(Peg, terms.peg);
  if (terms.contingency !== 0) said['contingency'] = nameOf(Contingency, terms.contingency);
  const flags = Object.entries(TermFlag).filter(([, bit]) => (terms.flags & bit) !== 0);
  if (flags.length > 0) said['flags'] = flags.map(([name]) => name).join(' ');
}
