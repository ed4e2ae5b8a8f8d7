/**
 * Writes frames to segments: gather records, commit them with one write and one fdatasync, go on. On the journal's thread,
 * and in recovery before that thread starts. At most one frame is ever unsynced. Any error is the end of the process:
 * no write and no fsync is ever tried again.
 */
import { Command, EpochStart, FIRST_EVENT, Type } from '../engine/records.js';
import type { RecordViews } from '../engine/ring.js';
import type { Disk, DiskFile } from './disk.js';
import { JournalError } from './errors.js';
import { Flag, FRAME_BYTES_MAX, FRAME_ROOM, FrameHeader, RECORD_BYTES_MAX } from './frame.js';
import { FrameBuilder } from './frame-builder.js';
import {
  FIRST_FRAME,
  type JournalPosition,
  journalDir,
  listSegments,
  readSegmentHeader,
  type SegmentHeader,
  SegmentMaker,
  segmentPath,
} from './segment.js';
import type { JournalShared } from './shared.js';

/** Where a journal goes on: what recovery found, or the first segment of an empty directory. */
export interface JournalEnd {
  position: JournalPosition;
  /** Header CRC of the last frame; 0: there is none. */
  frameCrc: number;
  /** Last command in the journal. */
  seq: number;
  timeUs: number;
  epoch: number;
}

export const emptyJournal: Readonly<JournalEnd> = {
  position: { segment: 1, offset: FIRST_FRAME },
  frameCrc: 0,
  seq: 0,
  timeUs: 0,
  epoch: 0,
};

export interface JournalWriterOptions {
  disk: Disk;
  dataDir: string;
  /** Size of the segments to come. */
  segmentBytes: number;
  shared: JournalShared;
  start: JournalEnd;
}

/** How long to wait for a segment that another thread is renaming into place. */
const PUBLISH_MS = 10_000;

export class JournalWriter {
  /** Last command added, and its time. */
  seq: number;
  timeUs: number;
  epoch: number;
  frameCrc: number;
  readonly position: JournalPosition;
  private readonly dir: string;
  private readonly header = new FrameHeader();
  private readonly builder = new FrameBuilder();
  private readonly shared: JournalShared;
  private segment: SegmentHeader;
  private file: DiskFile;

  constructor(private readonly options: JournalWriterOptions) {
    const { disk, dataDir, segmentBytes, shared, start } = options;
    if (segmentBytes < FIRST_FRAME + 2 * FRAME_ROOM) {
      throw new RangeError(`segment size: expected at least ${FIRST_FRAME + 2 * FRAME_ROOM} bytes, got ${segmentBytes}`);
    }
    this.dir = journalDir(dataDir);
    this.shared = shared;
    this.position = { ...start.position };
    this.frameCrc = start.frameCrc;
    this.seq = start.seq;
    this.timeUs = start.timeUs;
    this.epoch = start.epoch;
    disk.mkdir(this.dir);
    const existing = listSegments(disk, this.dir);
    shared.start(this.position, existing[existing.length - 1] ?? this.position.segment - 1);
    if (shared.preparedSegment < this.position.segment) this.make(this.position.segment);
    this.segment = this.readHeader(this.position.segment);
    this.file = disk.open(segmentPath(this.dir, this.position.segment), 'direct');
    shared.segmentBytes = this.segment.bytes;
  }

  /** Bytes of records gathered and not yet committed. */
  get gathered(): number {
    return this.builder.bodyLength;
  }

  /** Whether another record, however long, fits this frame. Always, when nothing is gathered. */
  get hasRoom(): boolean {
    if (this.builder.bodyLength === 0) return true;
    const room = Math.min(FRAME_BYTES_MAX, this.segment.bytes - this.position.offset);
    return this.builder.bytesWith(RECORD_BYTES_MAX) <= room;
  }

