import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isReached, Level, Progress, widen } from '../../engine/progress.js';

/** Sequence numbers, many of them where the low 32 bits change sign or come round. */
const seq = fc.oneof(
  fc.integer({ min: 1, max: 2 ** 52 }),
  fc
    .tuple(fc.constantFrom(2 ** 31, 2 ** 32, 3 * 2 ** 31, 2 ** 33, 2 ** 51), fc.integer({ min: -3, max: 3 }))
    .map(([edge, by]) => edge + by),
);
const distance = fc.oneof(fc.integer({ min: -(2 ** 31) + 1, max: 2 ** 31 - 1 }), fc.integer({ min: -3, max: 3 }));

describe('progress', () => {
  it('compares a sequence with the low 32 bits of one that is less than 2^31 away', () => {
    fc.assert(
      fc.property(seq, distance, (at, by) => {
        fc.pre(at + by > 0);
        expect(isReached(at, (at + by) | 0)).toBe(by >= 0);
      }),
      { numRuns: 2000 },
    );
  });

  it('gives the whole number back from its low 32 bits', () => {
    fc.assert(
      fc.property(seq, distance, (at, by) => {
        fc.pre(at + by > 0);
        expect(widen((at + by) | 0, at)).toBe(at + by);
      }),
      { numRuns: 2000 },
    );
  });

  it('publishes the promise of the level as safe, and never more than disk holds back administration', () => {
    const progress = new Progress();
    for (const [level, reached] of [
      [Level.memory, 40],
      [Level.disk, 30],
      [Level.replica, 20],
      [Level.mirror, 10],
    ]) {
      progress.reach(level, reached, []);
    }
    const seen = [Level.memory, Level.disk, Level.replica, Level.mirror].map((level) => {
      progress.level = level;
      return [progress.safe(), progress.adminSafe()];
    });
    expect(seen).toEqual([
      [40, 40],
      [30, 30],
      [20, 30],
      [10, 30],
    ]);
  });

  it('is seen by every thread that holds its memory', () => {
    const here = new Progress();
    const there = new Progress(here.sab);
    here.journalRoom = true;
    here.level = Level.mirror;
    expect([there.journalRoom, there.level]).toEqual([true, Level.mirror]);
    there.journalRoom = false;
    expect(here.journalRoom).toBe(false);
  });
});
