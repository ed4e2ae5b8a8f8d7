/**
 * Segments: files of one size, zeroed and fsynced before use, with frames from byte 512 on.
 *
 *   DATA/journal/00000001.seg          in use, closed, or ready for use
 *   DATA/journal/00000001.seg.sha256   of a closed one, as sha256sum writes it
 *   DATA/journal/00000002.*.tmp        being made; removed at start
 *
 * The first sector:
 *
 *    0  u32 magic            4  u32 CRC of bytes 8 to 511
 *    8  u32 format version  12  u32 index
 *   16  u64 salt, random    24  f64 size of the file    32 … zero
 */
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import type { Disk, DiskFile } from './disk.js';
import { JournalError } from './errors.js';
import { FRAME_BYTES_MAX, SECTOR } from './frame.js';
import type { JournalShared } from './shared.js';

export const FORMAT_VERSION = 1;
export const FIRST_FRAME = SECTOR;
const SEGMENT_MAGIC = 0x31535742; // 'BWS1'
const STEP_BYTES = 1 << 20;
const SUFFIX = '.seg';

/** A place in the journal: a segment's index and a byte offset in it. */
export interface JournalPosition {
  segment: number;
  offset: number;
}

export interface SegmentHeader {
  index: number;
  saltLow: number;
  saltHigh: number;
  bytes: number;
}

export function journalDir(dataDir: string): string {
  return join(dataDir, 'journal');
}

export function segmentPath(dir: string, index: number): string {
  return join(dir, String(index).padStart(8, '0') + SUFFIX);
}

/** Indexes of the segments in a journal's directory, in order. */
export function listSegments(disk: Disk, dir: string): number[] {
  const names = disk.list(dir).filter((name) => /^\d{8}\.seg$/.test(name));
  return names.map((name) => Number(name.slice(0, 8)));
}

/** Removes what an earlier run was making when it ended. */
export function removeTemporary(disk: Disk, dir: string): void {
  const names = disk.list(dir).filter((name) => name.endsWith('.tmp'));
  for (const name of names) disk.unlink(join(dir, name));
  if (names.length > 0) disk.syncDirectory(dir);
}

/** The first sector of segment `index`, checked. FORMAT_VERSION or JOURNAL_CORRUPT when it is not one of ours. */
export function readSegmentHeader(file: DiskFile, index: number): SegmentHeader {
  const sector = Buffer.alloc(SECTOR);
  const got = file.read(sector, 0, SECTOR, 0);
  const right =
    got === SECTOR && sector.readUInt32LE(0) === SEGMENT_MAGIC && sector.readUInt32LE(4) === crc32(sector.subarray(8));
  if (!right) throw new JournalError('JOURNAL_CORRUPT', `${file.path}: expected the first sector of a segment; ${REPAIR}`);
  const version = sector.readUInt32LE(8);
  if (version !== FORMAT_VERSION) {
    throw new JournalError(
      'FORMAT_VERSION',
      `${file.path}: expected journal format ${FORMAT_VERSION}, got ${version}; start the version of Buttonwood that wrote it, or another data directory`,
    );
  }
  const header = { index: sector.readUInt32LE(12), saltLow: sector.readUInt32LE(16), saltHigh: sector.readUInt32LE(20) };
  const bytes = sector.readDoubleLE(24);
  if (header.index !== index || file.size() !== bytes) {
    const came = `index ${header.index}, ${file.size()} bytes`;
    throw new JournalError('JOURNAL_CORRUPT', `${file.path}: expected index ${index}, ${bytes} bytes, got ${came}; ${REPAIR}`);
  }
  return { ...header, bytes };
}

export const REPAIR =
  'the journal is damaged: rebuild this data directory from the mirror (buttonwood replay --s3 …) or a copy';

/** Makes one segment, a step at a time: temporary name, zeros, fsync, then rename and directory fsync under a claim. */
export class SegmentMaker {
  private readonly temporary: string;
  private readonly file: DiskFile;
  private readonly bytes: number;
  private written = 0;

  /** @param maker names the temporary file, so that two who make the same segment do not meet */
  constructor(
    private readonly disk: Disk,
    private readonly dir: string,
    readonly index: number,
    bytes: number,
    maker: string,
  ) {
    this.bytes = bytes - (bytes % SECTOR);
    if (this.bytes < 4 * SECTOR || bytes > 2 ** 30) {
      throw new RangeError(`segment size: expected ${4 * SECTOR} to 2^30 bytes, got ${bytes}`);
    }
    this.temporary = join(dir, `${String(index).padStart(8, '0')}.${maker}.tmp`);
    this.file = disk.open(this.temporary, 'create');
  }

  /** Bytes zeroed so far. */
  get done(): number {
    return this.written;
  }

  /** Writes up to `most` bytes (1 MiB at most); true when only publish() is left. DISK_FULL: abandon() and try later. */
  step(most = STEP_BYTES): boolean {
    const length = Math.min(most, STEP_BYTES, this.bytes - this.written);
    if (this.written === 0) this.file.write(firstSector(this.index, this.bytes), 0, SECTOR, 0);
    const from = this.written === 0 ? SECTOR : 0;
    this.file.write(ZEROS, 0, length - from, this.written + from);
    this.written += length;
    // in steps, so that no single fsync has much to write and gets in the way of the journal's
    this.file.sync();
    return this.written === this.bytes;
  }

  /** Renames the file into place; false when another was first. */
  publish(shared: JournalShared): boolean {
    this.file.close();
    if (!shared.claim(this.index)) {
      this.disk.unlink(this.temporary);
      return false;
    }
    try {
      this.disk.rename(this.temporary, segmentPath(this.dir, this.index));
    } catch (error) {
      shared.unclaim(this.index);
      throw error;
    }
    this.disk.syncDirectory(this.dir);
    shared.prepared(this.index);
    return true;
  }

  abandon(): void {
    this.file.close();
    this.disk.unlink(this.temporary);
  }
}

const ZEROS = Buffer.alloc(STEP_BYTES);

function firstSector(index: number, bytes: number): Buffer {
  const sector = Buffer.alloc(SECTOR);
  sector.writeUInt32LE(SEGMENT_MAGIC, 0);
  sector.writeUInt32LE(FORMAT_VERSION, 8);
  sector.writeUInt32LE(index, 12);
  randomBytes(8).copy(sector, 16);
  sector.writeDoubleLE(bytes, 24);
  sector.writeUInt32LE(crc32(sector.subarray(8)), 4);
  return sector;
}

/** Zeros to write from, at least FRAME_BYTES_MAX long. */
export const zeros: Uint8Array = ZEROS.subarray(0, Math.max(FRAME_BYTES_MAX, STEP_BYTES));
