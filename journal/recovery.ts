/**
 * Recovery: the newest snapshot that is whole, then every frame after it through the runner, then the end of the journal
 * judged (tail.ts), a torn frame cut off, and a transaction that was cut off made whole again. Runs once at start, before any
 * other part; it writes only what it reports, and halts with an error rather than start without something acknowledged.
 */
import { Engine } from '../engine/engine.js';
import { MemorySink } from '../engine/log.js';
import type { Disk } from './disk.js';
import { JournalError } from './errors.js';
import { FrameReader } from './reader.js';
import { ResendIndex } from './resend-index.js';
import { checkRules } from './rules.js';
import { Runner } from './runner.js';
import { FIRST_FRAME, journalDir, listSegments, REPAIR, removeTemporary, segmentPath } from './segment.js';
import { JournalShared } from './shared.js';
import { listSnapshots, readSnapshot, type SnapshotInfo, snapshotsDir } from './snapshots.js';
import { cutTail, examineTail } from './tail.js';
import { emptyJournal, type JournalEnd, JournalWriter } from './writer.js';

export interface RecoveryOptions {
  disk: Disk;
  dataDir: string;
  /** Size of the segments to come. */
  segmentBytes: number;
  /** Last command that is known elsewhere to have been durable: the mirror's acknowledgements, a watermark. */
  highWaterSeq?: number;
  /** What an operator should know of it: a line each. */
  log?: (line: string) => void;
}

export interface Recovered extends JournalEnd {
  /** null: the directory held nothing. Its events go nowhere until `out` is set. */
  engine: Engine | null;
  resendIndex: ResendIndex;
  /** Replayed, after the snapshot. */
  commands: number;
  events: number;
  /** Of a torn frame at the end. */
  truncatedBytes: number;
  /** 0: none was used. */
  snapshotSeq: number;
  seconds: number;
}

interface Base {
  info: SnapshotInfo;
  engine: Engine;
  resendIndex: ResendIndex;
}

export function recover(options: RecoveryOptions): Recovered {
  const { disk, dataDir, log = () => {} } = options;
  const began = performance.now();
  const dir = journalDir(dataDir);
  removeTemporary(disk, dir);
  removeTemporary(disk, snapshotsDir(dataDir));
  checkSegments(disk, dir);
  const base = loadNewest(disk, dataDir, log);
  const resendIndex = base?.resendIndex ?? new ResendIndex();
  const runner = new Runner(base?.engine ?? null, [resendIndex]);
  const reader = openAt(disk, dir, base);

  for (let frame = reader.next(); frame !== null; frame = reader.next()) runner.take(frame);
  reader.close();
  const { position } = reader;
  const seq = runner.engine?.seq ?? 0;
  // a snapshot is written of durable commands only, and its name stays when its content has rotted
  const highWaterSeq = Math.max(options.highWaterSeq ?? 0, listSnapshots(disk, dataDir)[0]?.seq ?? 0);
  const tail = examineTail({ disk, dir, position, seq, highWaterSeq });
  if (tail.tornBytes > 0) {
    cutTail(disk, dir, tail);
    log(`cut off ${tail.tornBytes} bytes of a frame that was being written after command ${seq}`);
  }
  const engine = runner.engine;
  const end: JournalEnd = {
    position: { ...position },
    frameCrc: reader.chainCrc ?? 0,
    seq,
    timeUs: engine?.timeUs ?? 0,
    epoch: engine?.epoch ?? 0,
  };
  if (!runner.complete) completeTransaction(options, runner, end, log);
  return {
    ...end,
    engine: runner.release(new MemorySink()),
    resendIndex,
    commands: runner.commands,
    events: runner.events,
    truncatedBytes: tail.tornBytes,
    snapshotSeq: base?.info.seq ?? 0,
    seconds: Math.round(performance.now() - began) / 1000,
  };
}

/** Writes the events that the last command caused and the journal had lost, as the first frame of what is to come. */
function completeTransaction(options: RecoveryOptions, runner: Runner, end: JournalEnd, log: (line: string) => void): void {
  const writer = new JournalWriter({ ...options, start: end, shared: new JournalShared() });
  let events = 0;
  runner.recordMissing((views, at) => {
    if (!writer.hasRoom) writer.commit();
    writer.add(views, at);
    events++;
  });
  writer.commit();
  writer.close();
  Object.assign(end.position, writer.position);
  end.frameCrc = writer.frameCrc;
  log(`wrote ${events} events of command ${end.seq} again, which were cut off`);
}

function checkSegments(disk: Disk, dir: string): void {
  const indexes = listSegments(disk, dir);
  const gap = indexes.findIndex((index, i) => index !== indexes[0] + i);
  if (gap < 0) return;
  const missing = segmentPath(dir, indexes[0] + gap);
  throw new JournalError(
    'JOURNAL_CORRUPT',
    `${missing} is missing, though ${segmentPath(dir, indexes[gap])} is there; ${REPAIR}`,
  );
}

/** The newest snapshot that is whole and loads to the state it says it holds; null: none. */
function loadNewest(disk: Disk, dataDir: string, log: (line: string) => void): Base | null {
  for (const { path } of listSnapshots(disk, dataDir)) {
    try {
      const snapshot = readSnapshot(disk, path);
      checkRules(`${path} holds a state`, snapshot.rulesVersion);
      const engine = Engine.load(snapshot.engine, new MemorySink());
      const hash = engine.stateHash();
      if (hash !== snapshot.stateHash) throw new Error(`expected state ${snapshot.stateHash}, got ${hash}`);
      return { info: snapshot, engine, resendIndex: ResendIndex.load(snapshot.resendIndex) };
    } catch (error) {
      if (error instanceof JournalError && (error.code === 'DISK_READ' || error.code === 'RULES_VERSION')) throw error;
      log(`passed over ${path}: ${(error as Error).message}`);
    }
  }
  return null;
}

/** A reader that stands after the last frame that the snapshot holds, having checked that this frame is there. */
function openAt(disk: Disk, dir: string, base: Base | null): FrameReader {
  if (base === null) {
    const first = listSegments(disk, dir)[0] ?? 1;
    if (first !== 1) {
      throw new JournalError(
        'SNAPSHOT_INVALID',
        `${dir}: expected a whole snapshot, for the journal begins at segment ${first}; ${REPAIR}`,
      );
    }
    return new FrameReader({ disk, dir, from: { segment: 1, offset: FIRST_FRAME }, chainCrc: emptyJournal.frameCrc });
  }
  const { frame } = base.info;
  const reader = new FrameReader({ disk, dir, from: { segment: frame.segment, offset: frame.offset } });
  const header = reader.next()?.header;
  if (header === undefined) {
    examineTail({ disk, dir, position: reader.position, seq: 0, highWaterSeq: base.info.seq });
  } else if (header.crc !== frame.crc) {
    const path = segmentPath(dir, frame.segment);
    throw new JournalError(
      'JOURNAL_CORRUPT',
      `${path} at ${frame.offset}: not the frame that snapshot ${base.info.seq} ends with; ${REPAIR}`,
    );
  }
  return reader;
}
