/**
 * What a subscriber must do, as a reference: given decoded messages in the order in which they came (from NATS or from
 * the web door; they are the same arrays), it keeps a book for each instrument and never shows a wrong one. On a gap, a
 * new epoch or a wrong checksum it marks the book invalid first, then asks for a snapshot, and keeps what comes meanwhile.
 * It has no socket: `requestSnapshot` is how it asks; the answer is handed to take() like any other message.
 */
import { bookCrc, ClientSide, type Level } from './client-book.js';
import { classOf, FeedClass, Hb, Head, L2, type Message, MessageType, NO_CRC, num } from './messages.js';

/** Deltas kept while a snapshot is awaited; more and the oldest go, for the snapshot will be newer than they. */
const PENDING_MAX = 10_000;
/** A cut snapshot is asked for again once a side has lost this part of the levels that it brought. */
const CUT_REFRESH = 0.5;

export class ClientBook {
  readonly bids = new ClientSide(1);
  readonly asks = new ClientSide(-1);
  /** False: do not trade on this. */
  valid = false;
  seq = 0;
  /** A snapshot has been asked for and has not come. */
  asked = false;
  pending: Message[] = [];
  /** Levels a side must keep if its snapshot was cut; 0 when it was whole. */
  minLevels = 0;

  constructor(readonly instrument: number) {}

  get bestBid(): Level | undefined {
    return this.bids.levels()[0];
  }

  get bestAsk(): Level | undefined {
    return this.asks.levels()[0];
  }
}

export interface ClientCallbacks {
  /** Asks for the l2Snapshot of an instrument; one at a time for each. Ask again with retry() if none comes. */
  requestSnapshot(instrument: number): void;
  /** A message that is new and in order; for class l2 the book has taken it in. */
  onMessage?(message: Message): void;
  /** Messages `from` to `to` of a class were missed. */
  onGap?(feedClass: number, instrument: number, from: number, to: number): void;
}

export class MarketDataClient {
  epoch = -1;
  gaps = 0;
  checked = 0;
  private readonly books = new Map<number, ClientBook>();
  private readonly seqs = new Map<string, number>();

  constructor(private readonly callbacks: ClientCallbacks) {}

  /** The book of an instrument; made, and its snapshot asked for, when it is new. */
  book(instrument: number): ClientBook {
    let book = this.books.get(instrument);
    if (book === undefined) {
      book = new ClientBook(instrument);
      this.books.set(instrument, book);
      this.invalidate(book);
    }
    return book;
  }

  take(message: Message): void {
    if (num(message, Head.EPOCH) !== this.epoch && !this.begin(message)) return;
    switch (message[Head.TYPE]) {
      case MessageType.l2:
        this.delta(this.book(num(message, Head.INSTRUMENT)), message);
        break;
      case MessageType.l2Snapshot:
        this.snapshot(this.book(num(message, Head.INSTRUMENT)), message);
        break;
      case MessageType.hb:
        this.heartbeat(message);
        break;
      default:
        this.other(message);
    }
  }

  /** Asks again for each book whose snapshot has not come: on a timer, with a pause that grows. */
  retry(): void {
    for (const book of this.books.values()) if (book.asked) this.callbacks.requestSnapshot(book.instrument);
  }

  /** For those whose own connection was lost: nothing can be relied on. */
  invalidateAll(): void {
    for (const book of this.books.values()) this.invalidate(book);
  }

  /** A new epoch voids everything of the old one; a late message of an older one is left out. */
  private begin(message: Message): boolean {
    if (num(message, Head.EPOCH) < this.epoch) return false;
    const first = this.epoch === -1;
    this.epoch = num(message, Head.EPOCH);
    if (first) return true; // what has been asked for is on its way
    this.seqs.clear();
    for (const book of this.books.values()) {
      book.asked = false;
      book.pending = [];
      book.seq = 0;
      this.invalidate(book);
    }
    return true;
  }

  private invalidate(book: ClientBook): void {
    book.valid = false;
    if (book.asked) return;
    book.asked = true;
    this.callbacks.requestSnapshot(book.instrument);
  }

