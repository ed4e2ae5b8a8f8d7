import { expect, test } from 'vitest';
import { SessionKind } from '../../engine/records.js';
import { frame } from './support/peer.js';
import { World } from './support/world.js';

const asLast = (world: World) => world.logs.at(-1);

test('a Logon is answered with its HeartBtInt, and the session begins at 1', () => {
  const world = new World();
  const answer = world.peer().logon().next();
  expect([answer?.type, answer?.seq, answer?.get(98), answer?.get(108)]).toEqual(['A', 1, '0', '30']);
  expect([answer?.get(49), answer?.get(56)]).toEqual(['BUTTONWOOD', 'TW44']);
});

test('without a configured list, an unknown CompID is defined through the log, with its firm', () => {
  const world = new World();
  const peer = world.peer({ senderCompId: 'NEW.FIRM' }).logon();
  expect(peer.summary(34)).toEqual(['A 34=1']);
  const session = world.door.directory.session(SessionKind.fix, 'NEW.FIRM', 'BUTTONWOOD');
  expect(session).toMatchObject({ cancelOnDisconnect: false, targetCompId: 'BUTTONWOOD' });
  expect(world.door.directory.participants[session?.participant ?? -1].name).toBe('NEW_FIRM');
});

test('when the venue holds no more sessions, the Logon is refused and others are not disturbed', () => {
  const world = new World();
  const first = world.loggedOn({ senderCompId: 'A0' });
  for (let i = 1; i < 16; i++) world.loggedOn({ senderCompId: `A${i}` });
  const late = world.peer({ senderCompId: 'LATE' }).logon();
  expect([late.isClosed, late.all()]).toEqual([true, []]);
  expect(asLast(world)).toContain('holds as many participants as it can');
  expect(first.send('1', '112=X').summary(112)).toEqual(['0 112=X']);
});

test.each([
  ['not a Logon', (p: string) => p.replace('35=A', '35=0'), 'expected a Logon first'],
  [
    'another TargetCompID',
    (p: string) => p.replace('56=BUTTONWOOD', '56=NASDAQ'),
    'expected TargetCompID BUTTONWOOD, got NASDAQ',
  ],
  ['encryption', (p: string) => p.replace('98=0', '98=1'), 'EncryptMethod: expected 0'],
  ['HeartBtInt 0', (p: string) => p.replace('108=30', '108=0'), 'HeartBtInt: expected 1 to 3600 s, got 0'],
  ['HeartBtInt 3601', (p: string) => p.replace('108=30', '108=3601'), 'HeartBtInt: expected 1 to 3600 s, got 3601'],
  ['HeartBtInt missing', (p: string) => p.replace('|108=30', ''), 'Required tag missing (tag 108)'],
  ['MsgSeqNum 0', (p: string) => p.replace('34=1', '34=0'), 'MsgSeqNum: expected a number from 1'],
  ['an old SendingTime', (p: string) => p.replace(/52=[^|]*/, '52=20010101-00:00:00'), 'SendingTime is too far'],
  ['a CompID with spaces', (p: string) => p.replace('49=TW44', '49=T W'), 'printable characters without spaces'],
])('refused without a word: %s', (_name, change, why) => {
  const world = new World();
  const peer = world.peer();
  const body = peer
    .message('A', '98=0|108=30')
    .replaceAll('\x01', '|')
    .replace(/^.*?\|35/, '35')
    .replace(/\|10=.*$/, '');
  peer.raw(frame(change(body)));
  expect([peer.isClosed, peer.socket.received]).toEqual([true, '']);
  expect(asLast(world)).toContain(why);
});

