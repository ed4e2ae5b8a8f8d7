/** What clients get wrong, against the whole exchange: each is told what was expected, and a broker beside them notices nothing. */
import { once } from 'node:events';
import { connect } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { FixClient } from '../../gateway/fix/client/client.js';
import { frame } from '../fix-door/support/peer.js';
import { type Running, startExchange, temporaryDirectory, writeConfig } from '../support/exchange.js';
import { WebSocketClient } from '../support/websocket.js';

let exchange: Running;
let broker: FixClient;
let sent = 0;
let acknowledged = 0;
let trading: NodeJS.Timeout;

beforeAll(async () => {
  exchange = await startExchange(['--config', writeConfig(temporaryDirectory())]);
  broker = new FixClient(
    { senderCompId: 'STEADY', targetCompId: 'BUTTONWOOD' },
    {
      onExecution: (message) => {
        if (message.execType === '0') acknowledged++;
      },
    },
  );
  await broker.connect('127.0.0.1', exchange.fixPort);
  trading = setInterval(() => {
    const side = sent % 2 === 0 ? '1' : '2';
    if (broker.newOrder({ clOrdId: `s${++sent}`, symbol: 'MSFT', side, qty: 10, price: '100.00' }) === 0) sent--;
  }, 5);
});

afterAll(async () => {
  clearInterval(trading);
  await broker.logout();
  await exchange.stop();
});

/** Sends bytes on a fresh connection; what came back until the exchange closed it. */
async function send(...parts: (string | Uint8Array)[]): Promise<string> {
  const socket = connect(exchange.fixPort, '127.0.0.1');
  let received = '';
  socket.on('data', (data) => (received += data.toString('latin1')));
  socket.on('error', () => {});
  await once(socket, 'connect');
  for (const part of parts) socket.write(part);
  await once(socket, 'close');
  return received;
}

const header = (type: string, seq: number) =>
  `35=${type}|49=ROGUE|56=BUTTONWOOD|34=${seq}|52=${new Date().toISOString().replaceAll('-', '').replace('T', '-').replace('Z', '')}`;
const logon = (seq = 1) => frame(`${header('A', seq)}|98=0|108=30|141=Y`);

test('bytes that are no FIX, without end', async () => {
  expect(await send(Buffer.alloc(1 << 20, 'x'))).toBe('');
});

test('a message before the Logon, and a BodyLength of 999,999 bytes', async () => {
  expect(await send(frame(`${header('D', 1)}|11=a|55=AAPL|54=1|38=1|40=1`))).toBe('');
  expect(await send('8=FIX.4.4\x019=999999\x0135=A\x01', Buffer.alloc(20_000, '1'))).toBe('');
});

test('garbled messages one after the other end the connection', async () => {
  const garbled = `8=FIX.4.4\x019=20\x0135=0\x0134=2\x0149=ROGUE\x0110=000\x01`;
  const received = await send(logon(), garbled, garbled, garbled, garbled);
  expect(received).toContain('35=A');
});

test('orders that no engine should see', async () => {
  const rejects: string[] = [];
  const others: string[] = [];
  const rogue = new FixClient(
    { senderCompId: 'ROGUE2', targetCompId: 'BUTTONWOOD' },
    {
      onExecution: (message) => rejects.push(`${message.clOrdId} ${message.ordStatus} ${message.text(58)}`),
      onReject: (message) => others.push(`${message.msgType} ${message.text(371)} ${message.text(58)}`),
    },
  );
  await rogue.connect('127.0.0.1', exchange.fixPort);
  const order = (clOrdId: string, symbol: string, qty: string, price: string) =>
    rogue.newOrder({ clOrdId, symbol, side: '1', qty, price });
  order('unknown', 'NOSUCH', '1', '1');
  order('negative-price', 'AAPL', '1', '-5');
  order('negative-qty', 'AAPL', '-5', '1');
  order('zero', 'AAPL', '0', '1');
  order('off-tick', 'AAPL', '1', '1.001');
  order('absurd', 'AAPL', '9'.repeat(400), '9'.repeat(400));
  await expect.poll(() => rejects.length).toBe(6);
  expect(rejects).toEqual([
    'unknown 8 unknown symbol',
    expect.stringMatching(/^negative-price 8 Price/),
    expect.stringMatching(/^negative-qty 8 OrderQty/),
    expect.stringMatching(/^zero 8 OrderQty/),
    expect.stringMatching(/^off-tick 8 Price is not a multiple/),
    expect.stringMatching(/^absurd 8 (Price|OrderQty)/),
  ]);
  order('not-a-number', 'AAPL', '1e5', '1');
  await expect.poll(() => others.length).toBe(1);
  expect(others[0]).toMatch(/^3 38 /);
  order('good', 'AAPL', '1', '1.00');
  await expect.poll(() => rejects.at(-1)).toMatch(/^good 0/);
  await rogue.logout();
});

test('JSON that is none, and a book that is not there', async () => {
  const socket = await WebSocketClient.open(`${exchange.ready.http.replace('http', 'ws')}/v1/ws`);
  socket.send('{"op": "subscribe", ');
  expect((await socket.until((m) => m.error !== undefined)).error.message).toMatch(/JSON/);
  socket.send({ op: 'order', clOrdId: 'x', symbol: 'AAPL', side: 'up', qty: '1' });
  expect((await socket.until((m) => m.error !== undefined)).error.message).toMatch(/side/);
  await socket.close();
  const response = await fetch(`${exchange.ready.http}/v1/book/NOSUCH`);
  expect(response.status).toBe(404);
  expect(await response.json()).toMatchObject({ error: { message: expect.stringContaining('NOSUCH') } });
});

test('the broker beside them has had an answer to every order, over one connection', async () => {
  await expect.poll(() => sent).toBeGreaterThan(20);
  clearInterval(trading);
  await expect.poll(() => acknowledged).toBe(sent);
  expect(broker.isUp).toBe(true);
  expect(broker.garbled).toBe(0);
  expect(await exchange.stop()).toBe(0);
});
