import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { Flag, FRAME_BYTES_MAX } from '../../journal/frame.js';
import { FrameReader } from '../../journal/reader.js';
import { FIRST_FRAME, segmentPath } from '../../journal/segment.js';
import { emptyJournal } from '../../journal/writer.js';
import { SimDisk } from '../support/sim-disk.js';
import { DIR, JournalRun, readJournal, SEGMENT_BYTES, upTo } from './support.js';

function flags(disk: SimDisk): number[] {
  const reader = new FrameReader({ disk, dir: DIR, from: { segment: 1, offset: FIRST_FRAME }, chainCrc: 0 });
  const found: number[] = [];
  for (let frame = reader.next(); frame; frame = reader.next()) found.push(frame.header.flags);
  return found;
}

describe('the journal stage', () => {
  it('writes what the log holds as one frame, syncs it once, then says so', () => {
    const disk = new SimDisk();
    const run = new JournalRun(disk);
    for (let i = 0; i < 50; i++) run.command();
    run.log.publish();
    const kinds: string[] = [];
    disk.onCall = (_, kind) => {
      kinds.push(kind);
      expect(run.durable).toBe(0);
    };
    run.stage.work();
    expect(kinds).toEqual(['write', 'sync']);
    expect(run.durable).toBe(50);
    disk.onCall = null;
    expect(readJournal(disk)).toMatchObject({ seqs: upTo(50), frames: 1 });
  });

  it('keeps transactions that are longer than a frame whole, over several frames', () => {
    const disk = new SimDisk();
    const run = new JournalRun(disk, emptyJournal, 1 << 20);
    run.command(20_000, 256);
    run.log.publish();
    while (run.log.drain() > 0 || run.stage.work() > 0) run.log.publish();
    run.command();
    run.flush();
    const { seqs, bytes, frames } = readJournal(disk);
    expect(seqs).toEqual([1, 2]);
    expect(bytes.length).toBe(2 * 40 + 20_000 * 256 + 240);
    expect(frames).toBeGreaterThan(5_120_000 / FRAME_BYTES_MAX);
    expect(flags(disk)[1]).toBe(Flag.data | Flag.continued);
  });

  it('seals 10 ms after the last data, once', () => {
    const disk = new SimDisk();
    const run = new JournalRun(disk);
    run.command();
    run.flush();
    expect(run.stage.deadlineUs()).toBe(run.clock.us + 10_000);
    run.clock.advanceMs(9);
    run.flush();
    expect(flags(disk)).toEqual([Flag.data]);
    run.clock.advanceMs(1);
    run.flush();
    run.clock.advanceMs(100);
    run.flush();
    expect(flags(disk)).toEqual([Flag.data, Flag.seal | Flag.continued]);
    expect(run.stage.deadlineUs()).toBe(Number.POSITIVE_INFINITY);
  });

  it('seals when it stops, and goes on from there', () => {
    const disk = new SimDisk();
    const run = new JournalRun(disk);
    for (let i = 0; i < 3; i++) run.command();
    run.log.publish();
    run.stage.stop();
    const { end, tail } = readJournal(disk);
    expect(tail.tornBytes).toBe(0);
    const second = new JournalRun(disk, end);
    expect(second.durable).toBe(3);
    second.command();
    second.flush();
    expect(readJournal(disk)).toMatchObject({ seqs: upTo(4), frames: 3 });
  });

  it('rolls over to segments made ahead, and gives closed ones a SHA-256', () => {
    const disk = new SimDisk();
    const run = new JournalRun(disk);
    while (run.shared.currentSegment < 4) {
      run.command();
      run.flush();
      run.prepare();
    }
    const { seqs, tail } = readJournal(disk);
    expect(seqs).toEqual(upTo(run.seq));
    expect(tail.tornBytes).toBe(0);
    expect(disk.list(DIR).filter((name) => name.endsWith('.seg'))).toHaveLength(5);
    for (const index of [1, 2, 3]) {
      const path = segmentPath(DIR, index);
      const hash = createHash('sha256').update(disk.content(path)).digest('hex');
      expect(Buffer.from(disk.content(`${path}.sha256`)).toString()).toBe(`${hash}  0000000${index}.seg\n`);
    }
  });

  it('makes a segment itself when nobody has', () => {
    const disk = new SimDisk();
    const run = new JournalRun(disk);
    while (run.shared.currentSegment < 3) {
      run.command();
      run.flush();
    }
    expect(readJournal(disk).seqs).toEqual(upTo(run.seq));
  });

  it('says that there is no room before a full disk is met, and that there is room again', () => {
    const disk = new SimDisk();
    const run = new JournalRun(disk);
    disk.capacityBytes = SEGMENT_BYTES + 1000;
    expect(run.progress.journalRoom).toBe(true);
    while (run.progress.journalRoom) {
      run.command();
      run.flush();
      run.prepare();
    }
    const used = run.shared.durableOffset;
    expect(used).toBeGreaterThan(SEGMENT_BYTES * 0.5);
    run.command();
    run.flush();
    expect(run.durable).toBe(run.seq);
    disk.capacityBytes = Number.POSITIVE_INFINITY;
    run.clock.advanceMs(2000);
    run.prepare();
    expect(run.progress.journalRoom).toBe(true);
  });

  it('ends with a clear error when there is truly no room', () => {
    const disk = new SimDisk();
    const run = new JournalRun(disk);
    disk.capacityBytes = SEGMENT_BYTES + 1000;
    const fill = () => {
      for (;;) {
        run.command();
        run.flush();
      }
    };
    expect(fill).toThrow(/no room for segment 2/);
    expect(readJournal(disk).seqs).toEqual(upTo(run.durable));
  });

  it('never goes on after a failed write or fsync', () => {
    for (const failing of ['write', 'sync']) {
      const disk = new SimDisk();
      const run = new JournalRun(disk);
      run.command();
      run.flush();
      disk.onCall = (_, kind) => {
        if (kind === failing) throw new Error('EIO');
      };
      run.command();
      expect(() => run.flush()).toThrow('EIO');
      expect(run.durable).toBe(1);
    }
  });
});
