/** Random order flow for property tests, and how to give it to a venue. */
import fc from 'fast-check';
import type { Model } from './model.js';
import type { Event, Harness } from './support.js';

export interface Step {
  kind: 'new' | 'market' | 'cancel' | 'replace' | 'mass';
  session: number;
  id: string;
  orig: string;
  side: 'buy' | 'sell';
  bothSides: boolean;
  price: number;
  qty: number;
  tif: 'day' | 'gtc' | 'ioc' | 'fok';
}

const id = fc.integer({ min: 0, max: 60 }).map((n) => `o${n}`);

/** Prices near 1000 mostly, so that orders meet; some anywhere, so that windows move and far levels fill. */
const price = fc.oneof(
  { weight: 6, arbitrary: fc.integer({ min: 990, max: 1010 }) },
  { weight: 2, arbitrary: fc.integer({ min: 930, max: 1070 }) },
  { weight: 2, arbitrary: fc.integer({ min: 1, max: 2000 }) },
  { weight: 1, arbitrary: fc.constantFrom(1, 500_000, 1_000_000) },
);

export const step: fc.Arbitrary<Step> = fc.record({
  kind: fc.oneof(
    { weight: 10, arbitrary: fc.constant('new' as const) },
    { weight: 1, arbitrary: fc.constant('market' as const) },
    { weight: 4, arbitrary: fc.constant('cancel' as const) },
    { weight: 4, arbitrary: fc.constant('replace' as const) },
    { weight: 1, arbitrary: fc.constant('mass' as const) },
  ),
  session: fc.integer({ min: 0, max: 2 }),
  id,
  orig: id,
  side: fc.constantFrom('buy', 'sell'),
  bothSides: fc.boolean(),
  price,
  qty: fc.integer({ min: 1, max: 20 }),
  tif: fc.constantFrom('day', 'day', 'day', 'gtc', 'gtc', 'ioc', 'fok'),
});

export function toVenue(venue: Harness, s: Step): Event[] {
  const { session, side, price, qty, tif } = s;
  const massSide = s.bothSides ? '' : side;
  switch (s.kind) {
    case 'new':
      return venue.order(s.id, { session, side, price, qty, tif });
    case 'market':
      return venue.order(s.id, { session, side, qty, tif: tif === 'gtc' ? 'day' : tif, market: true });
    case 'cancel':
      return venue.cancel(s.id, s.orig, { session });
    case 'replace':
      return venue.replace(s.id, s.orig, qty, price, { session });
    case 'mass':
      return venue.massCancel(s.id, { session, side: massSide });
  }
}

export function toModel(model: Model, s: Step): string[] {
  const { session, side, price, qty, tif } = s;
  switch (s.kind) {
    case 'new':
      return model.newOrder({ session, id: s.id, side, price, qty, tif, market: false });
    case 'market':
      return model.newOrder({ session, id: s.id, side, price, qty, tif, market: true });
    case 'cancel':
      return model.cancel(session, s.id, s.orig);
    case 'replace':
      return model.replace(session, s.id, s.orig, qty, price);
    case 'mass':
      return model.massCancel(session, s.id, s.bothSides ? '' : side);
  }
}
