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

/** What a cursor belongs to: at any other mirror it says nothing of what is there. */
export interface MirrorTarget {
  /** null: Amazon's own. */
  readonly endpoint: string | null;
  readonly stream: string;
  readonly bucket: string;
  readonly prefix: string;
}

interface SavedCursor {
  readonly cursor: MirrorCursor;
  /** null: it does not say. */
  readonly target: MirrorTarget | null;
}

/** Before anything has been sent. */
const START: MirrorCursor = { position: { segment: 1, offset: FIRST_FRAME }, chainCrc: 0, epoch: 0, seq: 0 };

/** The cursor, or null when there never was one. */
function readCursor(disk: Disk, dataDir: string): SavedCursor | null {
  const path = join(dataDir, FILE);
  if (!disk.exists(path)) return null;
  const file = disk.open(path, 'read');
  const bytes = Buffer.alloc(FILE_BYTES_MAX);
  const length = file.read(bytes, 0, FILE_BYTES_MAX, 0);
  file.close();
  const saved = parse(bytes.toString('utf8', 0, length));
  if (saved) return saved;
  throw new JournalError(
    'MIRROR_CURSOR',
    `${path}: expected the mirror's cursor as one line of JSON; compare the journal with the bucket (buttonwood replay --s3 …), ` +
      'then remove the file: the journal is sent again from its beginning, which does no harm',
  );
}

/** For recovery: the last command known to have reached the mirror; 0 when nothing has. */
export function readAcknowledgedSeq(disk: Disk, dataDir: string): number {
  return readCursor(disk, dataDir)?.cursor.seq ?? 0;
}

/** Where a mirror begins: at the cursor, if that is its own. */
export function cursorAt(disk: Disk, dataDir: string, target: MirrorTarget, log: (line: string) => void): MirrorCursor {
  const saved = readCursor(disk, dataDir);
  if (saved === null) return START;
  const before = describe(saved.target);
  const now = describe(target);
  if (before === now) return saved.cursor;
  log(`mirror: another mirror than before (${now}, before it ${before}): the journal is sent to it from its beginning`);
  return START;
}

function describe(target: MirrorTarget | null): string {
  if (target === null) return 'unknown';
  const { endpoint, stream, bucket, prefix } = target;
  return `stream ${stream}, s3://${bucket}/${prefix} at ${endpoint ?? 'AWS'}`;
}

export function writeCursor(disk: Disk, dataDir: string, cursor: MirrorCursor, target: MirrorTarget): void {
  const path = join(dataDir, FILE);
  const bytes = Buffer.from(`${JSON.stringify({ version: 1, ...cursor, target })}\n`);
  const file = disk.open(`${path}.tmp`, 'create');
  file.write(bytes, 0, bytes.length, 0);
  file.sync();
  file.close();
  // no sync of the directory: a lost rename leaves an older cursor, and what it repeats is dropped as a duplicate
  disk.rename(`${path}.tmp`, path);
}

function parse(text: string): SavedCursor | null {
  try {
    const saved = JSON.parse(text) as MirrorCursor & { version: number; target?: MirrorTarget };
    const { position, chainCrc, epoch, seq, target = null } = saved;
    const numbers = [position.segment, position.offset, chainCrc, epoch, seq];
    const right = saved.version === 1 && numbers.every(Number.isSafeInteger);
    return right ? { cursor: { position, chainCrc, epoch, seq }, target } : null;
  } catch {
    return null;
  }
}
