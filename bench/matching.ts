/**
 * What the matching engine carries: the public benchmark's workloads through the real engine three ways and its book layer alone, the same flow against
 * another open book, and checks of what must not cost more (books, depth, prices that walk, memory).
 */
import { writeFileSync } from 'node:fs';
import { checkNames, runChecks } from './matching/checks.js';
import { type Recording, record } from './matching/recording.js';
import { generate, scenarioNames } from './matching/scenarios.js';
import { venueSettings } from './matching/settings.js';
import { measure, type Rates } from './matching/ways.js';
import { encodeWorkload, Kind, readWorkload, type Workload } from './matching/workload.js';
import { readOptions } from './options.js';
import type { Way } from './peers/matching-engine.js';
import type { Report } from './report.js';

export const usage = `[--scenario NAME|all | --workload FILE] [--orders 1000000] [--seed 23] [--runs 10] [--hash] [--save FILE] | --peer nodejs-order-book | --check ${checkNames.join('|')}|all`;

const ways: readonly [Way, string][] = [
  ['book', 'book layer'],
  ['alone', 'engine alone'],
  ['each', 'rings, each'],
  ['batches', 'rings, batches'],
];

export async function run(args: readonly string[]): Promise<Report> {
  const defaults = {
    scenario: 'all',
    workload: '',
    orders: 1_000_000,
    seed: 23,
    runs: 10,
    hash: false,
    save: '',
    peer: '',
    check: '',
  };
  const options = readOptions(args, defaults);
  if (options.check !== '') return runChecks(options.check);
  if (options.peer !== '') return (await import('./matching/peer.js')).comparePeer(options.peer, options.runs);
  const names = options.workload !== '' ? [options.workload] : options.scenario === 'all' ? scenarioNames : [options.scenario];
  const load = (name: string) => (options.workload !== '' ? readWorkload(name) : generate(name, options.orders, options.seed));
  if (options.save !== '' && names.length > 1) throw new Error(`--save: expected one scenario, got ${options.scenario}`);
  const results: Result[] = [];
  for (const name of names) {
    const workload = load(name);
    if (options.save !== '') writeFileSync(options.save, encodeWorkload(workload));
    results.push(await measureWorkload(name, workload, options.runs, options.hash));
  }
  return report(results, options);
}

interface Result {
  name: string;
  messages: number;
  openOrders: number;
  sha256: string;
  rates: Record<Way, Rates>;
}

async function measureWorkload(name: string, workload: Workload, runs: number, hash: boolean): Promise<Result> {
  const orders = workload.kind.subarray(0, workload.count).reduce((sum, kind) => sum + (kind === Kind.new ? 1 : 0), 0);
  const settings = venueSettings({ replaceLosesPriority: true }, orders);
  const recording: Recording = record(workload, settings, hash);
  const { messages, openOrders, sha256 } = recording;
  const rates: Partial<Record<Way, Rates>> = {};
  for (const [way] of ways) rates[way] = await measure(way, recording, runs);
  return { name, messages, openOrders, sha256, rates: rates as Record<Way, Rates> };
}

function report(results: readonly Result[], options: Report['options']): Report {
  const cell = ({ median, min }: Rates) => `${median.toFixed(2)} / ${min.toFixed(2)}`;
  const worst = ways.map(([way]) => Math.min(...results.map(({ rates }) => rates[way].median)).toFixed(2));
  const tables = [
    {
      title: `millions of messages a second: median / minimum of ${options['runs']} runs`,
      columns: ['', 'messages', 'left open', ...ways.map(([, title]) => title)],
      rows: [
        ...results.map(({ name, messages, openOrders, rates }) => {
          return [name, String(messages), String(openOrders), ...ways.map(([way]) => cell(rates[way]))];
        }),
        ['worst median', '', '', ...worst],
      ],
    },
  ];
  if (options['hash']) {
    const rows = results.map(({ name, sha256 }) => [name, sha256]);
    tables.push({ title: 'report stream', columns: ['', 'SHA-256'], rows });
  }
  return {
    name: 'matching',
    method: [
      'Four brokers on FIX sessions with ClOrdIDs of their own, customers as accounts and counted sequence numbers send the workload once, reading',
      'the answers; their commands are kept, encoded, and each run sends the very same to a fresh engine of the default capacities, in the memory of the',
      'one before. Its thread warms up as the exchange does, and inlines within the same budget. A million messages of',
      'each way compile the code and are not counted. Every run must give the same events: count, bytes, a hash over them, and open orders.',
      'Book layer: the ladder and order pool alone under plain price-time matching, in one thread; it must trade the same lots and leave the same orders.',
      'Engine alone: one thread, events into memory that is used again. Rings: a command ring of 1 MiB, the real sequencer, a log ring of 32 MiB; a second',
      'thread feeds the one and reads every record of the other, from the first command to the last record; the sequencer and the feeder publish each',
      'message, or batches of at most 64. No journal.',
    ],
    options,
    figures: { results, worstMedian: Object.fromEntries(ways.map(([way], i) => [way, Number(worst[i])])) },
    tables,
  };
}
