/**
 * Takes a ClOrdID out of a record: its text in words, and the fingerprint of (session, ClOrdID), murmur-style.
 * Clients number their orders: of an id that ends in three digits these are its `tail`, and what stands before them its head. `a` and
 * `b` are hashes of the head (of the whole id, when it has no tail), one independent of the other. `lo` and `hi` are the fingerprint of
 * all: `hi` is never 0, and `lo` rises with the tail, so that ids given out together stand together in the tables; its two lowest bits
 * are left free for them. Engine thread only.
 */
import { intRegisters } from './registers.js';

const WORDS = 9;
const TAIL_LENGTH = 3;
const NO_TAIL = -1;

export interface Fingerprint {
  /** What was taken last: `taken[Taken.lo]`. */
  readonly taken: Int32Array;
  /** The text; the last word that it reaches is zero padded, those behind are not its own. */
  readonly words: Int32Array;
  /** @param length 1 to 36 */
  take(data: DataView, at: number, length: number, session: number): void;
}

/** Words of Fingerprint.taken; tail: -1 when the id does not end in three digits. */
export const Taken = { lo: 0, hi: 1, length: 2, tail: 3, a: 4, b: 5 } as const;
const { lo: LO, hi: HI, length: LENGTH, tail: TAIL, a: A, b: B } = Taken;

/** Makes `lo` and `hi` of the hashes of a head and a tail. @param into Fingerprint.taken, or words like it */
export function putFingerprint(into: Int32Array, a: number, b: number, tail: number): void {
  const hi = (b + Math.imul(tail, 0x9e3779b1)) | 0;
  into[LO] = (a + tail) << 2;
  into[HI] = hi === 0 ? 1 : hi;
}

export function createFingerprint(): Fingerprint {
  const taken = intRegisters(6);
  const words = intRegisters(WORDS + 1);

  function take(data: DataView, at: number, length: number, session: number): void {
    const whole = length >> 2;
    for (let n = 0; n < whole; n++) words[n] = data.getInt32(at + (n << 2), true);
    let tail = NO_TAIL;
    let last = 0;
    if (length > TAIL_LENGTH) {
      const end = data.getInt32(at + length - 4, true);
      tail = tailOf(end);
      last = (length & 3) === 0 ? 0 : end >>> (32 - ((length & 3) << 3));
    } else for (let i = 0; i < length; i++) last |= data.getUint8(at + i) << (i << 3);
    words[whole] = last;

    const head = tail === NO_TAIL ? length : length - TAIL_LENGTH;
    let a = Math.imul(session + 1, 0x9e3779b1) ^ length;
    let b = Math.imul(session + 1, 0x7feb352d) + length;
    for (let n = 0; n << 2 < head; n++) {
      const word = head - (n << 2) < 4 ? words[n] & ((1 << ((head & 3) << 3)) - 1) : words[n];
      a ^= Math.imul(word, 0xcc9e2d51);
      a = (Math.imul((a << 13) | (a >>> 19), 5) + 0xe6546b64) | 0;
      b ^= Math.imul(word, 0x1b873593);
      b = (Math.imul((b << 17) | (b >>> 15), 9) + 0x38495ab5) | 0;
    }
    a = mix(a);
    b = mix(b);
    taken[LENGTH] = length;
    taken[TAIL] = tail;
    taken[A] = a;
    taken[B] = b;
    putFingerprint(taken, a, b, tail);
  }

  return { taken, words, take };
}

/** The number that the last three characters of four are, or -1. */
function tailOf(word: number): number {
  const hundreds = ((word >>> 8) & 0xff) - 0x30;
  const tens = ((word >>> 16) & 0xff) - 0x30;
  const ones = (word >>> 24) - 0x30;
  if (hundreds >>> 0 > 9 || tens >>> 0 > 9 || ones >>> 0 > 9) return NO_TAIL;
  return hundreds * 100 + tens * 10 + ones;
}

export function mix(x: number): number {
  let y = Math.imul(x ^ (x >>> 16), 0x85ebca6b);
  y = Math.imul(y ^ (y >>> 13), 0xc2b2ae35);
  return y ^ (y >>> 16);
}
