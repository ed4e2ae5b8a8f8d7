/** What operators change of sessions while they are up: disabled, configured in another way, told something. */
import { expect, test } from 'vitest';
import { type Origin, writeDefineSession } from '../../engine/commands.js';
import { writeNotice } from '../../engine/commands-venue.js';
import { sessionSchema } from '../../gateway/config-sessions.js';
import { World } from './support/world.js';

const operator: Origin = { door: 0, session: -1, connection: 0, msgSeqNum: 0, ref: 0 };

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
  const settings = [{ senderCompId: 'TW44' }, { senderCompId: 'OLD', versions: ['FIX.4.2'] }, { senderCompId: 'NEW' }];
  world.door.configure(settings.map((s) => sessionSchema.parse(s)));
  world.run();
  expect(old.summary(58)).toEqual(['5 58=expected FIX.4.2, got FIX.4.4']);
  expect(gone.summary(58)).toEqual(['5 58=the session is not configured any more']);
  peer.send('1', '112=still');
  expect(peer.summary(112)).toEqual(['0 112=still']);
  expect(world.loggedOn({ senderCompId: 'NEW' }).isClosed).toBe(false);
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
