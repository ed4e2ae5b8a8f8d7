/** A real TLS port with nothing behind it but the test, and clients of node:tls. */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { type ConnectionOptions, connect as connectTls, type TLSSocket } from 'node:tls';
import { ManualClock } from '../../engine/clock.js';
import { type NetConnection, NodeNet } from '../../gateway/net.js';
import { type TlsConfig, tlsSchema } from '../../gateway/tls/config.js';
import { TlsCredentials } from '../../gateway/tls/credentials.js';
import { TestCa } from '../support/certificates.js';

export const ca = new TestCa();
export const venue = ca.server('fix.example.test');

/** What comes, for who waits for the next. */
export class Mailbox<T> {
  private readonly kept: T[] = [];
  private readonly waiting: ((value: T) => void)[] = [];

  push(value: T): void {
    const waiter = this.waiting.shift();
    if (waiter === undefined) this.kept.push(value);
    else waiter(value);
  }

  next(): Promise<T> {
    const kept = this.kept.shift();
    return kept === undefined ? new Promise((resolve) => this.waiting.push(resolve)) : Promise.resolve(kept);
  }

  /** What has come and nobody has taken. */
  get unread(): readonly T[] {
    return this.kept;
  }
}

export interface PortOptions {
  handshakeMs?: number;
  maxConnections?: number;
  port?: number;
}

export class TlsPort {
  readonly connections = new Mailbox<NetConnection>();
  readonly refusals = new Mailbox<string>();
  readonly logs: string[] = [];
  readonly clock = new ManualClock();
  readonly config: TlsConfig;
  port = 0;
  credentials!: TlsCredentials;
  /** Accepts no more. */
  close = async () => {};
  private readonly clients: Socket[] = [];

  private constructor(config: Partial<TlsConfig>) {
    const { certFile, keyFile } = venue;
    this.config = tlsSchema.parse({ certFile, keyFile, ...config });
  }

  static async open(config: Partial<TlsConfig> = {}, options: PortOptions = {}): Promise<TlsPort> {
    const port = new TlsPort(config);
    await port.listen(options);
    return port;
  }

  private async listen({ handshakeMs = 5000, maxConnections = 100, port = 0 }: PortOptions): Promise<void> {
    const { clock } = this;
    const note = (line: string) => void this.logs.push(line);
    const logger = { info: note, warn: note };
    this.credentials = await TlsCredentials.open({ config: this.config, reloadMs: 10_000, logger, every: () => () => {} });
    const onRefused = (line: string) => this.refusals.push(line);
    const tls = { credentials: this.credentials, handshakeMs, onRefused, clock };
    const server = await new NodeNet().listen({ host: '127.0.0.1', port, maxConnections, tls }, (connection) => {
      this.connections.push(connection);
    });
    this.port = server.port;
    this.close = () => server.close();
  }

  /** A client whose handshake is done, and the port's end of it. */
  async pair(options: ConnectionOptions = {}): Promise<{ client: TLSSocket; connection: NetConnection }> {
    const client = await this.connect(options);
    return { client, connection: await this.connections.next() };
  }

  /** @throws what the client says of a handshake that failed */
  async connect(options: ConnectionOptions = {}): Promise<TLSSocket> {
    const client = this.begin(options);
    await once(client, 'secureConnect');
    return client;
  }

  /** A client that has only begun. */
  begin(options: ConnectionOptions = {}): TLSSocket {
    const client = connectTls({
      ...{
        host: '127.0.0.1',
        port: this.port,
        ca: ca.cert,
        servername: 'fix.example.test',
        checkServerIdentity: () => undefined,
      },
      ...options,
    });
    client.on('error', () => {});
    this.clients.push(client);
    return client;
  }

  /** A client that speaks no TLS. */
  async plain(): Promise<Socket> {
    const client = connect(this.port, '127.0.0.1');
    client.on('error', () => {});
    this.clients.push(client);
    await once(client, 'connect');
    return client;
  }

  async end(): Promise<void> {
    for (const client of this.clients) client.destroy();
    this.credentials.close();
    await this.close();
  }
}

/** The common name of the certificate that the port has shown. */
export function shown(client: TLSSocket): unknown {
  return client.getPeerCertificate().subject.CN;
}

/** The next bytes as text. */
export async function text(client: Socket): Promise<string> {
  return String((await once(client, 'data'))[0]);
}
