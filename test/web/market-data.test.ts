import { afterEach, describe, expect, it } from 'vitest';
import { MarketDataClient } from '../../marketdata/client.js';
import { FeedClass, L2, type Message, MessageType } from '../../marketdata/messages.js';
import type { WebSocketClient } from '../support/websocket.js';
import { Venue } from './venue.js';

let venue: Venue;
afterEach(() => venue.stop());

const price = (ticks: number) => (ticks / 100).toFixed(2);

/** Follows a feed until the book of instrument 0 is valid and fits. */
async function bookWhen(client: WebSocketClient, fits: (bids: number[][], asks: number[][]) => boolean) {
  const fold = new MarketDataClient({ requestSnapshot: () => {} });
  for (;;) {
    const message = await client.next();
    if (!Array.isArray(message)) continue;
    fold.take(message as Message);
    const book = fold.book(0);
    const [bids, asks] = [book.bids.levels(), book.asks.levels()];
    if (book.valid && fits(bids, asks)) return { bids, asks, fold };
  }
}

describe('market data over WebSocket', () => {
  for (const format of ['json', 'msgpack']) {
    it(`starts with a snapshot and goes on with changes, so that the book equals the engine's (${format})`, async () => {
      venue = await Venue.start();
      const trader = await venue.trader('WEB1');
      for (let i = 0; i < 5; i++) {
        trader.send({ op: 'order', clOrdId: `b${i}`, symbol: 'AAPL', side: 'buy', price: price(9990 - i), qty: `${10 + i}` });
        trader.send({ op: 'order', clOrdId: `s${i}`, symbol: 'AAPL', side: 'sell', price: price(10010 + i), qty: `${20 + i}` });
      }
      await trader.until((m) => m.clOrdId === 's4');

      const subscriber = await venue.connect(`?format=${format}`);
      const answer = await subscriber.ask({
        op: 'subscribe',
        id: 7,
        classes: ['l2', 'trade', 'bbo', 'status'],
        symbols: ['AAPL'],
      });
      expect(answer).toMatchObject({ event: 'subscribed', instruments: [{ symbol: 'AAPL', instrument: 0, tickSize: '0.01' }] });

      trader.send({ op: 'order', clOrdId: 'x', symbol: 'AAPL', side: 'buy', price: price(10011), qty: '30' });
      trader.send({ op: 'cancel', clOrdId: 'c', origClOrdId: 'b2', symbol: 'AAPL', side: 'buy' });
      const { bids, asks } = await bookWhen(subscriber, (b, a) => b.length === 4 && a.length === 4);
      const [seed] = venue.engine.bookSeeds();
      expect(bids).toEqual(seed.bids);
      expect(asks).toEqual(seed.asks);
    });
  }

  it('rebuilds the book under load, from whenever it subscribes', async () => {
    venue = await Venue.start();
    let n = 0;
    const burst = () =>
      venue.flood(200, (order) => {
        n++;
        order.instrument = 0;
        order.side = n % 2 === 0 ? 0x31 : 0x32;
        order.priceTicks = 10_000 + ((n * 7919) % 61) - 30;
        order.qtyLots = 1 + ((n * 31) % 9);
        order.setText(`f${n}`);
      });
    burst();
    const subscriber = await venue.connect();
    subscriber.send({ op: 'subscribe', classes: ['l2'], symbols: ['AAPL'] });
    for (let i = 0; i < 20; i++) {
      burst();
      await new Promise((resolve) => setImmediate(resolve));
    }
    const seed = () => venue.engine.bookSeeds()[0];
    const { bids, asks, fold } = await bookWhen(
      subscriber,
      (b, a) => n === 4200 && JSON.stringify([b, a]) === JSON.stringify([seed().bids, seed().asks]),
    );
    expect(bids.length + asks.length).toBeGreaterThan(5);
    expect([bids, asks]).toEqual([seed().bids, seed().asks]);
    expect(fold.gaps).toBe(0);
  });

  it('subscribes to one class of one symbol and to nothing else', async () => {
    venue = await Venue.start();
    const subscriber = await venue.connect();
    await subscriber.ask({ op: 'subscribe', id: 1, classes: ['trade'], symbols: ['MSFT'] });
    const trader = await venue.trader('WEB1');
    for (const symbol of ['AAPL', 'MSFT']) {
      trader.send({ op: 'order', clOrdId: `s${symbol}`, symbol, side: 'sell', price: '100', qty: '5' });
      trader.send({ op: 'order', clOrdId: `b${symbol}`, symbol, side: 'buy', price: '100', qty: '5' });
    }
    const trade = await subscriber.until((m) => Array.isArray(m) && m[0] !== MessageType.hb);
    expect(trade[0]).toBe(MessageType.trade);
    expect(trade[7]).toBe(1);
    expect(trade.slice(9, 12)).toEqual([10_000, 5, 1]);
  });

  it('stops after unsubscribe, and gives a fresh snapshot to who subscribes again', async () => {
    venue = await Venue.start();
    const subscriber = await venue.connect();
    const isSnapshot = (m: unknown) => Array.isArray(m) && m[0] === MessageType.l2Snapshot;
    subscriber.send({ op: 'subscribe', classes: ['l2'], symbols: ['AAPL'] });
    const first = await subscriber.until(isSnapshot);
    expect(first.slice(L2.BIDS, L2.FIRST)).toEqual([0, 0, 0, 0]);
    expect(await subscriber.ask({ op: 'unsubscribe', id: 2, classes: ['l2'], symbols: ['AAPL'] })).toMatchObject({
      removed: 1,
    });
    const trader = await venue.trader('WEB1');
    await trader.ask({ op: 'ping', id: 'p' });
    trader.send({ op: 'order', clOrdId: 'a', symbol: 'AAPL', side: 'buy', price: '99', qty: '5' });
    await trader.until((m) => m.clOrdId === 'a');
    const seen: unknown[] = [];
    subscriber.send({ op: 'subscribe', classes: ['l2'], symbols: ['AAPL'] });
    const second = await subscriber.until((m) => {
      if (Array.isArray(m) && m[0] === FeedClass.l2) seen.push(m);
      return isSnapshot(m);
    });
    expect(second.slice(L2.FIRST)).toEqual([9900, 5, 1]);
    expect(seen).toEqual([]);
  });

  it('knows all symbols by *, and says which one is not listed', async () => {
    venue = await Venue.start();
    const client = await venue.connect();
    const all = await client.ask({ op: 'subscribe', id: 1, classes: ['bbo'], symbols: ['*'] });
    expect(all.instruments.map((i: { symbol: string }) => i.symbol)).toEqual(['AAPL', 'MSFT']);
    const none = await client.ask({ op: 'subscribe', id: 2, classes: ['bbo'], symbols: ['AAPL', 'NOPE'] });
    expect(none.error).toEqual({ code: 'unknownSymbol', message: 'symbols: expected listed symbols, got NOPE' });
  });

  it('refuses more subscriptions than the limit', async () => {
    venue = await Venue.start({ limits: { webSubscriptions: 3 } });
    const client = await venue.connect();
    const refused = await client.ask({ op: 'subscribe', id: 1, classes: ['bbo', 'l2'], symbols: ['*'] });
    expect(refused.error.code).toBe('TOO_MANY_SUBSCRIPTIONS');
    const taken = await client.ask({ op: 'subscribe', id: 2, classes: ['bbo', 'l2', 'trade'], symbols: ['AAPL'] });
    expect(taken.event).toBe('subscribed');
  });
});
