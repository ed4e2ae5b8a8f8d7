/** Values that several messages have: ids, symbols, reasons. Door's thread; allocates nothing for a message. */
import type { InstrumentInfo } from '../../engine/directory.js';
import { Reason } from '../../engine/reasons.js';
import { Exec, ID_SPAN } from '../../engine/records.js';
import type { RecordViews } from '../../engine/ring.js';
import { textAt } from '../../engine/text.js';
import { putInt32, putInteger } from './digits.js';
import type { EncodeContext } from './encode-context.js';
import { FixedText } from './fixed-text.js';
import { reasonField } from './reject-reasons.js';
import type { FixWriter } from './writer.js';

const SOH = 1;
const DASH = 0x2d;
const NONE = new FixedText('NONE\x01');
const UNKNOWN_SYMBOL = new FixedText('55=?\x01');

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
    writer.fixed(context.symbolOf(instrument));
    return;
  }
  const { u8 } = views;
  const lengths = at + Exec.LENGTHS;
  const length = u8[lengths + 3];
  if (length > 0) writer.recordText(55, views.i32, textAt(u8, lengths, at + Exec.TEXT, 3) >> 2, length);
  else writer.fixed(UNKNOWN_SYMBOL);
}

/** The order, execution or trade id at `index` as `epoch-counter`; NONE for 0. As an argument the id would be allocated. */
export function putId(writer: FixWriter, tag: number, f64: Float64Array, index: number): void {
  const at = writer.putTag(tag);
  writer.at = f64[index] === 0 ? NONE.put(writer.view, at) : putIdValue(writer.view, at, f64, index);
}

/** The value alone, and SOH; returns the place after it. */
export function putIdValue(view: DataView, at: number, f64: Float64Array, index: number): number {
  const id = f64[index];
  const epoch = (id * (1 / ID_SPAN)) | 0;
  return putInteger(view, putInt32(view, at, epoch, DASH), id - epoch * ID_SPAN, SOH);
}

/** Text(58) of a reason; nothing for none. */
export function putReasonText(writer: FixWriter, reason: number): void {
  if (reason !== Reason.none) writer.fixed(reasonField[reason]);
}
