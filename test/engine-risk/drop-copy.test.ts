/** Drop copy: who is told what of whose orders, under which number, and that it is what the owner is told. */
import { describe, expect, it } from 'vitest';
import { OrderFields, type Origin, type SessionDefinition, writeOrder } from '../../engine/commands.js';
import { LogWriter, type MemorySink } from '../../engine/log.js';
import { CopyKind, OrdType, SessionKind, Side, TermFlag, TimeInForce, Type } from '../../engine/records.js';
import { createRing, RingConsumer } from '../../engine/ring.js';
import { OrderTerms } from '../../engine/terms.js';
import { type Event, lines, smallCapacities } from '../engine/support.js';
import { kinds, OTHER, RIVAL, type RiskVenue, tradeIdOf } from './venue.js';

const { executions, trades } = CopyKind;
/** The first drop-copy session; they follow those of both firms. */
const COPY = 3;

function define(venue: RiskVenue, name: string, settings: Partial<SessionDefinition> = {}): void {
  venue.session(name, { kind: SessionKind.dropCopy, copies: executions, ...settings });
}

/** The numbers under which a session was told something. */
const numbersOf = (events: Event[], session: number) =>
  events.filter((event) => event.session === session).map((event) => event.msgSeqNum);

/** An order that takes all there is. */
function take(sink: MemorySink, origin: Origin): boolean {
  const order = new OrderFields();
  Object.assign(order, { instrument: 0, side: Side.buy, ordType: OrdType.market, timeInForce: TimeInForce.ioc, qtyLots: 300 });
  order.setText('take');
  return writeOrder(sink, Type.NEW_ORDER, origin, order);
}

function copiesIn({ views, used }: MemorySink): number {
  let count = 0;
  for (let at = 0; at < used; at += views.i32[at >> 2]) {
    const type = views.u16[(at >> 1) + 2];
    if (type === Type.COPIED || type === Type.COPIED_TRADE) count++;
  }
  return count;
}

