/** A limit on messages or bytes per second: a bucket of one second's worth or as much as is given, full at first, that fills with time. */
export class TokenBucket {
  private tokens: number;
  private filledUs = 0;

  constructor(
    private readonly perSecond: number,
    private readonly burst = perSecond,
  ) {
    this.tokens = burst;
  }

  /** Takes one token; false when there is none. */
  take(nowUs: number): boolean {
    if (this.left(nowUs) < 1) return false;
    this.tokens--;
    return true;
  }

  /** Takes what has been used; more than there was is owed. */
  spend(tokens: number): void {
    this.tokens -= tokens;
  }

  /** How many there are. */
  left(nowUs: number): number {
    const elapsedUs = nowUs - this.filledUs;
    if (elapsedUs > 0) {
      this.tokens = Math.min(this.burst, this.tokens + (elapsedUs * this.perSecond) / 1e6);
      this.filledUs = nowUs;
    }
    return this.tokens;
  }
}
