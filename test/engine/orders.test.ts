import { describe, expect, it } from 'vitest';
import { Reason, reasonText } from '../../engine/reasons.js';
import { MassCancelScope, MassStatusScope, Phase } from '../../engine/records.js';
import { acme, type Event, Harness, lines, type Terms } from './support.js';

const reasonOf = (events: { [field: string]: string | number }[]) => events[0].reason;

describe('an order that may have been sent before', () => {
  const again = (venue: Harness, clOrdId: string) =>
    lines(venue.order(clOrdId, { side: 'buy', qty: 10, price: 100, fields: { possResend: true } }));

  it('is entered if it has not', () => {
    const venue = Harness.open(1);
    expect(again(venue, 'a')).toEqual(lines(Harness.open(1).buy('a', 10, 100)));
    expect(venue.engine.openOrders).toBe(1);
  });

  it('is answered with its state if it has, whatever else would be said of it', () => {
    const venue = Harness.open(2);
    venue.buy('a', 10, 100);
    venue.sell('x', 4, 100, { session: 1 });
    venue.phase(Phase.halted);
    expect(venue.order('a', { side: 'sell', qty: 99, price: 1, fields: { possResend: true } })).toMatchObject([
      { type: 'EXEC', execType: 'I', ordStatus: '1', clOrdId: 'a', leaves: 6, cum: 4 },
    ]);
    expect(venue.engine.openOrders).toBe(1);
  });

  it('is a duplicate if it is over, or its id was that of another request', () => {
    const venue = Harness.open(1);
    venue.buy('a', 10, 100);
    venue.cancel('c', 'a');
    for (const id of ['a', 'c']) {
      expect(venue.order(id, { side: 'buy', qty: 10, price: 100, fields: { possResend: true } })).toMatchObject([
        { type: 'EXEC', execType: '8', reason: reasonText[Reason.duplicateClOrdId] },
      ]);
    }
    expect(venue.engine.openOrders).toBe(0);
  });
});

