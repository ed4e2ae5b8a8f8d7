/**
 * Two threads that hand a turn to each other with nothing but their doorbells. Loaded compiled, from dist/. Each counts
 * how often it slept out its whole timeout, which only a lost wake-up explains.
 */
import { isMainThread, parentPort, workerData } from 'node:worker_threads';
import { Doorbell } from '../../engine/doorbell.js';

export interface BellPairTask {
  side: 0 | 1;
  turns: Int32Array; // word 0: turns of side 0, word 1: of side 1
  bells: SharedArrayBuffer[];
  rounds: number;
  /** Sleep in Atomics.wait, or wait for the promise as a thread with an event loop does. */
  blocking: boolean;
}

/** Much longer than any delay of a scheduler. */
const LOST_MS = 20_000;

async function run({ side, turns, bells, rounds, blocking }: BellPairTask): Promise<number> {
  const [mine, theirs] = [new Doorbell(bells[side]), new Doorbell(bells[1 - side])];
  let lost = 0;
  for (let round = 1; round <= rounds; round++) {
    const isMyTurn = () => Atomics.load(turns, 1 - side) >= (side === 0 ? round - 1 : round);
    for (let spin = (round * 7919) % 300; spin > 0 && !isMyTurn(); spin--); // so that arming falls at every moment of the other
    while (!isMyTurn()) {
      mine.arm();
      if (isMyTurn()) {
        mine.disarm();
        break;
      }
      const before = performance.now();
      if (blocking) mine.sleep(LOST_MS);
      else await Promise.race([mine.wakened(), new Promise((resolve) => setTimeout(resolve, LOST_MS).unref())]);
      if (performance.now() - before >= LOST_MS) lost++;
    }
    Atomics.store(turns, side, round);
    theirs.ring();
  }
  return lost;
}

if (!isMainThread) {
  const keepAlive = setInterval(() => {}, 1000); // a waitAsync alone does not hold the thread
  run(workerData as BellPairTask).then((lost) => {
    clearInterval(keepAlive);
    parentPort?.postMessage(lost);
  });
}
