/** TLS in the configuration: what is refused, with what was expected, what came and what to do; and that no key is ever told. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { configSchema } from '../../gateway/config.js';
import { tlsSchema } from '../../gateway/tls/config.js';
import { filesOf, loadTls } from '../../gateway/tls/load.js';
import { openssl } from '../support/certificates.js';
import { temporaryDirectory } from '../support/exchange.js';
import { ca, venue } from './support.js';

const dir = temporaryDirectory();
const other = ca.server('other.example.test');

function file(name: string, content: string): string {
  const path = join(dir, name);
  writeFileSync(path, content);
  return path;
}

function faults(value: unknown): string[] {
  const parsed = tlsSchema.safeParse(value);
  return parsed.success ? [] : parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
}

test('off unless it is asked for; relative paths are of the working directory', () => {
  expect(configSchema.parse({}).fixTls).toBeNull();
  expect(configSchema.parse({ fixTls: { certFile: 'a.pem', keyFile: '/b.key' } }).fixTls).toEqual({
    ...{ certFile: resolve('a.pem'), keyFile: '/b.key', requireClientCertificate: false, hosts: {} },
  });
  const { tlsHandshakeMs, tlsReloadMs } = configSchema.parse({}).limits;
  expect([tlsHandshakeMs, tlsReloadMs]).toEqual([5000, 10_000]);
});

test('what the schema refuses', () => {
  const pair = { certFile: 'a.pem', keyFile: 'a.key' };
  expect(faults({ certFile: 'a.pem' })[0]).toMatch(/^keyFile: /);
  expect(faults({ ...pair, requireClientCertificate: true })).toEqual([
    'requireClientCertificate: expected clientCaFile beside it: without a CA no certificate could be checked',
  ]);
  for (const name of ['Fix.example.com', 'a b', '*', '*.', 'x.*.com', '']) {
    expect(faults({ ...pair, hosts: { [name]: pair } }).length, name).toBe(1);
  }
  expect(faults({ ...pair, hosts: { 'fix.example.com': pair, '*.example.com': pair, localhost: pair } })).toEqual([]);
  expect(faults({ ...pair, passphrase: 'x' })[0]).toContain('passphrase');
});

test('every file is looked at once', () => {
  const hosts = { a: { certFile: '/1', keyFile: '/2' }, b: { certFile: '/3', keyFile: '/2' } };
  const config = tlsSchema.parse({ certFile: '/1', keyFile: '/2', clientCaFile: '/4', hosts });
  expect(filesOf(config)).toEqual(['/1', '/2', '/3', '/4']);
});

const encrypted = file(
  'encrypted.key',
  openssl(['pkey', '-in', venue.keyFile, '-aes256', '-passout', 'pass:secret-of-the-test']),
);
const short = join(dir, 'short.key');
openssl(['genrsa', '-out', short, '512']);
const shortCert = join(dir, 'short.pem');
openssl(['req', '-x509', '-key', short, '-subj', '/CN=short', '-days', '1', '-out', shortCert]);
mkdirSync(join(dir, 'directory'));

const pair = { certFile: venue.certFile, keyFile: venue.keyFile };
test.each([
  ['a file that is not there', { ...pair, certFile: '/nowhere/a.pem' }, 'TLS_UNREADABLE', /^\/nowhere\/a\.pem: .*ENOENT/],
  ['a directory', { ...pair, keyFile: join(dir, 'directory') }, 'TLS_INVALID', /directory: .*got a longer one or no file/],
  ['no PEM', { ...pair, certFile: file('text', 'hello') }, 'TLS_INVALID', /text: expected certificates in PEM/],
  ['a key for a certificate', { ...pair, certFile: venue.keyFile }, 'TLS_INVALID', /expected certificates in PEM/],
  ['a certificate for a key', { ...pair, keyFile: venue.certFile }, 'TLS_INVALID', /expected a private key in PEM/],
  ['a key with a passphrase', { ...pair, keyFile: encrypted }, 'TLS_INVALID', /without a passphrase, got ERR_/],
  [
    'the key of another',
    { ...pair, keyFile: other.keyFile },
    'TLS_KEY_MISMATCH',
    /expected the private key of the certificate in/,
  ],
  ['a key that is too short', { certFile: shortCert, keyFile: short }, 'TLS_INVALID', /short\.pem: .*KEY_TOO_SMALL/],
  ['a CA that is none', { ...pair, clientCaFile: venue.keyFile }, 'TLS_INVALID', /of the CAs that vouch for clients/],
  ['a file without end', { ...pair, certFile: '/dev/zero' }, 'TLS_INVALID', /\/dev\/zero: expected a PEM file of at most/],
  [
    'a name whose pair is no pair',
    { ...pair, hosts: { a: { ...pair, keyFile: other.keyFile } } },
    'TLS_KEY_MISMATCH',
    /other|key/,
  ],
])('%s', async (_, config, code, said) => {
  const error = (await loadTls(tlsSchema.parse(config)).catch((e: unknown) => e)) as Error;
  expect(error).toMatchObject({ code });
  expect(error.message).toMatch(said);
  const secrets = [venue.key, other.key].flatMap((key) =>
    key.split('\n').filter((line) => line.length > 20 && !line.startsWith('-')),
  );
  for (const secret of secrets) expect(error.message).not.toContain(secret);
});

test('what is served is told in a line, without the keys', async () => {
  const material = await loadTls(tlsSchema.parse({ ...pair, hosts: { 'a.test': pair } }));
  expect(material.summary).toMatch(
    /^default CN=fix\.example\.test valid to .* GMT; a\.test CN=fix\.example\.test valid to .* GMT$/,
  );
});
