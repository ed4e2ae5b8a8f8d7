/** Order messages of a WebSocket client as command records, and the owned events of its session as objects. */
import { type CommandSink, OrderFields, type Origin, writeOrder } from '../../engine/commands.js';
import type { Directory, InstrumentInfo } from '../../engine/directory.js';
import { Reason } from '../../engine/reasons.js';
import {
  aligned,
  Contingency,
  Exec,
  ExecFlag,
  ExecType,
  MassCancelScope,
  OrdStatus,
  OrdType,
  Owned,
  Said,
  Side,
  TimeInForce,
  Type,
} from '../../engine/records.js';
import type { RecordViews } from '../../engine/ring.js';
import { behindRoute } from '../../engine/routes.js';
import { getText, padded, textAt } from '../../engine/text.js';
import { averageText, idOf, idText, priceText, qtyText, toLots, toTicks } from '../decimal-text.js';
import { reject } from '../status.js';
import type { Op, OrderMessage } from './messages.js';
import { setTerms, termsObject } from './terms.js';

const commandType = {
  order: Type.NEW_ORDER,
  cancel: Type.CANCEL,
  replace: Type.REPLACE,
  massCancel: Type.MASS_CANCEL,
  status: Type.ORDER_STATUS,
} as const;

const fields = new OrderFields();

/**
 * Writes the command of an order message; false when the ring is full. What cannot be expressed in ticks and lots goes to
 * the engine with the reason, so that its reject is in the log like any other.
 */
export function writeOrderMessage(sink: CommandSink, origin: Origin, message: OrderMessage, directory: Directory): boolean {
  fields.clear();
  const symbol = message.symbol ?? '';
  const instrument = directory.instrument(symbol);
  if (instrument) fields.instrument = instrument.index;
  else if (symbol !== '') fields.reason = Reason.unknownSymbol;
  if (message.side) fields.side = Side[message.side];
  switch (message.op) {
    case 'order':
      setOrder(message, instrument);
      if (message.link) {
        fields.terms.contingency = Contingency[message.link.as];
        fields.hasTerms = true;
      }
      fields.setText(message.clOrdId, message.link?.clOrdId, message.account, symbol);
      break;
    case 'replace':
      setOrder(message, instrument);
      fields.orderId = idOf(message.orderId ?? '');
      fields.setText(message.clOrdId, message.origClOrdId, message.account, symbol);
      break;
    case 'cancel':
      fields.orderId = idOf(message.orderId ?? '');
      fields.setText(message.clOrdId, message.origClOrdId, '', symbol);
      break;
    case 'massCancel':
      fields.scope = massCancelScope(symbol !== '', message.firm === true);
      fields.setText(message.clOrdId, '', message.account, symbol);
      break;
    case 'status':
      fields.orderId = idOf(message.orderId ?? '');
      fields.setText(message.statusId, message.clOrdId, '', symbol);
      break;
  }
  return writeOrder(sink, commandType[message.op], origin, fields);
}

function massCancelScope(isSymbol: boolean, isFirm: boolean): number {
  if (isFirm) return isSymbol ? MassCancelScope.firmSymbol : MassCancelScope.firmAll;
  return isSymbol ? MassCancelScope.symbol : MassCancelScope.all;
}

function setOrder(message: Op<'order' | 'replace'>, instrument: InstrumentInfo | undefined): void {
  fields.ordType = OrdType[message.type];
  fields.timeInForce = TimeInForce[message.timeInForce ?? (message.type === 'market' ? 'ioc' : 'day')];
  if (!instrument) return;
  const faults = setTerms(fields, message, instrument);
  if (message.qty !== undefined || message.notional === undefined) {
    const lots = toLots(message.qty ?? '', instrument);
    if (typeof lots === 'number') fields.qtyLots = lots;
    else fail(lots === 'offStep' ? Reason.qtyOffLot : Reason.invalidQty);
  }
  const needsPrice = message.type === 'limit' || message.type === 'stopLimit';
  if (needsPrice || (message.type === 'pegged' && message.price !== undefined)) {
    const ticks = toTicks(message.price ?? '', instrument);
    if (typeof ticks === 'number') fields.priceTicks = ticks;
    else fail(ticks === 'offStep' ? Reason.priceOffTick : Reason.invalidPrice);
  }
  fail(faults);
}

/** The first fault is the reason. */
function fail(reason: number): void {
  if (fields.reason === Reason.none) fields.reason = reason;
}

const named = (codes: Readonly<Record<string, number>>) => new Map(Object.entries(codes).map(([name, code]) => [code, name]));
const execTypes = named(ExecType);
const ordStatuses = named(OrdStatus);
const sides = named(Side);
const ordTypes = named(OrdType);
const timesInForce = named(TimeInForce);

