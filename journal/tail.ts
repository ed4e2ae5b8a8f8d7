/**
 * Decides what it means that the journal cannot be read further than some position: its clean end, a frame that a power cut
 * tore, or damage. Only a torn frame may be cut off; it was never acknowledged, for at most one frame is ever unsynced.
 *
 *   a right frame further on                     JOURNAL_CORRUPT   what is missing here was acknowledged
 *   somebody knows of later commands             JOURNAL_LOST      the same
 *   a sector of the frame was not written        torn              cut it off, and zero what is left of it
 *   every sector was written, the CRC is wrong   JOURNAL_CORRUPT   whole once, now rotten
 */
import type { Disk } from './disk.js';
import { JournalError } from './errors.js';
import { bodyIsRight, FRAME_BYTES_MAX, FRAME_MAGIC, FrameHeader, lacksMark, readFrameHeader, SECTOR } from './frame.js';
import { belongs } from './reader.js';
import {
  FIRST_FRAME,
  type JournalPosition,
  listSegments,
  REPAIR,
  readSegmentHeader,
  type SegmentHeader,
  segmentPath,
  zeros,
} from './segment.js';

/** Bytes of a segment that are not zero where they should be. */
interface Leftover {
  segment: number;
  from: number;
  to: number;
}

export interface Tail {
  /** Bytes of a torn frame after the end; 0: the end is clean. */
  tornBytes: number;
  leftovers: Leftover[];
}

export interface TailOptions {
  disk: Disk;
  dir: string;
  /** Where no right frame of the chain begins. */
  position: JournalPosition;
  /** Last command before it. */
  seq: number;
  /** Last command that is known elsewhere to have been durable; 0: nothing is known. */
  highWaterSeq: number;
}

const CHUNK = 1 << 20;

/** Throws when the journal is damaged or has lost something. Changes nothing. */
export function examineTail(options: TailOptions): Tail {
  const { disk, dir, position, seq, highWaterSeq } = options;
  const leftovers: Leftover[] = [];
  let candidate: JournalPosition | null = null;
  for (const index of listSegments(disk, dir)) {
    if (index < position.segment) continue;
    const from = index === position.segment ? position.offset : FIRST_FRAME;
    const scan = scanSegment(disk, dir, index, from);
    if (scan.leftover === null) continue;
    candidate ??= { segment: index, offset: from };
    const found = scan.frames.find((offset) => index !== candidate?.segment || offset !== from);
    if (found !== undefined) {
      throw damaged(dir, position, `expected a frame here, for there is one at ${found} of segment ${index}`);
    }
    leftovers.push(scan.leftover);
  }
  if (highWaterSeq > seq) {
    const at = `${segmentPath(dir, position.segment)} at ${position.offset}`;
    throw new JournalError(
      'JOURNAL_LOST',
      `${at}: the journal ends with command ${seq}, expected at least ${highWaterSeq}, which was durable once; ${REPAIR}`,
    );
  }
  if (candidate !== null) judge(disk, dir, candidate);
  return { tornBytes: leftovers.reduce((sum, { from, to }) => sum + to - from, 0), leftovers };
}

/** Zeroes what a torn frame left, so that nothing of it can ever be taken for a frame. Durable when it returns. */
export function cutTail(disk: Disk, dir: string, tail: Tail): void {
  for (const { segment, from, to } of tail.leftovers) {
    const file = disk.open(segmentPath(dir, segment), 'write');
    // the first sector goes first: whatever the power does meanwhile, what is left still reads as torn
    file.write(zeros, 0, SECTOR, from);
    file.sync();
    for (let at = from + SECTOR; at < to; at += CHUNK) file.write(zeros, 0, Math.min(CHUNK, to - at), at);
    file.sync();
    file.close();
  }
}

/** Every place from `from` on with a right header, and the range that is not zero. */
function scanSegment(disk: Disk, dir: string, index: number, from: number): { frames: number[]; leftover: Leftover | null } {
  const file = disk.open(segmentPath(dir, index), 'read');
  try {
    const segment = readSegmentHeader(file, index);
    const memory = new ArrayBuffer(Math.min(CHUNK, segment.bytes));
    const chunk = Buffer.from(memory);
    const words = new Int32Array(memory);
    const header = new FrameHeader();
    const frames: number[] = [];
    let to = from;
    for (let start = from; start < segment.bytes; start += chunk.length) {
      const got = file.read(chunk, 0, Math.min(chunk.length, segment.bytes - start), start);
      for (let at = 0; at < got; at += SECTOR) {
        if (isZero(words, at >> 2)) continue;
        to = start + at + SECTOR;
        const here = chunk.readUInt32LE(at) === FRAME_MAGIC && readFrameHeader(chunk, at, header);
        if (here && belongs(header, segment, start + at)) frames.push(start + at);
      }
    }
    return { frames, leftover: to === from ? null : { segment: index, from, to } };
  } finally {
    file.close();
  }
}

function isZero(words: Int32Array, at: number): boolean {
  for (let i = at; i < at + SECTOR / 4; i++) if (words[i] !== 0) return false;
  return true;
}

/** Throws unless the frame at `position` shows that its writing was cut short. */
function judge(disk: Disk, dir: string, position: JournalPosition): void {
  const file = disk.open(segmentPath(dir, position.segment), 'read');
  let segment: SegmentHeader;
  let bytes: Buffer;
  try {
    segment = readSegmentHeader(file, position.segment);
    bytes = Buffer.alloc(Math.min(FRAME_BYTES_MAX, segment.bytes - position.offset));
    file.read(bytes, 0, bytes.length, position.offset);
  } finally {
    file.close();
  }
  const header = new FrameHeader();
  if (bytes.readUInt32LE(0) === 0 || lacksMark(bytes, 0, SECTOR)) return;
  if (!readFrameHeader(bytes, 0, header)) throw damaged(dir, position, 'the header of a frame that was whole is wrong');
  if (!belongs(header, segment, position.offset)) throw damaged(dir, position, 'a frame that belongs elsewhere');
  if (lacksMark(bytes, 0, header.frameBytes)) return;
  const what = bodyIsRight(bytes, 0, header)
    ? 'a frame that does not follow the one before it'
    : 'a frame that was whole is wrong';
  throw damaged(dir, position, what);
}

function damaged(dir: string, position: JournalPosition, what: string): JournalError {
  const { segment, offset } = position;
  return new JournalError('JOURNAL_CORRUPT', `${segmentPath(dir, segment)} at ${offset}: ${what}; ${REPAIR}`);
}
