/**
 * The interactive FIX client without its terminal: a session, its orders, and commands as lines of text. Every message in and out is
 * printed. In a script each command waits for its answer, so that the next one finds what it needs.
 */
import { OperationalError } from '../../errors.js';
import { FixClient } from '../../fix/client/client.js';
import type { FixClientOptions } from '../../fix/client/options.js';
import { FixClientState } from '../../fix/client/state.js';
import { Decoder, printable, type TextField } from '../../fix/decode.js';
import type { Dialect } from '../../fix/dialect/dialect.js';
import { type Awaited, CommandError, commands, type Session } from './commands.js';
import { type ListedOrder, OrderList } from './order-list.js';
import { loadSession, NUMBERS_HINT, saveSession } from './state-file.js';
import { Traffic } from './traffic.js';

export interface ShellOptions {
  host: string;
  port: number;
  client: Omit<FixClientOptions, 'state'>;
  dialect: Dialect;
  raw: boolean;
  stateFile?: string;
  /** Each command waits for its answer. */
  waits: boolean;
  print(text: string): void;
}

const ANSWER_MS = 5000;
const ID_TAGS = new Set([11, 112, 379, 584, 790]);
/** Enough for a person; the file is written whole each time. */
const SENT_BYTES = 16_384;
const SENT_MESSAGES = 128;

export class Shell implements Session {
  readonly client: FixClient;
  readonly orders = new OrderList();
  /** Commands that were wrong or could not be done. */
  failed = 0;
  private readonly traffic: Traffic;
  private readonly idPrefix = (Date.now() % 86_400_000).toString(36);
  private ids = 0;
  private saveDue = false;
  private loggingOn = false;
  private awaited: { what: Awaited; resolve: () => void } | null = null;

  constructor(private readonly options: ShellOptions) {
    const { client, stateFile, raw, dialect } = options;
    const saved = stateFile === undefined ? undefined : loadSession(stateFile, client.senderCompId, client.targetCompId);
    const state = saved ? FixClientState.from(saved, SENT_BYTES, SENT_MESSAGES) : new FixClientState(SENT_BYTES, SENT_MESSAGES);
    this.orders.restore((saved?.orders ?? []) as ListedOrder[]);
    const print = (line: string) => options.print(line);
    const onMessage = (msgType: string, fields: readonly TextField[]) => this.answered(msgType, fields);
    this.traffic = new Traffic({ decoder: new Decoder(dialect), raw, print, onMessage, now: () => new Date() });
    this.client = new FixClient(
      { ...client, state },
      {
        onExecution: (m) => this.orders.take(m),
        onClose: (reason) => this.closed(reason),
        onTraffic: (direction, bytes) => {
          this.traffic.take(direction, bytes);
          this.saveSoon();
        },
      },
    );
  }

  print(text: string): void {
    this.options.print(text);
  }

  /** Unique for the session and its day. */
  nextId(): string {
    return `${this.idPrefix}-${++this.ids}`;
  }

  async logOn(): Promise<void> {
    const { host, port } = this.options;
    this.traffic.restart();
    this.loggingOn = true;
    try {
      await this.client.connect(host, port);
    } catch (error) {
      const { message } = error as Error;
      const hint = message.includes('too low') ? `; ${NUMBERS_HINT}` : '';
      throw new OperationalError('FIX_REFUSED', `${host}:${port}: ${printable(message)}${hint}`);
    } finally {
      this.loggingOn = false;
    }
  }

  /** Carries out one line. What is wrong with it is printed and counted. */
  async execute(line: string): Promise<void> {
    const [, name = '', rest = ''] = /^\s*(\S*)\s*(.*?)\s*$/.exec(line) ?? [];
    if (name === '' || name.startsWith('#')) return;
    try {
      const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
      if (name === 'help') this.help(rest);
      else if (command === undefined) throw new CommandError(`expected ${names()}, got ${name}`);
      else {
        const awaited = await command.run(this, rest === '' ? [] : rest.split(/\s+/), rest);
        if (awaited !== null && this.options.waits) await this.answer(awaited);
      }
    } catch (error) {
      if (!(error instanceof CommandError || error instanceof OperationalError || error instanceof RangeError)) throw error;
      this.failed++;
      this.print(`error: ${error.message}`);
    }
  }

  /** Logs out if need be. */
  async end(): Promise<void> {
    await this.client.logout();
    this.save();
  }

  private help(name: string): void {
    const all = Object.entries(commands).filter(([command]) => name === '' || command === name);
    const lines = all.map(([, { usage, help }]) => `${usage}\n    ${help}`);
    if (name === '') lines.push('quit\n    logs out and ends');
    this.print(lines.length > 0 ? lines.join('\n') : `expected ${names()}, got ${name}`);
  }

  // ---- answers

  private answer(what: Awaited): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => {
        this.print(`-- no answer within ${ANSWER_MS / 1000} s`);
        this.awaited?.resolve();
      }, ANSWER_MS);
      const settle = () => {
        clearTimeout(timer);
        this.awaited = null;
        resolve();
      };
      this.awaited = { what, resolve: settle };
    });
  }

  private answered(msgType: string, fields: readonly TextField[]): void {
    const { awaited } = this;
    if (awaited === null) return;
    const { id, msgSeqNum, last } = awaited.what;
    const isReject = (msgType === '3' || msgType === 'j') && fields.some(([tag, v]) => tag === 45 && v === String(msgSeqNum));
    const isAnswer = fields.some(([tag, value]) => ID_TAGS.has(tag) && value === id);
    const isLast = last === undefined || fields.some(([tag, value]) => tag === last[0] && value === last[1]);
    if (isReject || (isAnswer && isLast)) queueMicrotask(awaited.resolve); // once it has been handled
  }

  private closed(reason: string): void {
    if (!this.loggingOn) this.print(`-- the connection is closed: ${printable(reason)}`); // else it is told as an error
    this.awaited?.resolve();
    this.saveSoon();
  }

  // ---- numbers

  private saveSoon(): void {
    if (this.saveDue || this.options.stateFile === undefined) return;
    this.saveDue = true;
    setImmediate(() => this.save());
  }

  private save(): void {
    this.saveDue = false;
    const { stateFile, client } = this.options;
    if (stateFile === undefined) return;
    const { senderCompId, targetCompId } = client;
    saveSession(stateFile, {
      ...{ sender: senderCompId, target: targetCompId },
      ...this.client.state.toJSON(),
      orders: this.orders.open,
    });
  }
}

function names(): string {
  return `${Object.keys(commands).join(', ')}, help or quit`;
}
