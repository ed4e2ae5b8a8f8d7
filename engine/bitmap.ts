/**
 * A set of small integers: one bit each, and above it one bit for each word that is not zero. Several sets of the same width stand one
 * after the other in one array; `base` is where one begins: its number times setWords(width). Functions rather than objects, so that a hot path keeps
 * the array among its own constants. Engine thread only; no allocation.
 *
 *   summary  | 1 . 1 . . . |          a bit for each word below
 *   words    | 00100000 | 00000000 | 01000001 | …
 */

/** Words of a set's summary, behind which its own begin. @param width bits of a set, a power of two */
export function summaryWords(width: number): number {
  return (width + 1023) >> 10;
}

/** Words of a set of `width` bits. */
export function setWords(width: number): number {
  return summaryWords(width) + ((width + 31) >> 5);
}

/** An array for sets of `width` bits, set n from n × setWords(width) on. */
export function createSets(sets: number, width: number): Int32Array {
  return new Int32Array(sets * setWords(width));
}

export function setBit(bits: Int32Array, base: number, summary: number, bit: number): void {
  const word = bit >> 5;
  bits[base + summary + word] |= 1 << (bit & 31);
  bits[base + (word >> 5)] |= 1 << (word & 31);
}

export function clearBit(bits: Int32Array, base: number, summary: number, bit: number): void {
  const word = bit >> 5;
  const left = bits[base + summary + word] & ~(1 << (bit & 31));
  bits[base + summary + word] = left;
  if (left === 0) bits[base + (word >> 5)] &= ~(1 << (word & 31));
}

/** The first bit that is set at or after `bit`, going round at the end of the set; -1 when none is. */
export function firstBitFrom(bits: Int32Array, base: number, summary: number, bit: number): number {
  const word = bit >> 5;
  const here = bits[base + summary + word] & (-1 << (bit & 31));
  if (here !== 0) return (word << 5) + lowest(here);
  let group = word >> 5;
  let words = bits[base + group] & (-2 << (word & 31));
  for (let steps = 0; steps <= summary; steps++) {
    if (words !== 0) {
      const found = (group << 5) + lowest(words);
      return (found << 5) + lowest(bits[base + summary + found]);
    }
    group = group + 1 === summary ? 0 : group + 1;
    words = bits[base + group];
  }
  return -1;
}

/** The lowest bit that is set, of at least one. */
export function lowest(bits: number): number {
  return 31 - Math.clz32(bits & -bits);
}
