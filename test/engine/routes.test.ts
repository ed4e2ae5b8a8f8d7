/** Answers go back the way that their request came; what happens to an order later, the way of the request that named it. */
import { describe, expect, it } from 'vitest';
import { type OrderFields as Fields, OrderFields, writeOrder } from '../../engine/commands.js';
import { writeBust, writeOperatorCancel } from '../../engine/commands-venue.js';
import { MemorySink } from '../../engine/log.js';
import { OrdType, Side, TermFlag, TimeInForce, Type } from '../../engine/records.js';
import { BustAction } from '../../engine/records-venue.js';
import { OrderTerms } from '../../engine/terms.js';
import { type Event, Harness, line, replay, type Terms } from './support.js';

/** The fields of a request that came by this route. */
function by(route: string, more: Partial<Fields> = {}): Terms {
  const { route: bytes, routeLen } = withRoute(route);
  return { fields: { route: bytes, routeLen, ...more } };
}

function withRoute(route: string): OrderFields {
  const fields = new OrderFields();
  fields.setRoute(route);
  return fields;
}

/** Of a trade, by an operator. */
function bust(venue: Harness, { tradeId }: Event): Event[] {
  const trade = { tradeId: tradeId as number, newTicks: 0, newLots: 0 };
  return venue.run({}, (sink, o) => writeBust(sink, o, { ...trade, action: BustAction.bust, approver: '', author: 'x' }));
}

const told = (events: Event[]) => events.map((event) => `${line(event)}${event.route ? ` by ${event.route}` : ''}`);

describe('an answer has the route of its request', () => {
  it('orders, replaces and cancels that are taken', () => {
    const venue = Harness.open(1);
    expect(told(venue.buy('a', 10, 99, by('A')))).toEqual(['a new by A']);
    expect(told(venue.replace('b', 'a', 5, 98, by('B')))).toEqual(['b replaced was a by B']);
    expect(told(venue.cancel('c', 'b', by('C')))).toEqual(['c canceled was b by C']);
  });

  it('one without a route gets answers without, whatever the order came by', () => {
    const venue = Harness.open(1);
    venue.buy('a', 10, 99, by('A'));
    expect(told(venue.status('a'))).toEqual(['a status']);
    expect(told(venue.replace('b', 'a', 5, 98))).toEqual(['b replaced was a']);
    expect(told(venue.replace('b2', 'b', 0, 98))).toEqual(['b2 refused for b (OrderQty: expected a positive decimal number)']);
    expect(told(venue.cancel('c', 'b'))).toEqual(['c canceled was b']);
  });

  it('and one with a route has it, whatever the order came by', () => {
    const venue = Harness.open(1);
    venue.buy('a', 10, 99);
    expect(told(venue.status('a', by('S')))).toEqual(['a status by S']);
    expect(told(venue.buy('a', 10, 99, by('P', { possResend: true })))).toEqual(['a status by P']);
    expect(told(venue.cancel('c', 'a', by('C')))).toEqual(['c canceled was a by C']);
  });

  it('what is refused', () => {
    const venue = Harness.open(1);
    expect(told(venue.buy('a', 0, 99, by('A')))).toEqual(['a rejected (OrderQty: expected a positive decimal number) by A']);
    expect(told(venue.cancel('c', 'none', by('C')))).toEqual(['c refused for none (unknown order) by C']);
    expect(told(venue.status('none', by('S')))).toEqual(['none status (unknown order) by S']);
    expect(told(venue.massStatus('m', { fields: { ...by('M').fields, scope: 0x37 } }))).toEqual([
      ' status was m (unknown order) by M',
    ]);
    expect(told(venue.massCancel('n', { fields: { ...by('N').fields, scope: 0 } }))).toEqual([
      'n canceled 0 orders (MassCancelRequestType or MassStatusReqType: expected 1 (symbol) or 7 (all)) by N',
    ]);
  });

  it('a mass status has it in every report; of a mass cancel its report has it, the orders go by their own', () => {
    const venue = Harness.open(1);
    venue.buy('a', 10, 99, by('A'));
    venue.buy('b', 10, 99);
    const all = { ...by('M').fields, scope: 0x37 };
    expect(told(venue.massStatus('m', { fields: all }))).toEqual(['a status was m by M', 'b status was m by M']);
    expect(told(venue.massCancel('n', { fields: all }))).toEqual([
      'a canceled (cancelled by a mass cancel) by A',
      'b canceled (cancelled by a mass cancel)',
      'n canceled 2 orders by M',
    ]);
  });
});

