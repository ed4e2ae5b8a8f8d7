import { expect, test } from 'vitest';
import { sessionSchema } from '../../gateway/config-sessions.js';
import { World } from './support/world.js';

test('a full command ring stops the reading; nothing is lost, nothing comes twice', () => {
  const world = new World({ commandRingBytes: 1 << 14, limits: { fixMessageBytes: 8192 } });
  const peer = world.loggedOn();
  const calm = world.loggedOn({ senderCompId: 'CALM' });
  world.running = false;
  for (let i = 0; i < 500; i++) peer.order(`o${i}`, 'buy', 1, '99.00');
  expect(peer.socket.paused).toBe(true);
  world.running = true;
  world.run();
  expect(peer.summary(34, 11)).toEqual(Array.from({ length: 500 }, (_, i) => `8 34=${i + 2} 11=o${i}`));
  expect(calm.send('1', '112=A').summary(112)).toEqual(['0 112=A']);
});

test('a connection that is lost while the ring is full is told to the engine when there is room', () => {
  const world = new World({ commandRingBytes: 1 << 13 });
  const peer = world.loggedOn({ logon: '8013=Y' });
  peer.order('a', 'buy', 1, '99.00');
  world.running = false;
  for (let i = 0; i < 120; i++) peer.send('0');
  expect(peer.socket.paused).toBe(true);
  peer.socket.disconnect();
  world.run();
  expect(world.engine.openOrders).toBe(1);
  world.running = true;
  world.pass(10);
  expect(world.engine.openOrders).toBe(0);
  expect(world.door.directory.sessions[0].connection).toBe(0);
});

test('a slow consumer is cut off with the reason logged; nobody else is delayed; its messages wait for it', () => {
  const world = new World({ limits: { fixSlowConsumerMs: 5000 } });
  const slow = world.loggedOn({ senderCompId: 'SLOW' });
  const other = world.loggedOn({ senderCompId: 'OTHER' });
  slow.socket.stopReading();
  slow.order('a', 'buy', 1, '99.00').order('b', 'buy', 1, '99.00');
  world.pass(4000);
  expect(other.send('1', '112=A').summary(112)).toEqual(['0 112=A']);
  expect(slow.isClosed).toBe(false);
  world.pass(1500);
  expect(slow.isClosed).toBe(true);
  expect(world.logs.at(-1)).toContain('slow consumer');
  const again = world.peer({ senderCompId: 'SLOW', msgSeqNum: 4 }).logon('789=2');
  expect(again.summary(11, 43).slice(1, 3)).toEqual(['8 11=a 43=Y', '8 11=b 43=Y']);
});

test('a consumer that catches up in time stays', () => {
  const world = new World({ limits: { fixSlowConsumerMs: 5000 } });
  const peer = world.loggedOn();
  for (let i = 0; i < 5; i++) {
    peer.socket.stopReading();
    peer.order(`a${i}`, 'buy', 1, '99.00');
    world.pass(3000);
    peer.socket.startReading();
    world.run();
  }
  expect([peer.isClosed, peer.summary().filter((s) => s === '8').length]).toEqual([false, 5]);
});

test('a single garbled message is ignored and recovered through the gap; three in a row end the connection', () => {
  const world = new World();
  const peer = world.loggedOn();
  const bad = () => peer.raw(peer.message('0').replace(/10=\d+/, '10=256'));
  bad();
  peer.send('0');
  bad();
  bad();
  expect(peer.isClosed).toBe(false);
  peer.sendAs(5, '0');
  expect(peer.summary(7)).toEqual(['2 7=3']);
  bad();
  bad();
  bad();
  expect(peer.summary(58)[0]).toContain('3 garbled messages in a row');
  expect(peer.isClosed).toBe(true);
});

test('an oversized message ends the session with the reason', () => {
  const world = new World();
  const peer = world.loggedOn();
  peer.send('1', `112=${'x'.repeat(9000)}`);
  expect(peer.summary(58)[0]).toMatch(/a message may have 8192 bytes, BodyLength\(9\) says 90\d\d/);
  expect(peer.isClosed).toBe(true);
});

test('bytes without end that are no FIX end the connection, and cost no memory', () => {
  const world = new World();
  const peer = world.loggedOn();
  for (let i = 0; i < 100 && !peer.isClosed; i++) peer.raw('x'.repeat(4096));
  expect(peer.isClosed).toBe(true);
  expect(peer.socket.received.length).toBeLessThan(1000);
});

test('any split of the stream gives the same answers', () => {
  const answers = [1, 2, 3, 7, 50, 1000].map((size) => {
    const world = new World();
    const peer = world.peer();
    const text = [peer.message('A', '98=0|108=30'), peer.message('1', '112=A', '', 2), peer.message('1', '112=B', '', 3)].join(
      '',
    );
    for (let at = 0; at < text.length; at += size) peer.raw(text.slice(at, at + size));
    return peer.socket.received;
  });
  expect(new Set(answers).size).toBe(1);
});

test('over the limit of messages per second: a BusinessMessageReject each, until time passes', () => {
  const world = new World({ limits: { messagesPerSecond: 3 } });
  const peer = world.loggedOn();
  for (let i = 0; i < 5; i++) peer.order(`o${i}`, 'buy', 1, '99.00');
  expect(peer.summary(379)).toEqual(['8', '8', '8', 'j 379=o3', 'j 379=o4']);
  world.pass(1000);
  expect(peer.order('later', 'buy', 1, '99.00').summary()).toEqual(['8']);
});

test('who must go while the ring is full goes when there is room', () => {
  const names = Array.from({ length: 150 }, (_, i) => `GONE${i}`);
  const sessions = [{}, ...names.map((senderCompId) => ({ senderCompId }))];
  const world = new World({ commandRingBytes: 1 << 14, sessions, capacities: { sessions: 200, participants: 200 } });
  const peer = world.loggedOn();
  const gone = names.map((senderCompId) => world.loggedOn({ senderCompId }));
  world.running = false;
  for (let i = 0; i < 200; i++) peer.order(`o${i}`, 'buy', 1, '99.00');
  world.door.configure([sessionSchema.parse({ senderCompId: 'TW44' })]);
  expect(gone.flatMap((each) => each.all())).toEqual([]);
  world.running = true;
  world.run();
  for (const each of gone) expect(each.summary(58)).toEqual(['5 58=the session is not configured any more']);
  expect(peer.all().length).toBe(200);
});
