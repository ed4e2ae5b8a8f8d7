/**
 * A log that a counterparty cannot flood: so many lines a second; those above it are counted, and the next line that is written says how many.
 * Door's thread.
 */
import type { Clock } from '../../engine/clock.js';
import type { Logger } from '../logger.js';
import { TokenBucket } from '../token-bucket.js';

export class LineLimit {
  private readonly bucket: TokenBucket;
  private leftOut = 0;

  constructor(
    private readonly logger: Pick<Logger, 'warn'>,
    private readonly clock: Clock,
    perSecond: number,
  ) {
    this.bucket = new TokenBucket(perSecond);
  }

  warn(line: string): void {
    if (!this.bucket.take(this.clock.nowUs())) {
      this.leftOut++;
      return;
    }
    if (this.leftOut > 0) this.logger.warn(`FIX: ${this.leftOut} lines such as the next were left out`);
    this.leftOut = 0;
    this.logger.warn(line);
  }
}
