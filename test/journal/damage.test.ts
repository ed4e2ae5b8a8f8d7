import { crc32 } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { JournalError } from '../../journal/errors.js';
import { FIRST_FRAME, segmentPath } from '../../journal/segment.js';
import { SimDisk } from '../support/sim-disk.js';
import { DIR, JournalRun, readJournal, SEGMENT_BYTES, upTo } from './support.js';

const FIRST = segmentPath(DIR, 1);

/** Frames of one command each, the last two large, with a seal at the end or not. */
function small(sealed: boolean, frames = 8): { disk: SimDisk; run: JournalRun } {
  const disk = new SimDisk();
  const run = new JournalRun(disk);
  for (let i = 0; i < frames; i++) {
    run.command(i < frames - 2 ? 1 : 8, 200);
    run.flush();
  }
  if (sealed) run.stage.stop();
  return { disk, run };
}

function code(what: () => unknown): string {
  try {
    what();
    return 'fine';
  } catch (error) {
    return (error as JournalError).code;
  }
}

describe('a damaged journal', () => {
  it('with any one byte changed is refused, or reads the same', () => {
    for (const sealed of [true, false]) {
      const { disk } = small(sealed, 3);
      const { bytes, end } = readJournal(disk);
      for (let at = 0; at < end.position.offset + 512; at += sealed ? 1 : 5) {
        const bits = at % 2 === 0 ? 0x01 : 0xff;
        disk.damage(FIRST, at, bits);
        let came: Buffer | null = null;
        expect(code(() => (came = readJournal(disk).bytes))).toBe(at < end.position.offset ? 'JOURNAL_CORRUPT' : 'fine');
        if (came !== null) expect(Buffer.compare(came, bytes)).toBe(0);
        disk.damage(FIRST, at, bits);
      }
    }
  });

  it('with a frame missing in the middle is refused', () => {
    const { disk } = small(true);
    const content = disk.content(FIRST);
    content.fill(0, FIRST_FRAME + 1024, FIRST_FRAME + 1536);
    expect(code(() => readJournal(disk))).toBe('JOURNAL_CORRUPT');
  });

  it('with two frames exchanged is refused', () => {
    const { disk } = small(true);
    const content = disk.content(FIRST);
    const [one, two] = [content.slice(512, 1024), content.slice(1024, 1536)];
    content.set(two, 512);
    content.set(one, 1024);
    expect(code(() => readJournal(disk))).toBe('JOURNAL_CORRUPT');
  });

  it('that lacks a whole segment between others is refused', () => {
    const disk = new SimDisk();
    const run = new JournalRun(disk);
    while (run.shared.currentSegment < 3) {
      run.command(8, 200);
      run.flush();
      run.prepare();
    }
    disk.unlink(segmentPath(DIR, 2));
    expect(code(() => readJournal(disk))).toBe('JOURNAL_CORRUPT');
  });

  it('whose last frame is torn is cut there; one whose last frame is whole but wrong is refused', () => {
    const { disk, run } = small(false);
    const end = run.shared.durableOffset;
    const torn = disk.clone();
    torn.content(FIRST).fill(0, end - 700, end - 512);
    const { seqs, tail } = readJournal(torn);
    expect(seqs).toEqual(upTo(7));
    expect(tail.tornBytes).toBeGreaterThan(0);
    disk.damage(FIRST, end - 700, 0x40);
    expect(code(() => readJournal(disk))).toBe('JOURNAL_CORRUPT');
  });

  it('that ends before what is known to have been durable is refused', () => {
    const { disk } = small(true);
    expect(code(() => readJournal(disk, 8))).toBe('fine');
    expect(code(() => readJournal(disk, 9))).toBe('JOURNAL_LOST');
    const end = readJournal(disk).end.position.offset;
    disk.content(FIRST).fill(0, end - 512 - 2048, end);
    expect(code(() => readJournal(disk, 8))).toBe('JOURNAL_LOST');
    expect(readJournal(disk).seqs).toEqual(upTo(7));
  });

  it('takes no frame of an older file for its own', () => {
    const old = small(false).disk.content(FIRST).slice();
    const disk = new SimDisk();
    const run = new JournalRun(disk);
    run.command(1, 200);
    run.flush();
    const end = run.shared.durableOffset;
    disk.content(FIRST).set(old.subarray(end, end + 4096), end);
    expect(code(() => readJournal(disk))).toBe('JOURNAL_CORRUPT');
    // what is left of an older frame further on is no frame of ours
    disk.content(FIRST).fill(0, end, end + 1024);
    expect(readJournal(disk).seqs).toEqual([1]);
  });

  it('of another format version is refused with what to do', () => {
    const { disk } = small(true);
    const sector = Buffer.from(disk.content(FIRST).subarray(0, 512));
    sector.writeUInt32LE(7, 8);
    sector.writeUInt32LE(crc(sector), 4);
    disk.content(FIRST).set(sector);
    expect(() => readJournal(disk)).toThrow(/expected journal format 1, got 7; start the version/);
    expect(() => new JournalRun(disk)).toThrow(JournalError);
  });

  it('is refused when a segment has not the size it says', () => {
    const { disk } = small(true);
    disk.put(FIRST, disk.content(FIRST).slice(0, SEGMENT_BYTES - 512));
    expect(code(() => readJournal(disk))).toBe('JOURNAL_CORRUPT');
  });
});

function crc(sector: Buffer): number {
  return crc32(sector.subarray(8));
}
