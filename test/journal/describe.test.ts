/** What `journal cat` says of commands of operators, of orders with terms, and of the venue's events. */
import { expect, test } from 'vitest';
import { OrderFields, type Origin, writeDefineSession, writeOrder, writeSetPhase } from '../../engine/commands.js';
import {
  writeBust,
  writeDeadMan,
  writeEndDay,
  writeKillSwitch,
  writeOperatorCancel,
  writeSetLimits,
  writeSetSchedule,
  writeSetStp,
} from '../../engine/commands-venue.js';
import { MemorySink } from '../../engine/log.js';
import {
  Contingency,
  CopyKind,
  ID_SPAN,
  MassStatusScope,
  OrdType,
  Peg,
  Phase,
  SessionKind,
  Side,
  TermFlag,
  TimeInForce,
  Type,
} from '../../engine/records.js';
import { Book, BustAction, LimitScope, ScheduleAction, Stp } from '../../engine/records-venue.js';
import { describeRecord } from '../../journal/describe.js';
import { Harness } from '../engine/support.js';

const origin: Origin = { door: 3, session: -1, connection: 0, msgSeqNum: 0, ref: 1 };

function said(write: (sink: MemorySink) => unknown) {
  const sink = new MemorySink();
  write(sink);
  return describeRecord(sink.views, 0, 1, 0);
}

test.each([
  [
    (s: MemorySink) =>
      writeSetLimits(s, origin, { participant: 2, scope: LimitScope.account, account: 'A1', author: 'ann', openOrders: 5 }),
    { type: 'SET_LIMITS', participant: 2, scope: 'account', account: 'A1', author: 'ann', openOrders: 5 },
  ],
  [
    (s: MemorySink) => writeKillSwitch(s, origin, -1, true, 'ann'),
    { type: 'KILL_SWITCH', participant: -1, on: 1, author: 'ann' },
  ],
  [
    (s: MemorySink) =>
      writeOperatorCancel(s, origin, {
        participant: 1,
        session: -1,
        instrument: 3,
        side: Side.sell,
        account: 'A',
        author: 'ann',
      }),
    { type: 'OPERATOR_CANCEL', participant: 1, forSession: -1, instrument: 3, side: '2', account: 'A', author: 'ann' },
  ],
  [
    (s: MemorySink) => writeSetStp(s, origin, 1, 7, Stp.decrement, 'ann'),
    { type: 'SET_STP', participant: 1, group: 7, mode: 'decrement', author: 'ann' },
  ],
  [
    (s: MemorySink) =>
      writeBust(s, origin, {
        tradeId: 2 * ID_SPAN + 9,
        action: BustAction.correct,
        newTicks: 5,
        newLots: 6,
        approver: 'bob',
        author: 'ann',
      }),
    { type: 'BUST', tradeId: '2-9', action: 'correct', newTicks: 5, newLots: 6, approver: 'bob', author: 'ann' },
  ],
  [
    (s: MemorySink) =>
      writeSetSchedule(
        s,
        origin,
        20_261_120,
        [
          { timeUs: 1_700_000_000_000_000, action: Phase.open },
          { timeUs: 1_700_000_001_000_000, action: ScheduleAction.endDay },
        ],
        'ann',
      ),
    {
      type: 'SET_SCHEDULE',
      date: 20_261_120,
      changes: '2023-11-14T22:13:20.000Z open, 2023-11-14T22:13:21.000Z endDay',
      author: 'ann',
    },
  ],
  [(s: MemorySink) => writeEndDay(s, origin, 20_261_120, 'ann'), { type: 'END_DAY', date: 20_261_120, author: 'ann' }],
  [(s: MemorySink) => writeDeadMan(s, origin, 500), { type: 'DEAD_MAN', timeoutMs: 500 }],
  [
    (s: MemorySink) => writeSetPhase(s, origin, 1, Phase.closingAuction, 'ann'),
    { type: 'SET_PHASE', instrument: 1, phase: 'closingAuction', author: 'ann' },
  ],
  [
    (s: MemorySink) =>
      writeDefineSession(
        s,
        origin,
        {
          participant: 1,
          kind: SessionKind.dropCopy,
          cancelOnDisconnect: false,
          graceMs: 5,
          senderCompId: 'COPY',
          targetCompId: 'VENUE',
          copies: 2,
        },
        'ann',
      ),
    {
      type: 'DEFINE_SESSION',
      participant: 1,
      kind: 'dropCopy',
      enabled: 1,
      graceMs: 5,
      maxOpenOrders: 0,
      copies: 2,
      senderCompId: 'COPY',
      targetCompId: 'VENUE',
      author: 'ann',
    },
  ],
])('a command of an operator shows its fields: %#', (write, expected) => {
  expect(said(write)).toMatchObject(expected);
});

