/**
 * Everything the engine knows, allocated once for an epoch's capacities, and the steps that put an order into it and take it
 * out again. Engine thread only; no clock, no randomness, no I/O.
 */
import { type Accounts, createAccounts } from './accounts.js';
import { AtClose } from './at-close.js';
import { Indications } from './auctions.js';
import { CL_ORD_IDS_MAX, createUsedIds, type UsedIds } from './clordids.js';
import type { Capacities } from './commands.js';
import { Deadlines } from './deadlines.js';
import { createExposure, type Exposure } from './exposure.js';
import { createFingerprint } from './fingerprint.js';
import { Instruments, Participants, Watch } from './instruments.js';
import { invariant } from './invariant.js';
import { Killed } from './kill-switch.js';
import { createLadder, type Ladder } from './ladder.js';
import { createLimits, type Limits } from './limits.js';
import { LuldState } from './luld.js';
import { createOpenOrders, type OpenOrders } from './open-orders.js';
import { createOrderPool, I as Ints, ORDERS_MAX, type OrderPool, SIDES } from './orders.js';
import { Queue } from './queue.js';
import { ID_SPAN, Phase } from './records.js';
import { doubleRegisters } from './registers.js';
import { Timetable } from './schedule.js';
import { createSessionOrders, type SessionOrders } from './session-orders.js';
import { Sessions } from './sessions.js';
import { Specials } from './specials.js';
import { createTrades, type Trades } from './trades.js';

const I = Ints;

/** Words of State.last: the counters of the epoch's ids. */
export const Id = { order: 0, exec: 1, trade: 2 } as const;

const SPARE_IDS = 2 ** 32; // more than the events of one command

export class State {
  readonly orders: OrderPool;
  readonly specials: Specials;
  readonly ladder: Ladder;
  /** The orders that come to the market next. */
  readonly queue: Queue;
  readonly openOrders: OpenOrders;
  readonly usedIds: UsedIds;
  readonly sessions: Sessions;
  readonly sessionOrders: SessionOrders;
  readonly instruments: Instruments;
  readonly participants: Participants;
  readonly accounts: Accounts;
  /** Of firms and accounts: open orders, cash, positions. */
  readonly exposure: Exposure;
  readonly limits: Limits;
  /** The last trades. */
  readonly trades: Trades;
  /** Kill switches. */
  readonly killed: Killed;
  /** Dead-man timers, by session. */
  readonly deadMan: Deadlines;
  /** What ends next, by instrument: its volatility auction or pause, or a limit state. */
  readonly timers: Deadlines;
  readonly indications: Indications;
  /** Orders that wait for the closing auction. */
  readonly atClose: AtClose;
  readonly luld: LuldState;
  /** What is to happen on the business dates to come. */
  readonly timetable = new Timetable();
  /** The last id given out of each kind (Id); each goes on from epoch × ID_SPAN. */
  readonly last = doubleRegisters(3);
  /** Where the epoch's ids end, with some to spare for a command under way. */
  readonly idsEnd = doubleRegisters(1);
  /** The fingerprint taken last. */
  readonly id = createFingerprint();
  /** Makes an order known under its ids and its session; it is not in a book yet. */
  readonly register: (h: number) => void;
  /** Forgets an order that is in no book any more. */
  readonly release: (h: number) => void;
  epoch = 0;
  /** Of the last command: its sequence number and time. In an array, so that no double is boxed. */
  readonly now = doubleRegisters(2);
  phase: number = Phase.open;
  level = 1;

  constructor(readonly capacities: Capacities) {
    check(capacities);
    this.orders = createOrderPool(capacities.orders);
    this.specials = new Specials(capacities.specials);
    this.ladder = createLadder(this.orders, capacities.instruments, capacities.ladderTicks);
    this.queue = new Queue(this.orders, capacities.instruments);
    this.openOrders = createOpenOrders(this.orders);
    this.usedIds = createUsedIds(capacities.clOrdIds, this.id);
    this.sessionOrders = createSessionOrders(this.orders, capacities.sessions);
    this.sessions = new Sessions(capacities.sessions, capacities.participants, this.sessionOrders.count);
    this.instruments = new Instruments(capacities.instruments);
    this.participants = new Participants(capacities.participants);
    this.accounts = createAccounts(capacities.accounts, capacities.participants);
    const { orders, specials, sessions, sessionOrders, instruments, accounts } = this;
    this.exposure = createExposure(capacities, orders, specials, sessions, sessionOrders, instruments, accounts);
    this.limits = createLimits(capacities);
    const { register, release } = createRegistry(this);
    this.register = register;
    this.release = release;
    this.trades = createTrades(capacities.trades, this.orders, this.sessions);
    this.killed = new Killed(capacities.participants);
    this.deadMan = new Deadlines(capacities.sessions);
    this.timers = new Deadlines(capacities.instruments);
    this.indications = new Indications(capacities.instruments);
    this.atClose = new AtClose(this.orders, capacities.instruments);
    this.luld = new LuldState(capacities.instruments);
  }