describe('new order', () => {
  const refusals: [string, Terms, number][] = [
    ['unknown symbol', { instrument: -1, symbol: 'NOPE' }, Reason.unknownSymbol],
    ['an instrument out of range', { instrument: 1 }, Reason.unknownSymbol],
    ['side', { fields: { side: 0x35 } }, Reason.invalidSide],
    ['order type', { fields: { ordType: 0x39 } }, Reason.unsupportedOrdType],
    ['time in force', { fields: { timeInForce: 0x35 } }, Reason.unsupportedTimeInForce],
    ['market GTC', { market: true, tif: 'gtc' }, Reason.unsupportedTimeInForce],
    ['fractional price', { price: 100.5 }, Reason.invalidPrice],
    ['no price', { price: Number.NaN }, Reason.invalidPrice],
    ['price below the range', { price: 0 }, Reason.priceOutOfRange],
    ['price above the range', { price: 1_000_001 }, Reason.priceOutOfRange],
    ['endless price', { price: Infinity }, Reason.priceOutOfRange],
    ['no quantity', { qty: 0 }, Reason.invalidQty],
    ['negative quantity', { qty: -5 }, Reason.invalidQty],
    ['fractional quantity', { qty: 1.5 }, Reason.invalidQty],
    ['quantity NaN', { qty: Number.NaN }, Reason.invalidQty],
    ['quantity above the maximum', { qty: 1_000_001 }, Reason.qtyOutOfRange],
    ['what the door could not express', { reason: Reason.priceOffTick }, Reason.priceOffTick],
    ['ClOrdID of 37', { fields: { clOrdIdLen: 37 } }, Reason.missingClOrdId],
    ['no ClOrdID', { fields: { clOrdIdLen: 0 } }, Reason.missingClOrdId],
  ];
  it.each(refusals)('is rejected for %s, and leaves nothing behind', (_, terms, reason) => {
    const venue = Harness.open();
    const [reject, ...more] = venue.order('a', { side: 'buy', qty: 5, price: 100, ...terms });
    expect(reject).toMatchObject({ type: 'EXEC', execType: '8', ordStatus: '8', orderId: 0, leaves: 0, cum: 0, session: 0 });
    expect(reject.reason).toBe(reasonText[reason as keyof typeof reasonText]);
    expect(more).toEqual([]);
    expect(venue.engine.openOrders).toBe(0);
    expect(lines(venue.buy('a', 5, 100))).toEqual(['a new']);
  });

  it('says the symbol back that it does not know', () => {
    const [reject] = Harness.open().buy('a', 5, 100, { instrument: -1, symbol: 'NOPE', account: 'X' });
    expect(reject).toMatchObject({ instrument: -1, symbol: 'NOPE', clOrdId: 'a', account: 'X', qty: 5, price: 100 });
  });

  it('is rejected when its notional is no longer exact', () => {
    const venue = Harness.open();
    venue.instrument({ ...acme, symbol: 'BIG', maxPriceTicks: 2 ** 40, maxQtyLots: 2 ** 40 });
    const terms = { instrument: 1 };
    expect(reasonOf(venue.buy('a', 2 ** 13, 100, terms))).toBe(reasonText[Reason.notionalOutOfRange]);
    expect(lines(venue.buy('a', 2 ** 12, 2 ** 40, terms))).toEqual(['a new']);
  });

  it('is rejected when its ClOrdID was used, open or not, but only for the same session', () => {
    const venue = Harness.open();
    venue.buy('a', 5, 100);
    expect(lines(venue.buy('a', 5, 100))).toEqual(['a rejected (ClOrdID has been used by this session)']);
    venue.cancel('c', 'a');
    expect(lines(venue.buy('a', 5, 100))).toEqual(['a rejected (ClOrdID has been used by this session)']);
    expect(lines(venue.buy('c', 5, 100))).toEqual(['c rejected (ClOrdID has been used by this session)']);
    expect(lines(venue.buy('a', 5, 100, { session: 1 }))).toEqual(['a new']);
  });

  it('follows the phase of the venue and of the instrument; cancels pass in each', () => {
    const venue = Harness.open();
    venue.buy('a', 5, 100);
    venue.buy('b', 5, 100);
    venue.phase(Phase.halted, 0);
    expect(reasonOf(venue.buy('x', 5, 100))).toBe('the instrument is halted');
    expect(reasonOf(venue.replace('x', 'a', 6, 100))).toBe('the instrument is halted');
    venue.phase(Phase.cancelOnly);
    venue.phase(Phase.open, 0);
    expect(reasonOf(venue.buy('x', 5, 100))).toBe('only cancels are accepted now');
    venue.phase(Phase.halted);
    expect(reasonOf(venue.buy('x', 5, 100))).toBe('the venue is halted');
    expect(lines(venue.cancel('y', 'a'))).toEqual(['y canceled was a']);
    expect(lines(venue.massCancel('z'))).toEqual(['b canceled (cancelled by a mass cancel)', 'z canceled 1 orders']);
    venue.phase(Phase.open);
    expect(lines(venue.buy('x', 5, 100))).toEqual(['x new']);
  });
});

