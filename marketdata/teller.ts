/**
 * Tells the books: keeps one FeedBook an instrument, remembers which were touched, and turns them into messages. The stage
 * says when. Market data's thread.
 */
import type { BookSeed, Directory } from '../engine/directory.js';
import { Phase } from '../engine/records.js';
import { FeedBook, phaseInForce, putRef } from './book.js';
import { snapshotLevels } from './feed.js';
import { Auction, FeedClass, Head, type Message, MessageType } from './messages.js';
import type { Outlet } from './outlet.js';
import type { Subjects } from './subjects.js';

/** A changing book is checksummed at least this often. */
const CRC_US = 1_000_000;

export class Teller {
  private readonly books: FeedBook[] = [];
  private readonly snapshotLevels: number;
  private touched: FeedBook[] = [];
  private unverified: FeedBook[] = [];
  private days: FeedBook[] = [];

  /** @param recordBytes the longest record of the feed ring: a snapshot fits into it */
  constructor(
    private readonly outlet: Outlet,
    private readonly directory: Directory,
    private readonly subjects: Subjects,
    recordBytes: number,
  ) {
    this.snapshotLevels = snapshotLevels(recordBytes);
  }

  book(instrument: number): FeedBook | undefined {
    return this.books[instrument];
  }

  /** Knows an instrument from now on, or under a new definition. */
  list(instrument: number, symbol: string, seed: BookSeed | null): void {
    this.subjects.addInstrument(instrument, symbol);
    this.books[instrument] ??= new FeedBook(instrument, seed);
  }

  touch(book: FeedBook): void {
    if (book.waiting) return;
    book.waiting = true;
    this.touched.push(book);
  }

  /** Says everything from the start: a new incarnation of the feed. */
  announce(): void {
    for (const book of this.books) {
      if (book === undefined) continue;
      book.restart();
      this.tell(FeedClass.ref, book.instrument);
      this.tell(FeedClass.status, book.instrument);
      this.tellAuction(book);
      this.tellBbo(book);
    }
  }

  /** Says again what an auction that goes on has last said. */
  private tellAuction(book: FeedBook): void {
    if (book.lastAuction === null) return;
    const message = this.outlet.next(MessageType.auction, FeedClass.auction, book.instrument);
    message.push(...book.lastAuction.slice(Auction.PHASE));
    book.lastAuction = message;
    this.outlet.send(FeedClass.auction, book.instrument, message);
  }

  /** Says the present definition, phase or day of an instrument. */
  tell(feedClass: typeof FeedClass.ref | typeof FeedClass.status | typeof FeedClass.stat, instrument: number): void {
    const message = this.message(feedClass, instrument);
    if (message) this.outlet.send(feedClass, instrument, this.outlet.advance(message, feedClass, instrument));
  }

  tellStatusOfAll(): void {
    for (const book of this.books) if (book !== undefined) this.tell(FeedClass.status, book.instrument);
  }

  /** Books that were touched and not told: each may be in the middle of a transaction. */
  get held(): number {
    return this.touched.length;
  }

  /** Says what has become of the books that were touched, save those in the middle of a transaction. */
  tellTouched(): void {
    let kept = 0;
    for (let i = 0; i < this.touched.length; i++) {
      const book = this.touched[i];
      if (book.depth.settled(this.mayCross(book))) this.tellBook(book);
      else this.touched[kept++] = book;
    }
    this.touched.length = kept;
  }

  /** Says the books that were touched as they are: their transactions are over. */
  tellHeld(): void {
    for (const book of this.touched) {
      book.depth.ended();
      this.tellBook(book);
    }
    this.touched.length = 0;
  }

  /** Orders may cross between transactions while they are only collected. */
  private mayCross({ instrument }: FeedBook): boolean {
    const { instruments, phase } = this.directory;
    return phaseInForce(instruments[instrument].phase, phase) !== Phase.open;
  }

  /** The day of an instrument has changed: it is told with the others that have, once a second. */
  touchDay(book: FeedBook): void {
    if (book.dayWaits) return;
    book.dayWaits = true;
    this.days.push(book);
  }

  tellDays(): void {
    const books = this.days;
    this.days = [];
    for (const book of books) {
      book.dayWaits = false;
      this.tell(FeedClass.stat, book.instrument);
    }
  }