describe('what happens to an order later goes by the request that gave it its ClOrdID', () => {
  it('fills', () => {
    const venue = Harness.open(2);
    venue.buy('a', 10, 99, by('A'));
    expect(told(venue.sell('s', 2, 99, { session: 1, ...by('S') }))).toEqual([
      's new by S',
      's trades 2 at 99, 0 left by S',
      'a trades 2 at 99, 8 left by A',
    ]);
    venue.replace('b', 'a', 10, 98, by('B'));
    expect(told(venue.sell('t', 2, 98, { session: 1 }))).toEqual([
      't new',
      't trades 2 at 98, 0 left',
      'b trades 2 at 98, 6 left by B',
    ]);
    venue.replace('c', 'b', 10, 97);
    expect(told(venue.sell('u', 2, 97, { session: 1 }))[2]).toBe('c trades 2 at 97, 4 left');
  });

  it('a fill right after a replace', () => {
    const venue = Harness.open(2);
    venue.buy('a', 10, 98, by('A'));
    venue.sell('s', 2, 99, { session: 1 });
    expect(told(venue.replace('b', 'a', 10, 99, by('B')))).toEqual([
      'b replaced was a by B',
      'b trades 2 at 99, 8 left by B',
      's trades 2 at 99, 0 left',
    ]);
  });

  it('a refused replace or cancel changes nothing of it', () => {
    const venue = Harness.open(2);
    venue.buy('a', 10, 99, by('A'));
    venue.replace('b', 'a', 0, 99, by('B'));
    venue.cancel('c', 'a', by('C', { side: Side.sell }));
    expect(told(venue.sell('s', 2, 99, { session: 1 }))[2]).toBe('a trades 2 at 99, 8 left by A');
  });

  it('what is left of an IOC, an operator, an expiry', () => {
    const venue = Harness.open(1);
    expect(told(venue.buy('i', 10, 99, { ...by('I'), tif: 'ioc' }))).toEqual([
      'i new by I',
      'i canceled (no liquidity for what is left of the order) by I',
    ]);
    const terms = Object.assign(new OrderTerms(), { expireUs: venue.timeUs + 1000 });
    const dated = { hasTerms: true, terms, timeInForce: TimeInForce.gtd };
    const [accepted] = venue.buy('g', 10, 99, by('GTD', dated));
    expect(accepted).toMatchObject({ expireUs: terms.expireUs, route: 'GTD' });
    expect(told(venue.tick(1))).toEqual(['g expired (the time of the order has come) by GTD']);
    venue.buy('o', 10, 99, by('O'));
    const which = { participant: -1, session: -1, instrument: -1, side: 0, account: '', author: 'x' };
    expect(told(venue.run({}, (sink, o) => writeOperatorCancel(sink, o, which)))[0]).toBe(
      'o canceled (cancelled by an operator) by O',
    );
  });

  it('a triggered stop, with its terms', () => {
    const venue = Harness.open(2);
    const terms = Object.assign(new OrderTerms(), { stopTicks: 100, flags: TermFlag.stop });
    venue.buy('stop', 1, 0, by('STOP', { hasTerms: true, terms, ordType: OrdType.stop }));
    venue.sell('s', 1, 100, { session: 1 });
    venue.sell('s2', 1, 101, { session: 1 });
    const events = venue.buy('b', 1, 100, { session: 1 });
    expect(told(events).slice(3)).toEqual([
      'stop triggered by STOP',
      'stop trades 1 at 101, 0 left by STOP',
      's2 trades 1 at 101, 0 left',
    ]);
    expect(events[3]).toMatchObject({ stop: 100 });
  });

  it('a bust, also when the order has gone', () => {
    const venue = Harness.open(2);
    venue.buy('a', 10, 99, by('A'));
    const [, trade] = venue.sell('s', 2, 99, { session: 1, ...by('S') });
    expect(told(bust(venue, trade)).slice(1)).toEqual(['a trade busted by A', 's trade busted by S']);
  });
});

it('orders remember their routes over a snapshot and in a replay', () => {
  const venue = Harness.open(2);
  venue.buy('a', 10, 99, by('57=DESK\x01128=HUB\x01'));
  venue.buy('b', 10, 99);
  const [, trade] = venue.sell('s', 12, 99, { session: 1, ...by('S') });
  const before = venue.engine.stateHash();
  venue.reload();
  expect(venue.engine.stateHash()).toBe(before);
  expect(told(bust(venue, trade)).slice(1)).toEqual(['a trade busted by 57=DESK\x01128=HUB\x01', 's trade busted by S']);
  expect(Buffer.from(replay(venue.log).bytes()).equals(Buffer.from(venue.log.bytes()))).toBe(true);
});

it('the state of two orders that differ in nothing else differs', () => {
  const hash = (route: string) => {
    const venue = Harness.open(1);
    venue.buy('a', 10, 99, by(route));
    return venue.engine.stateHash();
  };
  expect(hash('A')).not.toBe(hash('B'));
  expect(hash('A')).not.toBe(hash(''));
});

it('a route is up to 127 characters', () => {
  const venue = Harness.open(1);
  venue.buy('x', 10, 99, by('x'));
  for (let length = 1; length <= 127; length += 7) {
    const route = 'r'.repeat(length);
    expect(venue.buy(`a${length}`, 10, 99, by(route))[0].route).toBe(route);
  }
  expect(venue.status('x')[0].route).toBeUndefined();
  expect(() => new OrderFields().setRoute('r'.repeat(128))).toThrow();
});

it('no byte of a record depends on what was there before', () => {
  const bytes = (filling: number) => {
    const sink = new MemorySink();
    sink.views.u8.fill(filling);
    const fields = withRoute('57=A\x01');
    fields.setText('order-1', '', 'ACC');
    fields.hasTerms = true;
    fields.terms.displayLots = 1;
    writeOrder(sink, Type.NEW_ORDER, { door: 0, session: 0, connection: 1, msgSeqNum: 0, ref: 0 }, fields);
    return Buffer.from(sink.bytes());
  };
  expect(bytes(0xff).equals(bytes(0))).toBe(true);
});
