/** Records as a person reads them: for `journal cat`, and for error messages. Never on a hot path. */
import { Reason } from '../engine/reasons.js';
import {
  aligned,
  Command,
  EpochStart,
  Exec,
  ExecFlag,
  FIRST_EVENT,
  FIRST_OWNED,
  LAST_OWNED,
  Logon,
  Order,
  Owned,
  Refused,
  Said,
  Say,
  SessionState,
  Type,
} from '../engine/records.js';
import type { RecordViews } from '../engine/ring.js';
import { behindRoute } from '../engine/routes.js';
import { padded } from '../engine/text.js';
import { charText, type Described, idText, nameOf, textOf } from './describe-values.js';
import { describeTerms, describeVenueRecord } from './describe-venue.js';

export type { Described } from './describe-values.js';

const names = new Map<number, string>(Object.entries(Type).map(([name, type]) => [type, name]));

export function typeName(type: number): string {
  return names.get(type) ?? `type ${type}`;
}

/** One record with the fields that say most; texts are escaped, so that a line stays a line. */
export function describeRecord(views: RecordViews, at: number, seq: number, timeUs: number): Described {
  const type = views.u16[(at >> 1) + 2];
  const said: Described = { seq, timeUs, type: typeName(type) };
  if (type < FIRST_EVENT) describeCommand(views, at, type, said);
  else if (describeVenueRecord(views, at, type, said)) return said;
  else describeEvent(views, at, type, said);
  return said;
}

function describeCommand(views: RecordViews, at: number, type: number, said: Described): void {
  const { i32, u16, u8, f64 } = views;
  said['session'] = i32[(at + Command.SESSION) >> 2];
  said['connection'] = i32[(at + Command.CONNECTION) >> 2];
  said['msgSeqNum'] = i32[(at + Command.MSG_SEQ_NUM) >> 2];
  if (describeVenueRecord(views, at, type, said)) return;
  if (type === Type.EPOCH_START) {
    said['epoch'] = i32[(at + EpochStart.EPOCH) >> 2];
    said['rules'] = i32[(at + EpochStart.RULES) >> 2];
  } else if ((type >= Type.NEW_ORDER && type <= Type.ORDER_STATUS) || type === Type.MASS_STATUS) {
    said['instrument'] = i32[(at + Order.INSTRUMENT) >> 2];
    said['side'] = charText(u8[at + Order.SIDE]);
    said['ordType'] = charText(u8[at + Order.ORD_TYPE]);
    said['timeInForce'] = charText(u8[at + Order.TIME_IN_FORCE]);
    if (u8[at + Order.SCOPE] !== 0) said['scope'] = charText(u8[at + Order.SCOPE]);
    said['priceTicks'] = f64[(at + Order.PRICE) >> 3];
    said['qtyLots'] = f64[(at + Order.QTY) >> 3];
    said['orderId'] = idText(f64[(at + Order.ORDER_ID) >> 3]);
    const end = texts(u8, at + Order.LENGTHS, at + Order.TEXT, said);
    if (u8[at + Order.POSS_RESEND] === 1) said['possResend'] = 1;
    describeMore(views, end, u8[at + Order.FLAGS], said);
  } else if (type === Type.SAY) {
    said['msgType'] = charText(u8[at + Say.MSG_TYPE]);
    said['content'] = textOf(u8, at + Say.CONTENT, u16[(at + Say.CONTENT_LEN) >> 1]);
  } else if (type === Type.LOGON) {
    said['reset'] = u8[at + Logon.RESET];
    said['windowUs'] = f64[(at + Logon.WINDOW) >> 3];
    said['content'] = textOf(u8, at + Logon.CONTENT, u16[(at + Logon.CONTENT_LEN) >> 1]);
  }
}

