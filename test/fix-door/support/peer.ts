/** A counterparty that writes FIX by hand, faults included, and reads what comes. Fields are written `11=a|55=AAPL`. */
import type { SimSocket } from './sim-net.js';
import type { World } from './world.js';

export interface PeerOptions {
  senderCompId?: string;
  targetCompId?: string;
  /** The next MsgSeqNum to send. */
  msgSeqNum?: number;
  beginString?: string;
  remoteAddress?: string;
}

export interface Message {
  raw: string;
  type: string;
  seq: number;
  possDup: boolean;
  fields: [tag: number, value: string][];
  get(tag: number): string | undefined;
}

export class FixPeer {
  msgSeqNum: number;
  readonly senderCompId: string;
  private readonly targetCompId: string;
  private readonly beginString: string;
  private readFrom = 0;

  constructor(
    private readonly world: Pick<World, 'clock'> & { run(): unknown },
    readonly socket: SimSocket,
    options: PeerOptions,
  ) {
    this.senderCompId = options.senderCompId ?? 'TW44';
    this.targetCompId = options.targetCompId ?? 'BUTTONWOOD';
    this.msgSeqNum = options.msgSeqNum ?? 1;
    this.beginString = options.beginString ?? 'FIX.4.4';
  }

  /** `body` as 98=0|108=30; the header is added. Extra header fields (43, 97, 122) go in `header`. */
  message(type: string, body = '', header = '', msgSeqNum = this.msgSeqNum, sentUs = this.world.clock.nowUs()): string {
    const parts = [
      `35=${type}`,
      `49=${this.senderCompId}`,
      `56=${this.targetCompId}`,
      `34=${msgSeqNum}`,
      `52=${timestamp(sentUs)}`,
      header,
      body,
    ];
    return frame(parts.filter((p) => p !== '').join('|'), this.beginString);
  }

  /** Sends the next message and lets the world work. */
  send(type: string, body = '', header = ''): this {
    this.raw(this.message(type, body, header));
    this.msgSeqNum++;
    return this;
  }

  /** Sends a message with another number; the peer's own count stays. */
  sendAs(msgSeqNum: number, type: string, body = '', header = ''): this {
    return this.raw(this.message(type, body, header, msgSeqNum));
  }

  raw(text: string): this {
    this.socket.send(text);
    this.world.run();
    return this;
  }

  logon(extra = ''): this {
    const version = this.beginString === 'FIXT.1.1' ? '|1137=9' : '';
    return this.send('A', `98=0|108=30${version}${extra === '' ? '' : `|${extra}`}`);
  }

  order(clOrdId: string, side: 'buy' | 'sell', qty: number, price: string, extra = ''): this {
    const fields = `11=${clOrdId}|55=AAPL|54=${side === 'buy' ? 1 : 2}|60=${timestamp(this.world.clock.nowUs())}|38=${qty}|40=2|44=${price}`;
    return this.send('D', extra === '' ? fields : `${fields}|${extra}`);
  }

  /** The next message that has come, or undefined. */
  next(): Message | undefined {
    const from = this.socket.received.indexOf('8=FIX', this.readFrom);
    if (from < 0) return undefined;
    const end = /\x0110=\d{3}\x01/.exec(this.socket.received.slice(from));
    if (end === null) return undefined;
    const raw = this.socket.received.slice(from, from + end.index + end[0].length);
    this.readFrom = from + raw.length;
    return parse(raw);
  }

  all(): Message[] {
    const messages: Message[] = [];
    for (let message = this.next(); message !== undefined; message = this.next()) messages.push(message);
    return messages;
  }

  /** What has come, as short text: `8 34=2 150=0`, tags that are not there left out. */
  summary(...tags: number[]): string[] {
    return this.all().map((m) =>
      [m.type, ...tags.filter((t) => m.get(t) !== undefined).map((t) => `${t}=${m.get(t)}`)].join(' '),
    );
  }

  get isClosed(): boolean {
    return this.socket.isClosed;
  }
}

function parse(raw: string): Message {
  const fields = raw
    .split('\x01')
    .filter((f) => f !== '')
    .map((f): [number, string] => [Number(f.slice(0, f.indexOf('='))), f.slice(f.indexOf('=') + 1)]);
  const get = (tag: number) => fields.find((f) => f[0] === tag)?.[1];
  return { raw, fields, get, type: get(35) ?? '', seq: Number(get(34)), possDup: get(43) === 'Y' };
}

/** Adds BeginString, BodyLength and CheckSum. */
export function frame(body: string, beginString = 'FIX.4.4'): string {
  const text = `${body.replaceAll('|', '\x01')}\x01`;
  const front = `8=${beginString}\x019=${text.length}\x01${text}`;
  let sum = 0;
  for (let i = 0; i < front.length; i++) sum += front.charCodeAt(i);
  return `${front}10=${String(sum % 256).padStart(3, '0')}\x01`;
}

export function timestamp(us: number): string {
  return new Date(us / 1000).toISOString().replaceAll('-', '').replace('T', '-').replace('Z', '');
}
