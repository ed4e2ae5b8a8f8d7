/** The real door over a simulated network and clock, with the real engine behind a real log, all in one thread. */
import { ManualClock } from '../../../engine/clock.js';
import { type InstrumentDefinition, type Origin, writeDefineInstrument, writeEpochStart } from '../../../engine/commands.js';
import { Directory, type DirectorySeed } from '../../../engine/directory.js';
import { Engine, RULES_VERSION } from '../../../engine/engine.js';
import { LogReader, LogWriter } from '../../../engine/log.js';
import { Level, Progress } from '../../../engine/progress.js';
import { Phase } from '../../../engine/records.js';
import { createRing, RingConsumer, RingProducer } from '../../../engine/ring.js';
import { Sequencer } from '../../../engine/sequencer.js';
import { Stats } from '../../../engine/stats.js';
import { type Config, limitsSchema } from '../../../gateway/config.js';
import { type Role, type SessionInput, sessionSchema } from '../../../gateway/config-sessions.js';
import type { EventHistory } from '../../../gateway/event-history.js';
import { FixDoor } from '../../../gateway/fix/acceptor.js';
import { MarketDataStage } from '../../../marketdata/stage.js';
import { FixPeer, type PeerOptions } from './peer.js';
import { SimNet } from './sim-net.js';

const DOOR = 1;
const operator: Origin = { door: 0, session: -1, connection: 0, msgSeqNum: 0, ref: 0 };
const capacities = {
  orders: 5000,
  instruments: 8,
  sessions: 16,
  participants: 16,
  clOrdIds: 5000,
  ladderTicks: 256,
  accounts: 100,
  specials: 100,
  trades: 100,
  positions: 1000,
};

export const AAPL: InstrumentDefinition = {
  symbol: 'AAPL',
  tickUnits: 1,
  priceDecimals: 2,
  lotUnits: 1,
  qtyDecimals: 0,
  minPriceTicks: 1,
  maxPriceTicks: 1_000_000,
  maxQtyLots: 100_000,
  referenceTicks: 10_000,
};

export interface WorldOptions {
  limits?: Partial<Config['limits']>;
  sessions?: Partial<SessionInput>[] | null;
  /** Of the port; all when left out. */
  roles?: readonly Role[];
  commandRingBytes?: number;
  windowBytes?: number;
  /** With a market data stage behind its rings. */
  marketData?: boolean;
  feedBytes?: number;
  instruments?: InstrumentDefinition[];
  /** Where the venue should have more room than a few tests need. */
  capacities?: Partial<typeof capacities>;
  history?: EventHistory | null;
  /** An engine that has run before: the venue starts again. */
  engine?: Engine;
  clock?: ManualClock;
}

export class World {
  readonly clock: ManualClock;
  readonly net = new SimNet();
  readonly logs: string[] = [];
  readonly progress = new Progress();
  readonly stats = new Stats();
  readonly engine: Engine;
  readonly sequencer: Sequencer;
  readonly door: FixDoor;
  readonly seed: DirectorySeed;
  readonly listening: Promise<unknown>;
  /** The log as it stands in memory, which the journal writes. */
  readonly logBytes: SharedArrayBuffer;
  /** While false, market data does nothing. */
  telling = true;
  private readonly marketData: MarketDataStage | null;
  private readonly feed: RingProducer;
  private readonly requests: RingConsumer;
  /** While false, nothing that the engine does becomes durable. */
  durable = true;
  /** While false, the engine takes no commands. */
  running = true;

