import { expect, test } from 'vitest';
import { Phase, Side, TimeInForce } from '../../engine/records.js';
import { Stat } from '../../engine/stats.js';
import { FeedFlag, feedFlags, feedInstrument, feedType, readFeed, writeRequest } from '../../marketdata/feed.js';
import {
  Bbo,
  FeedClass,
  Fill,
  Hb,
  Head,
  L2,
  type Message,
  MessageType,
  NO_CRC,
  num,
  Ref,
  Status,
  Trade,
} from '../../marketdata/messages.js';
import { act, randomSteps } from './market.js';
import { ListPublisher, Rig, typeOf } from './rig.js';

const of = (messages: Message[], type: number) => messages.filter((m) => typeOf(m) === type);

test('listing an instrument says its definition and its phase', () => {
  const rig = new Rig();
  const messages = rig.drain();
  const refs = of(messages, MessageType.ref);
  expect(refs.map((m) => [m[Head.INSTRUMENT], m[Ref.SYMBOL], m[Ref.TOKEN]])).toEqual([
    [0, 'AAA', 'AAA'],
    [1, 'BBB', 'BBB'],
    [2, 'BRK.B', 'BRK_B'],
  ]);
  expect(refs[0].slice(Ref.TICK_UNITS, Ref.SYMBOL)).toEqual([1, 2, 1, 0, 1, 1_000_000, 1_000_000, 10_000]);
  expect(of(messages, MessageType.status).map((m) => m[Status.IN_FORCE])).toEqual([Phase.open, Phase.open, Phase.open]);
});

test('a turn tells each trade, and each book once', () => {
  const rig = new Rig();
  rig.drain();
  rig.market.order(0, Side.sell, 101, 5);
  rig.market.order(0, Side.sell, 102, 5);
  rig.market.order(0, Side.buy, 103, 7);
  rig.market.order(0, Side.buy, 99, 1);
  rig.turn();
  const messages = rig.drain();
  expect(messages.map(typeOf)).toEqual([MessageType.trade, MessageType.trade, MessageType.l2, MessageType.bbo]);
  expect(messages[0].slice(Trade.TRADE_ID)).toEqual([1, 101, 5, 1, 0]);
  expect(messages[1].slice(Trade.TRADE_ID)).toEqual([2, 102, 2, 1, 0]);
  expect(messages[2].slice(L2.BIDS)).toEqual([1, 1, 1, 1, 99, 1, 1, 102, 3, 1]);
  expect(messages[3].slice(Bbo.BID_PRICE)).toEqual([99, 1, 1, 102, 3, 1]);
  expect(messages[3][Head.ENGINE_SEQ]).toBe(rig.market.seq);
});

test('sequences rise by one for each class and instrument', () => {
  const rig = new Rig({ feedBytes: 1 << 22 });
  const last = new Map<string, number>();
  for (const step of randomSteps(7, 2000, 3)) {
    act(rig.market, step);
    if (step.pick % 4 === 0) rig.turn();
    if (step.pick % 50 === 0) rig.clock.advanceMs(1000);
  }
  rig.turn();
  for (const message of rig.drain()) {
    const type = typeOf(message);
    const key = `${type} ${type === MessageType.hb ? '' : message[Head.INSTRUMENT]}`;
    expect(message[Head.PREV_SEQ]).toBe(last.get(key) ?? 0);
    expect(message[Head.SEQ]).toBe((last.get(key) ?? 0) + 1);
    last.set(key, message[Head.SEQ] as number);
  }
  expect(last.size).toBe(3 * 6 + 1);
});

test('nothing leaves before it is safe', () => {
  const rig = new Rig();
  rig.drain();
  rig.market.order(0, Side.sell, 101, 5);
  rig.market.writer.publish();
  expect(rig.stage.work()).toBe(0);
  expect(rig.drain()).toEqual([]);
  rig.turn();
  expect(rig.drain().map(typeOf)).toEqual([MessageType.l2, MessageType.bbo]);
});

test('an immediate order that finds nothing leaves no trace in the feed', () => {
  const rig = new Rig();
  rig.drain();
  rig.market.order(0, Side.buy, 100, 5, TimeInForce.ioc);
  rig.turn();
  expect(rig.drain()).toEqual([]);
});

