/**
 * `npm run bench -- NAME [--json FILE] …`: runs one benchmark, prints its table, and writes its report. Each benchmark is
 * a module with `usage` and `run(args)`; nothing here is ever part of the exchange.
 */
import { widenInlining } from '../engine/inlining.js';
import type { Report } from './report.js';
import { printReport, writeJson } from './report.js';

export interface Benchmark {
  readonly usage: string;
  run(args: readonly string[]): Promise<Report>;
}

const benchmarks: Readonly<Record<string, () => Promise<Benchmark>>> = {
  ring: () => import('./ring.js'),
  floors: () => import('./floors.js'),
  latency: () => import('./latency.js'),
  throughput: () => import('./throughput.js'),
  layout: () => import('./layout.js'),
  matching: () => import('./matching.js'),
  codec: () => import('./codec.js'),
  fix: () => import('./fix.js'),
  'market-data': () => import('./market-data.js'),
};

async function main([name, ...rest]: string[]): Promise<void> {
  const load = benchmarks[name ?? ''];
  if (!load) {
    const lines = [];
    for (const [each, open] of Object.entries(benchmarks)) lines.push(`  ${each.padEnd(11)} ${(await open()).usage}`);
    throw new Error(
      `benchmark: expected one of those below, got ${name ?? 'none'}\n${lines.join('\n')}\nEach takes --json FILE for its report.`,
    );
  }
  widenInlining(); // as the exchange does
  const { json, args } = takeJson(rest);
  const report = await (await load()).run(args);
  printReport(report);
  if (json !== null) writeJson(json, report);
}

function takeJson(args: readonly string[]): { json: string | null; args: string[] } {
  const at = args.indexOf('--json');
  if (at < 0) return { json: null, args: [...args] };
  const json = args[at + 1];
  if (json === undefined) throw new Error('--json: expected a file name, got nothing');
  return { json, args: [...args.slice(0, at), ...args.slice(at + 2)] };
}

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130)); // ends what was started, too

main(process.argv.slice(2)).then(
  () => process.exit(0),
  (error: Error) => {
    console.error(error.message);
    process.exit(1);
  },
);
