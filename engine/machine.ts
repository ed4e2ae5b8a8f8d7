/**
 * A state with all that works on it. V8 compiles the addresses of a state's memory into the code of the hot paths, but only for the
 * first state of a thread: for a second one the same code looks for its memory at each use, and takes about twice as long. So a thread
 * makes the machine that is to be fast before any other: warmUp() (warmup.ts) plays on it and gives it back, and it is kept for the first
 * who wants its capacities.
 */
import type { Capacities } from './commands.js';
import { Events } from './events.js';
import { MemorySink } from './log.js';
import { Market } from './market.js';
import { State } from './state.js';
import { createStep, type Step } from './step.js';
import { Timers } from './timers.js';

export class Machine {
  readonly events: Events;
  readonly market: Market;
  readonly timers: Timers;
  readonly step: Step;

  constructor(readonly state: State) {
    this.events = new Events(new MemorySink(64), state);
    this.market = new Market(this.events);
    this.timers = new Timers(this.market);
    this.step = createStep(this.market, this.timers);
  }

  /** As it was when it was made: see State.clear() for when this may be. */
  clear(): void {
    this.state.clear();
    this.events.refusals = this.events.lastRefusal = 0;
  }
}

/** This thread's machine that nobody has taken yet, and the one whose state was taken last. */
let prepared: Machine | null = null;
let taken: Machine | null = null;

/** Keeps a machine that holds nothing for who asks for its capacities first. */
export function keep(machine: Machine): void {
  prepared = machine;
}

/** An empty state of these capacities. */
export function allocate(capacities: Capacities): State {
  if (prepared === null || !isSame(prepared.state.capacities, capacities)) return new State(capacities);
  taken = prepared;
  prepared = null;
  return taken.state;
}

/** The machine of a state that allocate() has given, and that may have been filled since. To be asked for once. */
export function machineOf(state: State): Machine {
  const machine = taken?.state === state ? taken : new Machine(state);
  taken = null;
  machine.market.restore();
  return machine;
}

export function isSame(a: Capacities, b: Capacities): boolean {
  return (Object.keys(a) as (keyof Capacities)[]).every((key) => a[key] === b[key]);
}
