/**
 * Net positions, in lots, by (slot, instrument): open addressing over pairs of doubles, at most half full. A position is there from
 * the first order on that could open it, so that no trade ever lacks room; flat ones go at the day's end.
 * Engine thread only; no allocation after construction but at the day's end.
 *
 *   | key: slot × instruments + instrument + 1, 0 empty | net |   …
 */
export class Positions {
  count = 0;
  private readonly entries: Float64Array;
  private readonly mask: number;
  /** Leaves as many high bits of a hash as there are lines of four places. */
  private readonly shift: number;

  /** @param instruments how many there can be */
  constructor(
    readonly capacity: number,
    private readonly instruments: number,
  ) {
    let places = 64;
    while (places < capacity * 2) places *= 2;
    this.mask = places - 1;
    this.shift = 34 - Math.log2(places);
    this.entries = new Float64Array(places * 2);
  }

  /** Whether a position is there, or can be made. @param slot -1: of an account that is not known yet */
  hasRoom(slot: number, instrument: number): boolean {
    return this.count < this.capacity || (slot >= 0 && this.find(slot, instrument) >= 0);
  }

  /** Where a position stands, or the complement of where it would. */
  find(slot: number, instrument: number): number {
    const { entries, mask } = this;
    const key = slot * this.instruments + instrument + 1;
    // Four instruments of an account that follow one another share a cache line.
    const hash = Math.imul(Math.imul(slot, 0x85ebca6b) ^ (instrument >> 2), 0x9e3779b1) >>> this.shift;
    let place = (hash << 2) + (instrument & 3);
    for (;;) {
      const at = (place & mask) << 1;
      if (entries[at] === key) return at;
      if (entries[at] === 0) return ~at;
      place++;
    }
  }

  /** Makes a position if it is not there. Returns where it stands. */
  open(slot: number, instrument: number): number {
    const at = this.find(slot, instrument);
    if (at >= 0) return at;
    this.entries[~at] = slot * this.instruments + instrument + 1;
    this.count++;
    return ~at;
  }

  net(at: number): number {
    return this.entries[at + 1];
  }

  setNet(at: number, net: number): void {
    this.entries[at + 1] = net;
  }

  slot(at: number): number {
    return Math.floor((this.entries[at] - 1) / this.instruments);
  }

  instrument(at: number): number {
    return (this.entries[at] - 1) % this.instruments;
  }

  /** The first in the table, for walking through it; -1: none. */
  first(): number {
    return this.after(-2);
  }

  after(at: number): number {
    for (let next = at + 2; next < this.entries.length; next += 2) if (this.entries[next] !== 0) return next;
    return -1;
  }

  /** Forgets those that are flat. Those of open orders are to be opened again. */
  dropFlat(): void {
    const { entries } = this;
    const kept: { slot: number; instrument: number; net: number }[] = [];
    for (let at = this.first(); at >= 0; at = this.after(at)) {
      const net = entries[at + 1];
      if (net !== 0) kept.push({ slot: this.slot(at), instrument: this.instrument(at), net });
      entries[at] = entries[at + 1] = 0;
    }
    this.count = 0;
    for (const { slot, instrument, net } of kept) this.setNet(this.open(slot, instrument), net);
  }
}
