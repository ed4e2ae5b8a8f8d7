/** A subscriber on a FIX engine that is not ours: asks for market data over FIX 4.4, and builds its book from W and X. */
import type * as Jspurefix from 'jspurefix';
import { expect, test } from 'vitest';
import { FixClient } from '../../gateway/fix/client/client.js';
import { startExchange, temporaryDirectory, writeConfig } from '../support/exchange.js';
import { logOnPure, PureSession } from '../support/jspurefix.js';

interface Entry {
  MDUpdateAction?: string;
  MDEntryType: string;
  MDEntryID?: string;
  MDEntryPx: number;
  MDEntrySize?: number;
  NumberOfOrders?: number;
  MDEntryPositionNo?: number;
}

interface MarketData {
  MDReqID: string;
  Instrument?: { Symbol: string };
  MDFullGrp?: Entry[];
  MDIncGrp?: Entry[];
}

class MarketDataSession extends PureSession {
  readonly received: { type: string; message: MarketData }[] = [];
  /** Of AAPL, by side (0 bid, 1 offer) and price. */
  readonly book = new Map<string, number>();
  readonly trades: [string, number, number][] = [];

  protected override onApplicationMsg(type: string, view: Jspurefix.MsgView): void {
    const message = view.toObject() as unknown as MarketData;
    this.received.push({ type, message });
    if (message.MDReqID !== 'book' || message.Instrument?.Symbol === 'MSFT') return;
    if (type === 'W') this.book.clear();
    for (const entry of entriesOf(message)) this.take(entry);
  }

  private take({ MDUpdateAction: action, MDEntryType: type, MDEntryID: id, MDEntryPx: price, MDEntrySize: size }: Entry): void {
    if (type === '2') {
      if (action === '0') this.trades.push([id!, price, size!]);
      return;
    }
    const key = `${type} ${price.toFixed(2)}`;
    if (action === '2') this.book.delete(key);
    else this.book.set(key, size!);
  }

  request(id: string, subscriptionType: string, depth: number, symbols: string[]): void {
    this.send('V', {
      MDReqID: id,
      SubscriptionRequestType: subscriptionType,
      MarketDepth: depth,
      MDUpdateType: 1,
      MDReqGrp: ['0', '1', '2'].map((MDEntryType) => ({ MDEntryType })),
      InstrmtMDReqGrp: symbols.map((symbol) => ({ Instrument: { Symbol: symbol } })),
    });
  }

  of(type: string): MarketData[] {
    return this.received.filter((m) => m.type === type).map((m) => m.message);
  }
}

function entriesOf({ MDFullGrp, MDIncGrp }: MarketData): Entry[] {
  return MDFullGrp ?? MDIncGrp ?? [];
}

const soon = <T>(value: () => T) => expect.poll(value, { timeout: 10_000 });

test('jspurefix: subscribes, keeps the book and the trades, unsubscribes; its numbers start again with each logon', async () => {
  const dir = temporaryDirectory();
  // spread: the FIX door on a thread of its own, woken by the feed; the other tests have the doors on one
  const config = writeConfig(dir, { layout: 'spread', fixListeners: [{ port: 0, roles: ['marketData'] }] });
  const exchange = await startExchange(['--config', config]);
  const port = Number(exchange.ready.fixListeners[0].address.split(':').pop());
  const broker = new FixClient({ senderCompId: 'BROKER', targetCompId: 'BUTTONWOOD' });
  await broker.connect('127.0.0.1', exchange.fixPort);
  let orders = 0;
  const order = (side: '1' | '2', qty: number, price: string) =>
    broker.newOrder({ clOrdId: `o${++orders}`, symbol: 'AAPL', side, qty, price });
  order('1', 300, '99.00');
  order('1', 200, '98.50');
  order('2', 100, '101.00');

  const logOn = () => logOnPure(port, MarketDataSession, { ResetSeqNumFlag: true });
  const session = await logOn();
  session.request('book', '1', 0, ['AAPL', 'MSFT']);
  await soon(() => session.of('W').length).toBe(2);
  const aapl = session.of('W').find((w) => w.Instrument?.Symbol === 'AAPL')!;
  expect(aapl.MDReqID).toBe('book');
  // the orders may still have been under way when it asked
  await soon(() => [...session.book.entries()]).toHaveLength(3);

  order('2', 400, '99.00');
  order('1', 50, '98.75');
  await soon(() => session.trades).toHaveLength(1);
  await expect
    .poll(() => Object.fromEntries(session.book))
    .toEqual({
      '0 98.50': 200,
      '0 98.75': 50,
      '1 99.00': 100,
      '1 101.00': 100,
    });
  expect(session.trades[0].slice(1)).toEqual([99, 300]);
  for (const x of session.of('X')) expect(new Set(entriesOf(x).map((e) => e.MDUpdateAction)).has(undefined)).toBe(false);

  session.request('top', '0', 1, ['AAPL']);
  await soon(() => session.of('W').length).toBe(3);
  const top = entriesOf(session.of('W')[2]);
  expect(top.map((e) => [e.MDEntryType, e.MDEntryPx, e.MDEntrySize, e.NumberOfOrders, e.MDEntryPositionNo])).toEqual([
    ['0', 98.75, 50, 1, 1],
    ['1', 99, 100, 1, 1],
    ['2', 99, 300, undefined, undefined],
  ]);
  session.request('none', '1', 0, ['NONE']);
  await soon(() => session.of('Y').length).toBe(1);
  session.request('book', '2', 0, ['AAPL']);
  session.request('after', '0', 1, ['MSFT']);
  await soon(() => session.of('W').length).toBe(4);
  const before = session.of('X').length;
  order('1', 10, '90.00');
  session.request('last', '0', 0, ['AAPL']);
  await soon(() => session.of('W').length).toBe(5);
  expect(session.of('X').length).toBe(before);
  session.done();
  const again = await logOn();
  again.request('book', '1', 0, ['AAPL']);
  await soon(() => again.of('W').length).toBe(1);
  again.done();
  await broker.logout();
  expect(await exchange.stop()).toBe(0);
});
