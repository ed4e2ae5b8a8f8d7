/**
 * Order, execution and trade ids as FIX has them: `epoch-counter`. Door's thread; allocates nothing for an id. As an argument an id would
 * be allocated, so it is told by where it stands.
 */
import { ID_SPAN } from '../../engine/records.js';
import { putInt32, putInteger } from './digits.js';
import { FixedText } from './fixed-text.js';
import type { FixWriter } from './writer.js';

const SOH = 1;
const DASH = 0x2d;
const NONE = new FixedText('NONE\x01');
/** The longest epoch whose text fits one word. */
const SHORT = 999;

/** The epoch of the id that was written last, as text: nearly all have the same. */
class Epoch {
  /** Its first id. */
  private base = -ID_SPAN;
  /** `epoch-`, in one word. */
  private word = 0;
  private length = 0;

  /** Writes the id at `index` and SOH; returns the place after it. */
  put(view: DataView, at: number, f64: Float64Array, index: number): number {
    const counter = f64[index] - this.base;
    if (counter < 0 || counter >= ID_SPAN) return this.putOther(view, at, f64[index]);
    view.setInt32(at, this.word, true);
    return putInteger(view, at + this.length, counter, SOH);
  }

  private putOther(view: DataView, at: number, id: number): number {
    const epoch = Math.floor(id / ID_SPAN);
    const end = putInt32(view, at, epoch, DASH);
    if (epoch <= SHORT) {
      this.base = epoch * ID_SPAN;
      this.word = view.getInt32(at, true);
      this.length = end - at;
    }
    return putInteger(view, end, id - epoch * ID_SPAN, SOH);
  }
}

const epoch = new Epoch();

/** A field with the id at `index`; NONE for 0. */
export function putId(writer: FixWriter, tag: number, f64: Float64Array, index: number): void {
  const at = writer.putTag(tag);
  writer.at = f64[index] === 0 ? NONE.put(writer.view, at) : epoch.put(writer.view, at, f64, index);
}

/** The end of a value that is the id at `index`, and SOH. */
export function putIdValue(writer: FixWriter, f64: Float64Array, index: number): void {
  writer.at = epoch.put(writer.view, writer.at, f64, index);
}
