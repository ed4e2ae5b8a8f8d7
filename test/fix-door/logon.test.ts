import { expect, test } from 'vitest';
import { frame } from './support/peer.js';
import { World } from './support/world.js';

test('a Logon is answered with its HeartBtInt, and the session begins at 1', () => {
  const world = new World();
  const peer = world.peer().logon();
  const answer = peer.next();
  expect([answer?.type, answer?.seq, answer?.get(98), answer?.get(108)]).toEqual(['A', 1, '0', '30']);
  expect([answer?.get(49), answer?.get(56)]).toEqual(['BUTTONWOOD', 'TW44']);
  expect(peer.isClosed).toBe(false);
});
