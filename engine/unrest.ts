/**
 * The instruments in which something may be about to come to the market: the lowest index first, whatever the order in which
 * they were marked. Engine thread only; no allocation after construction.
 */
export class Unrest {
  private readonly marked: Uint8Array;
  /** No instrument below this one is marked. */
  private lowest: number;

  constructor(instruments: number) {
    this.marked = new Uint8Array(instruments);
    this.lowest = instruments;
  }

  mark(instrument: number): void {
    this.marked[instrument] = 1;
    if (instrument < this.lowest) this.lowest = instrument;
  }

  clear(instrument: number): void {
    this.marked[instrument] = 0;
  }

  /** The first instrument that is marked, or -1. */
  next(): number {
    const { marked } = this;
    while (this.lowest < marked.length && marked[this.lowest] === 0) this.lowest++;
    return this.lowest < marked.length ? this.lowest : -1;
  }
}
