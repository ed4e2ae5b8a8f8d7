/**
 * `buttonwood demo`: starts the stand-in for Firehose and S3, a NATS server if there is one, the exchange and the brokers, each
 * real and apart; shows how they do; and stops them in order, brokers first, so that nothing is lost on the way down.
 */
import { readdirSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type Emulator, startEmulator } from '../../journal/emulator/server.js';
import { lockDirectory } from '../../journal/lock.js';
import { findNatsServer, type NatsServer, startNatsServer } from '../../marketdata/nats-binary.js';
import { colors as pc } from '../cli/colors.js';
import type { VenueStatus } from '../status.js';
import { banner } from './banner.js';
import { BrokersProcess } from './brokers-process.js';
import { ExchangeProcess } from './exchange-process.js';
import { instruments } from './listings.js';
import { freePort, hostAndPort } from './ports.js';
import { count, type Screen, StatusLine } from './status-line.js';

export interface DemoOptions {
  dataDir: string;
  fresh: boolean;
  brokers: number;
  /** Orders a second, of all brokers together. */
  rate: number;
  /** Ends by itself after so long; Infinity: never. */
  seconds: number;
  seed: number;
  /** URL of a NATS server; null: none; 'find': the machine's own, if it has one. */
  nats: string | null | 'find';
  /** Taken where they are free; 0: any. */
  ports: { fix: number; marketData: number; http: number; admin: number; mirror: number };
}

const STATUS_MS = 1000;

export class Demo {
  private emulator: Emulator | null = null;
  private nats: NatsServer | null = null;
  private exchange: ExchangeProcess | null = null;
  private brokers: BrokersProcess | null = null;
  private readonly dir: string;
  private readonly status: StatusLine;
  private failure: string | null = null;
  private stopping = false;
  private end: () => void = () => {};
  private readonly ended = new Promise<void>((done) => {
    this.end = done;
  });

  constructor(
    private readonly options: DemoOptions,
    private readonly screen: Screen,
  ) {
    this.dir = resolve(options.dataDir);
    this.status = new StatusLine(screen);
  }

  /** Runs until stop(), the time is up or a part fails; resolves with the exit code once every part has ended. */
  async run(): Promise<number> {
    const unlock = await lockDirectory(this.dir);
    if (this.options.fresh) for (const name of readdirSync(this.dir)) rmSync(join(this.dir, name), { recursive: true });
    let timer: NodeJS.Timeout | null = null;
    try {
      await this.startParts();
      timer = setInterval(() => void this.show(), STATUS_MS);
      const timeIsUp = setTimeout(() => this.end(), Math.min(2 ** 31 - 1, this.options.seconds * 1000));
      await this.ended;
      clearTimeout(timeIsUp);
    } finally {
      if (timer) clearInterval(timer);
      await this.stopParts();
      unlock();
    }
    return this.failure === null ? 0 : 1;
  }

  /** Asks it to end; run() then resolves. */
  stop(why: string): void {
    this.status.say(`${why}: stopping`);
    this.end();
  }

  private fail(message: string): void {
    if (this.failure !== null || this.stopping) return;
    this.failure = message;
    this.status.say(pc.red(message));
    this.end();
  }

  private async startParts(): Promise<void> {
    const { ports, brokers, rate, seed } = this.options;
    const [fixPort, marketDataPort, httpPort, adminPort, mirrorPort] = await Promise.all(
      [ports.fix, ports.marketData, ports.http, ports.admin, ports.mirror].map(freePort),
    );
    this.emulator = await startEmulator({ dir: join(this.dir, 's3'), port: mirrorPort });
    const nats = await this.findNats();
    const endpoint = this.emulator.endpoint;
    this.exchange = await ExchangeProcess.start({
      dir: this.dir,
      config: {
        fixPort,
        fixListeners: [{ port: marketDataPort, roles: ['marketData'] }],
        httpPort,
        adminPort,
        nats,
        mirror: { endpoint, s3Endpoint: endpoint },
        instruments: instruments(),
      },
    });
    const { ready, pid, logFile } = this.exchange;
    this.screen.write(banner({ ready, pid, logFile, mirror: endpoint, brokers, rate, dataDir: this.dir }));
    void this.exchange.exited.then((code) => this.fail(`the exchange ended with code ${code}:\n${this.exchange?.logTail()}`));
    this.brokers = new BrokersProcess(
      {
        ...hostAndPort(ready.fix),
        targetCompId: 'BUTTONWOOD',
        brokers,
        rate,
        seed,
        sessionFile: join(this.dir, 'brokers.json'),
        orphans: [pid, this.nats?.process.pid ?? 0].filter((each) => each > 0),
      },
      {
        ready: (resumed) => this.open(resumed),
        notice: (text) => this.status.say(pc.yellow(text)),
        failed: (message) => this.fail(message),
      },
    );
  }

  /** The URL of the NATS server to use, started here if it is the machine's own; null: none. */
  private async findNats(): Promise<string | null> {
    if (this.options.nats !== 'find') return this.options.nats;
    const binary = findNatsServer();
    if (binary === null) return null;
    this.nats = await startNatsServer(binary);
    return this.nats.url;
  }

  private open(resumed: boolean): void {
    const { brokers } = this.options;
    const resuming = resumed ? ' and go on with the sequence numbers they had' : '';
    this.status.say(pc.green(`${count(brokers)} brokers are logged on${resuming}.`));
    this.status.begin(performance.now());
  }

  private async show(): Promise<void> {
    const brokers = this.brokers?.status;
    if (!brokers || !this.exchange) return;
    const venue = await fetch(`${this.exchange.ready.http}/v1/status`, { signal: AbortSignal.timeout(STATUS_MS) })
      .then((response) => response.json() as Promise<VenueStatus>)
      .catch(() => null); // shown again with the next second
    this.status.update(performance.now(), brokers, venue);
  }

  /** Brokers first, so that the exchange stops quiet; what the mirror is owed last. */
  private async stopParts(): Promise<void> {
    this.stopping = true;
    this.expectZero("the brokers' process", await this.brokers?.stop());
    this.expectZero('the exchange', await this.exchange?.stop());
    await this.nats?.stop();
    await this.emulator?.close();
    const totals = this.brokers?.status;
    if (totals) this.status.say(`${count(totals.orders)} orders, ${count(totals.fills)} fills. All of it is in ${this.dir}.`);
  }

  private expectZero(what: string, code: number | undefined): void {
    if (code === undefined || code === 0 || this.failure !== null) return;
    this.failure = `${what} ended with code ${code}`;
    this.status.say(pc.red(this.failure));
  }
}
