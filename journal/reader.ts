/**
 * Reads the journal's frames in order, checked: for recovery, the follower, the mirror, resends and tools, on any thread.
 * It never writes, and gives out nothing whose CRCs, place and chain are not right.
 */
import { Command, FIRST_EVENT } from '../engine/records.js';
import { RecordViews } from '../engine/ring.js';
import type { Disk, DiskFile } from './disk.js';
import { JournalError } from './errors.js';
import {
  BODY_BYTES_MAX,
  bodyIsRight,
  copyBody,
  FRAME_BYTES_MAX,
  type Frame,
  FrameHeader,
  readFrameHeader,
  SECTOR,
} from './frame.js';
import { FIRST_FRAME, type JournalPosition, REPAIR, readSegmentHeader, type SegmentHeader, segmentPath } from './segment.js';
import type { JournalShared } from './shared.js';

export interface FrameReaderOptions {
  disk: Disk;
  /** The journal's directory: journalDir(dataDir). */
  dir: string;
  /** Where the first frame to read begins. */
  from: JournalPosition;
  /** Header CRC of the frame before `from`; left out: unknown, and the first frame's own word is taken. */
  chainCrc?: number;
  /** Follows a journal that is being written, never past its durable end. Left out: a journal at rest, read as far as it goes. */
  follow?: JournalShared;
  /** Bytes read at once. */
  readAheadBytes?: number;
}

export class FrameReader {
  /** Where the frame that next() looks at begins. */
  readonly position: JournalPosition;
  /** Header CRC of the last frame read; null: none yet. */
  chainCrc: number | null;
  private readonly header = new FrameHeader();
  private readonly body = new RecordViews(new ArrayBuffer(BODY_BYTES_MAX));
  private readonly window = Buffer.allocUnsafe(FRAME_BYTES_MAX);
  private windowSegment = 0;
  private windowStart = 0;
  private windowBytes = 0;
  private file: DiskFile | null = null;
  private segment: SegmentHeader = { index: 0, saltLow: 0, saltHigh: 0, bytes: 0 };
  private readonly end: JournalPosition = { segment: 0, offset: 0 };
  private readonly readAhead: number;

  constructor(private readonly options: FrameReaderOptions) {
    this.position = { ...options.from };
    this.chainCrc = options.chainCrc ?? null;
    this.readAhead = Math.min(options.readAheadBytes ?? FRAME_BYTES_MAX, FRAME_BYTES_MAX);
  }

  /**
   * The next frame, valid until the following call; null when there is none. At rest null may also mean a damaged frame:
   * tail.ts tells which. When following, a damaged frame is an error, for everything before the durable end was right once.
   */
  next(): Frame | null {
    const { follow } = this.options;
    if (follow) {
      follow.durableEnd(this.end);
      if (this.end.segment === 0) return null;
      const { segment, offset } = this.position;
      if (segment > this.end.segment || (segment === this.end.segment && offset >= this.end.offset)) return null;
    }
    if (this.load()) return this.take();
    if (!follow || this.position.segment < this.end.segment) {
      if (this.nextSegment()) return this.take();
    }
    if (follow && this.position.segment < this.end.segment && this.atEndOfSegment() && this.end.offset <= FIRST_FRAME)
      return null;
    if (follow) throw this.corrupt('expected a frame that was durable');
    this.windowSegment = 0; // another process may write here meanwhile
    return null;
  }

  private take(): Frame {
    const { header } = this;
    const at = this.position.offset - this.windowStart;
    copyBody(this.window, at, header, this.body.u8);
    this.position.offset += header.frameBytes;
    this.chainCrc = header.crc;
    return { header, bytes: this.window.subarray(at, at + header.frameBytes), body: this.body };
  }

  /** Goes on at another place; what was read ahead is used if it covers it. */
  seek(to: JournalPosition, chainCrc: number | null = null): void {
    this.position.segment = to.segment;
    this.position.offset = to.offset;
    this.chainCrc = chainCrc;
  }

