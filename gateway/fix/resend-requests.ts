/**
 * ResendRequests of a session, whatever their own number. Each can cost a million messages, so they have a limit of their own: what is over
 * it is not answered, and the session stays; who still misses something asks again. Door's thread.
 */
import { LineLimit } from '../line-limit.js';
import { TokenBucket } from '../token-bucket.js';
import { printable } from './answers.js';
import type { DoorContext } from './door-context.js';
import { numberOf } from './fields.js';
import type { InboundNumbers } from './inbound-numbers.js';
import type { FixParser } from './parser.js';
import type { Replies } from './replies.js';
import type { FixSession } from './session.js';
import type { Throttle } from './throttle.js';
import { RejectReason } from './validate.js';

/** Lines of the log about those that are not answered. */
const REFUSED_LINES = { perSecond: 0.5, burst: 1 };

export class ResendRequests {
  private readonly bucket: TokenBucket;
  private readonly warnings: LineLimit;

  constructor(
    private readonly door: DoorContext,
    private readonly session: FixSession,
    private readonly numbers: InboundNumbers,
    private readonly replies: Replies,
  ) {
    this.bucket = new TokenBucket(door.limits.fixResendsPerSecond);
    this.warnings = new LineLimit(door.logger, REFUSED_LINES);
  }

  /** Takes one that keeps to the dictionary. */
  take(p: FixParser, throttle: Throttle): void {
    const last = this.session.connection?.sender?.lastSent ?? 0;
    const from = numberOf(p, p.find(7));
    const to = numberOf(p, p.find(16));
    if (from < 1 || from > last) {
      this.replies.reject(p, RejectReason.incorrectValue, 7, `BeginSeqNo: expected 1 to ${last}`);
      return;
    }
    if (to !== 0 && to < from) {
      this.replies.reject(p, RejectReason.incorrectValue, 16, 'EndSeqNo: expected 0, or at least BeginSeqNo');
      return;
    }
    if (p.msgSeqNum > this.numbers.next) this.numbers.keepAnswered(p.msgSeqNum);
    else this.numbers.count(p.msgType, p.msgSeqNum);
    const nowUs = this.door.clock.nowUs();
    if (!throttle.takes(p.msgType, nowUs) || !this.isWithinLimit(nowUs)) return;
    const until = Math.min(to === 0 ? last : to, last, from + this.door.limits.fixResendSpan - 1);
    this.session.ledger.resend(from, until);
  }

  private isWithinLimit(nowUs: number): boolean {
    if (this.bucket.take(nowUs)) return true;
    const what = `more than ${this.door.limits.fixResendsPerSecond} resend requests a second: those above it are not answered`;
    this.warnings.warn(nowUs, `FIX ${printable(this.session.info.senderCompId)}: ${what}`);
    return false;
  }
}