describe('cancel', () => {
  it('names both ClOrdIDs and what was filled', () => {
    const venue = Harness.open();
    venue.buy('a', 10, 100);
    venue.sell('s', 4, 100, { session: 1 });
    const [canceled] = venue.cancel('c', 'a');
    expect(canceled).toMatchObject({
      execType: '4',
      ordStatus: '4',
      clOrdId: 'c',
      origClOrdId: 'a',
      leaves: 0,
      cum: 4,
      qty: 10,
    });
  });

  it('finds an order by OrderID too', () => {
    const venue = Harness.open();
    const [{ orderId }] = venue.buy('a', 10, 100);
    expect(lines(venue.cancel('c', '', { orderId: Number(orderId) + 1 }))).toEqual(['c refused for  (unknown order)']);
    expect(lines(venue.cancel('c', 'a', { orderId: Number(orderId) + 1 }))).toEqual(['c refused for a (unknown order)']);
    expect(lines(venue.cancel('c', '', { session: 1, orderId: Number(orderId) }))).toEqual(['c refused for  (unknown order)']);
    expect(lines(venue.cancel('c', '', { orderId: Number(orderId) }))).toEqual(['c canceled was a']);
  });

  it('is too late for a closed order and does not know what it never saw', () => {
    const venue = Harness.open();
    venue.buy('a', 5, 100);
    venue.sell('s', 5, 100, { session: 1 });
    const [late] = venue.cancel('c', 'a');
    expect(late).toMatchObject({ type: 'CANCEL_REJECTED', execType: '1', clOrdId: 'c', origClOrdId: 'a', orderId: 0 });
    expect(late.reason).toBe('too late: the order is no longer open');
    expect(reasonOf(venue.cancel('d', 'never'))).toBe('unknown order');
    venue.buy('b', 5, 90);
    venue.cancel('e', 'b');
    expect(reasonOf(venue.cancel('f', 'b'))).toBe('too late: the order is no longer open');
    expect(reasonOf(venue.cancel('g', 'e'))).toBe('unknown order');
  });

  it('never takes another order away the second time', () => {
    const venue = Harness.open();
    for (const id of ['a', 'b', 'c']) venue.buy(id, 5, 100);
    venue.cancel('x', 'b');
    venue.buy('d', 5, 100);
    venue.cancel('y', 'b');
    venue.cancel('z', 'b');
    expect(venue.bids()).toEqual([[100, 15, 3]]);
  });

  it('never touches the order of another session', () => {
    const venue = Harness.open();
    venue.buy('a', 5, 100);
    expect(reasonOf(venue.cancel('c', 'a', { session: 1 }))).toBe('unknown order');
    expect(venue.bids()).toEqual([[100, 5, 1]]);
  });

  it('must agree with the order in what it says of it', () => {
    const venue = Harness.open();
    venue.instrument({ ...acme, symbol: 'OTHER' });
    venue.buy('a', 5, 100);
    expect(venue.cancel('c', 'a', { side: 'sell' })[0]).toMatchObject({
      reason: 'Symbol or Side is not that of the order',
      ordStatus: '0',
      orderId: 2 ** 36 + 1,
      side: 'buy',
    });
    expect(reasonOf(venue.cancel('c', 'a', { instrument: 1 }))).toBe('Symbol or Side is not that of the order');
    expect(reasonOf(venue.cancel('c', 'a', { instrument: -1, symbol: 'X' }))).toBe('unknown symbol');
    expect(reasonOf(venue.cancel('c', 'a', { reason: Reason.invalidSide }))).toBe(reasonText[Reason.invalidSide]);
    expect(lines(venue.cancel('c', 'a', { instrument: -1, side: 'buy' }))).toEqual(['c canceled was a']);
  });
});

