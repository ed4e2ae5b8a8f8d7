import { describe, expect, it } from 'vitest';
import { cutTail } from '../../journal/tail.js';
import { generator, PowerCut, SimDisk } from '../support/sim-disk.js';
import { DATA, DIR, JournalRun, readJournal, upTo } from './support.js';

interface Outcome {
  acked: number;
  disk: SimDisk;
  calls: number;
}

/** A run of some 60 commands over several segments, with pauses for seals, that ends when the power does. */
function work(disk: SimDisk, seed: number): Outcome {
  const random = generator(seed);
  let acked = 0;
  try {
    const run = new JournalRun(disk);
    for (let i = 0; i < 40; i++) {
      for (let n = 1 + Math.floor(random() * 3); n > 0; n--) run.command(Math.floor(random() * 12), 200);
      run.flush();
      acked = run.durable;
      if (random() < 0.3) run.clock.advanceMs(20);
      run.flush();
      run.prepare();
    }
    run.stage.stop();
  } catch (error) {
    if (!(error instanceof PowerCut)) throw error;
  }
  return { acked, disk, calls: disk.calls };
}

const WHOLE = new Map<number, Buffer>();

/** What the journal of this seed holds when nothing happens. */
function whole(seed: number): Buffer {
  const known = WHOLE.get(seed) ?? readJournal(work(new SimDisk(), seed).disk).bytes;
  WHOLE.set(seed, known);
  return known;
}

/** Brings the disk up again, checks what is there, and goes on writing. Returns what was cut off. */
function check({ acked, disk }: Outcome, seed: number): number {
  for (const name of disk.list(DIR)) if (name.endsWith('.tmp')) disk.unlink(`${DIR}/${name}`);
  const { seqs, bytes, end, tail } = readJournal(disk);
  expect(seqs).toEqual(upTo(seqs.length));
  expect(seqs.length).toBeGreaterThanOrEqual(acked);
  expect(Buffer.compare(bytes, whole(seed).subarray(0, bytes.length))).toBe(0);
  cutTail(disk, DIR, tail);
  expect(readJournal(disk).tail).toEqual({ tornBytes: 0, leftovers: [] });
  const second = new JournalRun(disk, end);
  second.command(30, 200);
  second.flush();
  expect(readJournal(disk).seqs).toEqual(upTo(seqs.length + 1));
  return tail.tornBytes;
}

describe('a power cut', () => {
  it('loses nothing that was acknowledged, at whatever call it comes', () => {
    const calls = work(new SimDisk(), 1).calls;
    expect(calls).toBeGreaterThan(100);
    let torn = 0;
    for (let cutAt = 1; cutAt <= calls; cutAt++) {
      for (let fate = 0; fate < 4; fate++) {
        const disk = new SimDisk();
        disk.cutAt = cutAt;
        const outcome = work(disk, 1);
        disk.powerCut(cutAt * 1000 + fate);
        if (check(outcome, 1) > 0) torn++;
      }
    }
    expect(torn).toBeGreaterThan(50);
  });

  it('may come again while the torn end is being cut off', () => {
    const calls = work(new SimDisk(), 2).calls;
    for (let cutAt = 20; cutAt <= calls; cutAt += 3) {
      for (let again = 1; again <= 8; again++) {
        const disk = new SimDisk();
        disk.cutAt = cutAt;
        const outcome = work(disk, 2);
        disk.powerCut(cutAt);
        const { tail } = readJournal(disk);
        if (tail.tornBytes === 0) break;
        disk.cutAt = disk.calls + again;
        try {
          cutTail(disk, DIR, tail);
        } catch (error) {
          expect(error).toBeInstanceOf(PowerCut);
        }
        disk.powerCut(cutAt * 100 + again);
        check(outcome, 2);
      }
    }
  });

  it('is caught losing acknowledged commands when fdatasync lies', () => {
    const calls = work(new SimDisk(), 1).calls;
    let caught = 0;
    for (let cutAt = 30; cutAt <= calls; cutAt += 7) {
      const disk = new SimDisk();
      const outcome = work(disk, 1);
      expect(outcome.acked).toBeGreaterThan(0);
      const lying = new SimDisk();
      lying.onCall = () => {
        lying.lies = lying.exists(`${DATA}/journal/00000001.seg`);
      };
      lying.cutAt = cutAt;
      const lost = work(lying, 1);
      lying.onCall = null;
      lying.powerCut(cutAt);
      try {
        check(lost, 1);
      } catch {
        caught++;
      }
    }
    expect(caught).toBeGreaterThan(5);
  });
});
