/** What is measured side by side: exchanges of several settings and the QuickFIX C++ echo, all up at the same time, each with a generator. */
import { type BenchExchange, startExchange } from '../exchange.js';
import { type Echo, startEcho } from './echo.js';
import { Generator } from './generator.js';

export interface Measured {
  name: string;
  /** Of the exchange's process; 0: it is not one. */
  pid: number;
  generator: Generator;
}

export interface ExchangeSettings {
  durability: string;
  layout: string;
  wait: string;
  dir: string;
}

export const QUICKFIX_ECHO = 'QuickFIX C++ echo';
const SENDER_PREFIX = 'BENCH';

/** Starts all, does the work, stops all. The echo is left out where it cannot be compiled. */
export async function withTargets<T>(
  exchanges: Readonly<Record<string, ExchangeSettings>>,
  work: (targets: readonly Measured[]) => Promise<T>,
): Promise<T> {
  const running: BenchExchange[] = [];
  const targets: Measured[] = [];
  let echo: Echo | null = null;
  try {
    for (const [name, settings] of Object.entries(exchanges)) {
      const exchange = await startExchange(settings);
      running.push(exchange);
      targets.push({ name, pid: exchange.pid, generator: await Generator.open(exchange, SENDER_PREFIX) });
    }
    echo = await startEcho(Object.values(exchanges)[0].dir, [`${SENDER_PREFIX}0001`], running[0]);
    if (echo !== null) targets.push({ name: QUICKFIX_ECHO, pid: 0, generator: await Generator.open(echo, SENDER_PREFIX) });
    return await work(targets);
  } finally {
    for (const { generator } of targets) await generator.close();
    await echo?.stop();
    for (const exchange of running) await exchange.stop();
  }
}
