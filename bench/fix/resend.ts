/** A session that asks for everything it was ever told: how fast it comes, what memory that takes, and what the others notice. */
import { setTimeout as delay } from 'node:timers/promises';
import { type BenchExchange, startExchange } from '../exchange.js';
import { runLoad } from '../load.js';
import { perSecond, us } from '../report.js';
import { Generator } from './generator.js';
import { mib, peakWhile, residentBytes } from './memory.js';
import { type FixOptions, type Part, spread, spreadCells, times } from './part.js';

const OTHERS = 10;
/** A session may ask ten times a second. */
const ASK_MS = 150;

interface Round {
  reportsPerSecond: number[];
  alonePerSecond: number;
  grownBytes: number;
  beforeP99Us: number;
  duringP99Us: number;
}

export async function measure(options: FixOptions): Promise<Part> {
  const { dir, layout, wait, count, window, rate } = options;
  const exchange = await startExchange({ durability: 'disk', layout, wait, dir });
  const rounds: Round[] = [];
  try {
    const generator = await Generator.open(exchange, 'RESEND');
    try {
      // an acknowledgement and a fill for each order: all sides of its trades are its own. The last fills may still be on their way
      const { lastIn } = await generator.window(window, 0, Math.ceil(count / 2) + window);
      const range = { from: lastIn - count + 1, to: lastIn };
      for (let n = 0; n < options.rounds; n++) rounds.push(await round(exchange, generator, range, options));
    } finally {
      await generator.close();
    }
  } finally {
    await exchange.stop();
  }
  const rates = spread(
    rounds.flatMap(({ reportsPerSecond }) => reportsPerSecond),
    'more',
  );
  const alone = spread(
    rounds.map(({ alonePerSecond }) => alonePerSecond),
    'more',
  );
  const grown = spread(rounds.map(({ grownBytes }) => grownBytes));
  const before = spread(rounds.map(({ beforeP99Us }) => beforeP99Us));
  const during = spread(rounds.map(({ duringP99Us }) => duringP99Us));
  const ratio = spread(rounds.map(({ beforeP99Us, duringP99Us }) => duringP99Us / beforeP99Us));
  return {
    method: [
      `resend: a session with ${count} ExecutionReports behind it asks for all of them by one ResendRequest, again and again, while ${OTHERS} others send ${rate} orders a`,
      'second in all (open loop, from the intended time); their p99 before and during it. Each report has PossDupFlag and is counted. Growth: the most that RSS of the',
      'exchange comes to, sampled each 50 ms, beyond what it was before the round. Alone: one resend with nothing else going on.',
    ],
    figures: {
      reportsPerSecond: rates,
      alonePerSecond: alone,
      grownBytes: grown,
      beforeP99Us: before,
      duringP99Us: during,
      ratio,
    },
    tables: [
      {
        title: `resend of ${count} reports`,
        columns: ['', 'median', 'worst'],
        rows: [
          ['reports, alone', ...spreadCells(alone, perSecond)],
          ['reports, among others', ...spreadCells(rates, perSecond)],
          ['memory grown', ...spreadCells(grown, mib)],
          ['p99 of the others, before', ...spreadCells(before, us)],
          ['p99 of the others, during', ...spreadCells(during, us)],
          ['ratio', ...spreadCells(ratio, times)],
        ],
      },
    ],
  };
}

interface Range {
  from: number;
  to: number;
}

async function round(exchange: BenchExchange, generator: Generator, range: Range, options: FixOptions): Promise<Round> {
  const beforeP99Us = await othersP99(exchange, options);
  const restBytes = residentBytes(exchange.pid);
  const alonePerSecond = await resend(generator, range);
  const reportsPerSecond: number[] = [];
  let isLoading = true;
  const others = othersP99(exchange, options).finally(() => {
    isLoading = false;
  });
  const asking = (async () => {
    while (isLoading) reportsPerSecond.push(await resend(generator, range));
  })();
  const peakBytes = await peakWhile(exchange.pid, Promise.all([others, asking]));
  const duringP99Us = await others;
  return { reportsPerSecond, alonePerSecond, grownBytes: peakBytes - restBytes, beforeP99Us, duringP99Us };
}

/** Reports a second of a whole resend. */
async function resend(generator: Generator, { from, to }: Range): Promise<number> {
  const [{ reports, seconds }] = await Promise.all([generator.resend(from, to), delay(ASK_MS)]);
  if (reports !== to - from + 1) throw new Error(`resend: expected ${to - from + 1} reports, got ${reports}`);
  return reports / seconds;
}

async function othersP99(exchange: BenchExchange, { rate, seconds }: FixOptions): Promise<number> {
  const load = await runLoad({
    ...exchange,
    senderPrefix: 'OTHER',
    sessions: OTHERS,
    mode: 'open',
    rate,
    window: 0,
    pace: 'sleep',
    warmUpSeconds: 1,
    seconds,
  });
  if (load.lost > 0) throw new Error(`resend: expected an answer to each order, ${load.lost} have none`);
  return load.latency.p99Us;
}
