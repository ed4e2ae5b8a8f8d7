/**
 * Refused connections in the venue's log, so that a flood of them cannot fill it: a few lines of each address, and not too many of all.
 * Door's thread.
 */

import { hostOf } from '../../addresses.js';
import { LineLimit } from '../../line-limit.js';
import type { Logger } from '../../logger.js';
import { TokenBucket } from '../../token-bucket.js';
import { OldestOut } from './oldest-out.js';

/** Lines of one address, and of all: at once, and then a second. */
const OF_ONE = { burst: 10, perSecond: 0.2 };
const OF_ALL = { burst: 200, perSecond: 10 };
const ADDRESSES_MAX = 10_000;

export class RefusalLog {
  private readonly ofOne = new OldestOut(ADDRESSES_MAX, () => new TokenBucket(OF_ONE.perSecond, OF_ONE.burst));
  private readonly ofAll: LineLimit;

  constructor(logger: Pick<Logger, 'warn'>) {
    this.ofAll = new LineLimit(logger, OF_ALL);
  }

  warn(remoteAddress: string, nowUs: number, line: string): void {
    if (this.ofOne.use(hostOf(remoteAddress)).take(nowUs)) this.ofAll.warn(nowUs, line);
    else this.ofAll.leaveOut();
  }
}
