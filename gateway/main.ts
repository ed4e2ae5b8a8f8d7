/**
 * The composition root: reads nothing but the configuration, starts the threads, wires the rings, opens the doors.
 * Order of start: lock the data directory; the engine's thread recovers; the other threads start from what it recovered;
 * the doors open. Order of stop: doors, engine, journal, then all that follow the log.
 */
import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { SystemClock } from '../engine/clock.js';
import { Doorbell } from '../engine/doorbell.js';
import { Level, Progress } from '../engine/progress.js';
import { lockDirectory } from '../journal/lock.js';
import { JournalShared } from '../journal/shared.js';
import type { Config } from './config.js';
import type { Role } from './config-sessions.js';
import { OperationalError } from './errors.js';
import {
  defaultLayout,
  LAST_STOP_STEP,
  type LayoutName,
  layouts,
  planOf,
  pollers,
  stopStepOf,
  type ThreadPlan,
} from './layouts.js';
import type { Logger } from './logger.js';
import { fixPorts, requireCredentials, requireLoopback } from './loopback.js';
import { createMemory, type SharedMemory } from './memory.js';
import { recoverSeeds } from './recover.js';
import type { RecoveredSummary, Seeds } from './seeds.js';
import { SessionFeed, type Sessions } from './session-feed.js';
import { type Addresses, buildStages } from './stages.js';
import { Control, eventLoop, finish, type ThreadContext } from './thread.js';
import type { WorkerInput, WorkerMessage, WorkerOrder } from './worker.js';

/** The line that `buttonwood start` prints. */
export interface ReadyLine {
  ready: true;
  fix: string;
  fixListeners: { address: string; roles: readonly Role[] }[];
  http: string;
  admin: string;
  nats: string | null;
  dataDir: string;
  seq: number;
  recovered: RecoveredSummary;
}

export interface Exchange {
  ready: ReadyLine;
  /** Stops accepting, flushes, seals; resolves when everything is on disk. */
  stop(): Promise<void>;
}

/** @param reread reads the configuration again, as it was read for `config`; null: there is no file */
export async function startExchange(config: Config, logger: Logger, reread: (() => Config) | null = null): Promise<Exchange> {
  const layout = config.layout === 'auto' ? defaultLayout(config.durability) : config.layout;
  await check(config, layout);
  const unlock = await lockDirectory(config.dataDir);
  const plans = layouts[layout];
  const memory = createMemory(
    config,
    plans.map((plan) => plan.name),
    JournalShared.BYTES,
  );
  const threads = new Threads(config, layout, memory, logger);

  const doors = plans.find((plan) => plan.name === 'doors')!;
  const core = planOf(layout, 'engine');
  const { seeds, engine } = core === doors ? recoverSeeds({ config, logger }) : await threads.startEngine(core);
  logger.info(`recovered ${seeds.recovered.commands} commands up to ${seeds.end.seq} in ${seeds.recovered.seconds} s`);
  const rest = plans.filter((plan) => plan !== core && plan !== doors);
  const elsewhere = await threads.startRest(rest, seeds);

  let kick = () => {};
  const sessions = new SessionFeed();
  let inForce: Sessions = config.sessions;
  const sessionSource = reread && {
    get inForce() {
      return inForce;
    },
    read: () => withCredentials(reread().sessions, config),
    apply(changed: Sessions) {
      inForce = changed;
      sessions.publish(changed);
      threads.tell({ type: 'sessions', sessions: changed });
    },
  };
  const clock = new SystemClock();
  const context: ThreadContext = { config, memory, layout, clock, logger, seeds, sessions, sessionSource, kick: () => kick() };
  const { built, addresses } = await buildStages(doors.stages, context, engine);
  const loop = eventLoop(
    doors,
    built.map((b) => b.stage),
    context,
    (error) => threads.fail('doors', error as Error),
  );
  kick = () => loop.kick();
  loop.start();

  const ready: ReadyLine = {
    ready: true,
    ...({ ...elsewhere, ...addresses } as Required<Addresses>),
    nats: config.nats,
    dataDir: config.dataDir,
    seq: seeds.end.seq,
    recovered: seeds.recovered,
  };
  return {
    ready,
    async stop() {
      threads.stopping = true;
      await threads.stopDoors();
      for (const b of built) await b.drain?.();
      loop.stop();
      await finish(built);
      await threads.stop();
      unlock();
    },
  };
}

/** @throws OperationalError NOT_LOOPBACK when a port that others can reach would have sessions without credentials */
function withCredentials(sessions: Sessions, config: Config): Sessions {
  for (const port of fixPorts(config)) requireCredentials(port, sessions);
  return sessions;
}

