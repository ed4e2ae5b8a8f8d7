import { expect, test } from 'vitest';
import { MarketDataClient } from '../../marketdata/client.js';
import { bookCrc, type Level } from '../../marketdata/client-book.js';
import { FeedClass, type Message, MessageType, NO_CRC } from '../../marketdata/messages.js';

const EPOCH = 7;
const head = (type: number, prevSeq: number, seq: number, epoch = EPOCH) => [type, 1, epoch, prevSeq, seq, 0, 0, 0];

/** A delta or a snapshot; `sizes` are the levels of the whole book after it. */
function l2(
  type: number,
  prevSeq: number,
  seq: number,
  bids: Level[],
  asks: Level[],
  sizes: [number, number],
  crc = NO_CRC,
): Message {
  return [...head(type, prevSeq, seq), crc, bids.length, asks.length, ...sizes, ...bids.flat(), ...asks.flat()];
}

const snapshot = (seq: number, bids: Level[], asks: Level[]) =>
  l2(MessageType.l2Snapshot, seq, seq, bids, asks, [bids.length, asks.length], bookCrc(bids, asks));

function follow() {
  const asked: number[] = [];
  const gaps: number[][] = [];
  const client = new MarketDataClient({
    requestSnapshot: (instrument) => asked.push(instrument),
    onGap: (feedClass, instrument, from, to) => gaps.push([feedClass, instrument, from, to]),
  });
  return { client, book: client.book(0), asked, gaps };
}

test('deltas before the snapshot are kept; those that it contains are dropped', () => {
  const { client, book, asked } = follow();
  client.take(l2(MessageType.l2, 4, 5, [[99, 1, 1]], [], [1, 0]));
  expect(asked).toEqual([0]);
  client.take(l2(MessageType.l2, 5, 6, [[98, 2, 1]], [], [2, 0]));
  client.take(snapshot(5, [[99, 1, 1]], []));
  expect(book.valid).toBe(true);
  expect(book.seq).toBe(6);
  expect(book.bids.levels()).toEqual([
    [99, 1, 1],
    [98, 2, 1],
  ]);
});

test('a gap makes the book invalid before anything else, one request is made, and the repair joins on', () => {
  const { client, book, asked, gaps } = follow();
  client.take(snapshot(1, [[99, 1, 1]], []));
  asked.length = 0;
  client.take(l2(MessageType.l2, 2, 3, [[97, 1, 1]], [], [3, 0]));
  expect(book.valid).toBe(false);
  client.take(l2(MessageType.l2, 3, 4, [[99, 0, 0]], [], [2, 0]));
  expect(asked).toEqual([0]);
  expect(gaps).toEqual([[FeedClass.l2, 0, 2, 2]]);
  client.take(
    snapshot(
      3,
      [
        [99, 1, 1],
        [98, 1, 1],
        [97, 1, 1],
      ],
      [],
    ),
  );
  expect(book.valid).toBe(true);
  expect(book.bids.levels().map((l) => l[0])).toEqual([98, 97]);
});

test('a repeated message changes nothing', () => {
  const { client, book } = follow();
  client.take(snapshot(1, [[99, 1, 1]], []));
  const delta = l2(MessageType.l2, 1, 2, [[99, 5, 2]], [], [1, 0]);
  client.take(delta);
  client.take(delta);
  client.take(snapshot(1, [], []));
  expect(book.bestBid).toEqual([99, 5, 2]);
  expect(book.valid).toBe(true);
});

test('a checksum or a count of levels that is wrong makes the book invalid', () => {
  const wrongCrc = follow();
  wrongCrc.client.take(snapshot(1, [[99, 1, 1]], []));
  wrongCrc.client.take(l2(MessageType.l2, 1, 2, [[99, 2, 1]], [], [1, 0], 12345));
  expect(wrongCrc.book.valid).toBe(false);
  expect(wrongCrc.asked).toEqual([0, 0]);

  const wrongCount = follow();
  wrongCount.client.take(snapshot(1, [[99, 1, 1]], []));
  wrongCount.client.take(l2(MessageType.l2, 1, 2, [[99, 2, 1]], [], [2, 0]));
  expect(wrongCount.book.valid).toBe(false);
});

test('a new epoch voids every book; what is late from an old one is left out', () => {
  const { client, book } = follow();
  client.take(snapshot(8, [[99, 1, 1]], []));
  client.take(head(MessageType.hb, 0, 1, EPOCH + 1).concat(0));
  expect(book.valid).toBe(false);
  client.take(snapshot(9, [[99, 1, 1]], []));
  expect(book.valid).toBe(false);
  const fresh = snapshot(1, [[50, 1, 1]], []);
  fresh[2] = EPOCH + 1;
  client.take(fresh);
  expect(book.valid).toBe(true);
  expect(book.bestBid).toEqual([50, 1, 1]);
});

test('a heartbeat finds a gap in a quiet book, and a missed heartbeat any', () => {
  const quiet = follow();
  quiet.client.take(snapshot(3, [], []));
  quiet.client.take([...head(MessageType.hb, 0, 1), 1, 0, FeedClass.l2, 3]);
  expect(quiet.book.valid).toBe(true);
  quiet.client.take([...head(MessageType.hb, 1, 2), 1, 0, FeedClass.l2, 4]);
  expect(quiet.book.valid).toBe(false);
  expect(quiet.gaps).toEqual([[FeedClass.l2, 0, 4, 4]]);

  const missed = follow();
  missed.client.take(snapshot(3, [], []));
  missed.client.take([...head(MessageType.hb, 0, 1), 0]);
  missed.client.take([...head(MessageType.hb, 2, 3), 0]);
  expect(missed.book.valid).toBe(false);
});

test('a cut snapshot is asked for again when too little of it is left', () => {
  const { client, book, asked } = follow();
  const bids: Level[] = [9, 8, 7, 6].map((price) => [price, 1, 1]);
  const asks: Level[] = [19, 20, 21, 22].map((price) => [price, 1, 1]);
  client.take(l2(MessageType.l2Snapshot, 1, 1, bids, asks, [100, 4], bookCrc(bids, asks)));
  asked.length = 0;
  client.take(
    l2(
      MessageType.l2,
      1,
      2,
      [
        [9, 0, 0],
        [8, 0, 0],
      ],
      [],
      [98, 4],
    ),
  );
  expect(book.valid).toBe(true);
  client.take(l2(MessageType.l2, 2, 3, [[7, 0, 0]], [], [97, 4]));
  expect(book.valid).toBe(false);
  expect(asked).toEqual([0]);
});
