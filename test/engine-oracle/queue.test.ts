/** What surveyed engines got wrong about the orders that rest: links within a level, the best price, places in the queue. */
import { describe, expect, it } from 'vitest';
import { Harness, lines } from '../engine/support.js';

/** Its replaces always lose their place. */
const strict = {
  symbol: 'STRICT',
  tickUnits: 1,
  priceDecimals: 2,
  lotUnits: 1,
  qtyDecimals: 0,
  minPriceTicks: 1,
  maxPriceTicks: 1000,
  maxQtyLots: 1000,
  referenceTicks: 100,
  replaceLosesPriority: 1,
};

/** Three sells of 10 at one price, first a, then b, then c. */
function threeInARow(): Harness {
  const venue = Harness.open();
  for (const id of ['a', 'b', 'c']) venue.sell(id, 10, 105);
  return venue;
}

describe('a cancel within a level', () => {
  for (const [where, gone, left] of [
    ['head', 'a', ['b', 'c']],
    ['middle', 'b', ['a', 'c']],
    ['tail', 'c', ['a', 'b']],
  ] as const) {
    it(`of its ${where} keeps the others, in their order`, () => {
      const venue = threeInARow();
      venue.cancel('x', gone);
      expect(venue.asks()).toEqual([[105, 20, 2]]);
      expect(lines(venue.buy('all', 30, 105))).toEqual([
        'all new',
        ...left.flatMap((id, n) => [`all trades 10 at 105, ${20 - 10 * n} left`, `${id} trades 10 at 105, 0 left`]),
      ]);
      expect(venue.asks()).toEqual([]);
      expect(venue.bids()).toEqual([[105, 10, 1]]);
    });
  }

  it('lets a new order join the end after any of them', () => {
    const venue = threeInARow();
    venue.cancel('x1', 'c');
    venue.sell('d', 10, 105);
    venue.cancel('x2', 'a');
    venue.sell('e', 10, 105);
    expect(lines(venue.buy('all', 30, 105, { tif: 'ioc' })).filter((each) => !each.startsWith('all'))).toEqual([
      'b trades 10 at 105, 0 left',
      'd trades 10 at 105, 0 left',
      'e trades 10 at 105, 0 left',
    ]);
  });
});

describe('the best price', () => {
  it('is gone with the last order of its level', () => {
    const venue = Harness.open();
    venue.sell('best', 5, 101);
    venue.sell('next', 5, 103);
    venue.cancel('x', 'best');
    expect(venue.asks()).toEqual([[103, 5, 1]]);
    expect(lines(venue.buy('b', 5, 102))).toEqual(['b new']);
    expect(lines(venue.buy('c', 5, 103))).toEqual(['c new', 'c trades 5 at 103, 0 left', 'next trades 5 at 103, 0 left']);
  });

  it('is gone when a replace takes its last order away', () => {
    const venue = Harness.open();
    venue.buy('best', 5, 99);
    venue.buy('next', 5, 97);
    venue.replace('moved', 'best', 5, 95);
    expect(venue.bids()).toEqual([
      [97, 5, 1],
      [95, 5, 1],
    ]);
    expect(lines(venue.sell('s', 5, 98))).toEqual(['s new']);
  });

  it('is none in a book whose last order was cancelled, and comes back with the next', () => {
    const venue = Harness.open();
    venue.buy('only', 5, 99);
    venue.cancel('x', 'only');
    expect(lines(venue.sell('market', 5, 0, { market: true }))).toEqual([
      'market new',
      'market canceled (no liquidity for what is left of the order)',
    ]);
    venue.buy('again', 5, 98);
    expect(venue.bids()).toEqual([[98, 5, 1]]);
  });
});

describe('a place in the queue', () => {
  it('is kept by an order that is filled in part', () => {
    const venue = threeInARow();
    venue.buy('part', 4, 105);
    expect(lines(venue.buy('more', 8, 105))).toEqual([
      'more new',
      'more trades 6 at 105, 2 left',
      'a trades 6 at 105, 0 left',
      'more trades 2 at 105, 0 left',
      'b trades 2 at 105, 8 left',
    ]);
  });

  it('is kept by a smaller quantity and lost by a larger one', () => {
    const venue = threeInARow();
    venue.replace('a2', 'a', 5, 105);
    venue.replace('b2', 'b', 15, 105);
    const makers = lines(venue.buy('all', 30, 105)).filter((each) => !each.startsWith('all'));
    expect(makers).toEqual(['a2 trades 5 at 105, 0 left', 'c trades 10 at 105, 0 left', 'b2 trades 15 at 105, 0 left']);
  });

  it('is lost by every replace where the instrument says so', () => {
    const venue = Harness.open();
    venue.instrument(strict);
    venue.sell('a', 10, 105, { instrument: 1 });
    venue.sell('b', 10, 105, { instrument: 1 });
    venue.replace('a2', 'a', 5, 105, { instrument: 1 });
    const makers = lines(venue.buy('all', 15, 105, { instrument: 1 })).filter((each) => !each.startsWith('all'));
    expect(makers).toEqual(['b trades 10 at 105, 0 left', 'a2 trades 5 at 105, 0 left']);
  });
});

describe('what is gone', () => {
  it('cannot be cancelled twice, and the second cancel touches nobody', () => {
    const venue = threeInARow();
    venue.cancel('x1', 'b');
    expect(lines(venue.cancel('x2', 'b'))).toEqual(['x2 refused for b (too late: the order is no longer open)']);
    expect(venue.asks()).toEqual([[105, 20, 2]]);
  });

  it('is not brought back by a request for it when its memory serves another order', () => {
    const venue = threeInARow();
    const [{ orderId }] = venue.sell('d', 10, 106);
    venue.cancel('x1', 'd');
    venue.sell('e', 10, 107);
    expect(lines(venue.cancel('x2', '', { orderId: orderId as number }))).toEqual(['x2 refused for  (unknown order)']);
    expect(lines(venue.cancel('x3', 'd'))).toEqual(['x3 refused for d (too late: the order is no longer open)']);
    expect(venue.asks()).toEqual([
      [105, 30, 3],
      [107, 10, 1],
    ]);
  });

  it('a fill is not acknowledged again, neither to a cancel nor to a replace', () => {
    const venue = threeInARow();
    venue.buy('take', 10, 105);
    expect(lines(venue.cancel('x', 'a'))).toEqual(['x refused for a (too late: the order is no longer open)']);
    expect(lines(venue.replace('r', 'a', 20, 104))).toEqual(['r refused for a (too late: the order is no longer open)']);
    expect(venue.asks()).toEqual([[105, 20, 2]]);
  });

  it('leaves its room to the next order', () => {
    const venue = Harness.open(2, { orders: 1000 });
    for (let n = 0; n < 3000; n++) {
      venue.sell(`s${n}`, 1, 105);
      expect(venue.buy(`b${n}`, 1, 105, { tif: 'ioc' })).toHaveLength(3);
    }
    expect(venue.engine.openOrders).toBe(0);
  });
});
