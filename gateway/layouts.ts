/**
 * Which thread hosts which stages. A stage never knows; rings join stages whatever the layout.
 * `doors` is the main thread. Blocking threads sleep in Atomics.wait, the others have an event loop.
 */
import { availableParallelism } from 'node:os';
import type { Wait } from '../engine/stage.js';

export type StageName = 'fix' | 'web' | 'admin' | 'engine' | 'journal' | 'marketData' | 'preparer' | 'mirror' | 'follower';
export type ThreadName = 'doors' | 'fix' | 'core' | 'journal' | 'marketData' | 'preparer' | 'storage' | 'follower';
export type LayoutName = 'compact' | 'spread';

export interface ThreadPlan {
  name: ThreadName;
  stages: readonly StageName[];
  blocking: boolean;
  /** Whether it may poll; market data, mirror and follower never do. */
  polls: boolean;
  /** How long a thread that follows the log rests between two turns with work: a batch each, not a wake-up for each commit. */
  paceMs: number;
}

const doors = (...stages: StageName[]): ThreadPlan => ({ name: 'doors', stages, blocking: false, polls: true, paceMs: 0 });
const marketData: ThreadPlan = { name: 'marketData', stages: ['marketData'], blocking: false, polls: false, paceMs: 1 };

/** Alone, for it waits for the disk; nobody waits for it, but it must keep up with the journal. */
const preparer: ThreadPlan = { name: 'preparer', stages: ['preparer'], blocking: true, polls: false, paceMs: 0 };

export const layouts: Readonly<Record<LayoutName, readonly ThreadPlan[]>> = {
  compact: [
    doors('fix', 'web', 'admin'),
    { name: 'core', stages: ['engine', 'journal'], blocking: true, polls: true, paceMs: 0 },
    marketData,
    preparer,
    { name: 'storage', stages: ['mirror', 'follower'], blocking: false, polls: false, paceMs: 20 },
  ],
  spread: [
    doors('web', 'admin'),
    { name: 'fix', stages: ['fix'], blocking: false, polls: true, paceMs: 0 },
    { name: 'core', stages: ['engine'], blocking: true, polls: true, paceMs: 0 },
    { name: 'journal', stages: ['journal'], blocking: true, polls: true, paceMs: 0 },
    marketData,
    preparer,
    { name: 'storage', stages: ['mirror'], blocking: false, polls: false, paceMs: 20 },
    { name: 'follower', stages: ['follower'], blocking: false, polls: false, paceMs: 20 },
  ],
};

/** The order in which stages stop: each after those that feed it. */
export const stopStep: Readonly<Record<StageName, number>> = {
  fix: 1,
  web: 1,
  admin: 1,
  engine: 2,
  journal: 3,
  preparer: 4,
  marketData: 4,
  mirror: 4,
  follower: 4,
};
export const LAST_STOP_STEP = 4;

export function stopStepOf(plan: ThreadPlan): number {
  return Math.min(...plan.stages.map((stage) => stopStep[stage]));
}

/** The thread that hosts a stage. */
export function hostOf(layout: LayoutName, stage: StageName): ThreadName {
  return layouts[layout].find((plan) => plan.stages.includes(stage))!.name;
}

/**
 * How a thread waits under the configured strategy. `auto` polls only where cores are to spare: on two that the callers share,
 * a minute at 10,000 orders a second has twice the median with `adaptive`, though one order at a time is a fifth faster.
 */
export function waitOf(plan: ThreadPlan, wait: Wait | 'auto'): Wait {
  if (!plan.polls) return 'park';
  if (wait !== 'auto') return wait;
  return availableParallelism() < 4 ? 'park' : 'adaptive';
}

/** How many threads would poll for ever under `spin`. */
export function pollers(layout: LayoutName): number {
  return layouts[layout].filter((plan) => plan.polls).length;
}
