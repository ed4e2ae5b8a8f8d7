/** `buttonwood fix certify` over TLS: in front of the real exchange stands an end of TLS of the test's own. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { type AddressInfo, connect } from 'node:net';
import { join } from 'node:path';
import { createServer, type Server } from 'node:tls';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Running, runCli, startExchange, temporaryDirectory, writeConfig } from '../support/exchange.js';

const dir = temporaryDirectory();
const [cert, key] = ['cert.pem', 'key.pem'].map((name) => join(dir, name));
let exchange: Running;
let server: Server;
let authorized: boolean[] = [];

beforeAll(async () => {
  const subject = ['-subj', '/CN=venue', '-addext', 'subjectAltName=IP:127.0.0.1'];
  const ec = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  execFileSync('openssl', ['req', '-x509', ...ec, ...subject, '-keyout', key, '-out', cert], { stdio: 'ignore' });
  exchange = await startExchange(['--config', writeConfig(dir)]);
  const files = { cert: readFileSync(cert), key: readFileSync(key), ca: readFileSync(cert) };
  server = createServer({ ...files, requestCert: true, rejectUnauthorized: false }, (socket) => {
    authorized.push(socket.authorized);
    const plain = connect(exchange.fixPort, '127.0.0.1');
    socket.pipe(plain).pipe(socket);
    for (const one of [socket, plain]) one.on('error', () => {});
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});

afterAll(async () => {
  server.close();
  await exchange.stop();
});

function certify(...args: string[]) {
  const { port } = server.address() as AddressInfo;
  authorized = [];
  return runCli(['fix', 'certify', '--port', String(port), '--reset', '--tls', '--only', 'logon', '--only', 'resend', ...args]);
}

it('passes, with a certificate of our own if there is one', async () => {
  const plain = await certify('--ca', cert);
  expect([plain.code, plain.stdout.match(/^FAIL/gm), authorized.includes(true)]).toEqual([0, null, false]);
  const own = await certify('--ca', cert, '--cert', cert, '--key', key);
  expect([own.code, own.stdout.match(/^FAIL/gm), authorized.includes(false)]).toEqual([0, null, false]);
});

it('does not talk to a venue whose certificate is not trusted', async () => {
  const { code, stdout, stderr } = await certify();
  expect([code, stdout]).toEqual([1, '']);
  expect(stderr).toMatch(/^FIX_REFUSED: .*expected a connection, came self-signed certificate/);
});
