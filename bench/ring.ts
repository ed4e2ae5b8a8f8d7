/**
 * Hand-offs through a ring between two threads: how many a second, one record to a publish and a hundred, and how long
 * there and back, with both sides polling and with both parked.
 */
import { Worker } from 'node:worker_threads';
import { Doorbell } from '../engine/doorbell.js';
import { createRing } from '../engine/ring.js';
import { Histogram, initHistograms, type Quantiles } from './histogram.js';
import { readOptions } from './options.js';
import type { RingTask } from './peers/ring-peer.js';
import { perSecond, type Report, us } from './report.js';

export const usage = '[--records 5000000] [--rounds 20000]: hand-offs a second and round trip of the rings';

export async function run(args: readonly string[]): Promise<Report> {
  const options = readOptions(args, { records: 5_000_000, rounds: 20_000 });
  await initHistograms();
  const rates: Record<string, number> = {};
  const trips: Record<string, Quantiles> = {};
  for (const wait of ['spin', 'park'] as const) {
    for (const batch of [1, 100]) {
      rates[`${name(wait)}, ${batch} to a publish`] = await handOffs(
        wait,
        batch,
        wait === 'park' ? options.records / 5 : options.records,
      );
    }
    trips[name(wait)] = await roundTrips(wait, options.rounds);
  }
  return {
    name: 'ring',
    method: [
      'Two worker threads, records of 64 bytes, rings of 1 MiB; every record is read. The rate counts from the first claim to the last release.',
      'A round trip is one record there and one back through two rings, one at a time; parked sides sleep in Atomics.wait.',
    ],
    options,
    figures: { handOffsPerSecond: rates, roundTrip: trips },
    tables: [
      { title: 'hand-offs', columns: ['', 'rate'], rows: Object.entries(rates).map(([key, rate]) => [key, perSecond(rate)]) },
      {
        title: 'round trip',
        columns: ['', 'p50', 'p99', 'p99.9', 'max'],
        rows: Object.entries(trips).map(([key, q]) => [key, us(q.p50Us), us(q.p99Us), us(q.p999Us), us(q.maxUs)]),
      },
    ],
  };
}

function name(wait: 'spin' | 'park'): string {
  return wait === 'spin' ? 'polling' : 'parked';
}

async function handOffs(wait: 'spin' | 'park', batch: number, records: number): Promise<number> {
  const shared = { there: createRing(1 << 20, 1), back: createRing(1 << 10, 1), wait, batch, records: Math.ceil(records) };
  const [ms] = await pair<number>({ ...shared, role: 'send' }, { ...shared, role: 'receive' });
  return (shared.records / ms) * 1000;
}

async function roundTrips(wait: 'spin' | 'park', rounds: number): Promise<Quantiles> {
  const shared = { there: createRing(1 << 20, 1), back: createRing(1 << 20, 1), wait, batch: 1, records: rounds };
  const [encoded] = await pair<string>({ ...shared, role: 'ping' }, { ...shared, role: 'pong' });
  const histogram = new Histogram();
  histogram.add(encoded);
  return histogram.quantiles();
}

type Half = Omit<RingTask, 'mine' | 'theirs'>;

function pair<T>(first: Half, second: Half): Promise<[T, unknown]> {
  const [a, b] = [new Doorbell().sab, new Doorbell().sab];
  return Promise.all([peer<T>({ ...first, mine: a, theirs: b }), peer<unknown>({ ...second, mine: b, theirs: a })]);
}

function peer<T>(task: RingTask): Promise<T> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./peers/ring-peer.js', import.meta.url), { workerData: task });
    worker.once('message', resolve);
    worker.once('error', reject);
  });
}
