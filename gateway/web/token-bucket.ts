/** How many messages a connection may send: `perSecond` on average, a second's worth at once. */
export class TokenBucket {
  private tokens: number;

  constructor(
    private readonly perSecond: number,
    private lastUs: number,
  ) {
    this.tokens = perSecond;
  }

  take(nowUs: number): boolean {
    if (nowUs > this.lastUs) {
      this.tokens = Math.min(this.perSecond, this.tokens + ((nowUs - this.lastUs) / 1_000_000) * this.perSecond);
      this.lastUs = nowUs;
    }
    if (this.tokens < 1) return false;
    this.tokens--;
    return true;
  }
}
