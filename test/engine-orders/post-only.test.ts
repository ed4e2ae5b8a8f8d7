import { describe, expect, it } from 'vitest';
import { Phase } from '../../engine/records.js';
import { kinds, open } from './support.js';

const WOULD_TRADE = '(the order would have traded, and is post-only)';

describe.each(kinds)('a post-only order, $how', ({ Kind }) => {
  it('rests where nothing trades, and as others do from then on', () => {
    const venue = open(Kind);
    venue.send('a', 'sell', 5, 101);
    expect(venue.send('p', 'buy', 5, 100, { session: 1, postOnly: true })).toEqual(['p new']);
    expect(venue.bids()).toEqual([[100, 5, 1]]);
    expect(venue.send('s', 'sell', 2, 100)[1]).toBe('s trades 2 at 100, 0 left');
  });

  it('is refused if any of it could trade, with what is hidden too', () => {
    const venue = open(Kind);
    venue.send('h', 'sell', 1, 101, { hidden: true });
    expect(venue.send('p', 'buy', 5, 101, { session: 1, postOnly: true })).toEqual([`p rejected ${WOULD_TRADE}`]);
    expect(venue.engine.openOrders).toBe(1);
    expect(venue.send('p', 'buy', 5, 100, { session: 1, postOnly: true })).toEqual(['p new']);
  });

  it('is not refused for an order that would pass it over', () => {
    const venue = open(Kind);
    venue.send('h', 'sell', 9, 101, { hidden: true, min: 6 });
    expect(venue.send('p', 'buy', 5, 101, { session: 1, postOnly: true })).toEqual(['p new']);
  });

  it('stands one tick short instead, if it says so', () => {
    const venue = open(Kind);
    venue.send('a', 'sell', 5, 101);
    expect(venue.send('p', 'buy', 5, 105, { session: 1, reprice: true })).toEqual(['p new']);
    expect(venue.bids()).toEqual([[100, 5, 1]]);
    venue.send('q', 'sell', 5, 90, { session: 1, reprice: true });
    expect(venue.asks()).toEqual([[101, 10, 2]]);
  });

  it('is refused all the same at the end of the range', () => {
    const venue = open(Kind);
    venue.send('a', 'sell', 5, 1);
    expect(venue.send('p', 'buy', 5, 3, { session: 1, reprice: true })).toEqual([`p rejected ${WOULD_TRADE}`]);
  });

  it('is asked again when it is replaced, but not where it keeps its place', () => {
    const venue = open(Kind);
    venue.send('a', 'sell', 5, 101);
    venue.send('p', 'buy', 5, 100, { session: 1, postOnly: true });
    expect(venue.change('x', 'p', 5, 101, { session: 1 })).toEqual([`x refused for p ${WOULD_TRADE}`]);
    expect(venue.change('y', 'p', 4, 100, { session: 1 })).toEqual(['y replaced was p']);
    venue.send('r', 'buy', 5, 99, { session: 1, reprice: true });
    expect(venue.change('z', 'r', 6, 102, { session: 1 })).toEqual(['z replaced was r']);
    expect(venue.bids()).toEqual([[100, 10, 2]]);
  });

  it('is as others are while orders gather for an auction', () => {
    const venue = open(Kind);
    venue.send('a', 'sell', 5, 101);
    venue.phase(Phase.openingAuction);
    expect(venue.send('p', 'buy', 5, 103, { session: 1, postOnly: true })[0]).toBe('p new');
    expect(venue.bids()).toEqual([[103, 5, 1]]);
  });
});
