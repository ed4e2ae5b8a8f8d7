/** Records as a person reads them: for `journal cat`, and for error messages. Never on a hot path. */
import {
  Command,
  EpochStart,
  Exec,
  FIRST_EVENT,
  FIRST_OWNED,
  ID_SPAN,
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
import { getText } from '../engine/text.js';

const names = new Map<number, string>(Object.entries(Type).map(([name, type]) => [type, name]));

export function typeName(type: number): string {
  return names.get(type) ?? `type ${type}`;
}

export type Described = Record<string, string | number>;

/** One record with the fields that say most; texts are escaped, so that a line stays a line. */
export function describeRecord(views: RecordViews, at: number, seq: number, timeUs: number): Described {
  const type = views.u16[(at >> 1) + 2];
  const said: Described = { seq, timeUs, type: typeName(type) };
  if (type < FIRST_EVENT) describeCommand(views, at, type, said);
  else describeEvent(views, at, type, said);
  return said;
}

function describeCommand({ i32, u16, u8, f64 }: RecordViews, at: number, type: number, said: Described): void {
  said['session'] = i32[(at + Command.SESSION) >> 2];
  said['connection'] = i32[(at + Command.CONNECTION) >> 2];
  said['msgSeqNum'] = i32[(at + Command.MSG_SEQ_NUM) >> 2];
  if (type === Type.EPOCH_START) {
    said['epoch'] = i32[(at + EpochStart.EPOCH) >> 2];
    said['rules'] = i32[(at + EpochStart.RULES) >> 2];
  } else if (type >= Type.NEW_ORDER) {
    said['instrument'] = i32[(at + Order.INSTRUMENT) >> 2];
    said['side'] = code(u8[at + Order.SIDE]);
    said['ordType'] = code(u8[at + Order.ORD_TYPE]);
    said['timeInForce'] = code(u8[at + Order.TIME_IN_FORCE]);
    said['priceTicks'] = f64[(at + Order.PRICE) >> 3];
    said['qtyLots'] = f64[(at + Order.QTY) >> 3];
    said['orderId'] = idText(f64[(at + Order.ORDER_ID) >> 3]);
    texts(u8, at + Order.LENGTHS, at + Order.TEXT, said);
  } else if (type === Type.SAY) {
    said['msgType'] = code(u8[at + Say.MSG_TYPE]);
    said['content'] = content(u8, at + Say.CONTENT, u16[(at + Say.CONTENT_LEN) >> 1]);
  } else if (type === Type.LOGON) {
    said['reset'] = u8[at + Logon.RESET];
    said['content'] = content(u8, at + Logon.CONTENT, u16[(at + Logon.CONTENT_LEN) >> 1]);
  }
}

function describeEvent({ i32, u16, u8, f64 }: RecordViews, at: number, type: number, said: Described): void {
  if (type >= FIRST_OWNED && type <= LAST_OWNED) {
    said['session'] = i32[(at + Owned.SESSION) >> 2];
    said['connection'] = i32[(at + Owned.CONNECTION) >> 2];
    said['msgSeqNum'] = i32[(at + Owned.MSG_SEQ_NUM) >> 2];
  }
  if (type === Type.EXEC || type === Type.CANCEL_REJECTED || type === Type.MASS_CANCELED) {
    said['instrument'] = i32[(at + Exec.INSTRUMENT) >> 2];
    said['execType'] = code(u8[at + Exec.EXEC_TYPE]);
    said['ordStatus'] = code(u8[at + Exec.ORD_STATUS]);
    said['side'] = code(u8[at + Exec.SIDE]);
    said['reason'] = u16[(at + Exec.REASON) >> 1];
    said['orderId'] = idText(f64[(at + Exec.ORDER_ID) >> 3]);
    said['execId'] = idText(f64[(at + Exec.EXEC_ID) >> 3]);
    said['priceTicks'] = f64[(at + Exec.PRICE) >> 3];
    said['qtyLots'] = f64[(at + Exec.QTY) >> 3];
    said['leavesLots'] = f64[(at + Exec.LEAVES) >> 3];
    said['cumLots'] = f64[(at + Exec.CUM) >> 3];
    said['lastTicks'] = f64[(at + Exec.LAST_PRICE) >> 3];
    said['lastLots'] = f64[(at + Exec.LAST_QTY) >> 3];
    texts(u8, at + Exec.LENGTHS, at + Exec.TEXT, said);
  } else if (type === Type.SAID) {
    said['msgType'] = code(u8[at + Said.MSG_TYPE]);
    said['content'] = content(u8, at + Said.CONTENT, u16[(at + Said.CONTENT_LEN) >> 1]);
  } else if (type === Type.SESSION_UP || type === Type.SESSION_DOWN) {
    said['session'] = i32[(at + SessionState.SESSION) >> 2];
    said['connection'] = i32[(at + SessionState.CONNECTION) >> 2];
    said['nextIn'] = i32[(at + SessionState.NEXT_IN) >> 2];
    said['nextOut'] = i32[(at + SessionState.NEXT_OUT) >> 2];
    said['resetCount'] = i32[(at + SessionState.RESET_COUNT) >> 2];
  } else if (type === Type.REFUSED) {
    said['session'] = i32[(at + Refused.SESSION) >> 2];
    said['command'] = typeName(u16[(at + Refused.COMMAND_TYPE) >> 1]);
    said['reason'] = u16[(at + Refused.REASON) >> 1];
  }
}

/** clOrdId, origClOrdId, account, symbol: those that are there. */
function texts(u8: Uint8Array, lengths: number, from: number, said: Described): void {
  let at = from;
  ['clOrdId', 'origClOrdId', 'account', 'symbol'].forEach((name, i) => {
    const length = u8[lengths + i];
    if (length > 0) said[name] = content(u8, at, length);
    at += length;
  });
}

/** An order's or execution's id as the gateways write it: epoch-counter; nothing for none. */
export function idText(id: number): string {
  return id === 0 ? '' : `${Math.floor(id / ID_SPAN)}-${id % ID_SPAN}`;
}

/** An enumerated FIX field's code as its character; nothing for none. */
function code(ascii: number): string {
  return ascii >= 0x20 && ascii < 0x7f ? String.fromCharCode(ascii) : '';
}

function content(u8: Uint8Array, at: number, length: number): string {
  const text = getText(u8, at, length).replaceAll('\x01', '|');
  return text.replace(/[^\x20-\x7e]/g, (c) => `\\x${c.charCodeAt(0).toString(16).padStart(2, '0')}`);
}
