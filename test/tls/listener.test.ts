/** The TLS port from outside: who gets in, which certificate is shown, who is refused and what is said of it. */
import { once } from 'node:events';
import { afterEach, describe, expect, test } from 'vitest';
import { bareAddress } from '../../gateway/addresses.js';
import { openssl, SClient, TestCa } from '../support/certificates.js';
import { ca, type PortOptions, shown, TlsPort, text } from './support.js';

const ports: TlsPort[] = [];
afterEach(async () => {
  for (const port of ports.splice(0)) await port.end();
});

async function open(config: Parameters<typeof TlsPort.open>[0] = {}, options: PortOptions = {}): Promise<TlsPort> {
  const port = await TlsPort.open(config, options);
  ports.push(port);
  return port;
}

test('bytes go both ways, and the end is told once', async () => {
  const port = await open();
  const { client, connection } = await port.pair();
  const came = new Promise<string>((resolve) => {
    connection.onData = (bytes) => resolve(Buffer.from(bytes).toString());
  });
  client.write('hello');
  expect(await came).toBe('hello');
  expect(connection.write(Buffer.from('there'))).toBe(true);
  expect(await text(client)).toBe('there');
  const closed = new Promise<void>((resolve) => {
    connection.onClose = resolve;
  });
  client.end();
  await closed;
  expect(port.refusals.unread).toEqual([]);
});

test('what is written before the end arrives, and the client sees a clean end', async () => {
  const port = await open();
  const { client, connection } = await port.pair();
  connection.write(Buffer.from('last'));
  connection.end();
  expect(await text(client)).toBe('last');
  await once(client, 'end');
});

test('a connection knows the bare address of its peer', async () => {
  const port = await open();
  const { client, connection } = await port.pair();
  expect([connection.remoteAddress, connection.remote]).toEqual(['127.0.0.1', `127.0.0.1:${client.localPort}`]);
  expect(['::ffff:192.0.2.7', '192.0.2.7', '2001:db8::1', 'fe80::1%eth0', '::1'].map(bareAddress)).toEqual([
    ...['192.0.2.7', '192.0.2.7', '2001:db8::1', 'fe80::1', '::1'],
  ]);
});

describe('by name (SNI)', () => {
  const other = ca.server('other.example.test');
  const wild = ca.server('*.desk.example.test');
  const hosts = { 'other.example.test': other, '*.desk.example.test': wild };
  const files = Object.fromEntries(Object.entries(hosts).map(([name, { certFile, keyFile }]) => [name, { certFile, keyFile }]));

  test.each([
    ['its own', 'other.example.test', 'other.example.test'],
    ['its own, in any case', 'Other.Example.TEST', 'other.example.test'],
    ['its wildcard', 'a.desk.example.test', '*.desk.example.test'],
    ['a wildcard stands for one label', 'b.a.desk.example.test', 'fix.example.test'],
    ['a wildcard is not the name under it', 'desk.example.test', 'fix.example.test'],
    ['a name that is not known', 'unknown.test', 'fix.example.test'],
    ['no name', '', 'fix.example.test'],
  ])('%s', async (_, servername, expected) => {
    const port = await open({ hosts: files });
    const { client } = await port.pair({ servername });
    expect([client.authorized, shown(client)]).toEqual([true, expected]);
  });

  test('openssl verifies the chain and the name', async () => {
    const port = await open({ hosts: files });
    const name = 'other.example.test';
    const args = ['-CAfile', ca.certFile, '-verify_return_error', '-servername', name, '-verify_hostname', name];
    const client = new SClient(port.port, args);
    (await port.connections.next()).end();
    await client.gone;
    expect(client.output).toContain('Verify return code: 0 (ok)');
    expect(client.output).toContain('TLSv1.3');
  });
});

