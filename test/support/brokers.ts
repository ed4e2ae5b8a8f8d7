/** Brokers for the fault tests: real FIX clients in another process than the exchange, which write down everything they are told. */

import type { Random } from '../../gateway/demo/random.js';
import { FixClient } from '../../gateway/fix/client/client.js';
import type { ClientMessage } from '../../gateway/fix/client/message.js';
import { FixClientState } from '../../gateway/fix/client/state.js';

const WINDOW = 40;

/** One report as the broker keeps it, to be found again in the journal. */
export interface Told {
  msgSeqNum: number;
  execId: string;
  execType: string;
  clOrdId: string;
  lastQty: number;
}

interface OpenOrder {
  symbol: string;
  side: '1' | '2';
  /** In which it was accepted or last replaced. */
  epoch: number;
}

export class Broker {
  readonly state = new FixClientState();
  readonly told: Told[] = [];
  /** Orders that the exchange has accepted and that are still open, by ClOrdID. */
  readonly open = new Map<string, OpenOrder>();
  readonly faults: string[] = [];
  resent = 0;
  private client: FixClient | null = null;
  private count = 0;
  private unanswered = 0;
  private caughtUp: (() => void) | null = null;

  constructor(
    readonly name: string,
    private readonly symbols: readonly string[],
    private readonly random: Random,
  ) {}

  /** Logs on with the numbers it had and waits until it has everything that it missed. */
  async connect(port: number): Promise<void> {
    this.unanswered = 0;
    let target = 0;
    const client = new FixClient(
      { senderCompId: this.name, targetCompId: 'BUTTONWOOD', heartBtIntS: 30, state: this.state },
      {
        onLogon: (message) => {
          target = message.msgSeqNum;
        },
        onExecution: (message) => this.take(message),
        onCancelReject: () => this.unanswered--,
        onReject: (message) => this.faults.push(message.toString()),
        onMessage: () => {},
      },
    );
    this.client = client;
    await client.connect('127.0.0.1', port);
    await this.until(() => this.state.nextIn > target, 'what it missed');
  }

  private take(message: ClientMessage): void {
    const { execType, clOrdId, execId } = message;
    if (message.possDup) this.resent++;
    else this.unanswered--;
    this.told.push({
      msgSeqNum: message.msgSeqNum,
      execId,
      execType,
      clOrdId,
      lastQty: execType === 'F' ? message.lastQty : 0,
    });
    const order: OpenOrder = { symbol: message.symbol, side: message.side as '1' | '2', epoch: epochOf(execId) };
    if (execType === '0') this.open.set(clOrdId, order);
    if (execType === '5') {
      this.open.delete(message.origClOrdId);
      this.open.set(clOrdId, order);
    }
    if (execType === 'F' && message.ordStatus !== '2') this.unanswered++; // not an answer of its own
    if (message.ordStatus === '2' || execType === '4' || execType === 'C') {
      this.open.delete(message.origClOrdId);
      this.open.delete(clOrdId);
    }
    this.caughtUp?.();
  }

  /** Whether an order is open that an epoch before this one has accepted. */
  holdsFromBefore(epoch: number): boolean {
    return [...this.open.values()].some((order) => order.epoch < epoch);
  }

  /** Sends a few random orders, cancels and replaces, within a window of unanswered ones. */
  trade(): void {
    const { client, random } = this;
    if (client === null || !client.isUp) return;
    for (let i = 0; i < 8 && this.unanswered < WINDOW; i++) {
      this.unanswered++;
      const roll = random.next();
      const first = this.open.entries().next().value;
      if (roll < 0.25 && first) {
        const [origClOrdId, { symbol, side }] = first;
        this.open.delete(origClOrdId);
        client.cancel({ clOrdId: this.nextId(), origClOrdId, symbol, side });
      } else if (roll < 0.35 && first) {
        const [origClOrdId, { symbol, side }] = first;
        client.replace({ clOrdId: this.nextId(), origClOrdId, symbol, side, qty: 50 + random.below(100), price: this.price() });
      } else {
        const symbol = this.symbols[random.below(this.symbols.length)];
        const side = random.below(2) === 0 ? '1' : '2';
        client.newOrder({ clOrdId: this.nextId(), symbol, side, qty: 1 + random.below(100), price: this.price() });
      }
    }
  }

  private nextId(): string {
    return `${this.name}-${++this.count}`;
  }

  private price(): string {
    return `${(99 + this.random.below(200) / 100).toFixed(2)}`;
  }

  /** Resolves when `test` holds; checked at each message and each 20 ms. */
  until(test: () => boolean, what: string): Promise<void> {
    return new Promise((resolve, reject) => {
      const began = Date.now();
      const timer = setInterval(() => check(), 20);
      const check = () => {
        if (!test() && Date.now() - began < 20_000) return;
        clearInterval(timer);
        this.caughtUp = null;
        if (test()) resolve();
        else reject(new Error(`${this.name} waited in vain for ${what}`));
      };
      this.caughtUp = check;
      check();
    });
  }

  /** Forgets the connection, which is gone. */
  lost(): void {
    this.client?.drop('killed');
    this.client = null;
  }

  async logout(): Promise<void> {
    await this.client?.logout();
    this.client = null;
  }
}

export function epochOf(id: string): number {
  return Number(id.slice(0, id.indexOf('-')));
}
