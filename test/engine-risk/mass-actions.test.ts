import { describe, expect, it } from 'vitest';
import { Contingency, MassCancelScope, Side } from '../../engine/records.js';
import { Stp } from '../../engine/records-venue.js';
import { lines } from '../engine/support.js';
import { send } from '../engine-triggers/support.js';
import { FIRM, kinds, OTHER, RIVAL } from './venue.js';

const massCanceled = (id: string) => `${id} canceled (cancelled by a mass cancel)`;
const killed = (id: string) => `${id} canceled (cancelled by the kill switch)`;
const byOperator = (id: string) => `${id} canceled (cancelled by an operator)`;
const dead = (id: string) => `${id} canceled (cancelled because the session did not renew its timer)`;
const lost = (id: string) => `${id} canceled (cancelled because the session was lost)`;

/** Orders of both firms, accounts and instruments. */
function withOrders(open: (typeof kinds)[number]['open']) {
  const venue = open();
  venue.buy('b1', 1, 90, { account: 'X', session: 1 });
  venue.buy('b0', 1, 90, { account: 'X' });
  venue.sell('s0', 1, 110, { account: 'Y' });
  venue.sell('s1', 1, 110, { session: 1, instrument: 1 });
  venue.buy('b2', 1, 91, { account: 'X', session: OTHER });
  venue.buy('c0', 1, 89, { instrument: 1 });
  return venue;
}

describe.each(kinds)('a mass cancel, $how', ({ open }) => {
  it('takes all orders of a session, oldest first', () => {
    const venue = withOrders(open);
    const events = venue.massCancel('m');
    expect(lines(events)).toEqual([...['b0', 's0', 'c0'].map(massCanceled), 'm canceled 3 orders']);
    expect(venue.bids(1)).toEqual([]);
    expect(lines(venue.massCancel('n'))).toEqual(['n canceled 0 orders']);
  });

  it('takes those of a symbol, a side, an account', () => {
    const venue = withOrders(open);
    expect(lines(venue.massCancel('m', { scope: MassCancelScope.symbol, instrument: 1 }))).toEqual([
      massCanceled('c0'),
      'm canceled 1 orders',
    ]);
    expect(lines(venue.massCancel('n', { account: 'Z' }))).toEqual(['n canceled 0 orders']);
    expect(lines(venue.massCancel('o', { side: 'buy', account: 'Y' }))).toEqual(['o canceled 0 orders']);
    expect(lines(venue.massCancel('p', { account: 'Y' }))).toEqual([massCanceled('s0'), 'p canceled 1 orders']);
    expect(lines(venue.massCancel('q', { side: 'buy' }))).toEqual([massCanceled('b0'), 'q canceled 1 orders']);
  });

  it('takes those of all sessions of the firm, session by session, and of no other firm', () => {
    const venue = withOrders(open);
    const events = venue.massCancel('m', { fields: { scope: MassCancelScope.firmAll }, account: 'X' });
    expect(lines(events)).toEqual([massCanceled('b0'), massCanceled('b1'), 'm canceled 2 orders']);
    expect(events.map(({ session }) => session)).toEqual([0, 1, 0]);
    expect(lines(venue.massCancel('n', { fields: { scope: MassCancelScope.firmSymbol }, instrument: 1 }))).toEqual([
      massCanceled('c0'),
      massCanceled('s1'),
      'n canceled 2 orders',
    ]);
    expect(venue.bids()).toEqual([[91, 1, 1]]);
  });

  it('goes on past orders that a link has cancelled meanwhile, and does not count them', () => {
    const venue = open();
    const linked = { priceTicks: 110, link: 'a', terms: { contingency: Contingency.oneCancelsOther } };
    venue.buy('a', 1, 90);
    send(venue, 'b', 'sell', 1, linked);
    venue.buy('c', 1, 90);
    send(venue, 'd', 'sell', 1, { ...linked, link: 'c' });
    venue.buy('e', 1, 90);
    const gone = (id: string) => `${id} canceled (cancelled because of its linked order)`;
    expect(lines(venue.massCancel('m')).filter((text) => text !== 'BOOK')).toEqual([
      massCanceled('a'),
      gone('b'),
      massCanceled('c'),
      gone('d'),
      massCanceled('e'),
      'm canceled 3 orders',
    ]);
    expect(venue.engine.openOrders).toBe(0);
  });

  it('is refused without a scope, a symbol or a side that there is', () => {
    const venue = open();
    const scope = (code: number, instrument = 0) => lines(venue.massCancel('m', { fields: { scope: code, instrument } }));
    expect(scope(0x32)).toEqual([
      'm canceled 0 orders (MassCancelRequestType or MassStatusReqType: expected 1 (symbol) or 7 (all))',
    ]);
    expect(scope(MassCancelScope.firmSymbol, 9)).toEqual(['m canceled 0 orders (unknown symbol)']);
    expect(lines(venue.massCancel('m', { account: '12345678901234567' }))).toEqual([
      'm canceled 0 orders (Account: expected at most 16 characters)',
    ]);
  });
});

