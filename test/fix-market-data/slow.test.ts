/** A subscriber that does not keep up: its book comes anew, its trades all come, and nobody waits for it. */
import { expect, test } from 'vitest';
import type { FixPeer } from '../fix-door/support/peer.js';
import type { World } from '../fix-door/support/world.js';
import { order, request, Subscriber, seen, show, truth, venue } from './support.js';

function two(limits: Record<string, number> = {}) {
  const world = venue({ limits });
  const broker = world.loggedOn({ senderCompId: 'BROKER' });
  const slow = world.loggedOn({ senderCompId: 'MD1' });
  const quick = world.loggedOn({ senderCompId: 'MD2' });
  for (const peer of [slow, quick]) {
    peer.send('V', request('r', { types: '0127' }));
    expect(peer.summary()).toEqual(['W']);
  }
  return { world, broker, slow, quick };
}

/** Trades one lot, and moves the best bid. */
function trade(broker: FixPeer, i: number): void {
  order(broker, 'sell', 1, '100.00');
  order(broker, 'buy', 1, '100.00');
  order(broker, 'buy', 1, `99.${String(i).padStart(2, '0')}`);
}

function readAgain(world: World, peer: FixPeer): void {
  peer.socket.startReading();
  world.run();
}

test('its book is sent anew once the socket has room, and every trade before it', () => {
  const { world, broker, slow, quick } = two();
  slow.socket.stopReading();
  for (let i = 0; i < 20; i++) trade(broker, i);
  const fast = quick.summary();
  expect(fast.filter((type) => type === 'X').length).toBe(20 * 4);
  readAgain(world, slow);
  const came = slow.all();
  const types = came.map((m) => `${m.type}${m.type === 'X' ? entryType(m.raw) : ''}`).join(' ');
  expect(types).toMatch(/^X1 (X2 ){20}W$/); // what the socket had taken, the trades, one new state
  expect(show(came.at(-1)!, 269, 270)).toContain('0 99.19');
  trade(broker, 20);
  expect(slow.summary()).toEqual(['X', 'X', 'X', 'X']);
});

const entryType = (raw: string) => /\x01269=(.)/.exec(raw)?.[1];

test('its numbers have no hole, and its book and trades are right, however often it falls behind', () => {
  const { world, broker, slow } = two();
  const subscriber = new Subscriber(slow, 2);
  subscriber.book();
  for (let round = 0; round < 10; round++) {
    slow.socket.stopReading();
    for (let i = 0; i < 5; i++) trade(broker, round * 5 + i);
    slow.send('1', `112=${round}`);
    readAgain(world, slow);
    trade(broker, 60 + round);
    subscriber.read();
    expect(seen(subscriber.book())).toEqual(truth(world, 'AAPL'));
  }
  expect(subscriber.book().trades).toEqual(Array.from({ length: 60 }, (_, i) => `1-${i + 1}`));
  expect(subscriber.book().refreshes).toBe(10);
});

test('it is cut off when its socket has taken nothing for too long, with the reason', () => {
  const { world, broker, slow, quick } = two({ fixSlowConsumerMs: 5000 });
  slow.socket.stopReading();
  trade(broker, 0);
  world.pass(4000);
  expect(slow.isClosed).toBe(false);
  world.pass(1500);
  expect(slow.isClosed).toBe(true);
  expect(world.logs.at(-1)).toContain('MD1: cut off: slow consumer: it has not kept up for 5000 ms');
  expect(quick.isClosed).toBe(false);
});

test('it is cut off when too much waits for it, once', () => {
  const { world, broker, slow, quick } = two({ fixSocketBacklogBytes: 65_536 });
  slow.socket.stopReading();
  for (let i = 0; i < 150; i++) trade(broker, i % 90);
  expect([slow.isClosed, quick.isClosed]).toEqual([true, false]);
  const cuts = world.logs.filter((line) => line.includes('cut off'));
  expect(cuts).toEqual([expect.stringMatching(/MD1: cut off: slow consumer: 6\d{4} bytes wait, at most 65536 may/)]);
  expect(quick.summary().length).toBe(150 * 4);
});

test('without trades it may be behind for long: nothing gathers', () => {
  const { world, broker, slow } = two({ fixSocketBacklogBytes: 65_536 });
  const subscriber = new Subscriber(slow, 2);
  slow.socket.stopReading();
  for (let i = 0; i < 1000; i++) order(broker, 'buy', 1, `9${i % 10}.00`);
  readAgain(world, slow);
  const types = subscriber.read().map((m) => m.type);
  expect(types).toEqual(['X', 'W']);
  expect(seen(subscriber.book())).toEqual(truth(world, 'AAPL'));
});

test('what it asks for meanwhile is answered in the end; what it unsubscribes from is not told', () => {
  const { world, broker, slow } = two();
  slow.socket.stopReading();
  trade(broker, 0);
  trade(broker, 1);
  slow.send('V', request('r', { type: 2 })).send('V', request('s', { type: 0, symbols: ['BETA'] }));
  slow
    .send('V', request('bad', { symbols: ['NONE'] }))
    .send('2', '7=1|16=0')
    .send('1', '112=A');
  readAgain(world, slow);
  expect(slow.summary(262, 112, 36)).toEqual(['X 262=r', 'Y 262=bad', '4 36=4', '0 112=A', 'W 262=s']);
});

test('after a delivery that took long what comes gathers, for 5 ms at most: the thread has orders to serve too', () => {
  const { world, broker, quick } = two();
  const write = quick.socket.write.bind(quick.socket);
  quick.socket.write = (bytes) => {
    world.clock.advanceMs(2);
    return write(bytes);
  };
  order(broker, 'buy', 1, '99.00');
  expect(quick.summary()).toEqual(['X']);
  order(broker, 'buy', 1, '98.00');
  order(broker, 'buy', 1, '97.00');
  expect(quick.summary()).toEqual([]);
  expect(world.door.deadlineUs()).toBe(world.clock.nowUs() + 3000);
  world.pass(3);
  expect(quick.summary()).toEqual(['X', 'X']);
});

test('a Logout that waits is the last that it gets', () => {
  const { world, broker, slow } = two();
  slow.socket.stopReading();
  trade(broker, 0);
  slow.send('5');
  trade(broker, 1);
  readAgain(world, slow);
  expect([slow.summary(), slow.isClosed]).toEqual([['X', '5'], true]);
});

test('full refreshes of many symbols go out as far as the turn and the socket allow', () => {
  const world = venue({ limits: { fixSendBytesPerTurn: 4096 } });
  const broker = world.loggedOn({ senderCompId: 'BROKER' });
  for (let i = 0; i < 100; i++) {
    order(broker, 'buy', 1, `9${Math.floor(i / 100)}.${String(i % 100).padStart(2, '0')}`);
    order(broker, 'buy', '0.1', `40.${String(i * 5).padStart(3, '0')}`, '', 'BETA');
  }
  const slow = world.loggedOn({ senderCompId: 'MD1' });
  const subscriber = new Subscriber(slow);
  slow.socket.stopReading();
  for (let i = 0; i < 20; i++) slow.send('V', request(`s${i}`, { type: 0, symbols: ['AAPL', 'BETA'] }));
  for (let i = 0; i < 100 && subscriber.book('BETA').refreshes < 20; i++) {
    slow.socket.startReading();
    slow.socket.stopReading();
    world.run();
    subscriber.read();
  }
  expect([subscriber.book('AAPL').refreshes, subscriber.book('BETA').refreshes]).toEqual([20, 20]);
  expect(seen(subscriber.book('BETA'))).toEqual(truth(world, 'BETA'));
});
