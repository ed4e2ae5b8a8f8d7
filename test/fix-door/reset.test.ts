/** When both numbers go back to 1: with each Logon, after a Logout, after any end; as the session is configured. */
import { expect, test } from 'vitest';
import { World } from './support/world.js';

test('after a Logout, where the session is configured so', () => {
  const world = new World({ sessions: [{ resetOnLogout: true }] });
  const peer = world.loggedOn();
  peer.send('0').send('5');
  expect(peer.summary(34)).toEqual(['5 34=2']);
  expect(world.loggedOn().msgSeqNum).toBe(2);
});

test('but not after another end of the connection', () => {
  const world = new World({ sessions: [{ resetOnLogout: true }] });
  world.loggedOn().send('0').socket.disconnect();
  world.run();
  const again = world.peer({ msgSeqNum: 3 });
  expect(again.logon().summary(34)).toEqual(['A 34=2']);
});

test('after any end, where the session is configured so', () => {
  const world = new World({ sessions: [{ resetOnDisconnect: true }] });
  for (let i = 0; i < 3; i++) {
    const peer = world.peer();
    expect(peer.logon().send('0').summary(34)).toEqual(['A 34=1']);
    if (i === 1) peer.send('5');
    else peer.socket.disconnect();
    world.run();
  }
});

test('with each Logon, where the session is configured so', () => {
  const world = new World({ sessions: [{ resetOnLogon: true }] });
  for (let i = 0; i < 2; i++) {
    const peer = world.peer();
    expect(peer.logon().summary(34)).toEqual(['A 34=1']);
    peer.socket.disconnect();
    world.run();
  }
});

const DAILY = { timeZone: 'UTC', start: '08:00', end: '17:00' };
const HOUR = 3_600_000;

function inNextWindow(schedule: object): number[] {
  const world = new World({ sessions: [{ schedule: { ...DAILY, ...schedule } }] });
  world.clock.advanceMs(10 * HOUR); // from 22:13
  const first = world.loggedOn();
  first.send('0').send('5');
  const same = world.loggedOn({ msgSeqNum: 4 });
  same.send('5');
  const numbers = [same.all()[0].seq];
  world.clock.advanceMs(24 * HOUR);
  const next = world.peer({ msgSeqNum: 'reset' in schedule ? 6 : 1 });
  numbers.push(next.logon().all()[0].seq);
  return numbers;
}

test('with each window of its schedule, and not within one', () => {
  expect(inNextWindow({})).toEqual([4, 1]);
});

test('unless the schedule says that they go on', () => {
  expect(inNextWindow({ reset: false })).toEqual([4, 5]);
});
