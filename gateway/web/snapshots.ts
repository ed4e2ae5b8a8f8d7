/**
 * Asks market data for the present state of instruments, one request in flight for each, however many wait for it.
 * The answers come inside the feed, in order; the l2 snapshot is the last of them. Web door's thread.
 */
import type { Clock } from '../../engine/clock.js';
import type { RingProducer } from '../../engine/ring.js';
import { ALL_CLASSES, ANSWER_US, writeRequest } from '../../marketdata/feed.js';
import { FeedClass } from '../../marketdata/messages.js';
import type { Outgoing } from './codec.js';

export interface Waiter {
  /** The present state of one class: every later message of the feed follows it. */
  answered(instrument: number, feedClass: number, message: Outgoing): void;
  /** That was all; nothing has been said yet in the classes that were not answered. */
  finished(instrument: number): void;
}

interface Round {
  instrument: number;
  waiters: Set<Waiter>;
  /** Who came when the answer had begun: the next round. */
  late: Set<Waiter>;
  begun: boolean;
  /** 0: not asked yet, the ring was full. */
  askedUs: number;
}

export class SnapshotDesk {
  private readonly rounds = new Map<number, Round>();

  constructor(
    private readonly requests: RingProducer,
    private readonly clock: Clock,
  ) {}

  ask(instrument: number, waiter: Waiter): void {
    let round = this.rounds.get(instrument);
    if (!round) {
      round = { instrument, waiters: new Set(), late: new Set(), begun: false, askedUs: 0 };
      this.rounds.set(instrument, round);
    }
    (round.begun ? round.late : round.waiters).add(waiter);
    if (round.askedUs === 0) this.request(round);
    this.requests.publish();
  }

  /** Nobody is told any more. */
  forget(waiter: Waiter): void {
    for (const round of this.rounds.values()) {
      round.waiters.delete(waiter);
      round.late.delete(waiter);
    }
  }

  private request(round: Round): void {
    if (writeRequest(this.requests, round.instrument, ALL_CLASSES)) round.askedUs = this.clock.nowUs();
  }

  /** Asks again for what found no room in the ring, or got no answer. */
  retry(): void {
    if (this.rounds.size === 0) return;
    const nowUs = this.clock.nowUs();
    for (const round of this.rounds.values()) {
      if (round.askedUs === 0 || nowUs - round.askedUs > ANSWER_US) this.request(round);
    }
    this.requests.publish();
  }

  /** One message of an answer. */
  answer(instrument: number, feedClass: number, isLast: boolean, message: Outgoing): void {
    const round = this.rounds.get(instrument);
    if (!round) return;
    // the rest of an answer whose beginning came before anybody here asked: ours follows
    if (!round.begun && feedClass !== FeedClass.ref) return;
    round.begun = true;
    for (const waiter of round.waiters) waiter.answered(instrument, feedClass, message);
    if (!isLast) return;
    this.rounds.delete(instrument);
    for (const waiter of round.waiters) waiter.finished(instrument);
    for (const waiter of round.late) this.ask(instrument, waiter);
  }

  get waiting(): boolean {
    return this.rounds.size > 0;
  }

  deadlineUs(): number {
    let next = Number.POSITIVE_INFINITY;
    for (const { askedUs } of this.rounds.values()) next = Math.min(next, askedUs + (askedUs === 0 ? 0 : ANSWER_US));
    return next;
  }
}
