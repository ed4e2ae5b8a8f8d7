/**
 * Owned events as FIX messages: a pure function of the event, the dialect and the reference data, so that a message sent again is
 * equal in every byte but those of 9, 10, 43, 52, 122 (and 369). Runs on the door's thread; allocates nothing for a message.
 */
import type { Directory, InstrumentInfo } from '../../engine/directory.js';
import {
  aligned,
  Exec,
  ExecFlag,
  ExecType,
  ID_SPAN,
  MassCancelScope,
  OrdStatus,
  OrdType,
  Owned,
  Said,
  Type,
} from '../../engine/records.js';
import type { RecordViews } from '../../engine/ring.js';
import { padded, textAt } from '../../engine/text.js';
import { putAverage, putInteger } from './decimal.js';
import type { Dialect } from './dialect/dialect.js';
import { putTerms } from './execution-terms.js';
import { type ReasonCodes, reasonCodes, reasonField } from './reject-reasons.js';
import { type FixWriter, latin1, type SessionHeader } from './writer.js';

/** No encoded message is longer: texts of 4 × 255 bytes or a content of 1,024, and all else. */
export const ENCODED_MAX = 2048;

const SOH = 1;
const DASH = 0x2d;
const MSG = { execution: 0x38, cancelReject: 0x39, massCancelReport: 0x72, sequenceReset: 0x34 } as const;
const NONE = latin1('NONE');
const UNKNOWN_SYMBOL = latin1('?');
const TRADE = latin1('trade ');
const TRIGGERED = latin1('the stop has been triggered');
const REFUSED = 0x30;
/** ExecTransType(20). */
const ExecTransType = { new: 0x30, cancel: 0x31, correct: 0x32, status: 0x33 } as const;

/** What a message needs beside its event. One object a connection, its last fields set anew for each message. */
export class EncodeContext {
  /** SendingTime. */
  nowUs = 0;
  /** Of the event's transaction: TransactTime, and OrigSendingTime with possDup. */
  timeUs = 0;
  possDup = false;
  /** LastMsgSeqNumProcessed(369); 0: left out. */
  lastProcessed = 0;
  readonly reasons: ReasonCodes;

  constructor(
    readonly dialect: Dialect,
    readonly directory: Directory,
    readonly header: SessionHeader,
  ) {
    this.reasons = reasonCodes(dialect);
  }
}

const symbols = new WeakMap<InstrumentInfo, Uint8Array>();

function symbolOf(instrument: InstrumentInfo): Uint8Array {
  let symbol = symbols.get(instrument);
  if (symbol === undefined) {
    symbol = latin1(instrument.symbol);
    symbols.set(instrument, symbol);
  }
  return symbol;
}

/** Writes an owned event (type 64 to 79). Returns the bytes written, or 0 when the writer has less than ENCODED_MAX of room. */
export function encodeOwned(writer: FixWriter, views: RecordViews, at: number, context: EncodeContext): number {
  if (writer.room < ENCODED_MAX) return 0;
  switch (views.u16[(at >> 1) + 2]) {
    case Type.EXEC:
      begin(writer, views, at, context, MSG.execution);
      putExecution(writer, views, at, context);
      return writer.end();
    case Type.CANCEL_REJECTED:
      begin(writer, views, at, context, MSG.cancelReject);
      putCancelReject(writer, views, at, context);
      return writer.end();
    case Type.MASS_CANCELED:
      begin(writer, views, at, context, MSG.massCancelReport);
      putMassCancelReport(writer, views, at, context);
      return writer.end();
    default:
      begin(writer, views, at, context, views.u8[at + Said.MSG_TYPE]);
      writer.raw(views.u8, at + Said.CONTENT, views.u16[(at + Said.CONTENT_LEN) >> 1]);
      return writer.end();
  }
}

