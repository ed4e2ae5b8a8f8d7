/**
 * The other core of the matching benchmark, on a worker thread: puts a recording's commands into the command ring as fast as
 * there is room, and reads every record of the log. The clock runs from the first command to the last record read.
 */
import { parentPort } from 'node:worker_threads';
import { copyRecord } from '../../engine/copy.js';
import { LogReader } from '../../engine/log.js';
import { Progress } from '../../engine/progress.js';
import { RecordViews, RingProducer } from '../../engine/ring.js';
import { Tally } from '../matching/tally.js';
import type { EngineTask } from './matching-engine.js';

export interface DrainAnswer {
  ms: number;
  events: string;
}

/** Commands for one publish, in batches: what a door takes from its sockets in a turn. */
const BATCH = 64;

class Feeder {
  at = 0;
  private readonly ring: RingProducer;
  private readonly from: Int32Array;

  constructor(
    private readonly task: EngineTask,
    private readonly batch: number,
  ) {
    this.ring = new RingProducer(task.commandRing);
    this.from = new RecordViews(task.recording.commands).i32;
  }

  /** Puts in a batch, as far as there is room. */
  feed(): void {
    const { from, ring } = this;
    const to = ring.views.i32;
    const end = this.task.recording.used;
    let at = this.at;
    for (let n = 0; n < this.batch && at < end; n++) {
      const words = from[at >> 2] >> 2;
      const target = ring.claim(words << 2);
      if (target < 0) break;
      copyRecord(to, target >> 2, from, at >> 2, words);
      at += words << 2;
    }
    this.at = at;
    ring.publish();
  }
}

/** Reads what is there. */
function drain(reader: LogReader, tally: Tally): void {
  for (let at = reader.next(); at >= 0; at = reader.next()) tally.read(reader.views, at);
  reader.release();
}

parentPort?.on('message', (task: EngineTask) => {
  const feeder = new Feeder(task, task.way === 'each' ? 1 : BATCH);
  const reader = new LogReader(task.logRing, 0, new Progress(task.progress), 'none');
  drain(reader, new Tally()); // the commands that opened the venue
  const tally = new Tally();
  const last = reader.seq + task.recording.messages;
  const start = performance.now();
  while (reader.seq < last || reader.pending() > 0) {
    feeder.feed();
    drain(reader, tally);
  }
  parentPort?.postMessage({ ms: performance.now() - start, events: tally.digest() } satisfies DrainAnswer);
});
