import { afterEach, describe, expect, it } from 'vitest';
import { MarketDataClient } from '../../marketdata/client.js';
import { type Message, MessageType } from '../../marketdata/messages.js';
import { Venue } from './venue.js';

let venue: Venue;
afterEach(() => venue.stop());

const nextTurn = () => new Promise((resolve) => setImmediate(resolve));

/** Trades one lot `count` times, and moves the best bid each time. */
async function trade(count: number) {
  for (let done = 0; done < count; done += 1000) {
    venue.flood(3000, (order, i) => {
      order.instrument = 0;
      order.side = i % 3 === 0 ? 0x32 : 0x31;
      order.priceTicks = i % 3 === 2 ? 9000 + (i % 50) : 10_000;
      order.qtyLots = 1;
      order.setText(`${done}-${i}`);
      if (i % 3 === 2) order.timeInForce = 0x33;
    });
    await nextTurn();
    await nextTurn();
  }
}

describe('a slow consumer', () => {
  it('gets every trade and one new state of the book, once it reads again', async () => {
    venue = await Venue.start({ limits: { webCloseBytes: 1 << 26, webCloseMs: 60_000 } });
    const client = await venue.connect();
    await client.ask({ op: 'subscribe', id: 1, classes: ['l2', 'bbo', 'trade'], symbols: ['AAPL'] });
    client.pause();
    await trade(60_000);
    client.resume();

    const book = new MarketDataClient({ requestSnapshot: () => {} });
    const events: string[] = [];
    let trades = 0;
    let snapshots = 0;
    while (events.at(-1) !== 'caughtUp' || snapshots < 2 || trades < 60_000) {
      const message = await client.next();
      if (!Array.isArray(message)) {
        events.push(message.event);
        continue;
      }
      if (message[0] === MessageType.l2Snapshot) snapshots++;
      if (message[0] === MessageType.trade) {
        trades++;
        expect(message[4]).toBe(trades);
      }
      book.take(message as Message);
    }
    expect(events).toEqual(['conflated', 'caughtUp']);
    const [seed] = venue.engine.bookSeeds();
    expect(book.book(0).bids.levels()).toEqual(seed?.bids ?? []);
    expect(book.book(0).asks.levels()).toEqual(seed?.asks ?? []);
  });

  it('is closed with 4008 when too much waits for it, and nobody else is disturbed', async () => {
    venue = await Venue.start({ limits: { webConflateBytes: 16_384, webCloseBytes: 131_072 } });
    const slow = await venue.connect();
    const quick = await venue.connect();
    for (const client of [slow, quick]) await client.ask({ op: 'subscribe', id: 1, classes: ['trade'], symbols: ['AAPL'] });
    slow.pause();
    await trade(60_000);
    slow.resume();
    const closed = await slow.closed;
    expect(closed.code).toBe(4008);
    expect(closed.reason).toMatch(/slow consumer: \d+ bytes wait, at most 131072 may/);
    let trades = 0;
    while (trades < 60_000) if (Array.isArray(await quick.next())) trades++;
    expect((await quick.ask({ op: 'ping', id: 2 })).event).toBe('pong');
  });
});
