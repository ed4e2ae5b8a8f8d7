/** The cheap generator, a process of its own: FIX sessions that are told what to do, one thing at a time. See peers/fix-child.ts. */
import { Child } from '../child.js';
import { Histogram, type Quantiles } from '../histogram.js';
import type { RawOptions } from './raw-session.js';

export type GeneratorTask =
  /** Logs on this many sessions: the prefix and a number. */
  | { do: 'open'; options: Omit<RawOptions, 'senderCompId'>; senderPrefix: string; sessions: number }
  /** Keeps `window` orders under way on the first session, for a time or up to a number of orders. */
  | { do: 'window'; window: number; seconds: number; orders: number }
  /** The first session asks for `from` to `to` again. */
  | { do: 'resend'; from: number; to: number }
  | { do: 'close' };

export interface WindowCounts {
  acknowledged: number;
  rejected: number;
  fills: number;
  /** From the first order to the last acknowledgement. */
  seconds: number;
  /** An encoded histogram. */
  latency: string;
  /** MsgSeqNum of the last message that came. */
  lastIn: number;
}

export interface ResendCounts {
  reports: number;
  bytes: number;
  seconds: number;
}

/** What one run in a window gives. */
export interface WindowResult {
  perSecond: number;
  latency: Quantiles;
  rejected: number;
  lastIn: number;
}

export interface Target {
  host: string;
  port: number;
  targetCompId: string;
  symbols: readonly string[];
  price: string;
}

export class Generator {
  private constructor(private readonly child: Child) {}

  /** Starts the process and logs the sessions on. */
  static async open(target: Target, senderPrefix: string, sessions = 1): Promise<Generator> {
    const generator = new Generator(Child.start('./peers/fix-child.js'));
    try {
      const { host, port, targetCompId, symbols, price } = target;
      await generator.ask({ do: 'open', options: { host, port, targetCompId, symbols, price }, senderPrefix, sessions });
      return generator;
    } catch (error) {
      await generator.child.stop();
      throw error;
    }
  }

  /** @param orders to stop at; 0: none, the time says when */
  async window(window: number, seconds: number, orders = 0): Promise<WindowResult> {
    const counts = await this.ask<WindowCounts>({ do: 'window', window, seconds, orders });
    const histogram = new Histogram();
    histogram.add(counts.latency);
    const { acknowledged, rejected, lastIn } = counts;
    return { perSecond: acknowledged / counts.seconds, latency: histogram.quantiles(), rejected, lastIn };
  }

  resend(from: number, to: number): Promise<ResendCounts> {
    return this.ask<ResendCounts>({ do: 'resend', from, to });
  }

  /** Logs out and ends the process. */
  async close(): Promise<void> {
    try {
      await this.ask({ do: 'close' });
    } finally {
      await this.child.stop();
    }
  }

  private async ask<T extends object>(task: GeneratorTask): Promise<T> {
    this.child.send(task);
    const answer = await this.child.next<T | { error: string }>();
    if ('error' in answer) throw new Error(`generator: ${answer.error}`);
    return answer;
  }
}
