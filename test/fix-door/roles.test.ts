/** What a session is for, over which port, in which versions, and whether it may log on at all. */
import { expect, test } from 'vitest';
import { World } from './support/world.js';

const ORDER = '11=a|55=AAPL|54=1|60=20231114-22:13:20|38=10|40=2|44=100.00';

function refused(world: World, beginString = 'FIX.4.4'): [number, boolean, string] {
  const peer = world.peer({ beginString });
  peer.logon();
  return [peer.all().length, peer.isClosed, world.logs.at(-1)?.replace(/.*refused: /, '') ?? ''];
}

test('a session that is disabled may not log on', () => {
  expect(refused(new World({ sessions: [{ enabled: false }] }))).toEqual([0, true, 'the session is disabled']);
});

test('a session speaks only the versions that it is configured for', () => {
  const world = new World({ sessions: [{ versions: ['FIX.4.2', 'FIXT.1.1'] }] });
  expect(refused(world)).toEqual([0, true, 'expected FIX.4.2, FIXT.1.1, got FIX.4.4']);
  const peer = world.peer({ beginString: 'FIX.4.2' });
  expect(peer.logon().summary()).toEqual(['A']);
});

test('a port takes only the roles that it is for', () => {
  const world = new World({ sessions: [{}], roles: ['marketData', 'dropCopy'] });
  expect(refused(world)).toEqual([0, true, "this port is for marketData, dropCopy; the session's role is orderEntry"]);
});

test('a drop-copy session enters no orders', () => {
  const world = new World({ sessions: [{ role: 'dropCopy', participant: 'FIRM' }] });
  const peer = world.loggedOn();
  peer.send('D', ORDER).send('1', '112=there');
  expect(peer.summary(45, 372, 380, 112)).toEqual(['j 45=2 372=D 380=6', '0 112=there']);
});
