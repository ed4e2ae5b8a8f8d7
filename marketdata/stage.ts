/**
 * Market data as a stage: follows the log behind the safe sequence, folds it into books, and tells what has changed once
 * for all that one turn has read: every trade and fill, and for each book at most one depth change and one best bid and
 * offer. A book that is in the middle of a transaction waits for its end: nothing crossed is ever told.
 * On market data's thread. It must never hold the log: neither a full feed ring nor the loss of NATS stops it.
 */
import type { Clock } from '../engine/clock.js';
import type { BookSeed, Directory } from '../engine/directory.js';
import type { LogReader } from '../engine/log.js';
import { Defined, Exec, ExecType, FIRST_EVENT, Type } from '../engine/records.js';
import type { RingConsumer, RingProducer } from '../engine/ring.js';
import type { Stage } from '../engine/stage.js';
import { Stat, type Stats } from '../engine/stats.js';
import type { FeedBook } from './book.js';
import { readRequests } from './feed.js';
import { isAggressor, putFill, putTrade } from './fills.js';
import { FeedClass, type Message, MessageType } from './messages.js';
import { Outlet } from './outlet.js';
import type { Publisher, SnapshotSource } from './publisher.js';
import { feedEpoch, Sequences } from './sequences.js';
import { Subjects } from './subjects.js';
import { Teller } from './teller.js';
import { isNews, VenueNews } from './venue-news.js';

/** Log records read in one turn. */
const TURN_RECORDS = 8192;
const HEARTBEAT_US = 1_000_000;
/** How soon to look again for room in the feed ring. */
const RETRY_US = 10_000;
/** Snapshot requests over NATS that may wait for a transaction's end. */
const WAITING_MAX = 1024;
/** Above any engine's capacity. */
const INSTRUMENTS_MAX = 1_000_000;

export interface MarketDataOptions {
  /** With gate 'safe'. */
  log: LogReader;
  /** This stage's own fold; nobody else applies records to it. */
  directory: Directory;
  books: readonly BookSeed[];
  mic: string;
  partition?: number;
  feed: RingProducer;
  /** One a door. */
  requests: readonly RingConsumer[];
  publisher: Publisher | null;
  clock: Clock;
  stats: Stats;
}

type Reply = (message: Message | null) => void;

export class MarketDataStage implements Stage, SnapshotSource {
  readonly name = 'marketData';
  private readonly sequences: Sequences;
  private readonly subjects: Subjects;
  private readonly outlet: Outlet;
  private readonly teller: Teller;
  private readonly news: VenueNews;
  private waiting: { token: string; reply: Reply }[] = [];
  private engineEpoch: number;
  private nextHeartbeatUs = 0;
  private announced = false;
  private connections = 0;

  constructor(private readonly options: MarketDataOptions) {
    const { directory, feed, stats, publisher, clock } = options;
    this.engineEpoch = directory.epoch;
    this.sequences = new Sequences(feedEpoch(directory.epoch, clock.nowUs()));
    this.subjects = new Subjects(options.mic);
    this.outlet = new Outlet(feed, publisher, this.sequences, this.subjects, stats);
    this.teller = new Teller(this.outlet, directory, this.subjects, feed.maxRecord);
    this.news = new VenueNews(this.outlet, this.teller);
    const seeds = new Map(options.books.map((seed) => [seed.instrument, seed]));
    for (const { index, symbol } of directory.instruments) this.teller.list(index, symbol, seeds.get(index) ?? null);
    for (const firm of directory.participants) this.subjects.addFirm(firm.index, firm.name);
    stats.set(Stat.feedRingCapacity, feed.capacity);
  }

  /** The feed's incarnation: position 2 of every message. */
  get epoch(): number {
    return this.sequences.epoch;
  }

  work(): number {
    const { requests, publisher, clock } = this.options;
    let done = this.read();
    if (!this.announced) this.announce();
    this.teller.tellTouched();
    for (const ring of requests) done += readRequests(ring, this.ask);
    if (this.waiting.length > 0) this.answerWaiting();
    if (publisher !== null && publisher.connections !== this.connections) {
      this.connections = publisher.connections;
      this.teller.welcome();
      this.sequences.changeAll();
      this.nextHeartbeatUs = 0;
    }
    const nowUs = clock.nowUs();
    if (nowUs >= this.nextHeartbeatUs) {
      this.nextHeartbeatUs = nowUs + HEARTBEAT_US;
      // nothing has come for a while: what still looks unfinished is not
      if (done === 0 && this.teller.held > 0) this.teller.tellHeld();
      this.teller.tellDays();
      this.teller.verify();
      this.outlet.heartbeat(this.options.partition ?? 0, nowUs);
    }
    if (this.outlet.owed.size > 0) done += this.outlet.pay(this.teller.state);
    this.outlet.publish();
    return done;
  }

