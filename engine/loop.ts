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

/** Runs the stages until `stopped()`; blocks the thread. */
export function runBlocking(stages: readonly Stage[], bell: Doorbell, wait: Wait, clock: Clock, stopped: () => boolean): void {
  let lastWorkUs = 0;
  while (!stopped()) {
    if (workAll(stages) > 0) {
      lastWorkUs = 0;
      continue;
    }
    if (wait === 'spin') continue;
    if (wait === 'adaptive') {
      const nowUs = clock.nowUs();
      if (lastWorkUs === 0) lastWorkUs = nowUs;
      if (nowUs - lastWorkUs < LINGER_US || anyBusy(stages)) continue;
    }
    bell.arm();
    if (workAll(stages) > 0 || stopped()) {
      bell.disarm();
      lastWorkUs = 0;
      continue;
    }
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
  private idleSinceUs = 0;
  private waiting = false;
  private timer: NodeJS.Timeout | null = null;

  constructor(
    private readonly stages: readonly Stage[],
    private readonly bell: Doorbell,
    private readonly wait: Wait,
    private readonly clock: Clock,
    private readonly fail: (error: unknown) => void,
    /** After a turn that did work, the next one comes this much later: readers that need not be woken for each batch. */
    private readonly paceMs = 0,
  ) {}

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
    setImmediate(this.turn);
  }

  private readonly turn = (): void => {
    this.scheduled = false;
    if (!this.running) return;
    try {
      this.bell.disarm();
      if (workAll(this.stages) > 0) {
        this.idleSinceUs = 0;
        if (this.paceMs === 0) this.kick();
        else this.sleep(this.paceMs);
        return;
      }
      if (this.wait !== 'park') {
        const nowUs = this.clock.nowUs();
        if (this.idleSinceUs === 0) this.idleSinceUs = nowUs;
        const linger = this.wait === 'spin' || nowUs - this.idleSinceUs < LINGER_US;
        if (linger || anyBusy(this.stages)) {
          this.kick();
          return;
        }
      }
      this.bell.arm();
      if (workAll(this.stages) > 0) {
        this.idleSinceUs = 0;
        this.kick();
        return;
      }
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
