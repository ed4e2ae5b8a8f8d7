import { expect, test } from 'vitest';
import { killRepeatedly } from './kill.js';

test('kill -9 under load, 25 times: every report that left is in the journal, sessions go on without a reset', async () => {
  const report = await killRepeatedly(25, 7);
  expect(report.kills).toBe(25);
  expect(report.told).toBeGreaterThan(1000);
  expect(report.resent).toBeGreaterThan(0);
}, 240_000);