describe('replace', () => {
  it('keeps priority for a smaller quantity only', () => {
    const venue = Harness.open();
    for (const id of ['a', 'b', 'c']) venue.sell(id, 10, 100);
    const [smaller] = venue.replace('a2', 'a', 4, 100);
    expect(smaller).toMatchObject({ execType: '5', ordStatus: '0', qty: 4, leaves: 4, lastPrice: 100, lastQty: 10 });
    venue.replace('b2', 'b', 11, 100);
    expect(lines(venue.buy('t', 15, 100, { session: 1 })).filter((l) => !l.startsWith('t'))).toEqual([
      'a2 trades 4 at 100, 0 left',
      'c trades 10 at 100, 0 left',
      'b2 trades 1 at 100, 10 left',
    ]);
  });

  it('loses priority even when nothing changes', () => {
    const venue = Harness.open();
    for (const id of ['a', 'b']) venue.sell(id, 10, 100);
    venue.replace('a2', 'a', 10, 100);
    expect(lines(venue.buy('t', 1, 100, { session: 1 }))[2]).toBe('b trades 1 at 100, 9 left');
  });

  it('through the spread trades at once', () => {
    const venue = Harness.open();
    venue.sell('s', 4, 105, { session: 1 });
    venue.buy('a', 10, 100);
    expect(lines(venue.replace('a2', 'a', 10, 106))).toEqual([
      'a2 replaced was a',
      'a2 trades 4 at 105, 6 left',
      's trades 4 at 105, 0 left',
    ]);
    expect(venue.bids()).toEqual([[106, 6, 1]]);
    expect(venue.asks()).toEqual([]);
  });

  it('takes the new quantity as the total, what is filled included', () => {
    const venue = Harness.open();
    venue.buy('a', 10, 100);
    venue.sell('s', 4, 100, { session: 1 });
    expect(reasonOf(venue.replace('a2', 'a', 4, 100))).toBe(reasonText[Reason.replaceBelowFilled]);
    expect(venue.replace('a2', 'a', 5, 100)[0]).toMatchObject({ ordStatus: '1', qty: 5, leaves: 1, cum: 4, cumNotional: 400 });
    expect(venue.bids()).toEqual([[100, 1, 1]]);
  });

  it('is found under its newest ClOrdID, and the old ones stay used', () => {
    const venue = Harness.open();
    venue.buy('a', 10, 100);
    venue.replace('b', 'a', 9, 100);
    expect(reasonOf(venue.replace('c', 'a', 8, 100))).toBe('too late: the order is no longer open');
    expect(reasonOf(venue.buy('a', 1, 1))).toBe('ClOrdID has been used by this session');
    expect(venue.replace('b', 'b', 8, 100)[0]).toMatchObject({ type: 'CANCEL_REJECTED', execType: '2', clOrdId: 'b' });
    expect(lines(venue.cancel('d', 'b'))).toEqual(['d canceled was b']);
  });

  it('of an order that was filled is refused, and nothing joins the book', () => {
    const venue = Harness.open();
    venue.buy('a', 5, 100);
    venue.sell('s', 5, 100, { session: 1 });
    expect(reasonOf(venue.replace('b', 'a', 9, 100))).toBe('too late: the order is no longer open');
    expect(venue.bids()).toEqual([]);
    expect(lines(venue.buy('b', 1, 100))).toEqual(['b new']);
  });

  it('changes price and quantity only, and within the limits', () => {
    const venue = Harness.open();
    venue.buy('a', 10, 100, { tif: 'gtc' });
    const replace = (terms: Terms, qty = 5, price = 101) => reasonOf(venue.replace('b', 'a', qty, price, terms));
    expect(replace({ tif: 'day' })).toBe(reasonText[Reason.replaceChangesOrder]);
    expect(replace({ fields: { ordType: 0x31 } })).toBe(reasonText[Reason.replaceChangesOrder]);
    expect(replace({ side: 'sell' })).toBe(reasonText[Reason.instrumentMismatch]);
    expect(replace({}, 0)).toBe(reasonText[Reason.invalidQty]);
    expect(replace({}, 5, 0)).toBe(reasonText[Reason.priceOutOfRange]);
    expect(replace({}, 2_000_000)).toBe(reasonText[Reason.qtyOutOfRange]);
    expect(lines(venue.replace('b', 'a', 5, 101, { tif: 'gtc' }))).toEqual(['b replaced was a']);
  });
});

