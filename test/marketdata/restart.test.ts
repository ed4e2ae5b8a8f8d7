/** What the feed says after a restart of auctions and price bands that go on: the engine's own word, as subscribers had it before. */
import { expect, test } from 'vitest';
import { ManualClock } from '../../engine/clock.js';
import { Directory } from '../../engine/directory.js';
import { createRing, RingConsumer, RingProducer } from '../../engine/ring.js';
import { Stats } from '../../engine/stats.js';
import { readFeed, writeRequest } from '../../marketdata/feed.js';
import { Auction, FeedClass, Head, type Message, MessageType, NO_BANDS, Status } from '../../marketdata/messages.js';
import { MarketDataStage } from '../../marketdata/stage.js';
import { openVenue, Venue } from '../engine-phases/support.js';
import { ToyMarket } from './market.js';

/** A feed that starts from what the engine has recovered, and the epoch that begins with it. */
function restarted(venue: Venue) {
  const market = new ToyMarket();
  const feed = createRing(1 << 16, 1);
  const requests = createRing(1 << 12, 1);
  const consumer = new RingConsumer(feed, 0);
  const asking = new RingProducer(requests);
  const stage = new MarketDataStage({
    log: market.reader,
    directory: new Directory(venue.engine.directorySeed()),
    books: venue.engine.bookSeeds(),
    mic: 'XBTN',
    feed: new RingProducer(feed),
    requests: [new RingConsumer(requests, 0)],
    publisher: null,
    clock: new ManualClock(),
    stats: new Stats(),
  });
  market.startEpoch(2);
  market.release();
  const turn = (): Message[] => {
    while (stage.work() > 0);
    const messages: Message[] = [];
    for (let at = consumer.peek(); at >= 0; at = consumer.peek()) {
      messages.push(readFeed(consumer.views, at));
      consumer.advance();
    }
    consumer.release();
    return messages;
  };
  const ask = (instrument: number): Message[] => {
    writeRequest(asking, instrument, (1 << FeedClass.auction) | (1 << FeedClass.status));
    asking.publish();
    return turn();
  };
  return { turn, ask };
}

const of = (messages: Message[], type: number, instrument: number) =>
  messages.filter((m) => m[Head.TYPE] === type && m[Head.INSTRUMENT] === instrument);

test('an auction that goes on is told with its indicative price, and again to who asks', () => {
  const venue = openVenue(Venue);
  venue.enter('openingAuction');
  venue.send('b', 'buy', 7, 102);
  venue.send('s', 'sell', 5, 101);
  venue.after(100);
  const { turn, ask } = restarted(venue);
  const told = of(turn(), MessageType.auction, 0);
  expect(told).toHaveLength(1);
  expect(told[0]?.slice(Auction.PHASE)).toEqual([5, 1, 102, 5, 1, 2, 0]);
  expect(told[0]?.slice(Head.PREV_SEQ, Head.ENGINE_SEQ)).toEqual([0, 1]);
  const again = of(ask(0), MessageType.auction, 0);
  expect(again[0]?.slice(Auction.PHASE)).toEqual([5, 1, 102, 5, 1, 2, 0]);
  expect(of(ask(1), MessageType.auction, 1)).toEqual([]);
});

test('an auction that is over is not told', () => {
  const venue = openVenue(Venue);
  venue.enter('openingAuction');
  venue.send('b', 'buy', 7, 102);
  venue.send('s', 'sell', 5, 101);
  venue.enter('open');
  const { turn } = restarted(venue);
  expect(of(turn(), MessageType.auction, 0)).toEqual([]);
});

test('price bands and a limit state are told as they stand', () => {
  const venue = openVenue(Venue, { luldBand: 10, limitStateMs: 15_000, referenceTicks: 100 });
  venue.send('b', 'buy', 5, 110);
  const { turn } = restarted(venue);
  const messages = turn();
  const [status] = of(messages, MessageType.status, 0);
  expect(status?.slice(Status.BAND_STATE)).toEqual([1, 90, 110, 100, venue.timeUs + 15_000_000]);
  const [other] = of(messages, MessageType.status, 1);
  expect(other?.slice(Status.BAND_STATE)).toEqual([NO_BANDS, 0, 0, 0, 0]);
});
