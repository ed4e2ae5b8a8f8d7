/** What the parts of the FIX benchmark share. */
import { median, type Table } from '../report.js';

export interface FixOptions {
  rounds: number;
  /** Of each run. */
  seconds: number;
  window: number;
  /** ExecutionReports behind the session that asks for all of them. */
  count: number;
  /** Connected sessions beside those that trade. */
  sessions: number;
  /** Orders a second, of all sessions that trade at a steady rate. */
  rate: number;
  /** Seconds for which memory must not have moved. */
  rest: number;
  wait: string;
  layout: string;
  dir: string;
}

/** One part of the report. */
export interface Part {
  method: readonly string[];
  figures: Readonly<Record<string, unknown>>;
  tables: readonly Table[];
}

export interface Spread {
  median: number;
  worst: number;
  runs: readonly number[];
}

/** @param better which end is the good one */
export function spread(runs: readonly number[], better: 'less' | 'more' = 'less'): Spread {
  return { median: median(runs), worst: better === 'less' ? Math.max(...runs) : Math.min(...runs), runs };
}

export function spreadCells({ median, worst }: Spread, show: (value: number) => string): string[] {
  return [show(median), show(worst)];
}

export const times = (value: number): string => value.toFixed(2);
