/** Plays a recording several times, one way, and holds every run to what the recording says came out. */
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { createRing } from '../../engine/ring.js';
import type { DrainAnswer } from '../peers/matching-drain.js';
import type { EngineAnswer, EngineTask, Way } from '../peers/matching-engine.js';
import { median } from '../report.js';
import type { Recording } from './recording.js';

/** The rings of `buttonwood start` by default. */
const COMMAND_RING = 1 << 20;
const LOG_RING = 1 << 25;

export interface Rates {
  /** Millions of messages a second. */
  median: number;
  min: number;
  runs: number[];
}

/** Messages that are played uncounted first: they compile the code. */
const WARM_UP = 1_000_000;
const WARM_UP_RUNS = 20;

/** Each way has its own threads, so that no way's code is compiled for another's. */
export async function measure(way: Way, recording: Recording, runs: number): Promise<Rates> {
  const engine = new Worker(new URL('../peers/matching-engine.js', import.meta.url));
  const drain = way === 'book' || way === 'alone' ? null : new Worker(new URL('../peers/matching-drain.js', import.meta.url));
  try {
    const all: number[] = [];
    const warmUp = Math.min(WARM_UP_RUNS, Math.ceil(WARM_UP / recording.messages));
    for (let run = -warmUp; run < runs; run++) {
      const ms = await play(taskOf(way, recording), engine, drain);
      if (run >= 0) all.push((recording.messages - recording.fillMessages) / ms / 1000);
    }
    return { median: median(all), min: Math.min(...all), runs: all };
  } finally {
    await Promise.all([engine.terminate(), drain?.terminate()]);
  }
}

function taskOf(way: Way, recording: Recording): EngineTask {
  const progress = new SharedArrayBuffer(1024);
  return { way, recording, progress, commandRing: createRing(COMMAND_RING, 1), logRing: createRing(LOG_RING, 1) };
}

/** Returns how long it took, ms. @throws Error when anything came out that the recording does not say */
async function play(task: EngineTask, engine: Worker, drain: Worker | null): Promise<number> {
  const { recording } = task;
  engine.postMessage(task);
  let answer = await next<EngineAnswer>(engine);
  let ms = 0;
  if (answer.ready) {
    const engineEnds = next<EngineAnswer>(engine);
    drain?.postMessage(task);
    const read = await next<DrainAnswer>(drain ?? engine);
    same('events', recording.events, read.events);
    answer = await engineEnds;
    ms = read.ms;
  }
  if (answer.ready) throw new Error('matching: expected the end of a run, got its beginning');
  same('open orders', recording.openOrders, answer.openOrders);
  same('bytes of events', recording.eventBytes, answer.eventBytes ?? recording.eventBytes);
  same('lots traded', recording.tradedLots, answer.tradedLots ?? recording.tradedLots);
  return ms > 0 ? ms : answer.ms;
}

async function next<T>(worker: Worker): Promise<T> {
  const [answer] = (await once(worker, 'message')) as [T];
  return answer;
}

function same(what: string, expected: unknown, got: unknown): void {
  if (expected !== got) throw new Error(`matching: ${what}: expected ${expected} as recorded, got ${got}`);
}
