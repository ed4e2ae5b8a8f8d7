/** Every order type over WebSocket: what a client writes reaches the engine, and comes back in the execution as it was written. */
import { afterEach, describe, expect, it } from 'vitest';
import { Venue } from './venue.js';

let venue: Venue;
afterEach(() => venue.stop());

const order = (clOrdId: string, side: 'buy' | 'sell', qty: string | undefined, more: object = {}) => ({
  op: 'order',
  clOrdId,
  symbol: 'AAPL',
  side,
  ...(qty === undefined ? {} : { qty }),
  ...more,
});

async function traders() {
  venue = await Venue.start();
  return { one: await venue.trader('ONE'), two: await venue.trader('TWO') };
}

describe('order types', () => {
  it.each<[string, object, object]>([
    ['a stop', { type: 'stop', stopPrice: '105' }, { type: 'stop', stopPrice: '105.00' }],
    [
      'a stop limit',
      { type: 'stopLimit', stopPrice: '105', price: '106' },
      { type: 'stopLimit', stopPrice: '105.00', price: '106.00' },
    ],
    ['an iceberg', { price: '99', displayQty: '10' }, { price: '99.00', displayQty: '10' }],
    ['a hidden order', { price: '99', hidden: true }, { price: '99.00', hidden: true }],
    ['a hidden order with a minimum', { price: '99', hidden: true, minQty: '5' }, { hidden: true, minQty: '5' }],
    ['a post-only order', { price: '99', postOnly: true }, { postOnly: true }],
    ['one that is repriced', { price: '99', postOnly: 'reprice' }, { postOnly: 'reprice' }],
    [
      'one until a time',
      { price: '99', timeInForce: 'gtd', expireTime: '2100-01-01T00:00:00Z' },
      { timeInForce: 'gtd', expireTime: '2100-01-01T00:00:00.000Z' },
    ],
    ['one with a group of its own', { price: '99', stpGroup: 7, stp: 'decrement' }, { stpGroup: 7, stp: 'decrement' }],
    ['a peg', { type: 'pegged', peg: 'primary', offset: '-0.05' }, { type: 'pegged', peg: 'primary', offset: '-0.05' }],
  ])('%s is taken, and told as it was written', async (_what, terms, told) => {
    const { one } = await traders();
    one.send(order('a', 'buy', '100', terms));
    expect(await one.next()).toMatchObject({ execType: 'new', clOrdId: 'a', leavesQty: '100', ...told });
  });

  it.each<[string, object, string]>([
    ['a stop price off the tick', { type: 'stop', stopPrice: '105.001' }, 'stopPriceInvalid'],
    ['a stop without a stop price', { type: 'stop' }, 'stopPriceInvalid'],
    ['a display quantity that is no number', { price: '99', displayQty: 'ten' }, 'displayQtyInvalid'],
    ['a display quantity above the quantity', { price: '99', displayQty: '500' }, 'displayQtyInvalid'],
    ['a peg without a reference', { type: 'pegged' }, 'pegInvalid'],
    ['a time that is past', { price: '99', timeInForce: 'gtd', expireTime: '2001-01-01T00:00:00Z' }, 'expireTimeInvalid'],
    ['a time without gtd', { price: '99', expireTime: '2100-01-01T00:00:00Z' }, 'expireTimeInvalid'],
    ['hidden and displayed', { price: '99', hidden: true, displayQty: '10' }, 'invalidTerms'],
    ['a link to nothing', { price: '99', link: { clOrdId: 'none', as: 'oneCancelsOther' } }, 'linkInvalid'],
    ['neither quantity nor notional', { price: '99', qty: undefined }, 'invalidQty'],
    ['an amount that is no number', { type: 'market', qty: undefined, notional: 'much' }, 'invalidQty'],
  ])('%s is rejected with its reason', async (_what, terms, code) => {
    const { one } = await traders();
    one.send(order('a', 'buy', '100', terms));
    expect(await one.next()).toMatchObject({ execType: 'rejected', reason: { code } });
  });

  it('shows the peaks of an iceberg in the book, and triggers a stop by a trade', async () => {
    const { one, two } = await traders();
    one.send(order('ice', 'sell', '30', { price: '100', displayQty: '10' }));
    one.send(order('far', 'sell', '5', { price: '102' }));
    two.send(order('stop', 'buy', '4', { type: 'stop', stopPrice: '100' }));
    await two.until((m) => m.clOrdId === 'stop');
    const watcher = await venue.connect();
    await watcher.ask({ op: 'subscribe', id: 1, classes: ['l2'], symbols: ['AAPL'] });
    expect((await watcher.until((m) => Array.isArray(m) && m[0] === 4)).slice(-6)).toEqual([10_000, 10, 1, 10_200, 5, 1]);
    two.send(order('hit', 'buy', '8', { price: '100' }));
    await two.until((m) => m.clOrdId === 'stop' && m.execType === 'triggered');
    expect(await two.until((m) => m.clOrdId === 'stop' && m.execType === 'trade')).toMatchObject({ lastPx: '100.00' });
  });

  it('spends an amount', async () => {
    const { one, two } = await traders();
    one.send(order('s', 'sell', '100', { price: '10' }));
    await one.next();
    two.send(order('b', 'buy', undefined, { type: 'market', notional: '55.50' }));
    expect(await two.next()).toMatchObject({ execType: 'new', qty: '0', notional: '55.50' });
    expect(await two.next()).toMatchObject({ execType: 'trade', lastQty: '5' });
    expect(await two.next()).toMatchObject({ execType: 'canceled', reason: { code: 'notionalSpent' } });
  });

  it('links two orders: one cancels the other', async () => {
    const { one, two } = await traders();
    one.send(order('take', 'sell', '5', { price: '110' }));
    one.send(order('stop', 'sell', '5', { type: 'stop', stopPrice: '90', link: { clOrdId: 'take', as: 'oneCancelsOther' } }));
    expect(await one.until((m) => m.clOrdId === 'stop')).toMatchObject({ linked: 'oneCancelsOther' });
    two.send(order('b', 'buy', '5', { price: '110' }));
    expect(await one.until((m) => m.execType === 'canceled')).toMatchObject({
      clOrdId: 'stop',
      reason: { code: 'linkedOrder' },
    });
  });

  it('replaces the stop price of a stop', async () => {
    const { one } = await traders();
    one.send(order('a', 'sell', '5', { type: 'stop', stopPrice: '90' }));
    await one.next();
    one.send({ ...order('b', 'sell', '5', { type: 'stop', stopPrice: '91' }), op: 'replace', origClOrdId: 'a' });
    expect(await one.next()).toMatchObject({ execType: 'replaced', clOrdId: 'b', stopPrice: '91.00' });
  });
});

