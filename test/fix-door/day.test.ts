/** The day's end at the FIX door: sessions that reset daily start again at 1, at once or when they disconnect. */
import { expect, test } from 'vitest';
import type { Origin } from '../../engine/commands.js';
import { writeEndDay } from '../../engine/commands-venue.js';
import { World } from './support/world.js';

const operator: Origin = { door: 0, session: -1, connection: 0, msgSeqNum: 0, ref: 0 };
const T = '60=20231114-22:13:20';

function endDay(world: World, date: number): void {
  world.sequencer.submit((sink) => writeEndDay(sink, operator, date, 'ann'));
  world.run();
}

function up() {
  const world = new World({ sessions: [{ resetDaily: true }, { senderCompId: 'OTHER' }] });
  return { world, peer: world.loggedOn() };
}

test('Day orders expire to their owners; GTC orders stay, and fill in the next day', () => {
  const { world, peer } = up();
  peer.order('d', 'buy', 5, '99.00');
  peer.send('D', `11=g|55=AAPL|54=1|${T}|38=5|40=2|44=98.00|59=1`);
  endDay(world, 20_231_114);
  expect(peer.summary(11, 150, 39, 58)).toEqual([
    '8 11=d 150=0 39=0',
    '8 11=g 150=0 39=0',
    '8 11=d 150=C 39=C 58=the business day has ended',
  ]);
  const other = world.loggedOn({ senderCompId: 'OTHER' });
  other.order('x', 'sell', 5, '98.00');
  expect(peer.summary(11, 150)).toEqual(['8 11=g 150=F']);
});

test('a connected session goes on with its numbers, and starts again at 1 once it has left', () => {
  const { world, peer } = up();
  peer.order('a', 'buy', 5, '99.00');
  endDay(world, 20_231_114);
  peer.order('b', 'buy', 5, '97.00');
  const reports = peer.all();
  expect(reports.map((m) => m.seq)).toEqual([2, 3, 4]);
  peer.send('5');
  expect(peer.isClosed).toBe(true);
  const again = world.peer({ msgSeqNum: 1 });
  again.logon();
  expect(again.next()).toMatchObject({ type: 'A', seq: 1 });
  again.order('c', 'buy', 1, '97.00');
  expect(again.next()).toMatchObject({ type: '8', seq: 2 });
});

test('a session that is not connected starts again at once, and what it missed since is sent under the new numbers', () => {
  const { world, peer } = up();
  peer.send('D', `11=g|55=AAPL|54=1|${T}|38=5|40=2|44=98.00|59=1`);
  peer.all();
  peer.send('5');
  endDay(world, 20_231_114);
  const other = world.loggedOn({ senderCompId: 'OTHER' });
  other.order('x', 'sell', 5, '98.00');
  const again = world.peer({ msgSeqNum: 1 });
  again.logon('789=1');
  // the fill was the first of the new numbers, the Logon answer the second
  const [answer, fill] = again.all();
  expect([answer.type, answer.seq]).toEqual(['A', 2]);
  expect([fill.type, fill.seq, fill.possDup, fill.get(11)]).toEqual(['8', 1, true, 'g']);
});

test('who waits to log on while the old connection leaves meets the numbers of the new day', () => {
  const { world, peer } = up();
  endDay(world, 20_231_114);
  world.running = false;
  peer.socket.disconnect();
  const next = world.peer({ msgSeqNum: 1 });
  next.logon();
  world.running = true;
  world.run();
  expect(next.next()).toMatchObject({ type: 'A', seq: 1 });
});
