/**
 * What write() promises over TLS: after `true` the buffer is the caller's again at once, whatever the network does; after `false`
 * from onDrain on. The caller here scribbles over its buffer in that very moment, and every byte must arrive as it was.
 */
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import type { TLSSocket } from 'node:tls';
import { afterEach, describe, expect, test } from 'vitest';
import { Random } from '../../gateway/demo/random.js';
import type { NetConnection } from '../../gateway/net.js';
import { TlsPort } from './support.js';

const SCRIBBLE = 0xee;
const BUFFER_BYTES = 100_000;

const ports: TlsPort[] = [];
afterEach(async () => {
  for (const port of ports.splice(0)) await port.end();
});

async function pair(version: 'TLSv1.2' | 'TLSv1.3'): Promise<{ client: TLSSocket; connection: NetConnection }> {
  const port = await TlsPort.open();
  ports.push(port);
  return port.pair({ minVersion: version, maxVersion: version });
}

/** Writes random bytes from buffers that it uses again as soon as it may. */
class Writer {
  readonly hash = createHash('sha256');
  written = 0;
  taken = 0;
  held = 0;
  private buffer = Buffer.alloc(BUFFER_BYTES);
  private lent: Buffer | null = null;
  private again: (() => void) | null = null;

  constructor(
    private readonly connection: NetConnection,
    private readonly random: Random,
  ) {
    connection.onDrain = () => {
      expect(this.lent).not.toBeNull();
      this.lent?.fill(SCRIBBLE);
      this.lent = null;
      this.again?.();
    };
  }

  /** Until so many bytes are written; sometimes at once, sometimes a turn of the event loop later. */
  async run(bytes: number): Promise<void> {
    while (this.written < bytes) {
      if (!this.write(1 + this.random.below(this.random.below(2) === 0 ? 300 : BUFFER_BYTES))) {
        await new Promise<void>((resolve) => {
          this.again = resolve;
        });
      }
      if (this.random.below(3) > 0) await new Promise(setImmediate);
    }
  }

  write(length: number): boolean {
    const bytes = this.buffer.subarray(0, length);
    for (let at = 0; at + 4 <= length; at += 4) bytes.writeUInt32LE(this.random.below(0xffff_ffff), at);
    this.hash.update(bytes);
    this.written += length;
    if (this.connection.write(bytes)) {
      this.taken++;
      this.buffer.fill(SCRIBBLE);
      return true;
    }
    this.held++;
    this.lent = this.buffer;
    this.buffer = Buffer.alloc(BUFFER_BYTES);
    return false;
  }
}

/** Reads everything; stops now and then, for turns of the event loop, so that the network fills up. */
function read(client: TLSSocket, random: Random): { digest: Promise<string>; bytes(): number } {
  const hash = createHash('sha256');
  let bytes = 0;
  const rest = (turns: number): void => {
    if (turns === 0) client.resume();
    else setImmediate(() => rest(turns - 1));
  };
  client.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    hash.update(chunk);
    if (random.below(10) > 0) return;
    client.pause();
    rest(random.below(30));
  });
  const digest = new Promise<string>((resolve) => client.on('end', () => resolve(hash.digest('hex'))));
  return { digest, bytes: () => bytes };
}

describe.each(['TLSv1.2', 'TLSv1.3'] as const)('%s', (version) => {
  test.each([1, 2, 3])('every byte arrives as it was, seed %i', async (seed) => {
    const { client, connection } = await pair(version);
    const random = new Random(seed);
    const writer = new Writer(connection, random);
    const reader = read(client, random);
    await writer.run(24 << 20);
    connection.end();
    expect(await reader.digest).toBe(writer.hash.digest('hex'));
    expect(reader.bytes()).toBe(writer.written);
    expect(writer.taken).toBeGreaterThan(50);
    expect(writer.held).toBeGreaterThan(50);
  });

  test('also while the other side sends as much', async () => {
    const { client, connection } = await pair(version);
    const random = new Random(7);
    const [up, down] = [createHash('sha256'), createHash('sha256')];
    connection.onData = (bytes) => void up.update(bytes);
    const sent = Buffer.alloc(1 << 20);
    for (let i = 0; i < 12; i++) {
      sent.fill(i + 1);
      down.update(sent);
      client.write(Buffer.from(sent));
    }
    const writer = new Writer(connection, random);
    const reader = read(client, random);
    await writer.run(12 << 20);
    const closed = new Promise<void>((resolve) => {
      connection.onClose = resolve;
    });
    client.end();
    await closed;
    expect(up.digest('hex')).toBe(down.digest('hex'));
    expect(await reader.digest).toBe(writer.hash.digest('hex'));
  });
});

test('a reader that stops costs what was encrypted last and one buffer; it goes on where it was', async () => {
  const { client, connection } = await pair('TLSv1.3');
  client.pause();
  const turn = () => new Promise(setImmediate);
  const drained = new Promise<void>((resolve) => {
    connection.onDrain = resolve;
  });
  let taken = 0;
  while (connection.write(Buffer.alloc(65_536, taken & 0xff))) {
    taken++;
    await turn(); // by then a write that the network took is done
    await turn();
  }
  expect(taken).toBeGreaterThan(1);
  let received = 0;
  let wrong = 0;
  client.on('data', (bytes: Buffer) => {
    for (let i = 0; i < bytes.length; i += 997) if (bytes[i] !== (((received + i) >> 16) & 0xff)) wrong++;
    received += bytes.length;
  });
  client.resume();
  await drained;
  await turn();
  expect(connection.write(Buffer.alloc(65_536, (taken + 1) & 0xff))).toBe(true);
  connection.end();
  await once(client, 'end');
  expect([received, wrong]).toEqual([(taken + 2) * 65_536, 0]);
});

test('a write to a connection that is gone is taken and lost', async () => {
  const { connection } = await pair('TLSv1.3');
  const closed = new Promise<void>((resolve) => {
    connection.onClose = resolve;
  });
  connection.destroy();
  await closed;
  expect(connection.write(Buffer.from('x'))).toBe(true);
});
