/**
 * Entry of every worker thread. Messages to the main thread: `recovered` (the engine's thread, once), `up`, `stopped`.
 * Any error ends the worker, and with it the process: half an exchange is worse than none.
 */
import { platform, setPriority } from 'node:os';
import { parentPort, workerData } from 'node:worker_threads';
import { SystemClock } from '../engine/clock.js';
import type { EventLoop } from '../engine/loop.js';
import type { Config } from './config.js';
import { type LayoutName, stopStepOf, type ThreadPlan } from './layouts.js';
import { createLogger } from './logger.js';
import type { SharedMemory } from './memory.js';
import { recoverSeeds } from './recover.js';
import type { Seeds } from './seeds.js';
import { SessionFeed, type Sessions } from './session-feed.js';
import { type Addresses, buildStages } from './stages.js';
import { eventLoop, finish, runThread, type ThreadContext } from './thread.js';

export interface WorkerInput {
  plan: ThreadPlan;
  layout: LayoutName;
  config: Config;
  memory: SharedMemory;
  /** null for the engine's thread, which makes them. */
  seeds: Seeds | null;
}

export type WorkerMessage =
  | { type: 'recovered'; seeds: Seeds }
  | { type: 'up'; addresses: Addresses }
  | { type: 'stopped' }
  | { type: 'error'; code: string | undefined; message: string };

/** What the main thread says to a worker. */
export type WorkerOrder = { type: 'stop' } | { type: 'sessions'; sessions: Sessions };

const FOLLOWERS_NICE = 10;

const port = parentPort!;
const input = workerData as WorkerInput;
const post = (message: WorkerMessage) => port.postMessage(message);

async function main(): Promise<void> {
  const { plan, layout, config, memory } = input;
  // on Linux this is the thread's own priority: who only follows the log gives way to who makes it
  if (plan.paceMs > 0 && platform() === 'linux') setPriority(FOLLOWERS_NICE);
  const logger = createLogger();
  const clock = new SystemClock();
  let loop: EventLoop | null = null;
  const sessions = new SessionFeed();
  const base = { config, memory, layout, clock, logger, sessions, sessionSource: null, kick: () => loop?.kick() };

  let seeds = input.seeds;
  let engine = null;
  if (seeds === null) {
    ({ seeds, engine } = recoverSeeds(base));
    post({ type: 'recovered', seeds });
  }
  const context: ThreadContext = { ...base, seeds };
  const { built, addresses } = await buildStages(plan.stages, context, engine);
  post({ type: 'up', addresses });

  if (plan.blocking) {
    await runThread(plan, built, context, stopStepOf(plan));
    post({ type: 'stopped' });
    return;
  }
  loop = eventLoop(
    plan,
    built.map((b) => b.stage),
    context,
    (error) => {
      throw error;
    },
  );
  loop.start();
  port.on('message', async (message: WorkerOrder) => {
    if (message.type === 'sessions') {
      sessions.publish(message.sessions);
      return;
    }
    for (const b of built) await b.drain?.();
    loop?.stop();
    await finish(built);
    post({ type: 'stopped' });
    port.close();
  });
}

main().catch((error: Error & { code?: string }) => {
  post({ type: 'error', code: error.code, message: error.code ? error.message : (error.stack ?? error.message) });
});
