/**
 * Deadlines of things that have an index, such as instruments: a binary heap of indexes. What is due is given out in the order
 * of the indexes, not of the times. Engine thread only; no allocation after construction.
 */
import { clearBit, createSets, firstBitFrom, setBit, summaryWords } from './bitmap.js';

export class Deadlines {
  /** µs by index; Infinity: none. Written by set() only. */
  readonly us: Float64Array;
  private readonly heap: Int32Array;
  /** Where an index stands in the heap; -1: not in it. */
  private readonly at: Int32Array;
  private count = 0;
  private readonly due: Int32Array;
  private readonly summary: number;
  private dueCount = 0;

  constructor(capacity: number) {
    this.us = new Float64Array(capacity).fill(Infinity);
    this.heap = new Int32Array(capacity);
    this.at = new Int32Array(capacity).fill(-1);
    const width = 2 ** Math.ceil(Math.log2(Math.max(32, capacity)));
    this.due = createSets(1, width);
    this.summary = summaryWords(width);
  }

  /** The first deadline; Infinity: there is none. */
  get earliestUs(): number {
    return this.count === 0 ? Infinity : this.us[this.heap[0]];
  }

  /** @param us Infinity: none */
  set(index: number, us: number): void {
    if (us === this.us[index]) return;
    const before = this.us[index];
    this.us[index] = us;
    if (us === Infinity) {
      if (this.at[index] >= 0) this.takeOut(index);
      return;
    }
    if (this.at[index] < 0) {
      this.at[index] = this.count;
      this.heap[this.count++] = index;
      this.rise(index);
    } else if (us < before) this.rise(index);
    else this.sink(index);
  }

  /** The lowest index whose deadline has come, which has none any more; -1: no more are due. */
  next(timeUs: number): number {
    while (this.earliestUs <= timeUs) {
      const index = this.heap[0];
      this.takeOut(index);
      setBit(this.due, 0, this.summary, index);
      this.dueCount++;
    }
    while (this.dueCount > 0) {
      const index = firstBitFrom(this.due, 0, this.summary, 0);
      clearBit(this.due, 0, this.summary, index);
      this.dueCount--;
      // One that was set anew while others were dealt with is not due any more.
      if (this.at[index] >= 0 || this.us[index] > timeUs) continue;
      this.us[index] = Infinity;
      return index;
    }
    return -1;
  }

  private takeOut(index: number): void {
    const { heap, at } = this;
    const place = at[index];
    at[index] = -1;
    const moved = heap[--this.count];
    if (moved === index) return;
    heap[place] = moved;
    at[moved] = place;
    this.rise(moved);
    this.sink(moved);
  }

  private rise(index: number): void {
    const { heap, at, us } = this;
    let place = at[index];
    while (place > 0) {
      const above = heap[(place - 1) >> 1];
      if (us[above] <= us[index]) break;
      heap[place] = above;
      at[above] = place;
      place = (place - 1) >> 1;
    }
    heap[place] = index;
    at[index] = place;
  }

  private sink(index: number): void {
    const { heap, at, us, count } = this;
    let place = at[index];
    for (;;) {
      let below = place * 2 + 1;
      if (below >= count) break;
      if (below + 1 < count && us[heap[below + 1]] < us[heap[below]]) below++;
      if (us[heap[below]] >= us[index]) break;
      heap[place] = heap[below];
      at[heap[place]] = place;
      place = below;
    }
    heap[place] = index;
    at[index] = place;
  }
}
