/** The fold against the real engine: every kind of order, replaces, mass cancels, lost sessions. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { BookSeed } from '../../engine/directory.js';
import { Directory } from '../../engine/directory.js';
import { Exec, Phase, Side, Type } from '../../engine/records.js';
import { Auction, Bands, Book } from '../../engine/records-venue.js';
import type { RecordViews } from '../../engine/ring.js';
import { Depth } from '../../marketdata/depth.js';
import type { DepthSide } from '../../marketdata/depth-side.js';
import { acme, Harness } from '../engine/support.js';
import * as g from '../engine-model/generate.js';
import { setup } from '../engine-model/setups.js';
import { Venue } from '../engine-model/venue.js';

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
        expect(books.every((book) => book.settled(false))).toBe(true);
        expect(books.map((book, instrument) => seedOf(instrument, book))).toEqual(venue.engine.bookSeeds());
      });
    }),
    { numRuns: 150 },
  );
});

const { mix } = g;
const every: g.Flow = mix(
  [10, g.limits],
  [3, mix([1, g.cancels], [2, g.replaces])],
  [4, mix([3, g.icebergs], [1, g.hidden], [1, g.minimums], [1, g.postOnly], [1, g.toLimit], [1, g.notionals])],
  [4, mix([2, g.stops], [1, g.stopReplaces], [1, g.trailing], [2, g.pegs], [2, g.links])],
  [3, mix([2, g.grouped], [1, g.untilDates], [2, g.atAuctions], [1, g.markets])],
  [4, mix([2, g.ticks], [2, g.phases], [2, g.opens])],
  [2, mix([1, g.masses], [1, g.operatorCancels], [1, g.kills], [1, g.deadMen], [1, g.disconnects], [3, g.logons])],
  [1, mix([1, g.settingLimits], [1, g.groups], [2, g.busts], [1, g.endDays], [1, g.schedules])],
);
const venues = [
  {},
  {
    first: { staticBand: 5, dynamicBand: 2, bandAction: 1, volatilityAuctionMs: 1000 },
    second: { dynamicBand: 1, bandAction: 1 },
  },
  { first: { luldBand: 3, limitStateMs: 1000, pauseMs: 2000 }, second: { luldBand: 2, limitStateMs: 1000, pauseMs: 2000 } },
];

/** What BANDS and AUCTION said last, by instrument, as a seed has it. */
type News = Pick<BookSeed, 'bands' | 'auction'>[];

/** Folds the events of one command. */
function foldVenue(views: RecordViews, used: number, books: Depth[], directory: Directory, news: News): void {
  for (let at = 0; at < used; at += views.i32[at >> 2]) {
    const type = views.u16[(at + 4) >> 1];
    const instrument = views.i32[(at + Exec.INSTRUMENT) >> 2];
    if (type === Type.EXEC) books[instrument]?.apply(views, at);
    else if (type === Type.BOOK) books[views.i32[(at + Book.INSTRUMENT) >> 2]].applyBook(views, at);
    else if (type === Type.BANDS) news[views.i32[(at + Bands.INSTRUMENT) >> 2]].bands = bandsOf(views, at);
    else if (type === Type.AUCTION) news[views.i32[(at + Auction.INSTRUMENT) >> 2]].auction = auctionOf(views, at);
    else directory.apply(views, at);
    // what has gathered is no auction any more where the phase collects no orders
    if (type !== Type.PHASE_CHANGED) continue;
    for (const [i, known] of news.entries()) if (!gathers(phaseOf(directory, i))) known.auction = undefined;
  }
}

const phaseOf = ({ phase, instruments }: Directory, i: number) => (phase === Phase.open ? instruments[i].phase : phase);
const gathers = (phase: number) => phase >= Phase.preOpen && phase <= Phase.closingAuction;

function bandsOf({ u8, f64 }: RecordViews, at: number): BookSeed['bands'] {
  return {
    state: u8[at + Bands.STATE],
    lowerTicks: f64[(at + Bands.LOWER) >> 3],
    upperTicks: f64[(at + Bands.UPPER) >> 3],
    referenceTicks: f64[(at + Bands.REFERENCE) >> 3],
    untilUs: f64[(at + Bands.UNTIL) >> 3],
  };
}

function auctionOf({ u8, f64 }: RecordViews, at: number): BookSeed['auction'] {
  if (u8[at + Auction.FINAL] === 1) return undefined;
  const imbalance = f64[(at + Auction.IMBALANCE) >> 3];
  return {
    phase: u8[at + Auction.PHASE],
    priceTicks: u8[at + Auction.HAS_PRICE] === 1 ? f64[(at + Auction.PRICE) >> 3] : null,
    pairedLots: f64[(at + Auction.PAIRED) >> 3],
    imbalanceLots: u8[at + Auction.IMBALANCE_SIDE] === Side.sell ? -imbalance : imbalance,
  };
}

test('whatever is ordered and operated, the displayed book is the engine`s, and so is what readers know of the venue', () => {
  fc.assert(
    fc.property(fc.array(every, { minLength: 5, maxLength: 60 }), fc.constantFrom(...venues), (raws, settings) => {
      const venue = new Venue(setup(settings));
      const books = venue.engine.bookSeeds().map((seed) => new Depth(seed));
      const directory = new Directory(venue.engine.directorySeed());
      const news: News = venue.engine.bookSeeds().map(({ bands, auction }) => ({ bands, auction }));
      for (const command of g.numbered(raws)) {
        const from = venue.log.used;
        venue.apply(command);
        if (venue.log.used === from) continue; // a logon of a session that is up, or the like
        foldVenue(venue.out.views, venue.out.used, books, directory, news);
        const known = news.map(({ bands, auction }, i) => {
          // an auction goes on from one phase to the next
          return { bands, auction: auction && { ...auction, phase: phaseOf(directory, i) } };
        });
        expect(books.map((book, i) => ({ ...seedOf(i, book), ...known[i] }))).toEqual(venue.engine.bookSeeds());
        const truth = venue.engine.directorySeed();
        expect([directory.phase, directory.killed]).toEqual([truth.phase, truth.killed]);
        directory.instruments.forEach((known, i) => {
          const { phase, referenceTicks } = truth.instruments[i];
          expect([known.phase, known.referenceTicks]).toEqual([phase, referenceTicks]);
          const mayCross = (directory.phase === Phase.open ? known.phase : directory.phase) !== Phase.open;
          expect(books[i].settled(mayCross)).toBe(true);
        });
        directory.participants.forEach(({ killed, stpGroup, stpMode, limits }, i) => {
          const firm = truth.participants[i];
          expect({ killed, stpGroup, stpMode }).toEqual({
            killed: firm.killed,
            stpGroup: firm.stpGroup,
            stpMode: firm.stpMode,
          });
          const set = Object.entries(limits?.firm ?? {}).filter(([, value]) => value !== -1);
          expect(Object.fromEntries(set)).toEqual(firm.limits?.firm);
        });
        directory.sessions.forEach(({ connection, resetCount }, i) => {
          const session = truth.sessions[i];
          expect([connection, resetCount]).toEqual([session.connection, session.resetCount]);
        });
      }
    }),
    { numRuns: 150 },
  );
});