describe('versions and ciphers', () => {
  test.each([
    ['TLSv1.3', undefined],
    ['TLSv1.2', 'ECDHE-ECDSA-AES128-GCM-SHA256'],
    ['TLSv1.2', 'ECDHE-ECDSA-CHACHA20-POLY1305'],
  ] as const)('%s is spoken, %s', async (version, ciphers) => {
    const port = await open();
    const { client } = await port.pair({ minVersion: version, maxVersion: version, ciphers });
    expect(client.getProtocol()).toBe(version);
    expect(client.getCipher().name).toBe(ciphers ?? 'TLS_AES_256_GCM_SHA384');
  });

  test.each(['TLSv1', 'TLSv1.1'] as const)('%s is refused and logged', async (version) => {
    const port = await open();
    const old = { minVersion: version, maxVersion: version, ciphers: 'DEFAULT@SECLEVEL=0' } as const;
    await expect(port.connect(old)).rejects.toThrow(/alert protocol version/);
    expect(await port.refusals.next()).toMatch(/^TLS handshake with 127\.0\.0\.1:\d+ refused: unsupported protocol$/);
  });

  test('a cipher without authenticated encryption is refused', async () => {
    const port = await open();
    const ciphers = 'ECDHE-ECDSA-AES128-SHA:ECDHE-ECDSA-AES128-SHA256';
    await expect(port.connect({ maxVersion: 'TLSv1.2', ciphers })).rejects.toThrow(/handshake failure/);
    expect(await port.refusals.next()).toContain('refused: no shared cipher');
  });

  test('an earlier handshake does not shorten a later one', async () => {
    for (const version of ['TLSv1.2', 'TLSv1.3'] as const) {
      const port = await open();
      const first = port.begin({ minVersion: version, maxVersion: version });
      const sessions: Buffer[] = [];
      first.on('session', (session) => sessions.push(session));
      await once(first, 'secureConnect');
      (await port.connections.next()).write(Buffer.from('x')); // what TLS 1.3 gives to resume with comes before it
      await text(first);
      const { client } = await port.pair({
        minVersion: version,
        maxVersion: version,
        session: sessions[0] ?? first.getSession(),
      });
      expect(client.isSessionReused()).toBe(false);
    }
  });
});

describe('client certificates', () => {
  const desk = ca.client('/O=Alpha/CN=DESK1');
  const asked = { clientCaFile: ca.certFile };
  const required = { ...asked, requireClientCertificate: true };

  test('its common name and fingerprint are seen', async () => {
    const fingerprint = openssl(['x509', '-in', desk.certFile, '-noout', '-fingerprint', '-sha256']).trim().split('=')[1];
    const port = await open(required);
    for (const maxVersion of ['TLSv1.2', 'TLSv1.3'] as const) {
      const { connection } = await port.pair({ cert: desk.cert, key: desk.key, maxVersion });
      expect(connection.peer).toEqual({ subjectCn: 'DESK1', fingerprint256: fingerprint, authorized: true });
    }
  });

  test('it is seen under a name of its own too (SNI)', async () => {
    const other = ca.server('other.example.test');
    const hosts = { 'other.example.test': { certFile: other.certFile, keyFile: other.keyFile } };
    const port = await open({ ...required, hosts });
    const { connection } = await port.pair({ cert: desk.cert, key: desk.key, servername: 'other.example.test' });
    expect(connection.peer?.subjectCn).toBe('DESK1');
    await port.begin({ servername: 'other.example.test' });
    expect(await port.refusals.next()).toContain('peer did not return a certificate');
  });

  test('who is not asked has none; who is asked may have none', async () => {
    const silent = await open();
    expect((await silent.pair({ cert: desk.cert, key: desk.key })).connection.peer).toBeNull();
    const asking = await open(asked);
    expect((await asking.pair()).connection.peer).toBeNull();
  });

  test('required but missing: refused and logged', async () => {
    const port = await open(required);
    const client = port.begin();
    const [error] = (await once(client, 'error')) as [Error];
    expect(error.message).toContain('alert certificate required');
    expect(await port.refusals.next()).toMatch(/127\.0\.0\.1:\d+ refused: peer did not return a certificate$/);
    expect(port.connections.unread).toEqual([]);
  });

  test('of another CA: refused and logged where one is required, else seen as what it is', async () => {
    const stranger = new TestCa('Other CA').client('/CN=DESK1');
    const { cert, key } = stranger;
    const strict = await open(required);
    const client = strict.begin({ cert, key });
    await once(client, 'close');
    expect(await strict.refusals.next()).toMatch(
      /refused: expected a client certificate that one of clientCaFile vouches for, got UNABLE_TO/,
    );
    expect(strict.connections.unread).toEqual([]);
    const lenient = await open(asked);
    expect((await lenient.pair({ cert, key })).connection.peer).toMatchObject({ subjectCn: 'DESK1', authorized: false });
  });

  test('two common names are none', async () => {
    const two = ca.client('/CN=DESK1/CN=DESK2');
    const port = await open(asked);
    expect((await port.pair({ cert: two.cert, key: two.key })).connection.peer?.subjectCn).toBe('');
  });
});

