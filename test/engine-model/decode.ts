/** Event records as the lines that the model tells, and as figures for the invariants. */
import type { MemorySink } from '../../engine/log.js';
import { Reason } from '../../engine/reasons.js';
import * as records from '../../engine/records.js';
import * as venue from '../../engine/records-venue.js';
import type { RecordViews } from '../../engine/ring.js';
import { behindRoute, routeText } from '../../engine/routes.js';
import { getText, padded, textAt } from '../../engine/text.js';
import { connections } from './fields.js';

const { BODY_SHIFT, Exec, ExecFlag, Owned, Type } = records;

export interface Told {
  type: string;
  /** Undefined: not compared. */
  line: string | undefined;
  at: number;
}

function names(table: Record<string, number>): (code: number) => string {
  const found = new Map(Object.entries(table).map(([name, code]) => [code, name]));
  return (code) => found.get(code) ?? `code ${code}`;
}

const typeName = names(Type);
const reasonName = names(Reason);
const execTypeName = names(records.ExecType);
const statusName = names(records.OrdStatus);
const phaseName = names(records.Phase);
const scopeName = names(records.MassCancelScope);
const modeName = names(venue.Stp);
const bandStateName = names(venue.BandState);
/** Ids of the first epoch count from 1, of the second from 1,000,001, … */
const counter = (id: number) => (Math.floor(id / records.ID_SPAN) - 1) * 1_000_000 + (id % records.ID_SPAN);

/** @param startUs when the test's time begins */
export function told(sink: MemorySink, startUs: number): Told[] {
  const all: Told[] = [];
  const { i32, u16 } = sink.views;
  for (let at = 0; at < sink.used; at += i32[at >> 2] ?? 0) {
    const type = typeName(u16[(at >> 1) + 2] ?? 0);
    all.push({ type, line: lineOf(sink.views, at, type, startUs), at });
  }
  return all;
}

