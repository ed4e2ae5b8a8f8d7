import { afterEach, describe, expect, it } from 'vitest';
import { writeLogon } from '../../engine/commands.js';
import { Venue } from './venue.js';

let venue: Venue;
afterEach(() => venue.stop());

const buy = (clOrdId: string, price: string, qty: string, more: object = {}) => ({
  op: 'order',
  clOrdId,
  symbol: 'AAPL',
  side: 'buy',
  price,
  qty,
  ...more,
});
const sell = (clOrdId: string, price: string, qty: string) => ({ ...buy(clOrdId, price, qty), side: 'sell' });

describe('order entry over WebSocket', () => {
  it('logs on, trades and logs out', async () => {
    venue = await Venue.start();
    const one = await venue.connect();
    expect(await one.ask({ op: 'logon', id: 1, session: 'WEB1', lastSeq: 0 })).toMatchObject({
      event: 'logon',
      session: 'WEB1',
      seq: 1,
      nextSeq: 2,
    });
    const two = await venue.trader('WEB2');
    two.send({ ...sell('s1', '100.25', '7'), account: 'ACC' });
    expect(await two.until((m) => m.clOrdId === 's1')).toMatchObject({
      event: 'execution',
      seq: 2,
      execType: 'new',
      ordStatus: 'new',
      side: 'sell',
      type: 'limit',
      timeInForce: 'day',
      price: '100.25',
      qty: '7',
      leavesQty: '7',
      cumQty: '0',
      account: 'ACC',
      orderId: '1-1',
    });
    one.send(buy('b1', '101', '3'));
    expect(await one.until((m) => m.execType === 'trade')).toMatchObject({
      clOrdId: 'b1',
      ordStatus: 'filled',
      lastPx: '100.25',
      lastQty: '3',
      cumQty: '3',
      leavesQty: '0',
      avgPx: '100.250000',
      aggressor: true,
      tradeId: '1-1',
    });
    expect(await two.next()).toMatchObject({ clOrdId: 's1', execType: 'trade', ordStatus: 'partiallyFilled', leavesQty: '4' });

    two.send({ op: 'replace', clOrdId: 's2', origClOrdId: 's1', symbol: 'AAPL', side: 'sell', price: '100.5', qty: '6' });
    expect(await two.next()).toMatchObject({
      execType: 'replaced',
      clOrdId: 's2',
      origClOrdId: 's1',
      price: '100.50',
      leavesQty: '3',
    });
    two.send({ op: 'status', clOrdId: 's2', statusId: 'q', symbol: 'AAPL', side: 'sell' });
    expect(await two.next()).toMatchObject({ execType: 'status', clOrdId: 's2', statusId: 'q', leavesQty: '3' });
    two.send({ op: 'cancel', clOrdId: 's3', origClOrdId: 's2', symbol: 'AAPL', side: 'sell' });
    expect(await two.next()).toMatchObject({ execType: 'canceled', ordStatus: 'canceled', leavesQty: '0' });
    two.send({ op: 'cancel', clOrdId: 's4', origClOrdId: 's2', symbol: 'AAPL', side: 'sell' });
    expect(await two.next()).toMatchObject({ event: 'cancelRejected', to: 'cancel', reason: { message: expect.any(String) } });

    two.send(sell('s5', '120', '1'));
    two.send(sell('s6', '121', '1'));
    two.send({ op: 'massCancel', clOrdId: 'm' });
    expect(await two.until((m) => m.event === 'massCanceled')).toMatchObject({ clOrdId: 'm', canceled: 2, refused: false });
    expect(await two.ask({ op: 'logout', id: 'bye' })).toMatchObject({ event: 'logout', seq: expect.any(Number) });
    expect((await two.ask({ ...sell('s7', '1', '1'), id: 'late' })).error.code).toBe('NOT_LOGGED_ON');
  });

  it.each([
    ['a price that is no number', buy('c', 'cheap', '1'), 'invalidPrice'],
    ['a price off the tick', buy('c', '100.255', '1'), 'priceOffTick'],
    ['a price out of range', buy('c', '99999999', '1'), 'priceOutOfRange'],
    ['a negative price', buy('c', '-1', '1'), 'priceOutOfRange'],
    ['a quantity of nothing', buy('c', '100', '0'), 'invalidQty'],
    ['a fraction of a lot', buy('c', '100', '1.5'), 'qtyOffLot'],
    ['an absurd quantity', buy('c', '100', '999999999999'), 'qtyOutOfRange'],
    ['an unknown symbol', buy('c', '100', '1', { symbol: 'NOPE' }), 'unknownSymbol'],
    ['no ClOrdID', buy('', '100', '1'), 'missingClOrdId'],
  ])('rejects %s, with its reason', async (_what, order, reason) => {
    venue = await Venue.start();
    const trader = await venue.trader('WEB1');
    trader.send(order);
    expect(await trader.next()).toMatchObject({
      event: 'execution',
      execType: 'rejected',
      ordStatus: 'rejected',
      reason: { code: reason, message: expect.stringMatching(/\w+/) },
    });
  });

  it('gives what was missed after lastSeq, then goes on live', async () => {
    venue = await Venue.start();
    const first = await venue.trader('WEB1');
    first.send(buy('b1', '100', '10'));
    const { seq } = await first.until((m) => m.clOrdId === 'b1');
    first.destroy();

    const other = await venue.trader('WEB2');
    other.send(sell('s1', '100', '4'));
    await other.until((m) => m.execType === 'trade');

    const again = await venue.connect();
    const logon = await again.ask({ op: 'logon', id: 1, session: 'WEB1', lastSeq: seq });
    expect(logon.seq).toBe(seq + 2);
    expect(await again.next()).toMatchObject({
      seq: seq + 1,
      execType: 'trade',
      clOrdId: 'b1',
      lastQty: '4',
      possResend: true,
    });
    other.send(sell('s2', '100', '6'));
    expect(await again.next()).toMatchObject({ seq: seq + 3, execType: 'trade', clOrdId: 'b1', ordStatus: 'filled' });

    again.destroy();
    const whole = await venue.connect();
    await whole.ask({ op: 'logon', id: 1, session: 'WEB1', lastSeq: 0 });
    const seen = [await whole.next(), await whole.next(), await whole.next(), await whole.next(), await whole.next()];
    expect(seen.map((m) => [m.event, m.seq, m.nextSeq])).toEqual([
      ['gapFill', 1, 2],
      ['execution', 2, undefined],
      ['execution', 3, undefined],
      ['gapFill', 4, 5],
      ['execution', 5, undefined],
    ]);
  });

  it('sends nothing before it is safe', async () => {
    venue = await Venue.start();
    const trader = await venue.trader('WEB1');
    venue.syncing = false;
    trader.send(buy('b1', '100', '10'));
    await trader.ask({ op: 'ping', id: 'after the order' });
    while (venue.engine.openOrders === 0) await new Promise((resolve) => setImmediate(resolve));
    const seen: unknown[] = [];
    await trader.ask({ op: 'ping', id: 'after its execution' }).then((m) => seen.push(m.event));
    expect(seen).toEqual(['pong']);
    venue.syncing = true;
    venue.kick();
    expect(await trader.next()).toMatchObject({ clOrdId: 'b1', execType: 'new' });
  });

  it('refuses a second connection of a session, a lastSeq from the future, and an order before logon', async () => {
    venue = await Venue.start();
    await venue.trader('WEB1');
    const second = await venue.connect();
    expect((await second.ask({ ...buy('x', '1', '1'), id: 1 })).error.code).toBe('NOT_LOGGED_ON');
    expect((await second.ask({ op: 'logon', id: 2, session: 'WEB1' })).error.code).toBe('alreadyLoggedOn');
    expect((await second.ask({ op: 'logon', id: 3, session: 'WEB1', lastSeq: 99 })).error).toEqual({
      code: 'SEQ_TOO_HIGH',
      message: 'lastSeq: expected at most 1, which is the last that was sent, got 99',
    });
    expect((await second.ask({ op: 'logon', id: 4, session: 'WEB2' })).event).toBe('logon');
    expect((await second.ask({ op: 'logon', id: 5, session: 'WEB3' })).error.code).toBe('ALREADY_LOGGED_ON');
  });

  it('takes only configured names, when there are some', async () => {
    const sessions = [
      {
        senderCompId: 'DESK',
        participant: 'FIRM',
        cancelOnDisconnect: true,
        graceMs: 0,
        resetOnLogon: false,
        resetDaily: false,
      },
    ];
    venue = await Venue.start({ sessions });
    const client = await venue.connect();
    expect((await client.ask({ op: 'logon', id: 1, session: 'OTHER' })).error.code).toBe('UNKNOWN_SESSION');
    expect((await client.ask({ op: 'logon', id: 2, session: 'DESK' })).event).toBe('logon');
    expect(venue.directory.sessions).toMatchObject([{ senderCompId: 'DESK', cancelOnDisconnect: true }]);
    expect(venue.directory.participants).toMatchObject([{ name: 'FIRM' }]);
  });

  it('does not take the refusal of another door for its own, though connections are numbered alike', async () => {
    venue = await Venue.start();
    await venue.trader('WEB1');
    const trader = await venue.trader('WEB2');
    venue.flood(0, () => {}); // a FIX session, on connection 1
    const fix = { door: 1, session: 2, connection: 2, msgSeqNum: 0, ref: 0 };
    const logon = { reset: false, cancelOnDisconnect: 0, content: '' };
    venue.sequencer.submit((sink) => writeLogon(sink, fix, logon));
    venue.kick();
    trader.send(buy('b1', '100', '1'));
    expect(await trader.next()).toMatchObject({ event: 'execution', clOrdId: 'b1' });
  });

  it('names the firm of a session like the session, as the FIX door does', async () => {
    venue = await Venue.start();
    await venue.trader('NEW.FIRM>1');
    expect(venue.directory.participants).toMatchObject([{ name: 'NEW_FIRM_1' }]);
    await venue.trader('WEB.2');
    expect(venue.directory.sessions).toMatchObject([{ senderCompId: 'NEW.FIRM>1' }, { senderCompId: 'WEB.2' }]);
  });

  it('cancels on disconnect when the logon asks for it', async () => {
    venue = await Venue.start();
    const trader = await venue.trader('WEB1', { cancelOnDisconnect: true });
    trader.send(buy('b1', '100', '10'));
    await trader.until((m) => m.clOrdId === 'b1');
    const watcher = await venue.connect();
    await watcher.ask({ op: 'subscribe', id: 1, classes: ['bbo'], symbols: ['AAPL'] });
    await watcher.until((m) => Array.isArray(m) && m[0] === 2 && m[8] === 10_000);
    trader.destroy();
    await watcher.until((m) => Array.isArray(m) && m[0] === 2 && m[9] === 0);
    expect(venue.engine.openOrders).toBe(0);
  });

  it('starts its numbers again when asked to', async () => {
    venue = await Venue.start();
    const trader = await venue.trader('WEB1');
    trader.send(buy('b1', '100', '10'));
    await trader.until((m) => m.clOrdId === 'b1');
    await trader.ask({ op: 'logout', id: 1 });
    expect(await trader.ask({ op: 'logon', id: 2, session: 'WEB1', reset: true, lastSeq: 0 })).toMatchObject({
      seq: 1,
      resetCount: 1,
    });
  });

  it('answers busy when the ring is full, and keeps what it owes', async () => {
    venue = await Venue.start({ commandBytes: 4096 });
    const trader = await venue.trader('WEB1');
    venue.sequencing = false;
    for (let i = 0; i < 60; i++) trader.send(buy(`b${i}`, '100', '1', { id: i }));
    const busy = await trader.until((m) => m.event === 'error');
    expect(busy.error.code).toBe('BUSY');
    trader.destroy();
    while (venue.web.busy() === false) await new Promise((resolve) => setImmediate(resolve));
    venue.sequencing = true;
    venue.kick();
    const again = await venue.connect();
    let answer = await again.ask({ op: 'logon', id: 1, session: 'WEB1' });
    while (answer.event !== 'logon') answer = await again.ask({ op: 'logon', id: 1, session: 'WEB1' });
    expect(venue.engine.openOrders).toBe(busy.id);
  });
});
