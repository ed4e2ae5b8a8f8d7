import { describe, expect, it } from 'vitest';
import type { Harness } from '../engine/support.js';
import { kinds, openVenue, Phase, stop, told, trade, trailing } from './support.js';

/** Where a trailing stop stands, told by its EXEC of a status request. */
function stopOf(venue: Harness, clOrdId: string): unknown {
  return venue.status(clOrdId)[0]?.stop;
}

describe.each(kinds)('trailing stops, $how', ({ Venue }) => {
  it('a sell follows the highest trade at its distance, and never moves away', () => {
    const venue = openVenue(Venue);
    trade(venue, 100);
    expect(told(trailing(venue, 't', 'sell', 1, 5))).toEqual(['t new']);
    expect(stopOf(venue, 't')).toBe(95);
    trade(venue, 103);
    expect(stopOf(venue, 't')).toBe(98);
    trade(venue, 99);
    expect(stopOf(venue, 't')).toBe(98);
    expect(trade(venue, 98)[0]).toBe('t triggered');
  });

  it('a buy follows the lowest trade', () => {
    const venue = openVenue(Venue);
    trade(venue, 100);
    trailing(venue, 't', 'buy', 1, 5);
    expect(stopOf(venue, 't')).toBe(105);
    trade(venue, 90);
    expect(stopOf(venue, 't')).toBe(95);
    trade(venue, 94);
    expect(stopOf(venue, 't')).toBe(95);
    expect(trade(venue, 96)[0]).toBe('t triggered');
  });

  it('starts at its stop price, and waits for trades since its entry', () => {
    const venue = openVenue(Venue);
    trade(venue, 120);
    trade(venue, 100);
    trailing(venue, 't', 'sell', 1, 5, 80);
    expect(stopOf(venue, 't')).toBe(80);
    trade(venue, 100);
    expect(stopOf(venue, 't')).toBe(95);
  });

  it('is refused where it has nowhere to start', () => {
    const venue = openVenue(Venue);
    expect(trailing(venue, '1', 'sell', 1, 5)[0]?.reason).toMatch(/StopPx/);
    expect(trailing(venue, '2', 'sell', 1, 5, 80)[0]?.reason).toBe('');
    trade(venue, 3);
    expect(trailing(venue, '3', 'sell', 1, 5)[0]?.reason).toMatch(/StopPx/);
    expect(trailing(venue, '4', 'sell', 1, 0)[0]?.reason).not.toBe('');
    expect(trailing(venue, '5', 'sell', 1, -1, 2)[0]?.reason).not.toBe('');
  });

  it('in one step: first what is within reach as it was, then it moves, then what the last trade reaches', () => {
    const venue = openVenue(Venue);
    trade(venue, 100);
    trailing(venue, 'near', 'sell', 1, 2); // 98
    trailing(venue, 'far', 'sell', 1, 8); // 92
    stop(venue, 'fixed', 'sell', 1, 95);
    // One order trades at 99, then 106, then 103: nothing is within reach as it was; the stops move to 104 and 98; 103 reaches near.
    venue.sell('a1', 1, 99, { session: 1 });
    venue.sell('a2', 1, 106, { session: 1 });
    const events = told(venue.buy('x', 2, 106, { session: 2 }));
    expect(events).toContain('x trades 1 at 106, 0 left');
    expect(stopOf(venue, 'near')).toBe(104);
    expect(stopOf(venue, 'far')).toBe(98);
    expect(trade(venue, 103)).toEqual(['near triggered', 'near canceled (no liquidity for what is left of the order)']);
  });

  it('that the same step has moved above its last trade triggers', () => {
    const venue = openVenue(Venue);
    trade(venue, 100);
    trailing(venue, 't', 'sell', 1, 3); // 97
    venue.buy('b1', 1, 106, { session: 1 });
    venue.buy('b2', 1, 101, { session: 1 });
    // 106, then 101: the stop moves to 103, which 101 reaches.
    expect(told(venue.sell('x', 2, 101, { session: 2 })).slice(-2)).toEqual([
      't triggered',
      't canceled (no liquidity for what is left of the order)',
    ]);
  });

  it('follows the trades of an auction, whatever it leads to', () => {
    const venue = openVenue(Venue);
    trade(venue, 100);
    trailing(venue, 't', 'sell', 1, 5);
    venue.phase(Phase.closingAuction);
    venue.buy('b', 1, 110, { session: 1, tif: 'gtc' });
    venue.sell('a', 1, 110, { session: 2, tif: 'gtc' });
    expect(told(venue.phase(Phase.postClose))).toEqual(['b trades 1 at 110, 0 left', 'a trades 1 at 110, 0 left']);
    expect(stopOf(venue, 't')).toBe(105);
  });

  it('a replace changes its quantity only', () => {
    const venue = openVenue(Venue);
    trade(venue, 100);
    trailing(venue, 't', 'sell', 5, 5);
    trade(venue, 102);
    expect(told(venue.replace('r', 't', 7, 0))).toEqual(['r replaced was t']);
    expect(venue.status('r')[0]).toMatchObject({ stop: 97, qty: 7, leaves: 7 });
    trade(venue, 104);
    expect(stopOf(venue, 'r')).toBe(99);
  });

  it('at most 1,000 of an instrument', () => {
    const venue = openVenue(Venue === kinds[0].Venue ? Venue : kinds[0].Venue, { orders: 2000, specials: 2000 });
    for (let n = 0; n < 1000; n++) trailing(venue, `t${n}`, 'sell', 1, 5, 90);
    expect(trailing(venue, 'more', 'sell', 1, 5, 90)[0]?.reason).toMatch(/as many pegged orders/);
    expect(trailing(venue, 'other', 'sell', 1, 5, 90, { instrument: 1 })[0]?.reason).toBe('');
    venue.cancel('c', 't7');
    expect(trailing(venue, 'room', 'sell', 1, 5, 90)[0]?.reason).toBe('');
  });
});