  private delta(book: ClientBook, message: Message): void {
    if (!book.valid) {
      book.pending.push(message);
      if (book.pending.length > PENDING_MAX) book.pending.shift();
      return;
    }
    if (num(message, Head.SEQ) <= book.seq) return;
    if (num(message, Head.PREV_SEQ) !== book.seq) {
      this.gap(FeedClass.l2, book.instrument, book.seq, num(message, Head.PREV_SEQ));
      book.pending.push(message);
      this.invalidate(book);
      return;
    }
    this.apply(book, message);
  }

  private snapshot(book: ClientBook, message: Message): void {
    const seq = num(message, Head.SEQ);
    if (book.valid && seq <= book.seq) return;
    if (seq < book.seq) return; // older than what was once known: a newer one is on its way
    book.bids.clear();
    book.asks.clear();
    book.asked = false;
    book.valid = true;
    const least = Math.min(num(message, L2.BIDS), num(message, L2.ASKS));
    const whole = message[L2.BIDS] === message[L2.BID_LEVELS] && message[L2.ASKS] === message[L2.ASK_LEVELS];
    book.minLevels = whole ? 0 : Math.ceil(least * CUT_REFRESH);
    const pending = book.pending;
    book.pending = [];
    this.apply(book, message);
    for (const delta of pending) this.delta(book, delta);
  }

  /** Puts a message's levels into the book, then checks what can be checked. */
  private apply(book: ClientBook, message: Message): void {
    const bidCount = num(message, L2.BIDS);
    const count = bidCount + num(message, L2.ASKS);
    for (let i = 0; i < count; i++) {
      const at = L2.FIRST + i * 3;
      const side = i < bidCount ? book.bids : book.asks;
      side.set(num(message, at), num(message, at + 1), num(message, at + 2));
    }
    book.seq = num(message, Head.SEQ);
    if (!this.isRight(book, message)) {
      this.invalidate(book);
      return;
    }
    this.callbacks.onMessage?.(message);
  }

  private isRight(book: ClientBook, message: Message): boolean {
    if (book.minLevels > 0) {
      if (Math.min(book.bids.size, book.asks.size) < book.minLevels) return false;
    } else if (book.bids.size !== message[L2.BID_LEVELS] || book.asks.size !== message[L2.ASK_LEVELS]) {
      return false;
    }
    if (message[L2.CRC] === NO_CRC) return true;
    this.checked++;
    return message[L2.CRC] === bookCrc(book.bids.levels(), book.asks.levels());
  }

  /** Classes other than l2: each message stands for itself; a gap is only told. */
  private other(message: Message): void {
    const owner = message[Head.TYPE] === MessageType.exec ? num(message, Head.INSTRUMENT + 1) : num(message, Head.INSTRUMENT);
    const feedClass = classOf(num(message, Head.TYPE));
    const key = `${feedClass} ${owner}`;
    const known = this.seqs.get(key);
    const seq = num(message, Head.SEQ);
    if (known !== undefined && seq <= known) return;
    if (known !== undefined && num(message, Head.PREV_SEQ) !== known) {
      this.gap(feedClass, owner, known, num(message, Head.PREV_SEQ));
    }
    this.seqs.set(key, seq);
    this.callbacks.onMessage?.(message);
  }

  /** Finds gaps in what has gone quiet. After a missed heartbeat any book may have one. */
  private heartbeat(message: Message): void {
    const known = this.seqs.get('hb');
    const missed = known !== undefined && num(message, Head.PREV_SEQ) !== known;
    this.seqs.set('hb', num(message, Head.SEQ));
    if (missed) this.invalidateAll();
    for (let i = 0; i < num(message, Hb.COUNT); i++) {
      const at = Hb.FIRST + i * 3;
      if (message[at + 1] !== FeedClass.l2) continue;
      const book = this.books.get(num(message, at));
      if (book === undefined || !book.valid || book.seq >= num(message, at + 2)) continue;
      this.gap(FeedClass.l2, book.instrument, book.seq, num(message, at + 2));
      this.invalidate(book);
    }
    this.callbacks.onMessage?.(message);
  }

  private gap(feedClass: number, instrument: number, known: number, upTo: number): void {
    this.gaps++;
    this.callbacks.onGap?.(feedClass, instrument, known + 1, upTo);
  }
}
