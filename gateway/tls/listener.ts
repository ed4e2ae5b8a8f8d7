/**
 * TLS behind the Net port: accepts with node:tls and hands a connection over once its handshake is done. Runs on the thread of the door
 * that listens, handshakes included. One that fails or lasts too long costs its own socket and, at most, a line in the log. Those under
 * way have places of their own, so that whoever begins many and ends none keeps nobody out.
 */
import type { Socket } from 'node:net';
import { createServer, type TLSSocket } from 'node:tls';
import type { Clock } from '../../engine/clock.js';
import { LineLimit } from '../line-limit.js';
import { Lobby } from '../lobby.js';
import { type ListenOptions, listening, type NetConnection, type NetServer, SOCKET_OPTIONS } from '../net.js';
import { TlsConnection } from './connection.js';
import type { TlsCredentials } from './credentials.js';

/** What a listener needs to speak TLS. */
export interface TlsTerms {
  credentials: TlsCredentials;
  /** A handshake that lasts longer is cut. */
  handshakeMs: number;
  /** Told of handshakes that came to nothing, with who and why; at most a few a second. */
  onRefused(line: string): void;
  clock: Clock;
}

/** Lines about refused handshakes: whoever can connect can cause them. */
const REFUSAL_LINES = { perSecond: 5 };

/** @throws OperationalError PORT_TAKEN */
export async function listenTls(
  options: ListenOptions,
  terms: TlsTerms,
  onConnection: (connection: NetConnection) => void,
): Promise<NetServer> {
  const { credentials, handshakeMs } = terms;
  const { maxConnections } = options;
  const refusals = new Refusals(terms);
  const handshakes = new Handshakes(maxConnections, refusals);
  let closed = false;
  const server = createServer({
    ...SOCKET_OPTIONS,
    ...credentials.fallback,
    requestCert: credentials.asksClient,
    rejectUnauthorized: credentials.requiresClient,
    handshakeTimeout: handshakeMs,
    SNICallback: credentials.hasHosts ? (name, done) => done(null, credentials.contextFor(name)) : undefined,
  });
  // who is not in yet does not keep the thread from ending
  server.on('connection', (socket) => {
    socket.unref();
    handshakes.begin(socket);
  });
  server.on('secureConnection', (socket) => {
    handshakes.end(below(socket));
    if (closed) {
      socket.destroy();
      return;
    }
    socket.ref();
    onConnection(new TlsConnection(socket));
  });
  server.on('tlsClientError', (error, socket) => {
    if (!handshakes.hasTurnedAway(below(socket))) refusals.add(below(socket), reasonOf(error, socket, handshakeMs));
    socket.destroy(); // node leaves one that is only late to us
  });
  const stopFollowing = credentials.onChange((fallback) => server.setSecureContext(fallback));
  // one more, for which room is made
  const listener = await listening(server, { ...options, maxConnections: 2 * maxConnections + 1 });
  return {
    host: listener.host,
    port: listener.port,
    close() {
      closed = true;
      stopFollowing();
      return listener.close();
    },
  };
}

/** Those that are under way: where there is no room for one more, the address that has most of them makes it. */
class Handshakes {
  private readonly underWay = new Lobby<Socket>();
  private readonly turnedAway = new WeakSet<Socket>();

  constructor(
    private readonly max: number,
    private readonly refusals: Refusals,
  ) {}

  begin(socket: Socket): void {
    if (this.underWay.size >= this.max) this.turnAway(this.underWay.makeRoom() as Socket);
    this.underWay.enter(socket, socket.remoteAddress ?? '');
    socket.once('close', () => this.end(socket));
  }

  end(socket: Socket): void {
    this.underWay.leave(socket);
  }

  /** What becomes of its handshake has been told already. */
  hasTurnedAway(socket: Socket): boolean {
    return this.turnedAway.has(socket);
  }

  private turnAway(socket: Socket): void {
    this.turnedAway.add(socket);
    this.refusals.add(socket, `${this.max} handshakes are under way, and most are from its address`);
    socket.destroy();
  }
}

class Refusals {
  private readonly lines: LineLimit;

  constructor(private readonly terms: Pick<TlsTerms, 'onRefused' | 'clock'>) {
    this.lines = new LineLimit({ warn: terms.onRefused }, REFUSAL_LINES);
  }

  /** @param socket of TCP, which has an address for longer than that of TLS */
  add({ remoteAddress, remotePort }: Socket, reason: string): void {
    this.lines.warn(this.terms.clock.nowUs(), `TLS handshake with ${remoteAddress}:${remotePort} refused: ${reason}`);
  }
}

/** The TCP socket below, which no public name leads to. */
function below(socket: TLSSocket): Socket {
  return (socket as { _parent?: Socket | null })._parent ?? socket;
}

/** OpenSSL's own few words where it has some; its whole message names source files. */
function reasonOf(error: Error & { code?: string; reason?: string }, socket: TLSSocket, handshakeMs: number): string {
  // node:tls has the code there, and tells of the connection that it closed for it as one that was lost
  const unauthorized = socket.authorizationError as Error | string | null | undefined;
  if (unauthorized) return `expected a client certificate that one of clientCaFile vouches for, got ${String(unauthorized)}`;
  switch (error.code) {
    case 'ERR_TLS_HANDSHAKE_TIMEOUT':
      return `expected it to be done within ${handshakeMs} ms`;
    case 'ECONNRESET':
      return 'the client closed the connection';
    case 'ERR_SSL_WRONG_VERSION_NUMBER':
    case 'ERR_SSL_HTTP_REQUEST':
      return 'expected TLS, got something else, such as plain FIX';
  }
  return error.reason ?? error.code ?? 'unknown';
}
