import fc from 'fast-check';
import { it } from 'vitest';
import { differ, explain } from './agree.js';
import * as g from './generate.js';
import { setup } from './setups.js';
const { mix } = g;
const changes = mix([3, g.cancels], [4, g.replaces]);
const plain = mix([10, g.limits], [1, g.markets], [3, changes]);
const flows = {
  linksGrouped: { flow: mix([3, plain], [5, g.links], [4, g.grouped], [1, g.stops], [1, g.masses]), s: {} },
  linksProRata: { flow: mix([3, plain], [5, g.links], [4, g.grouped], [1, g.stops]), s: { first: { allocation: 1 as const } } },
  linksPhases: { flow: mix([5, plain], [5, g.links], [2, g.trailing], [2, g.stopReplaces], [2, g.stops], [2, g.phases], [2, g.opens], [1, g.untilDates], [2, g.ticks]), s: {} },
  bandsStops: { flow: mix([6, plain], [4, g.stops], [3, g.trailing], [3, g.pegs], [2, g.links], [2, g.stopReplaces], [3, g.ticks], [1, g.opens]), s: { first: { dynamicBand: 2, bandAction: 1 as const, volatilityAuctionMs: 1000 } } },
  pegsMore: { flow: mix([6, plain], [6, g.pegs], [2, g.icebergs], [1, g.hidden], [1, g.stops], [1, g.grouped], [1, g.phases], [1, g.opens], [1, g.masses]), s: {} },
  pegsLuld: { flow: mix([6, plain], [6, g.pegs], [2, g.stops], [1, g.ticks]), s: { first: { luldBand: 2, pauseMs: 3000 } } },
};
it.each(Object.entries(flows))('%s', (_n, { flow, s }) => {
  const given = setup(s as never);
  const lists = fc.array(flow as g.Flow, { minLength: 10, maxLength: 60, size: 'max' }).map(g.numbered);
  const run = fc.check(fc.property(lists, (c) => differ(given, c) === undefined), { numRuns: Number(process.env.RUNS ?? 100), endOnFailure: true });
  if (run.counterexample) explain(given, run.counterexample[0], `SEED=${run.seed}`);
}, 300000);