  /** Adds one record of the log. */
  add(views: RecordViews, at: number): void {
    const { header } = this;
    const length = views.i32[at >> 2];
    if (length < 8 || length > RECORD_BYTES_MAX) {
      throw new RangeError(`log record: expected 8 to ${RECORD_BYTES_MAX} bytes, got ${length}`);
    }
    const type = views.u16[(at >> 1) + 2];
    if (type < FIRST_EVENT) {
      const seq = views.f64[(at + Command.SEQ) >> 3];
      if (seq !== this.seq + 1) throw new RangeError(`log: expected command ${this.seq + 1}, got ${seq}`);
      this.seq = seq;
      this.timeUs = views.f64[(at + Command.TIME) >> 3];
      if (this.builder.bodyLength === 0) this.startWith(0);
      header.count++;
      if (type === Type.EPOCH_START) {
        this.epoch = views.i32[(at + EpochStart.EPOCH) >> 2];
        header.flags |= Flag.epochStart;
      }
    } else if (this.builder.bodyLength === 0) this.startWith(Flag.continued);
    this.builder.add(views, at, length);
  }

  private startWith(flags: number): void {
    if (this.segment.bytes - this.position.offset < FRAME_ROOM) this.roll();
    this.header.flags |= Flag.data | flags;
    this.header.firstSeq = this.seq;
    this.header.timeUs = this.timeUs;
  }

  /** Makes what was gathered durable: one write, one fdatasync. */
  commit(): number {
    const length = this.write();
    this.begin();
    return length;
  }

  /** Writes a frame without records: evidence that the one before it was whole. */
  seal(): number {
    this.startWith(Flag.continued);
    this.header.flags = Flag.seal | Flag.continued;
    return this.commit();
  }

  private write(): number {
    const { header, position, file } = this;
    header.epoch = this.epoch;
    header.prevCrc = this.frameCrc;
    header.offset = position.offset;
    header.segment = position.segment;
    header.saltLow = this.segment.saltLow;
    header.saltHigh = this.segment.saltHigh;
    const length = this.builder.finish(header);
    file.write(this.builder.bytes, 0, length, position.offset);
    file.sync();
    this.frameCrc = header.crc;
    position.offset += length;
    this.shared.moveTo(position.segment, position.offset);
    return length;
  }

  private begin(): void {
    this.builder.clear();
    this.header.flags = 0;
    this.header.count = 0;
  }

  /** Goes on in the next segment. What is left of this one stays zero. */
  private roll(): void {
    const next = this.position.segment + 1;
    if (this.shared.preparedSegment < next) this.make(next);
    this.file.close();
    this.segment = this.readHeader(next);
    this.file = this.options.disk.open(segmentPath(this.dir, next), 'direct');
    this.position.segment = next;
    this.position.offset = FIRST_FRAME;
    this.shared.moveTo(next, FIRST_FRAME);
    this.shared.segmentBytes = this.segment.bytes;
  }

  private readHeader(index: number): SegmentHeader {
    const file = this.options.disk.open(segmentPath(this.dir, index), 'read');
    const header = readSegmentHeader(file, index);
    file.close();
    return header;
  }

  /** Makes a segment here and now, because nobody has made it ahead. */
  private make(index: number): void {
    const { disk, segmentBytes, shared } = this.options;
    let maker: SegmentMaker | null = null;
    try {
      maker = new SegmentMaker(disk, this.dir, index, segmentBytes, 'writer');
      while (!maker.step());
    } catch (error) {
      if (!(error instanceof JournalError) || error.code !== 'DISK_FULL') throw error;
      maker?.abandon();
      throw new JournalError('JOURNAL_FULL', `no room for segment ${index}: ${error.message}, then start again`, {
        cause: error,
      });
    }
    if (!maker.publish(shared) && !shared.awaitPrepared(index, PUBLISH_MS)) {
      throw new JournalError('JOURNAL_FULL', `segment ${index} was not ready after ${PUBLISH_MS} ms; check the disk`);
    }
  }

  close(): void {
    this.file.close();
  }
}
