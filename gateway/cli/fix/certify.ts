/** `buttonwood fix certify`: puts a venue's FIX gate to the test, as a broker's client over the wire. */
import { writeFileSync } from 'node:fs';
import type { Command } from 'commander';
import { OperationalError } from '../../errors.js';
import type { Case } from '../../fix/certify/case.js';
import { allCases } from '../../fix/certify/cases/index.js';
import type { Result } from '../../fix/certify/outcome.js';
import { type Report, resultLines, summaryLine, summaryOf } from '../../fix/certify/report.js';
import { rules } from '../../fix/certify/rules.js';
import { Runner, type RunOptions } from '../../fix/certify/runner.js';
import { colors } from '../colors.js';
import { readPassword } from './credentials.js';
import { between, readTls, type VenueOptions, type VersionName, versions, withVenueOptions } from './options.js';
import { loadSession, NUMBERS_HINT, saveSession } from './state-file.js';

interface CertifyOptions extends VenueOptions {
  all?: boolean;
  symbol?: string;
  price?: string;
  tick?: string;
  qty?: string;
  heartbeat: number;
  timeout: number;
  only: string[];
  list?: boolean;
  json?: string;
}

const collect = (value: string, before: string[]) => [...before, value];

export function registerCertify(fix: Command): void {
  withVenueOptions(
    fix.command('certify').description('test a venue: session, faults, orders; on a session that nobody else uses'),
    'CERTIFY',
  )
    .option('--all', 'all versions, one after the other')
    .option('--symbol <symbol>', 'one that nobody else trades meanwhile (default: the first that the venue lists)')
    .option('--price <price>', 'at which an order may rest (default: the previous close that the venue lists)')
    .option('--tick <price>', "the symbol's smallest step of prices (default: the last digit of the price)")
    .option('--qty <quantity>', 'of each order; twice as much must be allowed too (default: 100)')
    .option('--heartbeat <seconds>', 'HeartBtInt(108) of the cases that wait for heartbeats', between(1, 60), 1)
    .option('--timeout <ms>', 'how long any answer may take', between(100, 60_000), 5000)
    .option('--only <id>', 'a case, or all of an area such as `order`; may be given again', collect, [])
    .option('--list', 'list the cases instead')
    .option('--json <file>', 'write the results')
    .action(run);
}

async function run(options: CertifyOptions): Promise<void> {
  const cases = casesOf(options.only);
  if (options.list) {
    for (const { id, proves, optional } of cases)
      process.stdout.write(`${id.padEnd(34)} ${proves}${optional ? ' (optional)' : ''}\n`);
    return;
  }
  const { host, port, target, sender, json } = options;
  const startedAt = new Date();
  const terms = await termsOf(options);
  const results: Result[] = [];
  for (const name of options.all ? (Object.keys(versions) as VersionName[]) : [options.version]) {
    if (!stopped) results.push(...(await runVersion(name, terms, cases, options)));
  }
  const summary = summaryOf(results);
  const seconds = (Date.now() - startedAt.getTime()) / 1000;
  if (options.all) process.stdout.write(`${summaryLine('all versions', summary, seconds, colors)}\n`);
  if (json !== undefined) {
    const report: Report = {
      venue: { host, port, target },
      sender,
      startedAt: startedAt.toISOString(),
      seconds,
      summary,
      results,
    };
    writeFileSync(json, `${JSON.stringify(report, null, 2)}\n`);
  }
  process.exitCode = stopped ? 130 : summary.failed > 0 ? 1 : 0;
}

/** Ctrl-C ends the run once the case that is running has cleaned up; a second one at once. */
let stopped = false;

function stopWith(runner: Runner): () => void {
  const stop = () => {
    if (stopped) process.exit(130);
    stopped = true;
    runner.stop();
  };
  process.on('SIGINT', stop);
  return () => process.off('SIGINT', stop);
}

type Terms = Omit<RunOptions, 'versionName' | 'dialect' | 'onCase'>;

async function termsOf(options: CertifyOptions): Promise<Terms> {
  const { host, port, sender, target, username, state, symbol, price, tick, qty } = options;
  const saved = state === undefined ? undefined : loadSession(state, sender, target);
  return {
    address: { host, port, tls: readTls(options) },
    ...{ sender, target, username, password: await readPassword(options) },
    reset: options.reset === true,
    limitMs: options.timeout,
    beatS: options.heartbeat,
    market: { symbol, price, tick, qty },
    numbers: { nextIn: saved?.nextIn ?? 1, nextOut: saved?.nextOut ?? 1 },
  };
}

async function runVersion(name: VersionName, terms: Terms, cases: readonly Case[], options: CertifyOptions): Promise<Result[]> {
  const { state, sender, target } = options;
  const startMs = performance.now();
  const onCase = (result: Result) => {
    process.stdout.write(`${resultLines(result, colors)}\n`);
    if (state !== undefined) saveSession(state, { sender, target, ...terms.numbers });
  };
  const runner = new Runner({ ...terms, versionName: name, dialect: versions[name], onCase });
  const release = stopWith(runner);
  const refused = await runner.prepare();
  if (refused !== null && !options.all) throw refusal(refused, options);
  if (refused !== null) onCase(refused);
  if (runner.noMarket !== '') process.stderr.write(`orders are not tested: ${runner.noMarket}\n`);
  const results = refused === null ? await runner.run(cases) : [refused];
  release();
  process.stdout.write(`${summaryLine(`FIX ${name}`, summaryOf(results), (performance.now() - startMs) / 1000, colors)}\n`);
  const open = runner.orders.all.map(({ clOrdId }) => clOrdId);
  if (open.length > 0) process.stderr.write(`orders that could not be cancelled: ${open.join(', ')}\n`);
  return results;
}

function refusal({ version, expected, came }: Result, { host, port }: CertifyOptions): OperationalError {
  const hint = came.includes('too low') ? `; ${NUMBERS_HINT}` : '';
  return new OperationalError('FIX_REFUSED', `${host}:${port}: FIX ${version}: expected ${expected}, came ${came}${hint}`);
}

function casesOf(only: readonly string[]): Case[] {
  const ids = [...allCases, ...rules].map(({ id }) => id);
  for (const wanted of only) {
    if (ids.some((id) => isOf(id, wanted))) continue;
    const areas = [...new Set(ids.map((id) => id.split('.')[0]))];
    throw new OperationalError(
      'BAD_ARGUMENT',
      `--only: expected a case (--list), or an area: ${areas.join(', ')}; got ${wanted}`,
    );
  }
  return allCases.filter(({ id }) => only.length === 0 || only.some((wanted) => isOf(id, wanted)));
}

function isOf(id: string, wanted: string): boolean {
  return id === wanted || id.startsWith(`${wanted}.`);
}