test('refused without a word: another BeginString, garbled bytes, a Logon longer than the limit', () => {
  const world = new World();
  const version = world.peer();
  version.raw(frame('35=A|49=TW44|56=BUTTONWOOD|34=1|52=20231114-22:13:20|98=0|108=30', 'FIX.3.9'));
  const garbled = world.peer().raw('GET / HTTP/1.1\r\n\r\n'.repeat(2));
  const long = world.peer();
  long.send('A', `98=0|108=30|95=1100|96=${'x'.repeat(1100)}`);
  expect([version, garbled, long].map((p) => [p.isClosed, p.socket.received])).toEqual(Array(3).fill([true, '']));
});

test('refused without a word: nothing within the time for a Logon', () => {
  const world = new World();
  const silent = world.peer();
  const slow = world.peer().raw('8=FIX.4.4\x019=');
  world.pass(4900);
  expect([silent.isClosed, slow.isClosed]).toEqual([false, false]);
  world.pass(200);
  expect([silent.isClosed, slow.isClosed]).toEqual([true, true]);
});

test('with a configured list, others are refused', () => {
  const world = new World({ sessions: [{ senderCompId: 'TW44' }] });
  expect(world.peer({ senderCompId: 'WT' }).logon().isClosed).toBe(true);
  expect(asLast(world)).toContain('not configured');
  expect(world.peer().logon().summary()).toEqual(['A']);
});

test('passwords and raw bytes are not in the log', () => {
  const world = new World();
  world.peer({ senderCompId: 'USER' }).logon('553=me|554=hunter2');
  world.peer({ senderCompId: 'BAD\x02NAME' }).logon('553=me|554=hunter2');
  expect(world.logs.join()).not.toMatch(/hunter2|\x02/);
});

test('a second Logon of a live session is dropped, the first stays', () => {
  const world = new World();
  const first = world.loggedOn();
  const second = world.peer().logon();
  expect([second.isClosed, second.socket.received]).toEqual([true, '']);
  expect(first.send('1', '112=HELLO').summary(34, 112)).toEqual(['0 34=2 112=HELLO']);
});

test('a Logon while the last connection is still leaving in the log waits for it; one at a time', () => {
  const world = new World();
  const first = world.loggedOn();
  world.running = false;
  first.socket.disconnect();
  const second = world.peer({ msgSeqNum: 2 }).logon();
  const third = world.peer({ msgSeqNum: 2 }).logon();
  expect([second.isClosed, third.isClosed]).toEqual([false, true]);
  world.running = true;
  world.run();
  expect(second.summary(34)).toEqual(['A 34=2']);
});

test('numbers go on after a disconnect; 141=Y begins again at 1, on a new connection or on the one that is up', () => {
  const world = new World();
  const first = world.loggedOn();
  first.send('0').socket.disconnect();
  world.run();
  const second = world.peer({ msgSeqNum: 3 }).logon();
  expect(second.summary(34, 141)).toEqual(['A 34=2']);
  second.socket.disconnect();
  world.run();
  const third = world.peer().logon('141=Y');
  expect(third.summary(34, 141)).toEqual(['A 34=1 141=Y']);
  third.send('1', '112=A');
  third.msgSeqNum = 1;
  third.logon('141=Y').send('1', '112=B');
  expect(third.summary(34, 141, 112)).toEqual(['0 34=2 112=A', 'A 34=1 141=Y', '0 34=2 112=B']);
});

test('a session configured to reset begins at 1 at each Logon', () => {
  const world = new World({ sessions: [{ senderCompId: 'TW44', resetOnLogon: true }] });
  world.loggedOn().send('0').socket.disconnect();
  world.run();
  const again = world.peer().logon();
  expect(again.summary(34)).toEqual(['A 34=1']);
  again.socket.disconnect();
  world.run();
  const high = world.peer({ msgSeqNum: 5 }).logon();
  expect(high.summary(34, 7, 16)).toEqual(['A 34=1', '2 34=2 7=1 16=0']);
});

