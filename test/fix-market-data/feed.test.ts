/** The feed behind it: gaps and repairs, answers that do not come, books that are cut, and what others have asked for. */
import { describe, expect, it, test } from 'vitest';
import { createRing, RingConsumer, RingProducer } from '../../engine/ring.js';
import { MarketBook, Told } from '../../gateway/fix/market-data/book.js';
import { UpdateAction } from '../../gateway/fix/market-data/entry-types.js';
import { Window } from '../../gateway/fix/market-data/window.js';
import { FeedFlag, feedFlags, feedNumbers, feedType, writeFeed } from '../../marketdata/feed.js';
import { type Message, MessageType, NO_CRC } from '../../marketdata/messages.js';
import { order, request, Subscriber, seen, show, truth, VERSIONS, venue } from './support.js';

test('a gap in the feed: who is subscribed gets the state anew, trades included, and the log says so', () => {
  const world = venue({ feedBytes: 1 << 16, windowBytes: 1 << 20 });
  const broker = world.loggedOn({ senderCompId: 'BROKER' });
  const peer = world.loggedOn({ senderCompId: 'MD1' });
  const other = world.loggedOn({ senderCompId: 'MD2' });
  peer.send('V', request('all'));
  other.send('V', request('trades', { types: '2' }));
  const subscriber = new Subscriber(peer);
  subscriber.read();
  other.all();
  world.durable = false; // all of it is told in one turn, and the ring has no room for it
  for (let i = 0; i < 700; i++) {
    order(broker, 'sell', 1, '100.00');
    order(broker, 'buy', 1, '100.00');
  }
  order(broker, 'buy', 5, '99.00');
  world.durable = true;
  world.run();
  world.pass(20, 10);
  const types = subscriber.read().map((m) => m.type);
  const trades = subscriber.book().trades.length;
  expect(trades).toBeGreaterThan(100);
  expect(trades).toBeLessThan(700);
  expect(types.slice(trades)).toEqual(expect.arrayContaining(['W']));
  expect(types.at(-1)).toBe('W');
  expect(seen(subscriber.book())).toEqual(truth(world, 'AAPL'));
  expect(subscriber.book().figures.get('2')).toBe('100.00 1');
  expect(other.all().at(-1)?.type).toBe('W');
  expect(world.logs.at(-1)).toContain('the feed of market data was full: who is subscribed to AAPL or others is told anew');
  order(broker, 'sell', 1, '99.00');
  subscriber.read();
  expect(subscriber.book().trades.at(-1)).toBe('1-701');
  expect(seen(subscriber.book())).toEqual(truth(world, 'AAPL'));
});

test('more than the door writes at once goes out in the order in which it happened', () => {
  const world = venue({ feedBytes: 1 << 21, windowBytes: 1 << 22 });
  const broker = world.loggedOn({ senderCompId: 'BROKER' });
  const subscribers = VERSIONS.map((beginString, i) => {
    const peer = world.loggedOn({ senderCompId: `MD${i + 1}`, beginString });
    peer.send('V', request('trades', { types: '2' })).send('V', request('all'));
    return new Subscriber(peer);
  });
  const trades = 2000; // each a body for each of six views
  order(broker, 'sell', trades, '100.00');
  for (const subscriber of subscribers) subscriber.peer.all();
  world.durable = false;
  for (let i = 0; i < trades; i++) order(broker, 'buy', 1, '100.00');
  order(broker, 'buy', 1, '99.00');
  world.durable = true;
  world.run();
  const expected = Array.from({ length: trades }, (_, i) => `1-${i + 1}`);
  for (const { peer } of subscribers) {
    const told = peer.all();
    expect(told.map((m) => m.seq)).toEqual(told.map((_, i) => i + 5));
    for (const id of ['trades', 'all']) {
      const ids = told.filter((m) => m.get(262) === id && m.get(269) === '2').map((m) => m.get(278));
      expect(ids).toEqual(expected);
    }
    expect(show(told.at(-1)!, 279, 269, 270)).toEqual(['0 0 99.00', '2 1 100.00']);
  }
});