  deadlineUs(): number {
    if (this.outlet.owed.size === 0) return this.nextHeartbeatUs;
    return Math.min(this.nextHeartbeatUs, this.options.clock.nowUs() + RETRY_US);
  }

  requestSnapshot(token: string, reply: Reply): void {
    const instrument = this.subjects.instrumentOf(token);
    const snapshot = this.teller.snapshot(instrument);
    if (snapshot !== undefined) reply(snapshot);
    else if (instrument >= 0 && this.waiting.length < WAITING_MAX) this.waiting.push({ token, reply });
    else reply(null);
  }

  private answerWaiting(): void {
    const waiting = this.waiting;
    this.waiting = [];
    for (const { token, reply } of waiting) this.requestSnapshot(token, reply);
  }

  private readonly ask = (instrument: number, classes: number): void => {
    if (instrument >= 0 && instrument < INSTRUMENTS_MAX) this.outlet.owed.answer(instrument, classes);
  };

  private announce(): void {
    this.announced = true;
    this.teller.announce();
  }

  /** Folds what the log holds; tells trades and fills on the way. */
  private read(): number {
    const { log, stats } = this.options;
    let count = 0;
    let held = this.teller.held > 0;
    let at = log.next();
    while (at >= 0) {
      const type = log.views.u16[(at >> 1) + 2];
      if (type === Type.EXEC) this.exec(at);
      else if (type >= FIRST_EVENT) this.event(type, at);
      else if (held) {
        // the next transaction begins: what was held back at the end of the last turn is as it should be
        this.teller.tellHeld();
        held = false;
      }
      if (++count === TURN_RECORDS) break;
      at = log.next();
    }
    if (count === 0) return 0;
    log.release();
    this.stamp();
    stats.set(Stat.marketDataSeq, log.seq);
    return count;
  }

  private event(type: number, at: number): void {
    const { log, directory } = this.options;
    if (type === Type.BOOK) {
      this.news.book(log.views, at);
    } else if (isNews(type)) {
      this.stamp();
      this.news.take(type, log.views, at);
    } else if (directory.apply(log.views, at)) this.reference(type, at);
  }

  /** What is told from here on is of the transaction that the log is at. */
  private stamp(): void {
    this.outlet.engineSeq = this.options.log.seq;
    this.outlet.timeUs = this.options.log.timeUs;
  }

  private exec(at: number): void {
    const { views } = this.options.log;
    const book = this.teller.book(views.i32[(at + Exec.INSTRUMENT) >> 2]);
    if (book === undefined) return;
    if (views.u8[at + Exec.EXEC_TYPE] === ExecType.trade) this.trade(book, at);
    if (book.depth.apply(views, at)) this.teller.touch(book);
  }

  private trade(book: FeedBook, at: number): void {
    const { outlet } = this;
    const { instrument } = book;
    const { views } = this.options.log;
    this.stamp();
    if (isAggressor(views, at)) {
      book.lastTrade = putTrade(outlet.next(MessageType.trade, FeedClass.trade, instrument), views, at);
      outlet.send(FeedClass.trade, instrument, book.lastTrade);
      book.day.trade(views.f64[(at + Exec.LAST_PRICE) >> 3], views.f64[(at + Exec.LAST_QTY) >> 3]);
      this.teller.touchDay(book);
      this.options.stats.add(Stat.fills, 1);
    }
    if (this.options.publisher === null) return;
    const participant = views.i32[(at + Exec.PARTICIPANT) >> 2];
    outlet.sendFill(participant, instrument, putFill(outlet.nextOfFirm(participant, instrument), views, at));
  }

  /** The directory has taken in an event; tells what the feed says of it. */
  private reference(type: number, at: number): void {
    const { log, directory, clock } = this.options;
    const index = log.views.i32[(at + Defined.INDEX) >> 2];
    this.stamp();
    if (type === Type.EPOCH_STARTED && directory.epoch !== this.engineEpoch) {
      this.engineEpoch = directory.epoch;
      this.sequences.restart(feedEpoch(directory.epoch, clock.nowUs()));
      this.announce();
    } else if (type === Type.INSTRUMENT_DEFINED) {
      const book = this.teller.book(index);
      const { symbol, luldBand } = directory.instruments[index];
      const isOther = book === undefined || (!luldBand && book.endBands());
      this.teller.list(index, symbol, null);
      this.teller.tell(FeedClass.ref, index);
      if (isOther) this.teller.tell(FeedClass.status, index);
    } else if (type === Type.PARTICIPANT_DEFINED) {
      this.subjects.addFirm(index, directory.participants[index].name);
    } else if (type === Type.PHASE_CHANGED) {
      if (index >= 0) this.teller.tell(FeedClass.status, index);
      else this.teller.tellStatusOfAll();
    } else if (type === Type.OFFICIAL_CLOSE) this.news.officialClose(log.views, at);
  }
}