describe('order status', () => {
  it('tells an order as it is', () => {
    const venue = Harness.open();
    venue.buy('a', 10, 100);
    venue.sell('s', 4, 100, { session: 1 });
    expect(venue.status('a', { fields: { clOrdIdLen: 0 } })[0]).toMatchObject({
      execType: 'I',
      ordStatus: '1',
      clOrdId: 'a',
      leaves: 6,
      cum: 4,
      cumNotional: 400,
      flags: 0,
    });
  });

  it('says so when there is none', () => {
    expect(Harness.open().status('a')[0]).toMatchObject({
      execType: 'I',
      ordStatus: '8',
      clOrdId: 'a',
      reason: 'unknown order',
    });
  });
});

describe('mass status', () => {
  function withOrders(): Harness {
    const venue = Harness.open();
    venue.instrument({ ...acme, symbol: 'OTHER' });
    venue.buy('a', 5, 100);
    venue.sell('b', 1, 200, { account: 'X' });
    venue.buy('c', 1, 90, { instrument: 1, account: 'X' });
    venue.buy('theirs', 1, 100, { session: 1, account: 'X' });
    venue.replace('a2', 'a', 6, 101);
    venue.sell('fill', 2, 101, { session: 1 });
    return venue;
  }
  const found = (events: Event[]) => events.map((e) => `${e.clOrdId} ${e.lastPrice} of ${e.lastQty}`);

  it('tells how each open order of the session stands, oldest first, and which it is of how many', () => {
    const venue = withOrders();
    const events = venue.massStatus('q');
    expect(found(events)).toEqual(['a2 1 of 3', 'b 2 of 3', 'c 3 of 3']);
    const [order] = events;
    const asked = { type: 'EXEC', execType: 'I', ordStatus: '1', clOrdId: 'a2', origClOrdId: 'q', side: 'buy' };
    expect(order).toMatchObject({ ...asked, price: 101, qty: 6, leaves: 4, cum: 2, tradeId: 0 });
    expect(events.map((e) => e.msgSeqNum)).toEqual([7, 8, 9]);
    // the answer to the question after one order is none of many
    expect(venue.status('b')[0]).toMatchObject({ execType: 'I', lastPrice: 0, lastQty: 0, tradeId: 0 });
  });

  it('by symbol, side and account', () => {
    const venue = withOrders();
    const scope = MassStatusScope.symbol;
    expect(found(venue.massStatus('q', { fields: { scope } }))).toEqual(['a2 1 of 2', 'b 2 of 2']);
    expect(found(venue.massStatus('q', { fields: { scope }, instrument: 1 }))).toEqual(['c 1 of 1']);
    expect(found(venue.massStatus('q', { side: 'sell' }))).toEqual(['b 1 of 1']);
    expect(found(venue.massStatus('q', { account: 'X' }))).toEqual(['b 1 of 2', 'c 2 of 2']);
    expect(found(venue.massStatus('q', { account: 'X', fields: { scope }, side: 'sell' }))).toEqual(['b 1 of 1']);
  });

  it('of none is one answer, with the reason', () => {
    const venue = withOrders();
    const none = { type: 'EXEC', execType: 'I', ordStatus: '8', orderId: 0, clOrdId: '', lastPrice: 1, lastQty: 0 };
    const scope = MassStatusScope.symbol;
    const why = (terms: Parameters<Harness['massStatus']>[1], reason: number) => {
      const text = reasonText[reason as keyof typeof reasonText];
      expect(venue.massStatus('q', terms)).toMatchObject([{ ...none, origClOrdId: 'q', reason: text }]);
    };
    why({ side: 'sell', account: 'Y' }, Reason.unknownOrder);
    why({ instrument: 1, side: 'sell', fields: { scope } }, Reason.unknownOrder);
    why({ instrument: -1, symbol: 'X', fields: { scope } }, Reason.unknownSymbol);
    why({ fields: { scope: 0x33 } }, Reason.unsupportedScope);
    why({ fields: { scope: MassCancelScope.firmAll } }, Reason.unsupportedScope);
    why({ fields: { scope: MassStatusScope.all, side: 0x33 } }, Reason.invalidSide);
    why({ reason: Reason.unknownSymbol, fields: { scope } }, Reason.unknownSymbol);
    why({ account: 'A'.repeat(17) }, Reason.accountTooLong);
    expect(venue.massStatus('')[0]).toMatchObject({ ...none, reason: reasonText[Reason.missingClOrdId] });
    venue.massCancel('m');
    why({}, Reason.unknownOrder);
  });

  it('uses no id up, and moves nothing', () => {
    const venue = withOrders();
    const before = venue.engine.bookSeeds();
    venue.massStatus('q');
    expect(venue.engine.bookSeeds()).toEqual(before);
    expect(lines(venue.buy('q', 1, 50))).toEqual(['q new']);
  });
});

