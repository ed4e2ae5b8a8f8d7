import { expect, test } from 'vitest';
import type { Message } from './support/peer.js';
import { World } from './support/world.js';

/** Everything but what a resend may change. */
const essence = (m: Message) => m.fields.filter(([tag]) => ![9, 10, 43, 52, 122, 369].includes(tag));

test('what is sent again is equal in every field but 9, 10, 43, 52, 122', () => {
  const world = new World();
  const peer = world.loggedOn();
  const other = world.loggedOn({ senderCompId: 'OTHER' });
  peer.order('a', 'buy', 10, '99.50', '1=ACC|59=1').order('b', 'sell', 5, '101.25').order('c', 'buy', 5, '1.005');
  other.order('x', 'sell', 4, '99.50');
  peer.send('G', `41=a|11=a2|55=AAPL|54=1|60=20231114-22:13:20|38=20|40=2|44=99.75`);
  peer.send('F', `41=b|11=b2|55=AAPL|54=2|60=20231114-22:13:20`).send('F', `41=no|11=no2|55=AAPL|54=2|60=20231114-22:13:20`);
  peer.send('H', '11=a2|55=AAPL|54=1|790=q').send('S', '117=x').send('0', '55=X');
  peer.send('q', '11=m|530=7|60=20231114-22:13:20');
  const live = peer.all();
  expect(live.map((m) => m.type).join('')).toBe('8888889' + '8j38r');
  world.pass(1000);
  peer.send('2', '7=2|16=0');
  const again = peer.all();
  expect(again.map(essence)).toEqual(live.map(essence));
  for (const [i, m] of again.entries()) {
    expect([m.possDup, m.get(122)]).toEqual([true, live[i].get(52)]);
    expect(m.get(52)).not.toBe(live[i].get(52));
  }
});

test('administrative messages are gap-filled, within the range asked for', () => {
  const world = new World();
  const peer = world.loggedOn();
  peer.send('1', '112=A').order('a', 'buy', 1, '99.00').send('1', '112=B').send('1', '112=C').order('b', 'buy', 1, '99.00');
  peer.all();
  peer.send('2', '7=1|16=0');
  expect(peer.summary(34, 43, 36, 123, 11)).toEqual([
    '4 34=1 43=Y 36=3 123=Y',
    '8 34=3 43=Y 11=a',
    '4 34=4 43=Y 36=6 123=Y',
    '8 34=6 43=Y 11=b',
  ]);
  peer.send('2', '7=4|16=4').send('2', '7=3|16=4');
  expect(peer.summary(34, 36)).toEqual(['4 34=4 36=5', '8 34=3', '4 34=4 36=5']);
  expect(peer.send('1', '112=D').summary(34)).toEqual(['0 34=7']);
});

test('fills that came while the broker was away are not sent as live; it asks, and gets every one', () => {
  const world = new World();
  const peer = world.loggedOn();
  peer.order('a', 'buy', 10, '99.00').socket.disconnect();
  world.run();
  const other = world.loggedOn({ senderCompId: 'OTHER' });
  other.order('x', 'sell', 4, '99.00').order('y', 'sell', 6, '99.00');
  const again = world.peer({ msgSeqNum: 3 }).logon();
  expect(again.summary(34, 43)).toEqual(['A 34=5']);
  again.send('2', '7=3|16=0');
  expect(again.summary(34, 43, 150, 32, 14)).toEqual([
    '8 34=3 43=Y 150=F 32=4 14=4',
    '8 34=4 43=Y 150=F 32=6 14=10',
    '4 34=5 43=Y',
  ]);
});

test('an event numbered for a connection that is gone does not go out on the next', () => {
  const world = new World();
  const peer = world.loggedOn();
  world.durable = false;
  peer.order('a', 'buy', 10, '99.00').socket.disconnect();
  const again = world.peer({ msgSeqNum: 3 }).logon();
  world.durable = true;
  world.run();
  expect(again.summary(34, 43, 11)).toEqual(['A 34=3']);
  expect(peer.summary()).toEqual([]);
});

