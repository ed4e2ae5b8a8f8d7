import { describe, expect, it } from 'vitest';
import { Stp } from '../../engine/records-venue.js';
import { OrderTerms } from '../../engine/terms.js';
import type { Event, Harness } from '../engine/support.js';
import {
  Contingency,
  child,
  kinds,
  look,
  OrdType,
  oco,
  openVenue,
  Phase,
  peg,
  send,
  stop,
  stopLimit,
  TermFlag,
  TimeInForce,
  told,
  trade,
  trailing,
} from './support.js';

const LINKED = '(cancelled because of its linked order)';

describe.each(kinds)('one cancels the other, $how', ({ Venue }) => {
  it('a trade of one cancels the other, right after the two EXECs of the fill', () => {
    const venue = openVenue(Venue);
    venue.sell('take', 10, 110);
    expect(told(stop(venue, 'loss', 'sell', 10, 90, oco({ link: 'take' })))).toEqual(['loss new']);
    expect(told(venue.buy('x', 4, 110, { session: 1 }))).toEqual([
      'x new',
      'x trades 4 at 110, 0 left',
      'take trades 4 at 110, 6 left',
      `loss canceled ${LINKED}`,
    ]);
    expect(told(venue.buy('y', 6, 110, { session: 1 }))).toEqual([
      'y new',
      'y trades 6 at 110, 0 left',
      'take trades 6 at 110, 0 left',
    ]);
  });

  it('a trigger cancels the other, right after its EXEC', () => {
    const venue = openVenue(Venue);
    venue.buy('b', 10, 80, { session: 1 });
    venue.sell('take', 10, 110);
    stop(venue, 'loss', 'sell', 10, 90, oco({ link: 'take' }));
    expect(trade(venue, 90)).toEqual([
      'loss triggered',
      `take canceled ${LINKED}`,
      'loss trades 10 at 80, 0 left',
      'b trades 10 at 80, 0 left',
    ]);
    expect(venue.asks()).toEqual([]);
  });

  it('so does a trigger at entry', () => {
    const venue = openVenue(Venue);
    trade(venue, 90);
    venue.sell('take', 10, 110);
    expect(told(stopLimit(venue, 'loss', 'sell', 10, 95, 89, oco({ link: 'take' })))).toEqual([
      'loss new',
      'loss triggered',
      `take canceled ${LINKED}`,
    ]);
    expect(venue.asks()).toEqual([[89, 10, 1]]);
  });

  it('a cancel or an expiry cancels the other', () => {
    const venue = openVenue(Venue);
    venue.sell('t1', 10, 110);
    stop(venue, 's1', 'sell', 10, 90, oco({ link: 't1' }));
    expect(told(venue.cancel('c', 't1'))).toEqual(['c canceled was t1', `s1 canceled ${LINKED}`]);
    venue.sell('t2', 10, 110);
    const expireUs = venue.timeUs + 1000;
    stop(venue, 's2', 'sell', 10, 90, oco({ link: 't2', timeInForce: TimeInForce.gtd, terms: { expireUs } }));
    expect(told(venue.tick(1))).toEqual(['s2 expired (the time of the order has come)', `t2 canceled ${LINKED}`]);
    expect(venue.engine.openOrders).toBe(0);
  });

  it('the incoming order that trades cancels its partner before it goes on', () => {
    const venue = openVenue(Venue);
    venue.sell('a1', 1, 100, { session: 1 });
    venue.sell('a2', 1, 101, { session: 1 });
    venue.sell('partner', 5, 120);
    expect(told(send(venue, 'x', 'buy', 5, oco({ priceTicks: 101, link: 'partner' })))).toEqual([
      'x new',
      'x trades 1 at 100, 4 left',
      'a1 trades 1 at 100, 0 left',
      `partner canceled ${LINKED}`,
      'x trades 1 at 101, 3 left',
      'a2 trades 1 at 101, 0 left',
    ]);
  });

  it('the aggressor’s link comes first', () => {
    const venue = openVenue(Venue);
    venue.sell('a', 5, 100, { session: 1 });
    stop(venue, 'as', 'sell', 5, 50, oco({ link: 'a', session: 1 }));
    stop(venue, 'bs', 'buy', 5, 150);
    expect(told(send(venue, 'b', 'buy', 5, oco({ priceTicks: 100, link: 'bs' })))).toEqual([
      'b new',
      'b trades 5 at 100, 0 left',
      'a trades 5 at 100, 0 left',
      `bs canceled ${LINKED}`,
      `as canceled ${LINKED}`,
    ]);
  });

  it('of partners that trade with one another the aggressor cancels what is left of the other, and is free', () => {
    const venue = openVenue(Venue);
    venue.buy('b', 3, 100);
    expect(told(send(venue, 'a', 'sell', 5, oco({ priceTicks: 99, link: 'b' })))).toEqual([
      'a new',
      'a trades 3 at 100, 2 left',
      'b trades 3 at 100, 0 left',
    ]);
    expect(venue.asks()).toEqual([[99, 2, 1]]);
    venue.cancel('c', 'a');
    venue.buy('b2', 5, 100);
    expect(told(send(venue, 'a2', 'sell', 3, oco({ priceTicks: 99, link: 'b2' })))).toEqual([
      'a2 new',
      'a2 trades 3 at 100, 0 left',
      'b2 trades 3 at 100, 2 left',
      `b2 canceled ${LINKED}`,
    ]);
    expect(venue.engine.openOrders).toBe(0);
  });

  it('self-trade prevention that cancels a resting partner ends the incoming order with it', () => {
    const venue = openVenue(Venue);
    const grouped = { stpGroup: 7, stp: Stp.cancelOldest };
    send(venue, 'b', 'buy', 3, { priceTicks: 100, terms: grouped });
    venue.buy('more', 9, 100, { session: 1 });
    expect(told(send(venue, 'a', 'sell', 5, oco({ priceTicks: 99, link: 'b', terms: grouped })))).toEqual([
      'a new',
      'b canceled (the order would have traded with one of its own group)',
      `a canceled ${LINKED}`,
    ]);
    expect(venue.bids()).toEqual([[100, 9, 1]]);
    expect(venue.engine.openOrders).toBe(1);
  });

  it.each([Stp.cancelNewest, Stp.cancelBoth, Stp.decrement])(
    'self-trade prevention between partners tells each end once (mode %s)',
    (stp) => {
      const venue = openVenue(Venue);
      const grouped = { stpGroup: 7, stp };
      send(venue, 'b', 'buy', 5, { priceTicks: 100, terms: grouped });
      expect(told(send(venue, 'a', 'sell', 5, oco({ priceTicks: 99, link: 'b', terms: grouped })))).toEqual([
        'a new',
        'a canceled (the order would have traded with one of its own group)',
        `b canceled ${LINKED}`,
      ]);
      expect(venue.engine.openOrders).toBe(0);
    },
  );

  it('two stops may be partners', () => {
    const venue = openVenue(Venue);
    stop(venue, 'up', 'buy', 1, 110);
    stop(venue, 'down', 'sell', 1, 90, oco({ link: 'up' }));
    expect(trade(venue, 90)).toEqual([
      'down triggered',
      `up canceled ${LINKED}`,
      'down canceled (no liquidity for what is left of the order)',
    ]);
  });

  it('of two that one step triggers the first to come cancels the other in the queue', () => {
    const venue = openVenue(Venue);
    stop(venue, 'near', 'sell', 1, 99);
    stop(venue, 'far', 'sell', 1, 95, oco({ link: 'near' }));
    expect(trade(venue, 90)).toEqual([
      'near triggered',
      `far canceled ${LINKED}`,
      'near canceled (no liquidity for what is left of the order)',
    ]);
  });

  it('a replace keeps the link', () => {
    const venue = openVenue(Venue);
    venue.sell('take', 10, 110);
    stop(venue, 'loss', 'sell', 10, 90, oco({ link: 'take' }));
    venue.replace('take2', 'take', 10, 108);
    expect(told(venue.buy('x', 1, 108, { session: 1 }))).toEqual([
      'x new',
      'x trades 1 at 108, 0 left',
      'take2 trades 1 at 108, 9 left',
      `loss canceled ${LINKED}`,
    ]);
  });

  it('in an auction the first fill of one cancels the other', () => {
    const venue = openVenue(Venue);
    venue.phase(Phase.preOpen);
    venue.sell('take', 5, 100);
    stop(venue, 'loss', 'sell', 5, 90, oco({ link: 'take' }));
    venue.buy('b', 3, 100, { session: 1 });
    expect(told(venue.phase(Phase.open))).toEqual([
      'b trades 3 at 100, 0 left',
      'take trades 3 at 100, 2 left',
      `loss canceled ${LINKED}`,
    ]);
  });

  it('a mass cancel tells each once', () => {
    const venue = openVenue(Venue);
    venue.sell('take', 10, 110);
    stop(venue, 'loss', 'sell', 10, 90, oco({ link: 'take' }));
    expect(told(venue.massCancel('m'))).toEqual(['take canceled (cancelled by a mass cancel)', `loss canceled ${LINKED}`]);
    expect(venue.engine.openOrders).toBe(0);
  });

  it('names an open order of the session and the instrument; one partner each; on one side only with a stop', () => {
    const venue = openVenue(Venue);
    venue.sell('take', 10, 110);
    const reasonOf = (id: string, link: string, more: object = {}) =>
      stop(venue, id, 'sell', 10, 90, oco({ link, ...more }))[0]?.reason;
    expect(reasonOf('1', 'nobody')).toMatch(/linked order/);
    expect(reasonOf('2', '')).toMatch(/linked order/);
    expect(reasonOf('3', 'take', { session: 1 })).toMatch(/linked order/);
    expect(reasonOf('4', 'take', { instrument: 1 })).toMatch(/linked order/);
    expect(send(venue, '5', 'sell', 10, oco({ priceTicks: 120, link: 'take' }))[0]?.reason).toMatch(/linked order/);
    expect(send(venue, '6', 'sell', 10, oco({ ordType: OrdType.pegged, link: 'take', terms: { peg: 5 } }))[0]?.reason).toMatch(
      /linked order/,
    );
    expect(send(venue, '7', 'buy', 10, oco({ priceTicks: 90, timeInForce: TimeInForce.ioc, link: 'take' }))[0]?.reason).toMatch(
      /linked order/,
    );
    expect(send(venue, '8', 'buy', 10, oco({ ordType: OrdType.market, link: 'take' }))[0]?.reason).toMatch(/linked order/);
    expect(
      send(venue, '9', 'buy', 10, oco({ priceTicks: 90, link: 'take', terms: { minLots: 2, flags: 4 } }))[0]?.reason,
    ).toMatch(/linked order/);
    expect(reasonOf('a', 'take')).toBe('');
    expect(reasonOf('b', 'take')).toMatch(/linked order/);
    expect(send(venue, 'c', 'buy', 10, { priceTicks: 90, link: 'take', terms: { contingency: 3 } })[0]?.reason).not.toBe('');
    peg(venue, 'p', 'sell', 1, 'primary');
    expect(stop(venue, 'd', 'sell', 1, 90, oco({ link: 'p' }))[0]?.reason).toMatch(/linked order/);
    venue.cancel('e', 'take');
    expect(reasonOf('f', 'take')).toMatch(/linked order/);
  });

  it('a trailing stop may be one of the two', () => {
    const venue = openVenue(Venue);
    trade(venue, 100);
    venue.sell('take', 10, 110);
    trailing(venue, 'trail', 'sell', 10, 5, undefined, { link: 'take' });
    const terms = { contingency: Contingency.oneCancelsOther, offsetTicks: 5, flags: 8 };
    expect(told(send(venue, 'trail2', 'sell', 10, { ordType: OrdType.stop, link: 'take', terms }))).toEqual(['trail2 new']);
    trade(venue, 104);
    expect(trade(venue, 99)).toEqual([
      'trail triggered',
      'trail canceled (no liquidity for what is left of the order)',
      'trail2 triggered',
      `take canceled ${LINKED}`,
      'trail2 canceled (no liquidity for what is left of the order)',
    ]);
  });
});

