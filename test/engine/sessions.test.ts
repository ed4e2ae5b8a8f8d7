import { describe, expect, it } from 'vitest';
import { writeDeadMan } from '../../engine/commands-venue.js';
import { Directory } from '../../engine/directory.js';
import { Reason, reasonText } from '../../engine/reasons.js';
import { CopyKind, Phase, SessionKind } from '../../engine/records.js';
import { acme, Harness, lines, smallCapacities } from './support.js';

const types = (events: { type: string }[]) => events.map((e) => e.type);

describe('a session', () => {
  it('logs on: it is up, and the answer takes the next outbound number', () => {
    const venue = Harness.open(1);
    venue.disconnect(0);
    expect(venue.logon(0, 5, { msgSeqNum: 3 })).toMatchObject([
      { type: 'SESSION_UP', connection: 5, nextIn: 4, nextOut: 2, resetCount: 0 },
      { type: 'SAID', session: 0, connection: 5, msgSeqNum: 2, msgType: 'A', content: '108=30\u0001' },
    ]);
  });

  it('keeps its inbound number when the Logon is ahead of its turn', () => {
    const venue = Harness.open(1);
    expect(venue.logon(0, 1)[0]).toMatchObject({ nextIn: 1 });
  });

  it('is refused a second connection, and an unknown one is refused', () => {
    const venue = Harness.open(1);
    expect(venue.logon(0, 2)).toMatchObject([{ type: 'REFUSED', reason: reasonText[Reason.alreadyLoggedOn] }]);
    expect(venue.logon(5, 2)).toMatchObject([{ type: 'REFUSED', reason: reasonText[Reason.unknownSession] }]);
    expect(venue.logon(0, 0)).toMatchObject([{ type: 'REFUSED', reason: reasonText[Reason.notLoggedOn] }]);
  });

  it('resets both numbers before the Logon counts', () => {
    const venue = Harness.open(1);
    venue.received(0, 41);
    venue.disconnect(0);
    expect(venue.logon(0, 2, { reset: true, msgSeqNum: 1 })).toMatchObject([
      { type: 'SESSION_UP', nextIn: 2, nextOut: 1, resetCount: 1 },
      { type: 'SAID', msgSeqNum: 1 },
    ]);
  });

  it('starts again at 1 when its connection ends so', () => {
    const venue = Harness.open(1);
    venue.received(0, 41);
    expect(venue.disconnect(0, true, 1, true)).toMatchObject([
      { type: 'SESSION_DOWN', nextIn: 42, nextOut: 2, resetCount: 0 },
      { type: 'SESSION_RESET', nextIn: 1, nextOut: 1, resetCount: 1 },
    ]);
    expect(venue.logon(0, 2, { msgSeqNum: 1 })[0]).toMatchObject({ type: 'SESSION_UP', nextIn: 2, nextOut: 1 });
  });

  it('remembers the window of its schedule in which it last logged on', () => {
    const venue = Harness.open(1);
    const windowUs = () => venue.engine.directorySeed().sessions[0].windowUs;
    expect(windowUs()).toBe(0);
    venue.disconnect(0);
    venue.logon(0, 2, { windowUs: 5e15 });
    venue.disconnect(0, false, 2);
    venue.logon(0, 3);
    venue.reload();
    expect(windowUs()).toBe(5e15);
  });

  it('counts every message of its live connection, and none of another', () => {
    const venue = Harness.open(1);
    const nextIn = () => venue.engine.directorySeed().sessions[0].nextIn;
    expect(venue.received(0, 8)).toEqual([]);
    expect(nextIn()).toBe(9);
    venue.received(0, 20, 99);
    expect(nextIn()).toBe(9);
    expect(venue.setNextIn(0, 30)).toEqual([]);
    expect(nextIn()).toBe(30);
    venue.setNextIn(0, 40, 99);
    expect(nextIn()).toBe(30);
  });

  it('says with the next number; nothing for a connection that is gone', () => {
    const venue = Harness.open(1);
    expect(venue.say(0, 'hello')).toMatchObject([{ type: 'SAID', msgSeqNum: 2, msgType: '0', content: 'hello' }]);
    expect(venue.say(0, 'ghost', 99)).toEqual([]);
    expect(venue.say(0, 'again')).toMatchObject([{ msgSeqNum: 3 }]);
  });

  it('that is down is numbered on, for connection 0', () => {
    const venue = Harness.open(2);
    venue.sell('s', 5, 100);
    venue.disconnect(0, true);
    const fill = venue.buy('b', 5, 100, { session: 1 })[2];
    expect(fill).toMatchObject({ clOrdId: 's', session: 0, connection: 0, msgSeqNum: 3 });
    expect(venue.logon(0, 7)[0]).toMatchObject({ nextOut: 4 });
  });

  it('is not touched by the disconnect of a stale connection', () => {
    const venue = Harness.open(1);
    expect(venue.disconnect(0, false, 99)).toEqual([]);
    expect(venue.disconnect(0)).toMatchObject([{ type: 'SESSION_DOWN', connection: 1 }]);
    expect(venue.disconnect(0)).toEqual([]);
  });
});