test('without subscriptions the ring is drained all the same', () => {
  const world = venue({ feedBytes: 1 << 16 });
  const broker = world.loggedOn({ senderCompId: 'BROKER' });
  for (let i = 0; i < 1000; i++) order(broker, 'buy', 1, `9${i % 10}.00`);
  world.pass(3000, 1000);
  expect(world.feedUsed).toBe(0);
  const peer = world.loggedOn({ senderCompId: 'MD1' });
  peer.send('V', request('r'));
  const subscriber = new Subscriber(peer);
  subscriber.read();
  expect(seen(subscriber.book())).toEqual(truth(world, 'AAPL'));
});

test('a request that is not answered is made again', () => {
  const world = venue();
  const peer = world.loggedOn({ senderCompId: 'MD1' });
  world.telling = false;
  peer.send('V', request('r'));
  expect(world.loseRequests()).toBe(1);
  world.pass(1900);
  expect(world.loseRequests()).toBe(0);
  world.telling = true;
  world.pass(200);
  expect(peer.summary()).toEqual(['W']);
});

// ---- one book, message by message

const EPOCH = 7;
let engineSeq = 0;

/** The numbers of a message as the feed ring has them. */
class Feed {
  readonly book = new MarketBook(0);
  private readonly ring = createRing(1 << 16, 1);
  private readonly producer = new RingProducer(this.ring);
  private readonly consumer = new RingConsumer(this.ring, 0);

  take(message: Message, flags = 0): number {
    writeFeed(this.producer, message, 0, flags);
    this.producer.publish();
    const at = this.consumer.peek();
    const { views } = this.consumer;
    const told = this.book.take(feedType(views, at), feedFlags(views, at), views.f64, feedNumbers(at));
    this.consumer.skip();
    return told;
  }

  answer(seq: number, bids: number[][], bidLevels = bids.length): number {
    this.take(head(MessageType.ref, 1, 1), FeedFlag.answer);
    return this.take(snapshot(seq, bids, bidLevels), FeedFlag.answer);
  }

  get bids(): number[][] {
    const { bids } = this.book;
    return Array.from({ length: bids.levels }, (_, n) => [bids.price(n), bids.qty(n), bids.orders(n)]);
  }
}

function head(type: number, prevSeq: number, seq: number, epoch = EPOCH): Message {
  return [type, 1, epoch, prevSeq, seq, ++engineSeq, 1_700_000_000_000_000, 0];
}

function snapshot(seq: number, bids: number[][], bidLevels = bids.length, epoch = EPOCH): Message {
  return [...head(MessageType.l2Snapshot, seq, seq, epoch), NO_CRC, bids.length, 0, bidLevels, 0, ...bids.flat()];
}

function delta(seq: number, bids: number[][], prevSeq = seq - 1): Message {
  return [...head(MessageType.l2, prevSeq, seq), NO_CRC, bids.length, 0, 0, 0, ...bids.flat()];
}

