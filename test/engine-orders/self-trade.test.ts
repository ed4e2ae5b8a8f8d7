import { describe, expect, it } from 'vitest';
import { kinds, open } from './support.js';

const OWN = '(the order would have traded with one of its own group)';

describe.each(kinds)('self-trade prevention, $how', ({ Kind }) => {
  const venueOf = (...orders: [id: string, qty: number, price: number, group?: number][]) => {
    const venue = open(Kind);
    for (const [id, qty, price, group = 0] of orders) venue.send(id, 'sell', qty, price, { group });
    return venue;
  };

  it('cancel newest: what is left of the incoming order is cancelled', () => {
    const venue = venueOf(['a', 5, 100], ['own', 5, 100, 7], ['c', 5, 100]);
    expect(venue.send('b', 'buy', 12, 100, { session: 1, group: 7, stp: 'cancelNewest' })).toEqual([
      'b new',
      'b trades 5 at 100, 7 left',
      'a trades 5 at 100, 0 left',
      'prevented cancelNewest 5 at 100',
      `b canceled ${OWN}`,
    ]);
    expect(venue.asks()).toEqual([[100, 10, 2]]);
  });

  it('cancel oldest: the resting one goes, and matching goes on', () => {
    const venue = venueOf(['a', 5, 100], ['own', 5, 100, 7], ['c', 5, 100]);
    expect(venue.send('b', 'buy', 9, 100, { session: 1, group: 7, stp: 'cancelOldest' }).slice(3)).toEqual([
      'prevented cancelOldest 4 at 100',
      `own canceled ${OWN}`,
      'b trades 4 at 100, 0 left',
      'c trades 4 at 100, 1 left',
    ]);
  });

  it('cancel both: the incoming order is told first', () => {
    const venue = venueOf(['own', 5, 100, 7], ['c', 5, 100]);
    expect(venue.send('b', 'buy', 9, 100, { session: 1, group: 7, stp: 'cancelBoth' })).toEqual([
      'b new',
      'prevented cancelBoth 5 at 100',
      `b canceled ${OWN}`,
      `own canceled ${OWN}`,
    ]);
    expect(venue.asks()).toEqual([[100, 5, 1]]);
  });

  it('decrement: both are smaller by the smaller one, which is cancelled', () => {
    const venue = venueOf(['own', 5, 100, 7], ['c', 2, 100]);
    expect(venue.send('b', 'buy', 9, 100, { session: 1, group: 7, stp: 'decrement' })).toEqual([
      'b new',
      'prevented decrement 5 at 100',
      `b restated ${OWN}`,
      'book buy 100: -5 lots, 0 orders',
      `own canceled ${OWN}`,
      'b trades 2 at 100, 2 left',
      'c trades 2 at 100, 0 left',
    ]);
    expect(venue.bids()).toEqual([[100, 2, 1]]);
    expect(venue.send('s', 'sell', 3, 100, { session: 2, group: 7, stp: 'decrement' }).slice(1)).toEqual([
      'prevented decrement 2 at 100',
      `s restated ${OWN}`,
      'book sell 100: -2 lots, 0 orders',
      `b canceled ${OWN}`,
    ]);
  });

  it('decrement: a resting order that is larger keeps its place', () => {
    const venue = venueOf(['own', 9, 100, 7], ['c', 2, 100]);
    expect(venue.send('b', 'buy', 4, 100, { session: 1, group: 7, stp: 'decrement' })).toEqual([
      'b new',
      'prevented decrement 4 at 100',
      `b canceled ${OWN}`,
      `own restated ${OWN}`,
      'book sell 100: -4 lots, 0 orders',
    ]);
    expect(venue.asks()).toEqual([[100, 7, 2]]);
    expect(venue.send('d', 'buy', 1, 100, { session: 1 })[2]).toBe('own trades 1 at 100, 4 left');
  });

  it('of an iceberg counts all of its quantity, and takes from its reserve first', () => {
    const venue = open(Kind);
    venue.send('ice', 'sell', 20, 100, { display: 4, group: 7 });
    expect(venue.send('b', 'buy', 14, 100, { session: 1, group: 7, stp: 'decrement' }).slice(1)).toEqual([
      'prevented decrement 14 at 100',
      `b canceled ${OWN}`,
      `ice restated ${OWN}`,
    ]);
    expect(venue.asks()).toEqual([[100, 4, 1]]);
    venue.send('c', 'buy', 4, 100, { session: 1, group: 7, stp: 'decrement' });
    expect(venue.asks()).toEqual([[100, 2, 1]]);
  });

  it('concerns hidden orders, and those of one group alone', () => {
    const venue = open(Kind);
    venue.send('h', 'sell', 5, 100, { hidden: true, group: 7 });
    expect(venue.send('x', 'buy', 1, 100, { session: 1, group: 8 })[1]).toBe('x trades 1 at 100, 0 left');
    expect(venue.send('y', 'buy', 1, 100, { session: 1 })[1]).toBe('y trades 1 at 100, 0 left');
    expect(venue.send('z', 'buy', 1, 100, { session: 1, group: 7, stp: 'off' })[1]).toBe('z trades 1 at 100, 0 left');
    expect(venue.send('w', 'buy', 1, 100, { session: 1, group: 7 })[1]).toBe('prevented cancelNewest 1 at 100');
  });

  it('a fill-or-kill order is not filled where it would be stopped on its way', () => {
    const venue = venueOf(['a', 5, 100], ['own', 5, 101, 7], ['c', 5, 102]);
    for (const stp of ['cancelNewest', 'cancelBoth', 'decrement'] as const) {
      expect(venue.send(`f${stp}`, 'buy', 6, 102, { session: 1, tif: 'fok', group: 7, stp })[1]).toMatch(/could not be filled/);
    }
    expect(venue.send('g', 'buy', 11, 102, { session: 1, tif: 'fok', group: 7, stp: 'cancelOldest' })[1]).toMatch(/could not/);
    expect(venue.send('h', 'buy', 10, 102, { session: 1, tif: 'fok', group: 7, stp: 'cancelOldest' }).at(-1)).toBe(
      'c trades 5 at 102, 0 left',
    );
  });

  it("one's own order is met before what an iceberg before it holds back", () => {
    const venue = open(Kind);
    venue.send('ice', 'sell', 50, 100, { display: 5 });
    venue.send('own', 'sell', 5, 100, { group: 7 });
    expect(venue.send('f', 'buy', 6, 100, { session: 1, tif: 'fok', group: 7 })[1]).toMatch(/could not be filled/);
    expect(venue.send('g', 'buy', 5, 100, { session: 1, tif: 'fok', group: 7 })[1]).toBe('g trades 5 at 100, 0 left');
  });

  it('an order by notional is cancelled where it would be decremented', () => {
    const venue = venueOf(['own', 5, 100, 7]);
    const more = { session: 1, type: 'market', tif: 'ioc', notional: 300, group: 7, stp: 'decrement' } as const;
    expect(venue.send('n', 'buy', 0, 0, more).slice(1)).toEqual(['prevented cancelNewest 3 at 100', `n canceled ${OWN}`]);
  });
});
