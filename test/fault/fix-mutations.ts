/**
 * `node dist/test/fault/fix-mutations.js [--count 1000000] [--seed N] [--from N]`: that many mutations of FIX messages through the real door,
 * each judged by the model (test/fix-fuzz). A failure prints the seed, the mutations and their bytes; --from begins at one of them.
 */

import { parseArgs } from 'node:util';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { BATCH, Rig } from '../fix-fuzz/rig.js';

const { values } = parseArgs({
  options: {
    count: { type: 'string', default: '1000000' },
    seed: { type: 'string', default: '1' },
    from: { type: 'string', default: '0' },
  },
});
setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;
/** What the heap may grow after the first tenth, when all is compiled and the venue is full. */
const GROWTH_MIB_MAX = 16;

function heapMiB(): number {
  collect();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return (heapUsed + arrayBuffers) / 2 ** 20;
}

const first = Math.floor(Number(values.from) / BATCH);
const batches = Math.ceil(Number(values.count) / BATCH);
const rig = new Rig(first);
const began = performance.now();
const cpu = process.cpuUsage();
let warmMiB = Number.POSITIVE_INFINITY;
for (let n = 0; n < batches; n++) {
  rig.batch(Number(values.seed), first + n);
  if (n + 1 === Math.ceil(batches / 10)) warmMiB = heapMiB();
}
const { user, system } = process.cpuUsage(cpu);
const grownMiB = heapMiB() - warmMiB;
console.log(
  JSON.stringify({
    ...rig.tally,
    seconds: Math.round((performance.now() - began) / 1000),
    cpuSeconds: Math.round((user + system) / 1e6),
    heapMiB: Math.round(warmMiB),
    grownMiB: Math.round(grownMiB * 10) / 10,
  }),
);
if (grownMiB > GROWTH_MIB_MAX) throw new Error(`the heap has grown by ${grownMiB} MiB, and may by ${GROWTH_MIB_MAX}`);
process.exit(0);
