import { describe, expect, it } from 'vitest';
import { smallCapacities } from '../engine/support.js';
import { BandAction, DistanceUnit, kinds, openVenue } from './support.js';

const tooFar = 'Price is too far from the market';
const outside = 'the price is outside the price bands';

describe.each(kinds)('fat finger, $how', ({ Kind }) => {
  it('refuses a limit price on the aggressive side that is further from the reference', () => {
    const venue = openVenue(Kind, { fatFinger: 10 });
    expect(venue.send('b1', 'buy', 1, 110)).toEqual(['b1 new']);
    expect(venue.send('b2', 'buy', 1, 111)).toEqual([`b2 rejected (${tooFar})`]);
    expect(venue.send('b3', 'buy', 1, 1)).toEqual(['b3 new']);
    expect(venue.send('s1', 'sell', 1, 89, { session: 0 })).toEqual([`s1 rejected (${tooFar})`]);
    expect(venue.send('s2', 'sell', 1, 500)).toEqual(['s2 new']);
  });

  it('the reference is the last trade, else the instrument’s; neither: it is off', () => {
    const venue = openVenue(Kind, { fatFinger: 10, referenceTicks: 0 });
    venue.trade(300);
    expect(venue.send('b', 'buy', 1, 311)).toEqual([`b rejected (${tooFar})`]);
    expect(openVenue(Kind, { fatFinger: 10, referenceTicks: 0 }).send('b', 'buy', 1, 900)).toEqual(['b new']);
  });

  it('holds for stop-limits, replaces and in every phase; in basis points at least one tick', () => {
    const venue = openVenue(Kind, { fatFinger: 50, distanceUnit: DistanceUnit.basisPoints });
    venue.enter('preOpen');
    expect(venue.send('b', 'buy', 1, 101)).toEqual(['b new']);
    expect(venue.send('c', 'buy', 1, 102)).toEqual([`c rejected (${tooFar})`]);
    expect(venue.send('d', 'buy', 1, 102, { stop: 105 })).toEqual([`d rejected (${tooFar})`]);
    venue.replace('r', 'b', 1, 102);
    expect(venue.told()).toEqual([`r refused for b (${tooFar})`]);
    expect(venue.send('m', 'buy', 1, 'market')).toEqual(['m new']);
  });
});