test('a Logon ahead of its turn is accepted, then what is missing is asked for', () => {
  const world = new World();
  const peer = world.peer({ msgSeqNum: 5 }).logon();
  expect(peer.summary(34, 7, 16)).toEqual(['A 34=1', '2 34=2 7=1 16=0']);
  peer.sendAs(1, '4', '36=6|123=Y', '43=Y');
  expect(peer.send('1', '112=OK').summary(112)).toEqual(['0 112=OK']);
});

test('a Logon behind its turn is told what is expected, and the connection ends', () => {
  const world = new World();
  const first = world.loggedOn();
  first.send('0').send('0').socket.disconnect();
  world.run();
  const late = world.peer({ msgSeqNum: 2 }).logon();
  expect(late.summary(34, 58)).toEqual(['A 34=2', '5 34=3 58=MsgSeqNum too low, expecting 4 but received 2']);
  expect(late.isClosed).toBe(true);
  world.run();
  expect(world.peer({ msgSeqNum: 4 }).logon().summary(34)).toEqual(['A 34=4']);
});

test('NextExpectedMsgSeqNum: what was missed comes after the answer, which says what the venue expects', () => {
  const world = new World();
  const first = world.loggedOn();
  first.order('a', 'buy', 10, '99.00').socket.disconnect();
  world.run();
  const again = world.peer({ msgSeqNum: 3 }).logon('789=2');
  expect(again.summary(34, 43, 11, 789)).toEqual(['A 34=3 789=4', '8 34=2 43=Y 11=a']);
  expect(again.send('1', '112=X').summary(34, 43)).toEqual(['0 34=4']);
});

test('NextExpectedMsgSeqNum: a fill that the door has not yet seen when the Logon comes is not lost', () => {
  const world = new World();
  const first = world.loggedOn();
  first.order('a', 'buy', 10, '99.00').socket.disconnect();
  const other = world.loggedOn({ senderCompId: 'OTHER' });
  world.durable = false;
  other.order('x', 'sell', 4, '99.00');
  const again = world.peer({ msgSeqNum: 3 }).logon('789=3');
  world.durable = true;
  world.run();
  expect(again.summary(34, 43, 11, 150)).toEqual(['A 34=4', '8 34=3 43=Y 11=a 150=F']);
});

test('NextExpectedMsgSeqNum: nothing was missed, nothing is sent again', () => {
  const world = new World();
  const first = world.peer().logon('789=1');
  expect(first.summary(34, 789)).toEqual(['A 34=1 789=2']);
  first.socket.disconnect();
  world.run();
  const again = world.peer({ msgSeqNum: 2 }).logon('789=2');
  expect(again.summary(34, 789)).toEqual(['A 34=2 789=3']);
  again.msgSeqNum = 1;
  expect(again.logon('141=Y|789=1').summary(34, 789)).toEqual(['A 34=1 789=2']);
  again.socket.disconnect();
  world.run();
  expect(world.peer().logon('141=Y|789=1').summary(34, 789)).toEqual(['A 34=1 789=2']);
});

test('NextExpectedMsgSeqNum above what was ever sent ends the session with the reason', () => {
  const world = new World();
  const peer = world.peer().logon('789=7');
  expect(peer.summary(58)).toEqual(['A', '5 58=NextExpectedMsgSeqNum too high, expecting 1 but received 7']);
  expect(peer.isClosed).toBe(true);
});

test('cancel on disconnect is chosen by 8013 on the Logon, and does not follow a Logout', () => {
  const world = new World();
  world.loggedOn({ logon: '8013=Y' }).order('a', 'buy', 10, '99.00').socket.disconnect();
  world.pass(10);
  const again = world.peer({ msgSeqNum: 3 }).logon('789=3|8013=Y');
  expect(again.summary(34, 150, 11).slice(1)).toEqual(['8 34=3 150=4 11=a']);
  again.order('b', 'buy', 10, '99.00').send('5');
  expect([again.summary(150).at(-1), again.isClosed]).toEqual(['5', true]);
  world.pass(10);
  expect(world.engine.openOrders).toBe(1);
});
