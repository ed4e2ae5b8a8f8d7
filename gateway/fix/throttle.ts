/**
 * How many messages a second a session may send, in two levels: above the first a request is refused, above the second the session is
 * logged out. Cancels have a bucket of their own, so that whoever has sent too much can still get out. Door's thread.
 */
import type { Limits } from '../config.js';
import type { SessionConfig } from '../config-sessions.js';
import { TokenBucket } from '../token-bucket.js';

const CANCEL = 0x46; // F
const MASS_CANCEL = 0x71; // q

export class Throttle {
  readonly messagesPerSecond: number;
  readonly cancelsPerSecond: number;
  readonly logoutAbovePerSecond: number;
  private readonly requests: TokenBucket;
  private readonly cancels: TokenBucket;
  private readonly all: TokenBucket;

  constructor({ throttle }: SessionConfig, limits: Limits) {
    this.messagesPerSecond = throttle.messagesPerSecond ?? limits.messagesPerSecond;
    this.cancelsPerSecond = throttle.cancelsPerSecond ?? limits.cancelsPerSecond;
    this.logoutAbovePerSecond = throttle.logoutAbovePerSecond ?? limits.logoutAbovePerSecond;
    this.requests = new TokenBucket(this.messagesPerSecond);
    this.cancels = new TokenBucket(this.cancelsPerSecond);
    this.all = new TokenBucket(this.logoutAbovePerSecond);
  }

  /** Of each message that comes in its turn, whatever it is. */
  counts(nowUs: number): boolean {
    return this.all.take(nowUs);
  }

  /** Of a request. @param msgType as the parser gives it */
  takes(msgType: number, nowUs: number): boolean {
    return isCancel(msgType) ? this.cancels.take(nowUs) : this.requests.take(nowUs);
  }

  /** Why a request was refused. */
  reason(msgType: number): string {
    const limit = isCancel(msgType) ? `${this.cancelsPerSecond} cancels` : `${this.messagesPerSecond} requests`;
    return `over the limit of ${limit} a second`;
  }
}

function isCancel(msgType: number): boolean {
  return msgType === CANCEL || msgType === MASS_CANCEL;
}