/** An owned event as the client gets it. `seq` is its number in the session. */
export function eventObject(
  views: RecordViews,
  at: number,
  timeUs: number,
  possResend: boolean,
  directory: Directory,
): Record<string, unknown> {
  const head = { seq: views.i32[(at + Owned.MSG_SEQ_NUM) >> 2], timeUs, ...(possResend ? { possResend } : {}) };
  switch (views.u16[(at >> 1) + 2]) {
    case Type.EXEC:
      return { event: 'execution', ...head, ...execution(views, at, directory) };
    case Type.CANCEL_REJECTED: {
      const to = views.u8[at + Exec.EXEC_TYPE] === 0x31 ? 'cancel' : 'replace';
      return { event: 'cancelRejected', ...head, to, ...identity(views, at, directory) };
    }
    case Type.MASS_CANCELED: {
      const refused = views.u8[at + Exec.EXEC_TYPE] === 0x30;
      const canceled = views.f64[(at + Exec.CUM) >> 3];
      return { event: 'massCanceled', ...head, refused, canceled, ...identity(views, at, directory) };
    }
    default: {
      const msgType = String.fromCharCode(views.u8[at + Said.MSG_TYPE]);
      const content = getText(views.u8, at + Said.CONTENT, views.u16[(at + Said.CONTENT_LEN) >> 1]);
      const text = /(?:^|\x01)58=([^\x01]*)/.exec(content)?.[1];
      const event = msgType === 'A' ? 'logon' : msgType === '5' ? 'logout' : 'message';
      return { event, ...head, ...(event === 'message' ? { msgType } : {}), ...(text ? { text } : {}) };
    }
  }
}

/** What all answers about orders have. Empty texts and absent ids are left out. */
function identity(views: RecordViews, at: number, directory: Directory): Record<string, unknown> {
  const { u8, u16, f64, i32 } = views;
  const object: Record<string, unknown> = {};
  let from = at + Exec.TEXT;
  const names = ['clOrdId', 'origClOrdId', 'account', 'symbol'];
  for (let i = 0; i < names.length; i++) {
    const length = u8[at + Exec.LENGTHS + i];
    if (length > 0) object[names[i]] = getText(u8, from, length);
    from += padded(length);
  }
  const instrument = directory.instruments[i32[(at + Exec.INSTRUMENT) >> 2]];
  if (instrument) object.symbol = instrument.symbol;
  if (u8[at + Exec.EXEC_TYPE] === ExecType.status && u16[(at >> 1) + 2] === Type.EXEC && object.origClOrdId) {
    object.statusId = object.origClOrdId;
    delete object.origClOrdId;
  }
  const orderId = f64[(at + Exec.ORDER_ID) >> 3];
  if (orderId > 0) object.orderId = idText(orderId);
  const reason = u16[(at + Exec.REASON) >> 1];
  if (reason !== 0) object.reason = reject(reason);
  const ordStatus = ordStatuses.get(u8[at + Exec.ORD_STATUS]);
  if (ordStatus) object.ordStatus = ordStatus;
  return object;
}

function execution(views: RecordViews, at: number, directory: Directory): Record<string, unknown> {
  const { u8, f64, i32 } = views;
  const object = identity(views, at, directory);
  object.execId = idText(f64[(at + Exec.EXEC_ID) >> 3]);
  object.execType = execTypes.get(u8[at + Exec.EXEC_TYPE]);
  object.side = sides.get(u8[at + Exec.SIDE]);
  object.type = ordTypes.get(u8[at + Exec.ORD_TYPE]);
  object.timeInForce = timesInForce.get(u8[at + Exec.TIME_IN_FORCE]);
  const instrument = directory.instruments[i32[(at + Exec.INSTRUMENT) >> 2]];
  if (!instrument) return object;
  const cumLots = f64[(at + Exec.CUM) >> 3];
  const ordType = u8[at + Exec.ORD_TYPE];
  const price = f64[(at + Exec.PRICE) >> 3];
  // 0 of an order whose price the venue sets: it has none yet
  const isOwn = ordType === OrdType.limit || ordType === OrdType.stopLimit;
  if (isOwn || price !== 0) object.price = priceText(price, instrument);
  object.qty = qtyText(f64[(at + Exec.QTY) >> 3], instrument);
  object.leavesQty = qtyText(f64[(at + Exec.LEAVES) >> 3], instrument);
  object.cumQty = qtyText(cumLots, instrument);
  object.avgPx = cumLots > 0 ? averageText(f64[(at + Exec.CUM_NOTIONAL) >> 3] / cumLots, instrument) : '0';
  if ((u8[at + Exec.FLAGS] & ExecFlag.terms) !== 0) {
    const end = textAt(u8, at + Exec.LENGTHS, at + Exec.TEXT, 4);
    Object.assign(object, termsObject(views, aligned(behindRoute(u8, end, u8[at + Exec.FLAGS])), instrument));
  }
  const tradeId = f64[(at + Exec.TRADE_ID) >> 3];
  if (tradeId > 0) {
    object.lastPx = priceText(f64[(at + Exec.LAST_PRICE) >> 3], instrument);
    object.lastQty = qtyText(f64[(at + Exec.LAST_QTY) >> 3], instrument);
    object.tradeId = idText(tradeId);
    const isAuction = (u8[at + Exec.FLAGS] & ExecFlag.auction) !== 0;
    object.aggressor = !isAuction && (u8[at + Exec.FLAGS] & ExecFlag.aggressor) !== 0;
    if (isAuction) object.auction = true;
  }
  return object;
}