describe.each(kinds)("an operator's cancel, $how", ({ open }) => {
  it('takes orders by firm, session, account, symbol and side, and tells how many', () => {
    const venue = withOrders(open);
    const canceled = (events: ReturnType<typeof venue.operatorCancel>) => {
      const [told] = events.slice(-1);
      expect(told).toEqual({ type: 'ORDERS_CANCELED', index: events.length - 1 });
      return lines(events.slice(0, -1));
    };
    expect(canceled(venue.operatorCancel({ session: 1, instrument: 1 }))).toEqual(['s1'].map(byOperator));
    expect(canceled(venue.operatorCancel({ account: 'X', instrument: 0, side: Side.sell }))).toEqual([]);
    expect(canceled(venue.operatorCancel({ account: 'X' }))).toEqual(['b0', 'b1', 'b2'].map(byOperator));
    expect(canceled(venue.operatorCancel({ participant: RIVAL }))).toEqual([]);
    expect(canceled(venue.operatorCancel({ side: Side.buy }))).toEqual(['c0'].map(byOperator));
    expect(canceled(venue.operatorCancel({}))).toEqual(['s0'].map(byOperator));
  });

  it('reaches sessions that are not connected', () => {
    const venue = withOrders(open);
    venue.disconnect(1, true);
    const [exec] = venue.operatorCancel({ session: 1, instrument: 0 });
    expect(exec).toMatchObject({ session: 1, connection: 0, clOrdId: 'b1', execType: '4', leaves: 0 });
  });

  it('is refused for what is not there', () => {
    const venue = open();
    expect(lines(venue.operatorCancel({ participant: 9 }))).toEqual(['REFUSED (unknown participant)']);
    expect(lines(venue.operatorCancel({ session: 9 }))).toEqual(['REFUSED (unknown session)']);
    expect(lines(venue.operatorCancel({ instrument: 9 }))).toEqual(['REFUSED (unknown symbol)']);
    expect(lines(venue.operatorCancel({ side: 9 }))).toEqual(['REFUSED (Side: expected 1 (buy) or 2 (sell))']);
  });
});

describe.each(kinds)('a kill switch, $how', ({ open }) => {
  const firmKilled = 'the kill switch of the firm is on';
  const venueKilled = 'the kill switch of the venue is on';

  it('of a firm cancels its orders and refuses new ones until it is released', () => {
    const venue = withOrders(open);
    expect(lines(venue.kill(FIRM))).toEqual(['KILL_CHANGED', ...['b0', 's0', 'c0', 'b1', 's1'].map(killed)]);
    expect(venue.bids()).toEqual([[91, 1, 1]]);
    expect(lines(venue.buy('o', 1, 90))).toEqual([`o rejected (${firmKilled})`]);
    expect(lines(venue.buy('o', 1, 90, { session: 1, account: 'N' }))).toEqual([`o rejected (${firmKilled})`]);
    expect(lines(venue.buy('o', 1, 90, { session: OTHER }))).toEqual(['o new']);
    expect(lines(venue.kill(FIRM))).toEqual(['KILL_CHANGED']);
    expect(lines(venue.kill(FIRM, false))).toEqual(['KILL_CHANGED']);
    expect(lines(venue.buy('p', 1, 90))).toEqual(['p new']);
  });

  it('of the venue cancels all orders and refuses everyone, firms that come later too', () => {
    const venue = withOrders(open);
    expect(lines(venue.kill(-1))).toEqual(['KILL_CHANGED', ...['b0', 's0', 'c0', 'b1', 's1', 'b2'].map(killed)]);
    venue.participant('LATER');
    venue.session('LATER0', { participant: 2 });
    venue.logon(3);
    for (let session = 0; session < 4; session++) {
      expect(lines(venue.buy('o', 1, 90, { session }))).toEqual([`o rejected (${venueKilled})`]);
    }
    venue.kill(FIRM);
    expect(lines(venue.buy('o', 1, 90))).toEqual([`o rejected (${venueKilled})`]);
    venue.kill(-1, false);
    expect(lines(venue.buy('o', 1, 90))).toEqual([`o rejected (${firmKilled})`]);
    expect(lines(venue.buy('o', 1, 90, { session: 3 }))).toEqual(['o new']);
  });

  it('is a matter of firms that there are', () => {
    const venue = open();
    expect(lines(venue.kill(7))).toEqual(['REFUSED (unknown participant)']);
    expect(lines(venue.kill(-2))).toEqual(['REFUSED (unknown participant)']);
  });
});

