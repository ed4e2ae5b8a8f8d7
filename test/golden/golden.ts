/**
 * Golden logs: recorded once for each version of the rules, and never changed. A log is its records end to end, each command
 * followed by its events, in gzip; the snapshot of its end and what else must be true of it stand beside it. Paths are from the project's root.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { gunzipSync, gzipSync } from 'node:zlib';
import { Engine } from '../../engine/engine.js';
import { MemorySink } from '../../engine/log.js';
import { FIRST_EVENT } from '../../engine/records.js';
import { RecordViews } from '../../engine/ring.js';

export const FOLDER = 'test/golden';

export interface Summary {
  rulesVersion: number;
  commands: number;
  events: number;
  epochs: number;
  /** Of the log, before gzip. */
  bytes: number;
  stateHash: string;
}

const path = (version: number, kind: string) => `${FOLDER}/rules-${version}.${kind}`;

export function readLog(version: number): Uint8Array {
  return unpack(path(version, 'log.gz'));
}

export function readSnapshot(version: number): Uint8Array {
  return unpack(path(version, 'snapshot.gz'));
}

export function readSummary(version: number): Summary {
  return JSON.parse(readFileSync(path(version, 'json'), 'utf8')) as Summary;
}

/** @throws Error when there is a log of this version: what one release has recorded stays as it is */
export function writeGolden(log: Uint8Array, snapshot: Uint8Array, summary: Summary): void {
  const version = summary.rulesVersion;
  try {
    writeFileSync(path(version, 'log.gz'), gzipSync(log, { level: 9 }), { flag: 'wx' });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    const what = `${path(version, 'log.gz')} is there already, and a golden log is never recorded again`;
    throw new Error(`${what}: when behaviour changes on purpose, RULES_VERSION in engine/rules-version.ts rises first`);
  }
  writeFileSync(path(version, 'snapshot.gz'), gzipSync(snapshot, { level: 9 }));
  writeFileSync(path(version, 'json'), `${JSON.stringify(summary, null, 2)}\n`);
}

/** A buffer of its own, so that records are aligned. */
function unpack(file: string): Uint8Array {
  return new Uint8Array(gunzipSync(readFileSync(file)));
}

export interface Transaction {
  seq: number;
  /** Where the command begins, and where its last event ends. */
  at: number;
  end: number;
  views: RecordViews;
  recorded: Buffer;
}

/** The transactions of a log, in order. */
export function* transactions(log: Uint8Array): Generator<Transaction> {
  const views = new RecordViews(log.buffer as ArrayBuffer);
  const next = (at: number) => at + (views.i32[at >> 2] ?? 0);
  let seq = 0;
  for (let at = 0; at < log.length; ) {
    const from = next(at);
    let end = from;
    while (end < log.length && (views.u16[(end >> 1) + 2] ?? 0) >= FIRST_EVENT) end = next(end);
    yield { seq: ++seq, at, end, views, recorded: Buffer.from(log.buffer as ArrayBuffer, from, end - from) };
    at = end;
  }
}

/**
 * Gives the commands of a log to an engine and holds what it tells to what was recorded. Before each command that `reloadAt` names
 * it goes on with an engine loaded from a snapshot.
 * @throws Error at the first difference
 */
export function replay(log: Uint8Array, reloadAt: (seq: number) => boolean = () => false): Engine {
  const out = new MemorySink();
  let engine = new Engine(out);
  for (const { seq, at, views, recorded } of transactions(log)) {
    if (seq > 1 && reloadAt(seq)) engine = Engine.load(engine.snapshot(), out);
    out.clear();
    engine.apply(views, at);
    const told = Buffer.from(out.bytes());
    if (told.equals(recorded)) continue;
    const differs = told.findIndex((byte, i) => byte !== recorded[i]);
    const where = `command ${seq} (type ${views.u16[(at >> 1) + 2]})`;
    throw new Error(
      `${where}: expected ${recorded.length} bytes of events, got ${told.length}; they differ at ${differs < 0 ? told.length : differs}`,
    );
  }
  return engine;
}
