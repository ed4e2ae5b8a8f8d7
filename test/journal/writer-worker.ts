/** A journal writer on a thread of its own, for threads.test.ts: commands of random size over many small segments. */
import { parentPort, workerData } from 'node:worker_threads';
import { NodeDisk } from '../../journal/disk.js';
import { JournalShared } from '../../journal/shared.js';
import { generator } from '../support/sim-disk.js';
import { JournalRun } from './support.js';

const { dataDir, sab, commands, seed } = workerData as {
  dataDir: string;
  sab: SharedArrayBuffer;
  commands: number;
  seed: number;
};

const random = generator(seed);
const run = new JournalRun(new NodeDisk(), undefined, 64 * 1024, dataDir, new JournalShared(sab));
while (run.seq < commands) {
  for (let n = Math.floor(random() * 8); n >= 0; n--) run.command(Math.floor(random() * 6), 64 + 8 * Math.floor(random() * 40));
  run.flush();
  if (random() < 0.05) run.clock.advanceMs(20);
}
run.stage.stop();
parentPort?.postMessage({ seq: run.seq });