describe.each(kinds)('a dead-man timer, $how', ({ open }) => {
  it('cancels the orders of a session that does not arm it again in time', () => {
    const venue = withOrders(open);
    expect(venue.deadMan(1000)).toEqual([{ type: 'DEAD_MAN_SET', index: 0 }]);
    expect(venue.engine.nextDeadlineUs).toBe(venue.timeUs + 1_000_000);
    expect(lines(venue.tick(999))).toEqual([]);
    venue.deadMan(1000);
    expect(lines(venue.tick(999))).toEqual([]);
    expect(lines(venue.tick(1))).toEqual(['b0', 's0', 'c0'].map(dead));
    expect(venue.engine.nextDeadlineUs).toBe(Infinity);
    venue.buy('n', 1, 90);
    expect(lines(venue.tick(5000))).toEqual([]);
  });

  it('may be disarmed, and goes on over a disconnect', () => {
    const venue = withOrders(open);
    venue.deadMan(1000);
    venue.deadMan(0);
    expect(lines(venue.tick(1000))).toEqual([]);
    venue.deadMan(1000, 1);
    venue.disconnect(1, true);
    expect(lines(venue.tick(1000))).toEqual(['b1', 's1'].map(dead));
  });

  it('fires by session, after those of cancel on disconnect', () => {
    const venue = withOrders(open);
    venue.deadMan(10, 1);
    venue.deadMan(20);
    venue.disconnect(OTHER);
    expect(lines(venue.tick(50))).toEqual([lost('b2'), ...['b0', 's0', 'c0', 'b1', 's1'].map(dead)]);
  });

  it('takes no time below 0 and none of a day or more, and is for connected sessions', () => {
    const venue = open();
    expect(lines(venue.deadMan(-1))).toEqual(['REFUSED (the definition is not valid)']);
    expect(lines(venue.deadMan(86_400_001))).toEqual(['REFUSED (the definition is not valid)']);
    venue.disconnect(0);
    expect(lines(venue.deadMan(1000))).toEqual(['REFUSED (the session is not logged on over this connection)']);
  });
});

describe.each(kinds)('self-trade prevention of a firm, $how', ({ open }) => {
  it('is set by operators, and taken away', () => {
    const venue = open();
    expect(venue.stp(FIRM, 7, Stp.cancelOldest)).toEqual([{ type: 'STP_SET', index: FIRM }]);
    venue.sell('s', 1, 90, { session: 1 });
    expect(lines(venue.buy('b', 1, 90))).toEqual([
      'b new',
      'PREVENTED',
      's canceled (the order would have traded with one of its own group)',
    ]);
    venue.stp(FIRM, 0, Stp.cancelOldest);
    expect(lines(venue.sell('t', 1, 90, { session: 1 }))[1]).toBe('t trades 1 at 90, 0 left');
  });

  it('has a mode', () => {
    const venue = open();
    expect(lines(venue.stp(FIRM, 7, 0))).toEqual(['REFUSED (the definition is not valid)']);
    expect(lines(venue.stp(FIRM, 7, 6))).toEqual(['REFUSED (the definition is not valid)']);
    expect(lines(venue.stp(FIRM, -7, 1))).toEqual(['REFUSED (the definition is not valid)']);
    expect(lines(venue.stp(9, 7, 1))).toEqual(['REFUSED (unknown participant)']);
  });
});
