import { describe, expect, it } from 'vitest';
import { ID_SPAN, OrdType } from '../../engine/records.js';
import { lines } from '../engine/support.js';
import { FIRM, kinds, OTHER, RIVAL, tradeIdOf } from './venue.js';

describe.each(kinds)('a bust, $how', ({ open }) => {
  it('takes a trade out of positions and cash, and tells everyone and both owners, the buyer first', () => {
    const venue = open();
    venue.trade('a', 'buy', 3, 100, 'X');
    const id = venue.trade('b', 'sell', 5, 110, 'X');
    expect(venue.held('X')).toEqual({ cash: 250, gross: 200, lots: { 0: -2 } });
    const [told, buyer, seller, ...more] = venue.bust(id);
    expect(told).toEqual({ type: 'TRADE_BUSTED', tradeId: id, old: '5 at 110', new: '0 at 0' });
    const common = { type: 'EXEC', execType: 'H', tradeId: id, lastQty: 5, lastPrice: 110, leaves: 0, cum: 0, qty: 0 };
    expect(buyer).toMatchObject({ ...common, clOrdId: 'Mb', session: OTHER, side: 'buy', ordStatus: '4', cumNotional: 0 });
    expect(seller).toMatchObject({ ...common, clOrdId: 'b', session: 0, side: 'sell', account: 'X', price: 110 });
    expect(more).toEqual([]);
    expect(venue.held('X')).toEqual({ cash: -300, gross: 300, lots: { 0: 3 } });
    expect(venue.held('', RIVAL)).toEqual({ cash: 300, gross: 300, lots: { 0: -3 } });
  });

  it('takes its quantity out of orders that are open, and brings none back', () => {
    const venue = open();
    venue.sell('s', 10, 100, { session: OTHER });
    const id = tradeIdOf(venue.buy('b', 4, 100));
    const [, gone, open_] = venue.bust(id);
    expect(gone).toMatchObject({ clOrdId: 'b', qty: 0, cum: 0, leaves: 0, ordStatus: '4' });
    expect(open_).toMatchObject({ clOrdId: 's', qty: 6, cum: 0, leaves: 6, ordStatus: '0', cumNotional: 0 });
    expect(venue.asks()).toEqual([[100, 6, 1]]);
    expect(venue.status('s', { session: OTHER })[0]).toMatchObject({ qty: 6, leaves: 6, cum: 0 });
    expect(lines(venue.buy('c', 6, 100))).toEqual(['c new', 'c trades 6 at 100, 0 left', 's trades 6 at 100, 0 left']);
  });

  it('of one of several fills leaves the others', () => {
    const venue = open();
    venue.sell('s', 10, 100, { session: OTHER });
    const first = tradeIdOf(venue.buy('a', 2, 100));
    const second = tradeIdOf(venue.buy('b', 3, 100));
    const third = tradeIdOf(venue.buy('c', 5, 100));
    const sold = (events: ReturnType<typeof venue.bust>) => events[2];
    expect(sold(venue.bust(second))).toMatchObject({
      clOrdId: 's',
      qty: 7,
      cum: 7,
      leaves: 0,
      ordStatus: '2',
      cumNotional: 700,
    });
    expect(sold(venue.bust(first))).toMatchObject({ qty: 5, cum: 5, cumNotional: 500, lastQty: 2 });
    expect(sold(venue.bust(third))).toMatchObject({ qty: 0, cum: 0, cumNotional: 0, ordStatus: '4' });
    expect(venue.held('')).toEqual({ cash: 0, gross: 0, lots: {} });
  });

  it('of an order that was cancelled after it traded tells it so', () => {
    const venue = open();
    venue.buy('b', 10, 100);
    venue.sell('s', 4, 100, { session: OTHER });
    const id = tradeIdOf(venue.sell('t', 1, 100, { session: OTHER }));
    venue.cancel('x', 'b');
    expect(venue.bust(id)[1]).toMatchObject({ clOrdId: 'b', qty: 9, cum: 4, leaves: 0, ordStatus: '4' });
  });

  it('reaches owners who are not connected, with the next number of their session', () => {
    const venue = open();
    const id = venue.trade('a', 'buy', 3, 100);
    const [down] = venue.disconnect(0);
    const exec = venue.bust(id)[1];
    expect(exec).toMatchObject({ session: 0, connection: 0, msgSeqNum: down?.nextOut });
    expect(venue.logon(0)[0]).toMatchObject({ type: 'SESSION_UP', nextOut: Number(down?.nextOut) + 1 });
  });

  it('tells the ClOrdID that an open order has now', () => {
    const venue = open();
    venue.buy('b', 10, 100);
    const id = tradeIdOf(venue.sell('s', 4, 100, { session: OTHER }));
    venue.replace('r', 'b', 12, 99);
    expect(venue.bust(id)[1]).toMatchObject({ clOrdId: 'r', qty: 8, cum: 0, leaves: 8, price: 99, flags: 2 });
    expect(venue.bids()).toEqual([[99, 8, 1]]);
  });

  it('of market orders tells what they were', () => {
    const venue = open();
    venue.sell('s', 10, 100, { session: OTHER });
    const id = tradeIdOf(venue.buy('b', 4, 0, { fields: { ordType: OrdType.market }, account: 'X' }));
    expect(venue.bust(id)[1]).toMatchObject({ clOrdId: 'b', price: 0, qty: 0, account: 'X' });
  });

  it('may be made once, of one of the last trades', () => {
    const venue = open({ trades: 2 });
    const ids = ['a', 'b', 'c'].map((id) => venue.trade(id, 'buy', 1, 100));
    expect(lines(venue.bust(ids[0] ?? 0))).toEqual(['REFUSED (unknown trade)']);
    expect(lines(venue.bust((ids[2] ?? 0) + 1))).toEqual(['REFUSED (unknown trade)']);
    expect(lines(venue.bust(0))).toEqual(['REFUSED (unknown trade)']);
    venue.bust(ids[1] ?? 0);
    expect(lines(venue.bust(ids[1] ?? 0))).toEqual(['REFUSED (the trade has been busted already)']);
    expect(lines(venue.correct(ids[1] ?? 0, 100, 1))).toEqual(['REFUSED (the trade has been busted already)']);
    expect(venue.bust(ids[2] ?? 0)[0]).toMatchObject({ type: 'TRADE_BUSTED' });
  });

  it('reaches the trades of earlier epochs', () => {
    const venue = open();
    const id = venue.trade('a', 'buy', 3, 100);
    venue.epoch(2);
    for (let s = 0; s < 3; s++) venue.logon(s);
    const next = venue.trade('b', 'buy', 1, 100);
    expect(next).toBe(2 * ID_SPAN + 1);
    expect(venue.bust(id)[0]).toMatchObject({ old: '3 at 100' });
    expect(venue.bust(next)[0]).toMatchObject({ old: '1 at 100' });
  });

  it('is outlived by limits: what a position had taken is free again', () => {
    const venue = open();
    venue.accountLimits('X', { grossPosition: 300, buyingPower: 300 });
    const id = venue.trade('a', 'buy', 3, 100, 'X');
    expect(lines(venue.buy('o', 1, 90, { account: 'X' }))[0]).toMatch(/gross position/);
    venue.bust(id);
    expect(lines(venue.buy('b', 3, 90, { account: 'X' }))).toEqual(['b new']);
  });
});