function lineOf(views: RecordViews, at: number, type: string, startUs: number): string | undefined {
  const { i32, u8, u16, f64 } = views;
  const int = (offset: number) => i32[(at + offset) >> 2] ?? 0;
  const double = (offset: number) => f64[(at + offset) >> 3] ?? 0;
  const byte = (offset: number) => u8[at + offset] ?? 0;
  const owned = `s${int(Owned.SESSION)} n${int(Owned.MSG_SEQ_NUM)}`;
  switch (type) {
    case 'BOOK':
    case 'INSTRUMENT_DEFINED':
      return undefined;
    case 'EXEC':
      return `EXEC ${owned} ${execLine(views, at)}${by(views, at)}`;
    case 'COPIED':
    case 'COPIED_TRADE':
      return `${type} ${owned} of s${int(Exec.REF)} ${execLine(views, at)}${by(views, at)}`;
    case 'CANCEL_REJECTED': {
      const [id, orig] = texts(views, at);
      const why = reasonName(u16[(at + Exec.REASON) >> 1] ?? 0);
      return `CANCEL_REJECTED ${owned} ${id} was ${orig} (${why})${by(views, at)}`;
    }
    case 'MASS_CANCELED': {
      const [id] = texts(views, at);
      const scope = byte(Exec.EXEC_TYPE);
      if (scope === 0x30) return `MASS_CANCELED ${owned} ${id} refused (${reasonName(u16[(at + Exec.REASON) >> 1] ?? 0)})`;
      return `MASS_CANCELED ${owned} ${id} ${scopeName(scope)} ${double(Exec.CUM)}${by(views, at)}`;
    }
    case 'SAID':
      return `SAID ${owned} ${String.fromCharCode(byte(records.Said.MSG_TYPE))}`;
    case 'SESSION_UP':
    case 'SESSION_DOWN':
    case 'SESSION_RESET': {
      const { SESSION, CONNECTION, NEXT_IN, NEXT_OUT, RESET_COUNT, WINDOW } = records.SessionState;
      const numbers = `in ${int(NEXT_IN)} out ${int(NEXT_OUT)} resets ${int(RESET_COUNT)}`;
      const window = double(WINDOW) === 0 ? 'none' : (double(WINDOW) - startUs) / 1000;
      return `${type} s${int(SESSION)} over ${connectionOf(int(CONNECTION), int(SESSION))} ${numbers} window ${window}`;
    }
    case 'SESSION_DEFINED':
      return `${type} s${int(8)}`;
    case 'REFUSED':
      return `REFUSED ${reasonName(u16[(at + records.Refused.REASON) >> 1] ?? 0)}`;
    case 'PHASE_CHANGED':
      return `PHASE_CHANGED i${int(8)} ${phaseName(byte(records.SetPhase.PHASE - BODY_SHIFT))}`;
    case 'AUCTION': {
      const { PHASE, IMBALANCE_SIDE, HAS_PRICE, FINAL, PRICE, PAIRED, IMBALANCE } = venue.Auction;
      const final = byte(FINAL) ? ' final' : '';
      const price = byte(HAS_PRICE) ? double(PRICE) : 'no price';
      const side = sideName(byte(IMBALANCE_SIDE)) || 'none';
      return `AUCTION i${int(8)} ${phaseName(byte(PHASE))}${final} ${price} paired ${double(PAIRED)} imbalance ${side} ${double(IMBALANCE)}`;
    }
    case 'PREVENTED': {
      const { MODE, PRICE, LOTS, TAKER_ORDER_ID, MAKER_ORDER_ID, GROUP } = venue.Prevented;
      const who = `taker #${counter(double(TAKER_ORDER_ID))} maker #${counter(double(MAKER_ORDER_ID))}`;
      return `PREVENTED i${int(8)} ${modeName(byte(MODE))} ${double(LOTS)} at ${double(PRICE)} ${who} group ${int(GROUP)}`;
    }
    case 'BANDS': {
      const { STATE, LOWER, UPPER, REFERENCE, UNTIL } = venue.Bands;
      const until = double(UNTIL) === 0 ? 0 : double(UNTIL) - startUs;
      const state = bandStateName(byte(STATE));
      return `BANDS i${int(8)} ${state} ${double(LOWER)} to ${double(UPPER)} around ${double(REFERENCE)} until ${until}`;
    }
    case 'TRADE_BUSTED':
    case 'TRADE_CORRECTED': {
      const { TRADE_ID, OLD_TICKS, OLD_LOTS, NEW_TICKS, NEW_LOTS } = venue.TradeChanged;
      const now = `now ${double(NEW_LOTS)} at ${double(NEW_TICKS)}`;
      return `${type} i${int(8)} #${counter(double(TRADE_ID))} ${double(OLD_LOTS)} at ${double(OLD_TICKS)} ${now}`;
    }
    case 'KILL_CHANGED':
      return `KILL_CHANGED f${int(8)} ${byte(venue.KillSwitch.ON - BODY_SHIFT) ? 'on' : 'off'}`;
    case 'LIMITS_SET':
      return `LIMITS_SET f${int(8)}`;
    case 'ORDERS_CANCELED':
    case 'SCHEDULE_SET':
      return `${type} ${int(8)}`;
    case 'STP_SET': {
      const { GROUP, MODE } = venue.SetStp;
      return `STP_SET f${int(8)} group ${int(GROUP - BODY_SHIFT)} ${modeName(byte(MODE - BODY_SHIFT))}`;
    }
    case 'NOTICE_GIVEN': {
      const { TEXT_LEN, AUTHOR_LEN, TEXT } = venue.Notice;
      const [length, ofAuthor] = [byte(TEXT_LEN - BODY_SHIFT), byte(AUTHOR_LEN - BODY_SHIFT)];
      const from = at + TEXT - BODY_SHIFT;
      return `NOTICE_GIVEN ${int(8)} ${getText(u8, from, length)} by ${getText(u8, from + length, ofAuthor)}`;
    }
    case 'DEAD_MAN_SET':
      return `DEAD_MAN_SET s${int(8)} ${int(venue.DeadManSet.TIMEOUT_MS)}`;
    case 'DAY_ENDED':
      return `DAY_ENDED ${int(8)} next ${int(venue.DayEnded.NEXT_DATE)}`;
    case 'OFFICIAL_CLOSE': {
      const { DATE, TICKS, LOTS } = venue.OfficialClose;
      return `OFFICIAL_CLOSE i${int(8)} ${int(DATE)} ${double(TICKS)} lots ${double(LOTS)}`;
    }
    default:
      return type;
  }
}

/** As the model counts those of a session. */
export const connectionOf = (connection: number, session: number) => (connection === 0 ? 0 : connection - connections(session));

const sideName = (code: number) => (code === records.Side.buy ? 'buy' : code === records.Side.sell ? 'sell' : '');

