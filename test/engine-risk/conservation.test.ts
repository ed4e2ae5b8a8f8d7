/** Whatever is done, cash and lots are conserved, and the running sums are those of the orders that are open. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { writeEndDay } from '../../engine/commands-venue.js';
import { acme, type Event, lines } from '../engine/support.js';
import { kinds, last, OTHER, RiskVenue, tradeIdOf } from './venue.js';

interface Step {
  do: 'order' | 'cancel' | 'replace' | 'bust' | 'correct' | 'mass' | 'limits' | 'kill' | 'reload';
  session: number;
  instrument: number;
  side: 'buy' | 'sell';
  qty: number;
  price: number;
  account: string;
  which: number;
}

const step: fc.Arbitrary<Step> = fc.record({
  do: fc.constantFrom(
    ...Array<'order'>(8).fill('order'),
    'cancel',
    'replace',
    'replace',
    'bust',
    'correct',
    'mass',
    'limits',
    'kill',
    'reload',
  ),
  session: fc.nat(2),
  instrument: fc.nat(1),
  side: fc.constantFrom('buy', 'sell'),
  qty: fc.integer({ min: 1, max: 9 }),
  price: fc.integer({ min: -3, max: 6 }),
  account: fc.constantFrom('', 'X', 'Y'),
  which: fc.nat(20),
});

/** A venue whose prices have fractions of money, on both sides of 0. */
function open(): RiskVenue {
  const venue = new RiskVenue().firms();
  for (const symbol of ['P', 'Q']) {
    venue.instrument({
      symbol,
      tickUnits: 7,
      priceDecimals: 3,
      lotUnits: 1,
      qtyDecimals: 1,
      minPriceTicks: -10,
      maxPriceTicks: 10,
      maxQtyLots: 100,
      referenceTicks: 3,
    });
  }
  return venue;
}

const money = (ticks: number, lots: number) => Math.ceil((Math.abs(ticks) * lots * 7) / 100);

interface Open {
  session: number;
  account: string;
  side: string;
  price: number;
  leaves: number;
  clOrdId: string;
  instrument: number;
}

describe('of firms and accounts', () => {
  it('cash and lots are conserved, and sums are those of the open orders', () => {
    fc.assert(
      fc.property(fc.array(step, { minLength: 10, maxLength: 80, size: 'max' }), (steps) => {
        const venue = open();
        const orders = new Map<number, Open>();
        const trades: number[] = [];
        for (const [n, s] of steps.entries()) {
          for (const event of perform(venue, s, `o${n}`, [...orders.values()], trades)) follow(orders, event);
          check(venue, orders);
        }
      }),
      { numRuns: 60 },
    );
  });
});

function perform(venue: RiskVenue, s: Step, id: string, orders: Open[], trades: number[]): Event[] {
  const instrument = s.instrument + 2;
  const terms = { session: s.session, instrument, account: s.account };
  const order = orders[s.which % Math.max(1, orders.length)];
  const trade = trades[s.which % Math.max(1, trades.length)];
  switch (s.do) {
    case 'order': {
      const events = venue.order(id, { ...terms, side: s.side, qty: s.qty, price: s.price });
      const tradeId = tradeIdOf(events);
      if (!Number.isNaN(tradeId)) trades.push(tradeId);
      return events;
    }
    case 'cancel':
      return order ? venue.cancel(id, order.clOrdId, { session: order.session, instrument: order.instrument }) : [];
    case 'replace':
      if (!order) return [];
      return venue.replace(id, order.clOrdId, s.qty, s.price, { session: order.session, instrument: order.instrument });
    case 'bust':
      return trade ? venue.bust(trade) : [];
    case 'correct':
      return trade ? venue.correct(trade, s.price, s.qty) : [];
    case 'mass':
      return venue.massCancel(id, { session: s.session, account: s.account, side: s.side });
    case 'limits':
      venue.accountLimits(s.account, { openNotional: s.which });
      return venue.defaultLimits({ buyingPower: s.qty * 10 }, s.session === OTHER ? 1 : 0);
    case 'kill':
      return [...venue.kill(s.which % 2), ...venue.kill(s.which % 2, false)];
    case 'reload':
      venue.reload();
      return [];
  }
}

