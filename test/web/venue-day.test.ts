/** Operators and traders of one real venue: limits, kill switch, busts, phases, auctions and the day's end, seen from both sides. */
import { afterEach, describe, expect, it } from 'vitest';
import type { Json, WebSocketClient } from '../support/websocket.js';
import { Venue, type VenueOptions } from './venue.js';

let venue: Venue;
afterEach(() => venue.stop());

const order = (clOrdId: string, side: 'buy' | 'sell', price: string, qty: string, more: object = {}) => ({
  op: 'order',
  clOrdId,
  symbol: 'AAPL',
  side,
  price,
  qty,
  ...more,
});

async function open(options: VenueOptions = {}) {
  venue = await Venue.start(options);
  return { one: await venue.trader('ONE'), two: await venue.trader('TWO') };
}

async function post(action: string, body: object = {}): Promise<Json> {
  const response = await fetch(`${venue.adminUrl}/admin/v1/${action}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ author: 'ann', ...body }),
  });
  return (await response.json()) as Json;
}
const get = async (what: string) => (await (await fetch(`${venue.adminUrl}/admin/v1/${what}`)).json()) as Json;

async function trade(one: WebSocketClient, two: WebSocketClient, price = '100'): Promise<string> {
  one.send(order('s', 'sell', price, '10'));
  await one.until((m) => m.clOrdId === 's' && m.execType === 'new');
  two.send(order('b', 'buy', price, '4'));
  return (await two.until((m) => m.execType === 'trade')).tradeId;
}

describe('risk', () => {
  it('limits of a firm hold from the moment they are set, and can be taken away', async () => {
    const { one } = await open();
    expect((await post('limits', { firm: 'ONE', openOrders: 1 })).text).toBe('limits of ONE: openOrders 1');
    one.send(order('a', 'buy', '1', '1'));
    one.send(order('b', 'buy', '1', '1'));
    expect(await one.until((m) => m.clOrdId === 'b')).toMatchObject({ reason: { code: 'openOrdersLimit' } });
    await post('limits', { firm: 'ONE', openOrders: 'none' });
    one.send(order('c', 'buy', '1', '1'));
    expect(await one.until((m) => m.clOrdId === 'c')).toMatchObject({ execType: 'new' });
  });

  it('buying power of an account counts what it has at stake', async () => {
    const { one } = await open();
    await post('limits', { firm: 'ONE', account: 'C1', buyingPower: '1000.00' });
    one.send(order('a', 'buy', '100', '10', { account: 'C1' }));
    expect(await one.next()).toMatchObject({ execType: 'new' });
    one.send(order('b', 'buy', '0.01', '1', { account: 'C1' }));
    expect(await one.next()).toMatchObject({ reason: { code: 'buyingPowerLimit' } });
    one.send(order('c', 'buy', '100', '10', { account: 'C2' }));
    expect(await one.next()).toMatchObject({ execType: 'new' });
  });

  it('a kill switch cancels and blocks one firm, until it is released', async () => {
    const { one, two } = await open();
    one.send(order('a', 'buy', '1', '1'));
    two.send(order('a', 'buy', '1', '1'));
    await one.next();
    await two.next();
    expect(await post('kill', { firm: 'ONE' })).toMatchObject({ firm: 'ONE', on: true });
    expect(await one.next()).toMatchObject({ execType: 'canceled', reason: { code: 'killSwitch' } });
    one.send(order('b', 'buy', '1', '1'));
    expect(await one.next()).toMatchObject({ reason: { code: 'firmKilled' } });
    two.send(order('b', 'buy', '1', '1'));
    expect(await two.next()).toMatchObject({ execType: 'new' });
    expect(await get('kill-switches')).toEqual({ venue: false, firms: ['ONE'] });
    await post('release', { firm: 'ONE' });
    one.send(order('c', 'buy', '1', '1'));
    expect(await one.next()).toMatchObject({ execType: 'new' });
  });

  it('an operator cancels what he names', async () => {
    const { one, two } = await open();
    one.send(order('a', 'buy', '1', '1'));
    one.send(order('b', 'sell', '2', '1'));
    two.send(order('c', 'sell', '2', '1'));
    await one.until((m) => m.clOrdId === 'b');
    await two.next();
    expect(await post('cancel', { firm: 'ONE', side: 'sell' })).toMatchObject({ canceled: 1 });
    expect(await one.next()).toMatchObject({ clOrdId: 'b', reason: { code: 'operatorCancel' } });
    expect(await post('cancel', { all: true })).toMatchObject({ canceled: 2 });
  });

  it('orders of one group do not trade with each other', async () => {
    const { one } = await open();
    await post('stp', { firm: 'ONE', group: 1, mode: 'cancelOldest' });
    one.send(order('a', 'sell', '100', '5'));
    one.send(order('b', 'buy', '100', '5'));
    expect(await one.until((m) => m.execType === 'canceled')).toMatchObject({ clOrdId: 'a', reason: { code: 'selfTrade' } });
    expect(venue.engine.openOrders).toBe(1);
  });
});

describe('trades that are taken back', () => {
  it('reach their owners, the public feed and REST', async () => {
    const { one, two } = await open();
    const watcher = await venue.connect();
    await watcher.ask({ op: 'subscribe', id: 1, classes: ['trade', 'stat'], symbols: ['AAPL'] });
    const tradeId = await trade(one, two);
    expect(await post('correct', { tradeId, price: '99', qty: '3' })).toMatchObject({
      text: `trade ${tradeId} of 4 AAPL at 100.00 is corrected to 3 at 99.00`,
    });
    expect(await two.until((m) => m.execType === 'tradeCorrect')).toMatchObject({ tradeId, lastPx: '99.00', lastQty: '3' });
    expect(await post('bust', { tradeId })).toMatchObject({ action: 'bust', author: 'ann' });
    expect(await one.until((m) => m.execType === 'tradeCancel')).toMatchObject({ tradeId });
    expect((await watcher.until((m) => Array.isArray(m) && m[0] === 11)).slice(9)).toEqual([10_000, 4, 9900, 3]);
    expect((await watcher.until((m) => Array.isArray(m) && m[0] === 11)).slice(9)).toEqual([9900, 3, 0, 0]);
    const tape = (await (await fetch(`${venue.http}/v1/trades/AAPL`)).json()) as Json;
    expect(tape.trades).toMatchObject([{ tradeId, busted: true, corrected: true, price: '99.00' }]);
    expect((await post('bust', { tradeId })).error).toEqual({
      code: 'alreadyBusted',
      message: 'the trade has been busted already',
    });
    expect((await get('busts')).busts).toHaveLength(2);
  });
});

describe('phases', () => {
  it('an auction collects, tells what it would come to, and opens at one price', async () => {
    const { one, two } = await open();
    const watcher = await venue.connect();
    await watcher.ask({ op: 'subscribe', id: 1, classes: ['auction', 'status', 'trade', 'l2'], symbols: ['AAPL'] });
    expect((await post('phase', { phase: 'openingAuction' })).text).toBe('the venue: openingAuction');
    expect((await watcher.until((m) => Array.isArray(m) && m[0] === 5 && m[8] === 5))[10]).toBe(5);
    one.send(order('b', 'buy', '101', '10'));
    two.send(order('s', 'sell', '99', '6', { timeInForce: 'atTheOpen' }));
    two.send(order('t', 'sell', '100', '1'));
    // crossed, and told as it is: the at-the-open order is nobody's to see
    const crossed = await watcher.until((m) => Array.isArray(m) && m[0] === 3 && m[11] === 1 && m[12] === 1);
    expect(crossed).toBeDefined();
    expect(await watcher.until((m) => Array.isArray(m) && m[0] === 9 && m[11] === 7)).toMatchObject({ 9: 1, 14: 0 });
    await post('resume');
    const print = await watcher.until((m) => Array.isArray(m) && m[0] === 1);
    expect(print.slice(11)).toEqual([0, 1]);
    expect(await watcher.until((m) => Array.isArray(m) && m[0] === 9 && m[14] === 1)).toMatchObject({ 11: 7 });
    expect(await one.until((m) => m.execType === 'trade')).toMatchObject({ auction: true, aggressor: false });
    expect((await get('phases')).instruments[0]).toEqual({ symbol: 'AAPL', phase: 'open', inForce: 'open' });
  });

  it('a schedule is carried out by itself', async () => {
    const { one } = await open();
    const at = (ms: number) => new Date(Date.now() + ms).toISOString();
    one.send(order('a', 'buy', '1', '1'));
    expect(await one.next()).toMatchObject({ execType: 'new' });
    const changes = [
      { time: at(10), action: 'cancelOnly' },
      { time: at(20), action: 'endDay' },
    ];
    await post('schedule', { date: '2026-11-20', changes });
    expect(await one.next()).toMatchObject({ execType: 'expired', reason: { code: 'dayEnded' } });
    let ended: string | null = null;
    while (ended === null) ended = (await get('schedule')).lastEnded;
    expect(ended).toBe('2026-11-20');
    expect((await get('phases')).venue).toBe('cancelOnly');
  });
});

describe('the day`s end', () => {
  it('expires Day orders, keeps GTC, tells the close, and starts the numbers again', async () => {
    const sessions = ['ONE', 'TWO'].map((senderCompId) => ({
      senderCompId,
      cancelOnDisconnect: false,
      graceMs: 0,
      resetOnLogon: false,
      resetDaily: true,
    }));
    const { one, two } = await open({ sessions });
    const watcher = await venue.connect();
    await watcher.ask({ op: 'subscribe', id: 1, classes: ['stat', 'ref'], symbols: ['AAPL'] });
    await trade(one, two, '103');
    one.send(order('gtc', 'sell', '110', '1', { timeInForce: 'gtc' }));
    await one.until((m) => m.clOrdId === 'gtc');
    expect((await post('end-day', { date: '2026-11-20' })).text).toContain('business day 2026-11-20 has ended');
    expect(await one.until((m) => m.execType === 'expired')).toMatchObject({ clOrdId: 's' });
    expect((await watcher.until((m) => Array.isArray(m) && m[0] === 10 && m[17] > 0)).slice(8)).toEqual([
      0, 0, 0, 0, 0, 0, 0, 0, 10_300, 20_261_120,
    ]);
    expect(venue.engine.openOrders).toBe(1);
    // connected: the numbers go on until the session is lost
    one.send(order('c', 'buy', '1', '1', { timeInForce: 'gtc' }));
    const { seq } = await one.until((m) => m.clOrdId === 'c');
    expect(seq).toBeGreaterThan(4);
    await one.ask({ op: 'logout', id: 1 });
    const again = await venue.connect();
    expect(await again.ask({ op: 'logon', id: 2, session: 'ONE', lastSeq: 0 })).toMatchObject({ seq: 1, resetCount: 1 });
    again.send(order('d', 'buy', '1', '1'));
    expect(await again.next()).toMatchObject({ seq: 2, clOrdId: 'd', execType: 'new' });
  });
});
