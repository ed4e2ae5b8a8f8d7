/** A whole venue in one process for the tests of the web and admin doors: real engine, sequencer, market data and sockets. */
import { SystemClock as Clock, type SystemClock } from '../../engine/clock.js';
import {
  OrderFields,
  type Origin,
  writeDefineInstrument,
  writeDefineParticipant,
  writeDefineSession,
  writeEpochStart,
  writeLogon,
  writeOrder,
} from '../../engine/commands.js';
import { Directory } from '../../engine/directory.js';
import { Doorbell } from '../../engine/doorbell.js';
import { Engine, RULES_VERSION } from '../../engine/engine.js';
import { LogReader, LogWriter } from '../../engine/log.js';
import { EventLoop } from '../../engine/loop.js';
import { Level, Progress } from '../../engine/progress.js';
import { OrdType, Phase, SessionKind, Side, TimeInForce, Type } from '../../engine/records.js';
import { createRing, RingConsumer, RingProducer } from '../../engine/ring.js';
import { Sequencer } from '../../engine/sequencer.js';
import type { Stage } from '../../engine/stage.js';
import { Stats } from '../../engine/stats.js';
import { AdminDoor } from '../../gateway/admin/door.js';
import { type Limits, limitsSchema } from '../../gateway/config.js';
import { type SessionInput, sessionSchema } from '../../gateway/config-sessions.js';
import { WebDoor } from '../../gateway/web/door.js';
import { MarketDataStage } from '../../marketdata/stage.js';
import { WebSocketClient } from '../support/websocket.js';

const MIC = 'XBTN';
const COMP_ID = 'BUTTONWOOD';
const WEB_DOOR = 2;
const ADMIN_DOOR = 3;
const sequencerOrigin: Origin = { door: 0, session: -1, connection: 0, msgSeqNum: 0, ref: 0 };

export interface VenueOptions {
  limits?: Partial<Limits>;
  sessions?: SessionInput[] | null;
  symbols?: string[];
  /** Where the doors listen; 0 picks a free port. */
  httpPort?: number;
  /** Bytes of the web door's ring. */
  commandBytes?: number;
  feedBytes?: number;
  answerMs?: number;
}

export class Venue {
  readonly clock: SystemClock = new Clock();
  readonly stats = new Stats();
  readonly progress = new Progress();
  readonly bell = new Doorbell();
  readonly engine: Engine;
  readonly sequencer: Sequencer;
  readonly web: WebDoor;
  readonly admin: AdminDoor;
  readonly webCommands: RingProducer;
  readonly directory = new Directory();
  readonly feedProducer: RingProducer;
  /** Stops the sequencer's turns: the web ring fills. */
  sequencing = true;
  /** Whether what is executed becomes safe: the journal's part, without a disk. */
  syncing = true;
  http = '';
  adminUrl = '';
  private flooder: Origin | null = null;
  private readonly loop: EventLoop;
  private readonly clients: WebSocketClient[] = [];

  static async start(options: VenueOptions = {}): Promise<Venue> {
    const venue = new Venue(options);
    const http = await venue.web.listen('127.0.0.1', options.httpPort ?? 0);
    venue.http = `http://127.0.0.1:${http.port}`;
    const admin = await venue.admin.listen('127.0.0.1', 0);
    venue.adminUrl = `http://127.0.0.1:${admin.port}`;
    venue.loop.start();
    return venue;
  }

