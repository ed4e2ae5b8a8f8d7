/** A small RFC 6455 client for tests: sees close codes, sends fragments and broken frames, and can stop reading. */
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { Unpackr } from 'msgpackr';

const GUID = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';
const unpackr = new Unpackr({ useRecords: false });
export const Opcode = { continuation: 0, text: 1, binary: 2, close: 8, ping: 9, pong: 10 } as const;

/** The server answered the upgrade with something else than 101. */
export class UpgradeRefused extends Error {
  constructor(
    readonly status: number,
    readonly body: string,
  ) {
    super(`upgrade refused: ${status} ${body}`);
  }
}

export interface Closed {
  /** 1006: the connection ended without a close frame. */
  code: number;
  reason: string;
}

// biome-ignore lint/suspicious/noExplicitAny: what arrives is whatever the server sent; tests say what they expect
export type Json = any;

export class WebSocketClient {
  readonly closed: Promise<Closed>;
  protocol = '';
  private readonly inbox: Json[] = [];
  private readonly waiting: ((message: Json) => void)[] = [];
  private resolveClosed: (closed: Closed) => void = () => {};
  private buffer: Buffer = Buffer.alloc(0);
  private fragments: Buffer[] = [];
  private fragmentOpcode = 0;
  private closing: Closed | null = null;

  private constructor(readonly socket: Socket) {
    this.closed = new Promise((resolve) => {
      this.resolveClosed = resolve;
    });
  }

