/** LastMsgSeqNumProcessed(369) and NextExpectedMsgSeqNum(789): what either side tells the other of the numbers it has. */
import { expect, test } from 'vitest';
import { World } from './support/world.js';

test('a Logout says which number came last', () => {
  const world = new World();
  const peer = world.loggedOn();
  peer.send('0').send('5');
  expect(peer.summary(369, 789)).toEqual(['5 369=3']);
});

test('and which is expected next, to whoever has told that itself', () => {
  const world = new World();
  const peer = world.loggedOn({ logon: '789=1' });
  peer.send('5');
  expect(peer.summary(369, 789)).toEqual(['5 369=2 789=3']);
});

test('each message says so to a counterparty whose Logon does', () => {
  const world = new World();
  const peer = world.peer();
  peer.send('A', '98=0|108=30', '369=1');
  peer.send('1', '112=x').order('a', 'buy', 1, '99.00');
  expect(peer.summary(369)).toEqual(['A 369=1', '0 369=2', '8 369=3']);
  peer.send('2', '7=1|16=0');
  expect(peer.summary(36, 369, 43)).toEqual(['4 36=3 369=4 43=Y', '8 369=4 43=Y']);
});

test('or where its session is configured so', () => {
  const world = new World({ sessions: [{ lastMsgSeqNumProcessed: true }] });
  const peer = world.loggedOn();
  peer.send('1', '112=x');
  expect(peer.summary(369)).toEqual(['0 369=2']);
});
