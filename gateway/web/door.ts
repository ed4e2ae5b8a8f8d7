/**
 * The web door: market data and order entry over WebSocket, REST, metrics and the page, all on one port. A stage of a thread
 * with an event loop; the library's callbacks run between its turns and ask for one by kick().
 * It must never publish what is not safe: everything comes from the feed ring and the outbox, which hold it back.
 */
import type { Clock } from '../../engine/clock.js';
import type { Directory } from '../../engine/directory.js';
import type { LogReader } from '../../engine/log.js';
import { type Progress, widen } from '../../engine/progress.js';
import { SessionKind } from '../../engine/records.js';
import type { RingConsumer, RingProducer } from '../../engine/ring.js';
import type { Stage } from '../../engine/stage.js';
import { Stat, type Stats } from '../../engine/stats.js';
import type { Limits, SessionConfig } from '../config.js';
import { OperationalError } from '../errors.js';
import { authority, requireLoopback } from '../loopback.js';
import { Outbox, type OutboxOptions } from '../outbox.js';
import { CloseCode } from './codes.js';
import { Connection } from './connection.js';
import { fixDictionaries } from './fix-dictionaries.js';
import type { Hub, Session } from './hub.js';
import { MarketFeed } from './market-feed.js';
import { createMetrics } from './metrics.js';
import { OrderEntry } from './order-entry.js';
import { loadPage } from './page.js';
import { respond, respondError } from './respond.js';
import { Rest } from './rest.js';
import { SnapshotDesk } from './snapshots.js';
import { Tape } from './tape.js';
import { upgrade } from './upgrade.js';
import { loadUws, type TemplatedApp, type UwsModule, type us_listen_socket } from './uws.js';

/** How often connections are looked at while one is behind. */
const WATCH_US = 100_000;
/** Beyond the limit on messages, up to here, a client is told why it is cut off; beyond this it is just cut off. */
const TOLD_BYTES = 65_536;

export interface WebDoorOptions {
  mic: string;
  compId: string;
  sessions: readonly SessionConfig[] | null;
  limits: Limits;
  /** The number that this door's commands carry. */
  door: number;
  commands: RingProducer;
  feed: RingConsumer;
  requests: RingProducer;
  /** Gate 'admin'. */
  log: LogReader;
  directory: Directory;
  index: OutboxOptions['index'];
  history: OutboxOptions['history'];
  progress: Progress;
  stats: Stats;
  clock: Clock;
  /** Asks for a turn of the loop that hosts this stage. */
  kick: () => void;
}

export class WebDoor implements Stage {
  readonly name = 'web';
  private readonly uws: UwsModule = loadUws();
  private readonly app: TemplatedApp = this.uws.App();
  private readonly connections = new Set<Connection>();
  private readonly desk: SnapshotDesk;
  private readonly feed: MarketFeed;
  private readonly orders: OrderEntry;
  private readonly outbox: Outbox;
  private readonly rest: Rest;
  private readonly hub: Hub;
  private socket: us_listen_socket | null = null;
  private accepting = true;
  private watchedUs = 0;

  constructor(private readonly options: WebDoorOptions) {
    const { limits, clock, stats, directory, progress } = options;
    const tape = new Tape();
    this.desk = new SnapshotDesk(options.requests, clock);
    this.feed = new MarketFeed(options.feed, this.app, this.desk, tape, stats);
    this.orders = new OrderEntry(options);
    this.outbox = new Outbox({ ...options, reader: options.log, kinds: [SessionKind.web], listener: this.orders });
    this.orders.attachTo(this.outbox);
    this.hub = { limits, clock, stats, directory, feed: this.feed, desk: this.desk, orders: this.orders, anyBehind: false };
    const metrics = createMetrics(stats, () => widen(progress.safe(), stats.get(Stat.engineLastSeq)));
    this.rest = new Rest({ ...options, desk: this.desk, tape, metrics, accepting: () => this.accepting });
    this.route();
  }

  /** Which sessions may log on from now on. */
  configure(sessions: readonly SessionConfig[] | null): void {
    this.orders.configure(sessions);
    this.options.kick();
  }

