/**
 * Which pages of a window hold orders: one bit a page, and above it one bit for each word that is not zero.
 * All windows have the same width and stand one after the other. Engine thread only; no allocation after construction.
 *
 *   summary  | 1 . 1 . . . |          a bit for each word below
 *   words    | 00100000 | 00000000 | 01000001 | …
 */
export interface Bitmaps {
  set(window: number, bit: number): void;
  clear(window: number, bit: number): void;
  /** The first set bit at or after `bit`, going round at the end of the window; -1 when no bit is set. */
  firstFrom(window: number, bit: number): number;
}

/** @param width bits of each window, a power of two */
export function createBitmaps(windows: number, width: number): Bitmaps {
  const wordsPer = (width + 31) >> 5;
  const summaryPer = (wordsPer + 31) >> 5;
  const words = new Int32Array(windows * wordsPer);
  const summary = new Int32Array(windows * summaryPer);

  function set(window: number, bit: number): void {
    const word = bit >> 5;
    words[window * wordsPer + word] |= 1 << (bit & 31);
    summary[window * summaryPer + (word >> 5)] |= 1 << (word & 31);
  }

  function clear(window: number, bit: number): void {
    const word = bit >> 5;
    const at = window * wordsPer + word;
    const left = words[at] & ~(1 << (bit & 31));
    words[at] = left;
    if (left === 0) summary[window * summaryPer + (word >> 5)] &= ~(1 << (word & 31));
  }

  function firstFrom(window: number, bit: number): number {
    const word = bit >> 5;
    const here = words[window * wordsPer + word] & (-1 << (bit & 31));
    if (here !== 0) return (word << 5) + lowest(here);
    const found = wordAfter(window, word);
    return found < 0 ? -1 : (found << 5) + lowest(words[window * wordsPer + found]);
  }

  /** The first word after `word` that is not zero, going round; `word` itself comes last. */
  function wordAfter(window: number, word: number): number {
    const base = window * summaryPer;
    let group = word >> 5;
    let bits = summary[base + group] & (-2 << (word & 31));
    for (let steps = 0; steps <= summaryPer; steps++) {
      if (bits !== 0) return (group << 5) + lowest(bits);
      group = group + 1 === summaryPer ? 0 : group + 1;
      bits = summary[base + group];
    }
    return -1;
  }

  return { set, clear, firstFrom };
}

/** The lowest bit that is set, of at least one. */
export function lowest(bits: number): number {
  return 31 - Math.clz32(bits & -bits);
}
