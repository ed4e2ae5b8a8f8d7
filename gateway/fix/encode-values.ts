/** Values that several messages have: symbols, reasons. Door's thread; allocates nothing for a message. */
import type { InstrumentInfo } from '../../engine/directory.js';
import { Reason } from '../../engine/reasons.js';
import { Exec } from '../../engine/records.js';
import type { RecordViews } from '../../engine/ring.js';
import { textAt } from '../../engine/text.js';
import type { EncodeContext } from './encode-context.js';
import { FixedText } from './fixed-text.js';
import { reasonField } from './reject-reasons.js';
import type { FixWriter } from './writer.js';

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

/** Text(58) of a reason; nothing for none. */
export function putReasonText(writer: FixWriter, reason: number): void {
  if (reason !== Reason.none) writer.fixed(reasonField[reason]);
}
