/**
 * How far the mirror has come, in a file of the data directory: where it goes on after a restart, and a mark that recovery
 * holds against the journal (everything up to `seq` was durable once). Written aside, synced, renamed: whole or not there.
 */
import { join } from 'node:path';
import type { Disk } from '../disk.js';
import { JournalError } from '../errors.js';
import { FIRST_FRAME, type JournalPosition } from '../segment.js';

const FILE = 'mirror.json';
const FILE_BYTES_MAX = 4096;

export interface MirrorCursor {
  /** Where the first frame that is not acknowledged begins. */
  readonly position: Readonly<JournalPosition>;
  /** Header CRC, epoch and last command of the frame before it. */
  readonly chainCrc: number;
  readonly epoch: number;
  readonly seq: number;
}

/** Before anything has been sent. */
export const START: MirrorCursor = { position: { segment: 1, offset: FIRST_FRAME }, chainCrc: 0, epoch: 0, seq: 0 };

/** The cursor, or null when there never was one. */
export function readCursor(disk: Disk, dataDir: string): MirrorCursor | null {
  const path = join(dataDir, FILE);
  if (!disk.exists(path)) return null;
  const file = disk.open(path, 'read');
  const bytes = Buffer.alloc(FILE_BYTES_MAX);
  const length = file.read(bytes, 0, FILE_BYTES_MAX, 0);
  file.close();
  const cursor = parse(bytes.toString('utf8', 0, length));
  if (cursor) return cursor;
  throw new JournalError(
    'MIRROR_CURSOR',
    `${path}: expected the mirror's cursor as one line of JSON; compare the journal with the bucket (buttonwood replay --s3 …), ` +
      'then remove the file: the journal is sent again from its beginning, which does no harm',
  );
}

/** For recovery: the last command known to have reached the mirror; 0 when nothing has. */
export function readAcknowledgedSeq(disk: Disk, dataDir: string): number {
  return readCursor(disk, dataDir)?.seq ?? 0;
}

export function writeCursor(disk: Disk, dataDir: string, cursor: MirrorCursor): void {
  const path = join(dataDir, FILE);
  const bytes = Buffer.from(`${JSON.stringify({ version: 1, ...cursor })}\n`);
  const file = disk.open(`${path}.tmp`, 'create');
  file.write(bytes, 0, bytes.length, 0);
  file.sync();
  file.close();
  // no sync of the directory: a lost rename leaves an older cursor, and what it repeats is dropped as a duplicate
  disk.rename(`${path}.tmp`, path);
}

function parse(text: string): MirrorCursor | null {
  try {
    const { version, position, chainCrc, epoch, seq } = JSON.parse(text) as MirrorCursor & { version: number };
    const numbers = [position.segment, position.offset, chainCrc, epoch, seq];
    return version === 1 && numbers.every(Number.isSafeInteger) ? { position, chainCrc, epoch, seq } : null;
  } catch {
    return null;
  }
}
