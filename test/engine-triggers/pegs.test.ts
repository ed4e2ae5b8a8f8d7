import { describe, expect, it } from 'vitest';
import type { Harness } from '../engine/support.js';
import { kinds, look, OrdType, openVenue, Phase, peg, send, stop, TimeInForce, told } from './support.js';

/** 98 bid, 103 asked. */
function quoted(Venue: new () => Harness): Harness {
  const venue = openVenue(Venue);
  venue.buy('bid', 10, 98, { session: 1 });
  venue.sell('ask', 10, 103, { session: 1 });
  return venue;
}

function priceOf(venue: Harness, clOrdId: string): unknown {
  return look(venue, clOrdId).price;
}

describe.each(kinds)('pegged orders, $how', ({ Venue }) => {
  it('primary follows its own side, market the other, mid stands between: buys rounded down, sells up', () => {
    const venue = quoted(Venue);
    peg(venue, 'bp', 'buy', 1, 'primary');
    peg(venue, 'sp', 'sell', 1, 'primary');
    peg(venue, 'bm', 'buy', 1, 'market', { offset: -2 });
    peg(venue, 'sm', 'sell', 1, 'market', { offset: 4 });
    peg(venue, 'bmid', 'buy', 1, 'mid');
    peg(venue, 'smid', 'sell', 1, 'mid', { offset: 1 });
    const prices = ['bp', 'sp', 'bm', 'sm', 'bmid', 'smid'].map((id) => priceOf(venue, id));
    expect(prices).toEqual([98, 103, 101, 102, 100, 102]);
  });

  it('is told at price 0, then comes to the market at its price', () => {
    const venue = quoted(Venue);
    const events = peg(venue, 'p', 'buy', 4, 'market');
    expect(events[0]).toMatchObject({ execType: '0', price: 0 });
    expect(told(events)).toEqual(['p new', 'p trades 4 at 103, 0 left', 'ask trades 4 at 103, 6 left']);
  });

  it('is displayed to nobody', () => {
    const venue = quoted(Venue);
    peg(venue, 'p', 'buy', 4, 'primary');
    expect(venue.bids()).toEqual([[98, 10, 1]]);
    expect(told(venue.sell('x', 12, 98, { session: 2 }))).toEqual([
      'x new',
      'x trades 10 at 98, 2 left',
      'bid trades 10 at 98, 0 left',
      'x trades 2 at 98, 0 left',
      'p trades 2 at 98, 2 left',
    ]);
  });

  it('follows when the best displayed price moves', () => {
    const venue = quoted(Venue);
    peg(venue, 'p', 'buy', 4, 'primary', { offset: -1 });
    expect(priceOf(venue, 'p')).toBe(97);
    venue.buy('better', 1, 100, { session: 1 });
    expect(priceOf(venue, 'p')).toBe(99);
    venue.cancel('c', 'better', { session: 1 });
    expect(priceOf(venue, 'p')).toBe(97);
    venue.replace('bid2', 'bid', 10, 96, { session: 1 });
    expect(priceOf(venue, 'p')).toBe(95);
    venue.sell('x', 10, 96, { session: 2 });
    expect(priceOf(venue, 'p')).toBe(0);
  });

  it('does not follow its own kind, nor hidden orders', () => {
    const venue = openVenue(Venue);
    peg(venue, 'p', 'buy', 4, 'primary');
    send(venue, 'h', 'buy', 4, { session: 1, priceTicks: 95, terms: { flags: 4 } });
    expect(priceOf(venue, 'p')).toBe(0);
  });

  it('waits outside the book without its reference', () => {
    const venue = openVenue(Venue);
    expect(told(peg(venue, 'p', 'buy', 4, 'mid'))).toEqual(['p new']);
    venue.buy('bid', 1, 98, { session: 1 });
    expect(priceOf(venue, 'p')).toBe(0);
    venue.sell('ask', 1, 104, { session: 1 });
    expect(priceOf(venue, 'p')).toBe(101);
    venue.cancel('c', 'bid', { session: 1 });
    expect(priceOf(venue, 'p')).toBe(0);
    expect(told(venue.sell('x', 1, 90, { session: 2, tif: 'ioc' }))).toEqual([
      'x new',
      'x canceled (no liquidity for what is left of the order)',
    ]);
  });

  it('goes not beyond its own limit, nor the range of the instrument', () => {
    const venue = quoted(Venue);
    peg(venue, 'b', 'buy', 1, 'primary', { offset: 3, cap: 99 });
    peg(venue, 's', 'sell', 1, 'primary', { offset: -2, cap: 102 });
    peg(venue, 'low', 'buy', 1, 'primary', { offset: -1000 });
    expect([priceOf(venue, 'b'), priceOf(venue, 's'), priceOf(venue, 'low')]).toEqual([99, 102, 1]);
    venue.buy('better', 1, 97, { session: 1 });
    venue.cancel('c', 'bid', { session: 1 });
    venue.cancel('c2', 'better', { session: 1 });
    venue.buy('worse', 1, 90, { session: 1 });
    expect(priceOf(venue, 'b')).toBe(93);
  });

  it('comes to the market at its new price as an incoming order, in order of entry, and rests at the end of that queue', () => {
    const venue = quoted(Venue);
    peg(venue, 'p1', 'buy', 1, 'primary');
    peg(venue, 'p2', 'buy', 1, 'primary');
    send(venue, 'h', 'buy', 1, { priceTicks: 99, terms: { flags: 4 }, session: 1 });
    venue.buy('better', 1, 99, { session: 1 });
    const events = told(venue.sell('x', 4, 99, { session: 2 }));
    expect(
      events.filter((text) => text.includes(' trades ') && !text.startsWith('x')).map((text) => text.split(' ')[0]),
    ).toEqual(['better', 'h', 'p1', 'p2']);
  });

  it('may trade when it is repriced', () => {
    const venue = quoted(Venue);
    send(venue, 'h', 'sell', 2, { priceTicks: 101, terms: { flags: 4 }, session: 1 });
    peg(venue, 'p', 'buy', 5, 'primary', { offset: 1 });
    expect(priceOf(venue, 'p')).toBe(99);
    expect(told(venue.buy('better', 1, 100, { session: 1 }))).toEqual([
      'better new',
      'p trades 2 at 101, 3 left',
      'h trades 2 at 101, 0 left',
    ]);
    expect(look(venue, 'p')).toMatchObject({ price: 101, leaves: 3 });
  });

  it('moves when no triggered stop waits any more', () => {
    const venue = quoted(Venue);
    send(venue, 'h', 'sell', 1, { priceTicks: 97, terms: { flags: 4 }, session: 3 });
    venue.cancel('c', 'h', { session: 3 });
    peg(venue, 'p', 'sell', 1, 'primary', { offset: -1 });
    venue.sell('best', 1, 100, { session: 1 });
    stop(venue, 's', 'buy', 1, 100);
    expect(priceOf(venue, 'p')).toBe(99);
    // The trade at 100 is p's at 99 first: it rests in front.
    expect(told(venue.buy('x', 2, 100, { session: 2 }))).toEqual([
      'x new',
      'x trades 1 at 99, 1 left',
      'p trades 1 at 99, 0 left',
      'x trades 1 at 100, 0 left',
      'best trades 1 at 100, 0 left',
      's triggered',
      's trades 1 at 103, 0 left',
      'ask trades 1 at 103, 9 left',
    ]);
  });

  it('those that follow one another come to rest', () => {
    const venue = quoted(Venue);
    for (let n = 0; n < 5; n++) peg(venue, `b${n}`, 'buy', 1, 'mid', { offset: -n });
    for (let n = 0; n < 5; n++) peg(venue, `s${n}`, 'sell', 1, 'mid', { offset: n + 1 });
    venue.buy('better', 1, 101, { session: 1 });
    expect(priceOf(venue, 'b4')).toBe(98);
    expect(priceOf(venue, 's4')).toBe(107);
  });

  it('waits outside continuous trading, and comes again with it', () => {
    const venue = quoted(Venue);
    peg(venue, 'p', 'buy', 4, 'primary');
    venue.phase(Phase.volatilityAuction);
    expect(priceOf(venue, 'p')).toBe(0);
    expect(told(peg(venue, 'q', 'buy', 4, 'primary'))).toEqual(['q new']);
    venue.sell('x', 20, 98, { session: 2 });
    expect(told(venue.phase(Phase.open))).toEqual(['bid trades 10 at 98, 0 left', 'x trades 10 at 98, 10 left']);
    venue.buy('again', 1, 97, { session: 1 });
    expect([priceOf(venue, 'p'), priceOf(venue, 'q')]).toEqual([97, 97]);
  });

  it('takes Day, GTC and GTD, and a reference that there is', () => {
    const venue = quoted(Venue);
    const reasonOf = (id: string, more = {}) => peg(venue, id, 'buy', 1, 'primary', more)[0]?.reason;
    expect(reasonOf('1', { timeInForce: TimeInForce.ioc })).toMatch(/TimeInForce/);
    expect(reasonOf('2', { timeInForce: TimeInForce.atTheOpen })).toMatch(/TimeInForce/);
    expect(reasonOf('3', { timeInForce: TimeInForce.gtc })).toBe('');
    expect(send(venue, '4', 'buy', 1, { ordType: OrdType.pegged, terms: { peg: 3 } })[0]?.reason).toMatch(/PegPriceType/);
    expect(send(venue, '5', 'buy', 1, { ordType: OrdType.pegged })[0]?.reason).toMatch(/PegPriceType/);
    expect(send(venue, '6', 'buy', 1, { priceTicks: 90, terms: { peg: 4 } })[0]?.reason).not.toBe('');
  });

  it('a replace changes its quantity only; a smaller one keeps its place', () => {
    const venue = quoted(Venue);
    peg(venue, 'p1', 'buy', 5, 'primary');
    peg(venue, 'p2', 'buy', 5, 'primary');
    peg(venue, 'p3', 'buy', 5, 'primary');
    expect(told(venue.replace('r1', 'p1', 2, 50))).toEqual(['r1 replaced was p1']);
    expect(told(venue.replace('r2', 'p2', 6, 50))).toEqual(['r2 replaced was p2']);
    expect(look(venue, 'r1')).toMatchObject({ price: 98, leaves: 2 });
    expect(look(venue, 'r2')).toMatchObject({ price: 98, leaves: 6 });
    const events = told(venue.sell('x', 23, 98, { session: 2 }));
    expect(
      events.filter((text) => text.includes(' trades ') && !text.startsWith('x')).map((text) => text.split(' ')[0]),
    ).toEqual(['bid', 'r1', 'p3', 'r2']);
  });

  it('is cancelled wherever it waits', () => {
    const venue = quoted(Venue);
    peg(venue, 'p', 'buy', 5, 'primary');
    peg(venue, 'q', 'buy', 5, 'primary');
    expect(told(venue.cancel('c', 'p'))).toEqual(['c canceled was p']);
    venue.cancel('c2', 'bid', { session: 1 });
    expect(told(venue.cancel('c3', 'q'))).toEqual(['c3 canceled was q']);
    expect(venue.engine.openOrders).toBe(1);
  });
});

describe('pegged orders', () => {
  it('are at most 1,000 of an instrument', () => {
    const venue = openVenue(kinds[0].Venue, { orders: 2000, specials: 2000 });
    for (let n = 0; n < 1000; n++) peg(venue, `p${n}`, 'buy', 1, 'primary');
    expect(peg(venue, 'more', 'buy', 1, 'primary')[0]?.reason).toMatch(/as many pegged orders/);
    expect(peg(venue, 'other', 'buy', 1, 'primary', { instrument: 1 })[0]?.reason).toBe('');
    venue.cancel('c', 'p7');
    expect(peg(venue, 'room', 'buy', 1, 'primary')[0]?.reason).toBe('');
  });
});
