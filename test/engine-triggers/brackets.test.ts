import { describe, expect, it } from 'vitest';
import {
  child,
  kinds,
  look,
  OrdType,
  oco,
  openVenue,
  Phase,
  replaceStop,
  send,
  stop,
  TermFlag,
  TimeInForce,
  told,
  trade,
} from './support.js';

const LINKED = '(cancelled because of its linked order)';

describe.each(kinds)('brackets, $how', ({ Venue }) => {
  /** A buy of ten at 100, with a target at 110 and a stop loss at 90. */
  function bracket() {
    const venue = openVenue(Venue);
    venue.buy('in', 10, 100);
    expect(told(send(venue, 'target', 'sell', 10, child({ priceTicks: 110, link: 'in' })))).toEqual(['target new']);
    expect(told(stop(venue, 'loss', 'sell', 10, 90, child({ link: 'in' })))).toEqual(['loss new']);
    return venue;
  }

  it('children are held outside the market', () => {
    const venue = bracket();
    expect(venue.asks()).toEqual([]);
    expect(trade(venue, 120).concat(trade(venue, 101))).toEqual([]);
    expect(look(venue, 'target')).toMatchObject({ ordStatus: '0', leaves: 10 });
  });

  it('come to the market when their parent is filled, as steps, in order of entry', () => {
    const venue = bracket();
    expect(told(venue.sell('x', 10, 100, { session: 1 }))).toEqual([
      'x new',
      'x trades 10 at 100, 0 left',
      'in trades 10 at 100, 0 left',
      'target restated',
      'loss restated',
    ]);
    expect(venue.asks()).toEqual([[110, 10, 1]]);
  });

  it('the second is the first one’s partner', () => {
    const venue = bracket();
    venue.sell('x', 10, 100, { session: 1 });
    expect(told(venue.buy('y', 4, 110, { session: 1 }))).toEqual([
      'y new',
      'y trades 4 at 110, 0 left',
      'target trades 4 at 110, 6 left',
      `loss canceled ${LINKED}`,
    ]);
  });

  it('the stop loss cancels the target when it triggers', () => {
    const venue = bracket();
    venue.sell('x', 10, 100, { session: 1 });
    expect(trade(venue, 90)).toEqual([
      'loss triggered',
      `target canceled ${LINKED}`,
      'loss canceled (no liquidity for what is left of the order)',
    ]);
  });

  it('are not released while the parent is filled in part', () => {
    const venue = bracket();
    expect(told(venue.sell('x', 4, 100, { session: 1 }))).toEqual([
      'x new',
      'x trades 4 at 100, 0 left',
      'in trades 4 at 100, 6 left',
    ]);
    expect(venue.asks()).toEqual([]);
  });

  it('a parent that ends partly filled releases them for what it has filled', () => {
    const venue = bracket();
    venue.sell('x', 4, 100, { session: 1 });
    const events = venue.cancel('c', 'in');
    expect(told(events)).toEqual(['c canceled was in', 'target restated', 'loss restated']);
    expect(
      events.filter((event) => event.execType === 'D').map(({ qty, leaves, ordStatus }) => [qty, leaves, ordStatus]),
    ).toEqual([
      [4, 4, '0'],
      [4, 4, '0'],
    ]);
    expect(venue.asks()).toEqual([[110, 4, 1]]);
  });

  it('a child that wants less keeps its quantity', () => {
    const venue = openVenue(Venue);
    venue.buy('in', 10, 100);
    send(venue, 'target', 'sell', 3, child({ priceTicks: 110, link: 'in' }));
    expect(venue.sell('x', 10, 100, { session: 1 }).find((event) => event.execType === 'D')).toMatchObject({
      qty: 3,
      leaves: 3,
    });
    expect(venue.asks()).toEqual([[110, 3, 1]]);
  });

  it('a parent that ends without any fill cancels them', () => {
    const venue = bracket();
    expect(told(venue.cancel('c', 'in'))).toEqual([
      'c canceled was in',
      `target canceled ${LINKED}`,
      `loss canceled ${LINKED}`,
    ]);
    expect(venue.engine.openOrders).toBe(0);
  });

  it('so does a parent that expires', () => {
    const venue = openVenue(Venue);
    send(venue, 'in', 'buy', 10, { priceTicks: 100, timeInForce: TimeInForce.gtd, terms: { expireUs: venue.timeUs + 1000 } });
    send(venue, 'target', 'sell', 10, child({ priceTicks: 110, link: 'in', timeInForce: TimeInForce.gtc }));
    expect(told(venue.tick(1))).toEqual(['in expired (the time of the order has come)', `target canceled ${LINKED}`]);
  });

  it('a stop may be the parent: its children wait until it is filled', () => {
    const venue = openVenue(Venue);
    stop(venue, 'in', 'buy', 10, 105);
    send(venue, 'target', 'sell', 10, child({ priceTicks: 120, link: 'in' }));
    venue.sell('a', 10, 106, { session: 1 });
    expect(trade(venue, 105)).toEqual([
      'in triggered',
      'in trades 10 at 106, 0 left',
      'a trades 10 at 106, 0 left',
      'target restated',
    ]);
  });

  it('a triggered parent that finds only some releases them for that', () => {
    const venue = openVenue(Venue);
    stop(venue, 'in', 'buy', 10, 105);
    send(venue, 'target', 'sell', 10, child({ priceTicks: 120, link: 'in' }));
    venue.sell('a', 4, 106, { session: 1 });
    expect(trade(venue, 105)).toEqual([
      'in triggered',
      'in trades 4 at 106, 6 left',
      'a trades 4 at 106, 0 left',
      'in canceled (no liquidity for what is left of the order)',
      'target restated',
    ]);
    expect(venue.asks()).toEqual([[120, 4, 1]]);
  });

  it('a released child may trade on arrival', () => {
    const venue = openVenue(Venue);
    venue.buy('in', 10, 100);
    send(venue, 'out', 'sell', 10, child({ priceTicks: 95, link: 'in' }));
    venue.buy('other', 20, 97, { session: 1 });
    expect(told(venue.sell('x', 10, 100, { session: 2 })).slice(3)).toEqual([
      'out restated',
      'out trades 10 at 97, 0 left',
      'other trades 10 at 97, 10 left',
    ]);
  });

  it('a released stop triggers at once when the last trade satisfies it, and not as it is released', () => {
    const venue = openVenue(Venue);
    venue.buy('in', 10, 100);
    send(venue, 'target', 'sell', 10, child({ priceTicks: 110, link: 'in' }));
    stop(venue, 'loss', 'sell', 10, 102, child({ link: 'in' }));
    expect(told(venue.sell('x', 10, 100, { session: 2 })).slice(3)).toEqual([
      'target restated',
      'loss restated',
      'loss triggered',
      `target canceled ${LINKED}`,
      'loss canceled (no liquidity for what is left of the order)',
    ]);
  });

  it('come before the stops that the same step triggers, of several parents in order of entry', () => {
    const venue = openVenue(Venue);
    stop(venue, 's', 'sell', 1, 99, { session: 1 });
    venue.buy('late', 1, 99);
    venue.buy('early', 1, 100);
    send(venue, 'c1', 'sell', 1, child({ priceTicks: 121, link: 'late' }));
    send(venue, 'c2', 'sell', 1, child({ priceTicks: 122, link: 'early' }));
    send(venue, 'c3', 'sell', 1, child({ priceTicks: 123, link: 'late', terms: {} })); // on one side without a stop
    stop(venue, 'c4', 'sell', 1, 50, child({ link: 'late' }));
    const events = told(venue.sell('x', 2, 99, { session: 2 }));
    expect(events.slice(5)).toEqual([
      'c1 restated',
      'c2 restated',
      'c4 restated',
      's triggered',
      's canceled (no liquidity for what is left of the order)',
    ]);
  });

  it('what is filled already when the child comes counts too', () => {
    const venue = openVenue(Venue);
    venue.buy('in', 10, 100);
    venue.sell('x', 4, 100, { session: 1 });
    send(venue, 'target', 'sell', 10, child({ priceTicks: 110, link: 'in' }));
    venue.sell('y', 6, 100, { session: 1 });
    expect(venue.asks()).toEqual([[110, 10, 1]]);
  });

  it('a child’s cancel cancels the other child, and the parent goes on', () => {
    const venue = bracket();
    expect(told(venue.cancel('c', 'loss'))).toEqual(['c canceled was loss', `target canceled ${LINKED}`]);
    expect(told(venue.sell('x', 10, 100, { session: 1 }))).toEqual([
      'x new',
      'x trades 10 at 100, 0 left',
      'in trades 10 at 100, 0 left',
    ]);
  });

  it('there is room for another when a child has gone', () => {
    const venue = openVenue(Venue);
    venue.buy('in', 10, 100);
    send(venue, 'c1', 'sell', 10, child({ priceTicks: 110, link: 'in' }));
    venue.cancel('c', 'c1');
    send(venue, 'c2', 'sell', 10, child({ priceTicks: 111, link: 'in' }));
    venue.sell('x', 10, 100, { session: 1 });
    expect(venue.asks()).toEqual([[111, 10, 1]]);
  });

  it('a held child is changed in its place', () => {
    const venue = bracket();
    expect(told(venue.replace('target2', 'target', 8, 108))).toEqual(['target2 replaced was target']);
    expect(told(venue.replace('loss2', 'loss', 8, 0, { fields: replaceStop(92) }))).toEqual(['loss2 replaced was loss']);
    expect(venue.asks()).toEqual([]);
    venue.sell('x', 10, 100, { session: 1 });
    expect(venue.asks()).toEqual([[108, 8, 1]]);
    expect(trade(venue, 92)).toEqual([
      'loss2 triggered',
      `target2 canceled ${LINKED}`,
      'loss2 canceled (no liquidity for what is left of the order)',
    ]);
  });

  it('a parent that is replaced keeps its children', () => {
    const venue = bracket();
    venue.replace('in2', 'in', 12, 101);
    expect(told(venue.sell('x', 12, 101, { session: 1 })).slice(3)).toEqual(['target restated', 'loss restated']);
  });

  it('an auction’s fill releases them once it opens', () => {
    const venue = openVenue(Venue);
    venue.phase(Phase.preOpen);
    venue.buy('in', 5, 100);
    send(venue, 'target', 'sell', 5, child({ priceTicks: 110, link: 'in' }));
    venue.sell('a', 5, 100, { session: 1 });
    expect(told(venue.phase(Phase.open))).toEqual([
      'in trades 5 at 100, 0 left',
      'a trades 5 at 100, 0 left',
      'target restated',
    ]);
  });

  it('a trailing exit starts at the last trade of the moment at which it is released', () => {
    const venue = openVenue(Venue);
    trade(venue, 100);
    venue.buy('in', 5, 90);
    const terms = { offsetTicks: 5, flags: TermFlag.trailing };
    expect(send(venue, 'out', 'sell', 5, child({ ordType: OrdType.stop, link: 'in', terms }))[0]).toMatchObject({ stop: 95 });
    expect(venue.sell('x', 5, 90, { session: 1 }).at(-1)).toMatchObject({ execType: 'D', stop: 85 });
  });

  it('names an open order that is no child, twice at most; limit, stop or stop-limit; Day, GTC or GTD; not post-only', () => {
    const venue = bracket();
    const reasonOf = (id: string, more: object = {}) =>
      send(venue, id, 'sell', 10, child({ priceTicks: 110, link: 'in', ...more }))[0]?.reason;
    expect(reasonOf('third')).toMatch(/linked order/);
    expect(reasonOf('grandchild', { link: 'loss' })).toMatch(/linked order/);
    expect(reasonOf('none', { link: 'nobody' })).toMatch(/linked order/);
    venue.buy('in3', 10, 99);
    expect(reasonOf('elsewhere', { link: 'in3', instrument: 1 })).toMatch(/linked order/);
    expect(reasonOf('ioc', { link: 'in3', timeInForce: TimeInForce.ioc })).toMatch(/linked order/);
    expect(reasonOf('market', { link: 'in3', ordType: OrdType.market })).toMatch(/linked order/);
    expect(reasonOf('peg', { link: 'in3', ordType: OrdType.pegged, terms: { peg: 5 } })).toMatch(/linked order/);
    expect(reasonOf('postOnly', { link: 'in3', terms: { flags: TermFlag.postOnly } })).toMatch(/linked order/);
    expect(reasonOf('stranger', { link: 'in3', session: 1 })).toMatch(/linked order/);
    expect(reasonOf('iceberg', { link: 'in3', terms: { displayLots: 2 } })).toBe('');
    venue.sell('x', 10, 100, { session: 2 });
    expect(reasonOf('of a released child', { link: 'target' })).toMatch(/linked order/);
  });
});

