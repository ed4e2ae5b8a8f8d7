import { setImmediate as turnOfLoop } from 'node:timers/promises';
import { unpack } from 'msgpackr';
import { RequestStrategy } from 'nats';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { Side } from '../../engine/records.js';
import { Stat, Stats } from '../../engine/stats.js';
import { Head, type Message, MessageType } from '../../marketdata/messages.js';
import { NatsPublisher } from '../../marketdata/nats.js';
import { TestNatsServer } from '../support/nats-server.js';
import { act, randomSteps } from './market.js';
import { NatsFollower } from './nats-follower.js';
import { Rig, typeOf } from './rig.js';

const SYMBOLS = ['AAA', 'BBB', 'BRK.B'];
const TOKENS = ['AAA', 'BBB', 'BRK_B'];

let server: TestNatsServer;
beforeAll(async () => {
  server = await TestNatsServer.start();
}, 300_000);
afterAll(async () => server?.stop());

/** What a test opened: closed even if it fails, for a second venue would answer the next one's requests. */
const opened: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of opened.splice(0)) await close();
});

interface Venue {
  rig: Rig;
  publisher: NatsPublisher;
}

function openVenue(inFlightBytes?: number): Venue {
  const publisher = new NatsPublisher({ url: server.url, stats: new Stats(), inFlightBytes });
  const rig = new Rig({ publisher, symbols: SYMBOLS });
  publisher.start(rig.stage);
  opened.push(() => publisher.stop());
  return { rig, publisher };
}

async function follow(subjects?: string[]): Promise<NatsFollower> {
  const follower = await NatsFollower.connect(server.url, TOKENS, subjects);
  opened.push(() => follower.close());
  return follower;
}

/** Lets the event loop and the stage run until `done`; the clock moves with the turns, so that heartbeats come. */
async function until({ rig }: Venue, done: () => boolean, each: () => void = () => {}): Promise<void> {
  for (let turns = 1; !done(); turns++) {
    await turnOfLoop();
    if (turns % 100 === 0) rig.clock.advanceMs(1000);
    rig.turn();
    rig.drain();
    each();
  }
}

/** A random flow, a few steps a turn. */
async function trade({ rig }: Venue, seed: number, steps: number): Promise<void> {
  for (const step of randomSteps(seed, steps, SYMBOLS.length)) {
    act(rig.market, step);
    if (step.pick % 4 !== 0) continue;
    rig.turn();
    rig.drain();
    if (step.pick % 64 === 0) rig.clock.advanceMs(100);
    if (step.pick % 8 === 0) await turnOfLoop();
  }
  rig.turn();
}

const allMatch = ({ rig }: Venue, follower: NatsFollower) =>
  SYMBOLS.every((_, instrument) => rig.matches(follower.client.book(instrument)));

test('a subscriber rebuilds the books under load, without a gap', async () => {
  const venue = openVenue();
  await until(venue, () => venue.publisher.connected);
  await trade(venue, 1, 500);
  const follower = await follow();
  const { dropped } = venue.publisher;
  await trade(venue, 2, 4000);
  await until(
    venue,
    () => allMatch(venue, follower),
    () => follower.retryFailed(),
  );
  expect(follower.client.gaps).toBe(0);
  expect(follower.client.checked).toBeGreaterThan(10);
  expect(venue.publisher.dropped).toBe(dropped);
  expect(follower.messages.some((m) => typeOf(m) === MessageType.trade)).toBe(true);
});

