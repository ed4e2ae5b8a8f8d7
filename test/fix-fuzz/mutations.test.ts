import { expect, test } from 'vitest';
import { BATCH, Rig } from './rig.js';

test('mutations', () => {
  const rig = new Rig();
  for (let n = 0; n < 400; n++) rig.batch(1, n);
  console.log(rig.tally);
  expect(rig.tally.sent).toBe(400 * BATCH);
}, 120_000);