  get seq(): number {
    return this.now[0];
  }

  set seq(seq: number) {
    this.now[0] = seq;
  }

  get timeUs(): number {
    return this.now[1];
  }

  set timeUs(timeUs: number) {
    this.now[1] = timeUs;
  }

  /**
   * Forgets everything: it is as if it had just been made, but for what nothing depends on. For a state of plain orders only: none is
   * open, and none has had terms; every phase is open, no timer runs, nothing has been scheduled, killed or held to moving bands.
   */
  clear(): void {
    const { orders, specials, phase, instruments, timers, deadMan, indications, timetable, killed } = this;
    invariant(
      orders.open() === 0 && !specials.hasBeenUsed,
      'state: expected no open orders and none with terms, ever, when it is cleared',
    );
    invariant(
      phase === Phase.open &&
        !killed.venue &&
        !killed.firms.includes(1) &&
        timetable.changes.length + timetable.lastEnded === 0,
      'state: expected an open venue without kill switches and schedule when it is cleared',
    );
    invariant(
      [timers, deadMan, indications.due].every(({ earliestUs }) => earliestUs === Infinity) &&
        instruments.definitions.every(
          (_, i) => instruments.phase[i] === Phase.open && (instruments.watch[i] & Watch.luld) === 0,
        ),
      'state: expected no timers, phases of instruments or moving bands when it is cleared',
    );
    this.ladder.clear();
    this.usedIds.clear();
    this.trades.clear();
    this.limits.clear();
    this.exposure.clear();
    this.accounts.clear();
    this.sessions.clear();
    this.instruments.clear();
    this.participants.clear();
    this.luld.nextSpanUs = 0;
    this.last.fill(0);
    this.now.fill(0);
    this.epoch = 0;
    this.level = 1;
  }

  startEpoch(epoch: number): void {
    this.epoch = epoch;
    this.last.fill(epoch * ID_SPAN);
    this.idsEnd[0] = (epoch + 1) * ID_SPAN - SPARE_IDS;
  }

  idsExhausted(): boolean {
    return this.last[Id.exec] >= this.idsEnd[0] || this.last[Id.order] >= this.idsEnd[0];
  }

  /** Every open order, session by session, oldest first. Not hot. */
  *everyOrder(): Generator<number> {
    for (const oldest of this.sessionOrders.oldest) {
      for (let h = oldest; h !== 0; h = this.orders.i32[(h << 1) | I.sessionNext]) yield h;
    }
  }
}

function createRegistry({ orders, specials, openOrders, sessionOrders, instruments, exposure }: State) {
  const { i32, give } = orders;
  const { openOrders: ofInstrument } = instruments;
  const { opened, closed } = exposure;

  function register(h: number): void {
    openOrders.add(h);
    sessionOrders.add(h);
    ofInstrument[i32[(h << 1) | I.side] >> 3]++;
    opened(h);
  }

  function release(h: number): void {
    closed(h);
    openOrders.remove(h);
    sessionOrders.remove(h);
    ofInstrument[i32[(h << 1) | I.side] >> 3]--;
    const special = i32[(h << 1) | I.special];
    if (special !== 0) specials.give(special);
    give(h);
  }

  return { register, release };
}

function check(c: Capacities): void {
  for (const [name, value] of Object.entries(c)) {
    invariant(Number.isInteger(value) && value > 0, `capacity ${name}: expected a positive integer, got ${value}`);
  }
  const ticks = c.ladderTicks;
  invariant(ticks >= 64 && Number.isInteger(Math.log2(ticks)), `ladderTicks: expected a power of two from 64, got ${ticks}`);
  invariant(
    c.instruments * SIDES * (ticks / 32) < 2 ** 31,
    `instruments × ladderTicks: expected less than 2^33, got ${c.instruments * ticks}`,
  );
  invariant(
    c.orders <= ORDERS_MAX && c.clOrdIds <= CL_ORD_IDS_MAX,
    `orders: expected at most ${ORDERS_MAX}, got ${c.orders}; clOrdIds: at most ${CL_ORD_IDS_MAX}, got ${c.clOrdIds}`,
  );
}
