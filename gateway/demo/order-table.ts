/**
 * One broker's own orders, by the number in their ClOrdIDs: what it must know to cancel or replace them, and when each was
 * due, for the time to its acknowledgement. A number's slot is used again after CAPACITY more; orders live far shorter.
 */
export const Life = { none: 0, sent: 1, open: 2, ending: 3, done: 4 } as const;

const CAPACITY = 1 << 15;
const MASK = CAPACITY - 1;

export class OrderTable {
  open = 0;
  unacknowledged = 0;
  private readonly numbers = new Float64Array(CAPACITY);
  private readonly dueMs = new Float64Array(CAPACITY);
  private readonly lives = new Uint8Array(CAPACITY);
  private readonly listings = new Uint8Array(CAPACITY);
  private readonly buys = new Uint8Array(CAPACITY);
  private readonly qtys = new Int32Array(CAPACITY);
  private readonly customers = new Int32Array(CAPACITY);
  /** The oldest number that may still be open. */
  private oldest = 1;

  add(number: number, dueMs: number, listing: number, buy: boolean, qty: number, customer: number): void {
    const slot = number & MASK;
    this.set(slot, Life.done); // whoever had it is forgotten
    this.numbers[slot] = number;
    this.dueMs[slot] = dueMs;
    this.listings[slot] = listing;
    this.buys[slot] = buy ? 1 : 0;
    this.qtys[slot] = qty;
    this.customers[slot] = customer;
    this.set(slot, Life.sent);
  }

  has(number: number): boolean {
    return number > 0 && this.numbers[number & MASK] === number;
  }

  life(number: number): number {
    return this.lives[number & MASK];
  }

  moveTo(number: number, life: number): void {
    if (this.has(number)) this.set(number & MASK, life);
  }

  /** When the order was due, once; NaN when it has been acknowledged before. */
  acknowledge(number: number): number {
    const slot = number & MASK;
    const due = this.dueMs[slot];
    this.dueMs[slot] = Number.NaN;
    return due;
  }

  listing(number: number): number {
    return this.listings[number & MASK];
  }

  buy(number: number): boolean {
    return this.buys[number & MASK] === 1;
  }

  qty(number: number): number {
    return this.qtys[number & MASK];
  }

  customer(number: number): number {
    return this.customers[number & MASK];
  }

  /** The open order that has rested longest, of those below `next`; 0: none. */
  oldestOpen(next: number): number {
    this.oldest = Math.max(this.oldest, next - CAPACITY + 1);
    for (; this.oldest < next; this.oldest++) {
      if (!this.has(this.oldest)) continue;
      const life = this.life(this.oldest);
      if (life === Life.open) return this.oldest;
      if (life === Life.sent) return 0; // its answer is still to come
    }
    return 0;
  }

  private set(slot: number, life: number): void {
    const before = this.lives[slot];
    if (before === Life.open) this.open--;
    if (before === Life.sent) this.unacknowledged--;
    if (life === Life.open) this.open++;
    if (life === Life.sent) this.unacknowledged++;
    this.lives[slot] = life;
  }
}
