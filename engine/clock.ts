/** The Clock port: the only way to ask for the time. The engine never asks; the loop around it does. */
export interface Clock {
  /** Microseconds since 1970, as an integer. It may step back; the sequencer keeps logical time from falling. */
  nowUs(): number;
}

/** The machine's clock. Microsecond steps from the monotonic clock, re-anchored to the wall clock when they part by 1 ms. */
export class SystemClock implements Clock {
  private anchorUs = Date.now() * 1000 - performance.now() * 1000;
  private checkAtMs = 0;

  nowUs(): number {
    const ms = performance.now();
    if (ms >= this.checkAtMs) {
      this.checkAtMs = ms + 1000;
      const wall = Date.now() * 1000 - ms * 1000;
      if (Math.abs(wall - this.anchorUs) > 1000) this.anchorUs = wall;
    }
    return Math.floor(this.anchorUs + ms * 1000);
  }
}

/** A clock that stands still until it is moved: for tests and the simulation. */
export class ManualClock implements Clock {
  constructor(public us = 1_700_000_000_000_000) {}

  nowUs(): number {
    return this.us;
  }

  advanceMs(ms: number): void {
    this.us += ms * 1000;
  }
}