describe('a session that is disabled', () => {
  const refused = [{ type: 'REFUSED', reason: reasonText[Reason.sessionDisabled] }];

  it('may not log on, until it is enabled again', () => {
    const venue = Harness.open(0);
    venue.session('A', { enabled: false });
    expect(venue.logon(0)).toMatchObject(refused);
    venue.reload();
    expect(venue.logon(0)).toMatchObject(refused);
    expect(venue.engine.directorySeed().sessions).toMatchObject([{ enabled: false, connection: 0, nextIn: 1, nextOut: 1 }]);
    venue.session('A');
    expect(types(venue.logon(0))).toEqual(['SESSION_UP', 'SAID']);
  });

  it('stays up until its door ends it', () => {
    const venue = Harness.open(1);
    venue.session('BROKER0', { enabled: false });
    expect(venue.logon(0, 2)).toMatchObject(refused);
    expect(lines(venue.buy('a', 1, 100))).toEqual(['a new']);
    expect(types(venue.disconnect(0))).toEqual(['SESSION_DOWN']);
    expect(venue.logon(0)).toMatchObject(refused);
  });
});

describe('a drop-copy session', () => {
  function withCopy(): Harness {
    const venue = Harness.open(1);
    venue.session('COPY', { kind: SessionKind.dropCopy, copies: CopyKind.trades });
    venue.logon(1, 2, { msgSeqNum: 1 });
    return venue;
  }
  const refused = [{ type: 'REFUSED', session: 1, reason: reasonText[Reason.readOnlySession] }];

  it('enters nothing about orders', () => {
    const venue = withCopy();
    venue.buy('a', 1, 100);
    expect(venue.buy('b', 1, 100, { session: 1 })).toEqual(refused);
    expect(venue.cancel('c', 'a', { session: 1 })).toEqual(refused);
    expect(venue.replace('r', 'a', 2, 100, { session: 1 })).toEqual(refused);
    expect(venue.status('a', { session: 1 })).toEqual(refused);
    expect(venue.massCancel('m', { session: 1 })).toEqual(refused);
    expect(venue.massStatus('q', { session: 1 })).toEqual(refused);
    expect(venue.run({ session: 1, connection: 2 }, (sink, o) => writeDeadMan(sink, o, 1000))).toEqual(refused);
    expect(venue.bids()).toEqual([[100, 1, 1]]);
    expect(venue.engine.nextDeadlineUs).toBe(Infinity);
  });

  it('is counted all the same: what it sends and what it is told', () => {
    const venue = withCopy();
    venue.run({ session: 1, connection: 2, msgSeqNum: 2 }, (sink, o) => writeDeadMan(sink, o, 1000));
    expect(venue.say(1, 'hello')).toMatchObject([{ type: 'SAID', session: 1, msgSeqNum: 2 }]);
    expect(venue.engine.directorySeed().sessions[1]).toMatchObject({ kind: SessionKind.dropCopy, nextIn: 3, nextOut: 3 });
  });

  it('that is not up is told so first', () => {
    const venue = withCopy();
    venue.disconnect(1);
    expect(venue.buy('b', 1, 100, { session: 1 })).toMatchObject([{ reason: reasonText[Reason.notLoggedOn] }]);
  });
});