describe('mass actions', () => {
  it('cancel by account, and over all sessions of the firm', async () => {
    const sessions = ['D1', 'D2'].map((senderCompId) => ({
      senderCompId,
      participant: 'FIRM',
      cancelOnDisconnect: false,
      graceMs: 0,
      resetOnLogon: false,
      resetDaily: false,
    }));
    venue = await Venue.start({ sessions });
    const one = await venue.trader('D1');
    const two = await venue.trader('D2');
    one.send(order('a', 'buy', '1', { price: '1', account: 'X' }));
    one.send(order('b', 'buy', '1', { price: '1', account: 'Y' }));
    two.send(order('c', 'buy', '1', { price: '1', account: 'Y' }));
    await one.until((m) => m.clOrdId === 'b');
    await two.until((m) => m.clOrdId === 'c');
    one.send({ op: 'massCancel', clOrdId: 'm1', account: 'X' });
    expect(await one.until((m) => m.event === 'massCanceled')).toMatchObject({ canceled: 1 });
    one.send({ op: 'massCancel', clOrdId: 'm2', firm: true });
    expect(await one.until((m) => m.event === 'massCanceled')).toMatchObject({ canceled: 2 });
    expect(await two.until((m) => m.execType === 'canceled')).toMatchObject({ clOrdId: 'c' });
  });

  it('cancel after a silence, unless it is broken in time', async () => {
    const { one } = await traders();
    one.send(order('a', 'buy', '1', { price: '1' }));
    await one.next();
    expect(await one.ask({ op: 'cancelAfter', id: 'arm', timeoutMs: 60_000 })).toEqual({
      id: 'arm',
      event: 'cancelAfter',
      timeoutMs: 60_000,
    });
    expect(await one.ask({ op: 'cancelAfter', id: 'off', timeoutMs: 0 })).toMatchObject({ timeoutMs: 0 });
    expect(await one.ask({ op: 'cancelAfter', id: 'short', timeoutMs: 10 })).toMatchObject({ timeoutMs: 10 });
    expect(await one.until((m) => m.execType === 'canceled')).toMatchObject({ clOrdId: 'a', reason: { code: 'deadMan' } });
  });

  it('need a session that is logged on', async () => {
    venue = await Venue.start();
    const client = await venue.connect();
    expect((await client.ask({ op: 'cancelAfter', id: 1, timeoutMs: 5 })).error.code).toBe('NOT_LOGGED_ON');
  });
});
