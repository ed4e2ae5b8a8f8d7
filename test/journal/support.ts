/** A log and its journal on a simulated disk, with made-up records: everything of the journal that needs no engine. */
import { ManualClock } from '../../engine/clock.js';
import { LogReader, LogWriter } from '../../engine/log.js';
import { Level, Progress } from '../../engine/progress.js';
import { Command, Type } from '../../engine/records.js';
import { createRing, type RecordViews } from '../../engine/ring.js';
import { Stats } from '../../engine/stats.js';
import type { Disk } from '../../journal/disk.js';
import { JournalStage } from '../../journal/journal-stage.js';
import { SegmentPreparer } from '../../journal/preparer.js';
import { FrameReader, FrameRecords } from '../../journal/reader.js';
import { FIRST_FRAME, journalDir } from '../../journal/segment.js';
import { JournalShared } from '../../journal/shared.js';
import { examineTail, type Tail } from '../../journal/tail.js';
import { emptyJournal, type JournalEnd } from '../../journal/writer.js';

export const DATA = '/data';
export const DIR = journalDir(DATA);
export const SEGMENT_BYTES = 32 * 1024;

export class JournalRun {
  readonly clock = new ManualClock();
  readonly progress = new Progress();
  readonly stats = new Stats();
  readonly log: LogWriter;
  readonly stage: JournalStage;
  readonly preparer: SegmentPreparer;
  seq: number;

  constructor(
    readonly disk: Disk,
    start: JournalEnd = emptyJournal,
    segmentBytes = SEGMENT_BYTES,
    dataDir = DATA,
    readonly shared = new JournalShared(),
  ) {
    const ring = createRing(1 << 16, 1);
    this.log = new LogWriter(ring, []);
    this.seq = start.seq;
    const { clock, progress, stats } = this;
    const common = { disk, dataDir, segmentBytes, shared, progress, clock };
    this.stage = new JournalStage({ ...common, start, reader: new LogReader(ring, 0, progress, 'none'), stats, bells: [] });
    this.preparer = new SegmentPreparer(common);
  }

  get durable(): number {
    return this.progress.reached(Level.disk);
  }

  /** Logs one command with `events` events of `eventBytes` each. */
  command(events = 2, eventBytes = 120): void {
    const at = this.log.claim(Command.BODY);
    const { f64, u16 } = this.log.views;
    u16[(at >> 1) + 2] = Type.TICK;
    f64[(at + Command.SEQ) >> 3] = ++this.seq;
    f64[(at + Command.TIME) >> 3] = this.clock.us + this.seq;
    for (let i = 0; i < events; i++) this.event(eventBytes, i);
  }

  event(bytes: number, value: number): void {
    const at = this.log.claim(bytes);
    const { i32, u16 } = this.log.views;
    u16[(at >> 1) + 2] = Type.EXEC;
    u16[(at >> 1) + 3] = 0;
    for (let word = (at >> 2) + 2; word < (at + bytes) >> 2; word++) i32[word] = Math.imul(this.seq + value, word) & 0x00ffffff;
  }

  /** Publishes what was logged, and lets the journal write all of it. */
  flush(): void {
    this.log.publish();
    while (this.stage.work() > 0);
  }

  prepare(): void {
    this.clock.advanceMs(200);
    while (this.preparer.work() > 0);
  }
}

export interface Contents {
  seqs: number[];
  /** The log's bytes, end to end. */
  bytes: Buffer;
  frames: number;
  end: JournalEnd;
  tail: Tail;
}

/** Everything right in a journal, and what its end looks like. Throws as recovery would. */
export function readJournal(disk: Disk, highWaterSeq = 0): Contents {
  const reader = new FrameReader({ disk, dir: DIR, from: { segment: 1, offset: FIRST_FRAME }, chainCrc: 0 });
  const records = new FrameRecords();
  const seqs: number[] = [];
  const parts: Buffer[] = [];
  let frames = 0;
  let timeUs = 0;
  for (let frame = reader.next(); frame !== null; frame = reader.next()) {
    frames++;
    records.over(frame);
    for (let at = records.next(); at >= 0; at = records.next()) {
      if (records.type === Type.TICK) {
        seqs.push(records.seq);
        timeUs = records.timeUs;
      }
      parts.push(Buffer.from(copyRecord(records.views, at)));
    }
  }
  const { position } = reader;
  const seq = seqs[seqs.length - 1] ?? 0;
  const end = { position: { ...position }, frameCrc: reader.chainCrc ?? 0, seq, timeUs, epoch: 0 };
  reader.close();
  return { seqs, bytes: Buffer.concat(parts), frames, end, tail: examineTail({ disk, dir: DIR, position, seq, highWaterSeq }) };
}

export function copyRecord(views: RecordViews, at: number): Uint8Array {
  return views.u8.slice(at, at + views.i32[at >> 2]);
}

export function upTo(last: number): number[] {
  return Array.from({ length: last }, (_, i) => i + 1);
}
