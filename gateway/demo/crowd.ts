/** All brokers of the demo: one market, one schedule, a FIX session each. */
import type { Histogram } from 'hdr-histogram-js';
import { Broker, Totals } from './broker.js';
import { BrokerSession } from './broker-session.js';
import { Market } from './market.js';
import type { BrokersStatus, BrokersTask } from './messages.js';
import { Governor, Schedule } from './pace.js';
import { Random } from './random.js';
import { loadSessions, type SavedSessions, saveSessions } from './session-file.js';
import { count } from './status-line.js';

const STEP_MS = 100;
/** Orders sent before the sockets are looked at again. */
const BURST = 500;
/** Seconds in which a cold start may lag behind. */
const GRACE_S = 5;

interface Member {
  broker: Broker;
  session: BrokerSession;
}

export class Crowd {
  /** Whether the sessions go on from an earlier run. */
  readonly resumed: boolean;
  private readonly members: Member[] = [];
  private readonly totals = new Totals();
  private readonly market: Market;
  private readonly schedule: Schedule;
  private readonly governor = new Governor(GRACE_S);
  private readonly saved: SavedSessions;
  private nextBroker = 0;
  private nextStepMs = 0;
  private judgedAcknowledged = 0;
  /** After the rate was lowered, until what is under way has been answered. */
  private draining = false;
  private p50Us = 0;
  private p99Us = 0;

  constructor(
    private readonly task: BrokersTask,
    private readonly latency: Histogram,
    private readonly notice: (text: string) => void,
  ) {
    this.saved = loadSessions(task.sessionFile);
    this.resumed = this.saved.run > 0;
    this.saved.run++;
    this.market = new Market(task.seed);
    this.schedule = new Schedule(0, task.rate);
    const prefix = `${this.saved.run.toString(36)}-`;
    for (let n = 1; n <= task.brokers; n++) {
      const name = `BROKER${String(n).padStart(3, '0')}`;
      const session = new BrokerSession(task, name, this.saved.sessions[name], notice);
      const broker = new Broker(name, prefix, this.market, new Random(task.seed * 1000 + n), session, this.totals, latency);
      session.listener = broker;
      this.members.push({ session, broker });
    }
  }

  /** Logs everyone on; what is left from an earlier run is cancelled. */
  async logOn(): Promise<void> {
    this.save(false);
    await Promise.all(this.members.map(({ session }) => session.logOn()));
    if (this.resumed) for (const { session } of this.members) session.massCancel(`${this.saved.run.toString(36)}-all`);
    this.schedule.change(performance.now(), this.task.rate);
  }

  /** Sends what is due. */
  turn(nowMs: number): void {
    if (nowMs >= this.nextStepMs) {
      this.market.step();
      this.nextStepMs = nowMs + STEP_MS;
    }
    const { perSecond } = this.schedule;
    const unanswered = this.unacknowledged();
    if (unanswered > perSecond) return; // a second's worth under way: the rest stays due
    if (this.draining) {
      if (unanswered > perSecond / 10) return;
      this.draining = false;
      this.schedule.change(nowMs, perSecond);
    }
    for (let n = Math.min(BURST, this.schedule.due(nowMs)); n > 0; n--) {
      const { broker } = this.members[this.nextBroker];
      this.nextBroker = (this.nextBroker + 1) % this.members.length;
      if (broker.trade(this.schedule.nextDueMs())) this.schedule.take();
    }
  }

  /** Once a second: new percentiles, the file of sequence numbers, and whether the machine carries the rate. */
  judge(nowMs: number): void {
    if (this.latency.totalCount > 0) {
      this.p50Us = this.latency.getValueAtPercentile(50);
      this.p99Us = this.latency.getValueAtPercentile(99);
      this.latency.reset();
    }
    this.save(false);
    const { acknowledged } = this.totals;
    const rate = this.schedule.perSecond;
    const waiting = this.draining ? 0 : this.waiting(nowMs);
    const carried = this.governor.judge(rate, acknowledged - this.judgedAcknowledged, waiting);
    this.judgedAcknowledged = acknowledged;
    if (carried === rate) return;
    this.schedule.change(nowMs, carried);
    this.draining = true;
    this.notice(
      `This machine does not carry ${count(rate)} orders a second with everything on it; going on with ${count(carried)}. (--rate sets it.)`,
    );
  }

  status(): BrokersStatus {
    let openOrders = 0;
    for (const { broker } of this.members) openOrders += broker.orders.open;
    return {
      ...this.totals,
      atMs: performance.now(),
      brokers: this.members.length,
      connected: this.members.filter(({ session }) => session.isUp).length,
      rate: this.schedule.perSecond,
      openOrders,
      waiting: this.waiting(performance.now()),
      p50Us: this.p50Us,
      p99Us: this.p99Us,
    };
  }

  async logOut(): Promise<void> {
    await Promise.all(this.members.map(({ session }) => session.logOut()));
    this.save(true);
  }

  private waiting(nowMs: number): number {
    return this.schedule.due(nowMs) + this.unacknowledged();
  }

  private unacknowledged(): number {
    let orders = 0;
    for (const { broker } of this.members) orders += broker.orders.unacknowledged;
    return orders;
  }

  private save(clean: boolean): void {
    for (const { session } of this.members) this.saved.sessions[session.name] = session.numbers();
    this.saved.clean = clean;
    saveSessions(this.task.sessionFile, this.saved);
  }
}
