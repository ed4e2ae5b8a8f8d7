import { describe, expect, it } from 'vitest';
import { Harness, lines } from './support.js';

describe('price-time priority', () => {
  it('acknowledges and rests a limit order', () => {
    const venue = Harness.open();
    const [ack] = venue.buy('a', 10, 100, { account: 'ACC1' });
    expect(ack).toMatchObject({
      type: 'EXEC',
      execType: '0',
      ordStatus: '0',
      side: 'buy',
      price: 100,
      qty: 10,
      leaves: 10,
      cum: 0,
    });
    expect(ack).toMatchObject({ clOrdId: 'a', account: 'ACC1', session: 0, connection: 1, orderId: 2 ** 36 + 1 });
    expect(venue.bids()).toEqual([[100, 10, 1]]);
  });

  it('trades at the resting price, the aggressor first', () => {
    const venue = Harness.open();
    venue.sell('rest', 10, 100);
    const events = venue.buy('take', 4, 105, { session: 1 });
    expect(lines(events)).toEqual(['take new', 'take trades 4 at 100, 0 left', 'rest trades 4 at 100, 6 left']);
    expect(events[1]).toMatchObject({ session: 1, flags: 3, ordStatus: '2', cumNotional: 400 });
    expect(events[2]).toMatchObject({ session: 0, flags: 2, ordStatus: '1', cumNotional: 400, tradeId: events[1].tradeId });
    expect(events[1].execId).not.toBe(events[2].execId);
  });

  it('takes the best price first and the oldest order at a price first', () => {
    const venue = Harness.open();
    venue.sell('worse', 5, 102);
    venue.sell('first', 5, 101);
    venue.sell('second', 5, 101);
    expect(lines(venue.buy('t', 12, 102, { session: 1 }))).toEqual([
      't new',
      't trades 5 at 101, 7 left',
      'first trades 5 at 101, 0 left',
      't trades 5 at 101, 2 left',
      'second trades 5 at 101, 0 left',
      't trades 2 at 102, 0 left',
      'worse trades 2 at 102, 3 left',
    ]);
  });

  it('keeps the place of a partly filled maker', () => {
    const venue = Harness.open();
    venue.sell('first', 5, 100);
    venue.sell('second', 5, 100);
    venue.buy('x', 2, 100, { session: 1 });
    expect(lines(venue.buy('y', 4, 100, { session: 1 })).slice(2)).toEqual([
      'first trades 3 at 100, 0 left',
      'y trades 1 at 100, 0 left',
      'second trades 1 at 100, 4 left',
    ]);
  });

  it('never walks past the limit of a marketable order, and rests what is left', () => {
    const venue = Harness.open();
    venue.sell('a', 5, 100);
    venue.sell('b', 5, 103);
    venue.buy('t', 8, 102, { session: 1 });
    expect(venue.bids()).toEqual([[102, 3, 1]]);
    expect(venue.asks()).toEqual([[103, 5, 1]]);
  });

  it('drops the rest of an IOC', () => {
    const venue = Harness.open();
    venue.sell('a', 5, 100);
    expect(lines(venue.buy('t', 8, 100, { session: 1, tif: 'ioc' }))).toEqual([
      't new',
      't trades 5 at 100, 3 left',
      'a trades 5 at 100, 0 left',
      't canceled (no liquidity for what is left of the order)',
    ]);
    expect(venue.bids()).toEqual([]);
    expect(venue.engine.openOrders).toBe(0);
  });

  it('fills a FOK in full or not at all', () => {
    const venue = Harness.open();
    venue.sell('a', 5, 100);
    venue.sell('b', 5, 101);
    venue.sell('c', 5, 900);
    expect(lines(venue.buy('t', 11, 101, { session: 1, tif: 'fok' }))).toEqual([
      't new',
      't canceled (the order could not be filled at once and in full)',
    ]);
    expect(venue.asks()).toHaveLength(3);
    expect(venue.buy('u', 11, 900, { session: 1, tif: 'fok' }).at(-2)).toMatchObject({
      clOrdId: 'u',
      leaves: 0,
      ordStatus: '2',
    });
    expect(venue.asks()).toEqual([[900, 4, 1]]);
  });

  it('fills a market order at any price and cancels the rest', () => {
    const venue = Harness.open();
    venue.buy('a', 5, 100);
    venue.buy('b', 5, 1);
    const events = venue.sell('m', 12, 0, { session: 1, market: true, tif: 'ioc' });
    expect(lines(events).filter((l) => l.startsWith('m'))).toEqual([
      'm new',
      'm trades 5 at 100, 7 left',
      'm trades 5 at 1, 2 left',
      'm canceled (no liquidity for what is left of the order)',
    ]);
    expect(events[1].flags).toBe(1);
    expect(lines(venue.sell('day', 1, 0, { market: true }))).toEqual([
      'day new',
      'day canceled (no liquidity for what is left of the order)',
    ]);
  });

  it('leaves no phantom best price behind a cancel', () => {
    const venue = Harness.open();
    venue.buy('best', 5, 105);
    venue.buy('next', 5, 104);
    venue.cancel('c', 'best');
    expect(venue.bids()).toEqual([[104, 5, 1]]);
    expect(lines(venue.sell('s', 1, 105, { session: 1 }))).toEqual(['s new']);
  });

  it('keeps the orders around a cancelled one', () => {
    const venue = Harness.open();
    for (const id of ['a', 'b', 'c', 'd']) venue.sell(id, 1, 100);
    venue.cancel('x', 'b');
    venue.cancel('y', 'a');
    expect(lines(venue.buy('t', 2, 100, { session: 1 })).slice(1)).toEqual([
      't trades 1 at 100, 1 left',
      'c trades 1 at 100, 0 left',
      't trades 1 at 100, 0 left',
      'd trades 1 at 100, 0 left',
    ]);
  });

  it('sweeps a deep book without running out of stack', () => {
    const venue = Harness.open(2, { orders: 20_000, clOrdIds: 20_000 });
    for (let i = 0; i < 15_000; i++) venue.sell(`s${i}`, 1, 1000 + i);
    const events = venue.buy('all', 15_000, 1_000_000, { session: 1 });
    expect(events).toHaveLength(30_001);
    expect(events.at(-1)).toMatchObject({ clOrdId: 's14999', lastPrice: 15_999, leaves: 0 });
    expect(venue.asks()).toEqual([]);
  });
});
