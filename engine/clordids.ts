/**
 * Which ClOrdIDs have been used, in bounded memory: two generations of fingerprints. When the current one holds `capacity`
 * ids it becomes the previous one and the old previous one is forgotten; so at least the last `capacity` ids are remembered.
 * (The current ids of open orders are found in open-orders.ts as well, however old they are.) Engine thread only.
 *
 * A table is open addressing over pairs of int32, at most half full, nothing is ever taken out:
 *
 *   | lo: fingerprint … | generation bit | order bit |   hi: fingerprint, never 0   |
 *
 * An id is looked for at the slot of `lo`, beside those that were given out with it (fingerprint.ts); if another id is there,
 * at a second one that depends on the high bits of `lo`, beside its neighbours too; and then from slot to slot by `hi`. So numbered
 * ids cost a cache line for several, and ids that crowd are spread all the same.
 * Beside a table stands a filter: a word for each eight slots, with two bits for each id whose own slot is among them. It tells of
 * most ids that they are not in the previous generation, at the cost of a word that neighbours share.
 * The generation bit differs between two uses of one table: entries of the last use count as empty, and each insert
 * clears a few of them, so that no insert has to clear a whole table.
 */
import { mix } from './fingerprint.js';

/** What an id was used for. */
export const IdUse = { none: 0, request: 1, order: 2 } as const;

const ORDER = 1;
const GENERATION = 2;
const USED_FOR_ORDER = IdUse.order;
const USED_FOR_REQUEST = IdUse.request;
const UNUSED = IdUse.none;

/** Slots to a word of the filter, as a shift. */
const FILTER_SHIFT = 3;

export interface UsedIds {
  readonly capacity: number;
  /** How an id was used, as far as remembered (IdUse). */
  use(lo: number, hi: number): number;
  /** Remembers an id; one that is remembered already keeps its first use. */
  add(lo: number, hi: number, use: number): void;
  /** The same for an id of which use(), when it was last called, said that it is not remembered. */
  addNew(lo: number, hi: number, use: number): void;
  /** Of each generation, current first: equal for equal sets. */
  digest(): number[];
  /** Both generations for a snapshot, current first. */
  sorted(): [BigUint64Array, BigUint64Array];
  /** Fills fresh tables with what sorted() gave. */
  restore(generation: 0 | 1, entries: BigUint64Array): void;
}

/** Words of the registers: which half of the memory is the current generation; where the id that use() did not find would go. */
const CURRENT = 0;
const VACANT = 1;
/** By half: ids held, the tag of its entries, the first slot that may still hold something of an earlier use. */
const COUNT = 2;
const TAG = 4;
const SWEPT = 6;

/** The two generations are the halves of one memory: slots 0 to `slots` - 1, and those behind. */
export function createUsedIds(capacity: number): UsedIds {
  let slots = 64;
  while (slots < capacity * 2) slots *= 2;
  const mask = slots - 1;
  const sweepStep = Math.ceil(slots / capacity);
  const words = new Int32Array(slots * 4);
  const filter = new Int32Array((slots * 2) >> FILTER_SHIFT);
  const registers = Int32Array.of(0, 0, 0, 0, 0, 0, slots, slots);

  /** The slot of a fingerprint, or the complement of the slot where it would go. */
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

  const useAt = (slot: number) => ((words[slot << 1] & ORDER) !== 0 ? USED_FOR_ORDER : USED_FOR_REQUEST);

  function use(lo: number, hi: number): number {
    const current = registers[CURRENT];
    const slot = find(current, lo, hi);
    if (slot >= 0) return useAt(slot);
    registers[VACANT] = ~slot;
    const bits = filterBits(hi);
    if ((filter[filterWord(current ^ 1, lo)] & bits) !== bits) return UNUSED;
    const before = find(current ^ 1, lo, hi);
    return before >= 0 ? useAt(before) : UNUSED;
  }

  function add(lo: number, hi: number, useOf: number): void {
    if (use(lo, hi) === UNUSED) addNew(lo, hi, useOf);
  }

  function addNew(lo: number, hi: number, useOf: number): void {
    if (registers[COUNT + registers[CURRENT]] === capacity) {
      startGeneration();
      registers[VACANT] = ~find(registers[CURRENT], lo, hi);
    }
    put(registers[CURRENT], registers[VACANT], lo, hi, useOf === USED_FOR_ORDER ? ORDER : 0);
  }

  function put(half: number, slot: number, lo: number, hi: number, order: number): void {
    words[slot << 1] = lo | registers[TAG + half] | order;
    words[(slot << 1) + 1] = hi;
    filter[filterWord(half, lo)] |= filterBits(hi);
    registers[COUNT + half]++;
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

  /** The oldest is forgotten, at the cost of its filter: the inserts that follow clear what is left of the table. */
  function startGeneration(): void {
    const half = (registers[CURRENT] ^= 1);
    filter.fill(0, (half * slots) >> FILTER_SHIFT, ((half + 1) * slots) >> FILTER_SHIFT);
    registers[TAG + half] ^= GENERATION;
    registers[COUNT + half] = registers[SWEPT + half] = 0;
  }

  /** Whether a slot of a half holds an id. */
  function holds(half: number, slot: number): boolean {
    const at = (half * slots + slot) << 1;
    return words[at + 1] !== 0 && (words[at] & GENERATION) === registers[TAG + half];
  }

  /** The count and two sums over the entries: equal for equal sets, whatever their layout. Goes through the whole table. */
  function digestOf(half: number): number[] {
    let a = 0;
    let b = 0;
    for (let slot = 0; slot < slots; slot++) {
      if (!holds(half, slot)) continue;
      const lo = words[(half * slots + slot) << 1] & ~GENERATION;
      const hi = words[((half * slots + slot) << 1) + 1];
      a = (a + mix(lo ^ Math.imul(hi, 0x9e3779b1))) | 0;
      b = (b + mix(hi + mix(lo))) | 0;
    }
    return [registers[COUNT + half], a, b];
  }

  /** All entries as (hi << 32 | lo with the order bit), in order of value. */
  function sortedOf(half: number): BigUint64Array {
    const all = new BigUint64Array(registers[COUNT + half]);
    const parts = new Uint32Array(all.buffer);
    let n = 0;
    for (let slot = 0; slot < slots; slot++) {
      if (!holds(half, slot)) continue;
      parts[n++] = words[(half * slots + slot) << 1] & ~GENERATION;
      parts[n++] = words[((half * slots + slot) << 1) + 1];
    }
    return all.sort();
  }

  function restore(generation: 0 | 1, entries: BigUint64Array): void {
    const half = generation === 0 ? registers[CURRENT] : registers[CURRENT] ^ 1;
    const parts = new Int32Array(entries.buffer, entries.byteOffset, entries.length * 2);
    for (let i = 0; i < parts.length; i += 2) {
      const lo = parts[i] & ~3;
      put(half, ~find(half, lo, parts[i + 1]), lo, parts[i + 1], parts[i] & ORDER);
    }
  }

  return {
    capacity,
    use,
    add,
    addNew,
    digest: () => [...digestOf(registers[CURRENT]), ...digestOf(registers[CURRENT] ^ 1)],
    sorted: () => [sortedOf(registers[CURRENT]), sortedOf(registers[CURRENT] ^ 1)],
    restore,
  };
}
