/** The session layer of market-data sessions: both numbers start again with each Logon, nothing is sent twice, nothing is in the log. */
import { expect, test } from 'vitest';
import { Stat } from '../../engine/stats.js';
import { World } from '../fix-door/support/world.js';
import { order, request, Subscriber, seen, truth, venue } from './support.js';

test('each Logon starts at 1 on both sides; 141=Y is answered with 141=Y', () => {
  const world = venue();
  const first = world.loggedOn({ senderCompId: 'MD1' });
  expect(first.send('1', '112=A').summary(34, 112)).toEqual(['0 34=2 112=A']);
  first.socket.disconnect();
  const plain = world.peer({ senderCompId: 'MD1' }).logon();
  expect(plain.summary(34, 141)).toEqual(['A 34=1']);
  plain.send('5');
  expect([plain.summary(34), plain.isClosed]).toEqual([['5 34=2'], true]);
  expect(world.peer({ senderCompId: 'MD1' }).logon('141=Y').summary(34, 141)).toEqual(['A 34=1 141=Y']);
});

test('a Logon with another number than 1 is a reset too: the answer says so, and the next message may have any number', () => {
  for (const next of [1, 2, 58]) {
    const world = venue();
    const peer = world.peer({ senderCompId: 'MD1', msgSeqNum: 57 });
    expect(peer.logon().summary(34, 141)).toEqual(['A 34=1 141=Y']);
    peer.msgSeqNum = next;
    expect(peer.send('1', '112=A').send('1', '112=B').summary(34, 112)).toEqual(['0 34=2 112=A', '0 34=3 112=B']);
    peer.sendAs(next + 5, '1', '112=C');
    expect(peer.summary(7)).toEqual([`2 7=${next + 2}`]);
  }
});

test('NextExpectedMsgSeqNum of a session that ended means nothing', () => {
  const peer = venue().peer({ senderCompId: 'MD1' });
  expect(peer.logon('789=57').summary(34)).toEqual(['A 34=1']);
  expect(peer.isClosed).toBe(false);
});

test('a ResendRequest is answered with one gap fill for all of it', () => {
  const world = venue();
  const broker = world.loggedOn({ senderCompId: 'BROKER' });
  const peer = world.loggedOn({ senderCompId: 'MD1' });
  peer.send('V', request('r'));
  for (let i = 0; i < 4; i++) order(broker, 'buy', 1, `99.0${i}`);
  expect(peer.summary(34)).toEqual(['W 34=2', 'X 34=3', 'X 34=4', 'X 34=5', 'X 34=6']);
  peer.send('2', '7=1|16=0');
  expect(peer.summary(34, 43, 123, 36)).toEqual(['4 34=1 43=Y 123=Y 36=7']);
  peer.send('2', '7=2|16=3');
  expect(peer.summary(34, 43, 123, 36)).toEqual(['4 34=2 43=Y 123=Y 36=4']);
  peer.send('2', '7=9|16=0');
  expect(peer.summary(34, 371)).toEqual(['3 34=7 371=7']);
});

test('the session layer is as it is elsewhere: gaps, duplicates, faults, silence', () => {
  const world = venue();
  const peer = world.loggedOn({ senderCompId: 'MD1' });
  peer.sendAs(4, '1', '112=late').sendAs(4, '1', '112=again');
  expect(peer.summary(7, 16)).toEqual(['2 7=2 16=0']);
  peer.sendAs(2, '4', '123=Y|36=4', '43=Y');
  expect(peer.summary(112)).toEqual(['0 112=late']);
  peer.sendAs(2, '1', '112=old', '43=Y|122=20231114-22:13:20');
  peer.sendAs(5, 'D', '11=a');
  expect(peer.summary(371, 373)).toEqual(['3 371=55 373=1']);
  world.pass(36_000, 1000);
  expect(peer.summary()).toEqual(['0', '1']);
  world.pass(40_000, 1000);
  expect(peer.isClosed).toBe(true);
  expect(world.logs.at(-1)).toMatch(/MD1: cut off: nothing came/);
});

test('a number that is too low ends the session, with the reason', () => {
  const peer = venue().loggedOn({ senderCompId: 'MD1' });
  peer.sendAs(1, '0');
  expect([peer.summary(34, 58), peer.isClosed]).toEqual([['5 34=2 58=MsgSeqNum too low, expecting 2 but received 1'], true]);
});

test('a second Logon of a live session is dropped, and once that has left the next is taken', () => {
  const world = venue();
  const peer = world.loggedOn({ senderCompId: 'MD1' });
  const second = world.peer({ senderCompId: 'MD1' }).logon();
  expect([second.all(), second.isClosed, peer.isClosed]).toEqual([[], true, false]);
  expect(world.logs.at(-1)).toContain('the session is logged on over another connection');
  peer.socket.disconnect();
  expect(world.peer({ senderCompId: 'MD1' }).logon().summary()).toEqual(['A']);
});

