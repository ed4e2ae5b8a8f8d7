import { describe, expect, it } from 'vitest';
import { OrdType, TimeInForce } from '../../engine/records.js';
import { acme, lines } from '../engine/support.js';
import { beta, FIRM, kinds, last, OTHER, RIVAL } from './venue.js';

const orders = 'o rejected (the limit of open orders is reached)';
const notional = 'o rejected (the limit of open notional is reached)';
const gross = 'o rejected (the limit of the gross position is reached)';
const power = 'o rejected (not enough buying power)';
const rate = 'o rejected (too many orders in one second)';
const ofSession = 'o rejected (the limit of open orders of the session is reached)';

describe.each(kinds)('limits, $how', ({ open }) => {
  it('of open orders count those of all sessions of the firm, and no other firm', () => {
    const venue = open();
    venue.firmLimits({ openOrders: 2 });
    venue.buy('a', 1, 90);
    venue.buy('b', 1, 90, { session: 1, account: 'X' });
    expect(lines(venue.buy('o', 1, 90))).toEqual([orders]);
    expect(lines(venue.buy('o', 1, 90, { session: OTHER }))).toEqual(['o new']);
    venue.cancel('c', 'b', { session: 1 });
    expect(lines(venue.buy('p', 1, 90))).toEqual(['p new']);
  });

  it('of open orders let an order that is filled at once make room again', () => {
    const venue = open();
    venue.firmLimits({ openOrders: 1 });
    venue.sell('s', 5, 90, { session: OTHER });
    expect(lines(venue.buy('a', 5, 90))[0]).toBe('a new');
    expect(lines(venue.buy('b', 5, 90))).toEqual(['b new']);
  });

  it('of open orders of a session count its own, and come before those of its firm', () => {
    const venue = open();
    venue.session('BROKER0', { maxOpenOrders: 2 });
    venue.firmLimits({ openOrders: 3, ordersPerSecond: 5 });
    venue.buy('a', 1, 90);
    venue.buy('b', 1, 90);
    expect(lines(venue.buy('o', 1, 90))).toEqual([ofSession]);
    // one with terms takes the long way
    expect(lines(venue.buy('o', 1, 90, { fields: { timeInForce: TimeInForce.fok } }))).toEqual([ofSession]);
    expect(lines(venue.buy('o', 1, 90, { session: 1 }))).toEqual(['o new']);
    expect(lines(venue.replace('a2', 'a', 2, 91))).toEqual(['a2 replaced was a']);
    venue.cancel('c', 'b');
    // what was refused has not counted as a message of the firm
    expect(lines(venue.buy('b2', 1, 90))).toEqual(['b2 new']);
    expect(lines(venue.buy('o', 1, 90))).toEqual([ofSession]);
  });

  it('of open orders of a session change with its definition, and cancel nothing', () => {
    const venue = open();
    for (const id of ['a', 'b', 'c']) venue.buy(id, 1, 90);
    venue.session('BROKER0', { maxOpenOrders: 1 });
    expect(venue.bids()).toEqual([[90, 3, 3]]);
    venue.cancel('x', 'a');
    venue.cancel('y', 'b');
    expect(lines(venue.buy('o', 1, 90))).toEqual([ofSession]);
    venue.session('BROKER0');
    expect(lines(venue.buy('o', 1, 90))).toEqual(['o new']);
  });

  it('of open notional count what is open, at the limit price', () => {
    const venue = open();
    venue.firmLimits({ openNotional: 1000 });
    venue.buy('a', 6, 100);
    expect(lines(venue.sell('o', 4, 101))).toEqual([notional]);
    expect(lines(venue.sell('b', 4, 100, { instrument: 1 }))).toEqual(['b new']);
    venue.sell('s', 6, 100, { session: OTHER });
    expect(lines(venue.buy('o', 7, 100))).toEqual([notional]);
    expect(lines(venue.buy('p', 6, 100))).toEqual(['p new']);
  });

  it('of open notional round each order up to whole money', () => {
    const venue = open();
    venue.instrument({ ...acme, symbol: 'FINE', priceDecimals: 4, minPriceTicks: -10_000 });
    const fine = { instrument: 2 };
    venue.firmLimits({ openNotional: 3 });
    // 1.0101 cents are 2, and so are 1.0099 of a negative price
    venue.buy('a', 1, 101, fine);
    expect(lines(venue.buy('o', 1, -101, fine))).toEqual([notional]);
    expect(lines(venue.buy('b', 1, 100, fine))).toEqual(['b new']);
    venue.cancel('c', 'a', fine);
    venue.cancel('d', 'b', fine);
    venue.buy('e', 3, 50, fine);
    venue.sell('f', 1, 50, { ...fine, session: OTHER });
    expect(venue.engine.exposures().find(({ participant, account }) => participant === FIRM && account === '')).toMatchObject({
      openNotional: 1,
      openOrders: 1,
      openBuys: 1,
      cash: -1,
    });
  });

  it('of an account count its orders alone, over the sessions of its firm', () => {
    const venue = open();
    venue.accountLimits('X', { openOrders: 1, openNotional: 500 });
    venue.buy('a', 1, 90, { account: 'X', session: 1 });
    expect(lines(venue.buy('o', 1, 90, { account: 'X' }))).toEqual([orders]);
    expect(lines(venue.buy('b', 100, 90, { account: 'Y' }))).toEqual(['b new']);
    expect(lines(venue.buy('c', 100, 90, { account: 'X', session: OTHER }))).toEqual(['c new']);
    venue.accountLimits('X', { openOrders: -1 });
    expect(lines(venue.buy('o', 5, 90, { account: 'X' }))).toEqual([notional]);
    expect(lines(venue.buy('d', 4, 90, { account: 'X' }))).toEqual(['d new']);
  });

  it('that a firm has for its accounts count for each that has none of its own, new ones and the unnamed one too', () => {
    const venue = open();
    venue.defaultLimits({ openNotional: 100, openOrders: 2 });
    venue.accountLimits('BIG', { openNotional: 1000 });
    venue.accountLimits('FREE', { openNotional: -1 });
    expect(lines(venue.buy('o', 2, 90, { account: 'X' }))).toEqual([notional]);
    expect(lines(venue.buy('o', 2, 90))).toEqual([notional]);
    expect(lines(venue.buy('a', 11, 90, { account: 'BIG' }))).toEqual(['a new']);
    expect(lines(venue.buy('b', 110, 90, { account: 'FREE' }))).toEqual(['b new']);
    venue.buy('c', 1, 1, { account: 'FREE' });
    expect(lines(venue.buy('o', 1, 1, { account: 'FREE' }))).toEqual([orders]);
    venue.accountLimits('', { openNotional: 200 });
    expect(lines(venue.buy('d', 2, 90))).toEqual(['d new']);
  });

  it('leave what is not given as it was, and may be taken away', () => {
    const venue = open();
    venue.firmLimits({ openOrders: 0, openNotional: 0 });
    venue.firmLimits({ openNotional: -1 });
    expect(lines(venue.buy('o', 1, 90))).toEqual([orders]);
    venue.firmLimits({ openOrders: -1 });
    expect(lines(venue.buy('a', 1, 90))).toEqual(['a new']);
  });

  it('that are lowered while trading leave open orders alone', () => {
    const venue = open();
    venue.buy('a', 10, 90);
    venue.buy('b', 10, 90);
    venue.firmLimits({ openOrders: 1, openNotional: 100 });
    expect(venue.bids()).toEqual([[90, 20, 2]]);
    expect(lines(venue.buy('o', 1, 1))).toEqual([orders]);
    expect(lines(venue.replace('r', 'a', 5, 90))).toEqual(['r replaced was a']);
    expect(lines(venue.replace('s', 'b', 10, 89))).toEqual(['s replaced was b']);
    expect(last(venue.replace('t', 's', 10, 90))).toBe('t refused for s (the limit of open notional is reached)');
  });

  it('count of a replace what it adds', () => {
    const venue = open();
    venue.firmLimits({ openOrders: 1, openNotional: 1000 });
    venue.buy('a', 5, 100);
    expect(last(venue.replace('r', 'a', 11, 100))).toBe('r refused for a (the limit of open notional is reached)');
    expect(lines(venue.replace('s', 'a', 10, 100))).toEqual(['s replaced was a']);
    venue.sell('x', 4, 100, { session: OTHER });
    expect(lines(venue.replace('t', 's', 14, 100))).toEqual(['t replaced was s']);
    expect(last(venue.replace('u', 't', 15, 100))).toBe('u refused for t (the limit of open notional is reached)');
  });

  it('of the gross position count positions at the reference price and what is open', () => {
    const venue = open();
    venue.instrument({ ...beta, referenceTicks: 50 });
    venue.accountLimits('X', { grossPosition: 1500 });
    venue.trade('a', 'buy', 5, 200, 'X');
    venue.buy('b', 4, 100, { account: 'X' });
    expect(venue.held('X')).toMatchObject({ gross: 500, cash: -1000 });
    expect(lines(venue.buy('o', 7, 100, { account: 'X' }))).toEqual([gross]);
    expect(lines(venue.buy('c', 6, 100, { account: 'X' }))).toEqual(['c new']);
    expect(lines(venue.sell('o', 1, 100, { account: 'X', instrument: 1 }))).toEqual([gross]);
  });

  it('of the gross position let orders through that make a position smaller, and no more than that', () => {
    const venue = open();
    venue.trade('a', 'buy', 5, 100, 'X');
    venue.accountLimits('X', { grossPosition: 0 });
    expect(lines(venue.sell('o', 6, 100, { account: 'X' }))).toEqual([gross]);
    expect(lines(venue.buy('o', 1, 100, { account: 'X' }))).toEqual([gross]);
    expect(lines(venue.sell('o', 5, 100, { account: 'X', instrument: 1 }))).toEqual([gross]);
    expect(lines(venue.sell('b', 5, 100, { account: 'X' }))).toEqual(['b new']);
    venue.buy('m', 5, 100, { session: OTHER });
    expect(venue.held('X')).toEqual({ cash: 0, gross: 0, lots: {} });
    expect(lines(venue.sell('o', 1, 100, { account: 'X' }))).toEqual([gross]);
  });

  it('of the gross position follow a reference that is defined anew', () => {
    const venue = open();
    venue.trade('a', 'sell', 5, 100, 'X');
    venue.accountLimits('X', { grossPosition: 600 });
    expect(lines(venue.sell('b', 1, 100, { account: 'X' }))).toEqual(['b new']);
    venue.instrument({ ...acme, referenceTicks: 101 });
    expect(venue.held('X').gross).toBe(505);
    expect(lines(venue.sell('o', 1, 1, { account: 'X' }))).toEqual([gross]);
  });

  it('of buying power count cash and open buys', () => {
    const venue = open();
    venue.accountLimits('X', { buyingPower: 1000 });
    venue.buy('a', 6, 100, { account: 'X' });
    expect(lines(venue.buy('o', 5, 100, { account: 'X' }))).toEqual([power]);
    expect(lines(venue.sell('b', 50, 110, { account: 'X' }))).toEqual(['b new']);
    venue.buy('m', 2, 110, { session: OTHER });
    expect(venue.held('X').cash).toBe(220);
    expect(lines(venue.buy('o', 7, 100, { account: 'X' }))).toEqual([power]);
    expect(lines(venue.buy('c', 6, 100, { account: 'X' }))).toEqual(['c new']);
    venue.sell('n', 12, 100, { session: OTHER });
    expect(venue.held('X').cash).toBe(-980);
    expect(lines(venue.buy('o', 3, 10, { account: 'X' }))).toEqual([power]);
    expect(lines(venue.buy('d', 2, 10, { account: 'X' }))).toEqual(['d new']);
  });

  it('of buying power count a buy at a better price with what it cost', () => {
    const venue = open();
    venue.accountLimits('X', { buyingPower: 1000 });
    venue.sell('s', 10, 60, { session: OTHER });
    venue.buy('a', 10, 100, { account: 'X' });
    expect(venue.held('X')).toMatchObject({ cash: -600, lots: { 0: 10 } });
    expect(lines(venue.buy('b', 4, 100, { account: 'X' }))).toEqual(['b new']);
  });

  it('of buying power count a market order at the last price, else at the reference', () => {
    const venue = open();
    venue.accountLimits('X', { buyingPower: 1000 });
    const market = { account: 'X', fields: { ordType: OrdType.market } };
    expect(lines(venue.buy('o', 11, 0, market))).toEqual([power]);
    venue.trade('t', 'buy', 1, 80);
    venue.sell('s', 13, 90, { session: OTHER });
    expect(lines(venue.buy('o', 13, 0, market))).toEqual([power]);
    expect(lines(venue.buy('a', 12, 0, market))).toEqual(['a new', 'a trades 12 at 90, 0 left', 's trades 12 at 90, 1 left']);
    expect(venue.held('X').cash).toBe(-1080);
  });

  it('of messages count new orders and replaces of a firm within a second of logical time', () => {
    const venue = open();
    venue.timeUs = Math.ceil(venue.timeUs / 1_000_000) * 1_000_000;
    venue.firmLimits({ ordersPerSecond: 3 });
    venue.buy('a', 1, 90);
    venue.buy('b', 1, 90, { session: 1 });
    venue.cancel('x', 'b', { session: 1 });
    venue.replace('r', 'a', 2, 90);
    expect(lines(venue.buy('o', 1, 90))).toEqual([rate]);
    expect(last(venue.replace('s', 'r', 1, 90))).toBe('s refused for r (too many orders in one second)');
    expect(lines(venue.buy('c', 1, 90, { session: OTHER }))).toEqual(['c new']);
    venue.timeUs += 999_999;
    expect(lines(venue.buy('o', 1, 90, { session: 1 }))).toEqual([rate]);
    venue.timeUs += 1;
    expect(lines(venue.buy('d', 1, 90))).toEqual(['d new']);
  });

  it('of messages count those before the limit was set, and those that other limits refused', () => {
    const venue = open();
    venue.buy('a', 1, 90);
    venue.firmLimits({ openOrders: 1, ordersPerSecond: 2 });
    expect(lines(venue.buy('o', 1, 90))).toEqual([orders]);
    expect(lines(venue.buy('o', 1, 90))).toEqual([rate]);
    venue.firmLimits({ ordersPerSecond: 3 });
    expect(lines(venue.buy('o', 1, 90))).toEqual([orders]);
    expect(lines(venue.buy('o', 1, 90))).toEqual([rate]);
  });

  it('are looked at in order: rate, the firm, the account, gross position, buying power', () => {
    const venue = open();
    const none = { openOrders: 0, openNotional: 0 };
    venue.firmLimits({ ...none, ordersPerSecond: 0 });
    venue.accountLimits('X', { ...none, grossPosition: 0, buyingPower: 0 });
    const refused = () => last(venue.buy('o', 1, 90, { account: 'X' }));
    expect(refused()).toBe(rate);
    venue.firmLimits({ ordersPerSecond: -1 });
    expect(refused()).toBe(orders);
    venue.firmLimits({ openOrders: -1 });
    expect(refused()).toBe(notional);
    venue.firmLimits({ openNotional: -1 });
    expect(refused()).toBe(orders);
    venue.accountLimits('X', { openOrders: -1 });
    expect(refused()).toBe(notional);
    venue.accountLimits('X', { openNotional: -1 });
    expect(refused()).toBe(gross);
    venue.accountLimits('X', { grossPosition: -1 });
    expect(refused()).toBe(power);
    expect(last(venue.sell('s', 1, 95, { account: 'X' }))).toBe('s new');
    venue.accountLimits('X', { buyingPower: -1 });
    expect(refused()).toBe('o new');
  });

  it('are told, and refused when they mean nothing', () => {
    const venue = open({ accounts: 1 });
    expect(lines(venue.firmLimits({ openOrders: 1 }))).toEqual(['LIMITS_SET']);
    expect(lines(venue.firmLimits({ openOrders: 1.5 }))).toEqual(['REFUSED (the definition is not valid)']);
    expect(lines(venue.firmLimits({ openNotional: -2 }))).toEqual(['REFUSED (the definition is not valid)']);
    expect(lines(venue.firmLimits({ buyingPower: 1 }))).toEqual(['REFUSED (the definition is not valid)']);
    expect(lines(venue.firmLimits({ grossPosition: -1 }))).toEqual(['REFUSED (the definition is not valid)']);
    expect(lines(venue.accountLimits('X', { ordersPerSecond: 1 }))).toEqual(['REFUSED (the definition is not valid)']);
    expect(lines(venue.limits(FIRM, 3, '', {}))).toEqual(['REFUSED (the definition is not valid)']);
    expect(lines(venue.firmLimits({}, 2))).toEqual(['REFUSED (unknown participant)']);
    expect(lines(venue.accountLimits('12345678901234567', {}))).toEqual(['REFUSED (Account: expected at most 16 characters)']);
    expect(lines(venue.accountLimits('X', {}, RIVAL))).toEqual(['LIMITS_SET']);
    expect(lines(venue.accountLimits('X', {}))).toEqual(['REFUSED (the venue holds as many accounts as it can)']);
    expect(lines(venue.buy('a', 1, 90, { account: 'X', session: OTHER }))).toEqual(['a new']);
  });

  it('a venue that holds as many positions as it can takes orders for those it has', () => {
    const venue = open({ positions: 4 });
    for (let i = 2; i < 4; i++) venue.instrument({ ...acme, symbol: `S${i}` });
    for (let i = 0; i < 4; i++) venue.buy(`a${i}`, 1, 90, { instrument: i });
    expect(last(venue.buy('o', 1, 90, { account: 'X' }))).toBe('o rejected (the venue holds as many positions as it can)');
    expect(last(venue.sell('o', 1, 91, { session: OTHER }))).toBe('o rejected (the venue holds as many positions as it can)');
    expect(lines(venue.buy('b', 1, 90, { instrument: 3, session: 1 }))).toEqual(['b new']);
  });
});