describe('mass cancel', () => {
  function withOrders(): Harness {
    const venue = Harness.open();
    venue.instrument({ ...acme, symbol: 'OTHER' });
    venue.buy('a', 1, 100);
    venue.sell('b', 1, 200);
    venue.buy('c', 1, 90, { instrument: 1 });
    venue.buy('d', 1, 100);
    venue.buy('theirs', 1, 100, { session: 1 });
    return venue;
  }

  it('cancels all of the session, oldest first, and nothing else', () => {
    const venue = withOrders();
    venue.replace('a2', 'a', 5, 99);
    const events = venue.massCancel('m');
    expect(events.map((e) => e.clOrdId)).toEqual(['a2', 'b', 'c', 'd', 'm']);
    expect(events.at(-1)).toMatchObject({ type: 'MASS_CANCELED', execType: '7', cum: 4 });
    expect(venue.bids()).toEqual([[100, 1, 1]]);
  });

  it('by symbol and side', () => {
    const scope = MassCancelScope.symbol;
    expect(lines(withOrders().massCancel('m', { fields: { scope } }))).toHaveLength(4);
    expect(lines(withOrders().massCancel('m', { side: 'sell', fields: { scope } }))).toEqual([
      'b canceled (cancelled by a mass cancel)',
      'm canceled 1 orders',
    ]);
    const [refused] = withOrders().massCancel('m', { instrument: -1, symbol: 'X', fields: { scope } });
    expect(refused).toMatchObject({ type: 'MASS_CANCELED', execType: '0', reason: 'unknown symbol', cum: 0 });
    const [other] = withOrders().massCancel('m', { fields: { scope: 0x33 } });
    expect(other.reason).toBe(reasonText[Reason.unsupportedScope]);
  });

  it('of 100,000 orders', () => {
    const venue = Harness.open(1, { orders: 100_000, clOrdIds: 200_000 });
    venue.instrument({ ...acme, symbol: 'DEEP' });
    for (let i = 0; i < 100_000; i++) venue.buy(`o${i}`, 1, 1 + (i % 90));
    const events = venue.massCancel('m');
    expect(events).toHaveLength(100_001);
    expect(events[0]).toMatchObject({ clOrdId: 'o0' });
    expect(events[99_999]).toMatchObject({ clOrdId: 'o99999' });
    expect(events[100_000]).toMatchObject({ cum: 100_000 });
    expect(venue.engine.openOrders).toBe(0);
    expect(venue.bids()).toEqual([]);
  });
});

describe('a command about orders that does not come over the live connection', () => {
  it('is refused and uses no number', () => {
    const venue = Harness.open();
    const before = venue.engine.directorySeed();
    const offline = { type: 'REFUSED', reason: 'the session is not logged on over this connection' };
    expect(venue.buy('a', 1, 1, { connection: 99 })).toMatchObject([offline]);
    expect(venue.buy('a', 1, 1, { connection: 0 })).toMatchObject([offline]);
    expect(venue.massCancel('m', { connection: 99 })).toMatchObject([offline]);
    expect(venue.buy('a', 1, 1, { session: 7 })).toMatchObject([{ type: 'REFUSED', reason: 'unknown session' }]);
    expect(venue.engine.directorySeed()).toEqual({ ...before, seq: before.seq + 4 });
  });
});