test('a reset within a session starts the numbers again and leaves the subscriptions', () => {
  const world = venue();
  const broker = world.loggedOn({ senderCompId: 'BROKER' });
  const peer = world.loggedOn({ senderCompId: 'MD1' });
  peer.send('V', request('r'));
  order(broker, 'buy', 1, '99.00');
  expect(peer.summary(34)).toEqual(['W 34=2', 'X 34=3']);
  peer.msgSeqNum = 1;
  peer.logon('141=Y');
  order(broker, 'buy', 1, '98.00');
  expect(peer.summary(34, 141)).toEqual(['A 34=1 141=Y', 'X 34=2']);
});

test('nothing of a market-data session is in the log, and the engine does not know it', () => {
  const world = venue();
  const before = world.engine.seq;
  const peer = world.loggedOn({ senderCompId: 'MD1' });
  peer.send('V', request('r')).send('1', '112=A').send('2', '7=1|16=0').send('4', '36=20');
  peer.socket.disconnect();
  world.run();
  expect(world.engine.seq).toBe(before);
  expect(world.engine.directorySeed().sessions).toEqual([]);
});

test('the shared counters say how many are logged on', () => {
  const world = venue();
  const count = () => world.stats.get(Stat.fixMarketDataSessions);
  world.loggedOn({ senderCompId: 'BROKER' });
  expect(count()).toBe(0);
  const [first, second] = ['MD1', 'MD2'].map((senderCompId) => world.loggedOn({ senderCompId }));
  expect(count()).toBe(2);
  world.peer({ senderCompId: 'MD1' }).logon(); // dropped: it is logged on
  first.logon('141=Y'); // within the session
  expect(count()).toBe(2);
  first.socket.disconnect();
  expect(count()).toBe(1);
  second.send('5');
  expect(count()).toBe(0);
  world.loggedOn({ senderCompId: 'MD1' });
  expect(count()).toBe(1);
});

test('it enters no orders', () => {
  const world = venue();
  const peer = world.loggedOn({ senderCompId: 'MD1' });
  order(peer, 'buy', 1, '99.00');
  expect(peer.summary(45, 372, 380)).toEqual(['j 45=2 372=D 380=6']);
  expect(world.engine.openOrders).toBe(0);
});

test('subscriptions end with the connection; the next one has none', () => {
  const world = venue();
  const broker = world.loggedOn({ senderCompId: 'BROKER' });
  world.loggedOn({ senderCompId: 'MD1' }).send('V', request('r')).socket.disconnect();
  const peer = world.loggedOn({ senderCompId: 'MD1' });
  order(broker, 'buy', 1, '99.00');
  expect(peer.all()).toEqual([]);
  const subscriber = new Subscriber(peer);
  peer.send('V', request('r'));
  subscriber.read();
  expect(seen(subscriber.book())).toEqual(truth(world, 'AAPL'));
});

test('the venue says Logout when it closes, and nothing after it', async () => {
  const world = venue();
  const broker = world.loggedOn({ senderCompId: 'BROKER' });
  const peer = world.loggedOn({ senderCompId: 'MD1' });
  peer.send('V', request('r'));
  order(broker, 'buy', 1, '99.00');
  const drained = world.door.drain();
  await Promise.resolve();
  world.run();
  await drained;
  expect(peer.summary(58)).toEqual(['W', 'X', '5 58=the venue closes']);
  expect(peer.isClosed).toBe(true);
});

test('after our Logout nothing of the market comes, while theirs is awaited', () => {
  const world = venue();
  const broker = world.loggedOn({ senderCompId: 'BROKER' });
  const peer = world.loggedOn({ senderCompId: 'MD1' });
  peer.send('V', request('r'));
  peer.raw(
    peer
      .message('0')
      .replace('49=MD1', '49=MDX')
      .replace(/10=\d+/, '10=000'),
  );
  const wrong = world.peer({ senderCompId: 'MDX' }).message('0', '', '', peer.msgSeqNum);
  peer.raw(wrong);
  order(broker, 'buy', 1, '99.00');
  expect(peer.summary(58)).toEqual(['W', '3 58=CompID problem', '5 58=CompID problem']);
});

test('in open mode a port for market data gives market-data sessions to whoever comes', () => {
  const world = new World({ marketData: true, roles: ['marketData'] });
  const peer = world.loggedOn({ senderCompId: 'ANYONE', beginString: 'FIX.4.2' });
  expect(peer.send('V', request('r')).summary(262, 55, 268)).toEqual(['W 262=r 55=AAPL 268=0']);
});

test('without a feed there are no market-data sessions', () => {
  const world = new World({ roles: ['marketData'] });
  const peer = world.peer().logon();
  expect([peer.all(), peer.isClosed]).toEqual([[], true]);
  expect(world.logs.at(-1)).toContain('market data does not come over FIX here');
});
