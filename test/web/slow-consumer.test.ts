import { afterEach, describe, expect, it } from 'vitest';
import { Stat } from '../../engine/stats.js';
import { MarketDataClient } from '../../marketdata/client.js';
import { type Message, MessageType } from '../../marketdata/messages.js';
import type { WebSocketClient } from '../support/websocket.js';
import { Venue } from './venue.js';

let venue: Venue;
afterEach(() => venue.stop());

const symbols = ['AAPL', ...Array.from({ length: 59 }, (_, i) => `S${i}`)];
const TRADES = 2000;
/** Of some 20 KB each. */
const ANSWERS = 600;
const nextTurn = () => new Promise((resolve) => setImmediate(resolve));

/** Stops reading, and asks for so many long answers that the kernel's buffers are full and the door's backlog grows. */
async function fallBehind(client: WebSocketClient): Promise<void> {
  client.pause();
  const open = venue.stats.get(Stat.webConnections);
  const before = venue.stats.get(Stat.webMessagesIn);
  for (let i = 0; i < ANSWERS; i++) client.send({ op: 'subscribe', classes: ['ref'], symbols: ['*'] });
  // all have come, or the door has closed the connection before
  while (venue.stats.get(Stat.webMessagesIn) < before + ANSWERS && venue.stats.get(Stat.webConnections) === open)
    await nextTurn();
}

/** Trades one lot TRADES times, and moves the best bid each time. */
async function trade(): Promise<void> {
  for (let done = 0; done < TRADES; done += 500) {
    venue.flood(1500, (order, i) => {
      order.instrument = 0;
      order.side = i % 3 === 0 ? 0x32 : 0x31;
      order.priceTicks = i % 3 === 2 ? 9000 + (i % 50) : 10_000;
      order.qtyLots = 1;
      order.setText(`${done}-${i}`);
    });
    await nextTurn();
  }
}

describe('a slow consumer', () => {
  it('gets every trade and one new state of the book, once it reads again', async () => {
    venue = await Venue.start({ symbols, limits: { webCloseBytes: 1 << 26, webCloseMs: 60_000 } });
    const client = await venue.connect();
    await client.ask({ op: 'subscribe', id: 1, classes: ['l2', 'bbo', 'trade'], symbols: ['AAPL'] });
    await fallBehind(client);
    await trade();
    client.resume();

    const book = new MarketDataClient({ requestSnapshot: () => {} });
    const events: string[] = [];
    let trades = 0;
    let snapshots = 0;
    while (!events.includes('caughtUp') || snapshots < 2 || trades < TRADES) {
      const message = await client.next();
      if (!Array.isArray(message)) {
        if (message.event !== 'subscribed') events.push(message.event);
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
    expect(book.book(0).bids.levels()).toEqual(seed.bids);
    expect(book.book(0).asks.levels()).toEqual(seed.asks);
  });

  it('is closed with 4008 when too much waits for it, and nobody else is disturbed', async () => {
    venue = await Venue.start({ symbols, limits: { webConflateBytes: 16_384, webCloseBytes: 131_072 } });
    const slow = await venue.connect();
    const quick = await venue.connect();
    await quick.ask({ op: 'subscribe', id: 1, classes: ['trade'], symbols: ['AAPL'] });
    await fallBehind(slow);
    await trade();
    slow.resume();
    expect(await slow.closed).toEqual({
      code: 4008,
      reason: expect.stringMatching(/^slow consumer: \d+ bytes wait, at most 131072 may$/),
    });
    let trades = 0;
    while (trades < TRADES) {
      const message = await quick.next();
      if (message[0] === MessageType.trade) expect(message[4]).toBe(++trades);
    }
  });

  it('is closed with 4008 when it stays behind for too long', async () => {
    venue = await Venue.start({ symbols, limits: { webConflateBytes: 16_384, webCloseBytes: 1 << 26, webCloseMs: 1 } });
    const slow = await venue.connect();
    await fallBehind(slow);
    slow.resume();
    expect(await slow.closed).toEqual({ code: 4008, reason: 'slow consumer: more than 16384 bytes wait for 1 ms' });
  });
});
