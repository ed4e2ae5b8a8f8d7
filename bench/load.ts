/**
 * The load generator: a process of its own that sends orders over FIX and measures each from the moment it was meant to be sent, not
 * from when there was time to send it. Nothing is left out: orders that a stall delayed are sent at once after it, with their own times.
 *
 * Orders come in pairs, a buy and a sell of the same symbol, price and quantity from two sessions: every order is acknowledged, every
 * order is filled, and the book stays as small as what is under way.
 */
import { Child } from './child.js';
import { Histogram, type Quantiles } from './histogram.js';

export interface LoadTask {
  host: string;
  port: number;
  targetCompId: string;
  /** SenderCompIDs are this and a number. */
  senderPrefix: string;
  sessions: number;
  symbols: readonly string[];
  /** As FIX writes it. */
  price: string;
  /** `open`: at `rate`, come what may. `window`: as many under way as `window`. */
  mode: 'open' | 'window';
  rate: number;
  window: number;
  /** How the generator waits for the next due time: asleep in the kernel, or polling on a core of its own. */
  pace: Pace;
  warmUpSeconds: number;
  seconds: number;
  /** Of the exchange, for its CPU time; 0: unknown. */
  pid: number;
}

export const PACES = ['sleep', 'spin'] as const;
export type Pace = (typeof PACES)[number];

/** What the process hands back. Counts are of the measured part, without the warm-up. */
export interface LoadCounts {
  sent: number;
  acknowledged: number;
  rejected: number;
  fills: number;
  /** From the first measured order to the last acknowledgement. */
  seconds: number;
  /** Intended time to acknowledgement; encoded histograms. */
  latency: string;
  /** Intended time to the write: how late the generator itself was. */
  late: string;
  requestBytes: number;
  answerBytes: number;
  /** CPU seconds over seconds, measured part only: the exchange's and the generator's own. NaN is sent as null. */
  exchangeCores: number | null;
  generatorCores: number;
}

export interface LoadResult {
  latency: Quantiles;
  late: Quantiles;
  sent: number;
  acknowledged: number;
  lost: number;
  rejected: number;
  fills: number;
  acknowledgedPerSecond: number;
  exchangeCores: number;
  generatorCores: number;
  requestBytes: number;
  answerBytes: number;
}

export async function runLoad(task: LoadTask): Promise<LoadResult> {
  const child = Child.start('./peers/load-child.js');
  try {
    child.send(task);
    const counts = await child.next<LoadCounts | { error: string }>();
    if ('error' in counts) throw new Error(`load generator: ${counts.error}`);
    const { sent, acknowledged, rejected, fills, requestBytes, answerBytes } = counts;
    return {
      latency: quantilesOf(counts.latency),
      late: quantilesOf(counts.late),
      sent,
      acknowledged,
      lost: sent - acknowledged,
      rejected,
      fills,
      acknowledgedPerSecond: acknowledged / counts.seconds,
      exchangeCores: counts.exchangeCores ?? Number.NaN,
      generatorCores: counts.generatorCores,
      requestBytes,
      answerBytes,
    };
  } finally {
    await child.stop();
  }
}

function quantilesOf(encoded: string): Quantiles {
  const histogram = new Histogram();
  histogram.add(encoded);
  return histogram.quantiles();
}
