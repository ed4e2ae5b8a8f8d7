/** What a MarketDataRequest brings, and why it is refused. */
import { describe, expect, it } from 'vitest';
import type { WorldOptions } from '../fix-door/support/world.js';
import { check, order, request, Subscriber, seen, show, truth, venue } from './support.js';

function open(options: WorldOptions & { beginString?: string } = {}) {
  const world = venue(options);
  const broker = world.loggedOn({ senderCompId: 'BROKER' });
  const peer = world.loggedOn({ senderCompId: 'MD1', beginString: options.beginString });
  return { world, broker, peer };
}

describe('a snapshot', () => {
  it('has the book best first, with places and orders, and the last trade', () => {
    const { broker, peer } = open();
    order(broker, 'buy', 10, '99.00');
    order(broker, 'buy', 5, '99.50');
    order(broker, 'buy', 7, '99.50');
    order(broker, 'sell', 8, '100.25');
    order(broker, 'buy', 3, '100.25');
    peer.send('V', request('s', { type: 0 }));
    const [w] = peer.all();
    check(w);
    expect([w.type, w.get(262), w.get(55), w.get(268)]).toEqual(['W', 's', 'AAPL', '4']);
    expect(show(w, 269, 270, 271, 346, 290, 272, 273)).toEqual([
      '0 99.50 12 2 1',
      '0 99.00 10 1 2',
      '1 100.25 5 1 1',
      '2 100.25 3 20231114 22:13:20.000',
    ]);
    order(broker, 'buy', 1, '98.00');
    expect(peer.all()).toEqual([]);
  });

  it('leaves its MDReqID free, even of a symbol that somebody else follows', () => {
    const { world, broker, peer } = open();
    order(broker, 'buy', 10, '99.00');
    const other = world.loggedOn({ senderCompId: 'MD2' });
    other.send('V', request('live'));
    for (let i = 0; i < 3; i++) peer.send('V', request('s', { type: 0, symbols: ['AAPL', 'BETA'] }));
    expect(peer.summary(262, 55)).toEqual(Array(3).fill(['W 262=s 55=AAPL', 'W 262=s 55=BETA']).flat());
    order(broker, 'buy', 10, '99.00');
    expect([peer.summary(), other.summary()]).toEqual([[], ['W', 'X']]);
  });

  it('has ids and price levels in FIX 5.0 SP2, the volume beside the entries in FIX 4.2', () => {
    for (const [beginString, ...tags] of [
      ['FIXT.1.1', 278, 1023],
      ['FIX.4.2', 290],
    ] as const) {
      const { world, broker, peer } = open({ beginString });
      order(broker, 'buy', 10, '99.00');
      order(broker, 'sell', 4, '99.00');
      world.pass(1000);
      peer.send('V', request('s', { type: 0 }));
      const [w] = peer.all();
      check(w);
      expect(show(w, 269, ...tags)).toEqual(beginString === 'FIX.4.2' ? ['0 1', '2'] : ['0 0B9900 1', '2 1-1']);
      expect(w.get(387)).toBe(beginString === 'FIX.4.2' ? '4' : undefined);
    }
  });

  it('shows only the entry types and as many levels as asked for', () => {
    const { broker, peer } = open();
    for (const price of ['99.00', '98.00', '97.00']) order(broker, 'buy', 10, price);
    order(broker, 'sell', 10, '101.00');
    peer.send('V', request('a', { type: 0, depth: 2, types: '0' })).send('V', request('b', { type: 0, types: '12' }));
    expect(peer.all().map((w) => show(w, 269, 270))).toEqual([['0 99.00', '0 98.00'], ['1 101.00']]);
  });
});