describe.each(kinds)('one cancels the other as one request, $how', ({ Venue }) => {
  const pair = (wanted: Parameters<typeof oco>[0]) => {
    const { terms } = wanted;
    return oco({ ...wanted, terms: { ...terms, flags: TermFlag.paired | (terms?.flags ?? 0) } });
  };
  const pairedStop = (venue: Harness, id: string, side: 'buy' | 'sell', qty: number, stopTicks: number, link: string) =>
    stop(venue, id, side, qty, stopTicks, pair({ link, terms: { flags: TermFlag.stop } }));
  const gone = `take canceled ${LINKED}`;

  it('the first goes with the second, right after its rejection, whatever the reason', () => {
    const refusals: [string, (venue: Harness) => Event[]][] = [
      ['no ClOrdID', (venue) => send(venue, '', 'buy', 10, pair({ priceTicks: 90, link: 'take' }))],
      ['one too long', (venue) => send(venue, 'x'.repeat(50), 'buy', 10, pair({ priceTicks: 90, link: 'take' }))],
      ['one that was used', (venue) => send(venue, 'take', 'buy', 10, pair({ priceTicks: 90, link: 'take' }))],
      ['an unknown symbol', (venue) => send(venue, 'x', 'buy', 10, pair({ instrument: 9, priceTicks: 90, link: 'take' }))],
      ['another symbol', (venue) => send(venue, 'x', 'buy', 10, pair({ instrument: 1, priceTicks: 90, link: 'take' }))],
      ['a price outside', (venue) => send(venue, 'x', 'buy', 10, pair({ priceTicks: -1, link: 'take' }))],
      ['what cannot be linked', (venue) => send(venue, 'x', 'sell', 10, pair({ priceTicks: 120, link: 'take' }))],
      ['post-only', (venue) => send(venue, 'x', 'buy', 10, pair({ priceTicks: 115, link: 'take', terms: { flags: 1 } }))],
      ['an immediate order', (venue) => send(venue, 'x', 'buy', 1, pair({ priceTicks: 90, timeInForce: 0x33, link: 'take' }))],
    ];
    for (const [, refuse] of refusals) {
      const venue = openVenue(Venue);
      venue.sell('take', 10, 110);
      venue.sell('other', 10, 112);
      const [rejected, ...rest] = refuse(venue);
      expect(rejected).toMatchObject({ type: 'EXEC', execType: '8' });
      expect(told(rest)).toEqual([gone]);
      expect(venue.asks()).toEqual([[112, 10, 1]]);
    }
  });

  it('in a phase that takes no orders, too', () => {
    const venue = openVenue(Venue);
    venue.sell('take', 10, 110);
    venue.phase(Phase.halted);
    expect(told(pairedStop(venue, 'loss', 'sell', 10, 90, 'take'))).toEqual([
      'loss rejected was take (the venue is halted)',
      gone,
    ]);
    expect(venue.engine.openOrders).toBe(0);
  });

  it('what follows from its end follows: its children, and what comes to the market', () => {
    const venue = openVenue(Venue);
    venue.sell('far', 10, 120, { session: 1 });
    venue.sell('take', 10, 110);
    stop(venue, 'child', 'buy', 10, 115, child({ link: 'take' }));
    peg(venue, 'peg', 'sell', 1, 'primary', { session: 2 });
    expect(look(venue, 'peg', 2).price).toBe(110);
    expect(told(pairedStop(venue, 'loss', 'sell', 0, 90, 'take'))).toEqual([
      'loss rejected was take (OrderQty: expected a positive decimal number)',
      gone,
      `child canceled ${LINKED}`,
    ]);
    expect(look(venue, 'peg', 2).price).toBe(120);
  });

  it('one that has a partner, is of another session or not open stays as it is', () => {
    const venue = openVenue(Venue);
    venue.sell('take', 10, 110);
    pairedStop(venue, 'loss', 'sell', 10, 90, 'take');
    expect(told(pairedStop(venue, 'loss2', 'sell', 10, 90, 'take'))).toHaveLength(1);
    venue.sell('theirs', 10, 111, { session: 1 });
    expect(told(pairedStop(venue, 'loss3', 'sell', 10, 90, 'theirs'))).toHaveLength(1);
    expect(told(pairedStop(venue, 'loss4', 'sell', 10, 90, 'none'))).toHaveLength(1);
    expect(told(pairedStop(venue, 'loss5', 'sell', 10, 90, ''))).toHaveLength(1);
    expect(venue.engine.openOrders).toBe(3);
  });

  it('without the flag, and of a child, only the second is rejected', () => {
    const venue = openVenue(Venue);
    venue.sell('take', 10, 110);
    expect(told(stop(venue, 'x', 'sell', 0, 90, oco({ link: 'take' })))).toHaveLength(1);
    const terms = { flags: TermFlag.paired | TermFlag.stop, contingency: Contingency.triggeredBy };
    expect(told(stop(venue, 'x', 'buy', 10, 115, { link: 'take', terms }))).toEqual([
      'x rejected was take (the terms of the order do not go together)',
    ]);
    // what one order said is not taken for the next one's
    pairedStop(venue, 'x', 'sell', 0, 90, 'none');
    const text = new Uint8Array(256);
    text.set(Buffer.from('ytake'));
    expect(told(venue.sell('y', 0, 90, { fields: { text, clOrdIdLen: 1, origClOrdIdLen: 4 } }))).toEqual([
      'y rejected was take (OrderQty: expected a positive decimal number)',
    ]);
    expect(venue.asks()).toEqual([[110, 10, 1]]);
  });

  it('that are both accepted are linked as any two, and a replace need not say so', () => {
    const venue = openVenue(Venue);
    venue.sell('take', 10, 110);
    const flags = TermFlag.hidden;
    expect(told(send(venue, 'low', 'buy', 10, pair({ priceTicks: 90, link: 'take', terms: { flags } })))).toEqual(['low new']);
    const terms = Object.assign(new OrderTerms(), { flags });
    expect(told(venue.replace('low2', 'low', 11, 91, { fields: { hasTerms: true, terms } }))).toEqual([
      'low2 replaced was low',
    ]);
    expect(told(venue.sell('x', 1, 91, { session: 1 }))).toEqual([
      'x new',
      'x trades 1 at 91, 0 left',
      'low2 trades 1 at 91, 10 left',
      gone,
    ]);
  });
});

describe('links', () => {
  it('need room for the terms of both orders', () => {
    const venue = openVenue(kinds[0].Venue, { specials: 1 });
    venue.sell('take', 10, 110);
    expect(stop(venue, 'loss', 'sell', 10, 90, oco({ link: 'take' }))[0]?.reason).toMatch(/special terms/);
    expect(stop(venue, 'alone', 'sell', 10, 90)[0]?.reason).toBe('');
  });
});
