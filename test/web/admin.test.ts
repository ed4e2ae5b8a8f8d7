import { request } from 'node:http';
import { Command } from 'commander';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { register } from '../../gateway/cli/admin.js';
import type { Json } from '../support/websocket.js';
import { Venue } from './venue.js';

let venue: Venue;
afterEach(() => venue?.stop());

const post = async (action: string, body: unknown, headers: Record<string, string> = {}) => {
  const response = await fetch(`${venue.adminUrl}/admin/v1/${action}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  return { status: response.status, body: (await response.json()) as Json };
};
const get = async (what: string) => (await (await fetch(`${venue.adminUrl}/admin/v1/${what}`)).json()) as Json;

async function cli(...args: string[]): Promise<string> {
  const program = new Command('buttonwood').exitOverride();
  register(program);
  let out = '';
  const write = vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    out += String(text);
    return true;
  });
  try {
    await program.parseAsync(['admin', ...args], { from: 'user' });
  } finally {
    write.mockRestore();
  }
  return out;
}

describe('the admin door', () => {
  it('halts and resumes the venue, by commands in the log', async () => {
    venue = await Venue.start();
    const trader = await venue.trader('WEB1');
    const halted = await post('halt', { author: 'ann' });
    expect(halted).toEqual({
      status: 200,
      body: { text: 'the venue: halted', symbol: null, phase: 'halted', seq: venue.engine.seq },
    });
    trader.send({ op: 'order', clOrdId: 'a', symbol: 'AAPL', side: 'buy', price: '1', qty: '1' });
    expect((await trader.next()).reason.code).toBe('venueHalted');
    expect((await get('status')).phase).toBe('halted');

    expect((await post('resume', { author: 'ann' })).body.phase).toBe('open');
    trader.send({ op: 'order', clOrdId: 'b', symbol: 'AAPL', side: 'buy', price: '1', qty: '1' });
    expect((await trader.next()).execType).toBe('new');
  });

  it('sets one symbol to cancel only', async () => {
    venue = await Venue.start();
    const trader = await venue.trader('WEB1');
    expect((await post('cancel-only', { author: 'ann', symbol: 'MSFT' })).body).toMatchObject({
      symbol: 'MSFT',
      phase: 'cancelOnly',
    });
    expect((await get('status')).phases).toEqual({ MSFT: 'cancelOnly' });
    for (const symbol of ['MSFT', 'AAPL'])
      trader.send({ op: 'order', clOrdId: symbol, symbol, side: 'buy', price: '1', qty: '1' });
    expect((await trader.next()).reason.code).toBe('cancelOnly');
    expect((await trader.next()).execType).toBe('new');
  });

  it('lists the sessions', async () => {
    venue = await Venue.start();
    await venue.trader('WEB1');
    expect((await get('sessions')).sessions).toMatchObject([
      { session: 'WEB1', kind: 'web', participant: 'WEB1', connected: true },
    ]);
  });

  it('says so when the action is not safe in time', async () => {
    venue = await Venue.start({ answerMs: 20 });
    venue.syncing = false;
    expect(await post('halt', { author: 'ann' })).toMatchObject({ status: 504, body: { error: { code: 'NOT_SAFE_YET' } } });
  });

  it.each([
    ['halt', {}, {}, 400, 'BAD_REQUEST'],
    ['halt', { author: 'ann', symbol: 'NOPE' }, {}, 404, 'unknownSymbol'],
    ['level', { author: 'ann', level: 'paper' }, {}, 400, 'BAD_REQUEST'],
    ['level', { author: 'ann', level: 'mirror' }, {}, 409, 'unsupportedLevel'],
    ['explode', { author: 'ann' }, {}, 404, 'NOT_FOUND'],
    ['halt', '[1]', {}, 400, 'BAD_JSON'],
    ['halt', '{"author":', {}, 400, 'BAD_JSON'],
    ['halt', 'x'.repeat(5000), {}, 413, 'TOO_LARGE'],
    ['halt', { author: 'ann' }, { 'content-type': 'text/plain' }, 415, 'UNSUPPORTED_MEDIA_TYPE'],
    ['halt', { author: 'ann' }, { origin: 'https://evil.example' }, 403, 'FORBIDDEN_ORIGIN'],
  ])('refuses %s %j %j with %d', async (action, body, headers, status, code) => {
    venue = await Venue.start();
    expect(await post(action, body, headers as Record<string, string>)).toMatchObject({ status, body: { error: { code } } });
    expect(venue.engine.phase).toBe(1);
  });

  it('refuses a name that is not this machine', async () => {
    venue = await Venue.start();
    const status = await new Promise((resolve) => {
      request(`${venue.adminUrl}/admin/v1/status`, { headers: { host: 'evil.example' } }, (r) => resolve(r.statusCode)).end();
    });
    expect(status).toBe(403);
  });

  it('refuses an address that others can reach, and a taken port', async () => {
    venue = await Venue.start();
    await expect(venue.admin.listen('0.0.0.0', 0)).rejects.toMatchObject({ code: 'NOT_LOOPBACK' });
    const port = Number(new URL(venue.adminUrl).port);
    await expect(venue.admin.listen('127.0.0.1', port)).rejects.toMatchObject({ code: 'PORT_TAKEN' });
  });
});

describe('buttonwood admin', () => {
  it('halts, resumes, sets the level and shows the state', async () => {
    venue = await Venue.start();
    const at = ['--admin', venue.adminUrl, '--author', 'ann'];
    expect(await cli('halt', '--symbol', 'AAPL', ...at)).toMatch(/AAPL: .*halted/);
    expect(JSON.parse(await cli('resume', '--symbol', 'AAPL', '--json', ...at))).toMatchObject({
      symbol: 'AAPL',
      phase: 'open',
    });
    expect(await cli('level', 'memory', ...at)).toMatch(/durability: .*memory/);
    expect(await cli('status', ...at)).toContain('instruments  2');
    expect(await cli('sessions', ...at)).toContain('no sessions');
  });

  it('passes on why an action was refused', async () => {
    venue = await Venue.start();
    await expect(cli('level', 'paper', '--admin', venue.adminUrl)).rejects.toMatchObject({
      code: 'ADMIN_REFUSED',
      message: expect.stringContaining('expected one of memory, disk'),
    });
  });

  it('says what to do when there is nobody', async () => {
    venue = await Venue.start();
    await venue.admin.close();
    await expect(cli('status', '--admin', venue.adminUrl)).rejects.toMatchObject({
      code: 'ADMIN_UNREACHABLE',
      message: expect.stringContaining('--admin'),
    });
  });
});
