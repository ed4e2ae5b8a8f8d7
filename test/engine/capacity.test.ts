import { describe, expect, it } from 'vitest';
import { Harness, lines } from './support.js';

describe('when it is full', () => {
  it('orders are rejected, and taken again once one is gone', () => {
    const venue = Harness.open(1, { orders: 3 });
    for (const id of ['a', 'b', 'c']) venue.buy(id, 1, 100);
    expect(lines(venue.buy('d', 1, 100))).toEqual(['d rejected (the venue holds as many open orders as it can)']);
    expect(lines(venue.replace('a2', 'a', 9, 101))).toEqual(['a2 replaced was a']);
    venue.cancel('x', 'b');
    expect(lines(venue.buy('d', 1, 100))).toEqual(['d new']);
  });

  it('new accounts are rejected, known ones are not', () => {
    const venue = Harness.open(2, { accounts: 2 });
    venue.participant('OTHER');
    venue.session('ELSEWHERE', { participant: 1 });
    venue.logon(2);
    for (const account of ['A', 'B']) venue.buy(`of-${account}`, 1, 100, { account });
    const full = '(the venue holds as many accounts as it can)';
    expect(lines(venue.buy('c', 1, 100, { account: 'C' }))).toEqual([`c rejected ${full}`]);
    expect(lines(venue.buy('a', 1, 100, { account: 'A', session: 2 }))).toEqual([`a rejected ${full}`]);
    expect(lines(venue.buy('a', 1, 100, { account: 'A', session: 1 }))).toEqual(['a new']);
    expect(lines(venue.buy('c', 1, 100))).toEqual(['c new']);
    expect(venue.status('of-B')).toMatchObject([{ account: 'B' }]);
  });

  it('a firm with a quarter of all accounts gets no more once half is taken, others do', () => {
    const venue = Harness.open(1, { accounts: 200 });
    venue.participant('OTHER');
    venue.session('ELSEWHERE', { participant: 1 });
    venue.logon(1);
    const buy = (n: number, session = 0) => lines(venue.buy(`o${session}-${n}`, 1, 100, { account: `A${n}`, session }))[0];
    for (let n = 0; n < 100; n++) expect(buy(n)).toBe(`o0-${n} new`);
    expect(buy(100)).toBe('o0-100 rejected (the venue holds as many accounts as it can)');
    for (let n = 0; n < 64; n++) expect(buy(n, 1)).toBe(`o1-${n} new`);
    expect(buy(64, 1)).toMatch('rejected');
  });

  it('old ClOrdIDs are forgotten, but never those of open orders nor the last ones', () => {
    const venue = Harness.open(1, { clOrdIds: 10 });
    venue.buy('open', 1, 100);
    venue.buy('closed', 1, 100, { tif: 'ioc' });
    for (let i = 0; i < 40; i++) venue.buy(`x${i}`, 1, 100, { tif: 'ioc' });
    expect(lines(venue.cancel('c', 'closed'))).toEqual(['c refused for closed (unknown order)']);
    expect(lines(venue.buy('closed', 1, 100, { tif: 'ioc' }))[0]).toBe('closed new');
    for (let i = 31; i < 40; i++) expect(lines(venue.buy(`x${i}`, 1, 100))[0]).toMatch(/ClOrdID has been used/);
    expect(lines(venue.buy('open', 1, 100))[0]).toMatch(/ClOrdID has been used/);
    expect(lines(venue.cancel('d', 'open'))).toEqual(['d canceled was open']);
  });

  it('a side whose total would no longer be exact takes no more', () => {
    const venue = Harness.open(1);
    venue.instrument({
      symbol: 'WIDE',
      tickUnits: 1,
      priceDecimals: 0,
      lotUnits: 1,
      qtyDecimals: 8,
      minPriceTicks: 1,
      maxPriceTicks: 1,
      maxQtyLots: Number.MAX_SAFE_INTEGER,
      referenceTicks: 1,
    });
    const terms = { instrument: 1 };
    expect(lines(venue.buy('a', Number.MAX_SAFE_INTEGER - 1, 1, terms))).toEqual(['a new']);
    expect(lines(venue.buy('b', 2, 1, terms))[0]).toMatch(/above the maximum/);
    expect(lines(venue.buy('c', 1, 1, terms))).toEqual(['c new']);
  });
});
