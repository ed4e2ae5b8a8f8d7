/** A market data stage over a toy market, its feed ring, and subscribers that read what it says. */
import { ManualClock } from '../../engine/clock.js';
import { Directory } from '../../engine/directory.js';
import { Side } from '../../engine/records.js';
import { createRing, RingConsumer, RingProducer } from '../../engine/ring.js';
import { Stats } from '../../engine/stats.js';
import { type ClientBook, MarketDataClient } from '../../marketdata/client.js';
import { readFeed, writeRequest } from '../../marketdata/feed.js';
import { FeedClass, Head, type Message } from '../../marketdata/messages.js';
import type { Publisher } from '../../marketdata/publisher.js';
import { MarketDataStage } from '../../marketdata/stage.js';
import { ToyMarket } from './market.js';

/** Keeps what it is given. */
export class ListPublisher implements Publisher {
  connections = 1;
  readonly sent: { subject: string; message: Message }[] = [];

  publish(subject: string, message: Message): void {
    this.sent.push({ subject, message });
  }

  /** What went to a subject. */
  on(subject: string): Message[] {
    return this.sent.filter((s) => s.subject === subject).map((s) => s.message);
  }
}

export class Rig {
  readonly market: ToyMarket;
  readonly clock = new ManualClock();
  readonly stats = new Stats();
  readonly stage: MarketDataStage;
  readonly feed: RingConsumer;
  readonly requests: RingProducer;

  constructor(options: { feedBytes?: number; publisher?: Publisher | null; symbols?: string[] } = {}) {
    this.market = new ToyMarket();
    const feed = createRing(options.feedBytes ?? 1 << 20, 1);
    const requests = createRing(1 << 12, 1);
    this.feed = new RingConsumer(feed, 0);
    this.requests = new RingProducer(requests);
    this.stage = new MarketDataStage({
      log: this.market.reader,
      directory: new Directory(),
      books: [],
      mic: 'XBTN',
      feed: new RingProducer(feed),
      requests: [new RingConsumer(requests, 0)],
      publisher: options.publisher ?? null,
      clock: this.clock,
      stats: this.stats,
    });
    this.market.startEpoch(1);
    for (const firm of [0, 1, 2]) this.market.addFirm(firm, `FIRM${firm}`);
    for (const [i, symbol] of (options.symbols ?? ['AAA', 'BBB', 'BRK.B']).entries()) this.market.list(i, symbol);
    this.turn();
  }

  /** Releases what the market has done, and lets the stage work until nothing is left. */
  turn(): void {
    this.market.release();
    while (this.stage.work() > 0);
  }

  /** Takes all that is in the feed ring. */
  drain(): Message[] {
    const messages: Message[] = [];
    for (let at = this.feed.peek(); at >= 0; at = this.feed.peek()) {
      messages.push(readFeed(this.feed.views, at));
      this.feed.advance();
    }
    this.feed.release();
    return messages;
  }

  /** A subscriber behind the feed ring; its requests go through the request ring. */
  client(): MarketDataClient {
    return new MarketDataClient({
      requestSnapshot: (instrument) => {
        writeRequest(this.requests, instrument, 1 << FeedClass.l2);
        this.requests.publish();
      },
    });
  }

  /** Whether a subscriber's book is valid and the market's own. */
  matches(book: ClientBook): boolean {
    const sides = (own: unknown, theirs: unknown) => JSON.stringify(own) === JSON.stringify(theirs);
    return (
      book.valid &&
      sides(this.market.levels(book.instrument, Side.buy), book.bids.levels()) &&
      sides(this.market.levels(book.instrument, Side.sell), book.asks.levels())
    );
  }
}

export const typeOf = (message: Message) => message[Head.TYPE];
