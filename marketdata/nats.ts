/**
 * Publishes to NATS, and answers requests for snapshots there as a micro service. On market data's event-loop thread.
 * It must never hold up trading: it connects in the background and reconnects for ever; while there is no connection, or
 * the server does not keep up, messages are dropped and counted, and the next one's sequence shows the gap. It never waits
 * for the server: a probe (PING, PONG) under way tells how much has not arrived yet.
 */
import { Packr } from 'msgpackr';
import { connect, Events, type NatsConnection, type ServiceMsg } from 'nats';
import { Stat, type Stats } from '../engine/stats.js';
import type { Message } from './messages.js';
import type { Publisher, SnapshotSource } from './publisher.js';
import { SNAPSHOT_SUBJECT } from './subjects.js';

export const packr = new Packr({ useRecords: false });

/** Bytes that may be on their way to the server; more are dropped. */
const IN_FLIGHT_BYTES = 16 << 20;
/** A probe is sent, one at a time, after this part of them. */
const PROBE_PART = 1 / 64;
const CONNECT_TIMEOUT_MS = 2000;
const RETRY_MS = 500;
const STOP_MS = 1000;

export interface NatsOptions {
  /** `nats://host:port`, more of them separated by commas. */
  url: string;
  stats: Stats;
  inFlightBytes?: number;
  /** Told of each change of the connection, for the log; null while up. */
  onChange?: (error: Error | null) => void;
}

export class NatsPublisher implements Publisher {
  connections = 0;
  dropped = 0;
  private snapshots: SnapshotSource | null = null;
  private connection: NatsConnection | null = null;
  private up = false;
  private stopping = false;
  private retry: NodeJS.Timeout | null = null;
  private sentBytes = 0;
  private arrivedBytes = 0;
  private probing = false;
  private lastError: Error | null = null;

  private readonly inFlightBytes: number;

  constructor(private readonly options: NatsOptions) {
    this.inFlightBytes = options.inFlightBytes ?? IN_FLIGHT_BYTES;
    this.options.stats.set(Stat.natsConnected, 0);
  }

  get connected(): boolean {
    return this.up;
  }

  /** Begins to connect; returns at once. @param snapshots answers the requests that come over NATS */
  start(snapshots: SnapshotSource | null = null): void {
    this.snapshots = snapshots;
    void this.dial();
  }

  publish(subject: string, message: Message): void {
    if (!this.up || this.connection === null || this.sentBytes - this.arrivedBytes > this.inFlightBytes) {
      this.drop();
      return;
    }
    try {
      const payload = packr.pack(message);
      this.connection.publish(subject, payload);
      this.sentBytes += payload.length + subject.length;
    } catch {
      this.drop(); // too long for the server, or the connection has just been closed
    }
    if (!this.probing && this.sentBytes - this.arrivedBytes > this.inFlightBytes * PROBE_PART) this.probe(this.connection);
  }

  /** Sends what is under way, at most STOP_MS, and closes. */
  async stop(): Promise<void> {
    this.stopping = true;
    this.up = false;
    if (this.retry !== null) clearTimeout(this.retry);
    const connection = this.connection;
    if (connection === null || connection.isClosed()) return;
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, STOP_MS);
    });
    await Promise.race([connection.drain().catch(() => {}), late]);
    clearTimeout(timer);
    await Promise.race([
      connection.close().catch(() => {}),
      new Promise<void>((resolve) => setTimeout(resolve, STOP_MS).unref()),
    ]);
  }

  private drop(): void {
    this.dropped++;
    this.options.stats.set(Stat.natsDropped, this.dropped);
  }

  private probe(connection: NatsConnection): void {
    this.probing = true;
    const mark = this.sentBytes;
    connection.flush().then(
      () => {
        this.arrivedBytes = Math.max(this.arrivedBytes, mark);
        this.probing = false;
      },
      () => {
        this.probing = false;
      },
    );
  }

  private async dial(): Promise<void> {
    try {
      const connection = await connect({
        servers: this.options.url.split(','),
        name: 'buttonwood market data',
        timeout: CONNECT_TIMEOUT_MS,
        maxReconnectAttempts: -1,
        reconnectTimeWait: RETRY_MS,
        reconnectJitter: RETRY_MS / 2,
        pingInterval: 5000,
        ignoreAuthErrorAbort: true,
      });
      if (this.stopping) {
        await connection.close();
        return;
      }
      this.connection = connection;
      void this.follow(connection);
      if (this.snapshots !== null) await serveSnapshots(connection, this.snapshots);
      this.setUp(null);
    } catch (error) {
      this.setDown(error as Error);
      if (!this.stopping && this.connection === null) this.retry = setTimeout(() => void this.dial(), RETRY_MS);
    }
  }

  private async follow(connection: NatsConnection): Promise<void> {
    for await (const { type } of connection.status()) {
      if (type === Events.Disconnect) this.setDown(new Error('the connection to NATS was lost'));
      if (type === Events.Reconnect) this.setUp(null);
    }
  }

  private setUp(error: null): void {
    if (this.stopping) return;
    this.up = true;
    this.connections++;
    this.arrivedBytes = this.sentBytes;
    this.lastError = error;
    this.options.stats.set(Stat.natsConnected, 1);
    this.options.onChange?.(null);
  }

  private setDown(error: Error): void {
    this.up = false;
    this.arrivedBytes = this.sentBytes; // what was on its way is lost; a buffer does not outlive its connection
    this.options.stats.set(Stat.natsConnected, 0);
    if (this.lastError === null || this.lastError.message !== error.message) this.options.onChange?.(error);
    this.lastError = error;
  }
}

/** The service `md-snapshot`: a request on `svc.md.v1.snapshot.<symbol>` is answered with an l2Snapshot. */
async function serveSnapshots(connection: NatsConnection, snapshots: SnapshotSource): Promise<void> {
  const service = await connection.services.add({
    name: 'md-snapshot',
    version: '1.0.0',
    description: 'the present book of a symbol, as an l2Snapshot message',
  });
  service.addEndpoint('snapshot', {
    subject: `${SNAPSHOT_SUBJECT}.*`,
    handler: (error, request) => {
      if (error === null) answer(request, snapshots);
    },
  });
}

function answer(request: ServiceMsg, snapshots: SnapshotSource): void {
  const token = request.subject.slice(SNAPSHOT_SUBJECT.length + 1);
  snapshots.requestSnapshot(token, (message) => {
    if (message !== null) request.respond(packr.pack(message));
    else request.respondError(404, `symbol ${token}: expected one that is listed here; ask again if it is`);
  });
}
