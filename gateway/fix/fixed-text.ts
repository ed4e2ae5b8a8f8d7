/** Bytes that are written again and again, copied eight at a time. */

/** Bytes behind a fixed text that its copy may touch. */
export const FIXED_TEXT_SLACK = 15;

export class FixedText {
  readonly length: number;
  /** As doubles, the first byte the lowest; their number is even. ASCII is never NaN, of which a copy need not keep every bit. */
  readonly doubles: Float64Array;

  /** @param text ASCII */
  constructor(text: string) {
    this.length = text.length;
    const view = new DataView(new ArrayBuffer((text.length + FIXED_TEXT_SLACK) & ~FIXED_TEXT_SLACK));
    for (let i = 0; i < text.length; i++) {
      const code = text.charCodeAt(i);
      if (code > 0x7e) throw new RangeError(`expected ASCII, got character ${code} in ${JSON.stringify(text)}`);
      view.setUint8(i, code);
    }
    this.doubles = Float64Array.from({ length: view.byteLength >> 3 }, (_, i) => view.getFloat64(8 * i, true));
  }

  /** Returns the place after it. */
  put(view: DataView, at: number): number {
    const { doubles } = this;
    for (let i = 0, to = at; i < doubles.length; i += 2, to += 16) {
      view.setFloat64(to, doubles[i], true);
      view.setFloat64(to + 8, doubles[i + 1], true);
    }
    return at + this.length;
  }
}
