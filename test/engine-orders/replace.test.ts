import { describe, expect, it } from 'vitest';
import { Phase } from '../../engine/records.js';
import { decodeAll } from '../engine/decode.js';
import { kinds, open } from './support.js';

const CHANGES = '(a replace may change price and quantity only)';

describe.each(kinds)('a replace, $how', ({ Kind }) => {
  it('keeps the place with less at the same price, and loses it with as much', () => {
    const venue = open(Kind);
    venue.send('a', 'sell', 5, 100);
    venue.send('b', 'sell', 5, 100);
    venue.change('a2', 'a', 4, 100);
    expect(venue.send('x', 'buy', 1, 100, { session: 1 })[2]).toBe('a2 trades 1 at 100, 3 left');
    venue.change('a3', 'a2', 4, 100);
    expect(venue.send('y', 'buy', 1, 100, { session: 1 })[2]).toBe('b trades 1 at 100, 4 left');
  });

  it('loses it always where the instrument says so', () => {
    const venue = open(Kind, { replaceLosesPriority: 1 });
    venue.send('a', 'sell', 5, 100);
    venue.send('b', 'sell', 5, 100);
    venue.change('a2', 'a', 4, 100);
    expect(venue.send('x', 'buy', 1, 100, { session: 1 })[2]).toBe('b trades 1 at 100, 4 left');
  });

  it('comes to the market anew, and trades', () => {
    const venue = open(Kind);
    venue.send('a', 'sell', 5, 102);
    venue.send('b', 'buy', 3, 100, { session: 1 });
    expect(venue.change('a2', 'a', 6, 100)).toEqual([
      'a2 replaced was a',
      'a2 trades 3 at 100, 3 left',
      'b trades 3 at 100, 0 left',
    ]);
    expect(venue.asks()).toEqual([[100, 3, 1]]);
  });

  it('of a hidden order with a minimum rests when there is less', () => {
    const venue = open(Kind);
    venue.send('h', 'sell', 9, 105, { hidden: true, min: 5 });
    venue.send('b', 'buy', 3, 100, { session: 1 });
    expect(venue.change('h2', 'h', 9, 100)).toEqual(['h2 replaced was h']);
    expect(venue.change('h3', 'h2', 4, 100)).toEqual(['h3 refused for h2 (the terms of the order do not go together)']);
  });

  it('of an order that waits for an auction keeps it waiting', () => {
    const venue = open(Kind);
    venue.phase(Phase.preOpen);
    venue.send('m', 'buy', 5, 0, { type: 'market' });
    venue.send('c', 'buy', 5, 0, { type: 'market', tif: 'atTheClose' });
    for (const [id, orig, qty] of [
      ['m2', 'm', 3],
      ['c2', 'c', 3],
      ['m3', 'm2', 7],
      ['c3', 'c2', 7],
    ] as const) {
      expect(venue.change(id, orig, qty, 55)[0]).toBe(`${id} replaced was ${orig}`);
      expect(decodeAll(venue.out)[0]).toMatchObject({ qty, leaves: qty, price: 0 });
    }
    expect(venue.engine.openOrders).toBe(2);
  });

  it('is refused for any other term, and for nothing that is as it was', () => {
    const venue = open(Kind);
    const expireUs = venue.timeUs + 1e6;
    venue.send('g', 'buy', 9, 99, { tif: 'gtd', expireUs, display: 3, group: 2, stp: 'cancelOldest' });
    const same = { expireUs, display: 3, group: 2, stp: 'cancelOldest' } as const;
    expect(venue.change('g2', 'g', 8, 99, same)).toEqual(['g2 replaced was g']);
    for (const other of [
      { expireUs: expireUs + 1 },
      { display: 4 },
      { group: 3 },
      { stp: 'cancelBoth' },
      { hidden: true },
      { min: 1 },
    ] as const) {
      expect(venue.change('x', 'g2', 8, 99, other)).toEqual([`x refused for g2 ${CHANGES}`]);
    }
    venue.send('p', 'buy', 9, 99);
    expect(venue.change('y', 'p', 8, 99, { display: 3 })).toEqual([`y refused for p ${CHANGES}`]);
  });

  it('is refused where a new order would be', () => {
    const venue = open(Kind, { minQtyLots: 2, minNotional: 300, maxNotional: 5000 });
    venue.send('a', 'buy', 9, 99);
    const refused = (qty: number, price: number) => venue.change('x', 'a', qty, price)[0];
    expect(refused(1, 99)).toMatch(/below the minimum/);
    expect(refused(3, 99)).toMatch(/outside the limits/);
    expect(refused(51, 99)).toMatch(/outside the limits/);
    expect(refused(9, 99.5)).toMatch(/decimal number/);
    expect(venue.change('b', 'a', 50, 100)).toEqual(['b replaced was a']);
    expect(venue.send('n', 'buy', 2, 99)[0]).toMatch(/outside the limits/);
  });
});