describe('a book', () => {
  it('is known from the end of a whole answer on, whoever has asked for it', () => {
    const feed = new Feed();
    expect(feed.take(delta(1, [[99, 1, 1]]))).toBe(Told.nothing);
    // the rest of an answer that had begun before
    expect([feed.take(snapshot(1, [[99, 1, 1]]), FeedFlag.answer), feed.book.valid]).toEqual([Told.nothing, false]);
    expect([feed.answer(1, [[99, 1, 1]]), feed.book.valid]).toEqual([Told.anew, true]);
    expect(feed.answer(1, [[99, 1, 1]])).toBe(Told.nothing);
    expect([feed.take(delta(2, [[98, 5, 2]])), feed.bids]).toEqual([
      Told.depth,
      [
        [99, 1, 1],
        [98, 5, 2],
      ],
    ]);
    expect(feed.take(delta(3, []))).toBe(Told.nothing); // a checksum
    expect([feed.take(delta(4, [[99, 0, 0]])), feed.bids]).toEqual([Told.depth, [[98, 5, 2]]]);
  });

  it('is not valid after a gap, until it is told anew', () => {
    const feed = new Feed();
    feed.answer(1, [[99, 1, 1]]);
    feed.book.askedUs = 5;
    expect([feed.take(delta(3, [[98, 1, 1]])), feed.book.valid, feed.book.askedUs]).toEqual([Told.nothing, false, 0]);
    expect(feed.take(delta(4, [[97, 1, 1]]))).toBe(Told.nothing);
    expect([feed.take(snapshot(4, [[97, 1, 1]]), FeedFlag.repair), feed.book.valid]).toEqual([Told.anew, true]);
    expect(feed.take(delta(5, [[96, 1, 1]]))).toBe(Told.depth);
  });

  it('is told anew by a snapshot in place of a long delta, and by a repair that changes nothing', () => {
    const feed = new Feed();
    feed.answer(1, [[99, 1, 1]]);
    const long = snapshot(2, [[98, 1, 1]]);
    long[3] = 1;
    expect([feed.take(long), feed.bids]).toEqual([Told.anew, [[98, 1, 1]]]);
    expect(feed.take(snapshot(2, [[98, 1, 1]]), FeedFlag.repair)).toBe(Told.anew);
  });

  it('of another incarnation of the feed is unknown until that is asked', () => {
    const feed = new Feed();
    feed.answer(5, [[99, 1, 1]]);
    const later = delta(1, [[98, 1, 1]]);
    later[2] = EPOCH + 1;
    expect([feed.take(later), feed.book.valid]).toEqual([Told.nothing, false]);
    const ref = head(MessageType.ref, 1, 1, EPOCH + 1);
    feed.take(ref, FeedFlag.answer);
    expect(feed.take(snapshot(1, [[98, 1, 1]], 1, EPOCH + 1), FeedFlag.answer)).toBe(Told.anew);
  });

  it('that was cut knows nothing below its worst level, and is asked for again once half of it is gone', () => {
    const feed = new Feed();
    feed.answer(
      1,
      [
        [99, 1, 1],
        [98, 1, 1],
        [97, 1, 1],
        [96, 1, 1],
      ],
      9,
    );
    feed.take(
      delta(2, [
        [95, 7, 1],
        [98, 0, 0],
        [99, 0, 0],
      ]),
    );
    expect([feed.bids, feed.book.valid]).toEqual([
      [
        [97, 1, 1],
        [96, 1, 1],
      ],
      true,
    ]);
    expect([feed.take(delta(3, [[97, 0, 0]])), feed.book.valid]).toEqual([Told.depth, false]);
    feed.answer(3, [
      [96, 1, 1],
      [95, 7, 1],
    ]);
    feed.take(delta(4, [[90, 1, 1]]));
    expect(feed.bids).toEqual([
      [96, 1, 1],
      [95, 7, 1],
      [90, 1, 1],
    ]);
  });

  it('shows trades that were left out, even before the first that was told', () => {
    const feed = new Feed();
    const trade = (prevSeq: number, seq: number): Message => [...head(MessageType.trade, prevSeq, seq), seq, 100, 1, 1, 0];
    feed.answer(1, []);
    expect(feed.take(trade(3, 3), FeedFlag.repair)).toBe(Told.anew);
    expect(feed.take(trade(3, 3), FeedFlag.answer)).toBe(Told.nothing);
    expect(feed.take(trade(3, 4))).toBe(Told.trade);
    expect(feed.take(trade(6, 7))).toBe(Told.anew);
    expect(feed.book.trade.id).toBe(7);
  });
});

test('a window finds what comes into it, what goes out of it, and a change of the orders alone', () => {
  const feed = new Feed();
  feed.answer(1, [
    [99, 1, 1],
    [98, 2, 1],
    [97, 3, 1],
  ]);
  const window = new Window(feed.book, 2);
  const changes = (message: Message) => {
    feed.take(message);
    window.compare();
    return Array.from({ length: window.count }, (_, n) => [window.actions[n], window.prices[n], window.qtys[n]]);
  };
  const { new: added, change, delete: deleted } = UpdateAction;
  expect(changes(delta(2, [[99, 1, 3]]))).toEqual([[change, 99, 1]]);
  expect(changes(delta(3, [[97, 0, 0]]))).toEqual([]);
  expect(changes(delta(4, [[99, 0, 0]]))).toEqual([[deleted, 99, 0]]);
  expect(
    changes(
      delta(5, [
        [100, 5, 1],
        [97, 4, 1],
      ]),
    ),
  ).toEqual([[added, 100, 5]]);
  expect(changes(delta(6, [[101, 6, 1]]))).toEqual([
    [added, 101, 6],
    [deleted, 98, 0],
  ]);
  expect(changes(delta(7, [[101, 0, 0]]))).toEqual([
    [deleted, 101, 0],
    [added, 98, 2],
  ]);
});
