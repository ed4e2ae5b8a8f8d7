/**
 * How many ResendRequests of a session are answered: each can cost a million messages, so it has a limit of its own.
 * Door's thread. What is over it is not answered, and the session stays: who still misses something asks again.
 */
import { LineLimit } from '../line-limit.js';
import { TokenBucket } from '../token-bucket.js';
import { printable } from './answers.js';
import type { DoorContext } from './door-context.js';

/** Lines of the log about those that are not answered. */
const LINES = { perSecond: 0.5, burst: 1 };

export class ResendLimit {
  private readonly bucket: TokenBucket;
  private readonly refusals: LineLimit;

  constructor(
    private readonly door: DoorContext,
    private readonly counterparty: string,
  ) {
    this.bucket = new TokenBucket(door.limits.fixResendsPerSecond);
    this.refusals = new LineLimit(door.logger, LINES);
  }

  /** Whether one more may be answered now. */
  take(nowUs: number): boolean {
    if (this.bucket.take(nowUs)) return true;
    const what = `more than ${this.door.limits.fixResendsPerSecond} resend requests a second: those above it are not answered`;
    this.refusals.warn(nowUs, `FIX ${printable(this.counterparty)}: ${what}`);
    return false;
  }
}