describe.each(kinds)('the queue outside continuous trading, $how', ({ Venue }) => {
  it('released children wait in the queue, across commands, until it opens', () => {
    const venue = openVenue(Venue);
    venue.buy('in', 10, 100);
    send(venue, 'target', 'sell', 10, child({ priceTicks: 110, link: 'in' }));
    stop(venue, 'loss', 'sell', 10, 90, child({ link: 'in' }));
    venue.sell('x', 4, 100, { session: 1 });
    venue.phase(Phase.halted);
    expect(told(venue.cancel('c', 'in'))).toEqual(['c canceled was in']);
    expect(venue.asks()).toEqual([]);
    expect(told(venue.tick(5))).toEqual([]);
    expect(told(venue.phase(Phase.open))).toEqual(['target restated', 'loss restated']);
    expect(venue.asks()).toEqual([[110, 4, 1]]);
  });

  it('an order in the queue is changed in its place, and may be cancelled', () => {
    const venue = openVenue(Venue);
    for (const n of [1, 2, 3]) {
      venue.buy(`in${n}`, 10, 100);
      send(venue, `out${n}`, 'sell', 10, child({ priceTicks: 110 + n, link: `in${n}` }));
    }
    venue.sell('x', 25, 100, { session: 1 });
    venue.phase(Phase.preOpen);
    venue.cancel('c', 'in3');
    expect(told(venue.replace('r3', 'out3', 3, 105))).toEqual(['r3 replaced was out3']);
    expect(venue.asks()).toEqual([
      [111, 10, 1],
      [112, 10, 1],
    ]);
    expect(told(venue.phase(Phase.open))).toEqual(['r3 restated']);
    expect(venue.asks()).toEqual([
      [105, 3, 1],
      [111, 10, 1],
      [112, 10, 1],
    ]);
  });

  it('a queued order that is cancelled leaves it', () => {
    const venue = openVenue(Venue);
    for (const n of [1, 2]) {
      venue.buy(`in${n}`, 10, 100);
      send(venue, `out${n}`, 'sell', 10, child({ priceTicks: 110 + n, link: `in${n}` }));
    }
    venue.sell('x1', 4, 100, { session: 1 });
    venue.phase(Phase.preOpen);
    venue.cancel('c1', 'in1');
    expect(told(venue.cancel('c2', 'out1'))).toEqual(['c2 canceled was out1']);
    expect(told(venue.phase(Phase.open))).toEqual([]);
    expect(venue.asks()).toEqual([]);
    expect(oco({ link: '' }).terms).toBeDefined();
  });
});