describe.each(kinds)('bands that reject, $how', ({ Kind }) => {
  it('a limit price outside the static band is refused on either side', () => {
    const venue = openVenue(Kind, { staticBand: 10 });
    expect(venue.send('a', 'buy', 1, 89)).toEqual([`a rejected (${outside})`]);
    expect(venue.send('b', 'buy', 1, 90)).toEqual(['b new']);
    expect(venue.send('c', 'sell', 1, 111)).toEqual([`c rejected (${outside})`]);
    venue.replace('r', 'b', 1, 89);
    expect(venue.told()).toEqual([`r refused for b (${outside})`]);
  });

  it('the static band is around the last auction of the day, the dynamic one around the last trade', () => {
    const venue = openVenue(Kind, { staticBand: 10, dynamicBand: 2 });
    venue.enter('preOpen');
    venue.send('ab', 'buy', 1, 105);
    venue.send('as', 'sell', 1, 105);
    venue.enter('open');
    expect(venue.send('x', 'buy', 1, 116)).toEqual([`x rejected (${outside})`]);
    expect(venue.send('s', 'sell', 1, 108)).toEqual(['s new']);
    expect(venue.send('b', 'buy', 1, 108)).toEqual(['b new', `b canceled (${outside})`]);
    expect(venue.trade(107)).toHaveLength(3);
    expect(venue.send('c', 'buy', 1, 108)).toEqual(['c new', 'c trades 1 at 108, 0 left', 's trades 1 at 108, 0 left']);
  });

  it('the dynamic band is around the last trade as it was before the command: a sweep does not carry it along', () => {
    const venue = openVenue(Kind, { dynamicBand: 2 });
    venue.trade(100);
    for (const price of [101, 102, 103]) venue.send(`s${price}`, 'sell', 1, price);
    expect(venue.send('b', 'buy', 3, 'market')).toEqual([
      'b new',
      'b trades 1 at 101, 2 left',
      's101 trades 1 at 101, 0 left',
      'b trades 1 at 102, 1 left',
      's102 trades 1 at 102, 0 left',
      `b canceled (${outside})`,
    ]);
  });

  it('a FOK is measured by what is inside the bands', () => {
    const venue = openVenue(Kind, { dynamicBand: 2 });
    venue.trade(100);
    venue.send('s1', 'sell', 1, 101);
    venue.send('s2', 'sell', 1, 103);
    expect(venue.send('b', 'buy', 2, 103, { tif: 'fok' })[1]).toMatch(/^b canceled \(the order could not be filled/);
  });
});

describe.each(kinds)('bands that start an auction, $how', ({ Kind }) => {
  const settings = { dynamicBand: 2, staticBand: 20, bandAction: BandAction.auction, volatilityAuctionMs: 5000 };

  it('nothing is refused; the rest rests, and orders gather for a while', () => {
    const venue = openVenue(Kind, settings);
    venue.trade(100);
    venue.send('s1', 'sell', 1, 102);
    venue.send('s2', 'sell', 1, 103);
    expect(venue.send('b', 'buy', 3, 150)).toEqual([
      'b new',
      'b trades 1 at 102, 2 left',
      's1 trades 1 at 102, 0 left',
      'instrument 0: volatilityAuction',
      'volatilityAuction 0: 1 at 150, buy 1 over',
    ]);
    expect(venue.bids()).toEqual([[150, 2, 1]]);
    expect(venue.send('t', 'buy', 1, 100, { tif: 'ioc' })[0]).toMatch('rejected');
    expect(venue.until(6000)).toEqual([
      '5000: instrument 0: open',
      '5000: b trades 1 at 150, 1 left',
      '5000: s2 trades 1 at 150, 0 left',
      '5000: volatilityAuction 0: 1 at 150, buy 1 over, final',
    ]);
  });

  it('a rest that cannot rest is cancelled, and the auction begins all the same', () => {
    const venue = openVenue(Kind, settings);
    venue.trade(100);
    venue.send('s', 'sell', 1, 103);
    expect(venue.send('b', 'buy', 3, 'market')).toEqual([
      'b new',
      `b canceled (${outside})`,
      'instrument 0: volatilityAuction',
    ]);
  });

  it('an auction that was running when the venue stopped goes on after the restart, with its deadline', () => {
    const venue = openVenue(Kind, settings);
    venue.trade(100);
    venue.send('s', 'sell', 1, 103);
    venue.send('b', 'buy', 3, 'market');
    venue.epoch(2);
    venue.epoch(3, { ...smallCapacities, orders: 2000 });
    expect(venue.until(9000)).toEqual(['5000: instrument 0: open', '5000: volatilityAuction 0: nothing, final']);
  });

  it('an operator who sets another phase ends its timer', () => {
    const venue = openVenue(Kind, settings);
    venue.trade(100);
    venue.send('s', 'sell', 1, 103);
    venue.send('b', 'buy', 3, 'market');
    venue.enter('halted', 0);
    expect(venue.until(9000)).toEqual([]);
    venue.enter('volatilityAuction', 0);
    expect(venue.until(99_000)).toEqual([]);
  });

  it('after an auction the bands are around its price, for the stops that it triggers too', () => {
    const venue = openVenue(Kind, settings);
    venue.trade(100);
    venue.enter('preOpen');
    venue.send('stop', 'buy', 1, 130, { stop: 110, session: 2 });
    venue.send('b', 'buy', 1, 115);
    venue.send('s', 'sell', 1, 115);
    venue.send('far', 'sell', 1, 117);
    expect(venue.enter('open')).toContain('stop trades 1 at 117, 0 left');
    expect(venue.asks()).toEqual([]);
  });
});
