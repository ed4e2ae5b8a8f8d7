/** What surveyed engines got wrong about the order that comes: its price, its limit, its rest, and how deep it may go. */
import { describe, expect, it } from 'vitest';
import { Harness, lines } from '../engine/support.js';

describe('a trade', () => {
  it('is at the price of the order that rested', () => {
    const venue = Harness.open();
    venue.sell('s', 5, 101);
    expect(lines(venue.buy('b', 5, 109))).toEqual(['b new', 'b trades 5 at 101, 0 left', 's trades 5 at 101, 0 left']);
    venue.buy('b2', 5, 99);
    expect(lines(venue.sell('s2', 5, 90))).toEqual(['s2 new', 's2 trades 5 at 99, 0 left', 'b2 trades 5 at 99, 0 left']);
  });

  it('is at each level its own price', () => {
    const venue = Harness.open();
    for (const price of [103, 101, 102]) venue.sell(`s${price}`, 2, price);
    const fills = venue.buy('b', 6, 103).filter(({ clOrdId, execType }) => clOrdId === 'b' && execType === 'F');
    expect(fills.map(({ lastPrice, lastQty }) => [lastPrice, lastQty])).toEqual([
      [101, 2],
      [102, 2],
      [103, 2],
    ]);
  });
});

describe('a marketable limit order', () => {
  it('stops at its own limit and rests there', () => {
    const venue = Harness.open();
    for (const price of [101, 102, 103, 104]) venue.sell(`s${price}`, 2, price);
    venue.buy('b', 10, 102);
    expect(venue.bids()).toEqual([[102, 6, 1]]);
    expect(venue.asks()).toEqual([
      [103, 2, 1],
      [104, 2, 1],
    ]);
  });

  it('the same for a sell', () => {
    const venue = Harness.open();
    for (const price of [99, 98, 97, 96]) venue.buy(`b${price}`, 2, price);
    venue.sell('s', 10, 98);
    expect(venue.asks()).toEqual([[98, 6, 1]]);
    expect(venue.bids()).toEqual([
      [97, 2, 1],
      [96, 2, 1],
    ]);
  });
});

describe('an IOC order', () => {
  it('never joins the book, filled in part', () => {
    const venue = Harness.open();
    venue.sell('s', 4, 101);
    expect(lines(venue.buy('ioc', 10, 102, { tif: 'ioc' }))).toEqual([
      'ioc new',
      'ioc trades 4 at 101, 6 left',
      's trades 4 at 101, 0 left',
      'ioc canceled (no liquidity for what is left of the order)',
    ]);
    expect(venue.bids()).toEqual([]);
  });

  it('nor filled not at all, and cannot be cancelled afterwards', () => {
    const venue = Harness.open();
    venue.sell('s', 4, 103);
    venue.buy('ioc', 10, 102, { tif: 'ioc' });
    expect(venue.bids()).toEqual([]);
    expect(venue.cancel('x', 'ioc')[0]).toMatchObject({ type: 'CANCEL_REJECTED' });
    expect(venue.asks()).toEqual([[103, 4, 1]]);
  });
});

describe('a replace through the spread', () => {
  it('trades, and what is left rests uncrossed', () => {
    const venue = Harness.open();
    venue.sell('s1', 3, 101);
    venue.sell('s2', 3, 102);
    venue.buy('b', 10, 99);
    expect(lines(venue.replace('b2', 'b', 10, 101))).toEqual([
      'b2 replaced was b',
      'b2 trades 3 at 101, 7 left',
      's1 trades 3 at 101, 0 left',
    ]);
    expect(venue.bids()).toEqual([[101, 7, 1]]);
    expect(venue.asks()).toEqual([[102, 3, 1]]);
  });

  it('of an order that is filled in part trades only what is open', () => {
    const venue = Harness.open();
    venue.buy('b', 10, 100);
    venue.sell('part', 4, 100);
    venue.sell('s', 20, 103);
    const fills = venue.replace('b2', 'b', 12, 103).filter(({ clOrdId, execType }) => clOrdId === 'b2' && execType === 'F');
    expect(fills).toMatchObject([{ lastQty: 8, lastPrice: 103, leaves: 0, cum: 12 }]);
    expect(venue.asks()).toEqual([[103, 12, 1]]);
  });
});

describe('a deep sweep', () => {
  const depth = 20_000;

  it('of as many orders at as many prices ends, and leaves nothing behind', () => {
    const venue = Harness.open(2, { orders: depth + 10, clOrdIds: depth * 2 });
    for (let n = 0; n < depth; n++) venue.sell(`s${n}`, 1, 1000 + n);
    const events = venue.buy('sweep', depth, 1000 + depth);
    expect(events).toHaveLength(1 + 2 * depth);
    expect(events.at(-2)).toMatchObject({ clOrdId: 'sweep', lastPrice: 1000 + depth - 1, leaves: 0 });
    expect(venue.asks()).toEqual([]);
    expect(venue.engine.openOrders).toBe(0);
  });

  it('of as many orders at one price takes them in time', () => {
    const venue = Harness.open(2, { orders: depth + 10, clOrdIds: depth * 2 });
    for (let n = 0; n < depth; n++) venue.buy(`b${n}`, 1, 500);
    const events = venue.sell('sweep', depth, 500);
    const makers = events.filter(({ clOrdId, execType }) => clOrdId !== 'sweep' && execType === 'F');
    expect(makers.every(({ clOrdId }, n) => clOrdId === `b${n}`)).toBe(true);
    expect(venue.bids()).toEqual([]);
  });
});