  /** Whether a right frame of this place in the chain begins at `position`. */
  private load(): boolean {
    if (!this.open(this.position.segment)) return false;
    const { header, window, position } = this;
    if (!this.cover(SECTOR) || !readFrameHeader(window, position.offset - this.windowStart, header)) return false;
    if (!belongs(header, this.segment, position.offset)) return false;
    if (!this.cover(header.frameBytes) || !bodyIsRight(window, position.offset - this.windowStart, header)) return false;
    return this.chainCrc === null || this.chainCrc === header.prevCrc;
  }

  /**
   * When the frame at the start of the next segment follows the last one read, goes there. With no frame read yet nothing says
   * which one follows: then only where this segment was left by its writer.
   */
  private nextSegment(): boolean {
    const { segment, offset } = this.position;
    if (this.chainCrc === null && !this.atEndOfSegment()) return false;
    if (!this.options.disk.exists(segmentPath(this.options.dir, segment + 1))) return false;
    this.position.segment = segment + 1;
    this.position.offset = FIRST_FRAME;
    if (this.load()) return true;
    this.position.segment = segment;
    this.position.offset = offset;
    return false;
  }

  private atEndOfSegment(): boolean {
    if (!this.open(this.position.segment)) return false;
    return !this.cover(SECTOR) || this.window.readUInt32LE(this.position.offset - this.windowStart) === 0;
  }

  /** Has `length` bytes from `position` in the window, as far as they may be read. */
  private cover(length: number): boolean {
    const { segment, offset } = this.position;
    const limit = this.options.follow && segment === this.end.segment ? this.end.offset : this.segment.bytes;
    if (offset + length > limit) return false;
    if (
      this.windowSegment === segment &&
      offset >= this.windowStart &&
      offset + length <= this.windowStart + this.windowBytes
    ) {
      return true;
    }
    const wanted = Math.min(Math.max(length, this.readAhead), limit - offset);
    this.windowSegment = segment;
    this.windowStart = offset;
    this.windowBytes = this.file!.read(this.window, 0, wanted, offset);
    return this.windowBytes >= length;
  }

  private open(index: number): boolean {
    if (this.segment.index === index && this.file) return true;
    const { disk, dir } = this.options;
    if (index < 1 || !disk.exists(segmentPath(dir, index))) return false;
    this.close();
    this.file = disk.open(segmentPath(dir, index), 'read');
    this.segment = readSegmentHeader(this.file, index);
    return true;
  }

  private corrupt(what: string): JournalError {
    const { segment, offset } = this.position;
    return new JournalError('JOURNAL_CORRUPT', `${segmentPath(this.options.dir, segment)} at ${offset}: ${what}; ${REPAIR}`);
  }

  close(): void {
    this.file?.close();
    this.file = null;
    this.windowSegment = 0;
  }
}

/** Whether a header says that it was written where it was found. */
export function belongs(header: FrameHeader, segment: SegmentHeader, offset: number): boolean {
  return (
    header.segment === segment.index &&
    header.offset === offset &&
    header.saltLow === segment.saltLow &&
    header.saltHigh === segment.saltHigh
  );
}

/** Walks the records of a frame: `seq` and `timeUs` are those of the transaction of the record that next() returned. */
export class FrameRecords {
  seq = 0;
  timeUs = 0;
  type = 0;
  views: RecordViews = EMPTY;
  private at = 0;
  private length = 0;

  over(frame: Frame): this {
    this.views = frame.body;
    this.at = 0;
    this.length = frame.header.bodyLength;
    this.seq = frame.header.continued ? frame.header.firstSeq : 0;
    this.timeUs = frame.header.timeUs;
    return this;
  }

  /** Byte offset in `views` of the next record, or -1 at the end of the frame. */
  next(): number {
    const { at, views } = this;
    if (at >= this.length) return -1;
    const length = views.i32[at >> 2];
    if (length < 8 || length % 8 !== 0 || at + length > this.length) {
      throw new JournalError('JOURNAL_CORRUPT', `record of ${length} bytes at ${at} of a frame of ${this.length}; ${REPAIR}`);
    }
    this.at = at + length;
    this.type = views.u16[(at >> 1) + 2];
    if (this.type < FIRST_EVENT) {
      this.seq = views.f64[(at + Command.SEQ) >> 3];
      this.timeUs = views.f64[(at + Command.TIME) >> 3];
    }
    return at;
  }
}

const EMPTY = new RecordViews(new ArrayBuffer(0));
