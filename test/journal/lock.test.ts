import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { NodeDisk } from '../../journal/disk.js';
import { lockDirectory } from '../../journal/lock.js';

let dir = '';
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'buttonwood-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const lockModule = new URL('../../dist/journal/lock.js', import.meta.url).pathname;
const LOCK = `import(${JSON.stringify(lockModule)}).then((m) => m.lockDirectory(process.argv[1]))`;

describe('the lock of a data directory', () => {
  it('creates the directory, and refuses a second start, by whatever name', async () => {
    const data = join(dir, 'a', 'b');
    const unlock = await lockDirectory(data);
    await expect(lockDirectory(data)).rejects.toMatchObject({
      code: 'DATA_DIR_LOCKED',
      message: expect.stringContaining(data),
    });
    const alias = join(dir, 'alias');
    symlinkSync(data, alias);
    await expect(lockDirectory(alias)).rejects.toMatchObject({ code: 'DATA_DIR_LOCKED' });
    unlock();
    (await lockDirectory(alias))();
  });

  it('holds between processes, and dies with the process', async () => {
    const holder = spawn(process.execPath, ['-e', `${LOCK}.then(() => console.log('held')); setInterval(() => {}, 1000)`, dir]);
    await once(holder.stdout, 'data');
    await expect(lockDirectory(dir)).rejects.toMatchObject({ code: 'DATA_DIR_LOCKED' });
    holder.kill('SIGKILL');
    await once(holder, 'exit');
    (await lockDirectory(dir))();
  });

  it('does not keep a process alive', async () => {
    await promisify(execFile)(process.execPath, ['-e', LOCK, dir]);
  });

  it('names a directory that cannot be used, and what to do', async () => {
    const file = join(dir, 'file');
    writeFileSync(file, '');
    const impossible = join(file, 'data');
    await expect(lockDirectory(impossible)).rejects.toMatchObject({
      code: 'DATA_DIR_UNUSABLE',
      message: expect.stringMatching(new RegExp(`${impossible}.*ENOTDIR.*--data DIR`)),
    });
    expect(() => new NodeDisk().mkdir(impossible)).toThrow(/cannot create .*ENOTDIR/);
  });
});
