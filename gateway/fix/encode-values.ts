/** Values that several messages have: ids, symbols, reasons. Door's thread; allocates nothing for a message. */
import type { InstrumentInfo } from '../../engine/directory.js';
import { Exec, ID_SPAN } from '../../engine/records.js';
import type { RecordViews } from '../../engine/ring.js';
import { textAt } from '../../engine/text.js';
import { INT32_MAX, putInt32, putInteger } from './decimal.js';
import type { EncodeContext } from './encode-context.js';
import { reasonField } from './reject-reasons.js';
import { type FixWriter, latin1 } from './writer.js';

const SOH = 1;
const DASH = 0x2d;
const NONE = latin1('NONE');
const UNKNOWN_SYMBOL = latin1('?');
export function instrumentOf(views: RecordViews, at: number, context: EncodeContext): InstrumentInfo | null {
  const index = views.i32[(at + Exec.INSTRUMENT) >> 2];
  return index < 0 ? null : context.directory.instruments[index];
}

/** Symbol(55): the instrument's, or what the order said when there is none. */
export function putSymbol(
  writer: FixWriter,
  views: RecordViews,
  at: number,
  instrument: InstrumentInfo | null,
  context: EncodeContext,
): void {
  if (instrument !== null) {
    const symbol = context.symbolOf(instrument);
    writer.text(55, symbol, 0, symbol.length);
    return;
  }
  const { u8 } = views;
  const lengths = at + Exec.LENGTHS;
  const length = u8[lengths + 3];
  if (length > 0) writer.text(55, u8, textAt(u8, lengths, at + Exec.TEXT, 3), length);
  else writer.text(55, UNKNOWN_SYMBOL, 0, UNKNOWN_SYMBOL.length);
}

/** The order, execution or trade id at `index` as `epoch-counter`; NONE for 0. As an argument the id would be allocated. */
export function putId(writer: FixWriter, tag: number, f64: Float64Array, index: number): void {
  if (f64[index] === 0) {
    writer.text(tag, NONE, 0, NONE.length);
    return;
  }
  writer.tag(tag);
  putIdValue(writer, f64, index);
}

/** The value alone. */
export function putIdValue(writer: FixWriter, f64: Float64Array, index: number): void {
  const id = f64[index];
  const epoch = Math.floor(id * (1 / ID_SPAN));
  const counter = id - epoch * ID_SPAN;
  const { u8 } = writer;
  let at = putInt32(u8, writer.at, epoch | 0);
  u8[at++] = DASH;
  at = counter <= INT32_MAX ? putInt32(u8, at, counter | 0) : putInteger(u8, at, counter);
  u8[at++] = SOH;
  writer.at = at;
}

/** Text(58) of a reason; nothing for none. */
export function putReasonText(writer: FixWriter, reason: number): void {
  const field = reasonField[reason];
  writer.raw(field, 0, field.length);
}
