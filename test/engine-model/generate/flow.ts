/** What all flows of random commands are made of: small ranges, so that things meet. */
import fc from 'fast-check';
import type { Command, Side } from '../commands.js';

/** A command whose `id` is given by its place, whose `orig` and `link` say how many orders back, and whose times are from now. */
export type Raw = Command & { back?: number };
export type Flow = fc.Arbitrary<Raw>;

export const int = (min: number, max: number) => fc.integer({ min, max });
export const of = fc.constantFrom;
export const session = int(0, 2);
export const side = of<Side>('buy', 'sell');
export const someSide = of<Side | undefined>(undefined, 'buy', 'sell');
export const ins = of(0, 0, 1);
export const account = of<string | undefined>(undefined, undefined, 'a', 'b');
export const back = int(0, 9);
export const ms = of(0, 1, 40, 100, 100, 250, 1000, 3000, 10_000, 15_000, 30_000, 60_000);

/** Near the middle of its instrument; now and then far away. */
export const price = fc.oneof(
  { weight: 20, arbitrary: int(-4, 4) },
  { weight: 3, arbitrary: int(-12, 12) },
  { weight: 1, arbitrary: int(-90, 90) },
);
export const qty = fc.oneof({ weight: 6, arbitrary: int(1, 10) }, { weight: 1, arbitrary: int(1, 40) });

const route = of('', '', '', '', '', 'R', 'WAY', 'ROUTE-2');

/** Requests of which some have a route. */
export function routed(flow: Flow): Flow {
  return fc.tuple(flow, route).map(([c, way]): Raw => (way === '' ? c : ({ ...c, route: way } as Raw)));
}

export function clean<T extends object>(terms: T): Partial<{ [K in keyof T]: Exclude<T[K], undefined> }> {
  return Object.fromEntries(Object.entries(terms).filter(([, v]) => v !== undefined)) as Partial<{
    [K in keyof T]: Exclude<T[K], undefined>;
  }>;
}

/** Chooses among flows, by weight. */
export function mix(...weighted: [number, Flow][]): Flow {
  return fc.oneof(...weighted.map(([weight, arbitrary]) => ({ weight, arbitrary })));
}
