import { afterEach, describe, expect, it } from 'vitest';
import { type Clock, ManualClock } from '../../engine/clock.js';
import { Doorbell } from '../../engine/doorbell.js';
import { EventLoop, runBlocking } from '../../engine/loop.js';
import type { Stage, Wait } from '../../engine/stage.js';

/** Wakes at once, and remembers how long the loop meant to sleep. */
class RecordingBell extends Doorbell {
  readonly slept: number[] = [];
  override sleep(timeoutMs: number): void {
    this.slept.push(timeoutMs);
    this.disarm();
  }
}

/** Moves on by `stepUs` each time it is asked. */
class SteppingClock implements Clock {
  us = 1_700_000_000_000_000;
  constructor(readonly stepUs: number) {}
  nowUs(): number {
    this.us += this.stepUs;
    return this.us;
  }
}

/** A stage whose calls of work() return what the script says, then 0. */
function scripted(script: readonly number[], more: Partial<Stage> = {}): Stage & { calls: number } {
  return {
    name: 'scripted',
    calls: 0,
    work() {
      return script[this.calls++] ?? 0;
    },
    ...more,
  };
}

describe('blocking loop', () => {
  it('works while there is work, looks once more after arming, and only then sleeps', () => {
    const bell = new RecordingBell();
    const stage = scripted([5, 1, 0, 0]);
    runBlocking([stage], bell, 'park', new ManualClock(), () => bell.slept.length === 1);
    expect(stage.calls).toBe(4);
  });

  it('sleeps until the earliest deadline, at most a second, and not at all when one has passed', () => {
    const clock = new ManualClock();
    const meant: number[] = [];
    for (const dues of [[3_000, 7_000], [Number.POSITIVE_INFINITY], [5_000_000], [-1, 9_000]]) {
      const bell = new RecordingBell();
      const stages = dues.map((due) => scripted([], { deadlineUs: () => clock.us + due }));
      let turns = 0;
      runBlocking(stages, bell, 'park', clock, () => bell.slept.length === 1 || ++turns > 20);
      meant.push(bell.slept[0] ?? 0);
    }
    expect(meant).toEqual([3, 1000, 1000, 0]);
  });

  it('polls about 100 µs after the last work before it sleeps, when adaptive', () => {
    for (const script of [[1], [1, ...Array(11).fill(0), 1]]) {
      const bell = new RecordingBell();
      const stage = scripted(script);
      runBlocking([stage], bell, 'adaptive', new SteppingClock(10), () => bell.slept.length === 1);
      // ten polls of 10 µs after the last work, wherever it was found: a turn, or the look after arming
      expect(stage.calls).toBeGreaterThanOrEqual(script.length + 10);
    }
  });

  it('polls without sleeping while a stage is busy, when adaptive; not when it parks', () => {
    const slept = (wait: Wait) => {
      const bell = new RecordingBell();
      const stage = scripted([]);
      stage.busy = () => stage.calls < 500;
      runBlocking([stage], bell, wait, new SteppingClock(150), () => bell.slept.length > 0);
      return stage.calls;
    };
    expect(slept('adaptive')).toBeGreaterThanOrEqual(500);
    expect(slept('park')).toBe(2);
  });

  it('sleeps for a while instead of polling once its core was taken away, when adaptive', () => {
    const bell = new RecordingBell();
    const stage = scripted([]);
    stage.busy = () => true;
    const clock = new SteppingClock(1000);
    runBlocking([stage], bell, 'adaptive', clock, () => bell.slept.length === 5);
    // a poll, the gap, then for each sleep one look before it is armed and one after
    expect(stage.calls).toBeLessThanOrEqual(12);
  });

  it('never sleeps when it spins', () => {
    const bell = new RecordingBell();
    const stage = scripted([]);
    runBlocking([stage], bell, 'spin', new ManualClock(), () => stage.calls === 1000);
    expect(bell.slept).toEqual([]);
  });

  it('does not sleep when the bell rang between arming and sleeping', () => {
    const bell = new (class extends Doorbell {
      override sleep(): void {
        super.sleep(30_000); // a lost ring shows as a hang
      }
    })();
    const stage = scripted([]);
    stage.work = () => {
      if (++stage.calls === 2) bell.ring();
      return 0;
    };
    runBlocking([stage], bell, 'park', new ManualClock(), () => stage.calls >= 3);
    expect(stage.calls).toBe(4);
  });
});

describe('event loop', () => {
  const loops: EventLoop[] = [];
  afterEach(() => {
    for (const loop of loops.splice(0)) loop.stop();
  });

  function start(stage: Stage, wait: Wait, clock: Clock = new ManualClock(), fail: (error: unknown) => void = () => {}) {
    const bell = new Doorbell();
    const loop = new EventLoop([stage], bell, wait, clock, fail);
    loops.push(loop);
    loop.start();
    return { loop, bell };
  }

  /** Lets the thread take `n` turns of its event loop. */
  async function turns(n: number): Promise<void> {
    for (let i = 0; i < n; i++) await new Promise((resolve) => setImmediate(resolve));
  }

  it('works while there is work, then parks until it is kicked or its bell rings', async () => {
    const stage = scripted([3, 2, 1]);
    const { loop, bell } = start(stage, 'park');
    await turns(20);
    expect(stage.calls).toBe(5);
    loop.kick();
    loop.kick();
    await turns(20);
    expect(stage.calls).toBe(7);
    for (let n = 1; n <= 3; n++) {
      await new Promise<void>((resolve) => {
        stage.work = () => {
          resolve();
          return 0;
        };
        bell.ring();
      });
      await turns(3);
    }
  });

  it('wakes for a deadline though nobody rings', async () => {
    const clock = new ManualClock();
    let due = Number.POSITIVE_INFINITY;
    const stage = scripted([], { deadlineUs: () => due });
    const { loop } = start(stage, 'park', clock);
    await turns(5);
    due = clock.us + 2000;
    await new Promise<void>((resolve) => {
      const before = stage.calls;
      stage.work = () => {
        if (++stage.calls === before + 3) resolve(); // the kick's two looks, then the timer's
        return 0;
      };
      loop.kick();
    });
  });

  it('polls while a stage is busy and lingers after work when adaptive; parks otherwise', async () => {
    const stage = scripted([]);
    stage.busy = () => stage.calls < 500;
    start(stage, 'adaptive', new SteppingClock(150));
    await turns(600);
    expect(stage.calls).toBeGreaterThanOrEqual(500);
    expect(stage.calls).toBeLessThan(510);
  });

  it('lingers about 100 µs after the last work, wherever it was found, when adaptive', async () => {
    for (const script of [[1], [1, ...Array(11).fill(0), 1]]) {
      const stage = scripted(script);
      start(stage, 'adaptive', new SteppingClock(10));
      await turns(60);
      expect(stage.calls).toBeGreaterThanOrEqual(script.length + 10);
    }
  });

  it('stops for good when told to, and when a stage throws it says why once', async () => {
    const stage = scripted([]);
    const { loop, bell } = start(stage, 'spin');
    await turns(5);
    loop.stop();
    const calls = stage.calls;
    loop.kick();
    bell.ring();
    await turns(5);
    expect(stage.calls).toBe(calls);

    const failures: unknown[] = [];
    const broken = scripted([]);
    broken.work = () => {
      throw new Error('broken invariant');
    };
    const other = start(broken, 'spin', new ManualClock(), (error) => failures.push(error));
    await turns(5);
    other.loop.kick();
    await turns(5);
    expect(failures).toEqual([new Error('broken invariant')]);
  });
});
