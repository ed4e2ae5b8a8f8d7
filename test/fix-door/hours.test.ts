/** A session's schedule at the door: no Logon outside of it, a Logout at its end, and the orders stay. */
import { expect, test } from 'vitest';
import { World } from './support/world.js';

// the world begins on Tuesday 2023-11-14 at 22:13:20 UTC
const until = (end: string, more: object = {}) => ({ schedule: { start: '08:00', end, ...more } });

test('a Logon outside the window is refused without a word; the log has the next opening', () => {
  const world = new World({ sessions: [until('17:00')] });
  const early = world.peer().logon();
  expect([early.isClosed, early.socket.received]).toEqual([true, '']);
  expect(world.logs.at(-1)).toMatch(/refused: the session's schedule is closed until 2023-11-15T08:00:00.000Z$/);
  world.pass(9 * 3600_000 + 46 * 60_000 + 39_000, 60_000);
  expect(world.peer().logon().isClosed).toBe(true);
  world.pass(1000);
  expect(world.peer().logon().summary(34)).toEqual(['A 34=1']);
});

test('a session that is up when its window ends is logged out then, and its orders stay', () => {
  const world = new World({ sessions: [{ ...until('22:14'), cancelOnDisconnect: true }] });
  const peer = world.loggedOn();
  peer.order('a', 'buy', 10, '99.00').all();
  world.pass(39_999, 1000);
  expect(peer.isClosed).toBe(false);
  peer.all();
  world.pass(1);
  expect(peer.summary(34, 58)).toEqual(["5 34=5 58=the session's schedule has ended"]);
  expect([peer.isClosed, world.engine.openOrders]).toEqual([true, 1]);
  expect(world.logs.at(-1)).toContain("TW44: logged out: the session's schedule has ended");
  expect(world.peer({ msgSeqNum: 3 }).logon().isClosed).toBe(true);
});

test('it is logged out before its first Heartbeat too, and while its orders come', () => {
  const world = new World({ sessions: [until('22:13:21')] });
  const peer = world.peer();
  peer.send('A', '98=0|108=3600').all();
  for (let i = 0; i < 9; i++) {
    world.pass(100);
    expect(peer.order(`o${i}`, 'buy', 1, '99.00').summary(150)).toEqual(['8 150=0']);
  }
  world.pass(100);
  expect([peer.summary(58), peer.isClosed]).toEqual([["5 58=the session's schedule has ended"], true]);
});

test('where one window follows the other at once, the session is logged out between them and may come back', () => {
  const world = new World({ sessions: [{ schedule: { start: '22:14', end: '22:14', timeZone: 'UTC' } }] });
  const peer = world.loggedOn();
  world.pass(40_000, 1000);
  expect([peer.all().at(-1)?.get(58), peer.isClosed]).toEqual(["the session's schedule has ended", true]);
  expect(world.peer({ msgSeqNum: 2 }).logon('789=2').summary().at(0)).toBe('A');
});

test('the end waits for room in the ring', () => {
  const world = new World({ sessions: [until('22:14')], commandRingBytes: 1 << 13 });
  const peer = world.loggedOn();
  world.running = false;
  for (let i = 0; i < 60; i++) peer.order(`o${i}`, 'buy', 1, '99.00');
  world.pass(41_000, 1000);
  expect(peer.isClosed).toBe(false);
  world.running = true;
  world.run();
  world.pass(10, 1);
  expect([peer.all().at(-1)?.get(58), peer.isClosed]).toEqual(["the session's schedule has ended", true]);
});

test('other zones, and days', () => {
  const zone = 'America/New_York'; // 17:13:20 there
  const open = new World({ sessions: [until('17:30', { timeZone: zone, days: ['tuesday'] })] });
  expect(open.peer().logon().summary()).toEqual(['A']);
  const closed = new World({ sessions: [until('17:30', { timeZone: zone, days: ['monday', 'friday'] })] });
  expect(closed.peer().logon().isClosed).toBe(true);
  expect(closed.logs.at(-1)).toContain('closed until 2023-11-17T13:00:00.000Z');
});
