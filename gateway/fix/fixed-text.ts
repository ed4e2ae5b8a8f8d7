/** Bytes that are written again and again, in words that are copied four at a time. */

/** Bytes behind a fixed text that its copy may touch. */
export const FIXED_TEXT_SLACK = 15;

export class FixedText {
  readonly length: number;
  /** The first byte is the lowest of the first; their number is a multiple of four. */
  readonly words: Int32Array;

  /** @param text Latin1 */
  constructor(text: string) {
    this.length = text.length;
    const bytes = new Uint8Array((text.length + FIXED_TEXT_SLACK) & ~FIXED_TEXT_SLACK);
    for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
    const view = new DataView(bytes.buffer);
    this.words = Int32Array.from({ length: bytes.length >> 2 }, (_, i) => view.getInt32(4 * i, true));
  }

  /** Returns the place after it. */
  put(view: DataView, at: number): number {
    const { words } = this;
    for (let i = 0, to = at; i < words.length; i += 4, to += 16) {
      view.setInt32(to, words[i], true);
      view.setInt32(to + 4, words[i + 1], true);
      view.setInt32(to + 8, words[i + 2], true);
      view.setInt32(to + 12, words[i + 3], true);
    }
    return at + this.length;
  }
}
