import { expect, test } from 'vitest';
import { FeedClass } from '../../marketdata/messages.js';
import { feedEpoch, Sequences } from '../../marketdata/sequences.js';
import { Subjects } from '../../marketdata/subjects.js';

test('what a subject cannot hold becomes an underscore', () => {
  const subjects = new Subjects('XBTN');
  for (const [i, symbol] of ['BRK.B', 'A*>. B', 'BTC/USD'].entries()) subjects.addInstrument(i, symbol);
  expect([0, 1, 2].map((i) => subjects.token(i))).toEqual(['BRK_B', 'A____B', 'BTC/USD']);
});

test('subjects of a venue', () => {
  const subjects = new Subjects('XBTN');
  subjects.addInstrument(3, 'BRK.B');
  subjects.addFirm(1, 'ACME');
  expect(subjects.of(FeedClass.trade, 3)).toBe('md.v1.XBTN.trade.BRK_B');
  expect(subjects.of(FeedClass.l2, 3)).toBe('md.v1.XBTN.l2.BRK_B');
  expect(subjects.exec(1, 3)).toBe('ord.v1.ACME.exec.BRK_B');
  expect(subjects.heartbeat(0)).toBe('md.v1.XBTN.hb.0');
  expect(subjects.instrumentOf('BRK_B')).toBe(3);
  expect(subjects.instrumentOf('BRK.B')).toBe(-1);
});

test('a symbol that collides with another is refused; the same one again is not', () => {
  const subjects = new Subjects('XBTN');
  subjects.addInstrument(0, 'BRK.B');
  subjects.addInstrument(0, 'BRK.B');
  expect(() => subjects.addInstrument(1, 'BRK B')).toThrow(/BRK B: expected a subject of its own, got BRK_B/);
});

test('no two firms share a subject', () => {
  const subjects = new Subjects('XBTN');
  subjects.addInstrument(0, 'AAA');
  const names = ['A.B', 'A_B', 'A B', 'A_B-1', 'A_B'];
  for (const [i, name] of names.entries()) subjects.addFirm(i, name);
  expect(new Set(names.map((_, i) => subjects.exec(i, 0))).size).toBe(names.length);
});

test('the epoch changes with each start and with each epoch of the engine, and grows', () => {
  const startUs = 1_700_000_000_000_000;
  const epochs = [feedEpoch(1, startUs), feedEpoch(1, startUs + 1_000_000), feedEpoch(2, startUs + 2_000_000)];
  expect(new Set(epochs).size).toBe(3);
  expect([...epochs].sort((a, b) => a - b)).toEqual(epochs);
  expect(epochs.every(Number.isSafeInteger)).toBe(true);
});

test('what has changed is listed once, in parts of a bounded size', () => {
  const sequences = new Sequences(1);
  for (let instrument = 0; instrument < 1000; instrument++) sequences.next(FeedClass.l2, instrument);
  sequences.next(FeedClass.l2, 0);
  const first: (number | string)[] = [];
  expect(sequences.takeChanged(first, 600)).toBe(600);
  expect(first.slice(0, 6)).toEqual([0, FeedClass.l2, 2, 1, FeedClass.l2, 1]);
  expect(sequences.takeChanged([], 600)).toBe(400);
  expect(sequences.changes).toBe(0);
  sequences.changeAll();
  expect(sequences.changes).toBe(1000);
  sequences.restart(2);
  expect([sequences.changes, sequences.last(FeedClass.l2, 0), sequences.next(FeedClass.l2, 0)]).toEqual([0, 0, 1]);
});
