/** ExecutionReport(8), in the form of each version. Door's thread; allocates nothing for a message. */
import { aligned, Exec, ExecFlag, ExecType, OrdStatus, OrdType } from '../../engine/records.js';
import type { RecordViews } from '../../engine/ring.js';
import { behindRoute } from '../../engine/routes.js';
import { padded, textAt } from '../../engine/text.js';
import type { Dialect } from './dialect/dialect.js';
import { putAverage } from './digits.js';
import type { EncodeContext } from './encode-context.js';
import { instrumentOf, putReasonText, putSymbol } from './encode-values.js';
import { putTerms } from './execution-terms.js';
import { FixedText } from './fixed-text.js';
import { putId, putIdValue } from './ids.js';
import type { FixWriter } from './writer.js';

const SOH = 1;
const TRADE = new FixedText('58=trade ');
const TRIGGERED = new FixedText('58=the stop has been triggered\x01');
/** ExecTransType(20). */
const ExecTransType = { new: 0x30, cancel: 0x31, correct: 0x32, status: 0x33 } as const;

/** The body of an ExecutionReport; of COPIED too. */
export function putExecution(writer: FixWriter, views: RecordViews, at: number, context: EncodeContext): void {
  const { u8, u16, i32, f64 } = views;
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
  putId(writer, 37, f64, (at + Exec.ORDER_ID) >> 3);
  if (clOrdIdLength > 0) writer.recordText(11, i32, clOrdIdAt >> 2, clOrdIdLength);
  const place = isStatus ? f64[(at + Exec.LAST_PRICE) >> 3] : 0;
  if (origLength > 0) writer.recordText(isStatus ? (place > 0 ? 584 : 790) : 41, i32, origAt >> 2, origLength);
  if (place > 0) putPlace(writer, place, f64[(at + Exec.LAST_QTY) >> 3]);
  const execIdAt = (at + Exec.EXEC_ID) >> 3;
  if (f64[execIdAt] > 0) putId(writer, 17, f64, execIdAt);
  else writer.char(17, 0x30);
  putExecType(writer, context.dialect, execType, ordStatus);
  writer.char(39, ordStatus);
  const tradeIdAt = (at + Exec.TRADE_ID) >> 3;
  const changesTrade = execType === ExecType.tradeCancel || execType === ExecType.tradeCorrect;
  if (changesTrade) putId(writer, 19, f64, tradeIdAt);
  if (ordStatus === OrdStatus.rejected) writer.integer(103, context.reasons.ordRej[reason]);
  const isTriggered = execType === ExecType.triggered;
  const isRestated = execType === ExecType.restated || (isTriggered && context.dialect.traits.triggered !== ExecType.triggered);
  if (isRestated) writer.integer(378, context.reasons.restatement[reason]);
  if (accountLength > 0) writer.recordText(1, i32, accountAt >> 2, accountLength);
  putSymbol(writer, views, at, instrument, context);
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
    const end = textAt(u8, at + Exec.LENGTHS, clOrdIdAt, 4);
    putTerms(writer, views, aligned(behindRoute(u8, end, u8[at + Exec.FLAGS])), instrument, context.dialect.traits);
  }
  const { tradeIdTag } = context.dialect.traits;
  if (execType === ExecType.trade || changesTrade) {
    writer.decimal(32, f64[(at + Exec.LAST_QTY) >> 3] * lotUnits, qtyDecimals);
    writer.decimal(31, f64[(at + Exec.LAST_PRICE) >> 3] * tickUnits, priceDecimals);
    if (tradeIdTag !== 0) putId(writer, tradeIdTag, f64, tradeIdAt);
  }
  const cum = f64[(at + Exec.CUM) >> 3];
  writer.decimal(151, f64[(at + Exec.LEAVES) >> 3] * lotUnits, qtyDecimals);
  writer.decimal(14, cum * lotUnits, qtyDecimals);
  const notional = f64[(at + Exec.CUM_NOTIONAL) >> 3];
  writer.at = putAverage(writer.view, writer.putTag(6), notional, cum, tickUnits, priceDecimals, SOH);
  writer.eventTime(60, context);
  if (isTriggered) writer.fixed(TRIGGERED);
  else if (execType === ExecType.trade && tradeIdTag === 0) putTradeText(writer, f64, tradeIdAt);
  else putReasonText(writer, reason);
}

/** Of several reports that answer one request: how many there are, and which is the last. */
function putPlace(writer: FixWriter, place: number, count: number): void {
  writer.integer(911, count);
  if (place >= count) writer.char(912, 0x59);
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

/** Text(58) of a fill, in a version that has no field for the trade's id. */
function putTradeText(writer: FixWriter, f64: Float64Array, tradeIdAt: number): void {
  writer.fixed(TRADE);
  putIdValue(writer, f64, tradeIdAt);
}
