/** Checks a journal as it lies on the disk: frames, chain, order, end, digests and snapshots. Changes nothing, needs no engine. */
import { createHash } from 'node:crypto';
import { FIRST_EVENT } from '../engine/records.js';
import type { Disk } from './disk.js';
import { JournalError } from './errors.js';
import { locateFrame } from './locate.js';
import { digestPath } from './preparer.js';
import { FrameReader, FrameRecords } from './reader.js';
import { FIRST_FRAME, type JournalPosition, journalDir, listSegments, segmentPath } from './segment.js';
import { listSnapshots, readSnapshot } from './snapshots.js';
import { examineTail } from './tail.js';

export interface VerifyReport {
  segments: number;
  frames: number;
  commands: number;
  events: number;
  firstSeq: number;
  lastSeq: number;
  /** Bytes at the end of a frame that was not finished: the next start cuts them off. */
  tornBytes: number;
  digests: number;
  snapshots: number;
  /** What is wrong, a line each; none: the journal is whole. */
  problems: string[];
}

/** @param fromSeq begins at the frame that holds this command, and leaves out the digests of earlier segments */
export function verifyJournal(disk: Disk, dataDir: string, fromSeq = 1): VerifyReport {
  const dir = journalDir(dataDir);
  const from =
    fromSeq > 1 ? locateFrame(disk, dir, fromSeq, null) : { segment: listSegments(disk, dir)[0] ?? 1, offset: FIRST_FRAME };
  const indexes = listSegments(disk, dir).filter((index) => index >= from.segment);
  if (indexes.length === 0) {
    throw new JournalError('FILE_MISSING', `${dir}: expected a journal, got no segments; check --data`);
  }
  const report: VerifyReport = {
    segments: indexes.length,
    frames: 0,
    commands: 0,
    events: 0,
    firstSeq: 0,
    lastSeq: 0,
    tornBytes: 0,
    digests: 0,
    snapshots: 0,
    problems: [],
  };
  const noting = (what: () => void) => {
    try {
      what();
    } catch (error) {
      if (!(error instanceof JournalError)) throw error;
      report.problems.push(`${error.code}: ${error.message}`);
    }
  };
  noting(() => {
    const position = walk(disk, dir, from, report);
    report.tornBytes = examineTail({ disk, dir, position, seq: report.lastSeq, highWaterSeq: 0 }).tornBytes;
  });
  for (const index of indexes) noting(() => checkDigest(disk, dir, index, report));
  for (const { path, seq } of listSnapshots(disk, dataDir)) {
    noting(() => {
      readSnapshot(disk, path);
      report.snapshots++;
      if (seq > report.lastSeq) {
        throw new JournalError(
          'JOURNAL_LOST',
          `${path}: the journal ends with command ${report.lastSeq}, before this snapshot`,
        );
      }
    });
  }
  return report;
}

function walk(disk: Disk, dir: string, from: JournalPosition, report: VerifyReport): JournalPosition {
  const atStart = from.segment === 1 && from.offset === FIRST_FRAME;
  const reader = new FrameReader({ disk, dir, from, ...(atStart ? { chainCrc: 0 } : {}) });
  const records = new FrameRecords();
  let timeUs = 0;
  try {
    for (let frame = reader.next(); frame !== null; frame = reader.next()) {
      report.frames++;
      records.over(frame);
      for (let at = records.next(); at >= 0; at = records.next()) {
        if (records.type >= FIRST_EVENT) {
          report.events++;
          continue;
        }
        const { seq } = records;
        if ((report.commands > 0 || atStart) && seq !== report.lastSeq + 1) {
          throw new JournalError('JOURNAL_CORRUPT', `log: expected command ${report.lastSeq + 1}, got ${seq}`);
        }
        if (records.timeUs < timeUs) throw new JournalError('JOURNAL_CORRUPT', `log: the time falls at command ${seq}`);
        timeUs = records.timeUs;
        report.commands++;
        report.lastSeq = seq;
        if (report.firstSeq === 0) report.firstSeq = seq;
      }
    }
    return reader.position;
  } finally {
    reader.close();
  }
}

function checkDigest(disk: Disk, dir: string, index: number, report: VerifyReport): void {
  const path = digestPath(dir, index);
  if (!disk.exists(path)) return;
  const expected = readAll(disk, path).toString().slice(0, 64);
  const came = createHash('sha256')
    .update(readAll(disk, segmentPath(dir, index)))
    .digest('hex');
  report.digests++;
  if (came === expected) return;
  throw new JournalError('JOURNAL_CORRUPT', `${segmentPath(dir, index)}: expected SHA-256 ${expected}, got ${came}`);
}

function readAll(disk: Disk, path: string): Buffer {
  const file = disk.open(path, 'read');
  try {
    const bytes = Buffer.alloc(file.size());
    file.read(bytes, 0, bytes.length, 0);
    return bytes;
  } finally {
    file.close();
  }
}
