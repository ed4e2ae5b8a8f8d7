/** Many sessions: what those that only stay connected cost the ones that trade, and what each of them takes of memory. */
import { type BenchExchange, startExchange } from '../exchange.js';
import { runLoad } from '../load.js';
import { us } from '../report.js';
import { Generator } from './generator.js';
import { kib, mib, restingBytes } from './memory.js';
import { type FixOptions, type Part, spread, spreadCells, times } from './part.js';

/** Else the heap's youngest generation comes and goes by tens of MiB, and sessions cannot be seen behind it. */
const YOUNG_MIB = 1;
const ACTIVE = 100;

interface Round {
  aloneP99Us: number;
  amongP99Us: number;
}

export async function measure(options: FixOptions): Promise<Part> {
  const { dir, layout, wait, rate, rest, sessions } = options;
  const exchange = await startExchange({ durability: 'disk', layout, wait, dir });
  const rounds: Round[] = [];
  try {
    for (let n = 0; n < options.rounds; n++) {
      const aloneP99Us = await p99Of(exchange, options);
      const idle = await Generator.open(exchange, 'IDLE', sessions);
      try {
        rounds.push({ aloneP99Us, amongP99Us: await p99Of(exchange, options) });
      } finally {
        await idle.close();
      }
    }
  } finally {
    await exchange.stop();
  }
  const memory = await memoryOf(options);
  const alone = spread(rounds.map((round) => round.aloneP99Us));
  const among = spread(rounds.map((round) => round.amongP99Us));
  const ratio = spread(rounds.map((round) => round.amongP99Us / round.aloneP99Us));
  return {
    method: [
      `sessions: ${ACTIVE} sessions send ${rate} orders a second in all (open loop, from the intended time), by themselves and among ${sessions} more that are logged on`,
      `and only heartbeat (30 s), in turns on one exchange; the ratio is that of one round. Memory: RSS of a fresh exchange, each time once it has not moved for`,
      `${rest} s, before and with ${sessions} and ${2 * sessions} idle sessions (V8's youngest generation kept to ${YOUNG_MIB} MiB); the second step is free of what the first connections make the heap set aside.`,
    ],
    figures: { aloneP99Us: alone, amongP99Us: among, ratio, memory },
    tables: [
      {
        title: `order to acknowledgement, ${ACTIVE} sessions that trade, ${rate} orders a second`,
        columns: ['', 'p99', 'worst'],
        rows: [
          [`${ACTIVE} connected`, ...spreadCells(alone, us)],
          [`${ACTIVE + sessions} connected`, ...spreadCells(among, us)],
          ['ratio', ...spreadCells(ratio, times)],
        ],
      },
      {
        title: 'resident memory of the exchange',
        columns: ['', 'RSS', 'a session'],
        rows: [
          ['no session', mib(memory.noneBytes), ''],
          [`${sessions} idle sessions`, mib(memory.someBytes), kib(memory.firstBytes)],
          [`${2 * sessions} idle sessions`, mib(memory.twiceBytes), kib(memory.nextBytes)],
        ],
      },
    ],
  };
}

async function p99Of(exchange: BenchExchange, { rate, seconds }: FixOptions): Promise<number> {
  const load = await runLoad({
    ...exchange,
    senderPrefix: 'ACTIVE',
    sessions: ACTIVE,
    mode: 'open',
    rate,
    window: 0,
    pace: 'sleep',
    warmUpSeconds: 2,
    seconds,
  });
  if (load.lost > 0) throw new Error(`sessions: expected an answer to each order, ${load.lost} have none`);
  return load.latency.p99Us;
}

async function memoryOf({ dir, layout, wait, rest, sessions }: FixOptions) {
  const exchange = await startExchange({
    durability: 'disk',
    layout,
    wait,
    dir,
    execArgv: [`--max-semi-space-size=${YOUNG_MIB}`],
  });
  const idle: Generator[] = [];
  try {
    const bytes = [await restingBytes(exchange.pid, rest * 1000)];
    for (const prefix of ['FIRST', 'NEXT']) {
      idle.push(await Generator.open(exchange, prefix, sessions));
      bytes.push(await restingBytes(exchange.pid, rest * 1000));
    }
    const [noneBytes, someBytes, twiceBytes] = bytes;
    const firstBytes = (someBytes - noneBytes) / sessions;
    return { noneBytes, someBytes, twiceBytes, firstBytes, nextBytes: (twiceBytes - someBytes) / sessions };
  } finally {
    for (const generator of idle) await generator.close();
    await exchange.stop();
  }
}
