/** A small seeded generator (mulberry32): the same market for the same seed. */
export class Random {
  constructor(private state: number) {}

  /** 0 up to, and never, 1. */
  next(): number {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let x = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
    x = (x + Math.imul(x ^ (x >>> 7), 61 | x)) ^ x;
    return ((x ^ (x >>> 14)) >>> 0) / 2 ** 32;
  }

  below(limit: number): number {
    return Math.floor(this.next() * limit);
  }

  /** 0, 1, 2, … each `p` times as likely as the one before, at most `max`. */
  geometric(p: number, max: number): number {
    return Math.min(max, Math.floor(Math.log(1 - this.next()) / Math.log(p)));
  }
}
