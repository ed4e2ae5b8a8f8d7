/**
 * The engine: state = apply(state, command), events written to a sink. Pure: no clock, no randomness, no I/O; time and numbers
 * arrive in the command, so the same log always gives the same events and the same state. It lives on the thread of whoever
 * drives it (the sequencer's, the follower's, a replay's) and must never be shared by two.
 */
import type { BookSeed, DirectorySeed } from './directory.js';
import { reopen, startEpoch } from './epoch.js';
import { type AccountExposure, exposureReport } from './exposure-report.js';
import type { RecordSink } from './log.js';
import { keep, type Machine, machineOf } from './machine.js';
import { Level } from './progress.js';
import { Phase, Type } from './records.js';
import type { RecordViews } from './ring.js';
import { RULES_VERSION } from './rules-version.js';
import { bookSeeds, directorySeed } from './seeds.js';
import { decodeSnapshot, encodeSnapshot, hashState } from './snapshot.js';
import type { State } from './state.js';

export { RULES_VERSION };

export class Engine {
  private machine: Machine | null = null;

  /** Memory is allocated at the first EPOCH_START, which holds the capacities. */
  constructor(private sink: RecordSink) {}

  get out(): RecordSink {
    return this.sink;
  }

  /** Where events go. It may be changed between commands. */
  set out(sink: RecordSink) {
    this.sink = sink;
    if (this.machine !== null) this.machine.events.out = sink;
  }

  /** Sequence number of the last command applied; 0 before the first. */
  get seq(): number {
    return this.machine?.state.seq ?? 0;
  }

  /** Time of the last command applied. */
  get timeUs(): number {
    return this.machine?.state.timeUs ?? 0;
  }

  get epoch(): number {
    return this.machine?.state.epoch ?? 0;
  }

  get phase(): number {
    return this.machine?.state.phase ?? Phase.open;
  }

  /** The durability level that SET_LEVEL has set. */
  get level(): number {
    return this.machine?.state.level ?? Level.disk;
  }

  /** How many commands were REFUSED, and why the last: for whoever submits reference data and has no reader of the log. */
  get refusals(): number {
    return this.machine?.events.refusals ?? 0;
  }

  get lastRefusal(): number {
    return this.machine?.events.lastRefusal ?? 0;
  }

  get openOrders(): number {
    return this.machine?.state.orders.open() ?? 0;
  }

  /** When a Tick is due at the latest, µs; Infinity: no timer runs. */
  get nextDeadlineUs(): number {
    return this.machine?.timers.nextDeadlineUs ?? Infinity;
  }

  /** Applies the command record at `at`, which has its sequence number and time, and writes the events it causes. */
  apply(views: RecordViews, at: number): void {
    const type = views.u16[(at >> 1) + 2];
    const { machine } = this;
    if (type === Type.EPOCH_START) this.startEpoch(views, at);
    else if (machine !== null) machine.step(views, at, type);
    else throw new Error(`engine: expected EPOCH_START (1) as the first command, got type ${type}`);
  }

  private startEpoch(views: RecordViews, at: number): void {
    const { events, market } = this.install(startEpoch(this.machine?.state ?? null, views, at, this.sink));
    events.command = views;
    events.at = at;
    reopen(market);
    market.auctions.afterCommand();
  }

  private install(state: State): Machine {
    if (this.machine?.state !== state) this.machine = machineOf(state);
    this.machine.events.out = this.sink;
    return this.machine;
  }

  /**
   * Ends this engine; the next one of its capacities on this thread takes its memory over, and with it the code that was compiled for
   * that memory. For whoever starts one after the other: a rehearsal, a benchmark. When: see State.clear().
   */
  giveBack(): void {
    const { machine } = this;
    if (machine === null) return;
    machine.clear();
    this.machine = null;
    keep(machine);
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
    return directorySeed(this.machine?.state ?? null);
  }

  /** The books by price level. */
  bookSeeds(): BookSeed[] {
    return bookSeeds(this.machine?.state ?? null);
  }

  /** Cash, positions and open orders by account. */
  exposures(): AccountExposure[] {
    return exposureReport(this.started());
  }

  private started(): State {
    if (this.machine === null) throw new Error('engine: expected EPOCH_START before its state is asked for');
    return this.machine.state;
  }
}
