/**
 * Owned events as FIX messages: a pure function of the event, the dialect and the reference data, so that a message sent again is
 * equal in every byte but those of 9, 10, 43, 52, 122 (and 369). Runs on the door's thread; allocates nothing for a message.
 */
import { Exec, ExecFlag, MassCancelScope, OrdStatus, Owned, Said, Type } from '../../engine/records.js';
import type { RecordViews } from '../../engine/ring.js';
import { padded, textAt } from '../../engine/text.js';
import type { EncodeContext } from './encode-context.js';
import { instrumentOf, putReasonText, putSymbol } from './encode-values.js';
import { putExecution } from './execution-report.js';
import { putId } from './ids.js';
import { putTradeCapture } from './trade-capture.js';
import type { FixWriter } from './writer.js';

export { EncodeContext } from './encode-context.js';

/** No encoded message is longer: texts of 4 × 255 bytes or a content of 1,024, and all else. */
export const ENCODED_MAX = 2048;

const MSG = { execution: 0x38, cancelReject: 0x39, massCancelReport: 0x72, sequenceReset: 0x34, tradeCapture: 0x4541 } as const;
const REFUSED = 0x30;

/** Writes an owned event (type 64 to 79). Returns the bytes written, or 0 when the writer has less than ENCODED_MAX of room. */
export function encodeOwned(writer: FixWriter, views: RecordViews, at: number, context: EncodeContext): number {
  if (writer.room < ENCODED_MAX) return 0;
  switch (views.u16[(at >> 1) + 2]) {
    case Type.EXEC:
      begin(writer, views, at, context, MSG.execution);
      putRoute(writer, views, at);
      putExecution(writer, views, at, context);
      return writer.end();
    case Type.COPIED:
      begin(writer, views, at, context, MSG.execution);
      putOwner(writer, views, at, context);
      putExecution(writer, views, at, context);
      return writer.end();
    case Type.COPIED_TRADE:
      begin(writer, views, at, context, MSG.tradeCapture);
      putOwner(writer, views, at, context);
      putTradeCapture(writer, views, at, context);
      return writer.end();
    case Type.CANCEL_REJECTED:
      begin(writer, views, at, context, MSG.cancelReject);
      putRoute(writer, views, at);
      putCancelReject(writer, views, at, context);
      return writer.end();
    case Type.MASS_CANCELED:
      begin(writer, views, at, context, MSG.massCancelReport);
      putRoute(writer, views, at);
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
  context.possDup = true;
  context.timeUs = context.nowUs;
  writer.begin(context, MSG.sequenceReset, from);
  writer.char(123, 0x59);
  writer.integer(36, to);
  return writer.end();
}

function begin(writer: FixWriter, views: RecordViews, at: number, context: EncodeContext, msgType: number): void {
  writer.begin(context, msgType, views.i32[(at + Owned.MSG_SEQ_NUM) >> 2]);
}

/** Where the answer goes beyond its session: fields of the header. A drop copy does not go the way of its owner's. */
function putRoute(writer: FixWriter, { u8 }: RecordViews, at: number): void {
  if ((u8[at + Exec.FLAGS] & ExecFlag.routed) === 0) return;
  const route = textAt(u8, at + Exec.LENGTHS, at + Exec.TEXT, 4);
  writer.raw(u8, route + 1, u8[route]);
}

/** OnBehalfOfCompID(115) of a drop copy: the session whose order it is. */
function putOwner(writer: FixWriter, views: RecordViews, at: number, context: EncodeContext): void {
  const owner = context.directory.sessions[views.i32[(at + Exec.REF) >> 2]];
  if (owner !== undefined) writer.string(115, owner.senderCompId);
}

function putCancelReject(writer: FixWriter, views: RecordViews, at: number, context: EncodeContext): void {
  const { u8, u16, i32, f64 } = views;
  const reason = u16[(at + Exec.REASON) >> 1];
  const clOrdIdLength = u8[at + Exec.LENGTHS];
  const origLength = u8[at + Exec.LENGTHS + 1];
  const accountLength = u8[at + Exec.LENGTHS + 2];
  const clOrdIdAt = at + Exec.TEXT;
  const origAt = clOrdIdAt + padded(clOrdIdLength);
  putId(writer, 37, f64, (at + Exec.ORDER_ID) >> 3);
  writer.recordText(11, i32, clOrdIdAt >> 2, clOrdIdLength);
  writer.recordText(41, i32, origAt >> 2, origLength);
  writer.char(39, u8[at + Exec.ORD_STATUS] || OrdStatus.rejected);
  if (accountLength > 0) writer.recordText(1, i32, (origAt + padded(origLength)) >> 2, accountLength);
  writer.eventTime(60, context);
  writer.char(434, u8[at + Exec.EXEC_TYPE]);
  writer.integer(102, context.reasons.cxlRej[reason]);
  putReasonText(writer, reason);
}

function putMassCancelReport(writer: FixWriter, views: RecordViews, at: number, context: EncodeContext): void {
  const { u8, u16, i32, f64 } = views;
  const reason = u16[(at + Exec.REASON) >> 1];
  const response = u8[at + Exec.EXEC_TYPE];
  writer.recordText(11, i32, (at + Exec.TEXT) >> 2, u8[at + Exec.LENGTHS]);
  putId(writer, 37, f64, (at + Exec.ORDER_ID) >> 3);
  writer.char(530, massCancelRequestType(views, at, response));
  writer.char(531, asRequestType(response));
  if (response !== asRequestType(response)) writer.char(8015, 0x59);
  const lengths = at + Exec.LENGTHS;
  const accountAt = textAt(u8, lengths, at + Exec.TEXT, 2);
  if (u8[lengths + 2] > 0) writer.recordText(1, i32, accountAt >> 2, u8[lengths + 2]);
  if (response === REFUSED) writer.integer(532, context.reasons.massCancelReject[reason]);
  else writer.integer(533, f64[(at + Exec.CUM) >> 3]);
  if (i32[(at + Exec.INSTRUMENT) >> 2] >= 0 || u8[at + Exec.LENGTHS + 3] > 0) {
    putSymbol(writer, views, at, instrumentOf(views, at, context), context);
  }
  if (u8[at + Exec.SIDE] !== 0) writer.char(54, u8[at + Exec.SIDE]);
  writer.eventTime(60, context);
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
