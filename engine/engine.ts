/**
 * The engine: state = apply(state, command), events written to a sink. Pure: no clock, no randomness, no I/O; time and numbers
 * arrive in the command, so the same log always gives the same events and the same state. It lives on the thread of whoever
 * drives it (the sequencer's, the follower's, a replay's) and must never be shared by two.
 */
import { CancelCommands } from './cancel-commands.js';
import type { BookSeed, DirectorySeed } from './directory.js';
import { reopen, startEpoch } from './epoch.js';
import { Events } from './events.js';
import { type AccountExposure, exposureReport } from './exposure-report.js';
import { InvariantError, invariant } from './invariant.js';
import type { RecordSink } from './log.js';
import { Market } from './market.js';
import { OperatorCommands } from './operator-commands.js';
import { OrderCommands } from './order-commands.js';
import { createPlainOrders, type PlainOrders } from './plain-orders.js';
import { Level } from './progress.js';
import { Reason } from './reasons.js';
import { Command, Phase, Type } from './records.js';
import { ReferenceCommands } from './reference-commands.js';
import type { RecordViews } from './ring.js';
import { RULES_VERSION } from './rules-version.js';
import { bookSeeds, directorySeed } from './seeds.js';
import { SessionCommands } from './session-commands.js';
import { decodeSnapshot, encodeSnapshot, hashState } from './snapshot.js';
import type { State } from './state.js';
import { Timers } from './timers.js';

export { RULES_VERSION };

export class Engine {
  private state: State | null = null;
  private events!: Events;
  private market!: Market;
  private plain!: PlainOrders;
  private orders!: OrderCommands;
  private cancels!: CancelCommands;
  private sessions!: SessionCommands;
  private reference!: ReferenceCommands;
  private operators!: OperatorCommands;
  private timers!: Timers;

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
    const state = this.state;
    if (state === null) throw new Error(`engine: expected EPOCH_START (1) as the first command, got type ${type}`);
    const seq = views.f64[(at + Command.SEQ) >> 3];
    const timeUs = views.f64[(at + Command.TIME) >> 3];
    invariant(seq === state.seq + 1, 'engine: expected the next sequence number');
    invariant(timeUs >= state.timeUs, 'engine: time fell');
    state.seq = seq;
    state.timeUs = timeUs;
    this.events.command = views;
    this.events.at = at;
    this.market.luld.beforeCommand();
    if (type >= Type.SET_LIMITS) this.refuseIf(this.operate(type));
    else if (type >= Type.NEW_ORDER) this.applyOrderCommand(type);
    else if (type >= Type.LOGON) this.applySessionCommand(type);
    else if (type === Type.TICK) this.timers.fire();
    else this.refuseIf(this.define(type));
    this.market.auctions.afterCommand();
  }

  private applyOrderCommand(type: number): void {
    if (!this.sessions.isLive()) this.refuseIf(this.whyOffline());
    else if (type === Type.NEW_ORDER) {
      if (!this.plain.newOrder()) this.orders.newOrder();
    } else if (type === Type.CANCEL) {
      if (!this.plain.cancel()) this.cancels.cancel();
    } else if (type === Type.REPLACE) {
      if (!this.plain.replace()) this.cancels.replace();
    } else if (type === Type.MASS_CANCEL) this.cancels.massCancel();
    else if (type === Type.ORDER_STATUS) this.cancels.status();
    else if (type === Type.DEAD_MAN) this.refuseIf(this.market.deadMan.set());
    else throw unknownType(type);
  }

  private applySessionCommand(type: number): void {
    if (type === Type.RECEIVED) this.sessions.isLive();
    else if (type === Type.SAY) this.sessions.say();
    else if (type === Type.SET_NEXT_IN) this.sessions.setNextIn();
    else if (type === Type.LOGON) this.refuseIf(this.sessions.logon());
    else if (type === Type.DISCONNECT) this.sessions.disconnect();
    else throw unknownType(type);
  }

  private define(type: number): number {
    switch (type) {
      case Type.DEFINE_INSTRUMENT:
        return this.reference.defineInstrument();
      case Type.DEFINE_PARTICIPANT:
        return this.reference.defineParticipant();
      case Type.DEFINE_SESSION:
        return this.reference.defineSession();
      case Type.SET_PHASE:
        return this.market.phases.setPhase();
      case Type.SET_LEVEL:
        return this.reference.setLevel();
      default:
        throw unknownType(type);
    }
  }

  private operate(type: number): number {
    switch (type) {
      case Type.SET_LIMITS:
        return this.operators.setLimits();
      case Type.KILL_SWITCH:
        return this.operators.killSwitch();
      case Type.OPERATOR_CANCEL:
        return this.operators.cancel();
      case Type.SET_STP:
        return this.operators.setStp();
      case Type.BUST:
        return this.market.busts.bust();
      case Type.SET_SCHEDULE:
        return this.market.schedule.set();
      case Type.END_DAY:
        return this.market.day.endByCommand();
      default:
        throw unknownType(type);
    }
  }

  private whyOffline(): number {
    const { command, at, state } = this.events;
    const session = command.i32[(at + Command.SESSION) >> 2];
    return session >= 0 && session < state.sessions.count ? Reason.notLoggedOn : Reason.unknownSession;
  }

  private refuseIf(reason: number): void {
    if (reason !== Reason.none) this.events.refuse(reason);
  }

  private install(state: State): void {
    if (state === this.state) return;
    this.state = state;
    this.events = new Events(this.sink, state);
    this.market = new Market(this.events);
    this.plain = createPlainOrders(this.market);
    this.orders = new OrderCommands(this.market);
    this.cancels = new CancelCommands(this.market, this.orders);
    this.sessions = new SessionCommands(this.events);
    this.reference = new ReferenceCommands(this.market);
    this.operators = new OperatorCommands(this.market);
    this.timers = new Timers(this.market);
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

function unknownType(type: number): InvariantError {
  return new InvariantError(`engine: expected the type of a command, got ${type}`);
}
