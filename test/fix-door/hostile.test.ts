import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Origin, writeDisconnect } from '../../engine/commands.js';
import { frame } from './support/peer.js';
import { World } from './support/world.js';

const SEEDS = [
  '35=D|49=TW44|56=BUTTONWOOD|34=2|52=20231114-22:13:20|11=a|55=AAPL|54=1|60=20231114-22:13:20|38=10|40=2|44=99.00',
  '35=F|49=TW44|56=BUTTONWOOD|34=2|52=20231114-22:13:20|41=a|11=b|55=AAPL|54=1|60=20231114-22:13:20',
  '35=2|49=TW44|56=BUTTONWOOD|34=2|52=20231114-22:13:20|7=1|16=0',
  '35=4|49=TW44|56=BUTTONWOOD|34=2|52=20231114-22:13:20|123=Y|36=9',
  '35=A|49=TW44|56=BUTTONWOOD|34=2|52=20231114-22:13:20|98=0|108=30|141=Y',
  '35=1|43=Y|49=TW44|56=BUTTONWOOD|34=1|52=20231114-22:13:20|122=20231114-22:13:19|112=x',
];
const WORDS = [
  '',
  '0',
  '-1',
  '1',
  '2',
  '7',
  '999999999',
  '99999999999999999999',
  '1e9',
  'NaN',
  'Y',
  'N',
  'x'.repeat(300),
  '\x00',
  '\xff',
  '|=',
];
const TAGS = [7, 16, 34, 35, 36, 38, 43, 44, 49, 52, 54, 55, 56, 97, 108, 112, 115, 122, 123, 141, 789, 8013, 0, -1, 99999];

/** A valid message with some fields changed, doubled, dropped or added; framed rightly most of the time. */
const message = fc
  .record({
    seed: fc.constantFrom(...SEEDS),
    edits: fc.array(
      fc.tuple(
        fc.nat(20),
        fc.constantFrom('change', 'double', 'drop', 'add'),
        fc.constantFrom(...TAGS),
        fc.constantFrom(...WORDS),
      ),
      {
        maxLength: 4,
      },
    ),
    damage: fc.option(fc.tuple(fc.nat(200), fc.nat(255)), { freq: 5 }),
  })
  .map(({ seed, edits, damage }) => {
    const fields = seed.split('|');
    for (const [where, edit, tag, word] of edits) {
      const i = where % fields.length;
      if (edit === 'change') fields[i] = `${fields[i].split('=')[0]}=${word}`;
      else if (edit === 'double') fields.splice(i, 0, fields[i]);
      else if (edit === 'drop') fields.splice(i, 1);
      else fields.splice(i, 0, `${tag}=${word}`);
      if (fields.length === 0) break;
    }
    const text = frame(fields.join('|'));
    if (damage === null) return text;
    const [at, byte] = damage;
    return text.slice(0, at) + String.fromCharCode(byte) + text.slice(at + 1);
  });

test('whatever one counterparty sends, the venue stands and the others trade on', () => {
  const world = new World();
  const calm = world.loggedOn({ senderCompId: 'CALM' });
  fc.assert(
    fc.property(fc.array(message, { minLength: 1, maxLength: 6 }), fc.integer({ min: 1, max: 400 }), (messages, size) => {
      const peer = world.peer().logon('141=Y');
      const text = messages.join('');
      for (let at = 0; at < text.length; at += size) peer.raw(text.slice(at, at + size));
      let last = 0;
      for (const m of peer.all()) {
        if (m.type === 'A') last = 0;
        if (!m.possDup) expect(m.seq).toBe(++last);
      }
      peer.socket.disconnect();
      world.run();
      expect(calm.send('1', '112=OK').summary(112)).toEqual(['0 112=OK']);
    }),
    { numRuns: 400 },
  );
  expect(calm.isClosed).toBe(false);
  expect(world.logs.join('')).toMatch(/^[\x20-\x7e…]*$/);
});

test('a session that an operator disconnects loses its connection and can log on again', () => {
  const world = new World();
  const peer = world.loggedOn();
  const { index, connection } = world.door.directory.sessions[0];
  const operator: Origin = { door: 0, session: index, connection, msgSeqNum: 0, ref: 0 };
  world.sequencer.submit((sink) => writeDisconnect(sink, operator, false));
  world.run();
  expect(peer.isClosed).toBe(true);
  expect(world.peer({ msgSeqNum: 2 }).logon().summary()).toEqual(['A']);
});

test('a connection whose Logout cannot be sent gives way to the next', () => {
  const world = new World();
  const stuck = world.loggedOn();
  stuck.socket.stopReading();
  stuck.send('1', '112=A').send('5');
  const next = world.peer({ msgSeqNum: 4 }).logon();
  expect([next.summary(34), stuck.isClosed]).toEqual([['A 34=4'], true]);
  stuck.sendAs(4, 'D', '11=ghost|55=AAPL|54=1|60=20231114-22:13:20|38=10|40=2|44=99.00');
  expect([next.all(), world.engine.openOrders]).toEqual([[], 0]);
});

test('a flood of ResendRequests ahead of their turn fits a small ring once the gap is filled', () => {
  const world = new World({ commandRingBytes: 1 << 13 });
  const peer = world.loggedOn();
  for (let n = 3; n < 259; n++) peer.sendAs(n, '2', '7=1|16=1');
  world.running = false;
  peer.sendAs(2, '0');
  world.running = true;
  world.run();
  peer.all();
  expect(peer.sendAs(259, '1', '112=OK').summary(112)).toEqual(['0 112=OK']);
});
