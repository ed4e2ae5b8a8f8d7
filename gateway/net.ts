/**
 * The Net port: byte streams in and out, so that the real doors run over TCP, over TLS (tls/) and in a simulation alike.
 * Runs on the thread of the door that listens. A connection never holds more than one buffer that it could not write.
 */
import { createServer, type Server, type Socket } from 'node:net';
import { bareAddress } from './addresses.js';
import { OperationalError } from './errors.js';
import type { TlsTerms } from './tls/listener.js';

/** Who the other side is by its TLS client certificate. */
export interface PeerCertificate {
  /** Its common name as the certificate writes it; '' when there is none, or more than one. */
  readonly subjectCn: string;
  /** SHA-256 of the certificate: 32 upper-case hexadecimal bytes joined by colons. */
  readonly fingerprint256: string;
  /** One of the CAs that are trusted here vouches for it, and it is valid today. When false, the other fields are only claims. */
  readonly authorized: boolean;
}

export interface NetConnection {
  /** Address and port of the other side, for logs. */
  readonly remote: string;
  /** Its IP address alone; an IPv4 address is written as such on a socket for both families too. */
  readonly remoteAddress: string;
  /** null: plain TCP, or TLS without a client certificate. */
  readonly peer: PeerCertificate | null;
  /** Bytes that came; the receiver may keep them. Never called between pause() and resume(). */
  onData: (bytes: Uint8Array) => void;
  /** Everything that write() had left over is written; the buffer is the caller's again and more may be written. */
  onDrain: () => void;
  /** Called once, whoever closed it and why. Nothing is called after it. */
  onClose: () => void;
  /**
   * True: taken wholly, and the buffer may be used again at once. False: the connection keeps the buffer until onDrain;
   * it must not be changed, and nothing more written, before then.
   */
  write(bytes: Uint8Array): boolean;
  /** Stops reading: the sender feels it as TCP back-pressure. */
  pause(): void;
  resume(): void;
  /** Sends what is written and closes; reads nothing more. */
  end(): void;
  /** Closes at once. */
  destroy(): void;
}

export interface NetServer {
  readonly host: string;
  readonly port: number;
  /** Accepts no more; connections that are open stay. */
  close(): Promise<void>;
}

export interface ListenOptions {
  host: string;
  /** 0 picks a free one. */
  port: number;
  /** Connections beyond this are closed as they come. Over TLS there may be as many again, for handshakes that are under way. */
  maxConnections: number;
  /** TLS: a connection is handed over once its handshake is done. Left out: plain TCP. */
  tls?: TlsTerms;
}

export interface Net {
  /** @throws OperationalError PORT_TAKEN */
  listen(options: ListenOptions, onConnection: (connection: NetConnection) => void): Promise<NetServer>;
}

/** How long a closed connection may take to send its last bytes. */
const END_MS = 2000;

/** TCP by node:net, TLS by node:tls. */
export class NodeNet implements Net {
  async listen(options: ListenOptions, onConnection: (connection: NetConnection) => void): Promise<NetServer> {
    if (options.tls !== undefined) {
      const { listenTls } = await import('./tls/listener.js');
      return listenTls(options, options.tls, onConnection);
    }
    const server = createServer(SOCKET_OPTIONS, (socket) => onConnection(new NodeConnection(socket)));
    return listening(server, options);
  }
}

export const SOCKET_OPTIONS = { noDelay: true, keepAlive: true } as const;

/** @throws OperationalError PORT_TAKEN */
export function listening(server: Server, options: ListenOptions): Promise<NetServer> {
  const { host, port } = options;
  server.maxConnections = options.maxConnections;
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(listenError(error, host, port)));
    server.listen({ host, port }, () => resolve(new NodeServer(server)));
  });
}

function listenError(error: NodeJS.ErrnoException, host: string, port: number): Error {
  const where = `${host}:${port}`;
  if (error.code === 'EADDRINUSE') {
    return new OperationalError(
      'PORT_TAKEN',
      `${where}: expected a free port, but another process listens there. Stop it, or choose another port (0 picks a free one)`,
    );
  }
  if (error.code === 'EACCES' || error.code === 'EADDRNOTAVAIL' || error.code === 'ENOTFOUND') {
    return new OperationalError(
      'PORT_TAKEN',
      `${where}: cannot listen there (${error.code}). Choose an address of this machine and a port from 1024 on, or 0`,
    );
  }
  return error;
}

class NodeServer implements NetServer {
  readonly host: string;
  readonly port: number;

  constructor(private readonly server: Server) {
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('expected a TCP address');
    this.host = address.address;
    this.port = address.port;
  }

  close(): Promise<void> {
    this.server.close(); // it ends when the last connection does; their door ends them, and nobody waits for it here
    return Promise.resolve();
  }
}

export class NodeConnection implements NetConnection {
  readonly remote: string;
  readonly remoteAddress: string;
  onData: (bytes: Uint8Array) => void = ignore;
  onDrain: () => void = ignore;
  onClose: () => void = ignore;
  protected blocked = false;

  constructor(
    protected readonly socket: Socket,
    readonly peer: PeerCertificate | null = null,
  ) {
    this.remote = `${socket.remoteAddress}:${socket.remotePort}`;
    this.remoteAddress = bareAddress(socket.remoteAddress ?? '');
    socket.on('data', (bytes: Uint8Array) => this.onData(bytes));
    socket.on('error', ignore); // 'close' follows
    socket.on('close', () => this.onClose());
  }

  write(bytes: Uint8Array): boolean {
    if (this.socket.destroyed) return true;
    this.socket.write(bytes, this.written);
    // node tries the kernel first: nothing left over means that it no longer refers to `bytes`
    this.blocked = this.socket.writableLength > 0;
    return !this.blocked;
  }

  protected readonly written = (): void => {
    if (!this.blocked || this.socket.writableLength > 0) return;
    this.blocked = false;
    this.onDrain();
  };

  pause(): void {
    this.socket.pause();
  }

  resume(): void {
    this.socket.resume();
  }

  end(): void {
    this.onData = ignore;
    this.socket.resume();
    this.socket.end();
    setTimeout(() => this.socket.destroy(), END_MS).unref();
  }

  destroy(): void {
    this.socket.destroy();
  }
}

function ignore(): void {}
