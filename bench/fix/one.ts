/** One order at a time: the exchange at two durabilities and two ways of waiting, the QuickFIX C++ echo, and the floors, in turns. */
import { ACK_BYTES, FLOOR_METHOD, FloorMeter, ORDER_BYTES } from '../floors.js';
import { us } from '../report.js';
import { type FixOptions, type Part, spread, spreadCells, times } from './part.js';
import { QUICKFIX_ECHO, withTargets } from './targets.js';

const WARM_UP_SECONDS = 1;
const WAITS = ['park', 'adaptive'] as const;

interface Round {
  p50Us: number;
  p99Us: number;
}

export async function measure(options: FixOptions): Promise<Part> {
  const { dir, layout } = options;
  const waits = options.wait === 'auto' ? WAITS : [options.wait];
  const exchanges = Object.fromEntries(
    ['memory', 'disk'].flatMap((durability) =>
      waits.map((wait) => [`${durability}, ${wait}`, { durability, wait, layout, dir }]),
    ),
  );
  const rounds: Record<string, Round[]> = {};
  const floors: { tcpEchoUs: number; sumUs: number }[] = [];
  await withTargets(exchanges, async (targets) => {
    for (const { name, generator } of targets) {
      rounds[name] = [];
      await generator.window(1, WARM_UP_SECONDS);
    }
    for (let n = 0; n < options.rounds; n++) {
      const meter = new FloorMeter({ requestBytes: ORDER_BYTES, answerBytes: ACK_BYTES, samples: 1000, dir });
      await meter.measure();
      for (const { name, generator } of targets) {
        const { latency } = await generator.window(1, options.seconds);
        rounds[name].push({ p50Us: latency.p50Us, p99Us: latency.p99Us });
      }
      const { tcpEcho, sumP50Us } = meter.floors();
      floors.push({ tcpEchoUs: tcpEcho.p50Us, sumUs: sumP50Us });
    }
  });
  return part(rounds, floors);
}

function part(rounds: Record<string, Round[]>, floors: readonly { tcpEchoUs: number; sumUs: number }[]): Part {
  const echo = rounds[QUICKFIX_ECHO];
  const names = Object.keys(rounds);
  const p50 = Object.fromEntries(names.map((name) => [name, spread(rounds[name].map((round) => round.p50Us))]));
  const p99 = Object.fromEntries(names.map((name) => [name, spread(rounds[name].map((round) => round.p99Us))]));
  const toEcho = Object.fromEntries(
    names
      .filter((name) => echo && name !== QUICKFIX_ECHO)
      .map((name) => [name, spread(rounds[name].map((round, n) => round.p50Us / echo[n].p50Us))]),
  );
  const toFloors = Object.fromEntries(
    names.map((name) => [name, spread(rounds[name].map((round, n) => round.p50Us / floors[n].sumUs))]),
  );
  const tcpEcho = spread(floors.map((floor) => floor.tcpEchoUs));
  const sum = spread(floors.map((floor) => floor.sumUs));
  const ratio = (of: Record<string, ReturnType<typeof spread>>, name: string) =>
    of[name] ? spreadCells(of[name], times).join(' / ') : '';
  return {
    method: [
      'one: one session, one order under way, p50 and p99 of each round, the targets taking turns; median and worst of the rounds. Orders come in pairs',
      'that trade, so the exchange also sends two fills for each pair, which the echo does not; ratios are those of one round.',
      ...FLOOR_METHOD,
    ],
    figures: {
      p50Us: p50,
      p99Us: p99,
      p50ToQuickFix: toEcho,
      p50ToFloors: toFloors,
      floors: { tcpEchoUs: tcpEcho, sumUs: sum },
    },
    tables: [
      {
        title: 'one order at a time',
        columns: ['', 'p50', 'worst', 'p99', 'worst', 'p50 to QuickFIX', 'p50 to the floors'],
        rows: [
          ...names.map((name) => [
            name,
            ...spreadCells(p50[name], us),
            ...spreadCells(p99[name], us),
            ratio(toEcho, name),
            ratio(toFloors, name),
          ]),
          ['TCP echo', ...spreadCells(tcpEcho, us), '', '', '', ''],
          ['TCP echo and fdatasync', ...spreadCells(sum, us), '', '', '', ''],
        ],
      },
    ],
  };
}
