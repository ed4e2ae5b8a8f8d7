/**
 * The loops that host stages: one that blocks its thread (engine, journal), one for threads with an event loop
 * (doors, market data, mirror). Both follow the same rule: work while there is work; poll while something is under way
 * and a little longer, if the strategy says so; then arm the bell, look once more, and sleep.
 */
import type { Clock } from './clock.js';
import type { Doorbell } from './doorbell.js';
import type { Stage, Wait } from './stage.js';

/** How long `adaptive` polls after the last work. */
const LINGER_US = 100;
/** A gap between two polls that only the loss of the core explains. */
const STOLEN_US = 200;
/** How long a thread that met one does not poll: the first time, and at most when it meets one soon after each rest. */
const REST_US = 20_000;
const REST_US_MAX = 80_000;
/** An upper bound on any sleep, so that a lost deadline costs at most this. */
const SLEEP_MS_MAX = 1000;

function workAll(stages: readonly Stage[]): number {
  let done = 0;
  for (let i = 0; i < stages.length; i++) done += stages[i]!.work();
  return done;
}

function anyBusy(stages: readonly Stage[]): boolean {
  for (let i = 0; i < stages.length; i++) if (stages[i]!.busy?.()) return true;
  return false;
}

/** Milliseconds until the next deadline of any stage, 0 to SLEEP_MS_MAX. */
function sleepMs(stages: readonly Stage[], nowUs: number): number {
  let next = Number.POSITIVE_INFINITY;
  for (let i = 0; i < stages.length; i++) {
    const at = stages[i]!.deadlineUs?.();
    if (at !== undefined && at < next) next = at;
  }
  return Math.max(0, Math.min(SLEEP_MS_MAX, (next - nowUs) / 1000));
}

/**
 * Decides whether an idle thread polls or sleeps. Polling pays while cores are free; where they are not, a poller takes the
 * time that its own callers need. So `adaptive` watches for gaps between its polls: one means that others want this core.
 */
class Patience {
  private idleSinceUs = 0;
  private lastPollUs = 0;
  private restUntilUs = 0;
  private restUs = REST_US;

  constructor(
    private readonly wait: Wait,
    private readonly stages: readonly Stage[],
  ) {}

  /** There was work: the wait begins anew. */
  worked(): void {
    this.idleSinceUs = this.lastPollUs = 0;
  }

  mayPoll(clock: Clock): boolean {
    if (this.wait !== 'adaptive') return this.wait === 'spin';
    const nowUs = clock.nowUs();
    if (this.lastPollUs > 0 && nowUs - this.lastPollUs > STOLEN_US) this.rest(nowUs);
    this.lastPollUs = nowUs;
    if (nowUs < this.restUntilUs) return false;
    if (this.idleSinceUs === 0) this.idleSinceUs = nowUs;
    return nowUs - this.idleSinceUs < LINGER_US || anyBusy(this.stages);
  }

  private rest(nowUs: number): void {
    const soon = nowUs - this.restUntilUs < this.restUs;
    this.restUs = soon ? Math.min(2 * this.restUs, REST_US_MAX) : REST_US;
    this.restUntilUs = nowUs + this.restUs;
  }

  /** It goes to sleep: the next gap is its own. */
  slept(): void {
    this.lastPollUs = 0;
  }
}

/** Runs the stages until `stopped()`; blocks the thread. */
export function runBlocking(stages: readonly Stage[], bell: Doorbell, wait: Wait, clock: Clock, stopped: () => boolean): void {
  const patience = new Patience(wait, stages);
  while (!stopped()) {
    if (workAll(stages) > 0) {
      patience.worked();
      continue;
    }
    if (patience.mayPoll(clock)) continue;
    bell.arm();
    if (workAll(stages) > 0 || stopped()) {
      bell.disarm();
      patience.worked();
      continue;
    }
    patience.slept();
    const ms = sleepMs(stages, clock.nowUs());
    if (ms > 0) bell.sleep(ms);
    else bell.disarm();
  }
}

/**
 * Runs stages on a thread that has an event loop. Code that runs in callbacks between turns (a socket's data) calls
 * kick() when it has given the stages something to do.
 */
export class EventLoop {
  private scheduled = false;
  private running = true;
  private waiting = false;
  private timer: NodeJS.Timeout | null = null;
  private readonly patience: Patience;

  constructor(
    private readonly stages: readonly Stage[],
    private readonly bell: Doorbell,
    wait: Wait,
    private readonly clock: Clock,
    private readonly fail: (error: unknown) => void,
    /** After a turn that did work, the next one comes this much later: readers that need not be woken for each batch. */
    private readonly paceMs = 0,
  ) {
    this.patience = new Patience(wait, stages);
  }

  start(): void {
    this.kick();
  }

  /** No more turns; the stages keep their state. */
  stop(): void {
    this.running = false;
    this.bell.disarm();
    if (this.timer) clearTimeout(this.timer);
  }

  /** Asks for a turn soon. */
  kick(): void {
    if (this.scheduled || !this.running) return;
    this.scheduled = true;
    this.bell.disarm(); // the turn looks at everything
    setImmediate(this.turn);
  }

  private readonly turn = (): void => {
    this.scheduled = false;
    if (!this.running) return;
    try {
      if (workAll(this.stages) > 0) {
        this.patience.worked();
        if (this.paceMs === 0) this.kick();
        else this.sleep(this.paceMs);
        return;
      }
      if (this.patience.mayPoll(this.clock)) {
        this.kick();
        return;
      }
      this.bell.arm();
      if (workAll(this.stages) > 0) {
        this.patience.worked();
        this.kick();
        return;
      }
      this.patience.slept();
      this.park();
    } catch (error) {
      this.stop();
      this.fail(error);
    }
  };

  private park(): void {
    if (!this.waiting) {
      const rung = this.bell.wakened();
      if (rung === null) {
        this.kick();
        return;
      }
      // one waiter at a time: it stays in place while sockets wake this thread, and the next ring resolves it
      this.waiting = true;
      rung.then(() => {
        this.waiting = false;
        this.kick();
      });
    }
    this.sleep(Math.ceil(sleepMs(this.stages, this.clock.nowUs())));
  }

  private sleep(ms: number): void {
    if (this.timer) clearTimeout(this.timer);
    this.timer = setTimeout(this.wakeUp, ms);
  }

  private readonly wakeUp = (): void => {
    this.timer = null;
    this.kick();
  };
}
