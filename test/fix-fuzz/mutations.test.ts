/** 60,000 mutations of valid messages through the real door; the whole million: `node dist/test/fault/fix-mutations.js --count 1000000`. */
import { expect, test } from 'vitest';
import { BATCH, Rig } from './rig.js';

const MUTATIONS = 60_000;
const SEED = 1;

test('whatever comes, each number is used or not as the rules say, and the neighbours trade on', () => {
  const rig = new Rig();
  for (let number = 0; number < MUTATIONS / BATCH; number++) rig.batch(SEED, number);
  const { sent, answers, rejects, resendRequests, ended, neighbourOrders } = rig.tally;
  expect([sent, neighbourOrders]).toEqual([MUTATIONS, (MUTATIONS / BATCH) * 10]);
  // that the mutations meet all of the session layer, and not only its first check
  expect(answers).toBeGreaterThan(MUTATIONS / 2);
  expect(rejects).toBeGreaterThan(MUTATIONS / 10);
  expect(resendRequests).toBeGreaterThan(MUTATIONS / 30);
  expect(ended).toBeLessThan(MUTATIONS / 3);
}, 180_000);

test('a batch is a function of seed and number: it gives the same bytes in a venue that has just started', () => {
  const [long, short] = [new Rig(), new Rig(3000)];
  for (let number = 0; number < 3000; number += 100) long.batch(9, number);
  const before = { ...long.tally };
  long.batch(9, 3000);
  short.batch(9, 3000);
  expect(short.tally.bytes).toBe(long.tally.bytes - before.bytes);
  expect(short.tally.answers).toBe(long.tally.answers - before.answers);
});
