/** A scripted venue for tests of the client: a plain socket that says what the test tells it and keeps what comes, as text. */
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { fix, TIME } from './support.js';

export class Venue {
  readonly received: string[] = [];
  connections = 0;
  /** Writes that reached us, as far as TCP shows them. */
  chunks = 0;
  private socket: Socket | null = null;
  private text = '';
  private waiting: (() => void)[] = [];

  private constructor(
    private readonly server: Server,
    readonly port: number,
  ) {
    server.on('connection', (socket) => {
      this.connections++;
      this.socket = socket;
      this.text = '';
      socket.on('data', (bytes) => this.take(bytes.toString('latin1')));
      socket.on('error', () => {});
      socket.on('close', () => this.wake());
      this.wake();
    });
  }

  static start(): Promise<Venue> {
    const server = createServer();
    return new Promise((resolve) => {
      server.listen(0, '127.0.0.1', () => resolve(new Venue(server, (server.address() as AddressInfo).port)));
    });
  }

  /** The next message, as `35=…` to the field before CheckSum. */
  async next(): Promise<string> {
    await this.until(() => this.received.length > 0);
    return this.received.shift()!;
  }

  async until(test: () => boolean): Promise<void> {
    while (!test()) await new Promise<void>((resolve) => this.waiting.push(resolve));
  }

  get isOpen(): boolean {
    return this.socket !== null && !this.socket.destroyed;
  }

  say(msgType: string, msgSeqNum: number, rest = '', header = ''): void {
    this.write(fix(`35=${msgType}|34=${msgSeqNum}|${header}49=VENUE|56=BROKER|52=${TIME}|${rest}`));
  }

  again(msgType: string, msgSeqNum: number, rest = ''): void {
    this.say(msgType, msgSeqNum, rest, `43=Y|122=${TIME}|`);
  }

  execution(msgSeqNum: number, clOrdId: string, again = false): void {
    const rest = `37=1-1|11=${clOrdId}|17=1-${msgSeqNum}|150=0|39=0|55=AAPL|54=1|38=100|151=100|14=0|6=0.00|`;
    if (again) this.again('8', msgSeqNum, rest);
    else this.say('8', msgSeqNum, rest);
  }

  write(text: string): void {
    this.socket?.write(Buffer.from(text.replaceAll('|', '\x01'), 'latin1'));
  }

  cut(): void {
    this.socket?.destroy();
  }

  stop(): void {
    this.socket?.destroy();
    this.server.close();
  }

  private take(text: string): void {
    this.chunks++;
    this.text += text.replaceAll('\x01', '|');
    for (;;) {
      const found = /^8=FIX\.4\.4\|9=\d+\|(35=.*?\|)10=\d{3}\|/.exec(this.text);
      if (found === null) break;
      this.text = this.text.slice(found[0].length);
      this.received.push(found[1]);
    }
    this.wake();
  }

  private wake(): void {
    for (const resume of this.waiting.splice(0)) resume();
  }
}
