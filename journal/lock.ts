/**
 * Holds a data directory for one process. On Linux by an abstract unix socket named after the directory's device and inode:
 * it needs no file, sees through links, and dies with the process however that ends. Elsewhere by a file that names the
 * process, which counts only while that process lives.
 */
import { closeSync, mkdirSync, openSync, readFileSync, rmSync, statSync, writeSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { JournalError, systemCause } from './errors.js';

/** Creates the directory when there is none. Resolves with what releases it; DATA_DIR_LOCKED when another process holds it. */
export async function lockDirectory(dir: string): Promise<() => void> {
  checkUsable(dir);
  if (process.platform !== 'linux') return lockByFile(dir);
  const { dev, ino } = statSync(dir, { bigint: true });
  const server = createServer((socket) => socket.destroy());
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      reject(error.code === 'EADDRINUSE' ? taken(dir) : error);
    });
    server.listen(`\0buttonwood-${dev.toString(16)}-${ino.toString(16)}`, resolve);
  });
  server.unref();
  return () => void server.close();
}

/** The directory exists, or can be made, and a file can be written in it. */
function checkUsable(dir: string): void {
  const probe = join(dir, '.writable');
  try {
    mkdirSync(dir, { recursive: true, mode: 0o700 });
    closeSync(openSync(probe, 'w'));
    rmSync(probe);
  } catch (error) {
    throw new JournalError(
      'DATA_DIR_UNUSABLE',
      `${dir}: expected a directory that this user may write to, got ${systemCause(error)}; choose another with --data DIR`,
      { cause: error },
    );
  }
}

function taken(dir: string): JournalError {
  return new JournalError(
    'DATA_DIR_LOCKED',
    `${dir} is in use by another running exchange; stop that one, or choose another directory with --data DIR`,
  );
}

function lockByFile(dir: string): () => void {
  const path = join(dir, 'lock');
  for (;;) {
    try {
      const fd = openSync(path, 'wx', 0o600);
      writeSync(fd, String(process.pid));
      closeSync(fd);
      return () => rmSync(path, { force: true });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      if (isAlive(Number(readFileSync(path, 'utf8')))) throw taken(dir);
      rmSync(path, { force: true });
    }
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
