/**
 * Refused connections in the venue's log, so that a flood of them cannot fill it: a few lines of each address, and not too many of all.
 * What was left out is counted on the next line. Door's thread.
 */
import type { Logger } from '../../logger.js';
import { TokenBucket } from '../../token-bucket.js';
import { hostOf } from './addresses.js';
import { OldestOut } from './oldest-out.js';

/** Lines of one address, and of all: at once, and then a second. */
const OF_ONE = { burst: 10, perSecond: 0.2 };
const OF_ALL = { burst: 200, perSecond: 10 };
const ADDRESSES_MAX = 10_000;

export class RefusalLog {
  private readonly ofOne = new OldestOut(ADDRESSES_MAX, () => new TokenBucket(OF_ONE.perSecond, OF_ONE.burst));
  private readonly ofAll = new TokenBucket(OF_ALL.perSecond, OF_ALL.burst);
  private leftOut = 0;

  constructor(private readonly logger: Pick<Logger, 'warn'>) {}

  warn(remoteAddress: string, nowUs: number, line: string): void {
    if (!this.ofOne.use(hostOf(remoteAddress)).take(nowUs) || !this.ofAll.take(nowUs)) {
      this.leftOut++;
      return;
    }
    this.logger.warn(this.leftOut === 0 ? line : `${line} (${this.leftOut} refusals before this were left out of the log)`);
    this.leftOut = 0;
  }
}