test('kill -9 of the server: trading goes on, the subscriber sees the gap and repairs', async () => {
  const venue = openVenue();
  await until(venue, () => venue.publisher.connected);
  const follower = await follow();
  await trade(venue, 3, 500);
  await until(
    venue,
    () => allMatch(venue, follower),
    () => follower.retryFailed(),
  );

  await server.kill();
  await until(venue, () => !venue.publisher.connected);
  await trade(venue, 4, 1000);
  expect(venue.rig.market.reader.pending()).toBe(0);
  expect(venue.publisher.dropped).toBeGreaterThan(500);
  expect(allMatch(venue, follower)).toBe(false);

  await server.restart();
  await until(venue, () => venue.publisher.connected);
  // no more trading: the heartbeat alone must show what was missed
  await until(
    venue,
    () => allMatch(venue, follower),
    () => follower.retryFailed(),
  );
  await trade(venue, 5, 500);
  await until(
    venue,
    () => allMatch(venue, follower),
    () => follower.retryFailed(),
  );
});

test('without a server the stage works, and says when one appears', async () => {
  await server.kill();
  const changes: (string | null)[] = [];
  const stats = new Stats();
  const publisher = new NatsPublisher({ url: server.url, stats, onChange: (error) => changes.push(error && 'down') });
  const rig = new Rig({ publisher, symbols: SYMBOLS });
  const venue = { rig, publisher };
  publisher.start(rig.stage);
  opened.push(() => publisher.stop());
  await trade(venue, 6, 500);
  expect(stats.get(Stat.natsDropped)).toBeGreaterThan(500);
  await until(venue, () => changes.length > 0);
  await server.restart();
  await until(venue, () => publisher.connected);
  expect(changes).toEqual(['down', null]);
  expect(stats.get(Stat.natsConnected)).toBe(1);
});

test('fills arrive on the subject of their firm, and stop() sends what is under way', async () => {
  const venue = openVenue();
  await until(venue, () => venue.publisher.connected);
  const follower = await follow([]);
  const fills: Message[] = [];
  const last = new Promise<void>((resolve) => {
    follower.connection.subscribe('ord.v1.FIRM1.exec.*', {
      callback: (_error, message) => {
        fills.push(unpack(message.data));
        if (fills.length === 300) resolve();
      },
    });
  });
  await follower.connection.flush();
  for (let i = 0; i < 300; i++) {
    venue.rig.market.order(2, Side.sell, 100, 1, undefined, 1);
    venue.rig.market.order(2, Side.buy, 100, 1, undefined, 2);
  }
  venue.rig.turn();
  await venue.publisher.stop();
  await last;
  expect(fills.map((m) => m[Head.SEQ])).toEqual(Array.from({ length: 300 }, (_, i) => i + 1));
});

test('the snapshot service is found, described, and refuses what it does not know', async () => {
  const venue = openVenue();
  await until(venue, () => venue.publisher.connected);
  venue.rig.market.order(2, Side.sell, 100, 1);
  venue.rig.turn();
  const follower = await follow([]);
  const names: string[] = [];
  for await (const service of await follower.connection.services
    .client({ strategy: RequestStrategy.Timer, maxWait: 250 })
    .ping())
    names.push(service.name);
  expect(names).toEqual(['md-snapshot']);
  const known = await follower.connection.request('svc.md.v1.snapshot.BRK_B');
  expect((unpack(known.data) as Message).slice(-3)).toEqual([100, 1, 1]);
  const unknown = await follower.connection.request('svc.md.v1.snapshot.NOPE');
  expect(unknown.headers?.get('Nats-Service-Error-Code')).toBe('404');
});

test('a server that takes nothing costs a bounded buffer, then messages; trading and stop() do not wait for it', async () => {
  const venue = openVenue(64 << 10);
  await until(venue, () => venue.publisher.connected);
  const { dropped } = venue.publisher;
  server.freeze();
  try {
    for (let seed = 1; venue.publisher.dropped === dropped; seed++) await trade(venue, seed, 500);
    expect(venue.rig.market.reader.pending()).toBe(0);
    expect(venue.publisher.connected).toBe(true);
    server.resume();
    const follower = await follow();
    await until(
      venue,
      () => allMatch(venue, follower),
      () => follower.retryFailed(),
    );
    server.freeze();
    await trade(venue, 9, 100);
    await venue.publisher.stop();
  } finally {
    server.resume();
  }
});
