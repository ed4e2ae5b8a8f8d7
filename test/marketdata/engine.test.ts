/** The fold against the real engine: every kind of order, replaces, mass cancels, lost sessions. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { BookSeed } from '../../engine/directory.js';
import { Exec, Type } from '../../engine/records.js';
import { Depth } from '../../marketdata/depth.js';
import type { DepthSide } from '../../marketdata/depth-side.js';
import { acme, Harness } from '../engine/support.js';

const INSTRUMENTS = [0, 1];

const step = fc.record({
  action: fc.nat(19),
  instrument: fc.constantFrom(...INSTRUMENTS),
  session: fc.nat(1),
  buy: fc.boolean(),
  qty: fc.integer({ min: 1, max: 30 }),
  price: fc.oneof(
    { weight: 9, arbitrary: fc.integer({ min: 90, max: 110 }) },
    { weight: 1, arbitrary: fc.integer({ min: 1, max: 9000 }) },
  ),
  tif: fc.constantFrom('day', 'gtc', 'ioc', 'fok') as fc.Arbitrary<'day' | 'gtc' | 'ioc' | 'fok'>,
  pick: fc.nat(100),
});
type EngineStep = typeof step extends fc.Arbitrary<infer T> ? T : never;

function act(venue: Harness, s: EngineStep, id: string, ids: { id: string; session: number }[]): void {
  const { instrument, session, qty, price, tif } = s;
  const chosen = ids[s.pick % Math.max(1, ids.length)];
  const terms = { instrument, session, side: s.buy ? ('buy' as const) : ('sell' as const) };
  if (s.action < 12 || chosen === undefined) {
    venue.order(id, { ...terms, qty, price, tif });
    ids.push({ id, session });
  } else if (s.action === 12) {
    venue.order(id, { ...terms, qty, market: true, tif: 'ioc' });
  } else if (s.action < 15) {
    venue.cancel(id, chosen.id, { session: chosen.session, instrument });
  } else if (s.action < 18) {
    venue.replace(id, chosen.id, qty, price, { session: chosen.session, instrument });
    chosen.id = id;
  } else if (s.action === 18) {
    venue.massCancel(id, { session });
  } else {
    venue.disconnect(session);
    venue.logon(session);
  }
}

const seedSide = (side: DepthSide) =>
  Array.from({ length: side.levels }, (_, n) => [side.price(n), side.qty(n), side.orders(n)]);
const seedOf = (instrument: number, depth: Depth) => ({ instrument, bids: seedSide(depth.bids), asks: seedSide(depth.asks) });

function fold(venue: Harness, from: number, books: Depth[]): number {
  const { views, used } = venue.log;
  for (let at = from; at < used; at += views.i32[at >> 2]) {
    if (views.u16[(at + 4) >> 1] !== Type.EXEC) continue;
    books[views.i32[(at + Exec.INSTRUMENT) >> 2]]?.apply(views, at);
  }
  return used;
}

test('the fold of the log is the book of the engine, after every command and from any point on', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 80 }), fc.nat(80), (steps, seedAt) => {
      const venue = Harness.open(2);
      venue.instrument({ ...acme, symbol: 'BETA' });
      const ids: { id: string; session: number }[] = [];
      let books = INSTRUMENTS.map(() => new Depth());
      let from = 0;
      steps.forEach((s, i) => {
        if (i === seedAt) books = venue.engine.bookSeeds().map((seed: BookSeed) => new Depth(seed));
        act(venue, s, `id${i}`, ids);
        from = fold(venue, from, books);
        expect(books.every((book) => book.settled)).toBe(true);
        expect(books.map((book, instrument) => seedOf(instrument, book))).toEqual(venue.engine.bookSeeds());
      });
    }),
    { numRuns: 150 },
  );
});