describe('cancel on disconnect', () => {
  function withGrace(graceMs: number, cancelOnDisconnect = true): Harness {
    const venue = Harness.open(0);
    venue.session('A', { graceMs, cancelOnDisconnect });
    venue.logon(0);
    return venue;
  }

  it('waits for the grace time, then cancels with the next Tick', () => {
    const venue = withGrace(500);
    venue.buy('a', 1, 100);
    venue.disconnect(0);
    expect(venue.engine.nextDeadlineUs).toBe(venue.timeUs + 500_000);
    expect(venue.tick(499)).toEqual([]);
    expect(lines(venue.tick(1))).toEqual(['a canceled (cancelled because the session was lost)']);
    expect(venue.engine.nextDeadlineUs).toBe(Infinity);
    expect(venue.bids()).toEqual([]);
  });

  it('without grace is due at once, at a Tick', () => {
    const venue = withGrace(0);
    venue.buy('a', 1, 100);
    expect(types(venue.disconnect(0))).toEqual(['SESSION_DOWN']);
    expect(venue.engine.nextDeadlineUs).toBe(venue.timeUs);
    expect(venue.tick()).toHaveLength(1);
  });

  it('is off after a Logout, a Logon in time, or when not wanted', () => {
    const clean = withGrace(0);
    clean.buy('a', 1, 100);
    clean.disconnect(0, true);
    expect(clean.tick(1)).toEqual([]);

    const back = withGrace(500);
    back.buy('a', 1, 100);
    back.disconnect(0);
    back.logon(0, 2);
    expect(back.tick(1000)).toEqual([]);

    const off = withGrace(0, false);
    off.buy('a', 1, 100);
    off.disconnect(0);
    expect(off.tick(1)).toEqual([]);
  });

  it('is as the Logon asks', () => {
    const asked = withGrace(0, false);
    asked.logon(0, 1, { cancel: 1 });
    asked.buy('a', 1, 100);
    asked.disconnect(0);
    expect(asked.tick()).toHaveLength(1);

    const declined = withGrace(0, true);
    declined.logon(0, 1, { cancel: 2 });
    declined.buy('a', 1, 100);
    declined.disconnect(0);
    expect(declined.tick()).toEqual([]);
  });

  it('begins with a new epoch for those who were connected', () => {
    const venue = withGrace(200);
    venue.session('B', { graceMs: 100 });
    venue.logon(1, 2);
    venue.buy('a', 1, 100);
    venue.buy('b', 1, 100, { session: 1 });
    venue.disconnect(1, true);
    expect(types(venue.epoch(2))).toEqual(['EPOCH_STARTED']);
    expect(venue.engine.directorySeed().sessions.map((s) => s.connection)).toEqual([0, 0]);
    expect(venue.engine.nextDeadlineUs).toBe(venue.timeUs + 200_000);
    expect(lines(venue.tick(1000))).toEqual(['a canceled (cancelled because the session was lost)']);
    expect(venue.bids()).toEqual([[100, 1, 1]]);
  });

  it('fires only those timers whose time has come', () => {
    const venue = withGrace(100);
    venue.session('B', { graceMs: 50 });
    venue.logon(1, 2);
    venue.buy('a', 1, 100);
    venue.buy('b', 1, 100, { session: 1 });
    venue.disconnect(0);
    venue.disconnect(1);
    expect(lines(venue.tick(60))).toEqual(['b canceled (cancelled because the session was lost)']);
    expect(venue.engine.nextDeadlineUs).toBe(venue.timeUs + 40_000);
    expect(lines(venue.tick(40))).toEqual(['a canceled (cancelled because the session was lost)']);
  });
});

describe('a notice', () => {
  it('stands in the log as it was given, and only if it can be shown', () => {
    const venue = Harness.open(1);
    expect(venue.notice('we close early today')).toMatchObject([{ type: 'NOTICE_GIVEN', index: 0 }]);
    const refused = [{ type: 'REFUSED', reason: reasonText[Reason.invalidDefinition] }];
    for (const text of ['', 'x'.repeat(201), 'two\nlines', 'a\u0001b']) expect(venue.notice(text)).toMatchObject(refused);
  });
});

