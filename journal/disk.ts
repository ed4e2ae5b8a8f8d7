/**
 * The Disk port: synchronous, because the journal's thread has nothing else to do while it waits, and libuv's pool adds
 * two hand-offs to each call. NodeDisk is the machine's; tests and the simulation have their own.
 * Every error is a JournalError. An error of write() or sync() must end the process: the kernel marks pages clean after a
 * failed fsync, so that a second one would succeed without having written them.
 */
import {
  closeSync,
  constants,
  fdatasyncSync,
  fstatSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readSync,
  renameSync,
  unlinkSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { JournalError, type JournalErrorCode, systemCause } from './errors.js';

/**
 * `read`: an existing file, read only. `write`: an existing file. `create`: a new file, or an old one emptied.
 * `direct`: an existing file, for writes of whole sectors from alignedMemory() only; they pass by the page cache where the
 * file system can do that, which makes the commit that follows shorter and its tail much shorter.
 */
export type OpenMode = 'read' | 'write' | 'create' | 'direct';

/** As far as it is needed here: its types come with a browser's. */
declare const WebAssembly: { Memory: new (size: { initial: number }) => { buffer: ArrayBuffer } };

/** Memory that begins at a page boundary, as direct writes need it: WebAssembly's does, an ordinary ArrayBuffer does not. */
export function alignedMemory(bytes: number): ArrayBuffer {
  return new WebAssembly.Memory({ initial: Math.ceil(bytes / 65_536) }).buffer;
}

export interface DiskFile {
  readonly path: string;
  size(): number;
  /** Reads up to `length` bytes into `into` from `at`; returns how many, fewer only at the end of the file. */
  read(into: Uint8Array, at: number, length: number, position: number): number;
  /** Writes all of it, however many calls that takes. */
  write(from: Uint8Array, at: number, length: number, position: number): void;
  /** fdatasync: returns once everything written is durable. */
  sync(): void;
  /** Once is enough; more does no harm. */
  close(): void;
}

export interface Disk {
  /** FILE_MISSING when `read` or `write` finds none. */
  open(path: string, mode: OpenMode): DiskFile;
  exists(path: string): boolean;
  /** Names in a directory, sorted; none when there is no such directory. */
  list(dir: string): string[];
  /** Creates a directory and its parents, for the owner alone. */
  mkdir(dir: string): void;
  rename(from: string, to: string): void;
  unlink(path: string): void;
  /** Makes creations, renames and removals in a directory durable. */
  syncDirectory(dir: string): void;
}

class NodeFile implements DiskFile {
  constructor(
    readonly path: string,
    private fd: number,
    private direct = false,
  ) {}

  size(): number {
    return fstatSync(this.fd).size;
  }

  read(into: Uint8Array, at: number, length: number, position: number): number {
    let done = 0;
    try {
      while (done < length) {
        const got = readSync(this.fd, into, at + done, length - done, position + done);
        if (got === 0) break;
        done += got;
      }
    } catch (error) {
      throw failed('DISK_READ', 'read', this.path, error);
    }
    return done;
  }

  write(from: Uint8Array, at: number, length: number, position: number): void {
    let done = 0;
    try {
      while (done < length) done += writeSync(this.fd, from, at + done, length - done, position + done);
    } catch (error) {
      if (this.direct && (error as NodeJS.ErrnoException).code === 'EINVAL') {
        this.makeIndirect();
        this.write(from, at + done, length - done, position + done);
        return;
      }
      throw failed(isFull(error) ? 'DISK_FULL' : 'DISK_WRITE', 'write', this.path, error);
    }
  }

  /** The file system opens files so but does not write so, or wants larger sectors: nothing was written. */
  private makeIndirect(): void {
    this.close();
    this.fd = openSync(this.path, FLAGS.write);
    this.direct = false;
  }

  sync(): void {
    try {
      fdatasyncSync(this.fd);
    } catch (error) {
      throw failed(isFull(error) ? 'DISK_FULL' : 'DISK_SYNC', 'fdatasync', this.path, error);
    }
  }

  close(): void {
    if (this.fd < 0) return;
    closeSync(this.fd);
    this.fd = -1;
  }
}

const FLAGS = {
  read: constants.O_RDONLY,
  write: constants.O_RDWR,
  create: constants.O_RDWR | constants.O_CREAT | constants.O_TRUNC,
  direct: constants.O_RDWR | (constants.O_DIRECT ?? 0),
} as const;

export class NodeDisk implements Disk {
  open(path: string, mode: OpenMode): DiskFile {
    try {
      return new NodeFile(path, openSync(path, FLAGS[mode], 0o600), mode === 'direct');
    } catch (error) {
      if (mode === 'direct' && (error as NodeJS.ErrnoException).code === 'EINVAL') return this.open(path, 'write');
      const missing = mode !== 'create' && (error as NodeJS.ErrnoException).code === 'ENOENT';
      const code = missing ? 'FILE_MISSING' : isFull(error) ? 'DISK_FULL' : mode === 'read' ? 'DISK_READ' : 'DISK_WRITE';
      throw failed(code, 'open', path, error);
    }
  }

  exists(path: string): boolean {
    try {
      closeSync(openSync(path, constants.O_RDONLY));
      return true;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
      throw failed('DISK_READ', 'open', path, error);
    }
  }

  list(dir: string): string[] {
    try {
      return readdirSync(dir).sort();
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
      throw failed('DISK_READ', 'list', dir, error);
    }
  }

  mkdir(dir: string): void {
    try {
      const first = mkdirSync(dir, { recursive: true, mode: 0o700 });
      if (first !== undefined) this.syncDirectory(dirname(first));
    } catch (error) {
      if (error instanceof JournalError) throw error;
      throw failed('DATA_DIR_UNUSABLE', 'create', dir, error);
    }
  }

  rename(from: string, to: string): void {
    try {
      renameSync(from, to);
    } catch (error) {
      throw failed(isFull(error) ? 'DISK_FULL' : 'DISK_WRITE', 'rename', from, error);
    }
  }

  unlink(path: string): void {
    try {
      unlinkSync(path);
    } catch (error) {
      throw failed('DISK_WRITE', 'remove', path, error);
    }
  }

  syncDirectory(dir: string): void {
    try {
      const fd = openSync(dir, constants.O_RDONLY);
      try {
        fsyncSync(fd);
      } finally {
        closeSync(fd);
      }
    } catch (error) {
      throw failed('DISK_SYNC', 'fsync', dir, error);
    }
  }
}

function isFull(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException;
  return code === 'ENOSPC' || code === 'EDQUOT';
}

const ADVICE: Partial<Record<JournalErrorCode, string>> = {
  DISK_FULL: 'free space on this file system',
  DISK_SYNC: 'what was not yet acknowledged may be lost: check the disk, then start again',
  DISK_WRITE: 'check the disk and the permissions, then start again',
  DISK_READ: 'check the disk and the permissions',
  FILE_MISSING: 'check the data directory',
  DATA_DIR_UNUSABLE: 'choose a directory that this user may write to (--data DIR)',
};

function failed(code: JournalErrorCode, what: string, path: string, error: unknown): JournalError {
  return new JournalError(code, `cannot ${what} ${path}: ${systemCause(error)}; ${ADVICE[code] ?? ''}`, { cause: error });
}

/** Writes a file so that there is the whole of it or nothing, whenever the power fails: temporary name, fsync, rename, directory fsync. */
export function replaceFile(disk: Disk, dir: string, path: string, content: Uint8Array): void {
  const temporary = `${path}.tmp`;
  const file = disk.open(temporary, 'create');
  try {
    file.write(content, 0, content.length, 0);
    file.sync();
  } catch (error) {
    if (error instanceof JournalError && error.code === 'DISK_FULL') disk.unlink(temporary);
    throw error;
  } finally {
    file.close();
  }
  disk.rename(temporary, path);
  disk.syncDirectory(dir);
}
