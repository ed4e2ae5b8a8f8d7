/** The engine against a market written from engine/RULES.md alone, area by area. RUNS=5000 for a long hunt, SEED to see one again. */
import fc from 'fast-check';
import { describe, it } from 'vitest';
import { differ, explain } from './agree.js';
import { areas, everything, plain } from './areas.js';
import * as g from './generate.js';
import { numbered } from './numbering.js';
import { anySettings, type Settings, setup } from './setups.js';

const RUNS = Number(process.env.RUNS ?? 150);
const TIMEOUT_MS = 60_000 + RUNS * 50;
const SEED = process.env.SEED ? { seed: Number(process.env.SEED) } : {};
const { mix } = g;

const lists = (flow: g.Flow) => fc.array(flow, { minLength: 10, maxLength: 60, size: 'max' }).map(numbered);

/** Looks for a difference, and fails with a short one. */
function search(venues: fc.Arbitrary<Settings>, flow: g.Flow, numRuns: number): void {
  const property = fc.property(venues, lists(flow), (venue, commands) => differ(setup(venue), commands) === undefined);
  const run = fc.check(property, { numRuns, endOnFailure: true, ...SEED });
  if (run.counterexample) explain(run.counterexample[0], run.counterexample[1], `SEED=${run.seed}`);
}

describe.each(Object.entries(areas))('the engine and the model agree: %s', (_, { flow, in: venues = [{}] }) => {
  it.each(venues.map((venue) => [JSON.stringify(venue), venue] as const))(
    'venue %s',
    (_name, venue) => {
      search(fc.constant(venue), flow, Math.ceil(RUNS / venues.length));
    },
    TIMEOUT_MS,
  );
});

describe('the engine and the model agree: everything in any venue', () => {
  it(
    'venue at random',
    () => search(anySettings, mix([20, everything], [15, plain], [1, g.longTicks], [1, g.restarts], [1, g.logons]), RUNS),
    TIMEOUT_MS,
  );
});
