import { describe, expect, it } from 'vitest';
import { kinds, open, Venue } from './support.js';

describe.each(kinds)('an iceberg, $how', ({ Kind }) => {
  it('shows its peak alone', () => {
    const venue = open(Kind);
    expect(venue.send('ice', 'sell', 100, 101, { display: 10 })).toEqual(['ice new', 'book sell 101: +10 lots, +1 orders']);
    expect(venue.asks()).toEqual([[101, 10, 1]]);
  });

  it('shows the next peak behind those who came meanwhile', () => {
    const venue = open(Kind);
    venue.send('ice', 'sell', 25, 101, { display: 10 });
    venue.send('plain', 'sell', 5, 101);
    expect(venue.send('b', 'buy', 12, 101, { session: 1 })).toEqual([
      'b new',
      'b trades 10 at 101, 2 left',
      'ice trades 10 at 101, 15 left',
      'book sell 101: -10 lots, -1 orders',
      'book sell 101: +10 lots, +1 orders',
      'b trades 2 at 101, 0 left',
      'plain trades 2 at 101, 3 left',
    ]);
    expect(venue.asks()).toEqual([[101, 13, 2]]);
  });

  it('ends with a last peak that is smaller, and trades all of itself with one who takes it', () => {
    const venue = open(Kind);
    venue.send('ice', 'buy', 25, 99, { display: 10 });
    expect(venue.send('s', 'sell', 30, 99, { session: 1 }).filter((text) => !text.startsWith('book'))).toEqual([
      's new',
      's trades 10 at 99, 20 left',
      'ice trades 10 at 99, 15 left',
      's trades 10 at 99, 10 left',
      'ice trades 10 at 99, 5 left',
      's trades 5 at 99, 5 left',
      'ice trades 5 at 99, 0 left',
    ]);
    expect(venue.bids()).toEqual([]);
    expect(venue.asks()).toEqual([[99, 5, 1]]);
  });

  it('comes to the market with all of its quantity, and shows a peak of what is left', () => {
    const venue = open(Kind);
    venue.send('s', 'sell', 30, 100, { session: 1 });
    expect(venue.send('ice', 'buy', 50, 100, { display: 8 })).toEqual([
      'ice new',
      'ice trades 30 at 100, 20 left',
      's trades 30 at 100, 0 left',
      'book buy 100: +8 lots, +1 orders',
    ]);
    expect(venue.bids()).toEqual([[100, 8, 1]]);
  });

  it('counts with its reserve for a fill-or-kill order', () => {
    const venue = open(Kind);
    venue.send('ice', 'sell', 30, 101, { display: 10 });
    venue.send('plain', 'sell', 5, 101);
    expect(venue.send('more', 'buy', 36, 101, { session: 1, tif: 'fok' }).slice(1)).toEqual([
      'more canceled (the order could not be filled at once and in full)',
    ]);
    const told = venue.send('all', 'buy', 35, 101, { session: 1, tif: 'fok' });
    expect(told.at(-2)).toBe('ice trades 10 at 101, 0 left');
    expect(venue.asks()).toEqual([]);
  });

  it('keeps its place with a smaller quantity, which its reserve gives', () => {
    const venue = open(Kind);
    venue.send('ice', 'sell', 30, 101, { display: 10 });
    venue.send('plain', 'sell', 5, 101);
    expect(venue.change('x', 'ice', 15, 101)).toEqual(['x replaced was ice']);
    expect(venue.asks()).toEqual([[101, 15, 2]]);
    expect(venue.change('y', 'x', 14, 101, { display: 10 })).toEqual(['y replaced was x']);
    expect(venue.change('refused', 'y', 13, 101, { display: 9 })).toEqual([
      'refused refused for y (a replace may change price and quantity only)',
    ]);
    expect(venue.send('b', 'buy', 1, 101, { session: 1 })).toContain('y trades 1 at 101, 13 left');
  });

  it('gives from its peak what its reserve does not hold', () => {
    const venue = open(Kind);
    venue.send('ice', 'sell', 30, 101, { display: 10 });
    venue.send('b', 'buy', 12, 101, { session: 1 });
    venue.send('c', 'buy', 4, 101, { session: 1 });
    expect(venue.asks()).toEqual([[101, 4, 1]]);
    expect(venue.change('x', 'ice', 18, 101)).toEqual(['book sell 101: -2 lots, 0 orders', 'x replaced was ice']);
    expect(venue.asks()).toEqual([[101, 2, 1]]);
  });

  it('shows a new peak where it goes with another price or more quantity', () => {
    const venue = open(Kind);
    venue.send('ice', 'sell', 30, 101, { display: 10 });
    venue.send('b', 'buy', 4, 101, { session: 1 });
    expect(venue.asks()).toEqual([[101, 6, 1]]);
    expect(venue.change('x', 'ice', 40, 102)).toEqual([
      'book sell 101: -6 lots, -1 orders',
      'x replaced was ice',
      'book sell 102: +10 lots, +1 orders',
    ]);
    expect(venue.asks()).toEqual([[102, 10, 1]]);
  });

  it('leaves nothing behind when it is cancelled', () => {
    const venue = open(Kind);
    venue.send('ice', 'sell', 30, 101, { display: 10 });
    venue.cancel('c', 'ice');
    expect(venue.told()).toEqual(['c canceled was ice', 'book sell 101: -10 lots, -1 orders']);
    expect(venue.asks()).toEqual([]);
  });
});

describe('what an iceberg may display', () => {
  const refusals: [string, number, number][] = [
    ['as much as the quantity', 100, 100],
    ['less than a tenth, rounded up', 95, 9],
    ['nothing that is negative', 100, -1],
    ['no fraction', 100, 20.5],
  ];
  it.each(refusals)('%s is refused', (_, qty, display) => {
    const venue = open(Venue, { minDisplayBps: 1000 });
    expect(venue.send('ice', 'sell', qty, 101, { display })).toEqual([
      'ice rejected (MaxFloor: expected at least the minimum display quantity and less than OrderQty)',
    ]);
    expect(venue.send('ok', 'sell', 95, 101, { display: 10 })[0]).toBe('ok new');
  });

  it('is asked again of a replace', () => {
    const venue = open(Venue, { minDisplayBps: 1000 });
    venue.send('ice', 'sell', 95, 101, { display: 10 });
    for (const qty of [10, 101]) expect(venue.change('x', 'ice', qty, 101)[0]).toMatch(/^x refused for ice \(MaxFloor/);
    expect(venue.change('x', 'ice', 100, 101)).toContain('x replaced was ice');
  });
});
