/**
 * Takes a ClOrdID out of a record: its text in words, and the fingerprint of (session, ClOrdID), murmur-style.
 * Clients number their orders: of an id that ends in three digits these are its `tail`, and what stands before them its head. `a` and
 * `b` are hashes of the head (of the whole id, when it has no tail), one independent of the other. `lo` and `hi` are the fingerprint of
 * all: `hi` is never 0, and `lo` rises with the tail, so that ids given out together stand together in the tables; its two lowest bits
 * are left free for them. Engine thread only.
 */
import { intRegisters } from './registers.js';

const TAIL_LENGTH = 3;
const NO_TAIL = -1;

export interface Fingerprint {
  /** What was taken last: `taken[Taken.lo]`. */
  readonly taken: Int32Array;
  /** @param word where the text begins in `i32` (text.ts) @param length 1 to 36 */
  take(i32: Int32Array, word: number, length: number, session: number): void;
}

/** Words of Fingerprint.taken; tail: -1 when the id does not end in three digits. */
export const Taken = { lo: 0, hi: 1, length: 2, tail: 3, a: 4, b: 5 } as const;
const { lo: LO, hi: HI, length: LENGTH, tail: TAIL, a: A, b: B } = Taken;

// Constants, not declarations: V8 compiles what a module's constants hold into the code, and looks for its functions at each call.

/** Makes `lo` and `hi` of the hashes of a head and a tail. @param into Fingerprint.taken, or words like it */
export const putFingerprint = (into: Int32Array, a: number, b: number, tail: number): void => {
  const hi = (b + Math.imul(tail, 0x9e3779b1)) | 0;
  into[LO] = (a + tail) << 2;
  into[HI] = hi === 0 ? 1 : hi;
};

const roundA = (hash: number, word: number): number => {
  const h = Math.imul(hash ^ word, 0xcc9e2d51);
  return h ^ (h >>> 15);
};

const roundB = (hash: number, word: number): number => {
  const h = Math.imul(hash ^ ((word << 16) | (word >>> 16)), 0x1b873593);
  return h ^ (h >>> 13);
};

/** The last four characters of a text of at least four, as a word. */
const lastFour = (i32: Int32Array, word: number, length: number): number => {
  const left = (length & 3) << 3;
  const at = word + (length >> 2);
  return left === 0 ? i32[at - 1] : (i32[at - 1] >>> left) | (i32[at] << (32 - left));
};

/** The number that the last three characters of four are, or -1. */
const tailOf = (word: number): number => {
  const hundreds = ((word >>> 8) & 0xff) - 0x30;
  const tens = ((word >>> 16) & 0xff) - 0x30;
  const ones = (word >>> 24) - 0x30;
  if (hundreds >>> 0 > 9 || tens >>> 0 > 9 || ones >>> 0 > 9) return NO_TAIL;
  return hundreds * 100 + tens * 10 + ones;
};

export function createFingerprint(): Fingerprint {
  const taken = intRegisters(6);

  function take(i32: Int32Array, at: number, textLength: number, ofSession: number): void {
    // Integers from here on: a parameter is looked at anew in each branch that uses it.
    const word = at | 0;
    const length = textLength | 0;
    const session = (ofSession + 1) | 0;
    const tail = length > TAIL_LENGTH ? tailOf(lastFour(i32, word, length)) : NO_TAIL;
    const head = tail === NO_TAIL ? length : length - TAIL_LENGTH;
    const whole = head >> 2;
    const rest = head & 3;
    let a = Math.imul(session, 0x9e3779b1) ^ length;
    let b = Math.imul(session, 0x7feb352d) ^ length;
    // One by one, as in copyWords() (text.ts).
    if (whole > 0) {
      const next = i32[word];
      a = roundA(a, next);
      b = roundB(b, next);
    }
    if (whole > 1) {
      const next = i32[word + 1];
      a = roundA(a, next);
      b = roundB(b, next);
    }
    if (whole > 2) {
      const next = i32[word + 2];
      a = roundA(a, next);
      b = roundB(b, next);
    }
    for (let n = 3; n < whole; n++) {
      const next = i32[word + n];
      a = roundA(a, next);
      b = roundB(b, next);
    }
    if (rest !== 0) {
      const last = i32[word + whole] & ((1 << (rest << 3)) - 1);
      a = roundA(a, last);
      b = roundB(b, last);
    }
    a = Math.imul(a ^ (a >>> 16), 0x85ebca6b);
    a ^= a >>> 13;
    b = Math.imul(b ^ (b >>> 16), 0xc2b2ae35);
    b ^= b >>> 13;
    taken[LENGTH] = length;
    taken[TAIL] = tail;
    taken[A] = a;
    taken[B] = b;
    putFingerprint(taken, a, b, tail);
  }

  return { taken, take };
}

export function mix(x: number): number {
  let y = Math.imul(x ^ (x >>> 16), 0x85ebca6b);
  y = Math.imul(y ^ (y >>> 13), 0xc2b2ae35);
  return y ^ (y >>> 16);
}
