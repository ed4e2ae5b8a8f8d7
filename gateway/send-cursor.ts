/**
 * Where one session's sending stands. Live sending, a slow consumer, a resend and the catch-up after logon are one path:
 * finish the range asked for, then go on from the last number sent. Plain state; outbox.ts moves it.
 */
import type { Carrier } from './carrier.js';
import type { HistoryCursor } from './event-history.js';

export class SendCursor {
  /** The connection that live events go to; null: none. */
  carrier: Carrier | null = null;
  /** The last number that the log has given. */
  lastOut = 0;
  resetCount = 0;
  /** The next number to send live; 0: the carrier's first event (the Logon answer) has not come yet. */
  next = 0;
  /** The range being sent again, both included; resendNext 0: none. */
  resendNext = 0;
  resendTo = 0;
  /** First of the numbers just passed that have nothing to send again; 0: none. */
  gapFrom = 0;
  /** Bytes of live events that wait for this connection. */
  owedBytes = 0;
  /** Whether it is in the outbox's list of those with something to do. */
  listed = false;
  history: HistoryCursor | null = null;

  constructor(readonly session: number) {}

  /** Starts afresh with this carrier, or with none. */
  restart(carrier: Carrier | null): void {
    this.carrier = carrier;
    this.next = 0;
    this.owedBytes = 0;
    this.resendNext = this.resendTo = this.gapFrom = 0;
    this.closeHistory();
  }

  closeHistory(): void {
    this.history?.close();
    this.history = null;
  }

  /** The numbers begin again at 1. */
  reset(resetCount: number): void {
    this.resetCount = resetCount;
    this.restart(this.carrier);
  }

  /** Adds a range to send again; one that is under way is widened, so that what waits stays bounded. */
  ask(from: number, to: number): void {
    const sent = this.next - 1;
    const last = to === 0 || to > sent ? sent : to;
    const first = Math.max(1, from);
    if (first > last) return;
    if (this.resendNext > 0) {
      this.resendNext = Math.min(this.gapFrom || this.resendNext, first);
      this.resendTo = Math.max(this.resendTo, last);
    } else {
      this.resendNext = first;
      this.resendTo = last;
    }
    this.gapFrom = 0;
    this.closeHistory();
  }
}