/** SequenceReset-GapFill for the numbers from `from` up to but not including `to`. */
export function encodeGapFill(writer: FixWriter, from: number, to: number, context: EncodeContext): number {
  if (writer.room < ENCODED_MAX) return 0;
  writer.begin(context.header, MSG.sequenceReset, from, context.nowUs, true, context.nowUs, context.lastProcessed);
  writer.char(123, 0x59);
  writer.integer(36, to);
  return writer.end();
}

function begin(writer: FixWriter, views: RecordViews, at: number, context: EncodeContext, msgType: number): void {
  const msgSeqNum = views.i32[(at + Owned.MSG_SEQ_NUM) >> 2];
  writer.begin(context.header, msgType, msgSeqNum, context.nowUs, context.possDup, context.timeUs, context.lastProcessed);
}

function putExecution(writer: FixWriter, views: RecordViews, at: number, context: EncodeContext): void {
  const { u8, u16, f64 } = views;
  const instrument = instrumentOf(views, at, context);
  const execType = u8[at + Exec.EXEC_TYPE];
  const ordStatus = u8[at + Exec.ORD_STATUS];
  const reason = u16[(at + Exec.REASON) >> 1];
  const clOrdIdAt = at + Exec.TEXT;
  const clOrdIdLength = u8[at + Exec.LENGTHS];
  const origAt = clOrdIdAt + padded(clOrdIdLength);
  const origLength = u8[at + Exec.LENGTHS + 1];
  const accountAt = origAt + padded(origLength);
  const accountLength = u8[at + Exec.LENGTHS + 2];
  const isStatus = execType === ExecType.status;
  putId(writer, 37, f64[(at + Exec.ORDER_ID) >> 3]);
  if (clOrdIdLength > 0) writer.text(11, u8, clOrdIdAt, clOrdIdLength);
  if (origLength > 0) writer.text(isStatus ? 790 : 41, u8, origAt, origLength);
  const execId = f64[(at + Exec.EXEC_ID) >> 3];
  if (execId > 0) putId(writer, 17, execId);
  else writer.char(17, 0x30);
  putExecType(writer, context.dialect, execType, ordStatus);
  writer.char(39, ordStatus);
  const tradeId = f64[(at + Exec.TRADE_ID) >> 3];
  const changesTrade = execType === ExecType.tradeCancel || execType === ExecType.tradeCorrect;
  if (changesTrade) putId(writer, 19, tradeId);
  if (ordStatus === OrdStatus.rejected) writer.integer(103, context.reasons.ordRej[reason]);
  const isTriggered = execType === ExecType.triggered;
  const isRestated = execType === ExecType.restated || (isTriggered && context.dialect.traits.triggered !== ExecType.triggered);
  if (isRestated) writer.integer(378, context.reasons.restatement[reason]);
  if (accountLength > 0) writer.text(1, u8, accountAt, accountLength);
  putSymbol(writer, views, at, instrument);
  if (u8[at + Exec.SIDE] !== 0) writer.char(54, u8[at + Exec.SIDE]);
  const qtyDecimals = instrument === null ? 0 : instrument.qtyDecimals;
  const lotUnits = instrument === null ? 1 : instrument.lotUnits;
  const priceDecimals = instrument === null ? 0 : instrument.priceDecimals;
  const tickUnits = instrument === null ? 1 : instrument.tickUnits;
  const qty = f64[(at + Exec.QTY) >> 3];
  const price = f64[(at + Exec.PRICE) >> 3];
  const ordType = u8[at + Exec.ORD_TYPE];
  if (qty > 0 && instrument !== null) writer.decimal(38, qty * lotUnits, qtyDecimals);
  if (ordType !== 0) writer.char(40, ordType);
  if (showsPrice(ordType, price, ordStatus) && instrument !== null) writer.decimal(44, price * tickUnits, priceDecimals);
  if (u8[at + Exec.TIME_IN_FORCE] !== 0) writer.char(59, u8[at + Exec.TIME_IN_FORCE]);
  if ((u8[at + Exec.FLAGS] & ExecFlag.terms) !== 0 && instrument !== null) {
    putTerms(writer, views, aligned(textAt(u8, at + Exec.LENGTHS, clOrdIdAt, 4)), instrument, context.dialect.traits);
  }
  const { tradeIdTag } = context.dialect.traits;
  if (execType === ExecType.trade || changesTrade) {
    writer.decimal(32, f64[(at + Exec.LAST_QTY) >> 3] * lotUnits, qtyDecimals);
    writer.decimal(31, f64[(at + Exec.LAST_PRICE) >> 3] * tickUnits, priceDecimals);
    if (tradeIdTag !== 0) putId(writer, tradeIdTag, tradeId);
  }
  const cum = f64[(at + Exec.CUM) >> 3];
  writer.decimal(151, f64[(at + Exec.LEAVES) >> 3] * lotUnits, qtyDecimals);
  writer.decimal(14, cum * lotUnits, qtyDecimals);
  writer.tag(6);
  writer.at = putAverage(writer.u8, writer.at, f64[(at + Exec.CUM_NOTIONAL) >> 3], cum, tickUnits, priceDecimals);
  writer.u8[writer.at++] = SOH;
  writer.timestamp(60, context.timeUs);
  if (isTriggered) writer.text(58, TRIGGERED, 0, TRIGGERED.length);
  else if (execType === ExecType.trade && tradeIdTag === 0) putTradeText(writer, tradeId);
  else putReasonText(writer, reason);
}