test('the terms of an order are shown, those that are given', () => {
  const order = new OrderFields();
  Object.assign(order, {
    instrument: 0,
    side: Side.buy,
    ordType: OrdType.pegged,
    timeInForce: TimeInForce.gtd,
    hasTerms: true,
  });
  Object.assign(order.terms, { peg: Peg.mid, offsetTicks: -2, stp: Stp.cancelBoth, expireUs: 99, flags: TermFlag.stop });
  order.terms.contingency = Contingency.oneCancelsOther;
  order.setText('c1', 'c0', 'acc', '');
  const shown = said((sink) => writeOrder(sink, Type.NEW_ORDER, origin, order));
  expect(shown).toMatchObject({
    type: 'NEW_ORDER',
    clOrdId: 'c1',
    origClOrdId: 'c0',
    peg: 'mid',
    offsetTicks: -2,
    stp: 'cancelBoth',
    expireUs: 99,
    stopTicks: 0,
    flags: 'stop',
    contingency: 'oneCancelsOther',
  });
  expect(shown).not.toHaveProperty('displayLots');
});

test('the route of a request is shown, and that of its answer, with what follows it', () => {
  const order = new OrderFields();
  Object.assign(order, { instrument: 0, side: Side.buy, ordType: OrdType.limit, timeInForce: TimeInForce.day, hasTerms: true });
  Object.assign(order, { priceTicks: 100, qtyLots: 5 });
  order.terms.displayLots = 2;
  order.setText('c1', '', 'acc');
  order.setRoute('57=DESK\x01128=HUB\x01');
  const route = '57=DESK|128=HUB|';
  expect(said((sink) => writeOrder(sink, Type.NEW_ORDER, origin, order))).toMatchObject({ route, displayLots: 2 });
  const venue = Harness.open(1);
  venue.run({ session: 0, connection: 1 }, (sink, o) => writeOrder(sink, Type.NEW_ORDER, o, order));
  const shown = describeRecord(venue.out.views, 0, 1, 0);
  expect(shown).toMatchObject({ type: 'EXEC', execFlags: 'terms routed', route, displayLots: 2 });
});

test('a request for the status of many shows whom it asks after', () => {
  const order = new OrderFields();
  Object.assign(order, { instrument: 2, side: Side.sell, scope: MassStatusScope.symbol });
  order.setText('q1', '', 'acc');
  const shown = said((sink) => writeOrder(sink, Type.MASS_STATUS, origin, order));
  expect(shown).toMatchObject({ type: 'MASS_STATUS', instrument: 2, side: '2', scope: '1', clOrdId: 'q1', account: 'acc' });
});

test('a copy shows what its EXEC shows, and of which session it is', () => {
  const venue = Harness.open(1);
  venue.session('COPY', { kind: SessionKind.dropCopy, copies: CopyKind.executions });
  venue.buy('b', 5, 100, { account: 'A1' });
  const [exec, copy] = [0, venue.out.views.i32[0]].map((at) => describeRecord(venue.out.views, at, 1, 0));
  expect(exec).toMatchObject({ type: 'EXEC', session: 0, msgSeqNum: 2, clOrdId: 'b', account: 'A1', execFlags: 'inBook' });
  expect(copy).toEqual({ ...exec, type: 'COPIED', session: 1, connection: 0, msgSeqNum: 1, ofSession: 0 });
});

test('a change of the displayed book shows what came and went', () => {
  const sink = new MemorySink();
  const at = sink.claim(Book.BYTES);
  const { u8, u16, f64 } = sink.views;
  u8.fill(0, at + 4, at + Book.BYTES);
  u16[(at + 4) >> 1] = Type.BOOK;
  u8[at + Book.SIDE] = Side.sell;
  u16[(at + Book.ORDERS) >> 1] = 0xffff;
  f64[(at + Book.PRICE) >> 3] = 101;
  f64[(at + Book.LOTS) >> 3] = -10;
  f64[(at + Book.ORDER_ID) >> 3] = ID_SPAN + 4;
  expect(describeRecord(sink.views, at, 1, 0)).toMatchObject({
    type: 'BOOK',
    side: '2',
    orders: -1,
    priceTicks: 101,
    lots: -10,
    orderId: '1-4',
  });
});
