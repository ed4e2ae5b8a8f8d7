/** The door's timers: who is due is looked at, and nobody else. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Timed, Timers } from '../../gateway/fix/timers.js';
import { World } from './support/world.js';

interface Item extends Timed {
  name: number;
}

const step = fc.oneof(
  fc.record({ do: fc.constant('wake' as const), who: fc.nat(20), us: fc.nat(50) }),
  fc.record({ do: fc.constant('take' as const), us: fc.nat(60) }),
  fc.record({ do: fc.constant('remove' as const), who: fc.nat(20) }),
);

test('the heap agrees with a list that is searched', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
      const items = Array.from({ length: 21 }, (_, name): Item => ({ name, dueUs: Infinity, heapAt: -1 }));
      const timers = new Timers<Item>();
      const due = new Map<number, number>();
      const first = () => Math.min(Infinity, ...due.values());
      for (const one of steps) {
        if (one.do === 'wake') {
          timers.wakeAt(one.us, items[one.who]);
          due.set(one.who, Math.min(one.us, due.get(one.who) ?? Infinity));
        } else if (one.do === 'remove') {
          timers.remove(items[one.who]);
          due.delete(one.who);
        } else {
          const taken = timers.take(one.us);
          expect(taken === null).toBe(first() > one.us);
          if (taken === null) continue;
          expect(due.get(taken.name)).toBe(first());
          due.set(taken.name, Infinity);
        }
        expect([timers.nextUs, timers.size]).toEqual([first(), due.size]);
      }
    }),
    { numRuns: 1000 },
  );
});

test('300 sessions cost a few looks each in a minute, however many they are', () => {
  const SESSIONS = 300;
  const world = new World({ capacities: { sessions: 400, participants: 400 } });
  let looks = 0;
  const peers = Array.from({ length: SESSIONS }, (_, i) => {
    world.clock.advanceMs(100); // so that no two are due together
    return world.loggedOn({ senderCompId: `BROKER${i}` });
  });
  const [connection] = world.door['connections'];
  const prototype = Object.getPrototypeOf(connection) as typeof connection;
  const { check } = prototype;
  prototype.check = function (nowUs) {
    looks++;
    return check.call(this, nowUs);
  };
  try {
    for (let passed = 0; passed < 60; passed += 10) {
      for (const peer of peers) peer.send('0');
      world.pass(10_000, 20);
    }
  } finally {
    prototype.check = check;
  }
  expect(peers.every((peer) => !peer.isClosed)).toBe(true);
  const heartbeats = peers.flatMap((peer) => peer.all()).filter(({ type }) => type === '0').length;
  expect(heartbeats).toBeGreaterThanOrEqual(SESSIONS);
  expect(looks / SESSIONS).toBeLessThan(8);
  for (const peer of peers) peer.socket.disconnect();
  world.run();
  expect(world.door['timers'].size).toBe(0);
});

test('a session that starts again with a shorter HeartBtInt gets heartbeats by that', () => {
  const world = new World();
  const peer = world.peer();
  peer.send('A', '98=0|108=3000');
  peer.sendAs(1, 'A', '98=0|108=1|141=Y');
  peer.all();
  peer.msgSeqNum = 2;
  world.pass(1000);
  expect(peer.summary()).toEqual(['0']);
});
