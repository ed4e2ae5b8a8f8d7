/**
 * The group frame: what one write and one fdatasync make durable, and what the mirror sends. Little endian.
 *
 *    0  u32 magic          4  u32 header CRC: of bytes 8 to 63
 *    8  u32 body length   12  u32 body CRC: of byte 64 up to the end of the last sector
 *   16  u32 epoch         20  u32 flags
 *   24  f64 firstSeq      the transaction that the first record belongs to
 *   32  u32 count         command records in the body
 *   36  u32 previous frame's header CRC: the frames are a chain
 *   40  u32 offset of this frame in its segment      44  u32 index of the segment
 *   48  u64 salt of the segment
 *   56  f64 timeUs        of firstSeq's transaction
 *   64  the body: the log's records, end to end
 *
 * A frame fills whole sectors of 512 bytes, and each sector ends with a mark of 4 bytes, so that the body is cut up like this:
 *
 *   | header 64 | body 444 | mark || body 508 | mark || body … | 0 … 0 | mark |
 *
 * Frames are written once over zeros. A sector that a power cut dropped or tore has no mark, so a torn frame can be told from
 * one that was whole and has rotted. Nothing is believed of a header, its length least of all, before its CRC is right.
 */
import { crc32 } from 'node:zlib';
import { RecordViews } from '../engine/ring.js';

export const SECTOR = 512;
export const FRAME_HEADER_BYTES = 64;
/** Below the 1,000 KiB that a Firehose record may have, so that one frame always fits one. */
export const FRAME_BYTES_MAX = 512 * 1024;
/** No record may be longer; the writer ends the process rather than split one. */
export const RECORD_BYTES_MAX = 8192;
/** Body bytes of a whole sector, and of the first. */
export const SECTOR_BODY = SECTOR - 4;
export const FIRST_BODY = SECTOR_BODY - FRAME_HEADER_BYTES;
export const BODY_BYTES_MAX = (FRAME_BYTES_MAX / SECTOR) * SECTOR_BODY - FRAME_HEADER_BYTES;

export const FRAME_MAGIC = 0x31465742; // 'BWF1'
/** No byte of it is zero, so that no single flipped byte makes a mark look missing. */
export const SECTOR_MARK = 0x5ac3a53c;

export const Flag = {
  data: 1,
  /** No body: written when the log has been quiet for a while. */
  seal: 2,
  epochStart: 4,
  /** The body begins inside a transaction: its command is in an earlier frame. Set in a seal too. (8 is free.) */
  continued: 16,
} as const;

/** Byte offsets in the header. */
export const FrameField = {
  MAGIC: 0,
  CRC: 4,
  BODY_LENGTH: 8,
  BODY_CRC: 12,
  EPOCH: 16,
  FLAGS: 20,
  FIRST_SEQ: 24,
  COUNT: 32,
  PREV_CRC: 36,
  OFFSET: 40,
  SEGMENT: 44,
  SALT: 48,
  TIME: 56,
} as const;

export class FrameHeader {
  crc = 0;
  bodyLength = 0;
  bodyCrc = 0;
  epoch = 0;
  flags = 0;
  firstSeq = 0;
  count = 0;
  prevCrc = 0;
  offset = 0;
  segment = 0;
  saltLow = 0;
  saltHigh = 0;
  timeUs = 0;

  get continued(): boolean {
    return (this.flags & Flag.continued) !== 0;
  }

  /** The last transaction of which this frame holds anything. */
  get lastSeq(): number {
    return this.firstSeq + this.count - (this.continued ? 0 : 1);
  }

  /** Length on disk, a multiple of SECTOR. */
  get frameBytes(): number {
    return frameBytes(this.bodyLength);
  }
}

export function frameBytes(bodyLength: number): number {
  return Math.ceil((FRAME_HEADER_BYTES + bodyLength) / SECTOR_BODY) * SECTOR;
}

/** A segment with less room than this is full: the longest record might not fit. */
export const FRAME_ROOM = frameBytes(RECORD_BYTES_MAX);

/** A frame in memory. One that a reader returns is valid until its next call. */
export interface Frame {
  readonly header: FrameHeader;
  /** As it is on disk, header, marks and all. */
  readonly bytes: Buffer;
  /** The records, at 0 to header.bodyLength. */
  readonly body: RecordViews;
}

/** Reads the header at `at`. False, and nothing to be believed, unless magic, CRC and limits are right. */
export function readFrameHeader(bytes: Buffer, at: number, into: FrameHeader): boolean {
  if (bytes.length - at < SECTOR || bytes.readUInt32LE(at) !== FRAME_MAGIC) return false;
  const crc = bytes.readUInt32LE(at + FrameField.CRC);
  if (crc32(bytes.subarray(at + 8, at + FRAME_HEADER_BYTES)) !== crc) return false;
  into.crc = crc;
  into.bodyLength = bytes.readUInt32LE(at + FrameField.BODY_LENGTH);
  into.bodyCrc = bytes.readUInt32LE(at + FrameField.BODY_CRC);
  into.epoch = bytes.readUInt32LE(at + FrameField.EPOCH);
  into.flags = bytes.readUInt32LE(at + FrameField.FLAGS);
  into.firstSeq = bytes.readDoubleLE(at + FrameField.FIRST_SEQ);
  into.count = bytes.readUInt32LE(at + FrameField.COUNT);
  into.prevCrc = bytes.readUInt32LE(at + FrameField.PREV_CRC);
  into.offset = bytes.readUInt32LE(at + FrameField.OFFSET);
  into.segment = bytes.readUInt32LE(at + FrameField.SEGMENT);
  into.saltLow = bytes.readUInt32LE(at + FrameField.SALT);
  into.saltHigh = bytes.readUInt32LE(at + FrameField.SALT + 4);
  into.timeUs = bytes.readDoubleLE(at + FrameField.TIME);
  return into.bodyLength <= BODY_BYTES_MAX && into.bodyLength % 8 === 0;
}

/** Whether the whole frame is there and its body CRC is right. */
export function bodyIsRight(bytes: Buffer, at: number, header: FrameHeader): boolean {
  const end = at + header.frameBytes;
  return end <= bytes.length && crc32(bytes.subarray(at + FRAME_HEADER_BYTES, end)) === header.bodyCrc;
}

/** Whether a sector of the frame has no mark, so that its writing was cut short. */
export function lacksMark(bytes: Buffer, at: number, length: number): boolean {
  for (let end = at + SECTOR; end <= at + length && end <= bytes.length; end += SECTOR) {
    if (bytes.readUInt32LE(end - 4) === 0) return true;
  }
  return false;
}

/** Copies the records of the frame at `at` to the start of `into`, without header, marks and padding. */
export function copyBody(bytes: Buffer, at: number, header: FrameHeader, into: Uint8Array): void {
  let from = at + FRAME_HEADER_BYTES;
  let room = FIRST_BODY;
  for (let done = 0; done < header.bodyLength; ) {
    const length = Math.min(room, header.bodyLength - done);
    bytes.copy(into, done, from, from + length);
    done += length;
    from += length + 4;
    room = SECTOR_BODY;
  }
}

/** The frame at `at` in memory of its own, or null when it is not whole and right. Where it belongs is the caller's to check. */
export function decodeFrame(bytes: Buffer, at: number): Frame | null {
  const header = new FrameHeader();
  if (!readFrameHeader(bytes, at, header) || !bodyIsRight(bytes, at, header)) return null;
  const body = new RecordViews(new ArrayBuffer(header.bodyLength));
  copyBody(bytes, at, header, body.u8);
  return { header, bytes: bytes.subarray(at, at + header.frameBytes), body };
}