/** clOrdId, origClOrdId, account, symbol of an owned event. */
function texts({ u8 }: RecordViews, at: number): string[] {
  let from = at + Exec.TEXT;
  return [0, 1, 2, 3].map((k) => {
    const length = u8[at + Exec.LENGTHS + k] ?? 0;
    from += padded(length);
    return getText(u8, from - padded(length), length);
  });
}

function by({ u8 }: RecordViews, at: number): string {
  const route = routeText(u8, textAt(u8, at + Exec.LENGTHS, at + Exec.TEXT, 4), u8[at + Exec.FLAGS] ?? 0);
  return route && ` by ${route}`;
}

/** The stop price in an EXEC's terms, which follow its text and route. */
function stopOf({ u8, f64 }: RecordViews, at: number): number {
  const end = textAt(u8, at + Exec.LENGTHS, at + Exec.TEXT, 4);
  return f64[(records.aligned(behindRoute(u8, end, u8[at + Exec.FLAGS] ?? 0)) + records.Terms.STOP) >> 3] ?? 0;
}

export interface ExecFigures {
  session: number;
  msgSeqNum: number;
  instrument: number;
  execType: string;
  status: string;
  side: string;
  flags: number;
  orderId: number;
  price: number;
  qty: number;
  leaves: number;
  cum: number;
  cumNotional: number;
  lastPrice: number;
  lastQty: number;
  tradeId: number;
}

export function figures({ i32, u8, f64 }: RecordViews, at: number): ExecFigures {
  const int = (offset: number) => i32[(at + offset) >> 2] ?? 0;
  const double = (offset: number) => f64[(at + offset) >> 3] ?? 0;
  const byte = (offset: number) => u8[at + offset] ?? 0;
  return {
    session: int(Owned.SESSION),
    msgSeqNum: int(Owned.MSG_SEQ_NUM),
    instrument: int(Exec.INSTRUMENT),
    execType: execTypeName(byte(Exec.EXEC_TYPE)),
    status: statusName(byte(Exec.ORD_STATUS)),
    side: sideName(byte(Exec.SIDE)),
    flags: byte(Exec.FLAGS),
    orderId: counter(double(Exec.ORDER_ID)),
    price: double(Exec.PRICE),
    qty: double(Exec.QTY),
    leaves: double(Exec.LEAVES),
    cum: double(Exec.CUM),
    cumNotional: double(Exec.CUM_NOTIONAL),
    lastPrice: double(Exec.LAST_PRICE),
    lastQty: double(Exec.LAST_QTY),
    tradeId: counter(double(Exec.TRADE_ID)),
  };
}

/** What an EXEC says beside its session. */
function execLine(views: RecordViews, at: number): string {
  const f = figures(views, at);
  const [id, orig] = texts(views, at);
  const reason = reasonName(views.u16[(at + Exec.REASON) >> 1] ?? 0);
  if (f.execType === 'rejected') return `${id} rejected (${reason})`;
  if (f.execType === 'status' && f.status === 'rejected') return `status of ${id}${orig} (${reason})`;
  if (f.execType === 'tradeCancel' || f.execType === 'tradeCorrect') {
    const isOpen = f.status === 'new' || f.status === 'partiallyFilled';
    const now = isOpen ? ` now ${f.status} qty ${f.qty} leaves ${f.leaves} cum ${f.cum} notional ${f.cumNotional}` : '';
    return `#${f.orderId} ${f.execType} ${f.lastQty} at ${f.lastPrice} #${f.tradeId}${now}`;
  }
  const from = orig ? ` was ${orig}` : '';
  const because = reason === 'none' || f.execType === 'restated' ? '' : ` (${reason})`;
  const amounts = `price ${f.price} qty ${f.qty} leaves ${f.leaves} cum ${f.cum} notional ${f.cumNotional}`;
  const first = f.flags & ExecFlag.aggressor ? ' first' : '';
  const auction = f.flags & ExecFlag.auction ? ' auction' : '';
  let tail = '';
  if (f.execType === 'trade') tail = ` trades ${f.lastQty} at ${f.lastPrice} #${f.tradeId}${first}${auction}`;
  if (f.execType === 'triggered') tail = ` stop ${stopOf(views, at)}`;
  if (f.execType === 'status' && f.lastQty > 0) tail = `, ${f.lastPrice} of ${f.lastQty}`;
  if (f.execType === 'replaced') tail = ` from ${f.lastQty} at ${f.lastPrice}`;
  return `${id}${from} #${f.orderId} ${f.execType} ${f.status}${because} ${f.side} ${amounts}${tail}`;
}
