import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { type NetConnection, NodeNet } from '../../gateway/net.js';

const cleanups: (() => void)[] = [];
afterEach(() => {
  for (const cleanup of cleanups.splice(0)) cleanup();
});

async function pair(maxConnections = 10): Promise<{ client: Socket; venue: NetConnection; port: number }> {
  let accepted: (connection: NetConnection) => void = () => {};
  const venue = new Promise<NetConnection>((resolve) => {
    accepted = resolve;
  });
  const server = await new NodeNet().listen({ host: '127.0.0.1', port: 0, maxConnections }, (c) => accepted(c));
  const client = connect(server.port, '127.0.0.1');
  client.on('error', () => {});
  cleanups.push(() => {
    client.destroy();
    void server.close();
  });
  return { client, venue: await venue, port: server.port };
}

test('bytes go both ways, and the end is told once', async () => {
  const { client, venue } = await pair();
  const came = new Promise<string>((resolve) => {
    venue.onData = (bytes) => resolve(Buffer.from(bytes).toString());
  });
  client.write('hello');
  expect(await came).toBe('hello');
  expect(venue.write(Buffer.from('there'))).toBe(true);
  expect(String((await once(client, 'data'))[0])).toBe('there');
  const closed = new Promise<void>((resolve) => {
    venue.onClose = resolve;
  });
  client.end();
  await closed;
});

test('a reader that stops: write keeps the buffer until the drain, and every byte arrives in order', async () => {
  const { client, venue } = await pair();
  client.pause();
  let sent = 0;
  const fill = (): boolean => {
    for (;;) {
      const bytes = Buffer.alloc(65_536, sent++ & 0xff);
      if (!venue.write(bytes)) return sent < 400;
      if (sent === 400) return false;
    }
  };
  const drained = new Promise<void>((resolve) => {
    venue.onDrain = () => {
      if (!fill()) resolve();
    };
  });
  expect(fill()).toBe(true);
  let received = 0;
  let wrong = 0;
  client.on('data', (bytes: Buffer) => {
    for (let i = 0; i < bytes.length; i += 997) if (bytes[i] !== (((received + i) >> 16) & 0xff)) wrong++;
    received += bytes.length;
  });
  client.resume();
  await drained;
  venue.end();
  await once(client, 'end');
  expect([received, wrong]).toEqual([sent * 65_536, 0]);
});

test('connections beyond the limit are closed', async () => {
  const { port } = await pair(1);
  const second = connect(port, '127.0.0.1');
  second.on('error', () => {});
  await once(second, 'close');
});

test('a taken port says which, and what to do', async () => {
  const { port } = await pair();
  const again = new NodeNet().listen({ host: '127.0.0.1', port, maxConnections: 1 }, () => {});
  await expect(again).rejects.toMatchObject({ code: 'PORT_TAKEN' });
  await expect(again).rejects.toThrow(`127.0.0.1:${port}: expected a free port`);
});
