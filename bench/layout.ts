/**
 * Both layouts and the waiting strategies, each in a fresh exchange, under the same open loop with its generator on the same
 * machine: the table from which the defaults are chosen. What the exchange refuses to run (spinning on too few cores) is said.
 */
import { LAYOUTS } from '../gateway/layouts.js';
import { type BenchExchange, startExchange } from './exchange.js';
import { ACK_BYTES, FLOOR_METHOD, FloorMeter, floorRows, ORDER_BYTES, QUANTILE_COLUMNS } from './floors.js';
import { initHistograms } from './histogram.js';
import { OPEN_METHOD } from './latency.js';
import { type Pace, runLoad } from './load.js';
import { readOptions } from './options.js';
import { median, perSecond, type Report, us } from './report.js';

export const usage =
  '[--rate 10000] [--sessions 100] [--seconds 5] [--runs 3] [--durability disk]: layouts and waiting strategies compared';

const VARIANTS = LAYOUTS.flatMap((layout) => ['park', 'adaptive', 'spin'].map((wait) => ({ layout, wait })));
const WARM_UP_SECONDS = 2;
const COLUMNS = ['layout, wait', 'p50', 'p99', 'p99.9', 'max', 'cores', 'lost', 'one at a time p50', 'window'];

interface Options {
  rate: number;
  sessions: number;
  seconds: number;
  window: number;
  pace: string;
}

interface Sample {
  p50Us: number;
  p99Us: number;
  p999Us: number;
  maxUs: number;
  exchangeCores: number;
  lost: number;
  oneAtATimeP50Us: number;
  windowPerSecond: number;
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
  const meter = new FloorMeter({ requestBytes: ORDER_BYTES, answerBytes: ACK_BYTES, samples: 1000, dir: options.dir });
  await meter.measure();
  const samples = new Map<string, Sample[]>(VARIANTS.map((variant) => [nameOf(variant), []]));
  const refused: Record<string, string> = {};
  // runs go round all variants, so that a busy minute of the machine does not fall on one of them
  for (let n = 1; n <= options.runs; n++) {
    for (const variant of VARIANTS) {
      const name = nameOf(variant);
      if (refused[name]) continue;
      process.stderr.write(`${name}, run ${n} of ${options.runs}\n`);
      const exchange = await startExchange({ ...options, ...variant }).catch((error: Error) => error);
      if (exchange instanceof Error) refused[name] = exchange.message;
      else samples.get(name)?.push(await sample(exchange, options));
    }
  }
  await meter.measure();
  const variants = Object.fromEntries([...samples].map(([name, each]) => [name, each.length > 0 ? medians(each) : null]));
  const floors = meter.floors();
  return {
    name: 'layout',
    method: [
      ...OPEN_METHOD,
      `Medians of ${options.runs} runs of ${options.seconds} s after ${WARM_UP_SECONDS} s of warm-up, each in a fresh process; then, on one session,`,
      `one order at a time and a window of ${options.window}. Cores are those that the exchange used in the open loop.`,
      ...FLOOR_METHOD,
    ],
    options,
    figures: { variants, refused, floors },
    tables: [
      {
        title: `open loop at ${perSecond(options.rate)} from ${options.sessions} sessions, durability ${options.durability}`,
        columns: COLUMNS,
        rows: Object.entries(variants).map(([name, figures]) => (figures ? cells(name, figures) : [name, 'refused'])),
      },
      { title: 'floors', columns: QUANTILE_COLUMNS, rows: floorRows(floors) },
    ],
  };
}

function nameOf({ layout, wait }: { layout: string; wait: string }): string {
  return `${layout}, ${wait}`;
}

async function sample(exchange: BenchExchange, options: Options): Promise<Sample> {
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
    const { p50Us, p99Us, p999Us, maxUs } = open.latency;
    return {
      p50Us,
      p99Us,
      p999Us,
      maxUs,
      exchangeCores: open.exchangeCores,
      lost: open.lost + one.lost + many.lost,
      oneAtATimeP50Us: one.latency.p50Us,
      windowPerSecond: many.acknowledgedPerSecond,
    };
  } finally {
    await exchange.stop();
  }
}

function medians(samples: readonly Sample[]): Sample {
  const of = (name: keyof Sample) => median(samples.map((each) => each[name]));
  return {
    p50Us: of('p50Us'),
    p99Us: of('p99Us'),
    p999Us: of('p999Us'),
    maxUs: of('maxUs'),
    exchangeCores: of('exchangeCores'),
    lost: samples.reduce((sum, each) => sum + each.lost, 0),
    oneAtATimeP50Us: of('oneAtATimeP50Us'),
    windowPerSecond: of('windowPerSecond'),
  };
}

function cells(name: string, s: Sample): string[] {
  const times = [s.p50Us, s.p99Us, s.p999Us, s.maxUs].map(us);
  return [name, ...times, s.exchangeCores.toFixed(2), String(s.lost), us(s.oneAtATimeP50Us), perSecond(s.windowPerSecond)];
}
