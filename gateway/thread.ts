/**
 * Hosts the stages of one thread: builds them, runs the loop that fits, and stops them in order. The same code serves the
 * main thread (the doors) and the workers; worker.ts is the workers' entry.
 */
import type { Clock } from '../engine/clock.js';
import { Doorbell } from '../engine/doorbell.js';
import { EventLoop, runBlocking } from '../engine/loop.js';
import type { Stage } from '../engine/stage.js';
import type { Config } from './config.js';
import { type LayoutName, type StageName, stopStep, type ThreadPlan, waitOf } from './layouts.js';
import type { Logger } from './logger.js';
import type { SharedMemory } from './memory.js';
import type { Seeds } from './seeds.js';
import type { SessionFeed, SessionSource } from './session-feed.js';

export interface ThreadContext {
  config: Config;
  memory: SharedMemory;
  layout: LayoutName;
  clock: Clock;
  logger: Logger;
  seeds: Seeds;
  /** Tells this thread's doors of configured sessions that have changed. */
  sessions: SessionFeed;
  /** Where they are read again; null on threads that have no operators' door, and where there is no file. */
  sessionSource: SessionSource | null;
  /** Asks for a turn of this thread's loop: for callbacks that gave a stage something to do. */
  kick(): void;
}

/** A stage with what its thread must do around it. */
export interface Built {
  stage: Stage;
  /** While the loop still runs: take nothing new, say goodbye; bounded in time. */
  drain?(): Promise<void>;
  /** After the last work(): flush and close; bounded in time. */
  close?(): Promise<void>;
}

const STEP = 0;

/** The last stop step that has been called, in shared memory. */
export class Control {
  private readonly words: Int32Array;

  constructor(sab: SharedArrayBuffer) {
    this.words = new Int32Array(sab);
  }

  get step(): number {
    return Atomics.load(this.words, STEP);
  }

  set step(step: number) {
    Atomics.store(this.words, STEP, step);
  }
}

/** Works until nothing is left, then stops and closes each stage, each after those that feed it. */
export async function finish(built: readonly Built[]): Promise<void> {
  for (const { stage, close } of [...built].sort((a, b) => stepOf(a) - stepOf(b))) {
    while (stage.work() > 0);
    stage.stop?.();
    await close?.();
  }
}

function stepOf({ stage }: Built): number {
  return stopStep[stage.name as StageName];
}

/** Runs a blocking thread until `step` is called; returns when its stages have been stopped. */
export async function runThread(
  plan: ThreadPlan,
  built: readonly Built[],
  context: ThreadContext,
  step: number,
): Promise<void> {
  const control = new Control(context.memory.control);
  const bell = new Doorbell(context.memory.bells[plan.name]);
  runBlocking(
    built.map((b) => b.stage),
    bell,
    waitOf(plan, context.layout, context.config.wait),
    context.clock,
    () => control.step >= step,
  );
  await finish(built);
}

/** The loop of a thread that serves callbacks too. The caller starts and stops it. */
export function eventLoop(
  plan: ThreadPlan,
  stages: readonly Stage[],
  context: ThreadContext,
  fail: (error: unknown) => void,
): EventLoop {
  const bell = new Doorbell(context.memory.bells[plan.name]);
  return new EventLoop(stages, bell, waitOf(plan, context.layout, context.config.wait), context.clock, fail, plan.paceMs);
}
