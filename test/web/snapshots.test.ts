import { expect, test } from 'vitest';
import { ManualClock } from '../../engine/clock.js';
import { createRing, RingConsumer, RingProducer } from '../../engine/ring.js';
import { Outgoing } from '../../gateway/web/codec.js';
import { SnapshotDesk } from '../../gateway/web/snapshots.js';
import { readRequests } from '../../marketdata/feed.js';
import { FeedClass } from '../../marketdata/messages.js';

test('the rest of an answer that another door has asked for is none: ours counts from its ref on', () => {
  const requests = createRing(1 << 12, 1);
  const desk = new SnapshotDesk(new RingProducer(requests), new ManualClock());
  const told: string[] = [];
  const { ref, trade, l2 } = FeedClass;
  const answer = (...classes: number[]) => {
    for (const feedClass of classes) desk.answer(7, feedClass, feedClass === l2, new Outgoing([]));
  };
  desk.ask(7, {
    answered: (instrument, feedClass) => told.push(`${instrument} ${feedClass}`),
    finished: (instrument) => told.push(`${instrument} finished`),
  });
  answer(trade, l2);
  expect([told, desk.waiting]).toEqual([[], true]);
  answer(ref, trade, l2);
  expect([told, desk.waiting]).toEqual([[`7 ${ref}`, `7 ${trade}`, `7 ${l2}`, '7 finished'], false]);
  expect(readRequests(new RingConsumer(requests, 0), () => {})).toBe(1);
});
