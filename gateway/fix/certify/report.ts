/** What a run has shown: a line for each case, and for one that failed what was expected, what came, and its messages. */
import type { Result } from './outcome.js';

export interface Summary {
  passed: number;
  failed: number;
  skipped: number;
}

export interface Report {
  venue: { host: string; port: number; target: string };
  sender: string;
  startedAt: string;
  seconds: number;
  summary: Summary;
  results: readonly Result[];
}

/** For marks that stand out; each takes text and gives it back. */
export interface Marks {
  green(text: string): string;
  red(text: string): string;
  dim(text: string): string;
  bold(text: string): string;
}

const ID_WIDTH = 34;

export function resultLines(result: Result, marks: Marks): string {
  const { id, proves, expected, came, reason, messages } = result;
  const padded = id.padEnd(ID_WIDTH);
  if (result.result === 'pass') return `${marks.green('pass')}  ${padded} ${proves}`;
  if (result.result === 'skip') return `${marks.dim('skip')}  ${padded} ${proves} ${marks.dim(`(${reason})`)}`;
  return [
    `${marks.red('FAIL')}  ${padded} ${proves}`,
    `      expected  ${expected}`,
    `      came      ${came}`,
    ...messages.map((line) => marks.dim(`        ${line}`)),
  ].join('\n');
}

export function summaryOf(results: readonly Result[]): Summary {
  const count = (kind: Result['result']) => results.filter(({ result }) => result === kind).length;
  return { passed: count('pass'), failed: count('FAIL'), skipped: count('skip') };
}

export function summaryLine(name: string, { passed, failed, skipped }: Summary, seconds: number, marks: Marks): string {
  const failures = failed === 0 ? '0 failed' : marks.red(`${failed} failed`);
  return `${marks.bold(name)}: ${passed} passed, ${failures}, ${skipped} skipped in ${seconds.toFixed(1)} s`;
}