/** ExecType(150); in FIX 4.2 with ExecTransType(20), and what later versions have as a type of its own is told by OrdStatus. */
function putExecType(writer: FixWriter, { traits }: Dialect, execType: number, ordStatus: number): void {
  let shown = execType === ExecType.triggered ? traits.triggered : execType;
  if (traits.execTransType) {
    writer.char(20, execTransType(execType));
    if (execType >= ExecType.trade && execType <= ExecType.status) shown = ordStatus; // F, G, H, I
  }
  writer.char(150, shown);
}

function execTransType(execType: number): number {
  if (execType === ExecType.tradeCancel) return ExecTransType.cancel;
  if (execType === ExecType.tradeCorrect) return ExecTransType.correct;
  return execType === ExecType.status ? ExecTransType.status : ExecTransType.new;
}

/** Price(44): of a limit order; of one whose price the venue sets, once it has one. A rejected order's only if it gave one. */
function showsPrice(ordType: number, price: number, ordStatus: number): boolean {
  if (ordType === OrdType.limit || ordType === OrdType.stopLimit) return price !== 0 || ordStatus !== OrdStatus.rejected;
  return (ordType === OrdType.pegged || ordType === OrdType.marketToLimit) && price !== 0;
}

function putCancelReject(writer: FixWriter, views: RecordViews, at: number, context: EncodeContext): void {
  const { u8, u16, f64 } = views;
  const reason = u16[(at + Exec.REASON) >> 1];
  const clOrdIdLength = u8[at + Exec.LENGTHS];
  const origLength = u8[at + Exec.LENGTHS + 1];
  const accountLength = u8[at + Exec.LENGTHS + 2];
  const clOrdIdAt = at + Exec.TEXT;
  const origAt = clOrdIdAt + padded(clOrdIdLength);
  putId(writer, 37, f64[(at + Exec.ORDER_ID) >> 3]);
  writer.text(11, u8, clOrdIdAt, clOrdIdLength);
  writer.text(41, u8, origAt, origLength);
  writer.char(39, u8[at + Exec.ORD_STATUS] || OrdStatus.rejected);
  if (accountLength > 0) writer.text(1, u8, origAt + padded(origLength), accountLength);
  writer.timestamp(60, context.timeUs);
  writer.char(434, u8[at + Exec.EXEC_TYPE]);
  writer.integer(102, context.reasons.cxlRej[reason]);
  putReasonText(writer, reason);
}

