/**
 * TradeCaptureReport(AE) of a drop copy: one for each fill, bust and correction of the firm's orders. Door's thread; allocates nothing for
 * a message.
 */
import { Exec, ExecType } from '../../engine/records.js';
import type { RecordViews } from '../../engine/ring.js';
import { padded } from '../../engine/text.js';
import type { EncodeContext } from './encode-context.js';
import { instrumentOf, putSymbol } from './encode-values.js';
import { putId } from './ids.js';
import type { FixWriter } from './writer.js';

/** TradeReportTransType(487). */
const TransType = { new: 0, cancel: 1, replace: 2 } as const;
const NO = 0x4e;
const SUBMIT = 0;
const TRADE_ID = 1003;
const DATE_LENGTH = 8;

export function putTradeCapture(writer: FixWriter, views: RecordViews, at: number, context: EncodeContext): void {
  const { u8, f64 } = views;
  const { dialect } = context;
  const execType = u8[at + Exec.EXEC_TYPE];
  const instrument = instrumentOf(views, at, context);
  const tradeIdAt = (at + Exec.TRADE_ID) >> 3;
  putId(writer, 571, f64, (at + Exec.EXEC_ID) >> 3);
  writer.integer(487, transType(execType));
  writer.integer(856, SUBMIT);
  writer.char(150, execType);
  writer.char(570, NO);
  putId(writer, 17, f64, (at + Exec.EXEC_ID) >> 3);
  putId(writer, 527, f64, tradeIdAt);
  if (dialect.slotOf[TRADE_ID] !== 0) putId(writer, TRADE_ID, f64, tradeIdAt);
  putSymbol(writer, views, at, instrument, context);
  if (instrument !== null) {
    const { lotUnits, qtyDecimals, tickUnits, priceDecimals } = instrument;
    writer.decimal(32, f64[(at + Exec.LAST_QTY) >> 3] * lotUnits, qtyDecimals);
    writer.decimal(31, f64[(at + Exec.LAST_PRICE) >> 3] * tickUnits, priceDecimals);
  }
  putTradeDate(writer, context.timeUs);
  writer.eventTime(60, context);
  putSide(writer, views, at);
}

function transType(execType: number): number {
  if (execType === ExecType.tradeCancel) return TransType.cancel;
  return execType === ExecType.tradeCorrect ? TransType.replace : TransType.new;
}

/** TradeDate(75): the UTC date of the transaction, which TransactTime begins with. */
function putTradeDate(writer: FixWriter, timeUs: number): void {
  const from = writer.at + 3; // 75=
  writer.timestamp(75, timeUs);
  writer.u8[from + DATE_LENGTH] = 1;
  writer.at = from + DATE_LENGTH + 1;
}

/** The firm's side of the trade: NoSides(552) is 1. */
function putSide(writer: FixWriter, { u8, i32, f64 }: RecordViews, at: number): void {
  const lengths = at + Exec.LENGTHS;
  const clOrdIdAt = at + Exec.TEXT;
  const accountAt = clOrdIdAt + padded(u8[lengths]) + padded(u8[lengths + 1]);
  writer.integer(552, 1);
  writer.char(54, u8[at + Exec.SIDE]);
  putId(writer, 37, f64, (at + Exec.ORDER_ID) >> 3);
  if (u8[lengths] > 0) writer.recordText(11, i32, clOrdIdAt >> 2, u8[lengths]);
  if (u8[lengths + 2] > 0) writer.recordText(1, i32, accountAt >> 2, u8[lengths + 2]);
}
