/**
 * Order to acknowledgement over FIX, at a fixed rate or one order at a time, with the two floors of the same run beside it. The rate is
 * kept whatever the exchange does (an open loop), and latency counts from the intended time.
 */
import { exchangeFor, type JournalCounts } from './exchange.js';
import { ACK_BYTES, FLOOR_METHOD, FloorMeter, floorRows, ORDER_BYTES, QUANTILE_COLUMNS } from './floors.js';
import { initHistograms, type Quantiles } from './histogram.js';
import { type LoadResult, type LoadTask, PACES, type Pace, runLoad } from './load.js';
import { readOptions } from './options.js';
import { perSecond, type Report, type Table, us } from './report.js';

export const usage =
  '[--rate 10000] [--sessions 100] [--seconds 60] [--durability disk] [--one-at-a-time] [--fix host:port]: order to acknowledgement';

export const WARM_UP_SECONDS = 3;

export async function run(args: readonly string[]): Promise<Report> {
  const options = readOptions(args, {
    rate: 10_000,
    sessions: 100,
    seconds: 60,
    durability: 'disk',
    oneAtATime: false,
    pace: 'sleep',
    layout: 'auto',
    wait: 'auto',
    fix: '',
    symbols: 'AAPL',
    price: '15.00',
    dir: '.buttonwood/bench',
  });
  if (!PACES.includes(options.pace as Pace)) throw new Error(`--pace: expected ${PACES.join(' or ')}, got ${options.pace}`);
  await initHistograms();
  const meter = new FloorMeter({ requestBytes: ORDER_BYTES, answerBytes: ACK_BYTES, samples: 1000, dir: options.dir });
  const exchange = await exchangeFor(options);
  try {
    await meter.measure();
    const task: LoadTask = {
      ...exchange,
      senderPrefix: 'BENCH',
      sessions: options.oneAtATime ? 1 : options.sessions,
      mode: options.oneAtATime ? 'window' : 'open',
      rate: options.rate,
      window: 1,
      pace: options.pace as Pace,
      warmUpSeconds: WARM_UP_SECONDS,
      seconds: options.seconds,
    };
    const before = await exchange.journal();
    const load = await runLoad(task);
    const perFrame = commandsPerFrame(before, await exchange.journal());
    await meter.measure();
    const floors = meter.floors();
    const ratio = load.latency.p50Us / floors.sumP50Us;
    return {
      name: options.oneAtATime ? 'latency, one order at a time' : 'latency',
      method: [...(options.oneAtATime ? ONE_METHOD : OPEN_METHOD), ...FLOOR_METHOD],
      options,
      figures: { load, floors, commandsPerFrame: perFrame, p50OverFloors: ratio },
      tables: [
        {
          title: `order to acknowledgement, ${load.sent} orders, ${perSecond(load.acknowledgedPerSecond)}, lost ${load.lost}, rejected ${load.rejected}`,
          columns: QUANTILE_COLUMNS,
          rows: [row('order to ack', load.latency), row('generator late', load.late), ...floorRows(floors)],
        },
        {
          title: 'against the floors',
          columns: ['', 'p50'],
          rows: [
            ['sum of the floors', us(floors.sumP50Us)],
            ['order to ack, times the sum', ratio.toFixed(2)],
          ],
        },
        workTable(load, perFrame),
      ],
    };
  } finally {
    await exchange.stop();
  }
}

export const OPEN_METHOD = [
  'Open loop: the generator, a process on the same machine, sends at the fixed rate; latency counts from the intended time of each order to',
  'its ExecutionReport; what a stall delayed is sent after it and counts in full. Orders come in pairs that trade, so each is also filled.',
] as const;

const ONE_METHOD = [
  'One session, one order under way: the next is sent when the acknowledgement is there. Orders come in pairs that trade.',
] as const;

/** Where the time goes: cores used, and how many commands share an fdatasync. */
export function workTable({ exchangeCores, generatorCores }: LoadResult, perFrame: number): Table {
  const known = (value: number) => (Number.isNaN(value) ? 'unknown' : value.toFixed(2));
  return {
    title: 'work',
    columns: ['cores, exchange', 'cores, generator', 'commands a frame'],
    rows: [[known(exchangeCores), known(generatorCores), known(perFrame)]],
  };
}

/** NaN where it cannot be told. */
export function commandsPerFrame(before: JournalCounts | null, after: JournalCounts | null): number {
  return before && after ? (after.commands - before.commands) / (after.frames - before.frames) : Number.NaN;
}

export function row(name: string, q: Quantiles): string[] {
  return [name, us(q.p50Us), us(q.p90Us), us(q.p99Us), us(q.p999Us), us(q.maxUs)];
}
