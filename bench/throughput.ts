/** Orders acknowledged a second over one FIX session (or several) with a window of orders under way. */
import { exchangeFor } from './exchange.js';
import { ACK_BYTES, FLOOR_METHOD, FloorMeter, floorRows, ORDER_BYTES, QUANTILE_COLUMNS } from './floors.js';
import { initHistograms } from './histogram.js';
import { commandsPerFrame, row, WARM_UP_SECONDS, workTable } from './latency.js';
import { runLoad } from './load.js';
import { readOptions } from './options.js';
import { perSecond, type Report } from './report.js';

export const usage =
  '[--window 200] [--sessions 1] [--seconds 10] [--durability disk] [--fix host:port]: orders acknowledged a second';

export async function run(args: readonly string[]): Promise<Report> {
  const options = readOptions(args, {
    window: 200,
    sessions: 1,
    seconds: 10,
    durability: 'disk',
    layout: 'auto',
    wait: 'auto',
    fix: '',
    symbols: 'AAPL',
    price: '15.00',
    dir: '.buttonwood/bench',
  });
  await initHistograms();
  const meter = new FloorMeter({ requestBytes: ORDER_BYTES, answerBytes: ACK_BYTES, samples: 1000, dir: options.dir });
  const exchange = await exchangeFor(options);
  try {
    await meter.measure();
    const before = await exchange.journal();
    const load = await runLoad({
      ...exchange,
      ...options,
      ...{ symbols: exchange.symbols, price: exchange.price },
      senderPrefix: 'BENCH',
      mode: 'window',
      rate: 0,
      pace: 'sleep',
      warmUpSeconds: WARM_UP_SECONDS,
    });
    const perFrame = commandsPerFrame(before, await exchange.journal());
    await meter.measure();
    const floors = meter.floors();
    return {
      name: 'throughput',
      method: [
        `${options.window} orders under way on each of ${options.sessions} sessions: each acknowledgement is followed by the next order. The generator is a`,
        'process on the same machine. Orders come in pairs that trade: each order is answered by an acknowledgement and a fill; only the first counts.',
        ...FLOOR_METHOD,
      ],
      options,
      figures: { load, floors, commandsPerFrame: perFrame },
      tables: [
        {
          title: 'orders',
          columns: ['', 'rate', 'orders', 'fills', 'lost', 'rejected'],
          rows: [
            [
              'acknowledged',
              perSecond(load.acknowledgedPerSecond),
              ...[load.sent, load.fills, load.lost, load.rejected].map(String),
            ],
          ],
        },
        { title: 'latency', columns: QUANTILE_COLUMNS, rows: [row('order to ack', load.latency), ...floorRows(floors)] },
        workTable(load, perFrame),
      ],
    };
  } finally {
    await exchange.stop();
  }
}
