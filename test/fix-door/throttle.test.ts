/** Messages a second: above the first level a request is refused, above the second the session ends; cancels have their own bucket. */
import { expect, test } from 'vitest';
import { World } from './support/world.js';

const T = '60=20231114-22:13:20';
const cancel = (n: number) => `11=c${n}|41=a0|55=AAPL|54=1|${T}`;

test('requests above the limit are refused one by one, and the session goes on when time has passed', () => {
  const world = new World({ sessions: [{ throttle: { messagesPerSecond: 3 } }] });
  const peer = world.loggedOn();
  for (let i = 0; i < 5; i++) peer.order(`a${i}`, 'buy', 1, '99.00');
  expect(peer.summary(11, 379, 380, 58)).toEqual([
    '8 11=a0',
    '8 11=a1',
    '8 11=a2',
    'j 379=a3 380=0 58=over the limit of 3 requests a second',
    'j 379=a4 380=0 58=over the limit of 3 requests a second',
  ]);
  world.pass(1000);
  peer.order('a5', 'buy', 1, '99.00');
  expect(peer.summary(11, 150)).toEqual(['8 11=a5 150=0']);
});

test('in FIX 5.0 SP2 the refusal has the reason of its own', () => {
  const world = new World({ sessions: [{ throttle: { messagesPerSecond: 1 } }] });
  const peer = world.loggedOn({ beginString: 'FIXT.1.1' });
  for (let i = 0; i < 2; i++) peer.order(`a${i}`, 'buy', 1, '99.00');
  expect(peer.summary(11, 380)).toEqual(['8 11=a0', 'j 380=8']);
});

test('who has sent too much can still cancel', () => {
  const world = new World({ sessions: [{ throttle: { messagesPerSecond: 1, cancelsPerSecond: 2 } }] });
  const peer = world.loggedOn();
  for (let i = 0; i < 3; i++) peer.order(`a${i}`, 'buy', 1, '99.00');
  expect(peer.summary(11, 379)).toEqual(['8 11=a0', 'j 379=a1', 'j 379=a2']);
  for (let i = 0; i < 3; i++) peer.send('F', cancel(i));
  expect(peer.summary(11, 150, 102, 379, 58)).toEqual([
    '8 11=c0 150=4',
    '9 11=c1 102=0 58=too late: the order is no longer open',
    'j 379=c2 58=over the limit of 2 cancels a second',
  ]);
});

test('above the second level the session is logged out, and its orders go as if it were lost', () => {
  const world = new World({ sessions: [{ throttle: { logoutAbovePerSecond: 4 }, cancelOnDisconnect: true }] });
  const peer = world.loggedOn();
  peer.order('a', 'buy', 1, '99.00');
  for (let i = 0; i < 5; i++) peer.send('0');
  expect(peer.summary(11, 58)).toEqual(['8 11=a', '5 58=more than 4 messages in a second']);
  expect(peer.isClosed).toBe(true);
  world.pass(1000);
  const again = world.loggedOn({ msgSeqNum: 8 });
  again.send('2', '7=4|16=0');
  expect(again.summary(11, 150, 43)).toContain('8 11=a 150=4 43=Y');
});
