/**
 * The FIX sessions of the exchange, measured: one order at a time, a window of orders, many sessions, a long resend. Each part starts real
 * exchanges and, where it compares, a QuickFIX C++ venue that is driven by the same generator in the same run.
 */
import type { FixOptions, Part } from './fix/part.js';
import { initHistograms } from './histogram.js';
import { readOptions } from './options.js';
import { hasQuickFix, QUICKFIX_MISSING } from './quickfix.js';
import type { Report } from './report.js';

const parts: Readonly<Record<string, () => Promise<{ measure: (options: FixOptions) => Promise<Part> }>>> = {
  one: () => import('./fix/one.js'),
  window: () => import('./fix/window.js'),
  sessions: () => import('./fix/sessions.js'),
  resend: () => import('./fix/resend.js'),
};

export const usage = `[--part ${Object.keys(parts).join('|')}|all] [--rounds 7] [--seconds 4] [--window 200] [--count 1000000] [--sessions 900] [--rate 2000]: FIX sessions, beside QuickFIX C++`;

export async function run(args: readonly string[]): Promise<Report> {
  const { part, ...options } = readOptions(args, {
    part: 'all',
    rounds: 7,
    seconds: 4,
    window: 200,
    count: 1_000_000,
    sessions: 900,
    rate: 2000,
    rest: 5,
    wait: 'auto',
    layout: 'auto',
    dir: '.buttonwood/bench',
  });
  await initHistograms();
  const names = part === 'all' ? Object.keys(parts) : part.split(',');
  const done: [string, Part][] = [];
  for (const name of names) {
    const load = parts[name];
    if (!load) throw new Error(`--part: expected ${Object.keys(parts).join(', ')} or all, got ${name}`);
    process.stderr.write(`${name}\n`);
    done.push([name, await (await load()).measure(options)]);
  }
  return {
    name: `fix --part ${part}`,
    method: [
      ...done.flatMap(([, { method }]) => method),
      ...(hasQuickFix() ? [] : [`The QuickFIX C++ echo was left out. ${QUICKFIX_MISSING}`]),
    ],
    options: { part, ...options },
    figures: Object.fromEntries(done.map(([name, { figures }]) => [name, figures])),
    tables: done.flatMap(([, { tables }]) => tables),
  };
}