test('half a transaction is not told: the book waits for its end', () => {
  const rig = new Rig();
  rig.market.order(0, Side.sell, 101, 5);
  rig.turn();
  rig.drain();
  // the ring shows the first records of the transaction before the rest is written
  const claim = rig.market.writer.claim.bind(rig.market.writer);
  let claims = 0;
  const between: Message[][] = [];
  const replies: (Message | null)[] = [];
  rig.market.writer.claim = (length) => {
    if (claims++ > 0) {
      rig.market.writer.publish();
      rig.market.progress.reach(0, rig.market.seq, []);
      if (claims === 4) {
        writeRequest(rig.requests, 0, 1 << FeedClass.l2);
        rig.requests.publish();
        rig.stage.requestSnapshot('AAA', (message) => replies.push(message));
      }
      rig.stage.work();
      between.push(rig.drain());
    }
    return claim(length);
  };
  rig.market.order(0, Side.buy, 102, 8, TimeInForce.ioc);
  rig.market.writer.claim = claim;
  expect(between.flat().map(typeOf)).toEqual([MessageType.trade]);
  expect(replies).toEqual([]);
  rig.turn();
  const after = rig.drain();
  expect(after.map(typeOf)).toEqual([MessageType.l2, MessageType.bbo, MessageType.l2Snapshot]);
  expect(replies).toEqual([after[2]]);
  expect(after[0].slice(L2.BIDS)).toEqual([0, 1, 0, 0, 101, 0, 0]);
  expect(after[1].slice(Bbo.BID_PRICE)).toEqual([0, 0, 0, 0, 0, 0]);
});

test('a change of phase is told, and which one is in force', () => {
  const rig = new Rig();
  rig.drain();
  rig.market.setPhase(1, Phase.cancelOnly);
  rig.market.setPhase(-1, Phase.halted);
  rig.turn();
  const statuses = rig
    .drain()
    .map((m) => [m[Head.INSTRUMENT], m[Status.IN_FORCE], m[Status.INSTRUMENT_PHASE], m[Status.VENUE_PHASE]]);
  expect(statuses).toEqual([
    [1, Phase.cancelOnly, Phase.cancelOnly, Phase.open],
    [0, Phase.halted, Phase.open, Phase.halted],
    [1, Phase.halted, Phase.cancelOnly, Phase.halted],
    [2, Phase.halted, Phase.open, Phase.halted],
  ]);
});

test('fills go to the firms, each with its own sequence', () => {
  const publisher = new ListPublisher();
  const rig = new Rig({ publisher });
  rig.market.order(0, Side.sell, 101, 5, TimeInForce.day, 1);
  rig.market.order(2, Side.sell, 50, 5, TimeInForce.day, 1);
  const taker = rig.market.order(0, Side.buy, 101, 2, TimeInForce.day, 2);
  rig.market.order(2, Side.buy, 50, 5, TimeInForce.day, 2);
  rig.turn();
  const [fill] = publisher.on('ord.v1.FIRM2.exec.AAA');
  expect(fill.slice(0, 2)).toEqual([MessageType.exec, 1]);
  expect(fill.slice(Fill.PARTICIPANT)).toEqual([2, 0, taker.id, 0, 1, 1, 101, 2, 0, 2, 0x32, 1, `order-${taker.id}`, '']);
  const seqs = ['ord.v1.FIRM1.exec.AAA', 'ord.v1.FIRM1.exec.BRK_B', 'ord.v1.FIRM2.exec.AAA', 'ord.v1.FIRM2.exec.BRK_B'].map(
    (subject) => publisher.on(subject).map((m) => [m[Head.PREV_SEQ], m[Head.SEQ]]),
  );
  expect(seqs).toEqual([[[0, 1]], [[1, 2]], [[0, 1]], [[1, 2]]]);
  expect(publisher.on('md.v1.XBTN.trade.BRK_B')).toHaveLength(1);
});

