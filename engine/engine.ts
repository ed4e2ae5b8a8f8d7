/**
 * The engine: state = apply(state, command), events written to a sink. Pure: no clock, no randomness, no I/O; time and numbers
 * arrive in the command, so the same log always gives the same events and the same state. It lives on the thread of whoever
 * drives it (the sequencer's, the follower's, a replay's) and must never be shared by two.
 */
import type { BookSeed, DirectorySeed } from './directory.js';
import { reopen, startEpoch } from './epoch.js';
import { Events } from './events.js';
import { type AccountExposure, exposureReport } from './exposure-report.js';
import type { RecordSink } from './log.js';
import { Market } from './market.js';
import { Level } from './progress.js';
import { Phase, Type } from './records.js';
import type { RecordViews } from './ring.js';
import { RULES_VERSION } from './rules-version.js';
import { bookSeeds, directorySeed } from './seeds.js';
import { decodeSnapshot, encodeSnapshot, hashState } from './snapshot.js';
import type { State } from './state.js';
import { createStep, type Step } from './step.js';
import { Timers } from './timers.js';

export { RULES_VERSION };

export class Engine {
  private state: State | null = null;
  private events!: Events;
  private market!: Market;
  private timers!: Timers;
  private step: Step | null = null;

  /** Memory is allocated at the first EPOCH_START, which holds the capacities. */
  constructor(private sink: RecordSink) {}

  get out(): RecordSink {
    return this.sink;
  }

  /** Where events go. It may be changed between commands. */
  set out(sink: RecordSink) {
    this.sink = sink;
    if (this.state) this.events.out = sink;
  }

  /** Sequence number of the last command applied; 0 before the first. */
  get seq(): number {
    return this.state?.seq ?? 0;
  }

  /** Time of the last command applied. */
  get timeUs(): number {
    return this.state?.timeUs ?? 0;
  }

  get epoch(): number {
    return this.state?.epoch ?? 0;
  }

  get phase(): number {
    return this.state?.phase ?? Phase.open;
  }

  /** The durability level that SET_LEVEL has set. */
  get level(): number {
    return this.state?.level ?? Level.disk;
  }

  /** How many commands were REFUSED, and why the last: for whoever submits reference data and has no reader of the log. */
  get refusals(): number {
    return this.state ? this.events.refusals : 0;
  }

  get lastRefusal(): number {
    return this.state ? this.events.lastRefusal : 0;
  }

  get openOrders(): number {
    return this.state?.orders.open() ?? 0;
  }

  /** When a Tick is due at the latest, µs; Infinity: no timer runs. */
  get nextDeadlineUs(): number {
    if (this.state === null) return Infinity;
    return this.timers.nextDeadlineUs;
  }

  /** Applies the command record at `at`, which has its sequence number and time, and writes the events it causes. */
  apply(views: RecordViews, at: number): void {
    const type = views.u16[(at >> 1) + 2];
    if (type === Type.EPOCH_START) {
      this.install(startEpoch(this.state, views, at, this.sink));
      this.events.command = views;
      this.events.at = at;
      reopen(this.market);
      this.market.auctions.afterCommand();
      return;
    }
    if (this.step === null) throw new Error(`engine: expected EPOCH_START (1) as the first command, got type ${type}`);
    this.step(views, at, type);
  }

  private install(state: State): void {
    if (state === this.state) return;
    this.state = state;
    this.events = new Events(this.sink, state);
    this.market = new Market(this.events);
    this.timers = new Timers(this.market);
    this.step = createStep(this.market, this.timers);
  }

  /** SHA-256 (hex) over the canonical state: equal for equal states, however they came about. Slow: not for the live engine. */
  stateHash(): string {
    return hashState(this.started());
  }

  /** The state as bytes. An engine that loads them goes on exactly as this one does. */
  snapshot(): Uint8Array {
    return encodeSnapshot(this.started());
  }

  /** @throws Error when the bytes are not a whole snapshot of this version */
  static load(bytes: Uint8Array, out: RecordSink): Engine {
    const engine = new Engine(out);
    engine.install(decodeSnapshot(bytes));
    return engine;
  }

  /** Reference data and sessions, for those who start following the log from here. */
  directorySeed(): DirectorySeed {
    return directorySeed(this.state);
  }

  /** The books by price level. */
  bookSeeds(): BookSeed[] {
    return bookSeeds(this.state);
  }

  /** Cash, positions and open orders by account. */
  exposures(): AccountExposure[] {
    return exposureReport(this.started());
  }

  private started(): State {
    if (this.state === null) throw new Error('engine: expected EPOCH_START before its state is asked for');
    return this.state;
  }
}
