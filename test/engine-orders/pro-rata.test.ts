import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Allocation } from '../../engine/records.js';
import { kinds, open, Venue } from './support.js';

const makers = (told: string[]) => told.filter((text) => / trades /.test(text) && !text.startsWith('t '));
const proRata = { allocation: Allocation.proRata };

describe.each(kinds)('a pro-rata level, $how', ({ Kind }) => {
  const venueOf = (changes: Parameters<typeof open>[1], ...lots: number[]) => {
    const venue = open(Kind, { ...proRata, ...changes });
    lots.forEach((qty, i) => {
      venue.send(`m${i}`, 'sell', qty, 100, { session: i & 1 });
    });
    return venue;
  };

  it('is shared by size, what rounding leaves in time', () => {
    const venue = venueOf({}, 10, 30, 60);
    expect(makers(venue.send('t', 'buy', 51, 100, { session: 2 }))).toEqual([
      'm0 trades 6 at 100, 4 left',
      'm1 trades 15 at 100, 15 left',
      'm2 trades 30 at 100, 30 left',
    ]);
  });

  it('gives the order first in time its share first', () => {
    const venue = venueOf({ topShareBps: 4000 }, 10, 30, 60);
    expect(makers(venue.send('t', 'buy', 20, 100, { session: 2 }))).toEqual([
      'm0 trades 10 at 100, 0 left',
      'm1 trades 3 at 100, 27 left',
      'm2 trades 7 at 100, 53 left',
    ]);
  });

  it("gives the market maker's orders theirs next, in time", () => {
    const venue = venueOf({ makerShareBps: 5000, marketMaker: 1 }, 20, 4, 20, 40);
    expect(makers(venue.send('t', 'buy', 20, 100, { session: 2 }))).toEqual([
      'm0 trades 4 at 100, 16 left',
      'm1 trades 4 at 100, 0 left',
      'm2 trades 2 at 100, 18 left',
      'm3 trades 10 at 100, 30 left',
    ]);
  });

  it('is filled in time when the incoming quantity is not less, and looked at anew with new peaks', () => {
    const venue = open(Kind, proRata);
    venue.send('ice', 'sell', 30, 100, { display: 10 });
    venue.send('plain', 'sell', 20, 100);
    expect(makers(venue.send('t', 'buy', 35, 100, { session: 2 }))).toEqual([
      'ice trades 10 at 100, 20 left',
      'plain trades 20 at 100, 0 left',
      'ice trades 5 at 100, 15 left',
    ]);
  });

  it('leaves hidden orders to time, behind it', () => {
    const venue = venueOf({}, 5, 5);
    venue.send('h', 'sell', 5, 100, { hidden: true });
    venue.send('i', 'sell', 5, 100, { hidden: true });
    expect(makers(venue.send('t', 'buy', 16, 100, { session: 2 })).slice(2)).toEqual([
      'h trades 5 at 100, 0 left',
      'i trades 1 at 100, 4 left',
    ]);
  });

  it('prevents self-trades before anything of it trades', () => {
    const venue = venueOf({}, 10);
    venue.send('own', 'sell', 10, 100, { group: 7 });
    expect(venue.send('t', 'buy', 4, 100, { session: 2, group: 7 }).slice(1, 3)).toEqual([
      'prevented cancelNewest 4 at 100',
      't canceled (the order would have traded with one of its own group)',
    ]);
    expect(venue.send('f', 'buy', 4, 100, { session: 2, group: 7, tif: 'fok' })[1]).toMatch(/could not be filled/);
    const told = venue.send('t', 'buy', 4, 100, { session: 3, group: 7, stp: 'cancelOldest' });
    expect(told.slice(1)).toEqual([
      'prevented cancelOldest 4 at 100',
      'own canceled (the order would have traded with one of its own group)',
      't trades 4 at 100, 0 left',
      'm0 trades 4 at 100, 6 left',
    ]);
  });

  it('has of an order by notional what that can pay', () => {
    const venue = venueOf({}, 10, 30);
    const told = venue.send('t', 'buy', 0, 0, { session: 2, type: 'market', tif: 'ioc', notional: 2099 });
    expect(makers(told)).toEqual(['m0 trades 5 at 100, 5 left', 'm1 trades 15 at 100, 15 left']);
  });
});

it('a pro-rata level gives away exactly what comes, and to nobody more than it displays', () => {
  const lots = fc.integer({ min: 1, max: 500 });
  const bps = fc.integer({ min: 0, max: 10_000 });
  const property = fc.property(fc.array(lots, { minLength: 1, maxLength: 8 }), lots, bps, bps, (level, qty, top, maker) => {
    const venue = open(Venue, { ...proRata, topShareBps: top, makerShareBps: maker, marketMaker: 1 });
    level.forEach((n, i) => {
      venue.send(`m${i}`, 'sell', n, 100, { session: i & 1 });
    });
    const total = level.reduce((sum, n) => sum + n, 0);
    venue.send('t', 'buy', qty, 100, { session: 2, tif: 'ioc' });
    const left = venue.asks().reduce((sum, [, n]) => sum + n, 0);
    expect(left).toBe(total - Math.min(total, qty));
  });
  fc.assert(property, { numRuns: 100 });
});
