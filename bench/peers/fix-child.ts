/** The process of the cheap generator: see fix/generator.ts. One task, one answer. */
import type { GeneratorTask, ResendCounts, WindowCounts } from '../fix/generator.js';
import { RawSession } from '../fix/raw-session.js';
import { Histogram, initHistograms } from '../histogram.js';

/** Orders under way; a power of two. */
const WINDOW_MAX = 4096;
/** Sessions that log on at the same time: a listener's backlog is short. */
const LOGONS = 50;
/** Without a message for so long, what is missing is lost. */
const LOST_MS = 10_000;

class Generator {
  private sessions: RawSession[] = [];
  /** When each order under way was sent, oldest first. */
  private readonly sentMs = new Float64Array(WINDOW_MAX);
  private readonly latency = new Histogram();
  private answered = 0;
  private ordered = 0;
  private counts = { acknowledged: 0, rejected: 0, fills: 0 };
  /** Orders that the answers of this read have made room for. */
  private due = 0;
  private endMs = 0;
  private ordersEnd = 0;
  private resent: ResendCounts & { to: number } = { reports: 0, bytes: 0, seconds: 0, to: 0 };
  private heardMs = 0;
  private done: () => void = () => {};
  private fail: (error: Error) => void = () => {};

  async obey(task: GeneratorTask): Promise<object> {
    switch (task.do) {
      case 'open':
        return this.open(task);
      case 'window':
        return this.window(task);
      case 'resend':
        return this.resend(task.from, task.to);
      case 'close':
        await Promise.all(this.sessions.map((session) => session.logOut()));
        return {};
    }
  }

  private async open({ options, senderPrefix, sessions }: GeneratorTask & { do: 'open' }): Promise<object> {
    for (let n = 1; n <= sessions; n++) {
      const senderCompId = `${senderPrefix}${String(n).padStart(4, '0')}`;
      this.sessions.push(new RawSession({ ...options, senderCompId }, this));
    }
    for (let n = 0; n < sessions; n += LOGONS) {
      await this.untilDone(() => {
        Promise.all(this.sessions.slice(n, n + LOGONS).map((session) => session.logOn())).then(this.done, this.fail);
      });
    }
    return {};
  }

  private async window({ window, seconds, orders }: GeneratorTask & { do: 'window' }): Promise<WindowCounts> {
    if (window > WINDOW_MAX) throw new Error(`expected a window of at most ${WINDOW_MAX}, got ${window}`);
    this.latency.reset();
    this.counts = { acknowledged: 0, rejected: 0, fills: 0 };
    const startMs = performance.now();
    this.endMs = orders > 0 ? Number.POSITIVE_INFINITY : startMs + seconds * 1000;
    this.ordersEnd = orders > 0 ? this.ordered + orders : Number.MAX_SAFE_INTEGER;
    await this.untilDone(() => {
      this.send(Math.min(window, this.ordersEnd - this.ordered));
    });
    const { lastIn } = this.sessions[0];
    return { ...this.counts, seconds: (this.heardMs - startMs) / 1000, latency: this.latency.encode(), lastIn };
  }

  private send(count: number): void {
    const nowMs = performance.now();
    for (let n = 0; n < count; n++) this.sentMs[this.ordered++ & (WINDOW_MAX - 1)] = nowMs;
    this.sessions[0].order(count);
  }

  onAnswer(rejected: boolean): void {
    const nowMs = performance.now();
    this.heardMs = nowMs;
    this.latency.recordMs(nowMs - this.sentMs[this.answered++ & (WINDOW_MAX - 1)]);
    this.counts.acknowledged++;
    if (rejected) this.counts.rejected++;
    if (nowMs < this.endMs && this.ordered + this.due < this.ordersEnd) {
      if (this.due++ === 0) queueMicrotask(() => this.sendDue()); // once all of this read has been taken
    } else if (this.answered === this.ordered) this.done();
  }

  private sendDue(): void {
    const { due } = this;
    this.due = 0;
    this.send(due);
  }

  onFill(): void {
    this.counts.fills++;
  }

  private async resend(from: number, to: number): Promise<ResendCounts> {
    const [session] = this.sessions;
    this.resent = { reports: 0, bytes: 0, seconds: 0, to };
    const startMs = performance.now();
    await this.untilDone(() => session.askForResend(from, to));
    session.resending = false;
    const { reports, bytes } = this.resent;
    return { reports, bytes, seconds: (performance.now() - startMs) / 1000 };
  }

  onResent(msgSeqNum: number, isReport: boolean, bytes: number): void {
    const { resent } = this;
    this.heardMs = performance.now();
    if (isReport) resent.reports++;
    resent.bytes += bytes;
    if (msgSeqNum >= resent.to) this.done();
  }

  /** A session that ends before its time ends the measurement. */
  onDown(reason: string): void {
    this.fail(new Error(reason));
  }

  /** Starts something that calls done() in the end; fails when nothing is heard any more. */
  private async untilDone(start: () => void): Promise<void> {
    this.heardMs = performance.now();
    let timer: NodeJS.Timeout | undefined;
    try {
      await new Promise<void>((resolve, reject) => {
        this.done = resolve;
        this.fail = reject;
        timer = setInterval(() => {
          if (performance.now() - this.heardMs > LOST_MS) reject(new Error(`nothing has come for ${LOST_MS} ms`));
        }, 1000);
        start();
      });
    } finally {
      clearInterval(timer);
      this.fail = () => {};
    }
  }
}

const generator = initHistograms().then(() => new Generator());
process.on('message', (task: GeneratorTask) => {
  generator
    .then((it) => it.obey(task))
    .then(
      (answer) => process.send?.(answer),
      (error: Error) => process.send?.({ error: error.message }),
    );
});
process.on('disconnect', () => process.exit(0));
