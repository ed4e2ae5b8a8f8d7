/**
 * Both layouts and the waiting strategies, each in a fresh exchange, under the same open loop with its generator on the same
 * machine: the table from which the defaults are chosen. What the exchange refuses to run (spinning on too few cores) is said.
 */
import { type BenchExchange, startExchange } from './exchange.js';
import { measureFloors, QUANTILE_COLUMNS } from './floors.js';
import { initHistograms } from './histogram.js';
import { OPEN_METHOD, row } from './latency.js';
import { type LoadResult, type Pace, runLoad } from './load.js';
import { readOptions } from './options.js';
import { median, perSecond, type Report, us } from './report.js';

export const usage =
  '[--rate 10000] [--sessions 100] [--seconds 5] [--runs 3] [--durability disk]: layouts and waiting strategies compared';

const LAYOUTS = ['compact', 'spread'];
const WAITS = ['park', 'adaptive', 'spin'];
const WARM_UP_SECONDS = 2;

interface Options {
  rate: number;
  sessions: number;
  seconds: number;
  window: number;
  pace: string;
}

interface Medians {
  p50Us: number;
  p99Us: number;
  p999Us: number;
  maxUs: number;
  oneAtATimeP50Us: number;
  throughputPerSecond: number;
  lost: number;
}

export async function run(args: readonly string[]): Promise<Report> {
  const options = readOptions(args, {
    rate: 10_000,
    sessions: 100,
    seconds: 5,
    runs: 3,
    window: 200,
    durability: 'disk',
    pace: 'sleep',
    dir: '.buttonwood/bench',
  });
  await initHistograms();
  const figures: Record<string, Medians | { refused: string }> = {};
  const samples: Record<string, Medians[]> = {};
  // runs go round all variants, so that a busy minute of the machine does not fall on one of them
  for (let n = 0; n < options.runs; n++) {
    for (const layout of LAYOUTS) {
      for (const wait of WAITS) {
        const name = `${layout}, ${wait}`;
        if (figures[name] && 'refused' in figures[name]) continue;
        process.stderr.write(`${name}, run ${n + 1} of ${options.runs}\n`);
        const exchange = await startExchange({ ...options, layout, wait }).catch((error: Error) => error);
        if (exchange instanceof Error) figures[name] = { refused: exchange.message };
        else {
          samples[name] ??= [];
          samples[name].push(await sample(exchange, options));
        }
      }
    }
  }
  for (const [name, each] of Object.entries(samples)) figures[name] = medians(each);
  const floors = await measureFloors({ requestBytes: 190, answerBytes: 330, samples: 2000, dir: options.dir });
  return {
    name: 'layout',
    method: [
      ...OPEN_METHOD,
      `Medians of ${options.runs} runs of ${options.seconds} s after ${WARM_UP_SECONDS} s of warm-up, each in a fresh process; then one order at a time, then a window of ${options.window}, on one session.`,
    ],
    options,
    figures: { variants: figures, floors },
    tables: [
      {
        title: `open loop at ${perSecond(options.rate)} from ${options.sessions} sessions, durability ${options.durability}`,
        columns: [
          'layout, wait',
          ...QUANTILE_COLUMNS.slice(1).filter((column) => column !== 'p90'),
          'lost',
          'one at a time p50',
          'window',
        ],
        rows: Object.entries(figures).map(([name, m]) =>
          'refused' in m
            ? [name, 'refused', '', '', '', '', '', '']
            : [
                name,
                ...[m.p50Us, m.p99Us, m.p999Us, m.maxUs].map(us),
                String(m.lost),
                us(m.oneAtATimeP50Us),
                perSecond(m.throughputPerSecond),
              ],
        ),
      },
      {
        title: 'floors',
        columns: QUANTILE_COLUMNS,
        rows: [row('TCP echo', floors.tcpEcho), row('fdatasync', floors.fdatasync)],
      },
    ],
  };
}

async function sample(exchange: BenchExchange, options: Options): Promise<Medians> {
  const common = {
    ...exchange,
    rate: options.rate,
    pace: options.pace as Pace,
    warmUpSeconds: WARM_UP_SECONDS,
    seconds: options.seconds,
  };
  try {
    const open = await runLoad({ ...common, senderPrefix: 'OPEN', sessions: options.sessions, mode: 'open', window: 0 });
    const brief = { ...common, sessions: 1, mode: 'window', warmUpSeconds: 1, seconds: options.seconds / 2 } as const;
    const one = await runLoad({ ...brief, senderPrefix: 'ONE', window: 1 });
    const many = await runLoad({ ...brief, senderPrefix: 'MANY', window: options.window });
    return figuresOf(open, one, many);
  } finally {
    await exchange.stop();
  }
}

function figuresOf(open: LoadResult, one: LoadResult, many: LoadResult): Medians {
  const { p50Us, p99Us, p999Us, maxUs } = open.latency;
  return {
    p50Us,
    p99Us,
    p999Us,
    maxUs,
    oneAtATimeP50Us: one.latency.p50Us,
    throughputPerSecond: many.acknowledgedPerSecond,
    lost: open.lost + one.lost + many.lost,
  };
}

function medians(samples: readonly Medians[]): Medians {
  const of = (name: keyof Medians) => median(samples.map((each) => each[name]));
  return {
    p50Us: of('p50Us'),
    p99Us: of('p99Us'),
    p999Us: of('p999Us'),
    maxUs: of('maxUs'),
    oneAtATimeP50Us: of('oneAtATimeP50Us'),
    throughputPerSecond: of('throughputPerSecond'),
    lost: samples.reduce((sum, each) => sum + each.lost, 0),
  };
}
