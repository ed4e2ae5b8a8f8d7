import { describe, expect, it } from 'vitest';
import { Phase } from '../../engine/records.js';
import { decodeAll } from '../engine/decode.js';
import { kinds, open, Venue } from './support.js';

const NO_LIQUIDITY = '(no liquidity for what is left of the order)';

describe.each(kinds)('a market order by notional, $how', ({ Kind }) => {
  const spend = (venue: Venue, id: string, side: 'buy' | 'sell', notional: number) =>
    venue.send(id, side, 0, 0, { session: 1, type: 'market', tif: 'ioc', notional });

  it('takes what it can pay of each maker, and ends when it can pay no lot more', () => {
    const venue = open(Kind);
    venue.send('a', 'sell', 3, 100);
    venue.send('b', 'sell', 50, 110);
    expect(spend(venue, 'n', 'buy', 800)).toEqual([
      'n new',
      'n trades 3 at 100, 0 left',
      'a trades 3 at 100, 0 left',
      'n trades 4 at 110, 0 left',
      'b trades 4 at 110, 46 left',
      'n canceled (the notional is spent)',
    ]);
    expect(venue.asks()).toEqual([[110, 46, 1]]);
  });

  it('shows what it has filled as its quantity, and the notional that it was given', () => {
    const venue = open(Kind);
    venue.send('a', 'sell', 2, 100);
    venue.send('b', 'sell', 9, 110);
    spend(venue, 'n', 'buy', 450);
    const own = decodeAll(venue.out).filter(({ clOrdId }) => clOrdId === 'n');
    expect(own.map(({ qty, leaves, cum, notional }) => [qty, leaves, cum, notional])).toEqual([
      [0, 0, 0, 450],
      [2, 0, 2, 450],
      [4, 0, 4, 450],
      [4, 0, 4, 450],
    ]);
    expect(own.map(({ ordStatus }) => ordStatus)).toEqual(['0', '1', '1', '4']);
  });

  it('ends where the book ends', () => {
    const venue = open(Kind);
    venue.send('a', 'buy', 3, 100);
    expect(spend(venue, 'n', 'sell', 800).at(-1)).toBe(`n canceled ${NO_LIQUIDITY}`);
    expect(spend(venue, 'o', 'sell', 800)).toEqual(['o new', `o canceled ${NO_LIQUIDITY}`]);
  });

  it('ends at an order that costs more than is left, hidden or not', () => {
    const venue = open(Kind);
    venue.send('h', 'sell', 3, 101, { hidden: true });
    expect(spend(venue, 'n', 'buy', 100)).toEqual(['n new', 'n canceled (the notional is spent)']);
  });
});

describe.each(kinds)('a market-to-limit order, $how', ({ Kind }) => {
  it('takes the best opposite price as its limit, and rests there', () => {
    const venue = open(Kind);
    venue.send('a', 'sell', 5, 101);
    venue.send('b', 'sell', 5, 102);
    expect(venue.send('k', 'buy', 8, 0, { session: 1, type: 'marketToLimit' })).toEqual([
      'k new',
      'k trades 5 at 101, 3 left',
      'a trades 5 at 101, 0 left',
      'book buy 101: +3 lots, +1 orders',
    ]);
    expect(venue.bids()).toEqual([[101, 3, 1]]);
    expect(venue.send('s', 'sell', 1, 101)).toContain('book buy 101: -1 lots, 0 orders');
  });

  it('takes that of a hidden order, but not of one that would pass it over', () => {
    const venue = open(Kind);
    venue.send('big', 'sell', 50, 99, { hidden: true, min: 20 });
    venue.send('h', 'sell', 5, 100, { hidden: true });
    venue.send('k', 'buy', 8, 0, { session: 1, type: 'marketToLimit' });
    expect(venue.bids()).toEqual([[100, 3, 1]]);
  });

  it('is acknowledged at price 0 and cancelled when there is none', () => {
    const venue = open(Kind);
    const events = venue.send('k', 'buy', 8, 55, { type: 'marketToLimit' });
    expect(events).toEqual(['k new', `k canceled ${NO_LIQUIDITY}`]);
    expect(decodeAll(venue.out).map(({ price }) => price)).toEqual([0, 0]);
  });

  it('is for continuous trading only', () => {
    const venue = open(Kind);
    venue.phase(Phase.closingAuction);
    expect(venue.send('k', 'buy', 8, 0, { type: 'marketToLimit' })).toEqual([
      'k rejected (the trading phase does not take such orders)',
    ]);
  });
});

describe.each(kinds)('orders for an auction, $how', ({ Kind }) => {
  it('wait, displayed to nobody', () => {
    const venue = open(Kind);
    venue.phase(Phase.preOpen);
    for (const tif of ['day', 'atTheOpen', 'atTheClose'] as const) {
      expect(venue.send(`m ${tif}`, 'buy', 3, 0, { type: 'market', tif })[0]).toBe(`m ${tif} new`);
      if (tif !== 'day') expect(venue.send(`l ${tif}`, 'buy', 3, 99, { tif })[0]).toBe(`l ${tif} new`);
    }
    expect(venue.bids()).toEqual([]);
    expect(venue.engine.openOrders).toBe(5);
    venue.cancel('c', 'm atTheClose');
    expect(venue.told()).toEqual(['c canceled was m atTheClose']);
    expect(venue.change('r', 'l atTheOpen', 2, 98)[0]).toBe('r replaced was l atTheOpen');
  });

  it('at the close come in continuous trading too, at the open and others that cannot wait do not', () => {
    const venue = open(Kind);
    venue.send('a', 'sell', 5, 100);
    expect(venue.send('c', 'buy', 5, 105, { session: 1, tif: 'atTheClose' })).toEqual(['c new']);
    expect(venue.bids()).toEqual([]);
    expect(venue.send('o', 'buy', 5, 105, { tif: 'atTheOpen' })[0]).toMatch(/trading phase/);
    venue.phase(Phase.preOpen);
    for (const tif of ['ioc', 'fok'] as const) expect(venue.send('i', 'buy', 5, 105, { tif })[0]).toMatch(/trading phase/);
  });
});

describe('an order by notional is refused', () => {
  const refusals: [string, Parameters<Venue['send']>[4], number][] = [
    ['with a quantity', { type: 'market', tif: 'ioc', notional: 100 }, 5],
    ['good till cancelled', { type: 'market', tif: 'fok', notional: 100 }, 0],
    ['with half of a tick', { type: 'market', tif: 'ioc', notional: 100.5 }, 0],
    ['with less than nothing', { type: 'market', tif: 'ioc', notional: -1 }, 0],
    ['of another type', { notional: 100 }, 5],
  ];
  it.each(refusals)('%s', (_, more, qty) => {
    expect(open(Venue).send('n', 'buy', qty, 100, more)).toEqual(['n rejected (the terms of the order do not go together)']);
  });

  it('where prices may be 0', () => {
    const venue = open(Venue, { minPriceTicks: 0 });
    expect(venue.send('n', 'buy', 0, 0, { type: 'market', tif: 'ioc', notional: 9 })[0]).toMatch(/^n rejected/);
  });

  it('outside continuous trading', () => {
    const venue = open(Venue);
    venue.phase(Phase.preOpen);
    expect(venue.send('n', 'buy', 0, 0, { type: 'market', notional: 9 })[0]).toMatch(/trading phase/);
  });
});