describe.each(kinds)('drop copy, $how', ({ open }) => {
  it('follows each EXEC of all sessions of the firm, and of no other', () => {
    const venue = open();
    define(venue, 'A');
    expect(lines(venue.sell('s', 5, 100))).toEqual(['s new', 'COPIED to 3 of 0: s new']);
    expect(lines(venue.buy('b', 2, 100, { session: OTHER }))).toEqual([
      'b new',
      'b trades 2 at 100, 0 left',
      's trades 2 at 100, 3 left',
      'COPIED to 3 of 0: s trades 2 at 100, 3 left',
    ]);
    expect(lines(venue.buy('o', 1, 0, { session: 1 }))).toEqual([
      'o rejected (Price is outside the range of the instrument)',
      'COPIED to 3 of 1: o rejected (Price is outside the range of the instrument)',
    ]);
    expect(lines(venue.replace('s2', 's', 6, 101))).toEqual(['s2 replaced was s', 'COPIED to 3 of 0: s2 replaced was s']);
    expect(lines(venue.cancel('c', 's2'))).toEqual(['c canceled was s2', 'COPIED to 3 of 0: c canceled was s2']);
  });

  it('of trades alone follows fills, busts and corrections', () => {
    const venue = open();
    define(venue, 'A', { copies: trades });
    expect(lines(venue.sell('s', 5, 100))).toEqual(['s new']);
    const fill = venue.buy('b', 2, 100, { session: OTHER });
    expect(lines(fill).slice(2)).toEqual(['s trades 2 at 100, 3 left', 'COPIED_TRADE to 3 of 0: s trades 2 at 100, 3 left']);
    const corrected = venue.correct(tradeIdOf(fill), 99, 1);
    expect(lines(corrected).slice(2)).toEqual(['s trade corrected', 'COPIED_TRADE to 3 of 0: s trade corrected']);
    venue.cancel('c', 's');
    // of an order that has gone
    const busted = venue.bust(tradeIdOf(fill));
    expect(lines(busted).slice(2)).toEqual(['s trade busted', 'COPIED_TRADE to 3 of 0: s trade busted']);
    expect(numbersOf([...fill, ...corrected, ...busted], COPY)).toEqual([1, 2, 3]);
  });

  it('is in the order of the sessions, an EXEC before its trade', () => {
    const venue = open();
    define(venue, 'A', { copies: trades });
    define(venue, 'RIVALS', { participant: RIVAL, copies: executions | trades });
    define(venue, 'B', { copies: executions | trades });
    define(venue, 'C', { copies: 0 });
    define(venue, 'C');
    venue.sell('s', 5, 100);
    expect(lines(venue.buy('b', 5, 100, { session: OTHER }))).toEqual([
      'b new',
      'COPIED to 4 of 2: b new',
      'b trades 5 at 100, 0 left',
      'COPIED to 4 of 2: b trades 5 at 100, 0 left',
      'COPIED_TRADE to 4 of 2: b trades 5 at 100, 0 left',
      's trades 5 at 100, 0 left',
      'COPIED_TRADE to 3 of 0: s trades 5 at 100, 0 left',
      'COPIED to 5 of 0: s trades 5 at 100, 0 left',
      'COPIED_TRADE to 5 of 0: s trades 5 at 100, 0 left',
      'COPIED to 6 of 0: s trades 5 at 100, 0 left',
    ]);
  });

  it('is what the owner is told, whole, but for whom it is for', () => {
    const venue = open();
    define(venue, 'A');
    venue.logon(COPY, 9);
    const terms = Object.assign(new OrderTerms(), { displayLots: 3, expireUs: venue.timeUs + 1, flags: 0 });
    const fields = { hasTerms: true, terms, timeInForce: TimeInForce.gtd };
    const [exec, copy] = venue.buy('with-terms', 10, 100, { account: 'ACCOUNT', fields });
    expect(exec).toMatchObject({ session: 0, connection: 1, msgSeqNum: 2, display: 3, account: 'ACCOUNT' });
    expect(copy).toEqual({ ...exec, type: 'COPIED', session: COPY, connection: 9, msgSeqNum: 2, ref: 0 });
    const [refused, told] = venue.buy('x'.repeat(40), 1, 100, { symbol: 'ACME', account: 'A' });
    expect(told).toEqual({ ...refused, type: 'COPIED', session: COPY, connection: 9, msgSeqNum: 3, ref: 0 });
  });

  it('counts whether its session is up or not, enabled or not', () => {
    const venue = open();
    define(venue, 'A');
    expect(venue.buy('a', 1, 90)[1]).toMatchObject({ session: COPY, connection: 0, msgSeqNum: 1 });
    venue.logon(COPY, 7);
    expect(venue.buy('b', 1, 90)[1]).toMatchObject({ session: COPY, connection: 7, msgSeqNum: 3 });
    define(venue, 'A', { enabled: false });
    venue.disconnect(COPY, true, 7);
    expect(venue.buy('c', 1, 90)[1]).toMatchObject({ session: COPY, connection: 0, msgSeqNum: 4 });
    venue.epoch(2, smallCapacities);
    venue.logon(0);
    expect(venue.buy('d', 1, 90)[1]).toMatchObject({ session: COPY, connection: 0, msgSeqNum: 5 });
    expect(venue.engine.directorySeed().sessions[COPY]).toMatchObject({ nextOut: 6 });
  });

  it('ends with a definition that says so, and moves to another firm with its session', () => {
    const venue = open();
    for (const name of ['A', 'B', 'C']) define(venue, name);
    const toldOf = (events: Event[]) => events.slice(1).map(({ session }) => session);
    expect(toldOf(venue.buy('a', 1, 90))).toEqual([3, 4, 5]);
    define(venue, 'B', { copies: 0 });
    expect(toldOf(venue.buy('b', 1, 90))).toEqual([3, 5]);
    define(venue, 'C', { participant: RIVAL });
    define(venue, 'A', { participant: RIVAL });
    expect(toldOf(venue.buy('c', 1, 90))).toEqual([]);
    expect(toldOf(venue.buy('d', 1, 80, { session: OTHER }))).toEqual([3, 5]);
    define(venue, 'B');
    define(venue, 'A');
    expect(toldOf(venue.buy('e', 1, 90))).toEqual([3, 4]);
  });

  it('does not tell of a status', () => {
    const venue = open();
    define(venue, 'A', { copies: executions | trades });
    venue.buy('a', 1, 90);
    expect(lines(venue.status('a'))).toEqual(['a status']);
    expect(lines(venue.status('none'))).toEqual(['none status (unknown order)']);
  });
});

it('a copy in the spill of a full log ring is that of its EXEC in the ring', () => {
  const [whole, spilling] = [kinds[0].open({ specials: 300 }), kinds[0].open({ specials: 300 })];
  for (const venue of [whole, spilling]) {
    define(venue, 'A', { copies: executions | trades });
    define(venue, 'B', { copies: executions | trades });
    for (let i = 0; i < 300; i++) {
      const terms = Object.assign(new OrderTerms(), { flags: i % 2 === 0 ? TermFlag.hidden : 0 });
      venue.sell(`order-${i}`, 1, 100, { fields: { hasTerms: true, terms } });
    }
  }
  const ring = createRing(1 << 14, 1);
  const [log, reader] = [new LogWriter(ring, []), new RingConsumer(ring, 0)];
  spilling.engine.out = log;
  whole.runQuietly({ session: OTHER, connection: OTHER + 1 }, take);
  spilling.runQuietly({ session: OTHER, connection: OTHER + 1 }, take);
  expect(log.spilling).toBe(true);
  const read: Buffer[] = [];
  do {
    log.drain();
    log.publish();
    for (let at = reader.peek(); at >= 0; at = reader.peek()) {
      read.push(Buffer.from(reader.views.u8.slice(at, at + reader.views.i32[at >> 2])));
      reader.advance();
    }
    reader.release();
  } while (log.spilling);
  expect(Buffer.concat(read).equals(whole.out.bytes())).toBe(true);
  expect(copiesIn(whole.out)).toBe(300 * 4);
});
