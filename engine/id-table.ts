/**
 * Ids as fingerprints, two generations of them (clordids.ts): open addressing over pairs of int32, at most half full, nothing is ever
 * taken out. The generations are the halves of one memory: slots 0 to `slots` - 1, and those behind. Engine thread only.
 *
 *   | lo: fingerprint … | generation bit | order bit |   hi: fingerprint, never 0   |
 *
 * An id is looked for at the slot of `lo`; if another id is there, at a second one that depends on the high bits of `lo`, beside its
 * neighbours too; and then from slot to slot by `hi`.
 * Beside the table stands a filter: a word for each eight slots, with two bits for each id whose own slot is among them. It tells of
 * most ids that they are not in a generation, at the cost of a word that neighbours share.
 * The generation bit differs between two uses of one half: entries of the last use count as empty, and with each id that comes a few of
 * them are cleared, so that no insert has to clear a whole half.
 */
import { intRegisters } from './registers.js';

const ORDER = 1;
const GENERATION = 2;

/** Slots to a word of the filter, as a shift. */
const FILTER_SHIFT = 3;

export interface IdTable {
  /** The slot of a fingerprint, or the complement of the slot where it would go. */
  find(half: number, lo: number, hi: number): number;
  /** Whether a fingerprint may be in a half; if not, it is not. */
  mayHold(half: number, lo: number, hi: number): boolean;
  isOrder(slot: number): boolean;
  /** @param slot vacant, as find() has told @param order 0 or 1 */
  put(half: number, slot: number, lo: number, hi: number, order: number): void;
  /** Once for each id that a generation takes, here or elsewhere: clears a little of what a half held in its last use. */
  tidy(half: number): void;
  /** Forgets what a half holds. */
  startAgain(half: number): void;
  /** All of a half as (hi << 32 | lo with the order bit), in order of value. */
  sorted(half: number): BigUint64Array;
}

/** By half: the tag of its entries, the first slot that may still hold something of an earlier use, how many it holds. */
const TAG = 0;
const SWEPT = 2;
const COUNT = 4;

/** @param capacity of each half */
export function createIdTable(capacity: number): IdTable {
  const slots = 2 ** Math.ceil(Math.log2(Math.max(32, capacity) * 2));
  const mask = slots - 1;
  const sweepStep = Math.ceil(slots / capacity);
  const words = new Int32Array(slots * 4);
  const filter = new Int32Array((slots * 2) >> FILTER_SHIFT);
  const registers = intRegisters(6);
  registers.fill(slots, SWEPT, COUNT);

  function find(half: number, lo: number, hi: number): number {
    const tag = registers[TAG + half];
    const first = half * slots;
    let slot = first + ((lo >>> 2) & mask);
    let step = Math.imul(lo >>> 14, 0x9e3779b1) >>> 1;
    for (;;) {
      const wordLo = words[slot << 1];
      const wordHi = words[(slot << 1) + 1];
      if (wordHi === 0 || (wordLo & GENERATION) !== tag) return ~slot;
      if (wordHi === hi && (wordLo & ~3) === lo) return slot;
      slot = first + ((slot + step) & mask);
      step = (hi >>> 9) | 1;
    }
  }

  /** Which word of the filter an id belongs to, and its two bits there, by bits of `hi` that steer nothing else. */
  const filterWord = (half: number, lo: number) => (half * slots + ((lo >>> 2) & mask)) >> FILTER_SHIFT;
  const filterBits = (hi: number) => (1 << (hi & 31)) | (1 << ((hi >>> 5) & 31));

  function mayHold(half: number, lo: number, hi: number): boolean {
    const bits = filterBits(hi);
    return (filter[filterWord(half, lo)] & bits) === bits;
  }

  function put(half: number, slot: number, lo: number, hi: number, order: number): void {
    words[slot << 1] = lo | registers[TAG + half] | order;
    words[(slot << 1) + 1] = hi;
    filter[filterWord(half, lo)] |= filterBits(hi);
    registers[COUNT + half]++;
  }

  function tidy(half: number): void {
    if (registers[SWEPT + half] < slots) sweep(half);
  }

  function sweep(half: number): void {
    const from = registers[SWEPT + half];
    const end = Math.min(slots, from + sweepStep);
    const tag = registers[TAG + half];
    for (let at = (half * slots + from) << 1; at < (half * slots + end) << 1; at += 2) {
      if ((words[at] & GENERATION) !== tag) words[at] = words[at + 1] = 0;
    }
    registers[SWEPT + half] = end;
  }

  /** At the cost of the filter: tidy() clears what is left of the table, and has mostly done so with what was left before. */
  function startAgain(half: number): void {
    if (registers[COUNT + half] === 0) return;
    while (registers[SWEPT + half] < slots) sweep(half);
    filter.fill(0, (half * slots) >> FILTER_SHIFT, ((half + 1) * slots) >> FILTER_SHIFT);
    registers[TAG + half] ^= GENERATION;
    registers[COUNT + half] = registers[SWEPT + half] = 0;
  }

  function sorted(half: number): BigUint64Array {
    const all = new BigUint64Array(registers[COUNT + half]);
    const parts = new Uint32Array(all.buffer);
    let n = 0;
    for (let at = (half * slots) << 1; at < ((half + 1) * slots) << 1; at += 2) {
      if (words[at + 1] === 0 || (words[at] & GENERATION) !== registers[TAG + half]) continue;
      parts[n++] = words[at] & ~GENERATION;
      parts[n++] = words[at + 1];
    }
    return all.sort();
  }

  return { find, mayHold, isOrder: (slot) => (words[slot << 1] & ORDER) !== 0, put, tidy, startAgain, sorted };
}
