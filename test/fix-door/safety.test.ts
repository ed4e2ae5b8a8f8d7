import { expect, test } from 'vitest';
import { writeSetLevel } from '../../engine/commands.js';
import { Level } from '../../engine/progress.js';
import { ownOrigin } from '../../engine/sequencer.js';
import { World } from './support/world.js';

/** From here on reports wait for the mirror, which has everything so far. */
function mirrored(world: World): void {
  world.sequencer.submit((sink) => writeSetLevel(sink, ownOrigin, Level.mirror, 'test'));
  world.progress.reach(Level.mirror, world.engine.seq, []);
  world.run();
}

test('nothing leaves before it is safe: not a Logon answer, not a fill', () => {
  const world = new World({ sessions: [{ senderCompId: 'TW44' }] });
  const peer = world.peer();
  peer.logon();
  peer.next();
  world.durable = false;
  peer.order('a', 'buy', 10, '99.00').send('1', '112=A');
  world.pass(5000);
  expect(peer.all()).toEqual([]);
  world.durable = true;
  world.run();
  expect(peer.summary(34)).toEqual(['8 34=2', '0 34=3']);
});

test('at level mirror, reports wait for the mirror and administrative messages for the disk, in order of MsgSeqNum', () => {
  const world = new World();
  const peer = world.loggedOn();
  mirrored(world);
  peer.send('1', '112=A');
  expect(peer.summary(34)).toEqual(['0 34=2']);
  peer.order('a', 'buy', 10, '99.00').send('1', '112=B');
  expect(peer.all()).toEqual([]);
  world.progress.reach(Level.mirror, world.engine.seq, []);
  world.run();
  expect(peer.summary(34)).toEqual(['8 34=3', '0 34=4']);
});

test('a resend does not bring out what is not safe', () => {
  const world = new World();
  const first = world.loggedOn();
  mirrored(world);
  first.order('a', 'buy', 10, '99.00').socket.disconnect();
  world.run();
  const again = world.peer({ msgSeqNum: 3 }).logon();
  expect(again.summary(34)).toEqual(['A 34=3']);
  again.send('2', '7=2|16=0');
  expect(again.all()).toEqual([]);
  world.progress.reach(Level.mirror, world.engine.seq, []);
  world.run();
  expect(again.summary(34, 43)).toEqual(['8 34=2 43=Y', '4 34=3 43=Y']);
});

test('the door is busy while its commands are under way', () => {
  const world = new World();
  const peer = world.loggedOn();
  expect(world.door.busy()).toBe(false);
  world.durable = false;
  peer.order('a', 'buy', 10, '99.00');
  expect(world.door.busy()).toBe(true);
  world.durable = true;
  world.run();
  expect(world.door.busy()).toBe(false);
});
