/**
 * Takes a ClOrdID out of a record: its text in words, and the fingerprint of (session, ClOrdID), murmur-style.
 * `hi` is a hash of all, never 0. `lo` is consecutive for ids that differ in their last two digits, because clients
 * number their orders, and ids that were given out together should stand in one cache line; its two lowest bits are left free
 * for the tables (clordids.ts). Engine thread only.
 */
export class Fingerprint {
  lo = 0;
  hi = 0;
  length = 0;
  /** The text, zero padded to nine words. */
  readonly words = new Int32Array(10);

  /** @param length 1 to 36 */
  take(u8: Uint8Array, at: number, length: number, session: number): void {
    const words = this.words;
    let a = Math.imul(session + 1, 0x9e3779b1) ^ length;
    let b = Math.imul(session + 1, 0x7feb352d) + length;
    let tens = 0;
    let ones = 0;
    let n = 0;
    let i = 0;
    // all but the last two characters, then those alone
    const head = length - 2;
    for (; i + 4 <= head; i += 4) {
      const k = u8[at + i] | (u8[at + i + 1] << 8) | (u8[at + i + 2] << 16) | (u8[at + i + 3] << 24);
      words[n++] = k;
      a ^= Math.imul(k, 0xcc9e2d51);
      a = (Math.imul((a << 13) | (a >>> 19), 5) + 0xe6546b64) | 0;
      b ^= Math.imul(k, 0x1b873593);
      b = (Math.imul((b << 17) | (b >>> 15), 9) + 0x38495ab5) | 0;
    }
    let rest = 0;
    let word = 0;
    const last = i;
    for (; i < length; i++) {
      const c = u8[at + i];
      const shift = ((i - last) & 3) << 3;
      word |= c << shift;
      if (shift === 24) {
        words[n++] = word;
        word = 0;
      }
      if (i < head) rest = (rest << 8) | c;
      else {
        tens = ones;
        ones = c;
      }
    }
    words[n++] = word;
    while (n < 9) words[n++] = 0;
    a = mix(a ^ Math.imul(rest, 0xcc9e2d51));
    b = mix((b ^ Math.imul(rest, 0x1b873593)) + a);
    b = mix(b ^ Math.imul((tens << 8) | ones, 0x85ebca6b));
    this.lo = (a + tens * 10 + ones) << 2;
    this.hi = b === 0 ? 1 : b;
    this.length = length;
  }
}

export function mix(x: number): number {
  let y = Math.imul(x ^ (x >>> 16), 0x85ebca6b);
  y = Math.imul(y ^ (y >>> 13), 0xc2b2ae35);
  return y ^ (y >>> 16);
}
