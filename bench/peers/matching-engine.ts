/**
 * The engine's side of the matching benchmark, on a worker thread: applies a recording's commands to a fresh engine, by itself
 * or behind a real sequencer between a command ring and the log ring. One run for each message that comes.
 */
import { parentPort } from 'node:worker_threads';
import { SystemClock } from '../../engine/clock.js';
import { Engine } from '../../engine/engine.js';
import { LogWriter, MemorySink } from '../../engine/log.js';
import { Level, Progress } from '../../engine/progress.js';
import { RecordViews, RingConsumer, type RingMemory } from '../../engine/ring.js';
import { Sequencer } from '../../engine/sequencer.js';
import { Stats } from '../../engine/stats.js';
import { warmUp } from '../../engine/warmup.js';
import { type BookLayer, createBookLayer } from '../matching/book-layer.js';
import { collectGarbage } from '../matching/gc.js';
import type { Recording } from '../matching/recording.js';
import { closeVenue, DirectVenue, openVenue } from '../matching/venue.js';

/** What runs: the book layer, the engine alone, or the engine through rings, publishing each message or the sequencer's batches. */
export type Way = 'book' | 'alone' | 'each' | 'batches';

export interface EngineTask {
  way: Way;
  recording: Recording;
  commandRing: RingMemory;
  logRing: RingMemory;
  progress: SharedArrayBuffer;
}

/** `ready` comes before a run through rings: the venue is open. */
export type EngineAnswer = { ready: true } | EngineResult;

export interface EngineResult {
  ready: false;
  ms: number;
  openOrders: number;
  /** What each way can tell of what came out, else undefined. */
  eventBytes?: number;
  tradedLots?: number;
}

/** The sink is used again from its start when it holds so much: about what a core's own cache does. */
const REUSE = 1 << 18;

/** One for all runs, and one engine after the other in the same memory: a thread's first is the one that V8 compiles for. */
let book: BookLayer | null = null;
let isPrepared = false;

function prepare({ recording }: EngineTask): void {
  if (!isPrepared) warmUp(recording.settings.capacities);
  isPrepared = true;
}

function bookLayer({ recording }: EngineTask): EngineAnswer {
  book ??= createBookLayer(recording.packed, recording.messages, recording.settings);
  collectGarbage();
  const start = performance.now();
  book.run();
  const ms = performance.now() - start;
  const answer = { ready: false, ms, openOrders: book.openOrders(), tradedLots: book.tradedLots() } as const;
  book.clear();
  return answer;
}

function alone(task: EngineTask): EngineAnswer {
  const { recording } = task;
  prepare(task);
  const venue = new DirectVenue(recording.settings);
  const views = new RecordViews(recording.commands);
  const out = new MemorySink(1 << 20);
  venue.engine.out = out;
  const filling = applyAll(venue.engine, views, 0, recording.fillBytes, out);
  collectGarbage();
  const start = performance.now();
  const eventBytes = filling + applyAll(venue.engine, views, recording.fillBytes, recording.used, out);
  const ms = performance.now() - start;
  const { openOrders } = venue.engine;
  closeVenue(venue.engine);
  return { ready: false, ms, openOrders, eventBytes };
}

/** Applies the commands from byte `from` to byte `to`; returns the bytes of their events. */
function applyAll(engine: Engine, views: RecordViews, from: number, to: number, out: MemorySink): number {
  const { i32 } = views;
  let bytes = 0;
  for (let at = from; at < to; at += i32[at >> 2]) {
    engine.apply(views, at);
    if (out.used > REUSE) {
      bytes += out.used;
      out.clear();
    }
  }
  bytes += out.used;
  out.clear();
  return bytes;
}

/** Shows the sequencer one command a turn, so that it publishes after each. */
class OneAtATime extends RingConsumer {
  private shown = false;

  override peek(): number {
    if (this.shown) {
      this.shown = false;
      return -1;
    }
    return super.peek();
  }

  override advance(): void {
    super.advance();
    this.shown = true;
  }
}

function throughRings(task: EngineTask): EngineAnswer {
  const { recording, way } = task;
  prepare(task);
  const engine = new Engine(new MemorySink());
  const log = new LogWriter(task.logRing, []);
  engine.out = log;
  const progress = new Progress(task.progress);
  progress.level = Level.memory;
  progress.journalRoom = true;
  const inputs = [way === 'each' ? new OneAtATime(task.commandRing, 0) : new RingConsumer(task.commandRing, 0)];
  const sequencer = new Sequencer({ engine, log, inputs, progress, clock: new SystemClock(), stats: new Stats(), bells: [] });
  openVenue((write) => sequencer.submit(write), recording.settings);
  const last = engine.seq + recording.messages;
  collectGarbage();
  parentPort?.postMessage({ ready: true } satisfies EngineAnswer);
  const start = performance.now();
  while (engine.seq < last || log.spilling) sequencer.work();
  const ms = performance.now() - start;
  const { openOrders } = engine;
  closeVenue(engine);
  return { ready: false, ms, openOrders };
}

parentPort?.on('message', (task: EngineTask) => {
  const play = task.way === 'book' ? bookLayer : task.way === 'alone' ? alone : throughRings;
  parentPort?.postMessage(play(task));
});
