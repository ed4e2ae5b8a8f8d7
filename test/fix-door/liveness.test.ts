import { expect, test } from 'vitest';
import { World } from './support/world.js';

function quiet(heartBtIntS: number) {
  const world = new World();
  const peer = world.peer();
  peer.send('A', `98=0|108=${heartBtIntS}`).next();
  return { world, peer };
}

test('a Heartbeat after HeartBtInt of our silence', () => {
  const { world, peer } = quiet(10);
  world.pass(9900);
  expect(peer.all()).toEqual([]);
  world.pass(200);
  expect(peer.summary(34, 112)).toEqual(['0 34=2']);
  world.pass(1000);
  peer.send('1', '112=X');
  world.pass(9900);
  expect(peer.summary()).toEqual(['0']);
  world.pass(200);
  expect(peer.summary()).toEqual(['0']);
});

test('a TestRequest after 1.2 times HeartBtInt of theirs, the end after 2.4 times', () => {
  const { world, peer } = quiet(10);
  world.pass(11_900);
  expect(peer.summary()).toEqual(['0']);
  world.pass(200);
  expect(peer.summary()).toEqual(['1']);
  world.pass(11_700);
  expect(peer.isClosed).toBe(false);
  world.pass(300);
  expect(peer.isClosed).toBe(true);
  expect(world.logs.at(-1)).toContain('nothing came');
  world.run();
  expect(world.peer({ msgSeqNum: 2 }).logon().summary()).toEqual(['A']);
});

test('any message stills the timer; each silence has its own TestRequest', () => {
  const { world, peer } = quiet(10);
  for (let i = 0; i < 3; i++) {
    world.pass(12_500);
    expect(peer.summary()).toContain('1');
    peer.send('0');
  }
  world.pass(10_000);
  expect(peer.isClosed).toBe(false);
});

test('a session that we paused is not timed out', () => {
  const world = new World({ commandRingBytes: 1 << 13 });
  const peer = world.loggedOn();
  world.running = false;
  for (let i = 0; i < 120; i++) peer.send('0');
  expect(peer.socket.paused).toBe(true);
  world.pass(100_000, 1000);
  world.running = true;
  world.run();
  world.pass(20_000, 1000);
  expect([peer.isClosed, peer.socket.paused]).toEqual([false, false]);
});

test('when the venue closes, every session gets a Logout and no new one comes in', async () => {
  const world = new World();
  const peers = ['A', 'B', 'C'].map((senderCompId) => world.loggedOn({ senderCompId }));
  const unknown = world.peer();
  await world.listening;
  const drained = world.door.drain();
  await Promise.resolve();
  world.run();
  await drained;
  expect(peers.map((p) => p.summary(58))).toEqual(Array(3).fill(['5 58=the venue closes']));
  expect([...peers, unknown].every((p) => p.isClosed)).toBe(true);
  expect(world.net.isListening).toBe(false);
});