describe('a subscription', () => {
  it('tells new, changed and deleted levels of one change in one message', () => {
    const { broker, peer } = open();
    order(broker, 'sell', 10, '100.00');
    order(broker, 'sell', 10, '101.00');
    peer.send('V', request('r'));
    order(broker, 'buy', 25, '102.00');
    const [w, ...xs] = peer.all();
    expect(w.type).toBe('W');
    for (const x of xs) check(x);
    expect(xs.map((x) => show(x, 279, 269, 278, 55, 270, 271, 346, 272, 273))).toEqual([
      ['0 2 1-1 AAPL 100.00 10 20231114 22:13:20.000'],
      ['0 2 1-2 AAPL 101.00 10 20231114 22:13:20.000'],
      [
        '0 0 0B10200 AAPL 102.00 5 1 20231114 22:13:20.000',
        '2 1 0S10000 AAPL 100.00 20231114 22:13:20.000',
        '2 1 0S10100 AAPL 101.00 20231114 22:13:20.000',
      ],
    ]);
    order(broker, 'buy', 1, '102.00');
    expect(peer.all().map((x) => show(x, 279, 271, 346))).toEqual([['1 6 2']]);
  });

  it('to the top of the book tells only of the best prices', () => {
    const { broker, peer } = open();
    order(broker, 'buy', 10, '99.00');
    peer.send('V', request('r', { depth: 1, types: '01' }));
    order(broker, 'buy', 10, '98.00');
    order(broker, 'buy', 1, '99.00');
    order(broker, 'buy', 1, '99.50');
    order(broker, 'sell', 1, '99.50');
    const [, ...xs] = peer.all();
    expect(xs.map((x) => show(x, 279, 270, 271))).toEqual([
      ['1 99.00 11'],
      ['0 99.50 1', '2 99.00'],
      ['2 99.50', '0 99.00 11'],
    ]);
  });

  it('never mixes symbols in a message, and keeps the order of what happens to one', () => {
    const { world, broker, peer } = open();
    const subscriber = new Subscriber(peer);
    peer.send('V', request('r', { symbols: ['AAPL', 'BETA'] }));
    world.durable = false;
    for (let i = 0; i < 10; i++) {
      order(broker, i % 2 === 0 ? 'buy' : 'sell', 2, '100.00');
      order(broker, i % 2 === 0 ? 'buy' : 'sell', '0.5', '49.995', '', 'BETA');
    }
    world.durable = true;
    world.run();
    subscriber.read();
    expect(subscriber.book('AAPL').trades).toEqual(['1-1', '1-3', '1-5', '1-7', '1-9']);
    expect(subscriber.book('BETA').trades).toEqual(['1-2', '1-4', '1-6', '1-8', '1-10']);
    expect(seen(subscriber.book('BETA'))).toEqual(truth(world, 'BETA'));
  });

  it('by full refreshes gets the book anew with each change, but not more often than the limit says', () => {
    const { world, broker, peer } = open({ limits: { fixRefreshMs: 100 } });
    peer.send('V', request('r', { update: 0, depth: 1 }));
    for (let i = 0; i < 5; i++) order(broker, 'buy', 10, `99.0${i}`);
    expect(peer.all().map((w) => [w.type, ...show(w, 269, 270, 290)])).toEqual([['W'], ['W', '0 99.00 1']]);
    world.pass(100);
    expect(peer.all().map((w) => show(w, 270))).toEqual([['99.04']]);
    order(broker, 'buy', 10, '90.00');
    world.pass(1000);
    expect(peer.all()).toEqual([]);
  });

  it('ends with its MDReqID, which is free then; others go on', () => {
    const { broker, peer } = open();
    peer.send('V', request('a')).send('V', request('b', { types: '2' }));
    peer.send('V', request('a', { type: 2 }));
    order(broker, 'buy', 1, '99.00');
    order(broker, 'sell', 1, '99.00');
    expect(peer.summary(262)).toEqual(['W 262=a', 'W 262=b', 'X 262=b']);
    peer
      .send('V', request('a'))
      .send('V', request('a', { type: 2 }))
      .send('V', request('a', { type: 2 }));
    const [, reject] = peer.all();
    check(reject);
    expect([reject.type, reject.get(379), reject.get(380)]).toEqual(['j', 'a', '1']);
  });

  it('sees each of its symbols once, however often they are named', () => {
    const { peer } = open();
    peer.send('V', request('r', { symbols: ['AAPL', 'BETA', 'AAPL'], types: '0011' }));
    expect(peer.summary(55)).toEqual(['W 55=AAPL', 'W 55=BETA']);
  });
});

