/** A session whose messages are cut: for truncation.test.ts. */
import { dialects } from '../../gateway/fix/dialect/versions.js';
import { FixPeer, timestamp } from '../fix-door/support/peer.js';
import type { SimSocket } from '../fix-door/support/sim-net.js';
import { World } from '../fix-door/support/world.js';
import { Samples } from './samples.js';
import { type Field, toWire, type Variant } from './valid-message.js';

const LIMITS = { fixMessageBytes: 16_384, fixFields: 2048, fixResendsPerSecond: 10_000 };
/** In this time the venue's log takes another line on garbled messages. */
const LOGGED_US = 200_000;
/** Of one world: no more orders than fit. */
const USES = 2000;
const COMPARED = [371, 372, 373, 380, 150, 39, 103, 102, 434, 112, 58];

/** A message of a type, with the fields it must have or with all of them. */
export interface Case {
  beginString: string;
  samples: Samples;
  type: string;
  variant: Variant;
}

export const cases = Object.values(dialects).flatMap((dialect) => {
  const samples = new Samples(dialect, 'CUT');
  const { beginString } = dialect;
  return samples.types.flatMap((type): Case[] => [
    { beginString, samples, type, variant: 'required' },
    { beginString, samples, type, variant: 'all' },
  ]);
});

export class Cut {
  private peer: FixPeer | undefined;
  private world!: World;
  private ids = 0;
  private uses = 0;

  constructor(
    readonly of: Case,
    private readonly cancelOnDisconnect = false,
  ) {}

  /** Logged on, over the connection that there is if it stands; now and then in a venue that has room for more orders. */
  ready(): this {
    if (this.uses++ % USES === 0) this.open();
    else this.world.logs.length = 0;
    this.world.clock.us += LOGGED_US;
    if (this.peer?.isClosed ?? true) this.logOn();
    return this;
  }

  /** A venue where nobody is. */
  open(): this {
    const { cancelOnDisconnect } = this;
    this.world = new World({ limits: LIMITS, sessions: [{ senderCompId: 'CUT', cancelOnDisconnect }] });
    this.peer = undefined;
    return this;
  }

  connect(): this {
    this.peer = this.over(this.world.net.connect());
    return this;
  }

  logOn(): this {
    this.connect().peer!.send('A', `98=0|108=3600${this.of.beginString === 'FIXT.1.1' ? '|1137=9' : ''}`);
    const answers = this.answers();
    if (answers.length !== 1 || !answers[0].startsWith('A')) throw new Error(`expected a Logon, got ${answers}`);
    return this;
  }

  private over(socket: SimSocket): FixPeer {
    return new FixPeer(this.world, socket, { senderCompId: 'CUT', beginString: this.of.beginString, msgSeqNum: this.next });
  }

  /** The number that the venue expects. */
  get next(): number {
    return this.world.engine['machine']!.state.sessions.nextIn[0] || 1;
  }

  get openOrders(): number {
    return this.world.engine.openOrders;
  }

  get log(): string {
    return this.world.logs.join('\n');
  }

  message(
    seqNum: number,
    type = this.of.type,
    variant = this.of.variant,
    change = (fields: Field[]): Field[] => fields,
  ): string {
    const moment = { seqNum, time: timestamp(this.world.clock.nowUs()), id: `C${this.ids++}`, previousId: 'NONE' };
    return toWire(this.of.beginString, change(this.of.samples.of(type, moment, variant)));
  }

  /** The same as a duplicate that may have been lost. */
  again(seqNum: number): string {
    return this.message(seqNum, undefined, undefined, (fields) => {
      const time = fields.find(([tag]) => tag === 52)!;
      const rest = fields.slice(1).filter(([tag]) => tag !== 43 && tag !== 122);
      return [fields[0], [43, 'Y'], [122, time[1]], ...rest];
    });
  }

  /** What a client sends instead of administrative messages that were asked for. */
  gapFill(from: number, to: number): string {
    return this.message(from, '4', 'required', (fields) => {
      const [msgType, ...rest] = fields.map(([tag, value]): Field => [tag, tag === 36 ? String(to) : value]);
      return [msgType, [43, 'Y'], ...rest];
    });
  }

  send(text: string): this {
    this.peer!.raw(text);
    return this;
  }

  disconnect(): this {
    this.peer!.socket.disconnect();
    this.world.run();
    return this;
  }

  get isClosed(): boolean {
    return this.peer!.isClosed;
  }

  /** What has come since: type and what matters, numbers left out. */
  answers(): string[] {
    const { peer } = this;
    if (peer === undefined) return [];
    const answers = peer.all().map((m) => {
      const values = COMPARED.map((tag) => m.get(tag)?.replaceAll(/\d+/g, '#') ?? '');
      return [m.type, ...values].join(' ').trimEnd();
    });
    peer.socket.received = '';
    this.peer = this.over(peer.socket);
    return answers;
  }
}

/** Each point of a short message; of a long one the ends, and every 29th between them, unless all are asked for. */
export function* points(length: number): Generator<number> {
  const every = process.env['EVERY'] === '1';
  for (let n = 1; n < length; n++) if (every || length < 200 || n < 60 || length - n < 30 || n % 29 === 0) yield n;
}
