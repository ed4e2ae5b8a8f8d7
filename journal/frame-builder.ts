/**
 * Gathers the log's records into one frame, in place: header, records cut around the sectors' marks, padding.
 * Used by the journal's writer on its thread, again and again; nothing is allocated for a frame but its CRCs' first views.
 */
import { crc32 } from 'node:zlib';
import type { RecordViews } from '../engine/ring.js';
import { alignedMemory } from './disk.js';
import {
  FRAME_BYTES_MAX,
  FRAME_HEADER_BYTES,
  FRAME_MAGIC,
  FrameField,
  type FrameHeader,
  frameBytes,
  SECTOR,
  SECTOR_MARK,
} from './frame.js';

const SECTOR_WORDS = SECTOR / 4;

export class FrameBuilder {
  /** What is written: its first `frameBytes` after finish(). */
  readonly bytes: Buffer;
  bodyLength = 0;
  private readonly i32: Int32Array;
  private readonly f64: Float64Array;
  private readonly headerView: Uint8Array;
  /** The bytes that a body CRC covers, by number of sectors. */
  private readonly bodyViews: Uint8Array[] = [];
  /** Index of the word that comes next. */
  private word = FRAME_HEADER_BYTES / 4;

  constructor() {
    const memory = alignedMemory(FRAME_BYTES_MAX);
    this.bytes = Buffer.from(memory);
    this.i32 = new Int32Array(memory);
    this.f64 = new Float64Array(memory);
    this.headerView = new Uint8Array(memory, 8, FRAME_HEADER_BYTES - 8);
  }

  clear(): void {
    this.bodyLength = 0;
    this.word = FRAME_HEADER_BYTES / 4;
  }

  /** What the frame would take on disk with `length` more bytes of records. */
  bytesWith(length: number): number {
    return frameBytes(this.bodyLength + length);
  }

  /** Adds `length` bytes of whole records. The caller has checked that they fit. */
  add(views: RecordViews, at: number, length: number): void {
    const source = views.i32;
    const { i32 } = this;
    let to = this.word;
    for (let from = at >> 2, end = (at + length) >> 2; from < end; from++) {
      i32[to++] = source[from];
      if (to % SECTOR_WORDS === SECTOR_WORDS - 1) i32[to++] = SECTOR_MARK;
    }
    this.word = to;
    this.bodyLength += length;
  }

  /** Completes the frame with what `header` says (its CRCs and body length are set here); returns its length on disk. */
  finish(header: FrameHeader): number {
    const { i32, f64, bytes } = this;
    const length = frameBytes(this.bodyLength);
    for (let to = this.word; to < length >> 2; to++) i32[to] = to % SECTOR_WORDS === SECTOR_WORDS - 1 ? SECTOR_MARK : 0;
    header.bodyLength = this.bodyLength;
    header.bodyCrc = crc32(this.bodyView(length));
    i32[FrameField.MAGIC >> 2] = FRAME_MAGIC;
    i32[FrameField.BODY_LENGTH >> 2] = header.bodyLength;
    i32[FrameField.BODY_CRC >> 2] = header.bodyCrc | 0;
    i32[FrameField.EPOCH >> 2] = header.epoch;
    i32[FrameField.FLAGS >> 2] = header.flags;
    f64[FrameField.FIRST_SEQ >> 3] = header.firstSeq;
    i32[FrameField.COUNT >> 2] = header.count;
    i32[FrameField.PREV_CRC >> 2] = header.prevCrc | 0;
    i32[FrameField.OFFSET >> 2] = header.offset;
    i32[FrameField.SEGMENT >> 2] = header.segment;
    i32[FrameField.SALT >> 2] = header.saltLow | 0;
    i32[(FrameField.SALT >> 2) + 1] = header.saltHigh | 0;
    f64[FrameField.TIME >> 3] = header.timeUs;
    header.crc = crc32(this.headerView);
    bytes.writeUInt32LE(header.crc, FrameField.CRC);
    return length;
  }

  private bodyView(length: number): Uint8Array {
    const sectors = length / SECTOR;
    this.bodyViews[sectors] ??= this.bytes.subarray(FRAME_HEADER_BYTES, length);
    return this.bodyViews[sectors];
  }
}
