/**
 * Market data over FIX: the part of the door that follows the feed, keeps the books that somebody has asked for, and gives each subscriber
 * what it has asked for. Door's thread. It drains the feed ring in every turn, whatever the sockets do: the ring has other readers.
 */
import type { RingConsumer, RingProducer } from '../../../engine/ring.js';
import { Stat } from '../../../engine/stats.js';
import { FeedFlag, feedFlags, feedInstrument, feedNumbers, feedType, snapshotLevels } from '../../../marketdata/feed.js';
import type { Limits } from '../../config.js';
import type { SessionConfig } from '../../config-sessions.js';
import { LineLimit } from '../../line-limit.js';
import type { DoorContext } from '../door-context.js';
import { FixSession } from '../session.js';
import type { SymbolTable } from '../symbols.js';
import { WriterPool } from '../writer-pool.js';
import { Bodies } from './bodies.js';
import { Told } from './book.js';
import { Books } from './books.js';
import { ENTRY_MAX } from './entries.js';
import { oweAll, UPDATE_MAX, type Updates } from './followed.js';
import { LocalLedger } from './ledger-local.js';
import { RequestReader } from './request.js';
import { Subscriber, type SubscriberContext } from './subscriber.js';
import type { View } from './view.js';

export interface FeedEnds {
  /** The door's end of the feed ring. */
  feed: RingConsumer;
  /** The door's own request ring. */
  requests: RingProducer;
}

/** Records of the feed taken in one turn, so that sockets have theirs. */
const TURN_RECORDS = 4096;
/**
 * Between two deliveries lies so many times what the first has taken, up to a limit: a write to a socket costs ten times what a message
 * does, and brokers' orders go through the same thread. With few subscribers that is no delay that anybody sees.
 */
const REST = 4;
const REST_US_MAX = 5000;
const REPAIR_LINES = { perSecond: 1 };
const ARENA_BYTES = 1 << 20;

export class FixMarketData implements SubscriberContext, Updates {
  readonly limits: Limits;
  readonly books: Books;
  readonly reader: RequestReader;
  readonly updates = new Bodies(ARENA_BYTES);
  readonly fulls: Bodies;
  private readonly feed: RingConsumer;
  private readonly writers: WriterPool;
  private readonly fullMax: number;
  /** By SenderCompID: those that are up. */
  private readonly sessions = new Map<string, FixSession>();
  private waiting: Subscriber[] = [];
  private spare: Subscriber[] = [];
  /** Views that have changed and wait for their time, and the first of those times. */
  private refreshes: View[] = [];
  private refreshAtUs = Number.POSITIVE_INFINITY;
  private readonly warnings: LineLimit;
  private nowUs = 0;
  private nextDeliveryUs = 0;

  constructor(
    private readonly door: DoorContext,
    symbols: SymbolTable,
    { feed, requests }: FeedEnds,
  ) {
    const { limits, directory, clock } = door;
    this.limits = limits;
    this.warnings = new LineLimit(door.logger, REPAIR_LINES);
    this.feed = feed;
    this.books = new Books(directory, requests, clock);
    // a book that was cut is asked for again when half of what is known of it is gone
    const depthMax = Math.min(limits.fixMarketDepth, snapshotLevels(feed.capacity >> 2) >> 1);
    this.reader = new RequestReader(symbols, limits, depthMax);
    this.fullMax = (2 * depthMax + 16) * ENTRY_MAX;
    this.fulls = new Bodies(Math.max(ARENA_BYTES, this.fullMax));
    this.writers = new WriterPool(limits.fixSendBytesPerTurn + this.fullMax);
  }

  /** A session that logs on now, or why it may not. */
  session(settings: SessionConfig): FixSession | string {
    const { senderCompId } = settings;
    if (this.sessions.get(senderCompId)?.isDown === false) return 'the session is logged on over another connection';
    const subscriber = new Subscriber(this);
    const ledger = new LocalLedger(this.door, this.writers, subscriber, () => {
      if (this.sessions.get(senderCompId) === session) this.sessions.delete(senderCompId);
      this.tellCount();
    });
    const info = { index: -1, senderCompId, targetCompId: this.door.compId, nextIn: 1, windowUs: 0 };
    const session: FixSession = new FixSession(this.door, info, ledger, settings);
    session.marketData = subscriber;
    ledger.session = session;
    this.sessions.set(senderCompId, session);
    this.tellCount();
    return session;
  }

