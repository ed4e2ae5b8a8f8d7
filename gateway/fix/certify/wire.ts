/** One connection to the venue: bytes out, messages in, as they are; nothing is answered or checked here. */
import { connect as connectTcp, type Socket } from 'node:net';
import { type ConnectionOptions, connect as connectTls } from 'node:tls';
import { Cutter, type Received } from './message.js';

export interface Address {
  host: string;
  port: number;
  /** Undefined: plain TCP. */
  tls?: ConnectionOptions;
}

/** Messages that wait to be looked at; a venue that sends more unasked is cut off. */
const INBOX_MAX = 10_000;

export class Wire {
  private readonly cutter = new Cutter();
  private readonly inbox: Received[] = [];
  private ended = false;
  private wake: (() => void) | null = null;

  private constructor(
    private readonly socket: Socket,
    /** Sees each message as it comes. */
    private readonly watch: (message: Received) => void,
  ) {
    socket.on('data', (bytes) => this.take(bytes.toString('latin1')));
    for (const event of ['error', 'end', 'close']) {
      socket.on(event, () => {
        this.ended = true;
        this.wake?.();
      });
    }
  }

  /** @throws Error of the system, or after `limitMs` */
  static open({ host, port, tls }: Address, limitMs: number, watch: (message: Received) => void): Promise<Wire> {
    return new Promise((resolve, reject) => {
      const socket = tls === undefined ? connectTcp({ host, port, noDelay: true }) : connectTls({ host, port, ...tls });
      const timer = setTimeout(() => socket.destroy(new Error(`no connection within ${limitMs} ms`)), limitMs);
      socket.once('error', reject);
      socket.once(tls === undefined ? 'connect' : 'secureConnect', () => {
        clearTimeout(timer);
        socket.off('error', reject);
        resolve(new Wire(socket, watch));
      });
      socket.once('close', () => clearTimeout(timer));
    });
  }

  /** Latin1 text. */
  write(text: string): void {
    if (this.socket.writable) this.socket.write(Buffer.from(text, 'latin1'));
  }

  /** The next message that came until then, or why there is none. */
  async next(untilMs: number): Promise<Received | 'closed' | 'late'> {
    for (;;) {
      const message = this.inbox.at(0);
      if (message !== undefined && message.atMs > untilMs) return 'late';
      if (message !== undefined) return this.inbox.shift()!;
      if (this.ended) return 'closed';
      const leftMs = untilMs - performance.now();
      if (leftMs <= 0) return 'late';
      await this.activity(leftMs);
    }
  }

  /** Ends our side and waits for the venue's, so that it knows of the end when we connect again. */
  async end(limitMs: number): Promise<void> {
    const untilMs = performance.now() + limitMs;
    this.socket.end();
    while (!this.ended && performance.now() < untilMs) await this.activity(untilMs - performance.now());
    this.socket.destroy();
  }

  /** The next arrival or the end, or so many ms. */
  private activity(limitMs: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, limitMs);
      this.wake = () => {
        clearTimeout(timer);
        this.wake = null;
        resolve();
      };
    });
  }

  private take(bytes: string): void {
    for (const message of this.cutter.push(bytes, performance.now())) {
      this.watch(message);
      this.inbox.push(message);
    }
    if (this.inbox.length > INBOX_MAX) this.socket.destroy();
    this.wake?.();
  }
}
