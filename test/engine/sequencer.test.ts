/** What the sequencer does of itself: the venue's precautions, and how operators are heard when nothing else moves. */
import { expect, test } from 'vitest';
import { ManualClock } from '../../engine/clock.js';
import { type Origin, writeEpochStart, writeReceived, writeSetLevel, writeSetPhase } from '../../engine/commands.js';
import { Engine, RULES_VERSION } from '../../engine/engine.js';
import { LogReader, LogWriter } from '../../engine/log.js';
import { Level, Progress } from '../../engine/progress.js';
import { Phase, Type } from '../../engine/records.js';
import { createRing, RingConsumer, RingProducer } from '../../engine/ring.js';
import { Sequencer } from '../../engine/sequencer.js';
import { Stats } from '../../engine/stats.js';

const operator: Origin = { door: 3, session: -1, connection: 0, msgSeqNum: 0, ref: 7 };
const capacities = {
  orders: 100,
  instruments: 2,
  sessions: 2,
  participants: 2,
  clOrdIds: 100,
  ladderTicks: 64,
  accounts: 100,
  specials: 100,
  trades: 100,
  positions: 1000,
};

function rig(onUnsafe: 'lower' | 'cancelOnly' = 'lower') {
  const clock = new ManualClock();
  const progress = new Progress();
  progress.journalRoom = true;
  const ring = createRing(1 << 15, 1);
  const log = new LogWriter(ring, []);
  const reader = new LogReader(ring, 0, progress, 'safe');
  const engine = new Engine(log);
  const [orders, admin] = [createRing(1 << 14, 1), createRing(1 << 14, 1)];
  const sequencer = new Sequencer({
    engine,
    log,
    inputs: [new RingConsumer(orders, 0)],
    operators: new RingConsumer(admin, 0),
    progress,
    clock,
    stats: new Stats(),
    bells: [],
    maxUnsafeMs: 1000,
    onUnsafe,
  });
  const start = { epoch: 1, rulesVersion: RULES_VERSION, capacities, prevFrameCrc: 0, phase: Phase.open };
  sequencer.submit((sink) => writeEpochStart(sink, operator, start));
  const [toOrders, toAdmin] = [new RingProducer(orders), new RingProducer(admin)];
  const authors: string[] = [];
  return {
    engine,
    progress,
    log,
    authors,
    /** The disk keeps up, time passes, the sequencer works, a reader follows what is safe. */
    pass(ms: number, durable = true) {
      for (let i = 0; i < ms; i += 50) {
        clock.advanceMs(50);
        sequencer.work();
        if (durable) progress.reach(Level.disk, engine.seq, []);
        for (let at = reader.next(); at >= 0; at = reader.next()) {
          if (reader.views.u16[(at >> 1) + 2] !== Type.PHASE_CHANGED) continue;
          authors.push(
            Buffer.from(reader.views.u8.slice(at, at + 80))
              .toString('latin1')
              .replace(/^.*buttonwood: /s, '')
              .replace(/\0.*$/s, ''),
          );
        }
        reader.release();
      }
    },
    operate(write: (sink: RingProducer) => boolean) {
      expect(write(toAdmin)).toBe(true);
      toAdmin.publish();
    },
    /** Fills the log as doors would; returns how many commands went in. */
    flood(): number {
      let count = 0;
      for (; count < 2000 && writeReceived(toOrders, operator, 0x30); count++) {
        toOrders.publish();
        sequencer.work();
      }
      return count;
    },
  };
}

test('no next segment: cancel-only until there is one', () => {
  const { engine, progress, pass, authors } = rig();
  progress.journalRoom = false;
  pass(100);
  expect(engine.phase).toBe(Phase.cancelOnly);
  progress.journalRoom = true;
  pass(100);
  expect(engine.phase).toBe(Phase.open);
  expect(authors).toEqual(['the journal has no room', 'the journal has room']);
});

test("an operator's cancel-only is not undone when room returns; a resume without room does not last", () => {
  const { engine, progress, pass, operate } = rig();
  progress.journalRoom = false;
  pass(100);
  operate((sink) => writeSetPhase(sink, operator, -1, Phase.open, 'me'));
  pass(100);
  expect(engine.phase).toBe(Phase.cancelOnly);
  operate((sink) => writeSetPhase(sink, operator, -1, Phase.cancelOnly, 'me'));
  pass(100);
  progress.journalRoom = true;
  pass(200);
  expect(engine.phase).toBe(Phase.cancelOnly);
});

test('a halt is nobody else’s: neither want of room nor its return touches it', () => {
  const { engine, progress, pass, operate } = rig();
  operate((sink) => writeSetPhase(sink, operator, -1, Phase.halted, 'me'));
  progress.journalRoom = false;
  pass(100);
  progress.journalRoom = true;
  pass(100);
  expect(engine.phase).toBe(Phase.halted);
});

test('level mirror, and the mirror does not come on: lowered to disk after maxUnsafeMs', () => {
  const { engine, progress, pass, operate } = rig('lower');
  operate((sink) => writeSetLevel(sink, operator, Level.mirror, 'me'));
  pass(500);
  expect(progress.level).toBe(Level.mirror);
  pass(1000);
  expect([engine.level, progress.level, engine.phase]).toEqual([Level.disk, Level.disk, Phase.open]);
});

test('the same with cancelOnly: no new orders until all is safe again', () => {
  const { engine, progress, pass, operate } = rig('cancelOnly');
  operate((sink) => writeSetLevel(sink, operator, Level.mirror, 'me'));
  pass(1500);
  expect([engine.level, engine.phase]).toEqual([Level.mirror, Phase.cancelOnly]);
  progress.reach(Level.mirror, engine.seq, []);
  pass(100);
  expect(engine.phase).toBe(Phase.open);
});

test('a level takes effect with its command: nothing leaves at the old one', () => {
  const { engine, progress, pass, operate } = rig();
  operate((sink) => writeSetLevel(sink, operator, Level.mirror, 'me'));
  pass(50);
  expect(progress.level).toBe(Level.mirror);
  expect(progress.safe()).not.toBe(engine.seq | 0);
});

test('a log that is full because nothing becomes safe: an operator is heard, and the precaution works', () => {
  for (const how of ['operator', 'precaution'] as const) {
    const { engine, log, pass, operate, flood } = rig('lower');
    operate((sink) => writeSetLevel(sink, operator, Level.mirror, 'me'));
    pass(50);
    flood();
    expect(log.hasRoom(4096)).toBe(false);
    if (how === 'operator') {
      operate((sink) => writeSetLevel(sink, operator, Level.disk, 'me'));
      pass(100);
    } else pass(1500);
    expect(engine.level).toBe(Level.disk);
    pass(100);
    expect(log.hasRoom(4096)).toBe(true);
  }
});
