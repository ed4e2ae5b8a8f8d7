/**
 * When orders are due, and what rate the machine carries. Orders are due on a grid of milliseconds, whether or not there was time
 * to send them then: an order's latency counts from when it was due, so a stall shows in the figures of all that it delayed.
 */
export class Schedule {
  private sent = 0;

  constructor(
    private startMs: number,
    private rate: number,
  ) {}

  get perSecond(): number {
    return this.rate;
  }

  /** How many are due by now and not yet taken. */
  due(nowMs: number): number {
    return Math.max(0, Math.floor(((Math.floor(nowMs - this.startMs) + 1) * this.rate) / 1000) - this.sent);
  }

  /** When the next one is due. */
  nextDueMs(): number {
    return this.startMs + Math.ceil(((this.sent + 1) * 1000) / this.rate - 1);
  }

  /** The next one is sent. */
  take(): void {
    this.sent++;
  }

  /** A new rate from now on; what was due and not sent is given up, so whoever calls it says so. */
  change(nowMs: number, rate: number): void {
    this.startMs = nowMs;
    this.rate = rate;
    this.sent = 0;
  }
}

/** Judges once a second whether the rate is carried; after two bad seconds it names one that is. */
export class Governor {
  private bad = 0;

  constructor(private grace: number) {}

  /** The rate to go on with: the same, or a lower one. `acknowledged` in the last second; `waiting` due or sent, and unanswered. */
  judge(rate: number, acknowledged: number, waiting: number): number {
    if (this.grace-- > 0 || waiting < rate / 2) {
      this.bad = 0;
      return rate;
    }
    if (++this.bad < 2) return rate;
    this.bad = 0;
    this.grace = 3;
    const carried = Math.min(rate, acknowledged) * 0.8;
    return Math.max(MIN_RATE, roundDown(carried));
  }
}

const MIN_RATE = 50;

/** To two significant digits. */
function roundDown(value: number): number {
  const unit = 10 ** Math.max(0, Math.floor(Math.log10(Math.max(1, value))) - 1);
  return Math.floor(value / unit) * unit;
}
