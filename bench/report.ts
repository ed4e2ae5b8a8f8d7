/** What a benchmark hands back, as a table for people and as JSON with all that is needed to judge its figures. */
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus, release, totalmem } from 'node:os';
import pc from 'picocolors';

export interface Table {
  title: string;
  columns: readonly string[];
  /** The first cell names the row. */
  rows: readonly (readonly string[])[];
}

export interface Report {
  name: string;
  /** How it was measured, in sentences. */
  method: readonly string[];
  options: Readonly<Record<string, unknown>>;
  /** Numbers by name, units last in the name. */
  figures: Readonly<Record<string, unknown>>;
  tables: readonly Table[];
}

export function printReport(report: Report): void {
  const out = [`${pc.bold(report.name)}  ${Object.values(machine()).join(', ')}`];
  for (const table of report.tables) out.push('', ...tableLines(table));
  out.push('', ...report.method.map((line) => pc.dim(line)));
  process.stdout.write(`${out.join('\n')}\n`);
}

function tableLines({ title, columns, rows }: Table): string[] {
  const all = [columns, ...rows];
  const widths = columns.map((_, i) => Math.max(...all.map((row) => row[i]?.length ?? 0)));
  const line = (row: readonly string[]) =>
    row.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]) : cell.padStart(widths[i]))).join('  ');
  return [title, pc.bold(line(columns)), ...rows.map(line)];
}

export function writeJson(file: string, report: Report): void {
  const { tables: _, ...rest } = report;
  const whole = { ...rest, at: new Date().toISOString(), machine: machine(), versions: versions() };
  writeFileSync(file, `${JSON.stringify(whole, null, 2)}\n`);
}

export function machine(): Record<string, string> {
  return {
    cpu: `${availableParallelism()} × ${cpus()[0]?.model.trim() ?? 'unknown'}`,
    memory: `${Math.round(totalmem() / 2 ** 30)} GiB`,
    system: `${process.platform} ${release()}`,
    node: `Node ${process.versions.node}`,
  };
}

function versions(): Record<string, string> {
  const manifest = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as { version: string };
  return { buttonwood: manifest.version, commit: commit(), node: process.versions.node, v8: process.versions.v8 };
}

function commit(): string {
  try {
    return execFileSync('git', ['describe', '--always', '--dirty'], {
      cwd: new URL('../..', import.meta.url),
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim();
  } catch {
    return 'unknown'; // not a checkout
  }
}

/** Microseconds for people: `83 µs`, `1.42 ms`, `2.1 s`. */
export function us(value: number): string {
  if (value < 10) return `${value.toFixed(2)} µs`;
  if (value < 1000) return `${value.toFixed(0)} µs`;
  if (value < 1e6) return `${(value / 1000).toFixed(2)} ms`;
  return `${(value / 1e6).toFixed(2)} s`;
}

export function perSecond(value: number): string {
  return `${Math.round(value).toLocaleString('en-US')}/s`;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}