describe('a request is refused', () => {
  const refusals: [string, string, string, RegExp][] = [
    ['an unknown symbol', request('r', { symbols: ['AAPL', 'NONE'] }), '0', /Symbol: expected listed symbols, got NONE/],
    ['a duplicate MDReqID', request('live'), '1', /MDReqID: live is in use/],
    ['too many symbols', request('r', { symbols: ['AAPL', 'BETA', 'AAPL'] }), '2', /at most 2 symbols in a request, got 3/],
    [
      'too many subscriptions',
      request('r', { symbols: ['AAPL', 'BETA'] }),
      '2',
      /at most 2 symbols a session, got 1 and 2 more/,
    ],
    ['too many levels', request('r', { depth: 51 }), '5', /MarketDepth: expected 0 \(all that is shown\) to 50/],
    ['a negative depth', request('r', { depth: -1 }), '5', /MarketDepth/],
    ['a book by order', request('r').replace('|267', '|266=N|267'), '7', /AggregatedBook: expected Y/],
    ['an entry type that the venue does not have', request('r', { types: '06' }), '8', /MDEntryType: expected .*, got 6/],
    ['no symbol', request('r', { symbols: [] }), '0', /NoRelatedSym: expected one or more/],
    ['no entry type', request('r', { types: '' }), '8', /NoMDEntryTypes: expected one or more/],
    ['a trading session', `${request('r')}|386=1|336=DAY`, '9', /NoTradingSessions/],
    ['a scope', request('r').replace('|267', '|546=1|267'), 'A', /Scope/],
    ['an OpenCloseSettlFlag', request('r').replace('|267', '|286=0|267'), 'B', /OpenCloseSettlFlag/],
    ['implicit deletes', request('r').replace('|267', '|547=Y|267'), 'C', /MDImplicitDelete: expected N/],
  ];

  it.each(refusals)('for %s', (_, body, code, text) => {
    const limits = { fixRequestSymbols: 2, fixSubscriptions: 2, fixMarketDepth: 50 };
    const { peer, broker } = open({ limits });
    peer.send('V', request('live'));
    peer.send('V', body);
    const [, y] = peer.all();
    check(y);
    expect([y.type, y.get(262), y.get(281)]).toEqual(['Y', /262=(\w+)/.exec(body)?.[1], code]);
    expect(y.get(58)).toMatch(text);
    order(broker, 'buy', 1, '99.00');
    expect(peer.summary(262)).toEqual(['X 262=live']);
  });

  it('over the limit of messages per second', () => {
    const { peer } = open({ limits: { messagesPerSecond: 1 } });
    peer.send('V', request('a')).send('V', request('b'));
    expect(peer.summary(262, 281)).toEqual(['W 262=a', 'Y 262=b 281=2']);
  });

  it('on a session of another role', () => {
    const { broker } = open();
    broker.send('V', request('r'));
    expect(broker.summary(262, 281, 58)).toEqual(['Y 262=r 281=3 58=market data is for sessions of the role marketData']);
  });

  it('by a Reject, where it is not FIX', () => {
    const { peer } = open();
    peer.send('V', request('r', { type: 3 })).send('V', request('r', { update: 2 }));
    peer.send('V', request('x'.repeat(65)));
    peer.send('V', request('r').replace('|146=1|55=AAPL', ''));
    expect(peer.summary(371, 373)).toEqual(['3 371=263 373=5', '3 371=265 373=5', '3 371=262 373=5', '3 371=146 373=1']);
    const old = open({ beginString: 'FIX.4.2' }).peer;
    old.send('V', request('r', { types: 'A' }));
    expect(old.summary(371, 373)).toEqual(['3 371=269 373=5']);
  });

  it('by a BusinessMessageReject without MDUpdateType, which a subscription needs', () => {
    const { peer } = open();
    const body = request('r').replace('|265=1', '');
    peer.send('V', body).send('V', body.replace('263=1', '263=0'));
    expect(peer.summary(380, 379, 262)).toEqual(['j 380=5 379=r', 'W 262=r']);
  });
});
