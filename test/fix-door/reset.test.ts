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
