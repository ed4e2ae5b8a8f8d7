import { describe, expect, it } from 'vitest';
import { Doorbell } from '../../engine/doorbell.js';
import type { Wait } from '../../engine/stage.js';
import type { BellPairTask } from './bell-pair.js';
import { ringAt } from './records.js';
import type { StressResult, StressTask } from './stress.js';
import { runThread } from './threads.js';

describe('doorbell between threads', () => {
  it.each([
    ['threads that block', true, true],
    ['a thread that blocks and one with an event loop', true, false],
  ])('loses no wake-up between %s', async (_, first, second) => {
    const shared = {
      turns: new Int32Array(new SharedArrayBuffer(8)),
      bells: [new Doorbell().sab, new Doorbell().sab],
      rounds: 10_000,
    };
    const lost = await Promise.all([
      runThread<number>('bell-pair', { ...shared, side: 0, blocking: first } satisfies BellPairTask),
      runThread<number>('bell-pair', { ...shared, side: 1, blocking: second } satisfies BellPairTask),
    ]);
    expect(lost).toEqual([0, 0]);
  });
});

describe('ring between threads', () => {
  const cases: [Wait, number, number][] = [
    ['park', 1 << 16, 160e6],
    ['adaptive', 1 << 20, 160e6],
  ];
  it.each(cases)('loses, reorders and tears nothing: %s, ring of %i bytes, %i bytes', async (wait, capacity, bytes) => {
    const memory = ringAt(capacity, 2, 2 ** 31 - capacity); // the counters change sign on the way
    const bells = [new Doorbell().sab, new Doorbell().sab, new Doorbell().sab];
    const shared = { memory, bells, wait, bytes };
    const [sent, ...received] = await Promise.all([
      runThread<StressResult>('stress', { ...shared, role: 'produce', consumer: 0, seed: 1 } satisfies StressTask),
      runThread<StressResult>('stress', { ...shared, role: 'block', consumer: 0, seed: 2 } satisfies StressTask),
      runThread<StressResult>('stress', { ...shared, role: 'turn', consumer: 1, seed: 3 } satisfies StressTask),
    ]);
    expect(sent.bytes).toBeGreaterThanOrEqual(bytes);
    expect(received).toEqual([sent, sent]);
  });
});
