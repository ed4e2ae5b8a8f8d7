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

/** Slots to a word of the filter, as a shift. */
const FILTER_SHIFT = 3;

/** Two bits of a word, by bits of `hi` that steer nothing else. */
function filterBits(hi: number): number {
  return (1 << (hi & 31)) | (1 << ((hi >>> 5) & 31));
}

class Generation {
  readonly words: Int32Array;
  private readonly filter: Int32Array;
  count = 0;
  private tag = 0;
  /** Slots below it hold nothing of an earlier use. */
  private swept: number;
  private readonly mask: number;
  private readonly sweepStep: number;

  constructor(capacity: number) {
    let slots = 64;
    while (slots < capacity * 2) slots *= 2;
    this.words = new Int32Array(slots * 2);
    this.filter = new Int32Array(slots >> FILTER_SHIFT);
    this.mask = slots - 1;
    this.swept = slots;
    this.sweepStep = Math.ceil(slots / capacity);
  }

  /** The slot of the fingerprint, or the complement of the slot where it would go. */
  find(lo: number, hi: number): number {
    const { words, tag, mask } = this;
    let slot = (lo >>> 2) & mask;
    let step = Math.imul(lo >>> 14, 0x9e3779b1) >>> 1;
    for (;;) {
      const wordLo = words[slot << 1];
      const wordHi = words[(slot << 1) + 1];
      if (wordHi === 0 || (wordLo & GENERATION) !== tag) return ~slot;
      if (wordHi === hi && (wordLo & ~3) === lo) return slot;
      slot = (slot + step) & mask;
      step = (hi >>> 9) | 1;
    }
  }

  /** Whether an id may be here; if not, it is not. */
  mayHold(lo: number, hi: number): boolean {
    const bits = filterBits(hi);
    return (this.filter[((lo >>> 2) & this.mask) >> FILTER_SHIFT] & bits) === bits;
  }

  isOrder(slot: number): boolean {
    return (this.words[slot << 1] & ORDER) !== 0;
  }

  put(slot: number, lo: number, hi: number, order: number): void {
    this.words[slot << 1] = lo | this.tag | order;
    this.words[(slot << 1) + 1] = hi;
    this.filter[((lo >>> 2) & this.mask) >> FILTER_SHIFT] |= filterBits(hi);
    this.count++;
    if (this.swept <= this.mask) this.sweep();
  }

  private sweep(): void {
    const words = this.words;
    const end = Math.min(this.mask + 1, this.swept + this.sweepStep);
    for (let slot = this.swept; slot < end; slot++) {
      if ((words[slot * 2] & GENERATION) !== this.tag) words[slot * 2] = words[slot * 2 + 1] = 0;
    }
    this.swept = end;
  }

  /** Forgets everything, at the cost of the filter: the inserts that follow clear what is left of the table. */
  startAgain(): void {
    this.filter.fill(0);
    this.tag ^= GENERATION;
    this.count = this.swept = 0;
  }

  /** The count and two sums over the entries: equal for equal sets, whatever their layout. Goes through the whole table. */
  digest(): number[] {
    let a = 0;
    let b = 0;
    for (let slot = 0; slot <= this.mask; slot++) {
      const lo = this.words[slot * 2] & ~GENERATION;
      const hi = this.words[slot * 2 + 1];
      if (hi === 0 || (this.words[slot * 2] & GENERATION) !== this.tag) continue;
      a = (a + mix(lo ^ Math.imul(hi, 0x9e3779b1))) | 0;
      b = (b + mix(hi + mix(lo))) | 0;
    }
    return [this.count, a, b];
  }

  /** All entries as (hi << 32 | lo with the order bit), in order of value. */
  sorted(): BigUint64Array {
    const all = new BigUint64Array(this.count);
    const words = new Uint32Array(all.buffer);
    let n = 0;
    for (let slot = 0; slot <= this.mask; slot++) {
      const lo = this.words[slot << 1];
      const hi = this.words[(slot << 1) + 1];
      if (hi === 0 || (lo & GENERATION) !== this.tag) continue;
      words[n++] = lo & ~GENERATION;
      words[n++] = hi;
    }
    return all.sort();
  }
}

export class UsedIds {
  private current: Generation;
  private previous: Generation;
  /** Where the id that use() did not find would go in the current generation. */
  private vacant = 0;

  constructor(readonly capacity: number) {
    this.current = new Generation(capacity);
    this.previous = new Generation(capacity);
  }

  /** How an id was used, as far as remembered (IdUse). */
  use(lo: number, hi: number): number {
    let slot = this.current.find(lo, hi);
    if (slot >= 0) return this.current.isOrder(slot) ? IdUse.order : IdUse.request;
    this.vacant = ~slot;
    if (this.previous.count === 0 || !this.previous.mayHold(lo, hi)) return IdUse.none;
    slot = this.previous.find(lo, hi);
    if (slot >= 0) return this.previous.isOrder(slot) ? IdUse.order : IdUse.request;
    return IdUse.none;
  }

  /** Remembers an id; one that is remembered already keeps its first use. */
  add(lo: number, hi: number, use: number): void {
    if (this.use(lo, hi) === IdUse.none) this.addNew(lo, hi, use);
  }

  /** The same for an id of which use(), when it was last called, said that it is not remembered. */
  addNew(lo: number, hi: number, use: number): void {
    if (this.current.count === this.capacity) {
      const oldest = this.previous;
      this.previous = this.current;
      this.current = oldest;
      oldest.startAgain();
      this.vacant = ~oldest.find(lo, hi);
    }
    this.current.put(this.vacant, lo, hi, use === USED_FOR_ORDER ? ORDER : 0);
  }

  /** Count and two digests of each generation, current first: equal for equal sets. */
  digest(): number[] {
    return [...this.current.digest(), ...this.previous.digest()];
  }

  /** Both generations for a snapshot, current first. */
  sorted(): [BigUint64Array, BigUint64Array] {
    return [this.current.sorted(), this.previous.sorted()];
  }

  /** Fills fresh tables with what sorted() gave. */
  restore(generation: 0 | 1, entries: BigUint64Array): void {
    const table = generation === 0 ? this.current : this.previous;
    const words = new Int32Array(entries.buffer, entries.byteOffset, entries.length * 2);
    for (let i = 0; i < words.length; i += 2) {
      const lo = words[i] & ~3;
      table.put(~table.find(lo, words[i + 1]), lo, words[i + 1], words[i] & ORDER);
    }
  }
}
