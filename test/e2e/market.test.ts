/**
 * One exchange under load, watched by those who must agree with it: a NATS subscriber and a WebSocket subscriber rebuild its
 * books, and the objects that its mirror delivered rebuild its state.
 */
import { expect, test } from 'vitest';
import type { BookSeed } from '../../engine/directory.js';
import { Random } from '../../gateway/demo/random.js';
import { NodeDisk } from '../../journal/disk.js';
import { startEmulator } from '../../journal/emulator/server.js';
import { recover } from '../../journal/recovery.js';
import { MarketDataClient } from '../../marketdata/client.js';
import { NatsFollower } from '../marketdata/nats-follower.js';
import { Broker } from '../support/brokers.js';
import { runCli, startExchange, symbols, temporaryDirectory, writeConfig } from '../support/exchange.js';
import { TestNatsServer } from '../support/nats-server.js';
import { WebSocketClient } from '../support/websocket.js';

const names = ['BROKER001', 'BROKER002', 'BROKER003', 'BROKER004'];
const segmentBytes = 1 << 22;

/** The web door's feed through the same reference client. */
async function followWeb(http: string): Promise<{ client: MarketDataClient; close(): Promise<unknown> }> {
  const socket = await WebSocketClient.open(`${http.replace('http', 'ws')}/v1/ws`);
  const faults: unknown[] = [];
  const client = new MarketDataClient({ requestSnapshot: () => {} });
  socket.send({ op: 'subscribe', classes: ['l2', 'trade', 'bbo'], symbols: ['*'] });
  const follow = async () => {
    for (;;) {
      const message = await socket.next();
      if (Array.isArray(message)) client.take(message);
      else if (message.error) faults.push(message);
    }
  };
  follow().catch(() => {});
  return {
    client,
    close: async () => {
      await socket.close();
      expect(faults).toEqual([]);
    },
  };
}

function levels(client: MarketDataClient, instrument: number): Omit<BookSeed, 'instrument'> {
  const book = client.book(instrument);
  return { bids: book.bids.levels() as BookSeed['bids'], asks: book.asks.levels() as BookSeed['asks'] };
}

test('a NATS and a WebSocket subscriber rebuild the books, and the mirror the state', async () => {
  const dir = temporaryDirectory();
  const nats = await TestNatsServer.start();
  const emulator = await startEmulator({ dir: `${dir}/s3`, bufferMs: 100 });
  const sessions = names.map((senderCompId) => ({ senderCompId, cancelOnDisconnect: false }));
  const config = writeConfig(dir, { sessions, segmentBytes });
  const exchange = await startExchange(['--config', config, '--nats', nats.url, '--mirror', `${emulator.endpoint}/buttonwood`]);
  expect(exchange.ready.nats).toBe(nats.url);

  const tokens = symbols.map((symbol) => symbol.replace('.', '_'));
  const byNats = await NatsFollower.connect(nats.url, tokens);
  const byWeb = await followWeb(exchange.ready.http);
  const brokers = names.map((name, i) => new Broker(name, symbols, new Random(i + 1)));
  await Promise.all(brokers.map((broker) => broker.connect(exchange.fixPort)));
  for (let turn = 0; turn < 400; turn++) {
    for (const broker of brokers) broker.trade();
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
  for (const broker of brokers) await broker.logout();
  const told = brokers.reduce((sum, broker) => sum + broker.told.length, 0);
  expect(told).toBeGreaterThan(2000);

  const truth = async () => {
    const status = (await (await fetch(`${exchange.ready.http}/v1/status`)).json()) as {
      seq: number;
      stats: Record<string, number>;
    };
    return status.stats;
  };
  const settled = async () => {
    const stats = await truth();
    return stats['marketDataSeq'] === stats['engineLastSeq'] && stats['mirrorSeq'] === stats['engineLastSeq'];
  };
  await expect.poll(settled, { timeout: 15_000 }).toBe(true);
  await byNats.connection.flush();

  expect(await exchange.stop()).toBe(0);
  const { engine } = recover({ disk: new NodeDisk(), dataDir: exchange.ready.dataDir, segmentBytes });
  const books = engine!.bookSeeds();
  expect(books.some(({ bids, asks }) => bids.length + asks.length > 3)).toBe(true);
  for (const { instrument, bids, asks } of books) {
    expect(levels(byNats.client, instrument), `${symbols[instrument]} by NATS`).toEqual({ bids, asks });
    expect(levels(byWeb.client, instrument), `${symbols[instrument]} by WebSocket`).toEqual({ bids, asks });
  }
  expect(byNats.client.gaps).toBe(0);
  expect(byWeb.client.gaps).toBe(0);
  expect(byNats.client.checked).toBeGreaterThan(0);
  await byWeb.close();
  await byNats.close();
  await nats.stop();

  await emulator.flush();
  const fromDisk = await runCli(['replay', '--data', exchange.ready.dataDir, '--json']);
  const fromMirror = await runCli(['replay', '--s3', 's3://buttonwood/', '--endpoint', emulator.endpoint, '--json']);
  await emulator.close();
  expect(fromMirror.code, fromMirror.stderr).toBe(0);
  const [disk, mirror] = [fromDisk, fromMirror].map(({ stdout }) => JSON.parse(stdout) as Record<string, unknown>);
  expect(mirror['stateHash']).toBe(disk['stateHash']);
  expect(mirror['stateHash']).toBe(engine!.stateHash());
  expect(mirror['lastSeq']).toBe(disk['lastSeq']);
});