  private tellCount(): void {
    this.door.stats.set(Stat.fixMarketDataSessions, this.sessions.size);
  }

  work(): number {
    let done = 0;
    this.nowUs = this.door.clock.nowUs();
    if (this.books.isEmpty) this.feed.skip();
    else done = this.drain();
    if (this.nowUs >= this.refreshAtUs) this.refreshDue();
    return done + this.deliver();
  }

  private drain(): number {
    const { feed, books } = this;
    let done = 0;
    for (let at = feed.peek(); at >= 0; at = feed.peek()) {
      this.take(at);
      feed.advance();
      if (++done === TURN_RECORDS) break;
    }
    feed.release();
    books.askAgain(this.nowUs);
    return done;
  }

  private take(at: number): void {
    const { views } = this.feed;
    const followed = this.books.get(feedInstrument(views, at));
    if (followed === undefined) return;
    const { book } = followed;
    const flags = feedFlags(views, at);
    const told = book.take(feedType(views, at), flags, views.f64, feedNumbers(at));
    if (told === Told.anew && (flags & FeedFlag.repair) !== 0) this.warnOfRepair(book.instrument);
    if (!book.valid) this.books.miss(book);
    if (told !== Told.nothing) followed.tell(told, this);
  }

  private warnOfRepair(instrument: number): void {
    const { symbol } = this.door.directory.instruments[instrument];
    this.warnings.warn(
      this.nowUs,
      `FIX: the feed of market data was full: who is subscribed to ${symbol} or others is told anew`,
    );
  }

  // ---- for those who are told

  get bodies(): Bodies {
    return this.updates;
  }

  makeRoom(): void {
    if (this.updates.writer.room >= UPDATE_MAX) return;
    for (const subscriber of this.waiting) subscriber.passAll();
    this.updates.clear();
  }

  refresh(view: View): void {
    if (this.nowUs >= view.nextRefreshUs) this.refreshNow(view);
    else if (!view.waitsForRefresh) {
      view.waitsForRefresh = true;
      this.refreshes.push(view);
      this.refreshAtUs = Math.min(this.refreshAtUs, view.nextRefreshUs);
    }
  }

  private refreshNow(view: View): void {
    view.nextRefreshUs = this.nowUs + this.limits.fixRefreshMs * 1000;
    view.waitsForRefresh = false;
    oweAll(view);
  }

  private refreshDue(): void {
    const views = this.refreshes;
    this.refreshes = [];
    this.refreshAtUs = Number.POSITIVE_INFINITY;
    for (const view of views) {
      view.waitsForRefresh = false;
      this.refresh(view);
    }
  }

  putFull(view: View): number {
    if (this.fulls.writer.room < this.fullMax) this.fulls.clear();
    return view.putFull(this.fulls);
  }

  ready(subscriber: Subscriber): void {
    if (subscriber.listed) return;
    subscriber.listed = true;
    this.waiting.push(subscriber);
  }

  /** Gives all what there is for them; how many have more to be given at once. */
  private deliver(): number {
    const { waiting } = this;
    if (waiting.length === 0 || this.nowUs < this.nextDeliveryUs) return 0;
    this.waiting = this.spare;
    this.spare = waiting;
    for (const subscriber of waiting) {
      subscriber.listed = false;
      if (subscriber.deliver()) this.ready(subscriber);
    }
    waiting.length = 0;
    this.updates.clear();
    const tookUs = this.door.clock.nowUs() - this.nowUs;
    this.nextDeliveryUs = this.nowUs + Math.min(REST * tookUs, REST_US_MAX);
    return this.waiting.length;
  }

  deadlineUs(): number {
    const delivery = this.waiting.length > 0 ? this.nextDeliveryUs : Number.POSITIVE_INFINITY;
    return Math.min(delivery, this.refreshAtUs, this.books.deadlineUs());
  }
}
