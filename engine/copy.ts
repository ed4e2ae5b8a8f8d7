/**
 * Copies records between rings. Eight words at a time: V8 looks at the stack and for both arrays each time round a loop, so a word at a
 * time costs three times as much. Never as doubles, which do not keep every bit.
 */

/** Copies an even number of words, between arrays or to a lower place of one. */
export function copyRecord(target: Int32Array, to: number, source: Int32Array, from: number, words: number): void {
  let t = to | 0;
  let s = from | 0;
  for (const end = (s + (words & ~7)) | 0; s < end; s = (s + 8) | 0, t = (t + 8) | 0) {
    target[t] = source[s];
    target[t + 1] = source[s + 1];
    target[t + 2] = source[s + 2];
    target[t + 3] = source[s + 3];
    target[t + 4] = source[s + 4];
    target[t + 5] = source[s + 5];
    target[t + 6] = source[s + 6];
    target[t + 7] = source[s + 7];
  }
  if ((words & 4) !== 0) {
    target[t] = source[s];
    target[t + 1] = source[s + 1];
    target[t + 2] = source[s + 2];
    target[t + 3] = source[s + 3];
    s = (s + 4) | 0;
    t = (t + 4) | 0;
  }
  if ((words & 2) !== 0) {
    target[t] = source[s];
    target[t + 1] = source[s + 1];
  }
}
