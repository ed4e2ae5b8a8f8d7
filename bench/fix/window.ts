/** One session with many orders under way: orders acknowledged a second, beside the QuickFIX C++ echo. */
import { cpuSeconds } from '../cpu.js';
import { perSecond, us } from '../report.js';
import { type FixOptions, type Part, spread, spreadCells, times } from './part.js';
import { QUICKFIX_ECHO, withTargets } from './targets.js';

const WARM_UP_SECONDS = 2;

interface Round {
  perSecond: number;
  p50Us: number;
  p99Us: number;
  cores: number;
}

export async function measure(options: FixOptions): Promise<Part> {
  const { dir, layout, wait, window } = options;
  const rounds: Record<string, Round[]> = {};
  await withTargets({ disk: { durability: 'disk', layout, wait, dir } }, async (targets) => {
    for (const { name, generator } of targets) {
      rounds[name] = [];
      await generator.window(window, WARM_UP_SECONDS);
    }
    for (let n = 0; n < options.rounds; n++) {
      for (const { name, pid, generator } of targets) {
        const before = cpuSeconds(pid);
        const { perSecond, latency, rejected } = await generator.window(window, options.seconds);
        if (rejected > 0) throw new Error(`${name}: expected no order to be rejected, got ${rejected}`);
        const cores = (cpuSeconds(pid) - before) / options.seconds;
        rounds[name].push({ perSecond, p50Us: latency.p50Us, p99Us: latency.p99Us, cores });
      }
    }
  });
  const echo = rounds[QUICKFIX_ECHO];
  const figures = Object.fromEntries(
    Object.entries(rounds).map(([name, all]) => [
      name,
      {
        perSecond: spread(
          all.map((round) => round.perSecond),
          'more',
        ),
        p50Us: spread(all.map((round) => round.p50Us)),
        p99Us: spread(all.map((round) => round.p99Us)),
        cores: spread(all.map((round) => round.cores)),
        toQuickFix: echo
          ? spread(
              all.map((round, n) => round.perSecond / echo[n].perSecond),
              'more',
            )
          : null,
      },
    ]),
  );
  return {
    method: [
      `window: one session, ${window} orders under way, durability disk, ${options.seconds} s a round, the targets taking turns. Only acknowledgements count; the exchange also`,
      'trades each pair of orders and reports the fills. Its generator sends templates and counts answers.',
    ],
    figures,
    tables: [
      {
        title: `${window} orders under way on one session`,
        columns: ['', 'acknowledged', 'worst', 'p50', 'p99', 'cores', 'times QuickFIX'],
        rows: Object.entries(figures).map(([name, f]) => [
          name,
          ...spreadCells(f.perSecond, perSecond),
          us(f.p50Us.median),
          us(f.p99Us.median),
          name === QUICKFIX_ECHO ? '' : f.cores.median.toFixed(2),
          f.toQuickFix ? spreadCells(f.toQuickFix, times).join(' / ') : '',
        ]),
      },
    ],
  };
}
