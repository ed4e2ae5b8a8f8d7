/**
 * A log that others cannot flood: so many lines a second. Those above it are counted, and the next line that is written says how many.
 * One for each cause, and for each counterparty that can be one.
 */
import type { Logger } from './logger.js';
import { TokenBucket } from './token-bucket.js';

export interface LineRate {
  readonly perSecond: number;
  /** Lines at once; left out: those of a second. */
  readonly burst?: number;
}

export class LineLimit {
  /** Most never have a line. */
  private bucket: TokenBucket | null = null;
  private leftOut = 0;

  constructor(
    private readonly logger: Pick<Logger, 'warn'>,
    private readonly rate: LineRate,
  ) {}

  warn(nowUs: number, line: string): void {
    this.bucket ??= new TokenBucket(this.rate.perSecond, this.rate.burst);
    if (!this.bucket.take(nowUs)) {
      this.leaveOut();
      return;
    }
    this.logger.warn(this.leftOut === 0 ? line : `${line} (${this.leftOut} such lines before it were left out)`);
    this.leftOut = 0;
  }

  /** Counts a line that is not written for another reason. */
  leaveOut(): void {
    this.leftOut++;
  }
}
