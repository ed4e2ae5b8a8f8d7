import { existsSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { alignedMemory, NodeDisk, replaceFile } from '../../journal/disk.js';
import { SegmentMaker } from '../../journal/segment.js';
import { JournalShared } from '../../journal/shared.js';
import { SimDisk } from '../support/sim-disk.js';
import { DIR, JournalRun, SEGMENT_BYTES } from './support.js';

let dir = '';
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'buttonwood-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

describe("the machine's disk", () => {
  it('reads back what was written, and less only at the end', () => {
    const disk = new NodeDisk();
    const path = join(dir, 'a', 'file');
    disk.mkdir(join(dir, 'a'));
    expect(statSync(join(dir, 'a')).mode & 0o777).toBe(0o700);
    const file = disk.open(path, 'create');
    file.write(Buffer.from('-hello-'), 1, 5, 3);
    file.sync();
    const into = Buffer.alloc(10);
    expect(file.read(into, 1, 9, 2)).toBe(6);
    expect(into.toString('latin1')).toBe('\0\0hello\0\0\0');
    expect(file.size()).toBe(8);
    file.close();
    disk.rename(path, `${path}2`);
    disk.syncDirectory(join(dir, 'a'));
    expect(disk.list(join(dir, 'a'))).toEqual(['file2']);
    expect(disk.exists(path)).toBe(false);
    disk.unlink(`${path}2`);
    expect(disk.list(join(dir, 'none'))).toEqual([]);
  });

  it('writes sectors past the page cache where it can, and all the same where it cannot', () => {
    const disk = new NodeDisk();
    const path = join(dir, 'sectors');
    disk.open(path, 'create').write(Buffer.alloc(4096), 0, 4096, 0);
    const sectors = Buffer.from(alignedMemory(1024)).fill('x');
    const file = disk.open(path, 'direct');
    file.write(sectors, 0, 1024, 512);
    // what is not aligned is more than a device takes: the file is opened anew
    file.write(Buffer.from('-abc-'), 1, 3, 1);
    file.write(sectors, 0, 512, 2048);
    file.sync();
    file.close();
    const into = Buffer.alloc(4096);
    disk.open(path, 'read').read(into, 0, 4096, 0);
    const expected = Buffer.alloc(4096).fill('x', 512, 1536).fill('x', 2048, 2560);
    expected.write('abc', 1);
    expect(into.equals(expected)).toBe(true);
  });

  it('says what is missing', () => {
    const disk = new NodeDisk();
    expect(() => disk.open(join(dir, 'none'), 'read')).toThrow(expect.objectContaining({ code: 'FILE_MISSING' }));
    expect(() => disk.unlink(join(dir, 'none'))).toThrow(/cannot remove .*none: ENOENT/);
  });

  it('replaces a file as a whole', () => {
    const disk = new NodeDisk();
    const path = join(dir, 'f');
    for (const content of ['first', 'second one']) {
      replaceFile(disk, dir, path, Buffer.from(content));
      const file = disk.open(path, 'read');
      expect(file.size()).toBe(content.length);
      file.close();
    }
    expect(readdirSync(dir)).toEqual(['f']);
  });

  it('says that it is full, so that it can be told from broken', () => {
    if (!existsSync('/dev/full')) return;
    const file = new NodeDisk().open('/dev/full', 'write');
    expect(() => file.write(Buffer.alloc(8), 0, 8, 0)).toThrow(expect.objectContaining({ code: 'DISK_FULL' }));
    file.close();
  });
});

describe('making a segment', () => {
  it('by two at once gives one segment, never one over the other', () => {
    const disk = new SimDisk();
    const shared = new JournalShared();
    shared.start({ segment: 1, offset: 512 }, 1);
    const makers = ['writer', 'preparer'].map((who) => new SegmentMaker(disk, DIR, 2, SEGMENT_BYTES, who));
    for (const maker of makers) while (!maker.step());
    expect(makers[1].publish(shared)).toBe(true);
    const first = disk.content(`${DIR}/00000002.seg`).slice();
    expect(makers[0].publish(shared)).toBe(false);
    expect(disk.content(`${DIR}/00000002.seg`)).toEqual(first);
    expect(disk.list(DIR)).toEqual(['00000002.seg']);
  });

  it('is given up by the preparer when the writer could not wait', () => {
    const disk = new SimDisk();
    const run = new JournalRun(disk, undefined, 3 << 20);
    run.preparer.work();
    expect(disk.list(DIR)).toContain('00000002.preparer.tmp');
    while (run.shared.currentSegment < 2) {
      run.command(40, 1024);
      run.flush();
    }
    run.prepare();
    expect(disk.list(DIR).filter((name) => name.endsWith('.tmp'))).toEqual([]);
    expect(run.shared.preparedSegment).toBe(3);
  });
});
