/** An exchange of a benchmark's own: a fresh process on an empty directory, on the disk that is measured. */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { ExchangeProcess } from '../gateway/demo/exchange-process.js';
import { dollars, instruments, LISTINGS } from '../gateway/demo/listings.js';
import { hostAndPort } from '../gateway/demo/ports.js';
import type { VenueStatus } from '../gateway/status.js';

export interface BenchExchange {
  host: string;
  port: number;
  targetCompId: string;
  symbols: readonly string[];
  price: string;
  /** 0 when it is not ours. */
  pid: number;
  /** What its journal has done so far; null when it is not ours. */
  journal(): Promise<JournalCounts | null>;
  stop(): Promise<void>;
}

export interface JournalCounts {
  commands: number;
  frames: number;
}

export interface BenchExchangeOptions {
  /** Its directory is made below this one. */
  dir: string;
  durability: string;
  layout?: string;
  wait?: string;
  /** Options of Node itself. */
  execArgv?: readonly string[];
}

/** All symbols of the benchmarks trade at one price, which each of them allows. */
const PRICE = dollars(1500);
const SYMBOLS = LISTINGS.filter(({ referenceTicks }) => referenceTicks < 20_000 && referenceTicks > 500).slice(0, 20);

export async function startExchange(options: BenchExchangeOptions): Promise<BenchExchange> {
  const { dir, durability, layout = 'auto', wait = 'auto', execArgv } = options;
  mkdirSync(dir, { recursive: true });
  const folder = mkdtempSync(join(resolve(dir), 'bench-'));
  const exchange = await ExchangeProcess.start({
    dir: folder,
    execArgv,
    config: { fixPort: 0, httpPort: 0, adminPort: 0, durability, layout, wait, instruments: instruments() },
  });
  const { host, port } = hostAndPort(exchange.ready.fix);
  const running: BenchExchange = {
    host,
    port,
    targetCompId: 'BUTTONWOOD',
    symbols: SYMBOLS.map((listing) => listing.symbol),
    price: PRICE,
    pid: exchange.pid,
    journal: async () => {
      const status = (await (await fetch(`${exchange.ready.http}/v1/status`)).json()) as VenueStatus;
      return { commands: status.stats.engineCommands, frames: status.stats.journalFrames };
    },
    stop: async () => {
      const code = await exchange.stop();
      if (code !== 0) throw new Error(`the exchange ended with code ${code}:\n${exchange.logTail()}`);
      rmSync(folder, { recursive: true });
    },
  };
  return running;
}

/** One that runs already (`--fix`, with `--symbols` and `--price` that it lists), or a fresh one. */
export async function exchangeFor(
  options: BenchExchangeOptions & { fix: string; symbols: string; price: string },
): Promise<BenchExchange> {
  if (options.fix === '') return startExchange(options);
  return {
    ...hostAndPort(options.fix),
    targetCompId: 'BUTTONWOOD',
    symbols: options.symbols.split(','),
    price: options.price,
    pid: 0,
    journal: async () => null,
    stop: async () => {},
  };
}
