/** A Net without sockets: both ends in one thread, bytes delivered at once. The peer can stop reading. */
import type { ListenOptions, Net, NetConnection, NetServer, PeerCertificate } from '../../../gateway/net.js';

export class SimNet implements Net {
  private onConnection: ((connection: NetConnection) => void) | null = null;
  private count = 0;

  async listen(_options: ListenOptions, onConnection: (connection: NetConnection) => void): Promise<NetServer> {
    this.onConnection = onConnection;
    return {
      host: 'sim',
      port: 1,
      close: async () => {
        this.onConnection = null;
      },
    };
  }

  get isListening(): boolean {
    return this.onConnection !== null;
  }

  connect(remoteAddress = '127.0.0.1'): SimSocket {
    if (this.onConnection === null) throw new Error('nobody listens');
    const socket = new SimSocket(`peer-${++this.count}`, remoteAddress);
    this.onConnection(socket);
    return socket;
  }
}

/** The venue's end is the NetConnection; the peer's end is send(), received, isClosed, stopReading(). */
export class SimSocket implements NetConnection {
  onData: (bytes: Uint8Array) => void = () => {};
  onDrain: () => void = () => {};
  onClose: () => void = () => {};
  /** Everything that the venue has sent and the peer has read. */
  received = '';
  isClosed = false;
  paused = false;
  peer: PeerCertificate | null = null;
  private reads = true;
  private ended = false;
  private held: Uint8Array | null = null;
  private readonly unread: Uint8Array[] = [];

  constructor(
    readonly remote: string,
    public remoteAddress: string,
  ) {}

  // ---- the peer's end

  send(text: string): void {
    const bytes = Uint8Array.from(Buffer.from(text, 'latin1'));
    if (this.isClosed || this.ended) return;
    if (this.paused) this.unread.push(bytes);
    else this.onData(bytes);
  }

  stopReading(): void {
    this.reads = false;
  }

  startReading(): void {
    this.reads = true;
    if (this.held === null) return;
    this.received += Buffer.from(this.held).toString('latin1');
    this.held = null;
    this.onDrain();
  }

  disconnect(): void {
    this.closeNow();
  }

  // ---- the venue's end

  write(bytes: Uint8Array): boolean {
    if (this.isClosed) return true;
    if (this.held !== null) throw new Error('written while the socket is full');
    if (!this.reads) {
      this.held = bytes;
      return false;
    }
    this.received += Buffer.from(bytes).toString('latin1');
    return true;
  }

  pause(): void {
    this.paused = true;
  }

  resume(): void {
    this.paused = false;
    while (!this.paused && this.unread.length > 0) this.onData(this.unread.shift() as Uint8Array);
  }

  end(): void {
    this.ended = true;
    this.closeNow();
  }

  destroy(): void {
    this.closeNow();
  }

  private closeNow(): void {
    if (this.isClosed) return;
    this.isClosed = true;
    this.onClose();
  }
}
