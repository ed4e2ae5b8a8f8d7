import { describe, expect, it } from 'vitest';
import { kinds, open } from './support.js';

describe.each(kinds)('a hidden order, $how', ({ Kind }) => {
  it('is told to nobody but its owner', () => {
    const venue = open(Kind);
    expect(venue.send('h', 'sell', 10, 101, { hidden: true })).toEqual(['h new']);
    expect(venue.asks()).toEqual([]);
    expect(venue.change('i', 'h', 5, 101)).toEqual(['i replaced was h']);
    venue.cancel('c', 'i');
    expect(venue.told()).toEqual(['c canceled was i']);
  });

  it('trades behind all that is displayed at its price, peaks that come later too', () => {
    const venue = open(Kind);
    venue.send('h', 'sell', 10, 101, { hidden: true });
    venue.send('ice', 'sell', 6, 101, { display: 3 });
    venue.send('plain', 'sell', 2, 101);
    const told = venue.send('b', 'buy', 12, 101, { session: 1 });
    expect(told.filter((text) => / trades /.test(text) && !text.startsWith('b '))).toEqual([
      'ice trades 3 at 101, 3 left',
      'plain trades 2 at 101, 0 left',
      'ice trades 3 at 101, 0 left',
      'h trades 4 at 101, 6 left',
    ]);
  });

  it('trades before what is displayed at a worse price', () => {
    const venue = open(Kind);
    venue.send('plain', 'sell', 2, 101);
    venue.send('h', 'sell', 10, 100, { hidden: true });
    expect(venue.send('b', 'buy', 11, 101, { session: 1 })).toEqual([
      'b new',
      'b trades 10 at 100, 1 left',
      'h trades 10 at 100, 0 left',
      'b trades 1 at 101, 0 left',
      'plain trades 1 at 101, 1 left',
    ]);
  });

  it('counts for a fill-or-kill order', () => {
    const venue = open(Kind);
    venue.send('h', 'sell', 10, 100, { hidden: true });
    venue.send('plain', 'sell', 2, 101);
    expect(venue.send('b', 'buy', 12, 101, { session: 1, tif: 'fok' })).toContain('b trades 2 at 101, 0 left');
  });
});

describe.each(kinds)('a minimum quantity, $how', ({ Kind }) => {
  it('of an immediate order: it trades at least that, or is cancelled', () => {
    const venue = open(Kind);
    venue.send('a', 'sell', 5, 100);
    venue.send('b', 'sell', 5, 102);
    expect(venue.send('x', 'buy', 20, 101, { session: 1, tif: 'ioc', min: 6 })).toEqual([
      'x new',
      'x canceled (MinQty could not be filled at once)',
    ]);
    expect(venue.send('y', 'buy', 20, 102, { session: 1, tif: 'ioc', min: 10 }).at(-1)).toBe(
      'y canceled (no liquidity for what is left of the order)',
    );
    expect(venue.asks()).toEqual([]);
  });

  it('of a market order, too', () => {
    const venue = open(Kind);
    venue.send('a', 'sell', 5, 100);
    expect(venue.send('m', 'buy', 9, 0, { session: 1, type: 'market', tif: 'ioc', min: 6 })[1]).toMatch(/MinQty/);
    expect(venue.send('n', 'buy', 9, 0, { session: 1, type: 'market', tif: 'ioc', min: 5 })[1]).toBe(
      'n trades 5 at 100, 4 left',
    );
  });

  it('of a hidden order: it rests without trading when there is less', () => {
    const venue = open(Kind);
    venue.send('a', 'sell', 5, 100);
    expect(venue.send('h', 'buy', 20, 101, { session: 1, hidden: true, min: 6 })).toEqual(['h new']);
    expect(venue.send('i', 'buy', 20, 101, { session: 1, hidden: true, min: 5 })[1]).toBe('i trades 5 at 100, 15 left');
  });

  it('of a resting order: who has less left passes it over, for the next in time or price', () => {
    const venue = open(Kind);
    venue.send('big', 'sell', 50, 100, { hidden: true, min: 20 });
    venue.send('small', 'sell', 5, 100, { hidden: true });
    venue.send('plain', 'sell', 5, 101);
    expect(venue.send('b', 'buy', 12, 101, { session: 1 })).toEqual([
      'b new',
      'b trades 5 at 100, 7 left',
      'small trades 5 at 100, 0 left',
      'b trades 5 at 101, 2 left',
      'plain trades 5 at 101, 0 left',
    ]);
    expect(venue.bids()).toEqual([[101, 2, 1]]);
    expect(venue.send('c', 'buy', 20, 101, { session: 1 })[1]).toBe('c trades 20 at 100, 0 left');
  });

  it('of a resting order that has less left than that: all of it', () => {
    const venue = open(Kind);
    venue.send('big', 'sell', 50, 100, { hidden: true, min: 20 });
    venue.send('b', 'buy', 42, 100, { session: 1 });
    expect(venue.send('c', 'buy', 7, 100, { session: 1 })).toEqual(['c new']);
    venue.cancel('x', 'c', { session: 1 });
    expect(venue.send('d', 'buy', 8, 100, { session: 1 })[1]).toBe('d trades 8 at 100, 0 left');
  });

  it('is looked at with what is left at that moment', () => {
    const venue = open(Kind);
    venue.send('plain', 'sell', 5, 99);
    venue.send('big', 'sell', 50, 100, { hidden: true, min: 10 });
    venue.send('last', 'sell', 5, 101);
    expect(venue.send('f', 'buy', 14, 101, { session: 1, tif: 'fok' })[1]).toMatch(/could not be filled/);
    expect(venue.send('b', 'buy', 14, 101, { session: 1 }).filter((text) => text.startsWith('b '))).toEqual([
      'b new',
      'b trades 5 at 99, 9 left',
      'b trades 5 at 101, 4 left',
    ]);
  });
});
