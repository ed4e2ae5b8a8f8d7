/**
 * Text in records, a word of four characters at a time, the first in the lowest byte. On Int32Arrays, for hot paths: measured, a
 * DataView costs three times as much. Nothing outside a text's own words is read or written.
 */

/** The four characters from byte `at` on. */
export function wordAt(i32: Int32Array, at: number): number {
  const shift = (at & 3) << 3;
  const k = at >> 2;
  return shift === 0 ? i32[k] : (i32[k] >>> shift) | (i32[k + 1] << (32 - shift));
}

/** The last `left` characters of a text, 1 to 3, which begin at byte `at`; zero padded. */
export function lastWordAt(i32: Int32Array, at: number, left: number): number {
  const shift = (at & 3) << 3;
  const k = at >> 2;
  const low = i32[k] >>> shift;
  const all = (at & 3) + left > 4 ? low | (i32[k + 1] << (32 - shift)) : low;
  return all & ((1 << (left << 3)) - 1);
}

/**
 * Writes a text behind what stands before byte `at`; the rest of its last word becomes zero.
 * @param word where the text begins in `from`, in words
 */
export function appendText(to: Int32Array, at: number, from: Int32Array, word: number, length: number): void {
  const whole = length >> 2;
  const left = length & 3;
  const last = left === 0 ? 0 : from[word + whole] & ((1 << (left << 3)) - 1);
  const shift = (at & 3) << 3;
  let k = at >> 2;
  if (shift === 0) {
    for (let n = 0; n < whole; n++) to[k + n] = from[word + n];
    if (left !== 0) to[k + whole] = last;
    return;
  }
  let carry = to[k] & ((1 << shift) - 1);
  for (let n = 0; n < whole; n++) {
    const next = from[word + n];
    to[k++] = carry | (next << shift);
    carry = next >>> (32 - shift);
  }
  to[k] = carry | (last << shift);
  if ((left << 3) + shift > 32) to[k + 1] = last >>> (32 - shift);
}

/** A text's characters as words, from byte 0 on: for those who have them elsewhere. Not hot. */
export function wordsOf(text: Uint8Array): Int32Array {
  const bytes = new Uint8Array((text.length + 7) & ~3);
  bytes.set(text);
  return new Int32Array(bytes.buffer);
}
