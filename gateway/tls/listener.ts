/**
 * TLS behind the Net port: accepts with node:tls and hands a connection over once its handshake is done. Runs on the thread of the door
 * that listens, handshakes included. One that fails or lasts too long costs its own socket and, at most, a line in the log.
 */
import type { Socket } from 'node:net';
import { createServer, type TLSSocket } from 'node:tls';
import type { Clock } from '../../engine/clock.js';
import { type ListenOptions, listening, type NetConnection, type NetServer, SOCKET_OPTIONS } from '../net.js';
import { TokenBucket } from '../token-bucket.js';
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
const LINES_PER_SECOND = 5;

/** @throws OperationalError PORT_TAKEN */
export async function listenTls(
  options: ListenOptions,
  terms: TlsTerms,
  onConnection: (connection: NetConnection) => void,
): Promise<NetServer> {
  const { credentials, handshakeMs } = terms;
  const refusals = new Refusals(terms);
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
  server.on('connection', (socket) => socket.unref());
  server.on('secureConnection', (socket) => {
    if (closed) {
      socket.destroy();
      return;
    }
    socket.ref();
    onConnection(new TlsConnection(socket));
  });
  server.on('tlsClientError', (error, socket) => {
    refusals.add(socket, reasonOf(error, socket, handshakeMs));
    socket.destroy(); // node leaves one that is only late to us
  });
  const stopFollowing = credentials.onChange((fallback) => server.setSecureContext(fallback));
  const listener = await listening(server, options);
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

/** Tells of refused handshakes, and of how many it has not told since the last line. */
class Refusals {
  private readonly lines = new TokenBucket(LINES_PER_SECOND);
  private untold = 0;

  constructor(private readonly terms: Pick<TlsTerms, 'onRefused' | 'clock'>) {}

  add(socket: TLSSocket, reason: string): void {
    if (!this.lines.take(this.terms.clock.nowUs())) {
      this.untold++;
      return;
    }
    const others = this.untold === 0 ? '' : `; ${this.untold} others before it`;
    this.untold = 0;
    this.terms.onRefused(`TLS handshake with ${addressOf(socket)} refused: ${reason}${others}`);
  }
}

/** A closed TLS socket has forgotten its address; the TCP socket below it, which no public name leads to, has not. */
function addressOf(socket: TLSSocket): string {
  const below = (socket as { _parent?: Socket | null })._parent ?? socket;
  return `${below.remoteAddress}:${below.remotePort}`;
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