  private tellBook(book: FeedBook): void {
    const { outlet } = this;
    const { instrument } = book;
    const withCrc = outlet.timeUs - book.crcAtUs >= CRC_US;
    book.waiting = false;
    if (book.fitsDelta) {
      const message = outlet.again(MessageType.l2, FeedClass.l2, instrument);
      if (book.putDelta(message, withCrc) > 0) {
        outlet.send(FeedClass.l2, instrument, outlet.advance(message, FeedClass.l2, instrument));
        this.noteCrc(book, withCrc);
      }
    } else {
      const message = outlet.next(MessageType.l2Snapshot, FeedClass.l2, instrument);
      outlet.send(FeedClass.l2, instrument, book.putSnapshot(message, this.snapshotLevels));
      this.noteCrc(book, true);
    }
    book.depth.settle();
    this.tellBbo(book);
  }

  private tellBbo(book: FeedBook): void {
    if (!book.bboChanged()) return;
    const message = this.outlet.next(MessageType.bbo, FeedClass.bbo, book.instrument);
    this.outlet.send(FeedClass.bbo, book.instrument, book.putBbo(message));
  }

  private noteCrc(book: FeedBook, withCrc: boolean): void {
    if (withCrc) book.crcAtUs = this.outlet.timeUs;
    else if (!book.unverified) this.unverified.push(book);
    book.unverified = !withCrc;
  }

  /** Sends the checksum of each book whose last changes went without one. */
  verify(): void {
    const books = this.unverified;
    this.unverified = [];
    for (const book of books) {
      if (!book.unverified) continue;
      if (book.waiting) {
        this.unverified.push(book);
        continue;
      }
      const message = this.outlet.next(MessageType.l2, FeedClass.l2, book.instrument);
      book.putDelta(message, true);
      this.outlet.send(FeedClass.l2, book.instrument, message);
      this.noteCrc(book, true);
    }
  }

  /** The whole of one book as last told; undefined while it waits for the end of a transaction. */
  snapshot(instrument: number): Message | undefined {
    const book = this.books[instrument];
    if (book === undefined || book.waiting) return undefined;
    return book.putSnapshot(this.outlet.again(MessageType.l2Snapshot, FeedClass.l2, instrument), this.snapshotLevels);
  }

  /** What is known of a class of an instrument, with prevSeq = seq; null: nothing was said yet; undefined: ask again later. */
  readonly state = (feedClass: number, instrument: number): Message | null | undefined => {
    const message = this.message(feedClass, instrument);
    return message && message[Head.SEQ] === 0 && feedClass !== FeedClass.l2 ? null : message;
  };

  private message(feedClass: number, instrument: number): Message | null | undefined {
    const { outlet, directory } = this;
    const book = this.books[instrument];
    if (book === undefined) return undefined;
    switch (feedClass) {
      case FeedClass.ref: {
        const message = outlet.again(MessageType.ref, feedClass, instrument);
        return putRef(message, directory.instruments[instrument], this.subjects.token(instrument));
      }
      case FeedClass.status: {
        const message = outlet.again(MessageType.status, feedClass, instrument);
        return book.putStatus(message, directory.instruments[instrument].phase, directory.phase);
      }
      case FeedClass.stat:
        return book.day.put(outlet.again(MessageType.stat, feedClass, instrument));
      case FeedClass.trade:
        return repeat(book.lastTrade);
      case FeedClass.auction:
        return repeat(book.lastAuction);
      case FeedClass.bbo:
        return book.putBbo(outlet.again(MessageType.bbo, feedClass, instrument));
      case FeedClass.l2:
        return this.snapshot(instrument);
      default:
        return null;
    }
  }

  /** Tells a publisher that has come up what it may have missed. Books are asked for by those who follow them. */
  welcome(): void {
    for (const book of this.books) {
      if (book === undefined) continue;
      for (const feedClass of WELCOME) {
        const message = this.state(feedClass, book.instrument);
        if (message) this.outlet.republish(feedClass, book.instrument, message);
      }
    }
  }
}

/** The same again for those who ask: it moves no sequence. */
function repeat(last: Message | null): Message | null {
  if (last === null) return null;
  const message = last.slice();
  message[Head.PREV_SEQ] = message[Head.SEQ];
  return message;
}

const WELCOME = [FeedClass.ref, FeedClass.status, FeedClass.stat, FeedClass.auction, FeedClass.bbo];
