import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { Engine, RULES_VERSION } from '../../engine/engine.js';
import { MemorySink } from '../../engine/log.js';
import {
  BODY_SHIFT,
  EpochStart,
  Exec,
  ExecFlag,
  ExecType,
  OrdType,
  Phase,
  SetPhase,
  TimeInForce,
  Type,
} from '../../engine/records.js';
import { FOLDER, readLog, readSnapshot, readSummary, replay, transactions, writeGolden } from './golden.js';

const versions = readdirSync(FOLDER).flatMap((name) => /^rules-(\d+)\.log\.gz$/.exec(name)?.[1] ?? []);
const others = versions.map(Number).filter((version) => version !== RULES_VERSION);
const codes = (table: Record<string, number>) => new Set(Object.values(table));

describe(`the golden log of rules ${RULES_VERSION}`, () => {
  const log = readLog(RULES_VERSION);
  const summary = readSummary(RULES_VERSION);

  it('replays to the same bytes and the same state', () => {
    const engine = replay(log);
    expect(engine.stateHash()).toBe(summary.stateHash);
    expect([engine.seq, engine.epoch, log.length]).toEqual([summary.commands, summary.epochs, summary.bytes]);
  });

  it('does so from snapshots, too', () => {
    expect(replay(log, (seq) => seq % 101 === 0).stateHash()).toBe(summary.stateHash);
  });

  it('ends in a state that its snapshot holds, byte for byte', () => {
    const snapshot = readSnapshot(RULES_VERSION);
    expect(Engine.load(snapshot, new MemorySink()).stateHash()).toBe(summary.stateHash);
    expect(Buffer.from(replay(log).snapshot()).equals(snapshot)).toBe(true);
  });

  it('holds every command and every event, and EXECs of every kind of order and of every end', () => {
    const missing = {
      types: codes(Type),
      execTypes: codes(ExecType),
      ordTypes: codes(OrdType),
      timesInForce: codes(TimeInForce),
    };
    const phases = codes(Phase);
    const flags = codes(ExecFlag);
    for (const { at, end, views } of transactions(log)) {
      for (let r = at; r < end; r += views.i32[r >> 2] ?? 0) {
        const type = views.u16[(r >> 1) + 2] ?? 0;
        missing.types.delete(type);
        if (type === Type.PHASE_CHANGED) phases.delete(views.u8[r + SetPhase.PHASE - BODY_SHIFT] ?? 0);
        if (type !== Type.EXEC) continue;
        missing.execTypes.delete(views.u8[r + Exec.EXEC_TYPE] ?? 0);
        for (const flag of flags) if ((views.u8[r + Exec.FLAGS] ?? 0) & flag) flags.delete(flag);
        if (views.u8[r + Exec.EXEC_TYPE] !== ExecType.new) continue;
        missing.ordTypes.delete(views.u8[r + Exec.ORD_TYPE] ?? 0);
        missing.timesInForce.delete(views.u8[r + Exec.TIME_IN_FORCE] ?? 0);
      }
    }
    const none = new Set<number>();
    const nothing = { types: none, execTypes: none, ordTypes: none, timesInForce: none, phases: none, flags: none };
    expect({ ...missing, phases, flags }).toEqual(nothing);
  });

  it('is never recorded again', () => {
    expect(() => writeGolden(log, new Uint8Array(), summary)).toThrow(
      /is there already.*RULES_VERSION in engine\/rules-version\.ts rises first/,
    );
  });
});

describe('what other releases have recorded', () => {
  it.each(others)('a log of rules %i is refused by version', (version) => {
    const message = new RegExp(`expected rules version ${RULES_VERSION}, got ${version}: .* replay it with Buttonwood \\d`);
    expect(() => replay(readLog(version))).toThrow(message);
  });

  it('a log of this release that says rules 1 is refused, too', () => {
    const log = readLog(RULES_VERSION);
    new DataView(log.buffer).setInt32(EpochStart.RULES, 1, true);
    expect(() => replay(log)).toThrow(/expected rules version \d+, got 1: .* replay it with Buttonwood 0\.1\.0/);
  });

  it.each(others)('a snapshot of rules %i is refused by version', (version) => {
    const load = () => Engine.load(readSnapshot(version), new MemorySink());
    expect(load).toThrow(
      new RegExp(`of rules ${RULES_VERSION}, got version \\d+ of rules ${version}: .* replay it with Buttonwood \\d`),
    );
  });
});
