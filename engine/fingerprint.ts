/**
 * Takes a ClOrdID out of a record: its text in words, and the fingerprint of (session, ClOrdID), murmur-style.
 * `hi` is a hash of all, never 0. `lo` is a hash too, but for ids that end in three digits it is consecutive in those, because
 * clients number their orders, and ids that were given out together should stand together in the tables. The two lowest bits of
 * `lo` are left free for them (clordids.ts). Engine thread only.
 */
const WORDS = 9;
const TAIL = 3;

export interface Fingerprint {
  lo(): number;
  hi(): number;
  length(): number;
  /** The text; the last word that it reaches is zero padded, those behind are not its own. */
  readonly words: Int32Array;
  /** What those above read, for hot paths: `taken[Taken.lo]`. */
  readonly taken: Int32Array;
  /** @param length 1 to 36 */
  take(data: DataView, at: number, length: number, session: number): void;
}

/** Words of Fingerprint.taken. */
export const Taken = { lo: 0, hi: 1, length: 2 } as const;
const { lo: LO, hi: HI, length: LENGTH } = Taken;

export function createFingerprint(): Fingerprint {
  const taken = new Int32Array(3);
  const words = new Int32Array(WORDS + 1);

  /** Two chains, independent of one another: `b` of all words, `a` of those before the number at the end. */
  function take(data: DataView, at: number, length: number, session: number): void {
    const whole = length >> 2;
    const left = length & 3;
    for (let n = 0; n < whole; n++) words[n] = data.getInt32(at + (n << 2), true);
    let last = 0;
    if (length > 4) last = left === 0 ? 0 : data.getInt32(at + length - 4, true) >>> (32 - (left << 3));
    else for (let i = whole << 2; i < length; i++) last |= data.getUint8(at + i) << ((i & 3) << 3);
    words[whole] = last;
    const tail = length > TAIL ? tailOf(data.getInt32(at + length - 4, true)) : -1;
    const head = tail < 0 ? length : length - TAIL;
    const headWord = head >> 2;
    const end = (length + 3) >> 2;
    let a = Math.imul(session + 1, 0x9e3779b1) ^ length;
    let b = Math.imul(session + 1, 0x7feb352d) + length;
    for (let n = 0; n < end; n++) {
      const word = words[n];
      b ^= Math.imul(word, 0x1b873593);
      b = (Math.imul((b << 17) | (b >>> 15), 9) + 0x38495ab5) | 0;
      if (n < headWord) a = round(a, word);
    }
    if ((head & 3) !== 0) a = round(a, words[headWord] & ((1 << ((head & 3) << 3)) - 1));
    const hi = mix(b);
    taken[LO] = (mix(a) + tail) << 2;
    taken[HI] = hi === 0 ? 1 : hi;
    taken[LENGTH] = length;
  }

  return {
    lo: () => taken[LO],
    hi: () => taken[HI],
    length: () => taken[LENGTH],
    words,
    taken,
    take,
  };
}

/** The number that the last three characters of four are, or -1. */
function tailOf(word: number): number {
  const hundreds = ((word >>> 8) & 0xff) - 0x30;
  const tens = ((word >>> 16) & 0xff) - 0x30;
  const ones = (word >>> 24) - 0x30;
  if (hundreds >>> 0 > 9 || tens >>> 0 > 9 || ones >>> 0 > 9) return -1;
  return hundreds * 100 + tens * 10 + ones;
}

function round(hash: number, word: number): number {
  const h = hash ^ Math.imul(word, 0xcc9e2d51);
  return (Math.imul((h << 13) | (h >>> 19), 5) + 0xe6546b64) | 0;
}

export function mix(x: number): number {
  let y = Math.imul(x ^ (x >>> 16), 0x85ebca6b);
  y = Math.imul(y ^ (y >>> 13), 0xc2b2ae35);
  return y ^ (y >>> 16);
}
