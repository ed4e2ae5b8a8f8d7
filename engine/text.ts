/**
 * Latin1 text in records. That of orders (their commands and EXEC) stands in whole words of four characters, the first in the lowest
 * byte, the last word zero padded, so that hot paths copy and compare words.
 */

/** The bytes that a text takes in whole words. */
export function padded(length: number): number {
  return (length + 3) & ~3;
}

/** Where text `n` of up to four begins, each in whole words; 4: where the last one ends. @param lengths where their lengths stand */
export function textAt(u8: Uint8Array, lengths: number, from: number, n: number): number {
  let at = from;
  for (let i = 0; i < n; i++) at += padded(u8[lengths + i]);
  return at;
}

/** A text from anywhere, in words of its own. Not hot. */
export function wordsOf(u8: Uint8Array, at: number, length: number): Int32Array {
  const bytes = new Uint8Array(padded(length));
  bytes.set(u8.subarray(at, at + length));
  return new Int32Array(bytes.buffer);
}

/**
 * Copies a text of whole words. `to` and `from` are counted in words. The first words of a text one by one: in a loop V8 looks at the
 * stack, and then for both arrays, each time round, which costs three times as much.
 */
export function copyWords(target: Int32Array, to: number, source: Int32Array, from: number, length: number): void {
  if (length > 0) target[to] = source[from];
  if (length > 4) target[to + 1] = source[from + 1];
  if (length > 8) target[to + 2] = source[from + 2];
  if (length > 12) copyRest(target, to, source, from, length);
}

function copyRest(target: Int32Array, to: number, source: Int32Array, from: number, length: number): void {
  for (let n = 3; n << 2 < length; n++) target[to + n] = source[from + n];
}

/** Whether two texts of one length are the same. */
export function equalWords(a: Int32Array, at: number, b: Int32Array, start: number, length: number): boolean {
  if (length > 0 && a[at] !== b[start]) return false;
  if (length > 4 && a[at + 1] !== b[start + 1]) return false;
  if (length > 8 && a[at + 2] !== b[start + 2]) return false;
  return length <= 12 || equalRest(a, at, b, start, length);
}

function equalRest(a: Int32Array, at: number, b: Int32Array, start: number, length: number): boolean {
  for (let n = 3; n << 2 < length; n++) if (a[at + n] !== b[start + n]) return false;
  return true;
}

/** Writes `text` at `at`; returns the byte after it. Characters above U+00FF become '?'. */
export function putText(u8: Uint8Array, at: number, text: string): number {
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    u8[at + i] = code > 0xff ? 0x3f : code;
  }
  return at + text.length;
}

export function getText(u8: Uint8Array, at: number, length: number): string {
  let text = '';
  for (let i = 0; i < length; i++) text += String.fromCharCode(u8[at + i]!);
  return text;
}

/** Whether a text is there, is not too long, and has printable ASCII characters only. */
export function isPrintable(text: string, max: number): boolean {
  return text.length > 0 && text.length <= max && /^[\x20-\x7e]+$/.test(text);
}