function follow(orders: Map<number, Open>, event: Event): void {
  if (event.type !== 'EXEC' || event.execType === '8') return;
  const { session, account, side, price, leaves, clOrdId, instrument } = event;
  if (Number(leaves) === 0) orders.delete(Number(event.orderId));
  else orders.set(Number(event.orderId), { session, account, side, price, leaves, clOrdId, instrument } as Open);
}

function check(venue: RiskVenue, orders: Map<number, Open>): void {
  const all = venue.engine.exposures();
  const lots = [0, 0, 0, 0];
  let cash = 0;
  for (const account of all) {
    cash += account.cash;
    let gross = 0;
    for (const held of account.positions) {
      lots[held.instrument] = (lots[held.instrument] ?? 0) + held.lots;
      gross += money(3, Math.abs(held.lots));
    }
    const own = [...orders.values()].filter(
      (o) => o.account === account.account && (o.session === OTHER ? 1 : 0) === account.participant,
    );
    const sum = (of: Open[]) => of.reduce((total, o) => total + money(o.price, o.leaves), 0);
    expect({ ...account, positions: [] }).toEqual({
      ...account,
      positions: [],
      gross,
      openOrders: own.length,
      openNotional: sum(own),
      openBuys: sum(own.filter(({ side }) => side === 'buy')),
    });
  }
  expect([cash, ...lots]).toEqual([0, 0, 0, 0, 0]);
}

describe.each(kinds)('positions, $how', ({ open: openVenue }) => {
  it("are valued at the official close from the day's end on, and flat ones leave their room", () => {
    const venue = openVenue({ positions: 4 });
    venue.trade('a', 'buy', 5, 120);
    expect(venue.held('')).toEqual({ cash: -600, gross: 500, lots: { 0: 5 } });
    venue.buy('b', 1, 90, { instrument: 1, tif: 'gtc' });
    expect(last(venue.buy('o', 1, 90, { instrument: 1, session: OTHER }))).toBe('o new');
    expect(last(venue.buy('p', 1, 90, { account: 'X' }))).toMatch(/as many positions/);
    venue.run({}, (sink, o) => writeEndDay(sink, o, 20261120, 'operator'));
    expect(venue.held('')).toEqual({ cash: -600, gross: 600, lots: { 0: 5 } });
    // The rival's order for BETA was of the day, and so was its position's room.
    expect(last(venue.buy('p', 1, 90, { account: 'X' }))).toBe('p new');
    expect(last(venue.buy('q', 1, 90, { account: 'X', instrument: 1 }))).toMatch(/as many positions/);
    expect(last(venue.sell('s', 1, 90, { instrument: 1, session: OTHER }))).toMatch(/as many positions/);
    expect(last(venue.buy('c', 1, 90, { instrument: 1 }))).toBe('c new');
  });

  it('keep what a lot is; trades in other ticks are forgotten', () => {
    const venue = openVenue();
    const id = venue.trade('a', 'buy', 5, 100);
    expect(lines(venue.instrument({ ...acme, lotUnits: 10 }))).toEqual([
      'REFUSED (the definition is in use and cannot be changed so)',
    ]);
    venue.instrument({ ...acme, tickUnits: 5, referenceTicks: 20 });
    expect(venue.held('')).toEqual({ cash: -500, gross: 500, lots: { 0: 5 } });
    expect(lines(venue.bust(id))).toEqual(['REFUSED (unknown trade)']);
    venue.trade('b', 'sell', 5, 20);
    expect(venue.held('')).toEqual({ cash: 0, gross: 0, lots: {} });
    expect(lines(venue.instrument({ ...acme, lotUnits: 10 }))).toEqual(['INSTRUMENT_DEFINED']);
  });
});
