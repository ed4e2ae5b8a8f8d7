/**
 * How many ResendRequests of a session are answered: each can cost a million messages, so it has a limit of its own.
 * Door's thread. What is over it is not answered, and the session stays: who still misses something asks again.
 */
import { TokenBucket } from '../token-bucket.js';
import { printable } from './answers.js';
import type { DoorContext } from './door-context.js';

/** Refusals that are not further apart are one burst: one line of the log. */
const BURST_US = 1_000_000;

export class ResendLimit {
  private readonly bucket: TokenBucket;
  private refusedUs = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly door: DoorContext,
    private readonly counterparty: string,
  ) {
    this.bucket = new TokenBucket(door.limits.fixResendsPerSecond);
  }

  /** Whether one more may be answered now. */
  take(nowUs: number): boolean {
    if (this.bucket.take(nowUs)) return true;
    if (nowUs - this.refusedUs > BURST_US) {
      const { fixResendsPerSecond } = this.door.limits;
      const what = `more than ${fixResendsPerSecond} resend requests a second: those above it are not answered`;
      this.door.logger.warn(`FIX ${printable(this.counterparty)}: ${what}`);
    }
    this.refusedUs = nowUs;
    return false;
  }
}