  private route(): void {
    const { limits, kick, stats } = this.options;
    this.app.ws<Session>('/v1/ws', {
      maxPayloadLength: limits.webMessageBytes + TOLD_BYTES,
      idleTimeout: limits.webIdleS,
      sendPingsAutomatically: true,
      // unlimited here, since the library would drop silently: connection.ts watches what waits, and closes
      maxBackpressure: 0,
      compression: this.uws.DISABLED,
      upgrade: (res, req, context) =>
        upgrade(res, req, context, this.accepting && this.connections.size < limits.webConnections),
      open: (ws) => {
        const session = ws.getUserData();
        session.connection = new Connection(ws, session.encoding, this.hub);
        this.connections.add(session.connection);
        stats.set(Stat.webConnections, this.connections.size);
      },
      message: (ws, message, isBinary) => {
        ws.getUserData().connection!.take(message, isBinary);
        kick();
      },
      drain: (ws) => {
        ws.getUserData().connection!.check(this.options.clock.nowUs());
        kick();
      },
      close: (ws) => {
        const connection = ws.getUserData().connection!;
        connection.closed();
        this.connections.delete(connection);
        stats.set(Stat.webConnections, this.connections.size);
        kick();
      },
    });
    this.rest.route(this.app);
    for (const [path, { body, contentType }] of [...fixDictionaries(), ...loadPage()]) {
      this.app.get(path, (res) => respond(res, '200 OK', contentType, body));
    }
    this.app.get('/*', (res, req) => respondError(res, 'NOT_FOUND', `there is nothing at ${req.getUrl().slice(0, 80)}`));
    this.app.any('/*', (res, req) => {
      respondError(res, 'METHOD_NOT_ALLOWED', `expected GET, got ${req.getMethod().toUpperCase()}`);
    });
  }

  /** @throws OperationalError NOT_LOOPBACK, PORT_TAKEN */
  listen(host: string, port: number): Promise<{ host: string; port: number }> {
    requireLoopback(host, 'web door');
    const { uws } = this;
    // the library's types leave out this form; without the option it would share a taken port
    const listen = this.app.listen.bind(this.app) as unknown as (
      host: string,
      port: number,
      options: number,
      done: (socket: us_listen_socket | false) => void,
    ) => void;
    return new Promise((resolve, reject) => {
      listen(host, port, uws.LIBUS_LISTEN_EXCLUSIVE_PORT, (socket) => {
        if (socket) {
          this.socket = socket;
          resolve({ host, port: uws.us_socket_local_port(socket) });
          return;
        }
        const got = `${authority(host, port)}, which another process listens on`;
        const text = `web door: expected a free port, got ${got}; stop it or choose another httpPort (0 picks a free one)`;
        reject(new OperationalError('PORT_TAKEN', text));
      });
    });
  }

  work(): number {
    const { stats, commands } = this.options;
    let done = this.feed.work() + this.outbox.work();
    this.orders.work();
    this.desk.retry();
    this.rest.work();
    this.watch();
    stats.set(Stat.webRingUsed, commands.used());
    if (this.outbox.waits) done++;
    return done;
  }

  /** Looks at every connection once enough has been published for one of them to have fallen behind. */
  private watch(): void {
    const { limits, clock } = this.options;
    const nowUs = clock.nowUs();
    const due = this.hub.anyBehind && nowUs - this.watchedUs >= WATCH_US;
    if (!due && this.feed.publishedBytes < limits.webConflateBytes / 4) return;
    this.feed.publishedBytes = 0;
    this.watchedUs = nowUs;
    this.hub.anyBehind = false;
    for (const connection of this.connections) {
      connection.check(nowUs);
      if (connection.behind) this.hub.anyBehind = true;
    }
  }

  deadlineUs(): number {
    const watch = this.hub.anyBehind ? this.watchedUs + WATCH_US : Number.POSITIVE_INFINITY;
    return Math.min(watch, this.rest.deadlineUs(), this.desk.deadlineUs());
  }

  busy(): boolean {
    return this.orders.submitted !== this.outbox.commandsSeen;
  }

  /** No new connections; those that are open are told that the venue stops. */
  async close(): Promise<void> {
    this.accepting = false;
    if (this.socket) this.uws.us_listen_socket_close(this.socket);
    this.socket = null;
    for (const connection of this.connections) connection.end(CloseCode.stopping, 'the venue stops');
    this.app.close();
  }
}
