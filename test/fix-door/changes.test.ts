/** What operators change of sessions while they are up: disabled, configured in another way, told something. */
import { expect, test } from 'vitest';
import { type Origin, writeDefineSession } from '../../engine/commands.js';
import { writeNotice } from '../../engine/commands-venue.js';
import { type SessionInput, sessionSchema } from '../../gateway/config-sessions.js';
import { World } from './support/world.js';

const operator: Origin = { door: 0, session: -1, connection: 0, msgSeqNum: 0, ref: 0 };

function configure(world: World, ...sessions: SessionInput[]): void {
  world.door.configure(sessions.map((session) => sessionSchema.parse({ cancelOnDisconnect: true, ...session })));
  world.run();
}

function enable(world: World, enabled: boolean): void {
  const definition = { ...world.door.directory.sessions[0], enabled };
  world.sequencer.submit((sink) => writeDefineSession(sink, operator, definition, 'ann'));
  world.run();
}

test('a session that is disabled is logged out, cannot log on, and goes on with its numbers when it is enabled', () => {
  const world = new World();
  const peer = world.loggedOn();
  enable(world, false);
  expect(peer.summary(34, 58)).toEqual(['5 34=2 58=the session has been disabled']);
  peer.send('5');
  expect(peer.isClosed).toBe(true);
  const refused = world.peer({ msgSeqNum: 3 });
  refused.logon();
  expect([refused.all(), refused.isClosed, world.logs.at(-1)]).toEqual([
    [],
    true,
    expect.stringContaining('the session is disabled'),
  ]);
  enable(world, true);
  expect(world.peer({ msgSeqNum: 3 }).logon().summary(34)).toEqual(['A 34=3']);
});

test('a session that is configured no more, or for another version, is logged out; the others stay', () => {
  const world = new World({ sessions: [{}, { senderCompId: 'OLD' }, { senderCompId: 'GONE' }] });
  const [peer, old, gone] = ['TW44', 'OLD', 'GONE'].map((senderCompId) => world.loggedOn({ senderCompId }));
  configure(world, { senderCompId: 'TW44' }, { senderCompId: 'OLD', versions: ['FIX.4.2'] }, { senderCompId: 'NEW' });
  expect(old.summary(58)).toEqual(['5 58=expected FIX.4.2, got FIX.4.4']);
  expect(gone.summary(58)).toEqual(['5 58=the session is not configured any more']);
  peer.send('1', '112=still');
  expect(peer.summary(112)).toEqual(['0 112=still']);
  expect(world.loggedOn({ senderCompId: 'NEW' }).isClosed).toBe(false);
});

// the world begins on Tuesday 2023-11-14 at 22:13:20 UTC
const until = (end: string) => ({ senderCompId: 'TW44', schedule: { start: '08:00', end } });
const ended = ["5 58=the session's schedule has ended"];

test.each([
  ['an earlier end', until('23:00')],
  ['an end where there was none', { senderCompId: 'TW44' }],
  ['a later end', until('22:13:30')],
])('a session that is up follows a schedule that has changed: %s', (_name, before) => {
  const world = new World({ sessions: [{ ...before, cancelOnDisconnect: true }] });
  const peer = world.loggedOn();
  peer.order('a', 'buy', 10, '99.00').all();
  configure(world, until('22:14'));
  world.pass(39_999, 1000);
  expect(peer.isClosed).toBe(false);
  peer.all();
  world.pass(1);
  expect([peer.summary(58), peer.isClosed, world.engine.openOrders]).toEqual([ended, true, 1]);
  expect(world.peer({ msgSeqNum: 3 }).logon().isClosed).toBe(true);
});

test.each(['orderEntry', 'marketData'] as const)('outside of the new window it is logged out at once: %s', (role) => {
  const world = new World({ sessions: [{ ...until('23:00'), role }], marketData: true });
  const peer = world.loggedOn();
  configure(world, { ...until('17:00'), role });
  expect([peer.summary(58), peer.isClosed]).toEqual([ended, true]);
});

test('a schedule that is taken away ends nothing any more', () => {
  const world = new World({ sessions: [until('22:14')] });
  const peer = world.loggedOn();
  configure(world, { senderCompId: 'TW44' });
  world.pass(60_000, 1000);
  expect(peer.isClosed).toBe(false);
});

test('a session that may not come from where it is any more is logged out', () => {
  const world = new World();
  const [near, far] = ['NEAR', 'FAR'].map((senderCompId) => world.loggedOn({ senderCompId, remoteAddress: '192.0.2.7' }));
  configure(world, { senderCompId: 'NEAR', addresses: ['192.0.2.0/24'] }, { senderCompId: 'FAR', addresses: ['192.0.2.8'] });
  expect(near.all()).toEqual([]);
  expect(far.summary(58)).toEqual(['5 58=the session may not come from 192.0.2.7']);
});

test('a notice goes to whoever is logged on, as News', () => {
  const world = new World();
  const peers = ['TW44', 'OTHER'].map((senderCompId) => world.loggedOn({ senderCompId }));
  world.sequencer.submit((sink) => writeNotice(sink, operator, 'we close early today', 'ann'));
  world.run();
  for (const peer of peers)
    expect(peer.summary(148, 33, 58)).toEqual(['B 148=we close early today 33=1 58=we close early today']);
  const late = world.loggedOn({ senderCompId: 'LATE' });
  expect(late.all()).toEqual([]);
});