describe('handshakes that come to nothing', () => {
  test('a client that says nothing is cut after the limit, and nobody else waits for it', async () => {
    const port = await open({}, { handshakeMs: 800 });
    const silent = await port.plain();
    const closed = once(silent, 'close');
    expect((await port.pair()).connection.write(Buffer.from('x'))).toBe(true);
    await closed;
    expect(await port.refusals.next()).toMatch(
      /^TLS handshake with 127\.0\.0\.1:\d+ refused: expected it to be done within 800 ms$/,
    );
  });

  test('so is one that sends a byte now and then', async () => {
    const port = await open({}, { handshakeMs: 800 });
    const slow = await port.plain();
    const hello = Buffer.from([22, 3, 1, 1, 0, 1, 0, 0, 252, 3, 3]);
    let sent = 0;
    const trickle = setInterval(() => slow.write(hello.subarray(sent, ++sent)), 120);
    await once(slow, 'close');
    clearInterval(trickle);
    expect(sent).toBeLessThan(hello.length);
    expect(await port.refusals.next()).toContain('within 800 ms');
  });

  test('the limit ends with the handshake', async () => {
    const port = await open({}, { handshakeMs: 800 });
    const { client, connection } = await port.pair();
    await once(await port.plain(), 'close'); // came later and was cut by the limit
    expect(connection.write(Buffer.from('still here'))).toBe(true);
    expect(await text(client)).toBe('still here');
  });

  test('plain FIX is told from TLS', async () => {
    const port = await open();
    const client = await port.plain();
    client.write('8=FIX.4.4\x019=5\x0135=A\x0110=000\x01');
    await once(client, 'close');
    expect(await port.refusals.next()).toContain('refused: expected TLS, got something else, such as plain FIX');
  });

  test('who leaves before it is done', async () => {
    const port = await open();
    (await port.plain()).destroy();
    expect(await port.refusals.next()).toContain('refused: the client closed the connection');
  });

  test('a few lines a second are written, and how many were not', async () => {
    const port = await open();
    const fail = async () => {
      const client = await port.plain();
      client.write('GET / HTTP/1.1\r\n\r\n');
      await once(client, 'close');
    };
    for (let i = 0; i < 30; i++) await fail();
    expect(port.refusals.unread.length).toBe(5);
    port.clock.advanceMs(1000);
    await fail();
    expect(port.refusals.unread.at(-1)).toMatch(/plain FIX \(25 such lines before it were left out\)$/);
  });

  test('as many as connections may be under way at once: then the oldest of the address that has most makes room', async () => {
    const port = await open({}, { maxConnections: 2 });
    const silent = [await port.plain(), await port.plain()];
    const closed = once(silent[0], 'close');
    expect((await port.pair()).client.authorized).toBe(true);
    await closed;
    expect(silent[1].destroyed).toBe(false);
    expect(await port.refusals.next()).toMatch(
      /127\.0\.0\.1:\d+ refused: 2 handshakes are under way, and most are from its address$/,
    );
    expect(port.refusals.unread).toEqual([]);
  });

  test('one that is done or has failed is not under way any more', async () => {
    const port = await open({}, { maxConnections: 2 });
    const silent = await port.plain();
    for (let i = 0; i < 3; i++) {
      const gone = await port.plain();
      gone.destroy();
      await port.refusals.next();
    }
    await port.pair();
    await port.pair();
    expect([silent.destroyed, port.refusals.unread]).toEqual([false, []]);
  });

  test('beyond both they are closed as they come', async () => {
    const port = await open({}, { maxConnections: 1 });
    for (let i = 0; i < 3; i++) await port.pair();
    const beyond = port.begin();
    await new Promise((resolve) => beyond.once('close', resolve));
    expect(port.connections.unread).toEqual([]);
  });

  test('one that is done after the port was closed is not handed over', async () => {
    const port = await open();
    const raw = await port.plain();
    await port.close();
    const late = port.begin({ socket: raw });
    await once(late, 'close');
    expect(port.connections.unread).toEqual([]);
  });
});

test('a client that asks to negotiate anew is refused, and the port goes on', async () => {
  const port = await open();
  const { client } = await port.pair({ maxVersion: 'TLSv1.2' });
  client.renegotiate({}, () => {});
  const [error] = (await once(client, 'error')) as [Error];
  expect(error.message).toContain('no renegotiation');
  expect((await port.pair()).client.authorized).toBe(true);
});

test('a taken port says which, and what to do', async () => {
  const { port } = await open();
  const again = TlsPort.open({}, { port });
  await expect(again).rejects.toMatchObject({ code: 'PORT_TAKEN' });
  await expect(again).rejects.toThrow(`127.0.0.1:${port}: expected a free port`);
});
