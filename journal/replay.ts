/**
 * Replay: a whole log through the runner, from wherever its frames come. It changes nothing and may run beside an exchange
 * that is writing. The state hash at the end is the proof that the log alone makes the state.
 */
import { MemorySink } from '../engine/log.js';
import type { Disk } from './disk.js';
import { JournalError } from './errors.js';
import type { Frame } from './frame.js';
import { FrameReader } from './reader.js';
import { Runner } from './runner.js';
import { FIRST_FRAME, journalDir, listSegments } from './segment.js';
import { examineTail } from './tail.js';

/** Frames in order from the first of a log on. The journal's directory is one source, the mirror's objects another. */
export interface FrameSource {
  /** null: no more. Throws when something is missing or damaged. A frame is valid until the following call. */
  next(): Frame | null | Promise<Frame | null>;
  close(): void;
}

export interface ReplayResult {
  commands: number;
  events: number;
  lastSeq: number;
  /** '' when the log is empty. */
  stateHash: string;
  seconds: number;
}

/** Replays up to command `toSeq`. DIVERGENCE at the first event that is not reproduced. */
export async function replay(source: FrameSource, toSeq = Number.POSITIVE_INFINITY): Promise<ReplayResult> {
  const began = performance.now();
  const runner = new Runner(null, []);
  try {
    for (;;) {
      const next = source.next();
      const frame = next instanceof Promise ? await next : next;
      if (frame === null || !runner.take(frame, toSeq)) break;
    }
  } finally {
    source.close();
  }
  const engine = runner.release(new MemorySink());
  const lastSeq = engine?.seq ?? 0;
  if (Number.isFinite(toSeq) && lastSeq < toSeq) {
    throw new JournalError(
      'JOURNAL_LOST',
      `log: expected commands up to ${toSeq}, it ends with ${lastSeq}; choose an earlier one`,
    );
  }
  return {
    commands: runner.commands,
    events: runner.events,
    lastSeq,
    stateHash: engine?.stateHash() ?? '',
    seconds: Math.round(performance.now() - began) / 1000,
  };
}

/** The frames of a data directory, up to its clean end or a frame that is being written or was torn. */
export class DirectorySource implements FrameSource {
  private readonly reader: FrameReader;
  private readonly dir: string;
  private seq = 0;

  constructor(
    private readonly disk: Disk,
    dataDir: string,
  ) {
    this.dir = journalDir(dataDir);
    const indexes = listSegments(disk, this.dir);
    if (indexes[0] !== 1) {
      const came = indexes.length === 0 ? 'none' : `one from segment ${indexes[0]} on`;
      throw new JournalError(
        'FILE_MISSING',
        `${this.dir}: expected a journal from its first segment on, got ${came}; check --data`,
      );
    }
    const from = { segment: 1, offset: FIRST_FRAME };
    this.reader = new FrameReader({ disk, dir: this.dir, from, chainCrc: 0 });
  }

  next(): Frame | null {
    const frame = this.reader.next() ?? this.atEnd();
    if (frame) this.seq = frame.header.lastSeq;
    return frame;
  }

  private atEnd(): Frame | null {
    try {
      examineTail({ disk: this.disk, dir: this.dir, position: this.reader.position, seq: this.seq, highWaterSeq: 0 });
      return null;
    } catch (error) {
      // an exchange that is writing may have gone on meanwhile; damage stays
      const frame = this.reader.next();
      if (frame === null) throw error;
      return frame;
    }
  }

  close(): void {
    this.reader.close();
  }
}