test('a heartbeat each second says what has changed, and brings the checksums that are due', () => {
  const rig = new Rig();
  rig.drain();
  rig.market.order(0, Side.sell, 101, 5);
  rig.turn();
  rig.market.order(0, Side.sell, 102, 5);
  rig.turn();
  rig.drain();
  rig.clock.advanceMs(999);
  expect(rig.stage.work()).toBe(0);
  expect(rig.drain()).toEqual([]);
  rig.clock.advanceMs(1);
  rig.turn();
  const [check, heartbeat] = rig.drain();
  expect(typeOf(check)).toBe(MessageType.l2);
  expect(check[L2.CRC]).not.toBe(NO_CRC);
  expect(check.slice(L2.BIDS)).toEqual([0, 0, 0, 2]);
  const entries = heartbeat.slice(Hb.FIRST);
  expect(heartbeat[Hb.COUNT]).toBe(entries.length / 3);
  expect(entries).toEqual([0, FeedClass.l2, 3, 0, FeedClass.bbo, 1]);
  rig.clock.advanceMs(1000);
  rig.turn();
  expect(rig.drain().map((m) => m.slice(Hb.COUNT))).toEqual([[0]]);
});

test('a request is answered inside the feed, after what it contains and before what it does not', () => {
  const rig = new Rig();
  rig.drain();
  rig.market.order(0, Side.sell, 101, 5);
  rig.market.order(0, Side.buy, 101, 2);
  rig.turn();
  rig.drain();
  const all = Object.values(FeedClass).reduce((bits, c) => bits | (1 << c), 0);
  writeRequest(rig.requests, 0, 1 << FeedClass.l2);
  writeRequest(rig.requests, 0, all);
  writeRequest(rig.requests, 99, all);
  rig.requests.publish();
  rig.market.order(0, Side.sell, 102, 1);
  rig.turn();
  rig.market.order(0, Side.sell, 103, 1);
  rig.turn();
  const seen: number[][] = [];
  for (let at = rig.feed.peek(); at >= 0; at = rig.feed.peek()) {
    const { views } = rig.feed;
    expect(feedInstrument(views, at)).toBe(0);
    const message = readFeed(views, at);
    seen.push([feedType(views, at), feedFlags(views, at), num(message, Head.SEQ) - num(message, Head.PREV_SEQ)]);
    rig.feed.advance();
  }
  const { answer } = FeedFlag;
  expect(seen).toEqual([
    [MessageType.l2, 0, 1],
    [MessageType.ref, answer, 0],
    [MessageType.status, answer, 0],
    [MessageType.trade, answer, 0],
    [MessageType.bbo, answer, 0],
    [MessageType.l2Snapshot, answer, 0],
    [MessageType.l2, 0, 1],
  ]);
});

test('a change of more levels than a delta holds is told as a snapshot that takes its sequence', () => {
  const rig = new Rig({ feedBytes: 1 << 22 });
  const client = rig.client();
  client.book(0);
  for (let price = 1; price <= 3000; price++) rig.market.order(0, Side.buy, price, 1);
  rig.turn();
  const messages = rig.drain();
  const [snapshot] = of(messages, MessageType.l2Snapshot);
  expect([snapshot[Head.PREV_SEQ], snapshot[Head.SEQ], snapshot[L2.BIDS]]).toEqual([0, 1, 3000]);
  for (const message of messages) client.take(message);
  expect(rig.matches(client.book(0))).toBe(true);
});

test('a new epoch of the engine starts the feed again', () => {
  const rig = new Rig();
  rig.market.order(0, Side.sell, 101, 5);
  rig.turn();
  const client = rig.client();
  client.book(0);
  rig.turn();
  for (const message of rig.drain()) client.take(message);
  expect(rig.matches(client.book(0))).toBe(true);
  const before = rig.stage.epoch;
  rig.clock.advanceMs(2000);
  rig.market.startEpoch(2);
  rig.turn();
  expect(rig.stage.epoch).toBeGreaterThan(before);
  const messages = rig.drain();
  expect(messages.every((m) => m[Head.EPOCH] === rig.stage.epoch)).toBe(true);
  for (const message of messages) client.take(message);
  expect(client.book(0).valid).toBe(false);
  rig.turn();
  for (const message of rig.drain()) client.take(message);
  expect(rig.matches(client.book(0))).toBe(true);
  expect(rig.stats.get(Stat.marketDataSeq)).toBe(rig.market.seq);
});