describe('reference data', () => {
  const refused = (reason: number) => [{ type: 'REFUSED', reason: reasonText[reason as keyof typeof reasonText] }];

  it('is answered the same when it is defined again', () => {
    const venue = Harness.open(1);
    expect(venue.instrument(acme)).toEqual([{ type: 'INSTRUMENT_DEFINED', index: 0 }]);
    expect(venue.participant('FIRM')).toEqual([{ type: 'PARTICIPANT_DEFINED', index: 0 }]);
    expect(venue.session('BROKER0', { graceMs: 7 })).toEqual([{ type: 'SESSION_DEFINED', index: 0 }]);
    expect(venue.engine.directorySeed().sessions).toMatchObject([{ graceMs: 7, connection: 1 }]);
  });

  it('of sessions reaches those who read the log as it was defined, and with defaults', () => {
    const venue = Harness.open(1);
    const directory = new Directory();
    const settings = { enabled: false, copies: CopyKind.executions | CopyKind.trades, maxOpenOrders: 5, resetDaily: true };
    venue.session('COPY', { kind: SessionKind.dropCopy, graceMs: 3, ...settings });
    for (let at = 0; at < venue.log.used; at += venue.log.views.i32[at >> 2]) directory.apply(venue.log.views, at);
    expect(directory.sessions[0]).toMatchObject({ enabled: true, copies: 0, maxOpenOrders: 0, resetDaily: false });
    expect(directory.session(SessionKind.dropCopy, 'COPY', 'VENUE')).toMatchObject({ graceMs: 3, ...settings });
    expect(directory.session(SessionKind.fix, 'COPY', 'VENUE')).toBe(undefined);
    venue.reload();
    expect(directory.sessions).toMatchObject(venue.engine.directorySeed().sessions.map(({ nextOut, ...rest }) => rest));
  });

  it('is refused where it is not valid', () => {
    const venue = Harness.open(1);
    const wrong = [
      { tickUnits: 0 },
      { maxQtyLots: 0 },
      { minPriceTicks: 9e6 },
      { symbol: '' },
      { symbol: 'a\tb' },
      { lotUnits: -1 },
    ];
    for (const change of wrong)
      expect(venue.instrument({ ...acme, ...change })).toMatchObject(refused(Reason.invalidDefinition));
    expect(venue.participant('')).toMatchObject(refused(Reason.invalidDefinition));
    expect(venue.session('')).toMatchObject(refused(Reason.invalidDefinition));
    expect(venue.session('X', { graceMs: -1 })).toMatchObject(refused(Reason.invalidDefinition));
    for (const change of [{ kind: 0 }, { kind: 4 }, { maxOpenOrders: -1 }, { copies: CopyKind.executions }]) {
      expect(venue.session('X', change)).toMatchObject(refused(Reason.invalidDefinition));
    }
    expect(venue.session('X', { kind: SessionKind.dropCopy, copies: 4 })).toMatchObject(refused(Reason.invalidDefinition));
    expect(venue.session('X', { participant: 9 })).toMatchObject(refused(Reason.unknownParticipant));
    expect(venue.phase(10)).toMatchObject(refused(Reason.invalidDefinition));
    expect(venue.phase(Phase.open, 9)).toMatchObject(refused(Reason.unknownSymbol));
    expect(venue.level(2)).toMatchObject(refused(Reason.unsupportedLevel));
    expect(venue.level(3)).toEqual([{ type: 'LEVEL_CHANGED', index: 3 }]);
    expect(venue.engine.level).toBe(3);
  });

  it('refuses a symbol whose market data subject is taken', () => {
    const venue = Harness.open(0);
    venue.instrument({ ...acme, symbol: 'BRK.B' });
    expect(venue.instrument({ ...acme, symbol: 'BRK_B' })).toMatchObject(refused(Reason.symbolCollides));
  });

  it('keeps the meaning of orders that are open', () => {
    const venue = Harness.open(1);
    venue.buy('a', 1, 100);
    expect(venue.instrument({ ...acme, tickUnits: 5 })).toMatchObject(refused(Reason.definitionInUse));
    expect(venue.instrument({ ...acme, maxPriceTicks: 500 })).toMatchObject(refused(Reason.definitionInUse));
    venue.participant('OTHER');
    expect(venue.session('BROKER0', { participant: 1 })).toMatchObject(refused(Reason.definitionInUse));
    expect(venue.instrument({ ...acme, maxQtyLots: 9 })).toMatchObject([{ type: 'INSTRUMENT_DEFINED' }]);
    venue.cancel('c', 'a');
    expect(venue.instrument({ ...acme, tickUnits: 5 })).toMatchObject([{ type: 'INSTRUMENT_DEFINED' }]);
  });

  it('is refused where it is full', () => {
    const venue = Harness.open(8);
    expect(venue.session('ONE MORE')).toMatchObject(refused(Reason.sessionsFull));
    for (let i = 1; i < smallCapacities.instruments; i++) venue.instrument({ ...acme, symbol: `I${i}` });
    expect(venue.instrument({ ...acme, symbol: 'X' })).toMatchObject(refused(Reason.instrumentsFull));
    for (let i = 1; i < smallCapacities.participants; i++) venue.participant(`F${i}`);
    expect(venue.participant('X')).toMatchObject(refused(Reason.participantsFull));
  });
});
