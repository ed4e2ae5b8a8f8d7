/**
 * Snapshot files: the engine's state and the resend index as of the end of one frame.
 *
 *   DATA/snapshots/0000000000123456.snap     named by the last command that it holds
 *
 *     0  8 bytes 'BWSNAP1\n'   8  u32 length of the description
 *    12  description, JSON: see SnapshotInfo, with the two lengths
 *     …  engine state, resend index, SHA-256 of everything before it
 */
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { type Disk, replaceFile } from './disk.js';
import { JournalError } from './errors.js';
import type { JournalPosition } from './segment.js';

export interface SnapshotInfo {
  seq: number;
  timeUs: number;
  epoch: number;
  rulesVersion: number;
  stateHash: string;
  /** Where the last frame that it holds begins, and that frame's header CRC. */
  frame: JournalPosition & { crc: number };
}

export interface Snapshot extends SnapshotInfo {
  engine: Uint8Array;
  resendIndex: Uint8Array;
}

const MAGIC = Buffer.from('BWSNAP1\n');
const HEAD = MAGIC.length + 4;
const HASH_BYTES = 32;
export const SNAPSHOTS_KEPT = 3;

export function snapshotsDir(dataDir: string): string {
  return join(dataDir, 'snapshots');
}

/** Snapshots in a data directory by the sequence in their names, newest first. */
export function listSnapshots(disk: Disk, dataDir: string): { seq: number; path: string }[] {
  const dir = snapshotsDir(dataDir);
  const names = disk.list(dir).filter((name) => /^\d{16}\.snap$/.test(name));
  return names.reverse().map((name) => ({ seq: Number(name.slice(0, 16)), path: join(dir, name) }));
}

export function encodeSnapshot(snapshot: Snapshot): Buffer {
  const { engine, resendIndex, ...info } = snapshot;
  const description = Buffer.from(
    JSON.stringify({ ...info, engineBytes: engine.length, resendIndexBytes: resendIndex.length }),
  );
  const bytes = Buffer.alloc(HEAD + description.length + engine.length + resendIndex.length + HASH_BYTES);
  MAGIC.copy(bytes);
  bytes.writeUInt32LE(description.length, MAGIC.length);
  bytes.set(description, HEAD);
  bytes.set(engine, HEAD + description.length);
  bytes.set(resendIndex, HEAD + description.length + engine.length);
  const end = bytes.length - HASH_BYTES;
  bytes.set(createHash('sha256').update(bytes.subarray(0, end)).digest(), end);
  return bytes;
}

/** SNAPSHOT_INVALID unless it is whole. `name` is for the message. */
export function decodeSnapshot(bytes: Buffer, name: string): Snapshot {
  const end = bytes.length - HASH_BYTES;
  const right =
    end >= HEAD &&
    bytes.subarray(0, MAGIC.length).equals(MAGIC) &&
    createHash('sha256').update(bytes.subarray(0, end)).digest().equals(bytes.subarray(end));
  if (!right) throw new JournalError('SNAPSHOT_INVALID', `${name}: expected a snapshot with a right SHA-256; delete it`);
  const from = HEAD + bytes.readUInt32LE(MAGIC.length);
  const { engineBytes, resendIndexBytes, ...info } = JSON.parse(bytes.subarray(HEAD, from).toString()) as SnapshotInfo & {
    engineBytes: number;
    resendIndexBytes: number;
  };
  // plain arrays: slice() of a Buffer would share its memory
  const part = (at: number, length: number) => new Uint8Array(bytes.buffer, bytes.byteOffset + at, length);
  return { ...info, engine: part(from, engineBytes), resendIndex: part(from + engineBytes, resendIndexBytes) };
}

export function readSnapshot(disk: Disk, path: string): Snapshot {
  const file = disk.open(path, 'read');
  try {
    const bytes = Buffer.alloc(file.size());
    file.read(bytes, 0, bytes.length, 0);
    return decodeSnapshot(bytes, path);
  } finally {
    file.close();
  }
}

/** Writes a snapshot, durable when it returns, and removes all but the newest few. */
export function writeSnapshot(disk: Disk, dataDir: string, snapshot: Snapshot): void {
  const dir = snapshotsDir(dataDir);
  disk.mkdir(dir);
  replaceFile(disk, dir, join(dir, `${String(snapshot.seq).padStart(16, '0')}.snap`), encodeSnapshot(snapshot));
  const old = listSnapshots(disk, dataDir).slice(SNAPSHOTS_KEPT);
  for (const { path } of old) disk.unlink(path);
  if (old.length > 0) disk.syncDirectory(dir);
}
