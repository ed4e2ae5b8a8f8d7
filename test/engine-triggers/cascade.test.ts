import { describe, expect, it } from 'vitest';
import { Type } from '../../engine/records.js';
import { Harness } from '../engine/support.js';
import { child, openVenue, send, stop } from './support.js';

const STOPS = 100_000;

describe('a cascade of stops', () => {
  it('of 100,000, each of which triggers the next, is one command and no recursion', () => {
    const venue = openVenue(Harness, { orders: 2 * STOPS + 10, specials: STOPS, clOrdIds: STOPS });
    venue.instrument({ ...reference, symbol: 'DEEP' });
    const instrument = 2;
    for (let n = 0; n < STOPS; n++) {
      const price = 500_000 - n;
      venue.buy(`b${n}`, 1, price, { session: 1, instrument });
      stop(venue, `s${n}`, 'sell', 1, price, { instrument });
    }
    venue.sell('x', 1, 500_000, { session: 2, instrument });
    const { views, used } = venue.out;
    let execs = 0;
    for (let at = 0; at < used; at += views.i32[at >> 2]) if (views.u16[(at >> 1) + 2] === Type.EXEC) execs++;
    // x: new and two for its trade; each stop: triggered, then two for its trade; the last one finds nothing and is cancelled.
    expect(execs).toBe(3 + 3 * (STOPS - 1) + 2);
    expect(venue.engine.openOrders).toBe(0);
  });

  it('of 100,000 that one trade triggers, too', () => {
    const venue = openVenue(Harness, { orders: STOPS + 10, specials: STOPS, clOrdIds: STOPS });
    for (let n = 0; n < STOPS; n++) stop(venue, `s${n}`, 'buy', 1, 200 + (n % 1000));
    venue.buy('b', 1, 1200, { session: 1 });
    venue.sell('x', 1, 1200, { session: 2 });
    expect(venue.engine.openOrders).toBe(0);
  });

  it('children of 20,000 parents that one sweep fills, entered from the worst price to the best, come in order of entry', () => {
    const parents = 20_000;
    const venue = openVenue(Harness, { orders: 3 * parents, specials: 2 * parents, clOrdIds: 3 * parents });
    for (let n = 0; n < parents; n++) {
      venue.buy(`p${n}`, 1, 1000 + n);
      send(venue, `c${n}`, 'sell', 1, child({ priceTicks: 900_000, link: `p${n}` }));
    }
    const events = venue.sell('x', parents, 1000, { session: 1 }).filter((event) => event.execType === 'D');
    expect(events.length).toBe(parents);
    expect(events.every((event, n) => event.clOrdId === `c${n}`)).toBe(true);
  });
});

const reference = {
  tickUnits: 1,
  priceDecimals: 2,
  lotUnits: 1,
  qtyDecimals: 0,
  minPriceTicks: 1,
  maxPriceTicks: 1_000_000,
  maxQtyLots: 1_000_000,
  referenceTicks: 100,
};
