/**
 * Which pages of a window hold orders: one bit a page, and above it one bit for each word that is not zero.
 * All windows have the same width and stand one after the other. Engine thread only; no allocation after construction.
 *
 *   summary  | 1 . 1 . . . |          a bit for each word below
 *   words    | 00100000 | 00000000 | 01000001 | …
 */
export class Bitmaps {
  private readonly words: Int32Array;
  private readonly summary: Int32Array;
  private readonly wordsPer: number;
  private readonly summaryPer: number;

  /** @param width bits of each window, a power of two */
  constructor(windows: number, width: number) {
    this.wordsPer = (width + 31) >> 5;
    this.summaryPer = (this.wordsPer + 31) >> 5;
    this.words = new Int32Array(windows * this.wordsPer);
    this.summary = new Int32Array(windows * this.summaryPer);
  }

  set(window: number, bit: number): void {
    const word = bit >> 5;
    this.words[window * this.wordsPer + word] |= 1 << (bit & 31);
    this.summary[window * this.summaryPer + (word >> 5)] |= 1 << (word & 31);
  }

  clear(window: number, bit: number): void {
    const word = bit >> 5;
    const at = window * this.wordsPer + word;
    const left = this.words[at] & ~(1 << (bit & 31));
    this.words[at] = left;
    if (left === 0) this.summary[window * this.summaryPer + (word >> 5)] &= ~(1 << (word & 31));
  }

  /** The first set bit at or after `bit`, going round at the end of the window; -1 when no bit is set. */
  firstFrom(window: number, bit: number): number {
    const word = bit >> 5;
    const here = this.words[window * this.wordsPer + word] & (-1 << (bit & 31));
    if (here !== 0) return (word << 5) + lowest(here);
    const found = this.wordAfter(window, word);
    if (found < 0) return -1;
    return (found << 5) + lowest(this.words[window * this.wordsPer + found]);
  }

  /** The first word after `word` that is not zero, going round; `word` itself comes last. */
  private wordAfter(window: number, word: number): number {
    const summary = this.summary;
    const base = window * this.summaryPer;
    let group = word >> 5;
    let bits = summary[base + group] & (-2 << (word & 31));
    for (let steps = 0; steps <= this.summaryPer; steps++) {
      if (bits !== 0) return (group << 5) + lowest(bits);
      group = group + 1 === this.summaryPer ? 0 : group + 1;
      bits = summary[base + group];
    }
    return -1;
  }
}

function lowest(bits: number): number {
  return 31 - Math.clz32(bits & -bits);
}
