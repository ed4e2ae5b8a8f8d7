/** What must not cost more than it should: many books, deep books, prices that walk or lie far, memory, garbage. */
import type { Report, Table } from '../report.js';

/** One check's part of the report. */
export interface Check {
  method: string;
  figures: Readonly<Record<string, unknown>>;
  table: Table;
}

const checks: Readonly<Record<string, () => Promise<{ check: () => Promise<Check> }>>> = {
  books: () => import('./check-books.js'),
  depth: () => import('./check-depth.js'),
  walk: () => import('./check-walk.js'),
  memory: () => import('./check-memory.js'),
  heap: () => import('./check-heap.js'),
};
export const checkNames: readonly string[] = Object.keys(checks);

export async function runChecks(wanted: string): Promise<Report> {
  const names = wanted === 'all' ? checkNames : wanted.split(',');
  const done: [string, Check][] = [];
  for (const name of names) {
    const load = checks[name];
    if (!load) throw new Error(`--check: expected ${checkNames.join(', ')} or all, got ${name}`);
    done.push([name, await (await load()).check()]);
  }
  return {
    name: `matching --check ${wanted}`,
    method: done.map(([name, { method }]) => `${name}: ${method}`),
    options: { check: wanted },
    figures: Object.fromEntries(done.map(([name, { figures }]) => [name, figures])),
    tables: done.map(([, { table }]) => table),
  };
}
