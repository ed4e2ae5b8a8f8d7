/** The load generator's process: see load.ts. One task, one answer. */
import { cpuSeconds } from '../cpu.js';
import { Histogram, initHistograms } from '../histogram.js';
import type { LoadCounts, LoadTask } from '../load.js';
import { LoadSession } from './load-session.js';

/** Orders that a run may send, for the table of intended times: about 100 MB. */
const ORDERS_MAX = 12_000_000;
/** Without an answer for so long, what is missing is lost. */
const LOST_MS = 5000;
/** What a sleep of the kernel takes beyond what was asked (its timer slack). */
const SLACK_MS = 0.06;
const SLEEP_MS_MAX = 0.5;
/** Orders sent before the sockets are looked at again. */
const BURST = 256;

class Load {
  private readonly sessions: LoadSession[] = [];
  /** Intended time of each order by number; NaN once it is acknowledged. */
  private readonly dueMs: Float64Array;
  private readonly latency = new Histogram();
  private readonly late = new Histogram();
  private readonly nap = new Int32Array(new SharedArrayBuffer(4));
  private readonly prefix = `${Date.now().toString(36)}-`;
  private sent = 0;
  private flushed = 0;
  private answered = 0;
  private startMs = 0;
  private measuredFrom = 0;
  private measured = { sent: 0, acknowledged: 0, rejected: 0, fills: 0 };
  private measureStartMs = 0;
  private lastAnswerMs = 0;
  private cpuAtStart = { exchange: 0, generator: 0 };
  private ending = false;
  private done: () => void = () => {};
  private fail: (error: Error) => void = () => {};

  constructor(private readonly task: LoadTask) {
    const seconds = task.warmUpSeconds + task.seconds;
    this.dueMs = new Float64Array(task.mode === 'open' ? Math.ceil(task.rate * seconds) : ORDERS_MAX);
    if (this.dueMs.length > ORDERS_MAX) {
      throw new Error(`expected at most ${ORDERS_MAX} orders in a run, got ${task.rate} a second for ${seconds} s`);
    }
  }

  async run(): Promise<LoadCounts> {
    const { task } = this;
    for (let n = 0; n < task.sessions; n++) {
      this.sessions.push(new LoadSession(task, `${task.senderPrefix}${String(n + 1).padStart(3, '0')}`, this));
    }
    await Promise.all(this.sessions.map((session) => session.logOn()));
    const ended = new Promise<void>((resolve, reject) => {
      this.done = resolve;
      this.fail = reject;
    });
    this.startMs = performance.now() + 10;
    this.measureStartMs = this.startMs + task.warmUpSeconds * 1000;
    if (task.mode === 'open') this.openLoop();
    else this.fillWindow();
    await ended;
    const counts = this.counts();
    await Promise.all(this.sessions.map((session) => session.logOut()));
    return counts;
  }

  /** Sends what is due, lets the sockets be read, sleeps until the next is due. */
  private readonly openLoop = (): void => {
    const { rate } = this.task;
    const total = this.dueMs.length;
    const nowMs = performance.now();
    const due = Math.min(total, Math.floor(((nowMs - this.startMs) * rate) / 1000) + 1);
    for (let burst = 0; this.sent < due && burst < BURST; burst++) {
      if (!this.send(this.startMs + (this.sent * 1000) / rate)) break; // still due
    }
    if (this.sent === total) {
      this.awaitRest();
      return;
    }
    if (this.task.pace === 'sleep' && this.sent >= due) {
      const untilNext = this.startMs + (this.sent * 1000) / rate - performance.now() - SLACK_MS;
      if (untilNext > 0) {
        for (let n = this.flushed; n < this.sent; n++) this.sessions[n % this.sessions.length].flush();
        this.flushed = this.sent;
        Atomics.wait(this.nap, 0, 0, Math.min(SLEEP_MS_MAX, untilNext));
      }
    }
    setImmediate(this.openLoop);
  };

  private fillWindow(): void {
    for (let n = 0; n < this.task.window * this.task.sessions; n++) this.send(performance.now());
    const endMs = this.measureStartMs + this.task.seconds * 1000;
    setTimeout(() => this.awaitRest(), endMs - performance.now());
  }

  private send(dueMs: number): boolean {
    const { task, sessions } = this;
    const number = this.sent;
    const symbol = task.symbols[(number >> 1) % task.symbols.length];
    if (!sessions[number % sessions.length].order(this.prefix + number.toString(36), symbol, (number & 1) === 0)) return false;
    this.sent++;
    this.dueMs[number] = dueMs;
    if (dueMs >= this.measureStartMs) {
      if (this.measured.sent++ === 0) this.beginMeasuring(number);
      this.late.recordMs(performance.now() - dueMs);
    }
    return true;
  }

  private beginMeasuring(number: number): void {
    this.measuredFrom = number;
    this.cpuAtStart = { exchange: cpuSeconds(this.task.pid), generator: cpuSeconds(process.pid) };
  }

  /** Called by a session for each first answer to an order. */
  onAcknowledged(clOrdId: string, rejected: boolean): void {
    if (!clOrdId.startsWith(this.prefix)) return;
    const number = Number.parseInt(clOrdId.slice(this.prefix.length), 36);
    const dueMs = this.dueMs[number];
    if (Number.isNaN(dueMs)) return;
    this.dueMs[number] = Number.NaN;
    const nowMs = performance.now();
    this.answered++;
    this.lastAnswerMs = nowMs;
    if (this.measured.sent > 0 && number >= this.measuredFrom) {
      this.measured.acknowledged++;
      if (rejected) this.measured.rejected++;
      this.latency.recordMs(nowMs - dueMs);
    }
    if (this.ending) {
      if (this.answered === this.sent) this.done();
    } else if (this.task.mode === 'window' && this.sent < ORDERS_MAX) {
      this.send(nowMs);
    }
  }

  /** A session that ends before its time ends the measurement. */
  onDown(reason: string): void {
    this.fail(new Error(reason));
  }

  onFill(): void {
    if (this.measured.sent > 0) this.measured.fills++;
  }

  private awaitRest(): void {
    this.ending = true;
    this.lastAnswerMs = performance.now();
    if (this.answered === this.sent) this.done();
    const timer = setInterval(() => {
      if (performance.now() - this.lastAnswerMs < LOST_MS) return;
      clearInterval(timer);
      this.done();
    }, 100);
    timer.unref();
  }

  private counts(): LoadCounts {
    const seconds = (this.lastAnswerMs - this.measureStartMs) / 1000;
    return {
      ...this.measured,
      seconds,
      exchangeCores: (cpuSeconds(this.task.pid) - this.cpuAtStart.exchange) / seconds,
      generatorCores: (cpuSeconds(process.pid) - this.cpuAtStart.generator) / seconds,
      latency: this.latency.encode(),
      late: this.late.encode(),
      requestBytes: this.sessions[0].requestBytes,
      answerBytes: this.sessions[0].answerBytes,
    };
  }
}

process.once('message', (task: LoadTask) => {
  const counts = initHistograms().then(() => new Load(task).run());
  counts.then(
    (counts) => process.send?.(counts),
    (error: Error) => process.send?.({ error: error.message }),
  );
});
process.on('disconnect', () => process.exit(0));
