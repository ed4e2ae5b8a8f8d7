/** A process that holds one codec (its argument: `ours` or `jspurefix`) and does the cases that it is asked for: CPU time, or what the heap takes. */
import { setTimeout } from 'node:timers/promises';
import { widenInlining } from '../../engine/inlining.js';
import { type CodecAnswer, type CodecTask, isProof } from '../codec/cases.js';
import { jspurefixCodec } from '../codec/jspurefix.js';
import { seqNumSum } from '../codec/messages.js';
import { ourCodec } from '../codec/ours.js';
import { collectGarbage } from '../matching/gc.js';

widenInlining(); // as the exchange does

const codec = process.argv[2] === 'ours' ? Promise.resolve(ourCodec()) : jspurefixCodec();

/** The collector's threads sweep on for a while, and their CPU time is this process's. */
const SWEEP_MS = 100;
/** Of the heap: small enough for its youngest space, so that few of them meet a collection. */
const STRETCH = 5000;

async function answer({ name, messages, measure }: CodecTask): Promise<CodecAnswer> {
  const run = (await codec)[name];
  if (run === undefined) throw new Error(`${process.argv[2]} has no case ${name}`);
  collectGarbage();
  await setTimeout(SWEEP_MS);
  if (measure === 'heap') return { bytes: allocated(run, messages) };
  const before = process.cpuUsage();
  const sum = run(messages);
  const { user, system } = process.cpuUsage(before);
  if (!isProof(name, sum, messages, seqNumSum(messages))) throw new Error(`${process.argv[2]}, ${name}: the sum is ${sum}`);
  return { ns: ((user + system) * 1000) / messages };
}

/** Bytes a message: the heap only grows between two collections, and a stretch with one in it is left out. */
function allocated(run: (messages: number) => number, messages: number): number {
  let bytes = 0;
  let counted = 0;
  run(Math.min(messages, 100_000)); // compiles, and settles
  for (let done = 0; done < messages; done += STRETCH) {
    const first = process.memoryUsage().heapUsed;
    const before = process.memoryUsage().heapUsed;
    run(STRETCH);
    const growth = process.memoryUsage().heapUsed - before - Math.max(0, before - first); // asking takes some, too
    if (growth < -STRETCH) continue;
    bytes += Math.max(0, growth);
    counted += STRETCH;
  }
  return bytes / counted;
}

process.on('message', (task: CodecTask) => {
  answer(task).then(
    (done) => process.send?.(done),
    (error: Error) => process.send?.({ error: error.message }),
  );
});
process.on('disconnect', () => process.exit(0));