/** What cannot work is refused before anything is touched. */
async function check(config: Config, layout: LayoutName): Promise<void> {
  requireLoopback(config.host, 'host');
  withCredentials(config.sessions, config);
  if (config.fixTls !== null) await (await import('./tls/load.js')).loadTls(config.fixTls);
  if (config.durability === 'replica') {
    throw new OperationalError(
      'LEVEL_UNAVAILABLE',
      'durability replica: expected memory, disk or mirror; a standby cannot be joined yet',
    );
  }
  if (config.durability === 'mirror' && !config.mirror) {
    throw new OperationalError(
      'LEVEL_UNAVAILABLE',
      'durability mirror: expected a mirror to wait for; add --mirror URL or choose disk',
    );
  }
  const cores = availableParallelism();
  if (config.wait === 'spin' && pollers(layout) > cores - 1) {
    throw new OperationalError(
      'SPIN_REFUSED',
      `--wait spin: ${pollers(layout)} threads would poll for ever on ${cores} cores; expected at most ${cores - 1}; use adaptive or park`,
    );
  }
}

/** The worker threads. A failure of any ends the process. */
class Threads {
  stopping = false;
  private readonly workers = new Map<ThreadPlan, Worker>();
  private readonly control: Control;
  private readonly stopped = new Map<ThreadPlan, Promise<unknown>>();

  constructor(
    private readonly config: Config,
    private readonly layout: LayoutName,
    private readonly memory: SharedMemory,
    private readonly logger: Logger,
  ) {
    this.control = new Control(memory.control);
    new Progress(memory.progress).level = Level[config.durability];
  }

  /** Starts the engine's thread; resolves with what it recovered. */
  async startEngine(plan: ThreadPlan): Promise<{ seeds: Seeds; engine: null }> {
    const messages = this.start(plan, null);
    const seeds = (await messages('recovered')).seeds;
    await messages('up');
    return { seeds, engine: null };
  }

  /** Starts the other threads; resolves with the addresses that their doors listen on. */
  async startRest(plans: readonly ThreadPlan[], seeds: Seeds): Promise<Addresses> {
    const ups = await Promise.all(plans.map((plan) => this.start(plan, seeds)('up')));
    return Object.assign({}, ...ups.map((up) => up.addresses));
  }

  private start(plan: ThreadPlan, seeds: Seeds | null) {
    const workerData: WorkerInput = { plan, layout: this.layout, config: this.config, memory: this.memory, seeds };
    const worker = new Worker(new URL('./worker.js', import.meta.url), { workerData, name: plan.name });
    this.workers.set(plan, worker);
    const waiting = new Map<string, (message: WorkerMessage) => void>();
    const arrived = new Map<string, WorkerMessage>();
    let reject: ((error: Error) => void) | null = null;
    worker.on('message', (message: WorkerMessage) => {
      if (message.type === 'error') {
        const error = Object.assign(new Error(message.message), { code: message.code });
        if (reject) reject(error);
        else this.fail(plan.name, error);
        return;
      }
      const resolve = waiting.get(message.type);
      if (resolve) resolve(message);
      else arrived.set(message.type, message);
    });
    worker.on('error', (error) => (reject ? reject(error as Error) : this.fail(plan.name, error as Error)));
    const next = <T extends WorkerMessage['type']>(type: T) =>
      new Promise<Extract<WorkerMessage, { type: T }>>((resolve, rejectNow) => {
        reject = rejectNow;
        const done = (message: WorkerMessage) => {
          reject = null;
          resolve(message as Extract<WorkerMessage, { type: T }>);
        };
        const message = arrived.get(type);
        if (message) done(message);
        else waiting.set(type, done);
      });
    worker.on('exit', () => {
      if (!this.stopping) this.fail(plan.name, new Error('the thread ended'));
    });
    this.stopped.set(plan, once(worker, 'exit'));
    return next;
  }

  /** Every thread with an event loop hears it. */
  tell(order: WorkerOrder): void {
    for (const [plan, worker] of this.workers) if (!plan.blocking) worker.postMessage(order);
  }

  fail(name: string, error: Error): never {
    this.logger.error(`thread ${name} failed, the process ends: ${error.stack ?? error.message}`);
    process.exit(70);
  }

  /** The doors that are not on the main thread. */
  async stopDoors(): Promise<void> {
    await this.stopStep(1);
  }

  async stop(): Promise<void> {
    for (let step = 2; step <= LAST_STOP_STEP; step++) await this.stopStep(step);
  }

  private async stopStep(step: number): Promise<void> {
    this.control.step = step;
    for (const [plan, worker] of this.workers) {
      if (stopStepOf(plan) !== step) continue;
      new Doorbell(this.memory.bells[plan.name]).ring();
      worker.postMessage({ type: 'stop' });
      await this.stopped.get(plan);
    }
  }
}