function putMassCancelReport(writer: FixWriter, views: RecordViews, at: number, context: EncodeContext): void {
  const { u8, u16, f64 } = views;
  const reason = u16[(at + Exec.REASON) >> 1];
  const response = u8[at + Exec.EXEC_TYPE];
  writer.text(11, u8, at + Exec.TEXT, u8[at + Exec.LENGTHS]);
  putId(writer, 37, f64[(at + Exec.ORDER_ID) >> 3]);
  writer.char(530, massCancelRequestType(views, at, response));
  writer.char(531, asRequestType(response));
  if (response !== asRequestType(response)) writer.char(8015, 0x59);
  const lengths = at + Exec.LENGTHS;
  const accountAt = textAt(u8, lengths, at + Exec.TEXT, 2);
  if (u8[lengths + 2] > 0) writer.text(1, u8, accountAt, u8[lengths + 2]);
  if (response === REFUSED) writer.integer(532, context.reasons.massCancelReject[reason]);
  else writer.integer(533, f64[(at + Exec.CUM) >> 3]);
  if (views.i32[(at + Exec.INSTRUMENT) >> 2] >= 0 || u8[at + Exec.LENGTHS + 3] > 0) {
    putSymbol(writer, views, at, instrumentOf(views, at, context));
  }
  if (u8[at + Exec.SIDE] !== 0) writer.char(54, u8[at + Exec.SIDE]);
  writer.timestamp(60, context.timeUs);
  putReasonText(writer, reason);
}

/** What was asked for: the response when it was done; when it was refused, a symbol in the event tells. */
function massCancelRequestType(views: RecordViews, at: number, response: number): number {
  if (response !== REFUSED) return asRequestType(response);
  return views.i32[(at + Exec.INSTRUMENT) >> 2] >= 0 || views.u8[at + Exec.LENGTHS + 3] > 0
    ? MassCancelScope.symbol
    : MassCancelScope.all;
}

/** FIX has no scope of a firm: it is that of the symbol or all, with MassCancelFirm(8015). */
function asRequestType(scope: number): number {
  if (scope === MassCancelScope.firmSymbol) return MassCancelScope.symbol;
  return scope === MassCancelScope.firmAll ? MassCancelScope.all : scope;
}

function instrumentOf(views: RecordViews, at: number, context: EncodeContext): InstrumentInfo | null {
  const index = views.i32[(at + Exec.INSTRUMENT) >> 2];
  return index < 0 ? null : context.directory.instruments[index];
}

/** Symbol(55): the instrument's, or what the order said when there is none. */
function putSymbol(writer: FixWriter, views: RecordViews, at: number, instrument: InstrumentInfo | null): void {
  if (instrument !== null) {
    const symbol = symbolOf(instrument);
    writer.text(55, symbol, 0, symbol.length);
    return;
  }
  const { u8 } = views;
  const lengths = at + Exec.LENGTHS;
  const length = u8[lengths + 3];
  if (length > 0) writer.text(55, u8, textAt(u8, lengths, at + Exec.TEXT, 3), length);
  else writer.text(55, UNKNOWN_SYMBOL, 0, UNKNOWN_SYMBOL.length);
}

/** An order, execution or trade id as `epoch-counter`; NONE for 0. */
export function putId(writer: FixWriter, tag: number, id: number): void {
  if (id === 0) {
    writer.text(tag, NONE, 0, NONE.length);
    return;
  }
  writer.tag(tag);
  putIdValue(writer, id);
}

/** Text(58) of a fill, in a version that has no field for the trade's id. */
function putTradeText(writer: FixWriter, tradeId: number): void {
  writer.tag(58);
  writer.raw(TRADE, 0, TRADE.length);
  putIdValue(writer, tradeId);
}

function putIdValue(writer: FixWriter, id: number): void {
  const epoch = Math.floor(id / ID_SPAN);
  const { u8 } = writer;
  let at = putInteger(u8, writer.at, epoch);
  u8[at++] = DASH;
  at = putInteger(u8, at, id - epoch * ID_SPAN);
  u8[at++] = SOH;
  writer.at = at;
}

function putReasonText(writer: FixWriter, reason: number): void {
  const field = reasonField[reason];
  writer.raw(field, 0, field.length);
}
