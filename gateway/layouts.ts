/**
 * Which thread hosts which stages. A stage never knows; rings join stages whatever the layout.
 * `doors` is the main thread. Blocking threads sleep in Atomics.wait, the others have an event loop.
 */
import { availableParallelism } from 'node:os';
import type { LevelName } from '../engine/progress.js';
import type { Wait } from '../engine/stage.js';

export type StageName = 'fix' | 'web' | 'admin' | 'engine' | 'journal' | 'marketData' | 'preparer' | 'mirror' | 'follower';
export const LAYOUTS = ['single', 'joined', 'compact', 'spread'] as const;
export type LayoutName = (typeof LAYOUTS)[number];
export type ThreadName = 'doors' | 'fix' | 'core' | 'journal' | 'marketData' | 'preparer' | 'storage' | 'follower';

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
const core = (...stages: StageName[]): ThreadPlan => ({ name: 'core', stages, blocking: true, polls: true, paceMs: 0 });
const journal: ThreadPlan = { name: 'journal', stages: ['journal'], blocking: true, polls: true, paceMs: 0 };
const marketData: ThreadPlan = { name: 'marketData', stages: ['marketData'], blocking: false, polls: false, paceMs: 1 };
const storage = (...stages: StageName[]): ThreadPlan => ({
  name: 'storage',
  stages,
  blocking: false,
  polls: false,
  paceMs: 20,
});

/** Alone, for it waits for the disk; nobody waits for it, but it must keep up with the journal. */
const preparer: ThreadPlan = { name: 'preparer', stages: ['preparer'], blocking: true, polls: false, paceMs: 0 };

/** From the fewest threads on the way of an order to the most. A thread's stages work in the order given: what comes in first, what goes out last. */
export const layouts: Readonly<Record<LayoutName, readonly ThreadPlan[]>> = {
  single: [doors('engine', 'journal', 'fix', 'web', 'admin'), marketData, preparer, storage('mirror', 'follower')],
  joined: [doors('engine', 'fix', 'web', 'admin'), journal, marketData, preparer, storage('mirror', 'follower')],
  compact: [doors('fix', 'web', 'admin'), core('engine', 'journal'), marketData, preparer, storage('mirror', 'follower')],
  spread: [
    doors('web', 'admin'),
    { name: 'fix', stages: ['fix'], blocking: false, polls: true, paceMs: 0 },
    core('engine'),
    journal,
    marketData,
    preparer,
    storage('mirror'),
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

/** The plan of the thread that hosts a stage. */
export function planOf(layout: LayoutName, stage: StageName): ThreadPlan {
  return layouts[layout].find((plan) => plan.stages.includes(stage))!;
}

/** How many threads would poll for ever under `spin`. */
export function pollers(layout: LayoutName): number {
  return layouts[layout].filter((plan) => plan.polls).length;
}

/**
 * Where cores are few, waking another thread costs an order more than what that thread does for it: so one thread does all that an order waits
 * for, the commit included, unless nothing waits for that. A stage a thread pays from six cores on. See `npm run bench -- layout`.
 */
export function defaultLayout(durability: LevelName, cores = availableParallelism()): LayoutName {
  if (cores < 4) return durability === 'memory' ? 'joined' : 'single';
  return cores < 6 ? 'compact' : 'spread';
}

/** How a thread waits. */
export function waitOf(plan: ThreadPlan, layout: LayoutName, wait: Wait | 'auto'): Wait {
  if (!plan.polls) return 'park';
  return wait === 'auto' ? defaultWait(layout) : wait;
}

/** Polling pays where cores are to spare: on those that its own callers need, a poller takes their time. */
export function defaultWait(layout: LayoutName, cores = availableParallelism()): Wait {
  const polling = pollers(layout);
  return cores < Math.min(2 * polling, polling + 2) ? 'park' : 'adaptive';
}
