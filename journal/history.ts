/**
 * Past events of a session, read from the journal while it grows: for resends that reach back further than a door's memory.
 * Runs on the door's thread; each call reads a bounded number of bytes, so no session keeps the others waiting. All cursors
 * share one reader: what a cursor shows is valid until the next call of any of them.
 */
import { FIRST_OWNED, LAST_OWNED, Owned } from '../engine/records.js';
import type { RecordViews } from '../engine/ring.js';
import type { Disk } from './disk.js';
import type { Frame } from './frame.js';
import { locateFrame } from './locate.js';
import { FrameReader, FrameRecords } from './reader.js';
import { FIRST_FRAME, type JournalPosition, journalDir } from './segment.js';
import type { JournalShared } from './shared.js';

/** What a step found. */
export const Step = {
  /** The next event is there. */
  event: 1,
  /** The byte budget of this call is used up, or the journal has not got there yet: ask again. */
  later: 2,
} as const;

const SCAN_BYTES = 256 * 1024;
const READ_AHEAD_BYTES = 64 * 1024;

export interface HistoryOptions {
  disk: Disk;
  dataDir: string;
  shared: JournalShared;
  /** Where a session's messages are, more or less: the ResendIndex that the door keeps up. */
  index: { find(session: number, msgSeqNum: number): { msgSeqNum: number; seq: number } | null };
  /** Journal bytes that one call of a cursor reads at most. */
  scanBytes?: number;
}

export class History {
  private readonly dir: string;
  private readonly reader: FrameReader;
  /** Where the frame that the reader holds begins. */
  private readonly held: JournalPosition = { segment: 0, offset: 0 };
  private frame: Frame | null = null;
  private readonly end: JournalPosition = { segment: 0, offset: 0 };

  constructor(private readonly options: HistoryOptions) {
    const { disk, dataDir, shared } = options;
    this.dir = journalDir(dataDir);
    const from = { segment: 1, offset: FIRST_FRAME };
    this.reader = new FrameReader({ disk, dir: this.dir, from, follow: shared, readAheadBytes: READ_AHEAD_BYTES });
  }

  /** A cursor over the session's owned events with a number of at least `msgSeqNum`, in order, since its last reset. */
  open(session: number, msgSeqNum: number): SessionHistory {
    return new SessionHistory(this, session, msgSeqNum, this.options.scanBytes ?? SCAN_BYTES);
  }

  /** Where to begin to look; null: the session has said nothing yet, or the writer has not started. */
  locate(session: number, msgSeqNum: number): { seq: number; position: JournalPosition } | null {
    const { disk, shared, index } = this.options;
    const near = index.find(session, msgSeqNum);
    if (near === null || shared.durableEnd(this.end).segment === 0) return null;
    return { seq: near.seq, position: locateFrame(disk, this.dir, near.seq, this.end) };
  }

  /**
   * The frame that begins at `position` or, at the end of a segment, follows it; `position` is moved there. null: not durable yet.
   * `chainCrc`: header CRC of the frame before it, so that a damaged one is never passed over; null: any.
   */
  load(position: JournalPosition, chainCrc: number | null): Frame | null {
    const { held, reader } = this;
    if (this.frame && held.segment === position.segment && held.offset === position.offset) return this.frame;
    this.frame = null;
    reader.seek(position, chainCrc);
    this.frame = reader.next();
    if (this.frame === null) return null;
    held.segment = position.segment = reader.position.segment;
    held.offset = position.offset = reader.position.offset - this.frame.header.frameBytes;
    return this.frame;
  }

  close(): void {
    this.reader.close();
    this.frame = null;
  }
}

export class SessionHistory {
  views: RecordViews = NOTHING;
  at = -1;
  seq = 0;
  timeUs = 0;
  /** Of the event that next() found; 0 before the first. */
  msgSeqNum = 0;
  private position: JournalPosition | null = null;
  /** Of the frame before `position`; null: none was read. */
  private chainCrc: number | null = null;
  private readonly records = new FrameRecords();
  private walking = false;
  private fromSeq = 0;

  constructor(
    private readonly history: History,
    private readonly session: number,
    private readonly from: number,
    private readonly scanBytes: number,
  ) {}

  next(): (typeof Step)[keyof typeof Step] {
    if (this.position === null) {
      const found = this.history.locate(this.session, this.from);
      if (found === null) return Step.later;
      this.position = found.position;
      this.fromSeq = found.seq;
    }
    const { position } = this;
    for (let scanned = 0; scanned < this.scanBytes; ) {
      const frame = this.history.load(position, this.chainCrc);
      if (frame === null) return Step.later;
      if (!this.walking) this.records.over(frame);
      this.walking = true;
      if (this.findEvent()) return Step.event;
      this.walking = false;
      scanned += frame.header.frameBytes;
      position.offset += frame.header.frameBytes;
      this.chainCrc = frame.header.crc;
    }
    return Step.later;
  }

  private findEvent(): boolean {
    const { records, session, from, fromSeq } = this;
    for (let at = records.next(); at >= 0; at = records.next()) {
      const { type, views } = records;
      if (type < FIRST_OWNED || type > LAST_OWNED || records.seq < fromSeq) continue;
      if (views.i32[(at + Owned.SESSION) >> 2] !== session) continue;
      const msgSeqNum = views.i32[(at + Owned.MSG_SEQ_NUM) >> 2];
      if (msgSeqNum < from) continue;
      this.views = views;
      this.at = at;
      this.seq = records.seq;
      this.timeUs = records.timeUs;
      this.msgSeqNum = msgSeqNum;
      return true;
    }
    return false;
  }

  /** Nothing is held for a cursor alone. */
  close(): void {
    this.at = -1;
  }
}

const NOTHING = new FrameRecords().views;
