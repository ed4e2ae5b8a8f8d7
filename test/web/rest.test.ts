import { afterEach, describe, expect, it } from 'vitest';
import { Venue } from './venue.js';

let venue: Venue;
afterEach(() => venue.stop());

const get = async (path: string, init: RequestInit = {}) => {
  const response = await fetch(venue.http + path, init);
  return { status: response.status, type: response.headers.get('content-type'), body: await response.text() };
};
const json = async (path: string) => JSON.parse((await get(path)).body);

async function market() {
  venue = await Venue.start();
  const trader = await venue.trader('WEB1');
  for (let i = 0; i < 5; i++) {
    trader.send({ op: 'order', clOrdId: `b${i}`, symbol: 'AAPL', side: 'buy', price: `${100 - i}`, qty: `${i + 1}` });
    trader.send({ op: 'order', clOrdId: `s${i}`, symbol: 'AAPL', side: 'sell', price: `${101 + i}`, qty: `${i + 1}` });
  }
  trader.send({ op: 'order', clOrdId: 'x', symbol: 'AAPL', side: 'buy', price: '102', qty: '2' });
  await trader.until((m) => m.clOrdId === 'x' && m.ordStatus === 'filled');
}

describe('REST', () => {
  it('shows the instruments', async () => {
    venue = await Venue.start();
    expect((await json('/v1/instruments')).instruments[0]).toMatchObject({
      symbol: 'AAPL',
      tickSize: '0.01',
      lotSize: '1',
      minPrice: '0.01',
      phase: 'open',
    });
  });

  it('shows the book as it is, to the depth asked for', async () => {
    await market();
    const book = await json('/v1/book/AAPL?depth=2');
    expect(book).toMatchObject({
      symbol: 'AAPL',
      bidLevels: 5,
      askLevels: 4,
      bids: [
        ['100.00', '1', 1],
        ['99.00', '2', 1],
      ],
      asks: [
        ['102.00', '1', 1],
        ['103.00', '3', 1],
      ],
    });
    expect(book.engineSeq).toBe(venue.engine.seq);
    const both = await Promise.all([json('/v1/book/AAPL'), json('/v1/book/AAPL'), json('/v1/book/MSFT')]);
    expect(both.map((b) => b.bids.length)).toEqual([5, 5, 0]);
  });

  it('shows the last trades, the newest first', async () => {
    await market();
    const { trades } = await json('/v1/trades/AAPL?limit=2');
    expect(trades.map((t: Record<string, unknown>) => [t.price, t.qty, t.aggressor, t.tradeId])).toEqual([
      ['102.00', '1', 'buy', '1-2'],
      ['101.00', '1', 'buy', '1-1'],
    ]);
  });

  it('shows the state of the venue, its health and its readiness', async () => {
    await market();
    expect(await json('/v1/status')).toMatchObject({ mic: 'XBTN', epoch: 1, phase: 'open', level: 'disk', instruments: 2 });
    expect((await json('/v1/status')).safeSeq).toBe(venue.engine.seq);
    expect(await get('/healthz')).toMatchObject({ status: 200, body: '{"status":"ok"}' });
    expect(await get('/readyz')).toMatchObject({ status: 200 });
  });

  it('has metrics for Prometheus', async () => {
    await market();
    const { body, type } = await get('/metrics');
    expect(type).toContain('text/plain');
    expect(body).toMatch(/^buttonwood_web_messages_in_total 12$/m);
    expect(body).toContain(`buttonwood_safe_seq ${venue.engine.seq}`);
    expect((await get('/metrics')).body).toMatch(/^buttonwood_web_messages_in_total 12$/m);
  });

  it.each([
    ['/v1/book/NOPE', 404, 'unknownSymbol'],
    ['/v1/book/%E0%A4%A', 404, 'unknownSymbol'],
    ['/v1/book/AAPL?depth=-1', 400, 'BAD_ARGUMENT'],
    ['/v1/trades/AAPL?limit=many', 400, 'BAD_ARGUMENT'],
    ['/v1/nothing', 404, 'NOT_FOUND'],
    ['/../package.json', 404, 'NOT_FOUND'],
  ])('answers %s with %d', async (path, status, code) => {
    venue = await Venue.start();
    const answer = await get(path);
    expect(answer.status).toBe(status);
    expect(JSON.parse(answer.body).error).toEqual({ code, message: expect.any(String) });
  });

  it('answers other methods with 405', async () => {
    venue = await Venue.start();
    const answer = await get('/v1/status', { method: 'POST', body: '{}' });
    expect([answer.status, JSON.parse(answer.body).error.code]).toEqual([405, 'METHOD_NOT_ALLOWED']);
  });

  it('serves the page with a policy that forbids foreign code', async () => {
    venue = await Venue.start();
    const page = await fetch(venue.http);
    expect(page.headers.get('content-security-policy')).toContain("default-src 'self'");
    const html = await page.text();
    for (const [, path] of html.matchAll(/(?:src|href)="(\/[^"]+)"/g)) expect((await get(path)).status).toBe(200);
    const script = await get('/app.js');
    expect(script.type).toContain('javascript');
    for (const [, path] of script.body.matchAll(/from '\.(\/[^']+)'/g)) expect((await get(path)).status).toBe(200);
  });
});
