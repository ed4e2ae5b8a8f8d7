/**
 * Finds the frame that holds a command, without an index: by bisection over segments, then over the sectors of one. Any sector
 * can be asked whether a frame begins in it, for only a header has the segment's salt, its own offset and a right CRC.
 */
import type { Disk, DiskFile } from './disk.js';
import { FRAME_BYTES_MAX, FRAME_MAGIC, FrameHeader, readFrameHeader, SECTOR } from './frame.js';
import { belongs } from './reader.js';
import {
  FIRST_FRAME,
  type JournalPosition,
  listSegments,
  readSegmentHeader,
  type SegmentHeader,
  segmentPath,
} from './segment.js';

const PROBE_BYTES = 16 * 1024;

/**
 * Where the frame begins that holds the command record `seq`, or the last one before `end` when that is not there yet; the
 * first frame of the journal when it begins later. `end` null: a journal at rest.
 */
export function locateFrame(disk: Disk, dir: string, seq: number, end: JournalPosition | null): JournalPosition {
  const indexes = listSegments(disk, dir).filter((index) => end === null || index <= end.segment);
  let low = 0;
  for (let high = indexes.length; high - low > 1; ) {
    const middle = (low + high) >> 1;
    if (beginsAtOrBefore(disk, dir, indexes[middle], seq, end)) low = middle;
    else high = middle;
  }
  const segment = indexes[low] ?? 1;
  return { segment, offset: indexes.length === 0 ? FIRST_FRAME : locateIn(disk, dir, segment, seq, end) };
}

/** Whether the command, or a later one, is not before this frame. True for the frames up to the one that holds it. */
function isAtOrBefore(header: FrameHeader, seq: number): boolean {
  return header.firstSeq < seq || (header.firstSeq === seq && !header.continued);
}

function limitOf(segment: SegmentHeader, end: JournalPosition | null): number {
  return end !== null && segment.index === end.segment ? end.offset : segment.bytes;
}

function beginsAtOrBefore(disk: Disk, dir: string, index: number, seq: number, end: JournalPosition | null): boolean {
  const probe = new Probe(disk.open(segmentPath(dir, index), 'read'), index, end);
  try {
    return probe.find(FIRST_FRAME, FIRST_FRAME + SECTOR) === FIRST_FRAME && isAtOrBefore(probe.header, seq);
  } finally {
    probe.close();
  }
}

function locateIn(disk: Disk, dir: string, index: number, seq: number, end: JournalPosition | null): number {
  const probe = new Probe(disk.open(segmentPath(dir, index), 'read'), index, end);
  try {
    let low = FIRST_FRAME;
    for (let high = probe.limit; high - low > SECTOR; ) {
      const middle = low + Math.floor((high - low) / 2 / SECTOR) * SECTOR;
      const found = probe.find(middle, high);
      if (found >= 0 && isAtOrBefore(probe.header, seq)) low = found;
      else high = middle;
    }
    return low;
  } finally {
    probe.close();
  }
}

/** Looks for the header of a frame among the sectors of one segment. */
class Probe {
  readonly header = new FrameHeader();
  readonly limit: number;
  private readonly segment: SegmentHeader;
  private readonly bytes = Buffer.allocUnsafe(PROBE_BYTES);

  constructor(
    private readonly file: DiskFile,
    index: number,
    end: JournalPosition | null,
  ) {
    this.segment = readSegmentHeader(file, index);
    this.limit = limitOf(this.segment, end);
  }

  /** Offset of the first frame that begins at `from` or after it and before `to`, or -1. */
  find(from: number, to: number): number {
    const stop = Math.min(to, this.limit, from + FRAME_BYTES_MAX);
    for (let start = from; start < stop; start += PROBE_BYTES) {
      const got = this.file.read(this.bytes, 0, Math.min(PROBE_BYTES, stop - start), start);
      for (let at = 0; at + SECTOR <= got; at += SECTOR) {
        if (this.bytes.readUInt32LE(at + SECTOR - 4) === 0) return -1; // nothing was ever written from here on
        if (this.bytes.readUInt32LE(at) !== FRAME_MAGIC || !readFrameHeader(this.bytes, at, this.header)) continue;
        if (belongs(this.header, this.segment, start + at)) return start + at;
      }
    }
    return -1;
  }

  close(): void {
    this.file.close();
  }
}
