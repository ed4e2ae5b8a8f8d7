import { expect, test } from 'vitest';
import { Side } from '../../engine/records.js';
import { Head, MessageType } from '../../marketdata/messages.js';
import { act, randomSteps } from './market.js';
import { ListPublisher, Rig, typeOf } from './rig.js';

const FEED_BYTES = 1 << 16;

test('a full feed ring never holds the log; the repair follows when its reader is back', () => {
  const publisher = new ListPublisher();
  const rig = new Rig({ feedBytes: FEED_BYTES, publisher });
  const client = rig.client();
  for (const instrument of [0, 1, 2]) client.book(instrument);
  rig.turn();
  for (const message of rig.drain()) client.take(message);

  for (const step of randomSteps(3, 5000, 3)) {
    act(rig.market, step);
    rig.turn();
  }
  expect(rig.market.reader.pending()).toBe(0);
  expect(publisher.sent.length).toBeGreaterThan(10_000);

  const missedTrades = publisher.sent.filter((s) => s.subject.includes('.trade.')).length;
  let trades = 0;
  for (let i = 0; i < 10; i++) {
    for (const message of rig.drain()) {
      if (typeOf(message) === MessageType.trade && message[Head.PREV_SEQ] !== message[Head.SEQ]) trades++;
      client.take(message);
    }
    rig.turn();
  }
  expect(trades).toBeLessThan(missedTrades);
  for (const instrument of [0, 1, 2]) expect(rig.matches(client.book(instrument))).toBe(true);

  for (const step of randomSteps(4, 300, 3)) {
    act(rig.market, step);
    rig.turn();
    for (const message of rig.drain()) client.take(message);
  }
  for (const instrument of [0, 1, 2]) expect(rig.matches(client.book(instrument))).toBe(true);
});

test('lost trades show: the gap is told even if the symbol goes quiet', () => {
  const rig = new Rig({ feedBytes: FEED_BYTES });
  const missed: [number, number][] = [];
  rig.drain();
  let lastInRing = 0;
  for (let i = 0; i < 2000; i++) {
    rig.market.order(1, Side.sell, 100, 1);
    rig.market.order(1, Side.buy, 100, 1);
    rig.turn();
  }
  for (let turn = 0; turn < 3; turn++) {
    for (const message of rig.drain()) {
      if (typeOf(message) !== MessageType.trade) continue;
      const seq = message[Head.SEQ] as number;
      if ((message[Head.PREV_SEQ] as number) > lastInRing) missed.push([lastInRing + 1, message[Head.PREV_SEQ] as number]);
      lastInRing = seq;
    }
    rig.turn();
  }
  expect(lastInRing).toBe(2000);
  expect(missed).toHaveLength(1);
  expect(missed[0][1]).toBe(2000);
});

test('a reader that is only a little late misses nothing', () => {
  const rig = new Rig({ feedBytes: FEED_BYTES });
  const client = rig.client();
  client.book(0);
  for (const step of randomSteps(5, 3000, 1)) {
    act(rig.market, step);
    rig.turn();
    if (step.pick % 20 === 0) for (const message of rig.drain()) client.take(message);
  }
  rig.turn();
  for (const message of rig.drain()) client.take(message);
  expect(client.gaps).toBe(0);
  expect(rig.matches(client.book(0))).toBe(true);
});

test('a request made while the ring is full is answered once there is room', () => {
  const rig = new Rig({ feedBytes: FEED_BYTES });
  for (const step of randomSteps(6, 2000, 3)) {
    act(rig.market, step);
    rig.turn();
  }
  const client = rig.client();
  client.book(2);
  rig.turn();
  expect(rig.stage.deadlineUs()).toBeLessThanOrEqual(rig.clock.nowUs() + 10_000);
  for (let i = 0; i < 3; i++) {
    for (const message of rig.drain()) client.take(message);
    rig.turn();
  }
  expect(rig.matches(client.book(2))).toBe(true);
});