  constructor(options: WorldOptions = {}) {
    this.clock = options.clock ?? new ManualClock();
    this.progress.level = Level.disk;
    this.progress.journalRoom = true;
    const log = createRing(1 << 22, options.marketData ? 2 : 1);
    this.logBytes = log;
    const feed = createRing(options.feedBytes ?? 1 << 20, 1);
    const requests = createRing(1 << 12, 1);
    this.feed = new RingProducer(feed);
    this.requests = new RingConsumer(requests, 0);
    const commands = createRing(options.commandRingBytes ?? 1 << 18, 1);
    const writer = new LogWriter(log, []);
    const { stats } = this;
    this.engine = options.engine ?? new Engine(writer);
    this.seed = this.engine.directorySeed();
    this.engine.out = writer;
    this.sequencer = new Sequencer({
      engine: this.engine,
      log: writer,
      inputs: [new RingConsumer(commands, 0)],
      progress: this.progress,
      clock: this.clock,
      stats,
      bells: [],
    });
    const limits = limitsSchema.parse(options.limits ?? {});
    const sessions = options.sessions?.map((s) =>
      sessionSchema.parse({ senderCompId: 'TW44', cancelOnDisconnect: false, ...s }),
    );
    const note = (message: string) => this.logs.push(message);
    this.door = new FixDoor({
      config: { compId: 'BUTTONWOOD', sessions: sessions ?? null, limits },
      net: this.net,
      clock: this.clock,
      logger: { info: note, warn: note },
      stats,
      progress: this.progress,
      directory: new Directory(this.seed),
      reader: new LogReader(log, 0, this.progress, 'admin'),
      commands: new RingProducer(commands),
      door: DOOR,
      index: null,
      history: options.history ?? null,
      windowBytes: options.windowBytes ?? 1 << 16,
      feed: options.marketData ? { feed: new RingConsumer(feed, 0), requests: new RingProducer(requests) } : undefined,
    });
    this.marketData = options.marketData
      ? new MarketDataStage({
          log: new LogReader(log, 1, this.progress, 'safe'),
          directory: new Directory(this.seed),
          books: this.engine.bookSeeds(),
          mic: 'XBTN',
          feed: this.feed,
          requests: [this.requests],
          publisher: null,
          clock: this.clock,
          stats,
        })
      : null;
    const epoch = this.engine.epoch + 1;
    const start = {
      ...{ epoch, rulesVersion: RULES_VERSION, prevFrameCrc: 0, phase: Phase.open },
      capacities: { ...capacities, ...options.capacities },
    };
    this.sequencer.submit((sink) => writeEpochStart(sink, operator, start));
    const instruments = epoch === 1 ? (options.instruments ?? [AAPL]) : [];
    for (const each of instruments) this.sequencer.submit((sink) => writeDefineInstrument(sink, operator, each));
    this.listening = this.door.listen('sim', 0, options.roles);
    this.run();
  }

  /** Works until there is nothing to do; returns how many turns that took. */
  run(): number {
    for (let turns = 0; turns < 10_000; turns++) {
      let done = this.running ? this.sequencer.work() : 0;
      if (this.durable) this.progress.reach(Level.disk, this.engine.seq, []);
      if (this.telling) done += this.marketData?.work() ?? 0;
      done += this.door.work();
      if (done === 0 && !(this.running && this.door.busy() && this.durable)) return turns;
    }
    throw new Error('the world does not come to rest');
  }

  /** Works until no credentials are under check: that is done by other threads. */
  async checked(): Promise<void> {
    do {
      await new Promise((resolve) => setImmediate(resolve));
      this.run();
    } while (this.door.access.checks > 0);
  }

  /** Bytes of the feed ring that the door has not taken. */
  get feedUsed(): number {
    return this.feed.used();
  }

  /** Takes the door's requests to market data away; returns how many there were. */
  loseRequests(): number {
    let count = 0;
    for (; this.requests.peek() >= 0; count++) this.requests.advance();
    this.requests.release();
    return count;
  }

  /** Lets time pass in small steps. */
  pass(ms: number, stepMs = 100): void {
    for (let passed = 0; passed < ms; passed += stepMs) {
      this.clock.advanceMs(Math.min(stepMs, ms - passed));
      this.run();
    }
  }

  peer(options: PeerOptions = {}): FixPeer {
    return new FixPeer(this, this.net.connect(options.remoteAddress), options);
  }

  /** A peer that is logged on, its Logon answer read. */
  loggedOn(options: PeerOptions & { logon?: string } = {}): FixPeer {
    const peer = this.peer(options);
    peer.logon(options.logon);
    const answer = peer.next();
    if (answer?.type !== 'A') throw new Error(`expected a Logon answer, got ${answer?.raw ?? 'nothing'}`);
    return peer;
  }
}