describe.each(kinds)('a correction, $how', ({ open }) => {
  it('changes the price, and the cash with it', () => {
    const venue = open();
    const id = venue.trade('a', 'buy', 3, 100, 'X');
    const [told, buyer, seller] = venue.correct(id, 90, 3);
    expect(told).toEqual({ type: 'TRADE_CORRECTED', tradeId: id, old: '3 at 100', new: '3 at 90' });
    const common = { execType: 'G', tradeId: id, lastQty: 3, lastPrice: 90, qty: 3, cum: 3, cumNotional: 270, ordStatus: '2' };
    expect(buyer).toMatchObject({ ...common, clOrdId: 'a', price: 100, account: 'X' });
    expect(seller).toMatchObject({ ...common, clOrdId: 'Ma' });
    expect(venue.held('X')).toEqual({ cash: -270, gross: 300, lots: { 0: 3 } });
    expect(venue.held('', RIVAL).cash).toBe(270);
  });

  it('changes price and quantity, and may be followed by another, or by a bust', () => {
    const venue = open();
    venue.sell('s', 10, 100, { session: OTHER });
    const id = tradeIdOf(venue.buy('b', 4, 100));
    expect(venue.correct(id, 99, 3)[2]).toMatchObject({ clOrdId: 's', qty: 9, cum: 3, leaves: 6, cumNotional: 297 });
    expect(venue.held('')).toEqual({ cash: -297, gross: 300, lots: { 0: 3 } });
    expect(venue.correct(id, 101, 1)[0]).toMatchObject({ old: '3 at 99', new: '1 at 101' });
    expect(venue.held('')).toMatchObject({ cash: -101, lots: { 0: 1 } });
    expect(venue.bust(id)[0]).toMatchObject({ old: '1 at 101', new: '0 at 0' });
    expect(venue.held('')).toEqual({ cash: 0, gross: 0, lots: {} });
    expect(venue.status('s', { session: OTHER })[0]).toMatchObject({ qty: 6, leaves: 6, cum: 0, cumNotional: 0 });
  });

  it('has a price of the instrument, and no more quantity than the trade', () => {
    const venue = open();
    const id = venue.trade('a', 'buy', 3, 100);
    expect(lines(venue.correct(id, 0, 3))).toEqual(['REFUSED (Price is outside the range of the instrument)']);
    expect(lines(venue.correct(id, 100.5, 3))).toEqual(['REFUSED (Price: expected a decimal number)']);
    const quantity = ['REFUSED (OrderQty: expected a positive decimal number)'];
    expect(lines(venue.correct(id, 100, 4))).toEqual(quantity);
    expect(lines(venue.correct(id, 100, 0))).toEqual(quantity);
    expect(lines(venue.correct(id, 100, 1.5))).toEqual(quantity);
    venue.correct(id, 100, 2);
    expect(lines(venue.correct(id, 100, 3))).toEqual(quantity);
    expect(venue.held('', FIRM).lots).toEqual({ 0: 2 });
  });
});
