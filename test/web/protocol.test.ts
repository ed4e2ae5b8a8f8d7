import { Packr } from 'msgpackr';
import { afterEach, describe, expect, it } from 'vitest';
import { WebDoor } from '../../gateway/web/door.js';
import { loadUws } from '../../gateway/web/uws.js';
import type { UpgradeRefused } from '../support/websocket.js';
import { Venue } from './venue.js';

let venue: Venue;
afterEach(() => venue?.stop());

describe('the WebSocket door and bad input', () => {
  it('says what it expected of a message that is no JSON, and keeps the connection', async () => {
    venue = await Venue.start();
    const client = await venue.connect();
    client.send('{"op":');
    expect((await client.next()).error).toMatchObject({
      code: 'BAD_MESSAGE',
      message: expect.stringContaining('expected a JSON'),
    });
    expect((await client.ask({ op: 'ping', id: 1 })).event).toBe('pong');
  });

  it.each([
    [{ op: 'dance', id: 'x' }, /^op: expected one of subscribe, .*; got "dance"/],
    [{ op: 'subscribe', id: 'x', classes: ['l9'], symbols: ['AAPL'] }, /^classes\.0: .*"trade"/],
    [{ op: 'subscribe', id: 'x', classes: ['l2'] }, /^symbols: /],
    [
      { op: 'order', id: 'x', clOrdId: '1', symbol: 'AAPL', side: 'buy', price: 1, qty: '1' },
      /^price: expected a decimal number in a string.*got 1/,
    ],
    [{ op: 'ping', id: 'x', more: 1 }, /more/],
  ])('says what is wrong with %j', async (message, problem) => {
    venue = await Venue.start();
    const client = await venue.connect();
    const answer = await client.ask(message as { id: string });
    expect(answer).toMatchObject({ event: 'error', error: { code: 'BAD_MESSAGE', message: expect.stringMatching(problem) } });
  });

  it('ends the connection after ten malformed messages', async () => {
    venue = await Venue.start();
    const client = await venue.connect();
    for (let i = 0; i < 10; i++) client.send('nonsense');
    expect(await client.closed).toEqual({ code: 4002, reason: '10 messages were malformed' });
  });

  it('refuses a message that is too long with code 1009', async () => {
    venue = await Venue.start({ limits: { webMessageBytes: 300 } });
    const client = await venue.connect();
    client.send(`"${'x'.repeat(400)}"`);
    expect((await client.next()).error).toEqual({ code: 'TOO_LARGE', message: 'expected at most 300 bytes, got 402' });
    expect((await client.closed).code).toBe(1009);
  });

  it('cuts off what is absurdly long without reading it', async () => {
    venue = await Venue.start();
    const client = await venue.connect();
    client.send(`"${'x'.repeat(200_000)}"`);
    expect((await client.closed).code).toBe(1006);
  });

  it('takes a message in fragments', async () => {
    venue = await Venue.start();
    const client = await venue.connect();
    client.sendFragments(['{"op":', '"ping","i', 'd":5}']);
    expect(await client.next()).toMatchObject({ id: 5, event: 'pong' });
  });

  it('limits the messages of a connection', async () => {
    venue = await Venue.start({ limits: { messagesPerSecond: 2 } });
    const client = await venue.connect();
    for (let i = 0; i < 3; i++) client.send({ op: 'ping', id: i });
    expect((await client.until((m) => m.event === 'error')).error.code).toBe('TOO_MANY_MESSAGES');
  });

  it('refuses a page of another origin, and a name that is not this machine', async () => {
    venue = await Venue.start();
    const refused = async (headers: Record<string, string>) => {
      const error = await venue.connect('', headers).catch((e: unknown) => e);
      return [(error as UpgradeRefused).status, (error as UpgradeRefused).body];
    };
    expect(await refused({ Origin: 'https://evil.example' })).toEqual([403, expect.stringContaining('FORBIDDEN_ORIGIN')]);
    expect(await refused({ Origin: 'http://evil.example', Host: 'evil.example' })).toEqual([
      403,
      expect.stringContaining('Host'),
    ]);
    const same = await venue.connect('', { Origin: venue.http });
    expect((await same.ask({ op: 'ping', id: 1 })).event).toBe('pong');
  });

  it('refuses more connections than the limit', async () => {
    venue = await Venue.start({ limits: { webConnections: 1 } });
    await venue.connect();
    await expect(venue.connect()).rejects.toMatchObject({ status: 503 });
  });

  it('speaks msgpack by format or by subprotocol, and knows no other encoding', async () => {
    venue = await Venue.start();
    const byProtocol = await venue.connect('', { 'Sec-WebSocket-Protocol': 'msgpack' });
    expect(byProtocol.protocol).toBe('msgpack');
    byProtocol.send(new Packr({ useRecords: false }).pack({ op: 'ping', id: 3 }));
    expect(await byProtocol.next()).toMatchObject({ id: 3, event: 'pong' });
    byProtocol.send(Buffer.from([0x82, 0xa2, 0x6f]));
    expect((await byProtocol.next()).error.message).toContain('expected a msgpack object');
    await expect(venue.connect('?format=xml')).rejects.toMatchObject({ status: 400 });
  });

  it('tells its connections that the venue stops', async () => {
    venue = await Venue.start();
    const client = await venue.connect();
    await venue.web.close();
    expect(await client.closed).toEqual({ code: 1001, reason: 'the venue stops' });
  });
});

describe('where the web door listens', () => {
  it('says that a port is taken', async () => {
    venue = await Venue.start();
    const port = Number(new URL(venue.http).port);
    await expect(Venue.start({ httpPort: port })).rejects.toMatchObject({
      code: 'PORT_TAKEN',
      message: expect.stringContaining(`127.0.0.1:${port}`),
    });
  });

  it('refuses an address that others can reach', () => {
    expect(() => WebDoor.prototype.listen.call({}, '0.0.0.0', 0)).toThrow(expect.objectContaining({ code: 'NOT_LOOPBACK' }));
  });

  it('says what to do when no binary loads', () => {
    const load = () => {
      throw new Error('no such file');
    };
    expect(() => loadUws(load)).toThrow(
      expect.objectContaining({ code: 'UWS_UNAVAILABLE', message: expect.stringContaining('no such file') }),
    );
  });
});
