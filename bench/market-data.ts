/** Market data over FIX: what many subscribers cost the doors' thread, and those who trade, beside the demo's market. */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { BrokersProcess } from '../gateway/demo/brokers-process.js';
import { ExchangeProcess } from '../gateway/demo/exchange-process.js';
import { instruments, LISTINGS } from '../gateway/demo/listings.js';
import { hostAndPort } from '../gateway/demo/ports.js';
import { Child } from './child.js';
import { cpuSeconds, mainThreadSeconds } from './cpu.js';
import { readOptions } from './options.js';
import type { SubscriberCounts, SubscribersTask } from './peers/subscribers.js';
import { perSecond, type Report, us } from './report.js';

export const usage =
  '[--subscribers 50] [--symbols 100] [--depth 10] [--rate 10000] [--seconds 10]: FIX market data beside the demo market';

const BROKERS = 100;

interface Figures {
  ordersPerSecond: number;
  /** Of orders, over the last second of the measurement. */
  p50Us: number;
  p99Us: number;
  /** Of one core: the doors' thread, the whole exchange, the subscribers. */
  doorsCores: number;
  exchangeCores: number;
  subscribersCores: number;
  messagesPerSecond: number;
  fullsPerSecond: number;
  bytesPerSecond: number;
  connected: number;
}

export async function run(args: readonly string[]): Promise<Report> {
  const options = readOptions(args, {
    subscribers: 50,
    symbols: 100,
    depth: 10,
    rate: 10_000,
    seconds: 10,
    warmUp: 5,
    layout: 'auto',
    dir: '.buttonwood/bench',
  });
  mkdirSync(options.dir, { recursive: true });
  const folder = mkdtempSync(join(resolve(options.dir), 'bench-'));
  const exchange = await ExchangeProcess.start({
    dir: folder,
    config: {
      ...{ fixPort: 0, httpPort: 0, adminPort: 0, layout: options.layout, instruments: instruments() },
      fixListeners: [{ port: 0, roles: ['marketData'] }],
    },
  });
  const brokers = await startBrokers(exchange, options.rate, folder);
  const child = Child.start('./peers/subscribers.js');
  try {
    await setTimeout(options.warmUp * 1000);
    const without = await measure(exchange, brokers, null, options.seconds);
    child.send({
      ...hostAndPort(exchange.ready.fixListeners[0].address),
      ...options,
      symbols: chosen(options),
    } as SubscribersTask);
    const answer = await child.next<'up' | { error: string }>();
    if (answer !== 'up') throw new Error(`subscribers: ${answer.error}`);
    await setTimeout(options.warmUp * 1000);
    const withThem = await measure(exchange, brokers, child, options.seconds);
    return report(options, without, withThem);
  } finally {
    await child.stop();
    await brokers.stop();
    await exchange.stop();
    rmSync(folder, { recursive: true });
  }
}

/** Each subscriber's symbols: a stretch of the list, so that all are equally wanted. */
function chosen({ subscribers, symbols }: { subscribers: number; symbols: number }): string[][] {
  const all = LISTINGS.map(({ symbol }) => symbol);
  return Array.from({ length: subscribers }, (_, n) =>
    Array.from({ length: Math.min(symbols, all.length) }, (_, i) => all[(n * symbols + i) % all.length]),
  );
}

async function startBrokers(exchange: ExchangeProcess, rate: number, dir: string): Promise<BrokersProcess> {
  let brokers: BrokersProcess | null = null;
  await new Promise<void>((ready, failed) => {
    brokers = new BrokersProcess(
      {
        ...hostAndPort(exchange.ready.fix),
        ...{ targetCompId: 'BUTTONWOOD', brokers: BROKERS, rate, seed: 1, orphans: [exchange.pid] },
        sessionFile: join(dir, 'brokers.json'),
      },
      { ready: () => ready(), notice: (text) => console.error(text), failed: (text) => failed(new Error(text)) },
    );
  });
  return brokers!;
}

async function measure(
  exchange: ExchangeProcess,
  brokers: BrokersProcess,
  child: Child | null,
  seconds: number,
): Promise<Figures> {
  const look = async () => {
    child?.send({ type: 'count' });
    const counts = (await child?.next<SubscriberCounts>()) ?? null;
    const { pid } = exchange;
    return { counts, orders: brokers.status?.acknowledged ?? 0, doors: mainThreadSeconds(pid), all: cpuSeconds(pid) };
  };
  const before = await look();
  const startMs = performance.now();
  await setTimeout(seconds * 1000);
  const after = await look();
  const passed = (performance.now() - startMs) / 1000;
  const { p50Us = Number.NaN, p99Us = Number.NaN } = brokers.status ?? {};
  return {
    ordersPerSecond: (after.orders - before.orders) / passed,
    p50Us,
    p99Us,
    doorsCores: (after.doors - before.doors) / passed,
    exchangeCores: (after.all - before.all) / passed,
    subscribersCores: ((after.counts?.cpuSeconds ?? 0) - (before.counts?.cpuSeconds ?? 0)) / passed,
    messagesPerSecond: (after.counts?.messages ?? 0) / passed,
    fullsPerSecond: (after.counts?.fulls ?? 0) / passed,
    bytesPerSecond: (after.counts?.bytes ?? 0) / passed,
    connected: after.counts?.connected ?? 0,
  };
}

function report(options: Record<string, string | number | boolean>, without: Figures, withThem: Figures): Report {
  const row = (name: string, f: Figures) => [
    name,
    perSecond(f.ordersPerSecond),
    ...[f.p50Us, f.p99Us].map(us),
    ...[f.doorsCores, f.exchangeCores, f.subscribersCores].map((cores) => cores.toFixed(2)),
    perSecond(f.messagesPerSecond),
    perSecond(f.fullsPerSecond),
    `${(f.bytesPerSecond / 1e6).toFixed(1)} MB/s`,
    String(f.connected),
  ];
  const columns = ['', 'orders', 'p50', 'p99', 'doors', 'exchange', 'subscribers', 'messages', 'W', 'bytes', 'connected'];
  return {
    name: 'market-data',
    method: [
      'The demo market: 100 brokers trade 100 symbols; an order counts from when it was due to its acknowledgement, over the last second. Each subscriber',
      'asks for bids, offers and trades of its symbols, incremental, over a FIX 4.4 session of its own; all are sockets of one process that counts what',
      'comes. doors: cores that the thread of the doors takes (FIX and web; in `single` and `joined` the engine too); W counts the full refreshes of those that fall behind.',
    ],
    options,
    figures: { without, with: withThem },
    tables: [
      { title: 'beside the demo market', columns, rows: [row('no subscribers', without), row('subscribers', withThem)] },
    ],
  };
}