function describeEvent(views: RecordViews, at: number, type: number, said: Described): void {
  const { i32, u16, u8, f64 } = views;
  if (type >= FIRST_OWNED && type <= LAST_OWNED) {
    said['session'] = i32[(at + Owned.SESSION) >> 2];
    said['connection'] = i32[(at + Owned.CONNECTION) >> 2];
    said['msgSeqNum'] = i32[(at + Owned.MSG_SEQ_NUM) >> 2];
  }
  const isCopy = type === Type.COPIED || type === Type.COPIED_TRADE;
  if (isCopy) said['ofSession'] = i32[(at + Exec.REF) >> 2];
  if (isCopy || type === Type.EXEC || type === Type.CANCEL_REJECTED || type === Type.MASS_CANCELED) {
    said['instrument'] = i32[(at + Exec.INSTRUMENT) >> 2];
    said['execType'] = charText(u8[at + Exec.EXEC_TYPE]);
    said['ordStatus'] = charText(u8[at + Exec.ORD_STATUS]);
    said['side'] = charText(u8[at + Exec.SIDE]);
    said['reason'] = reasonName(u16[(at + Exec.REASON) >> 1]);
    said['orderId'] = idText(f64[(at + Exec.ORDER_ID) >> 3]);
    said['execId'] = idText(f64[(at + Exec.EXEC_ID) >> 3]);
    said['priceTicks'] = f64[(at + Exec.PRICE) >> 3];
    said['qtyLots'] = f64[(at + Exec.QTY) >> 3];
    said['leavesLots'] = f64[(at + Exec.LEAVES) >> 3];
    said['cumLots'] = f64[(at + Exec.CUM) >> 3];
    said['lastTicks'] = f64[(at + Exec.LAST_PRICE) >> 3];
    said['lastLots'] = f64[(at + Exec.LAST_QTY) >> 3];
    said['tradeId'] = idText(f64[(at + Exec.TRADE_ID) >> 3]);
    if (said['tradeId'] === '') delete said['tradeId'];
    const end = texts(u8, at + Exec.LENGTHS, at + Exec.TEXT, said);
    const flags = u8[at + Exec.FLAGS];
    said['execFlags'] = Object.entries(ExecFlag)
      .filter(([, bit]) => (flags & bit) !== 0)
      .map(([name]) => name)
      .join(' ');
    describeMore(views, end, flags, said);
  } else if (type === Type.SAID) {
    said['msgType'] = charText(u8[at + Said.MSG_TYPE]);
    said['content'] = textOf(u8, at + Said.CONTENT, u16[(at + Said.CONTENT_LEN) >> 1]);
  } else if (type === Type.SESSION_UP || type === Type.SESSION_DOWN || type === Type.SESSION_RESET) {
    said['session'] = i32[(at + SessionState.SESSION) >> 2];
    said['connection'] = i32[(at + SessionState.CONNECTION) >> 2];
    said['nextIn'] = i32[(at + SessionState.NEXT_IN) >> 2];
    said['nextOut'] = i32[(at + SessionState.NEXT_OUT) >> 2];
    said['resetCount'] = i32[(at + SessionState.RESET_COUNT) >> 2];
  } else if (type === Type.REFUSED) {
    said['session'] = i32[(at + Refused.SESSION) >> 2];
    said['command'] = typeName(u16[(at + Refused.COMMAND_TYPE) >> 1]);
    said['reason'] = reasonName(u16[(at + Refused.REASON) >> 1]);
  }
}

/** What follows the texts, which end at `end`. */
function describeMore(views: RecordViews, end: number, flags: number, said: Described): void {
  if ((flags & ExecFlag.routed) !== 0) said['route'] = textOf(views.u8, end + 1, views.u8[end]);
  if ((flags & ExecFlag.terms) !== 0) describeTerms(views, aligned(behindRoute(views.u8, end, flags)), said);
}

/** Nothing for none. */
function reasonName(reason: number): string {
  return reason === Reason.none ? '' : nameOf(Reason, reason);
}

/** clOrdId, origClOrdId, account, symbol: those that are there. Returns where they end. */
function texts(u8: Uint8Array, lengths: number, from: number, said: Described): number {
  let at = from;
  ['clOrdId', 'origClOrdId', 'account', 'symbol'].forEach((name, i) => {
    const length = u8[lengths + i];
    if (length > 0) said[name] = textOf(u8, at, length);
    at += padded(length);
  });
  return at;
}
