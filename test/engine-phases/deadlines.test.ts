import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Deadlines } from '../../engine/deadlines.js';

function due(deadlines: Deadlines, timeUs: number): number[] {
  const found: number[] = [];
  for (let i = deadlines.next(timeUs); i >= 0; i = deadlines.next(timeUs)) found.push(i);
  return found;
}

describe('deadlines', () => {
  it('gives out what is due in the order of the indexes', () => {
    const deadlines = new Deadlines(100);
    deadlines.set(70, 10);
    deadlines.set(3, 20);
    deadlines.set(40, 30);
    expect(deadlines.earliestUs).toBe(10);
    expect(due(deadlines, 20)).toEqual([3, 70]);
    expect(deadlines.earliestUs).toBe(30);
  });

  it('forgets what is taken back, also while others are given out', () => {
    const deadlines = new Deadlines(10);
    for (let i = 0; i < 10; i++) deadlines.set(i, i);
    expect(deadlines.next(9)).toBe(0);
    deadlines.set(1, Infinity);
    deadlines.set(2, 50);
    expect(due(deadlines, 9)).toEqual([3, 4, 5, 6, 7, 8, 9]);
    expect(due(deadlines, 50)).toEqual([2]);
  });

  it('keeps the same as a plain list', () => {
    const step = fc.oneof(
      { weight: 4, arbitrary: fc.record({ index: fc.nat(19), us: fc.oneof(fc.nat(50), fc.constant(Infinity)) }) },
      { weight: 1, arbitrary: fc.record({ now: fc.nat(50) }) },
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 80 }), (steps) => {
        const deadlines = new Deadlines(20);
        const plain = new Array<number>(20).fill(Infinity);
        for (const s of steps) {
          if ('now' in s) {
            const expected = plain.flatMap((us, i) => (us <= s.now ? [i] : []));
            for (const i of expected) plain[i] = Infinity;
            expect(due(deadlines, s.now)).toEqual(expected);
          } else {
            deadlines.set(s.index, s.us);
            plain[s.index] = s.us;
          }
          expect(deadlines.earliestUs).toBe(Math.min(...plain));
          expect([...deadlines.us]).toEqual(plain);
        }
      }),
    );
  });
});
