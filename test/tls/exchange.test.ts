/** `buttonwood start` with TLS on its FIX port: brokers log on and trade over it, certificates change meanwhile. */
import { once } from 'node:events';
import { copyFileSync, existsSync, renameSync } from 'node:fs';
import { connect as connectTcp } from 'node:net';
import { join } from 'node:path';
import { type ConnectionOptions, connect } from 'node:tls';
import { afterEach, expect, test } from 'vitest';
import { FixClient } from '../../gateway/fix/client/client.js';
import { LAYOUTS } from '../../gateway/layouts.js';
import { frame, timestamp } from '../fix-door/support/peer.js';
import { type Pair, SClient, TestCa } from '../support/certificates.js';
import { type Running, runCli, startExchange, temporaryDirectory, writeConfig } from '../support/exchange.js';
import { Mailbox, shown } from './support.js';

const ca = new TestCa();
const venue = ca.server('fix.example.test');
const renewed = ca.server('renewed.example.test');
const desk = ca.client('/CN=DESK1');

const exchanges: Running[] = [];
afterEach(async () => {
  for (const exchange of exchanges.splice(0)) expect(await exchange.stop()).toBe(0);
});

async function start(dir: string, config: Record<string, unknown>): Promise<Running> {
  const exchange = await startExchange(['--config', writeConfig(dir, config)]);
  exchanges.push(exchange);
  return exchange;
}

/** A client and the reports that come to it, as ExecType and ClOrdID. */
function broker(senderCompId: string, tls?: ConnectionOptions): { client: FixClient; reports: Mailbox<string> } {
  const reports = new Mailbox<string>();
  const client = new FixClient(
    { senderCompId, targetCompId: 'BUTTONWOOD', tls },
    { onExecution: (m) => reports.push(`${m.execType} ${m.clOrdId}`) },
  );
  return { client, reports };
}

/** Resolves once this stands in the log. */
async function says(exchange: Running, line: string): Promise<void> {
  while (!exchange.stderr().includes(line)) await once(exchange.child.stderr!, 'data');
}

const trusting = { ca: ca.cert, servername: 'fix.example.test' };

test.each(LAYOUTS)('two brokers trade over TLS; who speaks none is refused; layout %s', async (layout) => {
  const { certFile, keyFile } = venue;
  const exchange = await start(temporaryDirectory(), { fixTls: { certFile, keyFile }, layout });
  const [buyer, seller] = [broker('BUYER', trusting), broker('SELLER', trusting)];
  await buyer.client.connect('127.0.0.1', exchange.fixPort);
  await seller.client.connect('127.0.0.1', exchange.fixPort);
  buyer.client.newOrder({ clOrdId: 'b1', symbol: 'AAPL', side: '1', qty: 10, price: '100.00' });
  expect(await buyer.reports.next()).toBe('0 b1');
  seller.client.newOrder({ clOrdId: 's1', symbol: 'AAPL', side: '2', qty: 10, price: '100.00' });
  expect([await seller.reports.next(), await seller.reports.next()]).toEqual(['0 s1', 'F s1']);
  expect(await buyer.reports.next()).toBe('F b1');

  await expect(broker('PLAIN').client.connect('127.0.0.1', exchange.fixPort)).rejects.toThrow(/PLAIN: /);
  await expect(
    broker('WRONGCA', { servername: 'fix.example.test' }).client.connect('127.0.0.1', exchange.fixPort),
  ).rejects.toThrow(/WRONGCA: unable to verify/);
  await buyer.client.logout();
  await seller.client.logout();
  await says(exchange, 'refused: expected TLS, got something else, such as plain FIX');
});

test('strangers that hold all connections and all handshakes keep no broker out', async () => {
  const { certFile, keyFile } = venue;
  const limits = { fixConnections: 2 };
  const exchange = await start(temporaryDirectory(), { fixTls: { certFile, keyFile }, limits });
  const silent = [1, 2, 3].map(() => connectTcp(exchange.fixPort, '127.0.0.1'));
  for (const socket of silent) socket.on('error', () => {});
  const mute = [1, 2].map(() => connect({ ...trusting, port: exchange.fixPort, host: '127.0.0.1' }));
  for (const socket of mute) {
    socket.on('error', () => {});
    await once(socket, 'secureConnect');
  }
  const { client } = broker('BUYER', trusting);
  await client.connect('127.0.0.1', exchange.fixPort);
  await says(exchange, '2 connections are open, and of those that have not logged on most are from its address');
  await says(exchange, 'handshakes are under way, and most are from its address');
  for (const socket of [...silent, ...mute]) socket.destroy();
  await client.logout();
});