  private constructor(options: VenueOptions) {
    const { clock, stats, progress, bell } = this;
    const bells = [bell];
    const kick = () => this.loop.kick();
    progress.journalRoom = true;
    const log = createRing(1 << 22, 3);
    const webRing = createRing(options.commandBytes ?? 1 << 18, 1);
    const adminRing = createRing(1 << 16, 1);
    const feed = createRing(options.feedBytes ?? 1 << 22, 1);
    const requests = createRing(1 << 14, 1);
    const writer = new LogWriter(log, bells);
    this.engine = new Engine(writer);
    this.webCommands = new RingProducer(webRing, bells);
    const inputs = [new RingConsumer(webRing, 0), new RingConsumer(adminRing, 0)];
    this.sequencer = new Sequencer({ engine: this.engine, log: writer, inputs, progress, clock, stats, bells });

    this.feedProducer = new RingProducer(feed, bells);
    const marketData = new MarketDataStage({
      log: new LogReader(log, 0, progress, 'safe'),
      directory: new Directory(),
      books: [],
      mic: MIC,
      feed: this.feedProducer,
      requests: [new RingConsumer(requests, 0)],
      publisher: null,
      clock,
      stats,
    });
    this.web = new WebDoor({
      mic: MIC,
      compId: COMP_ID,
      sessions: options.sessions?.map((s) => sessionSchema.parse(s)) ?? null,
      limits: { ...limitsSchema.parse({}), ...options.limits },
      door: WEB_DOOR,
      commands: this.webCommands,
      feed: new RingConsumer(feed, 0),
      requests: new RingProducer(requests, bells),
      log: new LogReader(log, 1, progress, 'admin'),
      directory: this.directory,
      index: null,
      history: null,
      progress,
      stats,
      clock,
      kick,
    });
    this.admin = new AdminDoor({
      mic: MIC,
      door: ADMIN_DOOR,
      commands: new RingProducer(adminRing, bells),
      log: new LogReader(log, 2, progress, 'safe'),
      directory: new Directory(),
      progress,
      stats,
      clock,
      kick,
      levels: ['memory', 'disk'],
      answerMs: options.answerMs,
    });
    const gatedSequencer: Stage = {
      name: 'engine',
      work: () => (this.sequencing ? this.sequencer.work() : 0),
      deadlineUs: () => this.sequencer.deadlineUs(),
    };
    let synced = 0;
    const journal: Stage = {
      name: 'journal',
      work: () => {
        if (!this.syncing || synced === this.engine.seq) return 0;
        synced = this.engine.seq;
        progress.reach(Level.disk, synced, bells);
        return 1;
      },
    };
    const fail = (error: unknown) => {
      throw error;
    };
    this.loop = new EventLoop([gatedSequencer, journal, marketData, this.web, this.admin], bell, 'park', clock, fail);
    this.define(options.symbols ?? ['AAPL', 'MSFT']);
  }

  private define(symbols: readonly string[]): void {
    const capacities = {
      orders: 20_000,
      instruments: 64,
      sessions: 64,
      participants: 64,
      clOrdIds: 20_000,
      ladderTicks: 1024,
      accounts: 100,
      specials: 100,
      trades: 100,
      positions: 1000,
    };
    this.sequencer.submit((sink) =>
      writeEpochStart(sink, sequencerOrigin, {
        epoch: 1,
        rulesVersion: RULES_VERSION,
        capacities,
        prevFrameCrc: 0,
        phase: Phase.open,
      }),
    );
    for (const symbol of symbols) {
      this.sequencer.submit((sink) =>
        writeDefineInstrument(sink, sequencerOrigin, {
          symbol,
          tickUnits: 1,
          priceDecimals: 2,
          lotUnits: 1,
          qtyDecimals: 0,
          minPriceTicks: 1,
          maxPriceTicks: 100_000_000,
          maxQtyLots: 1_000_000,
          referenceTicks: 10_000,
        }),
      );
    }
  }

  kick(): void {
    this.loop.kick();
  }

  /** Opens a WebSocket; closed with the venue. */
  async connect(query = '', headers: Record<string, string> = {}): Promise<WebSocketClient> {
    const client = await WebSocketClient.open(`${this.http.replace('http', 'ws')}/v1/ws${query}`, headers);
    this.clients.push(client);
    return client;
  }

  /** A client that is logged on. */
  async trader(session: string, more: object = {}): Promise<WebSocketClient> {
    const client = await this.connect();
    const answer = await client.ask({ op: 'logon', id: 'logon', session, ...more });
    if (answer.event !== 'logon') throw new Error(JSON.stringify(answer));
    return client;
  }

  /** Puts many orders of a FIX session straight into the engine: market data without a door's work. */
  flood(count: number, fill: (order: OrderFields, i: number) => void): void {
    const { sequencer, engine } = this;
    if (this.flooder === null) {
      const { participants, sessions } = engine.directorySeed();
      const session = sessions.length;
      this.flooder = { door: 1, session, connection: 1, msgSeqNum: 0, ref: 0 };
      sequencer.submit((sink) => writeDefineParticipant(sink, sequencerOrigin, 'FLOOD'));
      const definition = { participant: participants.length, kind: SessionKind.fix, cancelOnDisconnect: false, graceMs: 0 };
      sequencer.submit((sink) =>
        writeDefineSession(sink, sequencerOrigin, { ...definition, senderCompId: 'FLOOD', targetCompId: COMP_ID }),
      );
      const logon = { reset: false, cancelOnDisconnect: 0, content: '' };
      sequencer.submit((sink) => writeLogon(sink, this.flooder as Origin, logon));
    }
    const origin = this.flooder;
    const order = new OrderFields();
    for (let i = 0; i < count; i++) {
      order.clear();
      order.ordType = OrdType.limit;
      order.timeInForce = TimeInForce.day;
      order.side = Side.buy;
      fill(order, i);
      sequencer.submit((sink) => writeOrder(sink, Type.NEW_ORDER, origin, order));
    }
    this.kick();
  }

  async stop(): Promise<void> {
    for (const client of this.clients) client.destroy();
    await this.web.close();
    await this.admin.close();
    this.loop.stop();
  }
}
