/**
 * What the feed ring's readers are owed: answers to their requests, and repairs of what found no room. One entry an
 * instrument, served in the order in which they came; more of the same are merged. Market data's thread.
 */
import { FeedFlag } from './feed.js';
import { CLASS_SPAN } from './messages.js';

/** Bits of an entry: classes to answer below, classes to repair from REPAIR_SHIFT on. */
const REPAIR_SHIFT = CLASS_SPAN;
const CLASS_BITS = (1 << CLASS_SPAN) - 1;

export class Owed {
  private readonly entries = new Map<number, number>();

  get size(): number {
    return this.entries.size;
  }

  instruments(): IterableIterator<number> {
    return this.entries.keys();
  }

  /** @param classes bits 1 << FeedClass */
  answer(instrument: number, classes: number): void {
    this.entries.set(instrument, (this.entries.get(instrument) ?? 0) | (classes & CLASS_BITS));
  }

  repair(instrument: number, feedClass: number): void {
    this.entries.set(instrument, (this.entries.get(instrument) ?? 0) | (1 << (feedClass + REPAIR_SHIFT)));
  }

  /** Whether messages of this class are left out until it has been repaired. */
  isBroken(instrument: number, feedClass: number): boolean {
    if (this.entries.size === 0) return false;
    return ((this.entries.get(instrument) ?? 0) & (1 << (feedClass + REPAIR_SHIFT))) !== 0;
  }

  /** Whether someone has asked for this instrument. */
  isAsked(instrument: number): boolean {
    return ((this.entries.get(instrument) ?? 0) & CLASS_BITS) !== 0;
  }

  /** FeedFlag bits for a class of an instrument; 0: nothing is owed. */
  flags(instrument: number, feedClass: number): number {
    const entry = this.entries.get(instrument) ?? 0;
    const answer = (entry & (1 << feedClass)) !== 0 ? FeedFlag.answer : 0;
    return answer | ((entry & (1 << (feedClass + REPAIR_SHIFT))) !== 0 ? FeedFlag.repair : 0);
  }

  /** A class has been written. */
  settle(instrument: number, feedClass: number): void {
    const left = (this.entries.get(instrument) ?? 0) & ~((1 << feedClass) | (1 << (feedClass + REPAIR_SHIFT)));
    if (left === 0) this.entries.delete(instrument);
    else this.entries.set(instrument, left);
  }
}
