/** Certificates that change while the port is open: new connections get the new ones, or the old ones stay and the log says why. */
import { copyFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { TlsConfig } from '../../gateway/tls/config.js';
import { TlsCredentials } from '../../gateway/tls/credentials.js';
import { type Pair, TestCa } from '../support/certificates.js';
import { temporaryDirectory } from '../support/exchange.js';
import { ca, shown, TlsPort, text } from './support.js';

const [first, second, third] = ['first.test', 'second.test', 'third.test'].map((name) => ca.server(name));

let dir: string;
let certFile: string;
let keyFile: string;
const ports: TlsPort[] = [];

beforeEach(() => {
  dir = temporaryDirectory();
  certFile = join(dir, 'cert.pem');
  keyFile = join(dir, 'key.pem');
  install(first);
});

afterEach(async () => {
  for (const port of ports.splice(0)) await port.end();
});

/** As an editor or a tool does: each file is written beside the old one and takes its name. */
function install(pair: Pair, what: 'both' | 'cert' | 'key' = 'both'): void {
  if (what !== 'key') replace(pair.certFile, certFile);
  if (what !== 'cert') replace(pair.keyFile, keyFile);
}

function replace(from: string, to: string): void {
  copyFileSync(from, `${to}.new`);
  renameSync(`${to}.new`, to);
}

async function open(config: Partial<TlsConfig> = {}): Promise<TlsPort> {
  const port = await TlsPort.open({ certFile, keyFile, ...config });
  ports.push(port);
  return port;
}

async function shownBy(port: TlsPort, servername = ''): Promise<unknown> {
  return shown((await port.pair({ servername })).client);
}

test('new connections see the new certificate, the live one goes on', async () => {
  const port = await open();
  const { client, connection } = await port.pair();
  expect(shown(client)).toBe('first.test');
  install(second);
  expect(await shownBy(port)).toBe('first.test'); // until somebody looks
  await port.credentials.poll();
  expect(await shownBy(port)).toBe('second.test');
  connection.write(Buffer.from('still the first'));
  expect(await text(client)).toBe('still the first');
  expect(shown(client)).toBe('first.test');
  expect(port.logs.at(-1)).toMatch(/^TLS certificates: loaded again: default CN=second\.test valid to /);
});

test('a look that finds nothing changed does nothing; a reload that is asked for loads', async () => {
  const port = await open();
  await port.credentials.poll();
  await port.credentials.poll();
  expect(port.logs.length).toBe(1);
  expect(await port.credentials.reload()).toBe(true);
  expect(port.logs.length).toBe(2);
});

test('the files are looked at as often as configured, until it is closed', async () => {
  let tick: () => void = () => {};
  let everyMs = 0;
  const logger = { info: () => {}, warn: () => {} };
  const every = (ms: number, call: () => void) => {
    everyMs = ms;
    tick = call;
    return () => {
      everyMs = 0;
    };
  };
  const config: TlsConfig = { certFile, keyFile, requireClientCertificate: false, hosts: {} };
  const credentials = await TlsCredentials.open({ config, reloadMs: 1234, logger, every });
  const changed = new Promise((resolve) => credentials.onChange(resolve));
  expect(everyMs).toBe(1234);
  install(second);
  tick();
  await changed;
  expect(String(credentials.fallback.cert)).toBe(second.cert);
  credentials.close();
  expect(everyMs).toBe(0);
});

test('the pair of a name is loaded again too', async () => {
  const host = { certFile: join(dir, 'host.pem'), keyFile: join(dir, 'host.key') };
  replace(second.certFile, host.certFile);
  replace(second.keyFile, host.keyFile);
  const port = await open({ hosts: { 'host.test': host } });
  expect(await shownBy(port, 'host.test')).toBe('second.test');
  replace(third.certFile, host.certFile);
  replace(third.keyFile, host.keyFile);
  await port.credentials.poll();
  expect([await shownBy(port, 'host.test'), await shownBy(port)]).toEqual(['third.test', 'first.test']);
});

test('a symbolic link that is moved counts as a change', async () => {
  const link = (pair: Pair) => {
    for (const [from, to] of [
      [pair.certFile, join(dir, 'linked.pem')],
      [pair.keyFile, join(dir, 'linked.key')],
    ]) {
      rmSync(to, { force: true });
      symlinkSync(from, to);
    }
  };
  link(second);
  const port = await open({ certFile: join(dir, 'linked.pem'), keyFile: join(dir, 'linked.key') });
  link(third);
  await port.credentials.poll();
  expect(await shownBy(port)).toBe('third.test');
});

test('a certificate that comes before its key: refused, told once, and good once the key is there', async () => {
  const port = await open();
  install(second, 'cert');
  await port.credentials.poll();
  await port.credentials.poll();
  expect(port.logs.slice(1)).toEqual([
    `TLS certificates: not loaded again, the ones in use stay: ${keyFile}: expected the private key of the certificate in ${certFile}, got that of another; put both files of one pair there`,
  ]);
  expect(await shownBy(port)).toBe('first.test');
  install(second, 'key');
  await port.credentials.poll();
  expect(await shownBy(port)).toBe('second.test');
});

test.each([
  ['gone', () => rmSync(certFile), 'ENOENT'],
  ['empty', () => writeFileSync(certFile, ''), 'expected certificates in PEM'],
  ['cut off', () => writeFileSync(keyFile, first.key.slice(0, 60)), 'expected a private key in PEM'],
])('a file that is %s keeps the old certificate; put right, it is loaded without being asked', async (_, breakIt, said) => {
  const port = await open();
  breakIt();
  expect(await port.credentials.reload()).toBe(false);
  expect(port.logs.at(-1)).toContain('the ones in use stay');
  expect(port.logs.at(-1)).toContain(said);
  expect(await shownBy(port)).toBe('first.test');
  install(second);
  await port.credentials.poll();
  expect(await shownBy(port)).toBe('second.test');
});

test('who asks while it loads shares one load, which begins after he asked', async () => {
  const port = await open();
  const before = port.logs.length;
  const running = port.credentials.reload();
  install(second);
  const [a, b, c] = [port.credentials.reload(), port.credentials.reload(), port.credentials.reload()];
  expect(await Promise.all([running, a, b, c])).toEqual([true, true, true, true]);
  expect(await shownBy(port)).toBe('second.test');
  expect(port.logs.length - before).toBeLessThanOrEqual(2);
});

test('another CA for clients: who comes again shows what the new one vouches for', async () => {
  const otherCa = new TestCa('Second CA');
  const caFile = join(dir, 'clients.pem');
  replace(ca.certFile, caFile);
  const port = await open({ clientCaFile: caFile, requireClientCertificate: true });
  const [old, renewed] = [ca.client('/CN=DESK1'), otherCa.client('/CN=DESK1')];
  const { client, connection } = await port.pair({ cert: old.cert, key: old.key });
  replace(otherCa.certFile, caFile);
  await port.credentials.poll();
  port.begin({ cert: old.cert, key: old.key, session: client.getSession() });
  expect(await port.refusals.next()).toContain('expected a client certificate that one of clientCaFile vouches for');
  expect((await port.pair({ cert: renewed.cert, key: renewed.key })).connection.peer?.authorized).toBe(true);
  expect(connection.write(Buffer.from('x'))).toBe(true);
});