  static async open(url: string, headers: Record<string, string> = {}): Promise<WebSocketClient> {
    const { hostname, port, pathname, search } = new URL(url);
    const socket = connect(Number(port), hostname);
    socket.setNoDelay(true);
    await once(socket, 'connect');
    const key = randomBytes(16).toString('base64');
    const all: Record<string, string> = {
      Host: `${hostname}:${port}`,
      Upgrade: 'websocket',
      Connection: 'Upgrade',
      'Sec-WebSocket-Key': key,
      'Sec-WebSocket-Version': '13',
      ...headers,
    };
    const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}`);
    socket.write(`GET ${pathname}${search} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`);
    const client = new WebSocketClient(socket);
    await client.handshake(createHash('sha1').update(`${key}${GUID}`).digest('base64'));
    return client;
  }

  private handshake(accept: string): Promise<void> {
    return new Promise((resolve, reject) => {
      const onData = (chunk: Buffer): void => {
        this.buffer = Buffer.concat([this.buffer, chunk]);
        const end = this.buffer.indexOf('\r\n\r\n');
        if (end < 0) return;
        this.socket.off('data', onData);
        const head = this.buffer.subarray(0, end).toString('latin1');
        this.buffer = this.buffer.subarray(end + 4);
        const status = Number(head.split(' ')[1]);
        if (status !== 101) {
          this.socket.destroy();
          reject(new UpgradeRefused(status, this.buffer.toString()));
          return;
        }
        if (!head.includes(accept)) throw new Error('Sec-WebSocket-Accept does not fit the key');
        this.protocol = /sec-websocket-protocol: *(\S+)/i.exec(head)?.[1] ?? '';
        this.socket.on('data', (more: Buffer) => this.take(more));
        this.take(Buffer.alloc(0));
        resolve();
      };
      this.socket.on('data', onData);
      this.socket.on('error', () => this.socket.destroy());
      this.socket.on('close', () => {
        reject(new UpgradeRefused(0, 'the connection ended'));
        this.resolveClosed(this.closing ?? { code: 1006, reason: '' });
      });
    });
  }

  private take(chunk: Buffer): void {
    this.buffer = this.buffer.length === 0 ? chunk : Buffer.concat([this.buffer, chunk]);
    for (;;) {
      if (this.buffer.length < 2) return;
      const short = this.buffer[1] & 0x7f;
      const header = short < 126 ? 2 : short === 126 ? 4 : 10;
      if (this.buffer.length < header) return;
      const length = short < 126 ? short : short === 126 ? this.buffer.readUInt16BE(2) : Number(this.buffer.readBigUInt64BE(2));
      if (this.buffer.length < header + length) return;
      const first = this.buffer[0];
      const payload = Buffer.from(this.buffer.subarray(header, header + length));
      this.buffer = this.buffer.subarray(header + length);
      this.onFrame(first & 0x0f, (first & 0x80) !== 0, payload);
    }
  }

  private onFrame(opcode: number, fin: boolean, payload: Buffer): void {
    if (opcode === Opcode.ping) {
      this.frame(Opcode.pong, payload);
    } else if (opcode === Opcode.close) {
      this.closing = { code: payload.length >= 2 ? payload.readUInt16BE(0) : 1005, reason: payload.subarray(2).toString() };
      this.frame(Opcode.close, payload.subarray(0, 2));
      this.socket.end();
    } else if (opcode === Opcode.text || opcode === Opcode.binary || opcode === Opcode.continuation) {
      if (opcode !== Opcode.continuation) this.fragmentOpcode = opcode;
      this.fragments.push(payload);
      if (!fin) return;
      const whole = Buffer.concat(this.fragments);
      this.fragments = [];
      this.deliver(this.fragmentOpcode === Opcode.text ? JSON.parse(whole.toString()) : unpackr.unpack(whole));
    }
  }

  private deliver(message: Json): void {
    const waiter = this.waiting.shift();
    if (waiter) waiter(message);
    else this.inbox.push(message);
  }

  /** The next message, decoded. */
  next(): Promise<Json> {
    const message = this.inbox.shift();
    if (message !== undefined) return Promise.resolve(message);
    return Promise.race([
      new Promise<Json>((resolve) => this.waiting.push(resolve)),
      this.closed.then((closed) => Promise.reject(new Error(`closed: ${closed.code} ${closed.reason}`))),
    ]);
  }

  /** The next message that fits; what comes before it is dropped. */
  async until(fits: (message: Json) => boolean): Promise<Json> {
    for (;;) {
      const message = await this.next();
      if (fits(message)) return message;
    }
  }

  /** Sends an object as JSON, a string or bytes as they are. */
  send(message: object | string | Uint8Array): void {
    if (message instanceof Uint8Array) this.frame(Opcode.binary, message);
    else this.frame(Opcode.text, Buffer.from(typeof message === 'string' ? message : JSON.stringify(message)));
  }

  /** Sends, and waits for the answer with the same id. */
  async ask(message: Record<string, unknown> & { id: string | number }): Promise<Json> {
    this.send(message);
    return this.until((answer) => !Array.isArray(answer) && answer.id === message.id);
  }

  /** Sends one message in several frames. */
  sendFragments(parts: readonly string[]): void {
    for (let i = 0; i < parts.length; i++) {
      this.frame(i === 0 ? Opcode.text : Opcode.continuation, Buffer.from(parts[i]), i === parts.length - 1);
    }
  }

  frame(opcode: number, payload: Uint8Array, fin = true): void {
    if (this.socket.destroyed || this.socket.writableEnded) return;
    const mask = randomBytes(4);
    const n = payload.length;
    const header = n < 126 ? Buffer.alloc(2) : n < 65_536 ? Buffer.alloc(4) : Buffer.alloc(10);
    header[0] = (fin ? 0x80 : 0) | opcode;
    header[1] = 0x80 | (n < 126 ? n : n < 65_536 ? 126 : 127);
    if (header.length === 4) header.writeUInt16BE(n, 2);
    if (header.length === 10) header.writeBigUInt64BE(BigInt(n), 2);
    const masked = Buffer.from(payload);
    for (let i = 0; i < n; i++) masked[i] ^= mask[i & 3];
    this.socket.write(Buffer.concat([header, mask, masked]));
  }

  /** Stops reading: the server's backlog grows. */
  pause(): void {
    this.socket.pause();
  }

  resume(): void {
    this.socket.resume();
  }

  close(code = 1000): Promise<Closed> {
    const payload = Buffer.alloc(2);
    payload.writeUInt16BE(code);
    this.frame(Opcode.close, payload);
    return this.closed;
  }

  /** Cuts the connection without a close frame. */
  destroy(): void {
    this.socket.destroy();
  }
}
