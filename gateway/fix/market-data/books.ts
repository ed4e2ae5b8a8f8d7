/**
 * The instruments that somebody here follows, and the requests for their present state: one under way for each. The answer comes inside
 * the feed. Door's thread.
 */
import type { Clock } from '../../../engine/clock.js';
import type { Directory } from '../../../engine/directory.js';
import type { RingProducer } from '../../../engine/ring.js';
import { ALL_CLASSES, ANSWER_US, writeRequest } from '../../../marketdata/feed.js';
import type { MarketBook } from './book.js';
import { Followed } from './followed.js';
import type { Subscription } from './subscription.js';
import type { Selection, View } from './view.js';

export class Books {
  private readonly followed = new Map<number, Followed>();
  /** Those that are not known, or were not when they were last looked at. */
  private readonly unknown = new Set<MarketBook>();

  constructor(
    private readonly directory: Directory,
    private readonly requests: RingProducer,
    private readonly clock: Clock,
  ) {}

  get isEmpty(): boolean {
    return this.followed.size === 0;
  }

  get(instrument: number): Followed | undefined {
    return this.followed.get(instrument);
  }

  follow(instrument: number, selection: Selection): View {
    let followed = this.followed.get(instrument);
    if (followed === undefined) {
      followed = new Followed(instrument, this.directory);
      this.followed.set(instrument, followed);
      this.miss(followed.book);
    }
    return followed.view(selection);
  }

  leave(subscription: Subscription): void {
    const { instrument } = subscription.view.book;
    const followed = this.followed.get(instrument);
    followed?.leave(subscription);
    if (followed?.isFollowed !== false) return;
    this.followed.delete(instrument);
    this.unknown.delete(followed.book);
  }

  /** A book is not known: it is asked for. */
  miss(book: MarketBook): void {
    this.unknown.add(book);
    this.ask(book, this.clock.nowUs());
  }

  private ask(book: MarketBook, nowUs: number): void {
    if (book.askedUs !== 0 && nowUs - book.askedUs < ANSWER_US) return;
    if (writeRequest(this.requests, book.instrument, ALL_CLASSES)) book.askedUs = nowUs;
    this.requests.publish();
  }

  /** Asks again for what found no room in the ring, or got no answer. */
  askAgain(nowUs: number): void {
    for (const book of this.unknown) {
      if (book.valid) this.unknown.delete(book);
      else this.ask(book, nowUs);
    }
  }

  /** When to ask again. */
  deadlineUs(): number {
    let next = Number.POSITIVE_INFINITY;
    for (const { valid, askedUs } of this.unknown) {
      if (!valid) next = Math.min(next, askedUs === 0 ? 0 : askedUs + ANSWER_US);
    }
    return next;
  }
}
