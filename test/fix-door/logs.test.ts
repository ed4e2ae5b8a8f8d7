/** What a counterparty can write into the venue's log: little, and nothing that hides what others do. */
import { expect, test } from 'vitest';
import { World } from './support/world.js';

test('connections that are refused by the thousand leave a few lines, and a count of the others', () => {
  const world = new World();
  const peer = world.loggedOn();
  world.logs.length = 0;
  for (let i = 0; i < 1000; i++) world.peer().raw('GET / HTTP/1.1\r\n\r\n');
  expect(world.logs.length).toBeLessThanOrEqual(10);
  expect(world.logs[0]).toContain('refused: expected a Logon first');
  peer.sendAs(1, '0');
  expect(world.logs.at(-1)).toBe('FIX TW44: logged out: MsgSeqNum too low, expecting 2 but received 1');
  world.pass(10_000);
  world.peer().raw('hello');
  expect(world.logs.at(-1)).toMatch(/refused: expected a Logon first.*\(990 such lines before it were left out\)$/);
});

test('garbled messages between sound ones, without end: some lines a second', () => {
  const world = new World();
  const peer = world.loggedOn();
  world.logs.length = 0;
  for (let i = 0; i < 1000; i++) peer.raw(peer.message('0').replace(/10=\d+/, '10=256')).send('0');
  expect(peer.isClosed).toBe(false);
  expect(world.logs.length).toBeLessThanOrEqual(5);
  expect(world.logs[0]).toContain('garbled message 1 of at most 3 in a row');
  world.pass(1000);
  peer.raw(peer.message('0').replace(/10=\d+/, '10=256'));
  expect(world.logs.at(-1)).toMatch(/garbled message 1 of at most 3 in a row.*\(995 such lines before it were left out\)$/);
});

test('Rejects of our messages, and resend requests over the limit: some lines a second', () => {
  const world = new World({ limits: { fixResendsPerSecond: 1 } });
  const peer = world.loggedOn();
  world.logs.length = 0;
  for (let i = 0; i < 1000; i++) peer.send('3', '45=1|58=no').send('2', '7=1|16=1');
  expect(world.logs.length).toBeLessThanOrEqual(6);
  world.pass(5000);
  peer.send('3', '45=1|58=no').send('2', '7=1|16=1').send('2', '7=1|16=1');
  expect(world.logs.slice(-2)).toEqual([
    'FIX TW44: rejects our message 1: no (995 such lines before it were left out)',
    'FIX TW44: more than 1 resend requests a second: those above it are not answered (998 such lines before it were left out)',
  ]);
});