test('a new run of the venue: numbers go on, and nothing is reset', () => {
  const first = new World();
  first.loggedOn().order('a', 'buy', 10, '99.00');
  first.clock.advanceMs(1000);
  const second = new World({ engine: first.engine, clock: first.clock });
  const peer = second.peer({ msgSeqNum: 3 }).logon();
  expect(peer.summary(34)).toEqual(['A 34=3']);
  peer.order('b', 'buy', 1, '99.00');
  expect(peer.summary(34, 37)).toEqual(['8 34=4 37=2-1']);
});

test('the span of one resend is bounded; what is beyond can be asked for next', () => {
  const world = new World({ limits: { fixResendSpan: 3 } });
  const peer = world.loggedOn();
  for (let i = 0; i < 6; i++) peer.order(`o${i}`, 'buy', 1, '99.00');
  peer.all();
  peer.send('2', '7=2|16=0').send('2', '7=5|16=0');
  expect(peer.summary(34).join()).toBe('8 34=2,8 34=3,8 34=4,8 34=5,8 34=6,8 34=7');
});

test('two resends that overlap while the socket is full become one, and live events follow', () => {
  const world = new World();
  const peer = world.loggedOn();
  for (let i = 0; i < 5; i++) peer.order(`o${i}`, 'buy', 1, '99.00');
  peer.all();
  peer.socket.stopReading();
  peer.order('last', 'buy', 1, '99.00').send('2', '7=4|16=5').send('2', '7=2|16=4').order('new', 'buy', 1, '99.00');
  peer.socket.startReading();
  world.run();
  expect(peer.summary(34, 43)).toEqual(['8 34=7', ...[2, 3, 4, 5].map((n) => `8 34=${n} 43=Y`), '8 34=8']);
});

test('resend requests over the limit are not answered, one line says so, and the session stays', () => {
  const world = new World({ limits: { fixResendsPerSecond: 3 } });
  const peer = world.loggedOn();
  peer.order('a', 'buy', 1, '99.00');
  peer.all();
  world.logs.length = 0;
  for (let i = 0; i < 8; i++) peer.send('2', '7=2|16=2');
  expect(peer.summary(34, 43)).toEqual(Array(3).fill('8 34=2 43=Y'));
  world.pass(400);
  for (let i = 0; i < 8; i++) peer.send('2', '7=2|16=2');
  expect(peer.summary(34)).toEqual(['8 34=2']);
  expect(world.logs).toEqual(['FIX TW44: more than 3 resend requests a second: those above it are not answered']);
  expect(peer.send('1', '112=X').summary(112)).toEqual(['0 112=X']);
  world.pass(2000);
  for (let i = 0; i < 4; i++) peer.send('2', '7=2|16=2');
  expect(peer.summary(34)).toEqual(Array(3).fill('8 34=2'));
  expect(world.logs.length).toBe(2);
});

test('fixResendBytesPerSecond: what is sent again comes at a pace, while other sessions trade on', () => {
  const world = new World({ limits: { fixResendBytesPerSecond: 65_536 } });
  const peer = world.loggedOn();
  const other = world.loggedOn({ senderCompId: 'OTHER' });
  for (let i = 0; i < 300; i++) peer.order(`o${i}`, 'buy', 1, '99.00');
  const live = peer.all();
  peer.send('2', '7=2|16=0');
  const atOnce = peer.all();
  expect(atOnce.length).toBeGreaterThan(0);
  expect(atOnce.length).toBeLessThan(10);
  expect(other.order('x', 'buy', 1, '99.00').summary(11)).toEqual(['8 11=x']);
  expect(peer.order('y', 'buy', 1, '99.00').all()).toEqual([]); // new messages follow
  world.pass(500, 1);
  const halfway = peer.all();
  expect(Math.abs(halfway.length - 130)).toBeLessThan(20); // 65,536 bytes are some 260 reports
  world.pass(2000, 1);
  const again = [...atOnce, ...halfway, ...peer.all()];
  expect(again.map(essence).slice(0, 300)).toEqual(live.map(essence));
  expect(again.slice(300).map((m) => [m.get(11), m.possDup])).toEqual([['y', false]]);
});
