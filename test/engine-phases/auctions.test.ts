import { describe, expect, it } from 'vitest';
import { kinds, openVenue, type Venue } from './support.js';

/** What the uncrossing of ACME tells. */
function uncross(venue: Venue, phase: 'open' | 'postClose' | 'closed' = 'open'): string[] {
  return venue.enter(phase).filter((text) => !text.startsWith('the venue') && !text.includes(' 1: '));
}

describe.each(kinds)('auctions, $how', ({ Kind }) => {
  function gathering(phase: 'preOpen' | 'closingAuction' | 'volatilityAuction' = 'preOpen'): Venue {
    const venue = openVenue(Kind);
    venue.enter(phase);
    return venue;
  }

  it('tells the indicative price when it changes, and not otherwise', () => {
    const venue = gathering();
    expect(venue.send('b', 'buy', 5, 101)).toEqual(['b new']);
    venue.after(200);
    expect(venue.send('s', 'sell', 8, 99)).toEqual(['s new', 'preOpen 0: 5 at 99, sell 3 over']);
    venue.after(200);
    expect(venue.send('far', 'sell', 8, 200)).toEqual(['far new']);
    expect(venue.send('b2', 'buy', 3, 100)).toEqual(['b2 new', 'preOpen 0: 8 at 100']);
    venue.after(200);
    venue.cancel('c', 's', { session: 1 });
    expect(venue.told()).toEqual(['c canceled was s', 'preOpen 0: nothing']);
  });

  it('tells it no sooner than 100 ms after the last time; then a Tick does', () => {
    const venue = gathering();
    venue.send('b', 'buy', 5, 101);
    expect(venue.send('s', 'sell', 1, 99)).toEqual(['s new', 'preOpen 0: 1 at 101, buy 4 over']);
    venue.after(40);
    expect(venue.send('s2', 'sell', 1, 99)).toEqual(['s2 new']);
    expect(venue.send('s3', 'sell', 1, 99)).toEqual(['s3 new']);
    expect(venue.until(99)).toEqual([]);
    expect(venue.until(500)).toEqual(['100: preOpen 0: 3 at 101, buy 2 over']);
  });

  it('a change that is undone before it may be told is not told', () => {
    const venue = gathering();
    venue.send('b', 'buy', 5, 101);
    venue.send('s', 'sell', 1, 99);
    venue.send('s2', 'sell', 1, 99);
    venue.cancel('c', 's2', { session: 1 });
    expect(venue.until(500)).toEqual([]);
  });

  it('goes on from one auction phase to the next, and begins anew after a halt', () => {
    const venue = gathering();
    venue.send('b', 'buy', 5, 101);
    venue.send('s', 'sell', 5, 101);
    venue.after(200);
    expect(venue.enter('openingAuction')).toEqual(['the venue: openingAuction']);
    venue.enter('halted');
    expect(venue.enter('openingAuction')).toEqual(['the venue: openingAuction', 'openingAuction 0: 5 at 101']);
  });

  it('goes on after a restart, with what was held back', () => {
    const venue = gathering();
    venue.send('b', 'buy', 5, 101);
    venue.send('s', 'sell', 1, 101);
    venue.send('s2', 'sell', 1, 101);
    venue.epoch(2, undefined, 4);
    expect(venue.until(500)).toEqual(['100: preOpen 0: 2 at 101, buy 3 over']);
  });

  it('pairs by priority: market, price, displayed, at-auction, hidden, time; the buy is told first', () => {
    const venue = gathering();
    venue.send('hidden', 'buy', 1, 101, { hidden: true });
    venue.send('at', 'buy', 1, 101, { tif: 'atTheOpen' });
    venue.send('late', 'buy', 1, 101);
    venue.send('better', 'buy', 1, 102);
    venue.send('market', 'buy', 1, 'market', { tif: 'atTheOpen' });
    venue.send('s', 'sell', 5, 101);
    expect(uncross(venue)).toEqual([
      'market trades 1 at 101, 0 left',
      's trades 1 at 101, 4 left',
      'better trades 1 at 101, 0 left',
      's trades 1 at 101, 3 left',
      'late trades 1 at 101, 0 left',
      's trades 1 at 101, 2 left',
      'at trades 1 at 101, 0 left',
      's trades 1 at 101, 1 left',
      'hidden trades 1 at 101, 0 left',
      's trades 1 at 101, 0 left',
      'preOpen 0: 5 at 101, final',
    ]);
  });

  it('an iceberg takes part with all it has, and shows its next peak at the end of the queue', () => {
    const venue = gathering();
    venue.send('ice', 'buy', 20, 101, { display: 4 });
    venue.send('b', 'buy', 5, 101);
    venue.send('s', 'sell', 8, 101);
    expect(venue.send('s2', 'sell', 3, 101)).toEqual(['s2 new']);
    expect(uncross(venue)).toEqual([
      'ice trades 8 at 101, 12 left',
      's trades 8 at 101, 0 left',
      'ice trades 3 at 101, 9 left',
      's2 trades 3 at 101, 0 left',
      'preOpen 0: 11 at 101, buy 14 over, final',
    ]);
    expect(venue.bids()).toEqual([[101, 9, 2]]);
    expect(venue.send('next', 'sell', 5, 101)).toEqual([
      'next new',
      'next trades 5 at 101, 0 left',
      'b trades 5 at 101, 0 left',
    ]);
  });

  it('minimum display, stops and pegged orders aside, every order counts for the price', () => {
    const venue = gathering();
    venue.send('stop', 'buy', 50, 110, { stop: 150 });
    venue.send('hidden', 'buy', 5, 103, { hidden: true });
    venue.send('s', 'sell', 5, 100);
    expect(uncross(venue)).toEqual([
      'hidden trades 5 at 100, 0 left',
      's trades 5 at 100, 0 left',
      'preOpen 0: 5 at 100, final',
    ]);
  });

  it('what is left of market and at-the-open orders expires after AUCTION, buys before sells, by priority', () => {
    const venue = gathering();
    venue.send('sm', 'sell', 2, 'market');
    venue.send('b1', 'buy', 3, 98, { tif: 'atTheOpen' });
    venue.send('b2', 'buy', 3, 99, { tif: 'atTheOpen' });
    venue.send('s1', 'sell', 3, 105, { tif: 'atTheOpen' });
    venue.send('stays', 'buy', 3, 97);
    expect(uncross(venue)).toEqual([
      'b2 trades 2 at 99, 1 left',
      'sm trades 2 at 99, 0 left',
      'preOpen 0: 2 at 99, buy 1 over, final',
      'b2 expired (the auction is over)',
      'b1 expired (the auction is over)',
      's1 expired (the auction is over)',
    ]);
    expect(venue.bids()).toEqual([[97, 3, 1]]);
  });

  it('market orders that meet nothing expire, and no price is told', () => {
    const venue = gathering();
    expect(venue.send('m', 'buy', 2, 'market')).toEqual(['m new']);
    expect(uncross(venue)).toEqual(['preOpen 0: nothing, final', 'm expired (the auction is over)']);
  });

  it('market orders on both sides alone trade at the reference, or not at all', () => {
    const venue = gathering();
    venue.send('b', 'buy', 2, 'market');
    expect(venue.send('s', 'sell', 3, 'market')).toEqual(['s new', 'preOpen 0: 2 at 100, sell 1 over']);
    expect(uncross(venue).slice(0, 2)).toEqual(['b trades 2 at 100, 0 left', 's trades 2 at 100, 1 left']);
    const without = openVenue(Kind, { referenceTicks: 0 });
    without.enter('preOpen');
    without.send('b', 'buy', 2, 'market');
    expect(without.send('s', 'sell', 3, 'market')).toEqual(['s new']);
    expect(uncross(without)[0]).toBe('preOpen 0: nothing, final');
  });

  it('at-the-open orders take part in a volatility auction that comes first, and Day market orders in any', () => {
    const venue = gathering();
    venue.send('at', 'buy', 2, 101, { tif: 'atTheOpen' });
    venue.enter('volatilityAuction');
    venue.send('m', 'sell', 1, 'market');
    expect(uncross(venue)).toEqual([
      'at trades 1 at 101, 1 left',
      'm trades 1 at 101, 0 left',
      'volatilityAuction 0: 1 at 101, buy 1 over, final',
      'at expired (the auction is over)',
    ]);
  });

  it('at-the-close orders wait outside the book until the closing auction begins, and join it in time', () => {
    const venue = openVenue(Kind);
    venue.send('a', 'buy', 1, 101, { tif: 'atTheClose' });
    venue.send('b', 'buy', 1, 101, { tif: 'atTheClose' });
    expect(venue.send('s', 'sell', 1, 100, { session: 2 })).toEqual(['s new']);
    venue.enter('volatilityAuction', 0);
    expect(venue.enter('open', 0)).toEqual(['instrument 0: open', 'volatilityAuction 0: nothing, final']);
    expect(venue.enter('closingAuction')).toEqual(['the venue: closingAuction', 'closingAuction 0: 1 at 101, buy 1 over']);
    expect(uncross(venue, 'closed')).toEqual([
      'a trades 1 at 101, 0 left',
      's trades 1 at 101, 0 left',
      'closingAuction 0: 1 at 101, buy 1 over, final',
      'b expired (the auction is over)',
    ]);
  });

  it('an at-the-close order that waits can be cancelled and replaced', () => {
    const venue = openVenue(Kind);
    for (const id of ['a', 'b', 'c']) venue.send(id, 'buy', 5, 101, { tif: 'atTheClose' });
    venue.cancel('x', 'b');
    expect(venue.told()).toEqual(['x canceled was b']);
    venue.replace('a2', 'a', 6, 101);
    venue.replace('c2', 'c', 4, 101);
    venue.enter('closingAuction');
    venue.send('s', 'sell', 9, 101);
    expect(uncross(venue, 'closed').slice(0, 4)).toEqual([
      'c2 trades 4 at 101, 0 left',
      's trades 4 at 101, 5 left',
      'a2 trades 5 at 101, 1 left',
      's trades 5 at 101, 0 left',
    ]);
  });

  it('does not prevent self-trades, and is not held by bands', () => {
    const venue = openVenue(Kind, { staticBand: 2, dynamicBand: 2, bandAction: 1 });
    venue.trade(100);
    venue.enter('preOpen');
    venue.send('b', 'buy', 1, 120);
    venue.send('s', 'sell', 1, 120, { session: 0 });
    expect(uncross(venue)).toContain('b trades 1 at 120, 0 left');
  });

  it('triggers stops at its price once trading is continuous', () => {
    const venue = gathering('closingAuction');
    venue.send('stop', 'sell', 1, 50, { stop: 100, tif: 'gtc' });
    venue.send('b', 'buy', 1, 99, { tif: 'gtc' });
    venue.send('s', 'sell', 1, 99, { tif: 'gtc' });
    expect(uncross(venue, 'closed')).not.toContain('stop triggered');
    expect(uncross(venue)).toEqual(['stop triggered']);
  });

  it('partners of which one has gone may leave a book that crosses: it is uncrossed again', () => {
    const venue = gathering();
    venue.send('z', 'buy', 1, 106);
    venue.send('x', 'buy', 5, 105);
    venue.send('y', 'sell', 1, 100, { session: 0, link: 'x' });
    venue.send('w', 'buy', 3, 104);
    venue.send('s', 'sell', 5, 103);
    expect(uncross(venue)).toEqual([
      'z trades 1 at 105, 0 left',
      'y trades 1 at 105, 0 left',
      'x canceled (cancelled because of its linked order)',
      'preOpen 0: 1 at 105, final',
      'w trades 3 at 103, 0 left',
      's trades 3 at 103, 2 left',
      'preOpen 0: 3 at 103, sell 2 over, final',
    ]);
    expect([venue.bids(), venue.asks()]).toEqual([[], [[103, 2, 1]]]);
  });

  it('trades at negative prices and at 0', () => {
    const venue = openVenue(Kind, { minPriceTicks: -1000, referenceTicks: -5 });
    venue.enter('preOpen');
    venue.send('b', 'buy', 1, 0);
    expect(venue.send('s', 'sell', 1, -10)).toEqual(['s new', 'preOpen 0: 1 at -5']);
    expect(uncross(venue)[0]).toBe('b trades 1 at -5, 0 left');
  });
});

describe('an uncrossing', () => {
  it('of many orders of one price takes time in proportion', () => {
    const venue = openVenue(kinds[0].Kind, {}, { orders: 6100, clOrdIds: 10_000 });
    venue.enter('preOpen');
    for (let n = 0; n < 3000; n++) {
      venue.buy(`b${n}`, 1, 100);
      venue.sell(`s${n}`, 1, 100);
    }
    venue.phase(1);
    expect(venue.engine.openOrders).toBe(0);
  });

  it('of a venue of ten thousand instruments goes over each once', () => {
    const venue = openVenue(kinds[0].Kind, {}, { instruments: 10_000 });
    for (let n = 2; n < 10_000; n++) {
      venue.instrument({
        symbol: `S${n}`,
        tickUnits: 1,
        priceDecimals: 2,
        lotUnits: 1,
        qtyDecimals: 0,
        minPriceTicks: 1,
        maxPriceTicks: 1000,
        maxQtyLots: 100,
        referenceTicks: 100,
      });
    }
    venue.enter('preOpen');
    expect(venue.enter('open').length).toBe(10_001);
  });
});
