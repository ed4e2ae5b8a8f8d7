import { describe, expect, it } from 'vitest';
import { Contingency, Peg, TermFlag } from '../../engine/records.js';
import { Stp } from '../../engine/records-venue.js';
import { decodeAll } from '../engine/decode.js';
import { type More, open, Venue } from './support.js';

const INVALID = 'x rejected (the terms of the order do not go together)';

describe('terms that do not go together', () => {
  const refusals: Record<string, More> = {
    'an immediate iceberg': { display: 5, tif: 'ioc' },
    'an iceberg at the close': { display: 5, tif: 'atTheClose' },
    'a hidden iceberg': { display: 5, hidden: true },
    'a displayed peak of a market order': { display: 5, type: 'market' },
    'a hidden immediate order': { hidden: true, tif: 'ioc' },
    'a hidden market order': { hidden: true, type: 'market' },
    'a hidden market-to-limit order': { hidden: true, type: 'marketToLimit' },
    'a minimum of an order that rests in sight': { min: 5 },
    'a minimum of a fill-or-kill order': { min: 5, tif: 'fok' },
    'a minimum above the quantity': { min: 11, tif: 'ioc' },
    'a negative minimum': { min: -5, tif: 'ioc' },
    'half a lot as a minimum': { min: 2.5, tif: 'ioc' },
    'an immediate post-only order': { postOnly: true, tif: 'ioc' },
    'a post-only market order': { postOnly: true, type: 'market' },
    'repricing without post-only': { terms: { flags: TermFlag.postOnlyReprice } },
    'a stop price of a limit order': { terms: { flags: TermFlag.stop, stopTicks: 100 } },
    'a trailing limit order': { terms: { flags: TermFlag.trailing, offsetTicks: 1 } },
    'an offset of a limit order': { terms: { offsetTicks: 1 } },
    'a peg of a limit order': { terms: { peg: Peg.mid } },
    'a capped limit order': { terms: { flags: TermFlag.capped } },
    'half a tick of an offset': { type: 'pegged', terms: { peg: Peg.mid, offsetTicks: 0.5 } },
    'an iceberg that is pegged': { type: 'pegged', display: 5, terms: { peg: Peg.mid } },
    'an unknown flag': { terms: { flags: 128 } },
    'one of a pair that names no other': { terms: { flags: TermFlag.paired } },
    'a child as one of a pair': { terms: { flags: TermFlag.paired, contingency: Contingency.triggeredBy } },
    'an unknown mode': { terms: { stp: Stp.off + 1 } },
    'a negative group': { group: -1 },
    'an unknown contingency': { terms: { contingency: Contingency.triggeredBy + 1 } },
  };
  it.each(Object.entries(refusals))('%s is refused', (_, more) => {
    const venue = open(Venue);
    expect(venue.send('x', 'buy', 10, 100, more)).toEqual([INVALID]);
    expect(venue.engine.openOrders).toBe(0);
    expect(venue.send('x', 'buy', 10, 100)).toEqual(['x new']);
  });
});

describe('what a type asks for', () => {
  const refusals: [string, More, RegExp][] = [
    ['a stop without a stop price', { type: 'stop' }, /StopPx/],
    ['a stop price outside the range', { type: 'stop', terms: { flags: TermFlag.stop, stopTicks: 0 } }, /StopPx/],
    ['a peg without a reference', { type: 'pegged' }, /PegPriceType/],
    ['a peg of another kind', { type: 'pegged', terms: { peg: 3 } }, /PegPriceType/],
    ['good till a date without a date', { tif: 'gtd' }, /ExpireTime/],
    ['good till a date that has passed', { tif: 'gtd', expireUs: 1 }, /ExpireTime/],
    ['a date of a day order', { expireUs: 1e16 }, /ExpireTime/],
    ['a stop that is immediate', { type: 'stop', tif: 'ioc' }, /TimeInForce/],
    ['a market order that waits for ever', { type: 'market', tif: 'gtc' }, /TimeInForce/],
    ['a pegged order at the open', { type: 'pegged', tif: 'atTheOpen' }, /TimeInForce/],
  ];
  it.each(refusals)('%s is refused', (_, more, reason) => {
    expect(open(Venue).send('x', 'buy', 10, 100, more)[0]).toMatch(reason);
  });

  it('a record of terms that says nothing is as good as none', () => {
    const venue = open(Venue);
    venue.order('x', { side: 'buy', qty: 1, price: 100, fields: { hasTerms: true } });
    expect(decodeAll(venue.out)[0]).toMatchObject({ execType: '0', flags: 2 });
    expect(venue.bids()).toEqual([[100, 1, 1]]);
  });
});

describe('room for terms', () => {
  it('ends with a reason of its own; other orders still come', () => {
    const venue = open(Venue, {}, { specials: 2 });
    venue.send('a', 'buy', 10, 100, { display: 5 });
    venue.send('b', 'buy', 10, 100, { hidden: true });
    expect(venue.send('c', 'buy', 10, 100, { postOnly: true })[0]).toMatch(/as many orders with special terms/);
    expect(venue.send('d', 'buy', 10, 100)).toEqual(['d new']);
    venue.cancel('e', 'a');
    expect(venue.send('f', 'buy', 10, 100, { postOnly: true })).toEqual(['f new']);
  });
});

describe('the terms of an EXEC', () => {
  it('are those of the order, in each of its reports', () => {
    const venue = open(Venue);
    const expireUs = venue.timeUs + 1e6;
    venue.send('ice', 'sell', 20, 101, { display: 5, tif: 'gtd', expireUs, group: 3 });
    expect(decodeAll(venue.out)[0]).toMatchObject({ display: 5, expireUs, flags: 8 });
    venue.send('b', 'buy', 3, 101, { session: 1 });
    const [taker, , maker] = decodeAll(venue.out);
    expect(taker).toMatchObject({ clOrdId: 'b', flags: 2 });
    expect(maker).toMatchObject({ clOrdId: 'ice', display: 5, expireUs, flags: 8 });
    expect(venue.status('ice')[0]).toMatchObject({ display: 5, flags: 8, leaves: 17 });
  });

  it('stand behind a text of any length', () => {
    const venue = open(Venue);
    for (let length = 1; length <= 36; length++) {
      const id = 'x'.repeat(length);
      venue.send(id, 'sell', 20, 101, { display: length % 19 || 5 });
      expect(decodeAll(venue.out)[0]).toMatchObject({ clOrdId: id, display: length % 19 || 5, qty: 20 });
    }
  });
});