test('a hundred reports in a row come whole, and come again after a reconnect', async () => {
  const { certFile, keyFile } = venue;
  const exchange = await start(temporaryDirectory(), { fixTls: { certFile, keyFile } });
  const { client, reports } = broker('BUYER', trusting);
  await client.connect('127.0.0.1', exchange.fixPort);
  const expected = Array.from({ length: 100 }, (_, i) => `0 o${i}`);
  for (let i = 0; i < 100; i++) client.newOrder({ clOrdId: `o${i}`, symbol: 'AAPL', side: '1', qty: 1, price: '99.00' });
  for (const report of expected) expect(await reports.next()).toBe(report);
  client.drop();
  client.state.nextIn = 2;
  await client.connect('127.0.0.1', exchange.fixPort);
  for (const report of expected) expect(await reports.next()).toBe(report);
  await client.logout();
});

test('openssl s_client logs on by hand', async () => {
  const { certFile, keyFile } = venue;
  const exchange = await start(temporaryDirectory(), { fixTls: { certFile, keyFile } });
  const client = new SClient(exchange.fixPort, ['-quiet', '-CAfile', ca.certFile, '-verify_return_error']);
  const sent = timestamp(Date.now() * 1000);
  client.write(frame(`35=A|49=HAND|56=BUTTONWOOD|34=1|52=${sent}|98=0|108=30`));
  await client.prints('\x0135=A\x01');
  client.write(frame(`35=1|49=HAND|56=BUTTONWOOD|34=2|52=${sent}|112=hello`));
  await client.prints('\x01112=hello\x01');
  client.kill();
  await client.gone;
});

test('client certificates required, and the pair renewed while a session trades', async () => {
  const dir = temporaryDirectory();
  const [certFile, keyFile] = [join(dir, 'cert.pem'), join(dir, 'key.pem')];
  const install = (pair: Pair) => {
    for (const [from, to] of [
      [pair.certFile, certFile],
      [pair.keyFile, keyFile],
    ]) {
      copyFileSync(from, `${to}.new`);
      renameSync(`${to}.new`, to);
    }
  };
  install(venue);
  const fixTls = { certFile, keyFile, clientCaFile: ca.certFile, requireClientCertificate: true };
  const exchange = await start(dir, { fixTls, limits: { tlsReloadMs: 100 } });
  const own = { ...trusting, cert: desk.cert, key: desk.key };
  const { client, reports } = broker('DESK1', own);
  await client.connect('127.0.0.1', exchange.fixPort);
  await expect(broker('DESK2', trusting).client.connect('127.0.0.1', exchange.fixPort)).rejects.toThrow(/certificate required/);
  await says(exchange, 'refused: peer did not return a certificate');

  install(renewed);
  let name: unknown;
  for (let i = 0; i < 2000 && name !== 'renewed.example.test'; i++) {
    const options = { ...own, host: '127.0.0.1', port: exchange.fixPort, checkServerIdentity: () => undefined };
    const socket = connect(options);
    await once(socket, 'secureConnect');
    name = shown(socket);
    socket.destroy();
  }
  expect(name).toBe('renewed.example.test');
  client.newOrder({ clOrdId: 'o1', symbol: 'AAPL', side: '1', qty: 1, price: '99.00' });
  expect(await reports.next()).toBe('0 o1');
  await client.logout();
});

test('who never finishes a handshake does not hold up the stop', { timeout: 30_000 }, async () => {
  const { certFile, keyFile } = venue;
  const limits = { tlsHandshakeMs: 60_000 };
  const exchange = await start(temporaryDirectory(), { fixTls: { certFile, keyFile }, limits, layout: 'spread' });
  const silent = connectTcp(exchange.fixPort, '127.0.0.1');
  silent.on('error', () => {});
  await once(silent, 'connect');
  const { client } = broker('BUYER', trusting);
  await client.connect('127.0.0.1', exchange.fixPort); // came later, so that the other one is accepted too
  expect(await exchange.stop()).toBe(0);
});

test('a pair that is none ends the start before anything is touched', async () => {
  const { certFile } = venue;
  for (const [keyFile, code] of [
    [renewed.keyFile, 'TLS_KEY_MISMATCH'],
    ['/nowhere/key.pem', 'TLS_UNREADABLE'],
    [certFile, 'TLS_INVALID'],
  ]) {
    const dir = temporaryDirectory();
    const {
      code: exit,
      stdout,
      stderr,
    } = await runCli(['start', '--config', writeConfig(dir, { fixTls: { certFile, keyFile } })]);
    expect([exit, stdout]).toEqual([1, '']);
    expect(stderr).toContain(`${code}: ${keyFile}: expected`);
    expect(existsSync(join(dir, 'data'))).toBe(false);
  }
});
