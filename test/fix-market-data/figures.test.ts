/** What is told beside the book: the day's figures, imbalances of auctions, busted and corrected trades. */
import { describe, expect, it } from 'vitest';
import type { Origin } from '../../engine/commands.js';
import { writeSetPhase } from '../../engine/commands.js';
import { writeBust, writeEndDay } from '../../engine/commands-venue.js';
import { ID_SPAN, Phase } from '../../engine/records.js';
import { BustAction } from '../../engine/records-venue.js';
import type { World } from '../fix-door/support/world.js';
import { check, order, request, show, venue } from './support.js';

const operator: Origin = { door: 0, session: -1, connection: 0, msgSeqNum: 0, ref: 0 };
/** All that FIX 4.4 has of what the venue tells. */
const ALL = '01245789AB';

function open(types: string, beginString?: string) {
  const world = venue();
  const broker = world.loggedOn({ senderCompId: 'BROKER' });
  const peer = world.loggedOn({ senderCompId: 'MD1', beginString });
  peer.send('V', request('r', { types }));
  expect(peer.summary(268)).toEqual(['W 268=0']);
  /** What X has told since the last look, by entry. */
  const told = (...tags: number[]) =>
    peer.all().flatMap((x) => {
      check(x);
      expect(x.type).toBe('X');
      return show(x, 279, 269, ...tags);
    });
  return { world, broker, peer, told };
}

function setPhase(world: World, phase: number): void {
  world.sequencer.submit((sink) => writeSetPhase(sink, operator, 0, phase, 'ann'));
  world.run();
}

describe('the day', () => {
  it('is told as it changes, once a second: only what has changed', () => {
    const { world, broker, told } = open('45789B');
    for (const price of ['100.00', '101.00']) {
      order(broker, 'sell', 10, price);
      order(broker, 'buy', 10, price);
    }
    expect(told()).toEqual([]);
    world.pass(1000);
    expect(told(278, 270, 271)).toEqual([
      '0 4 0T4 100.00',
      '0 7 0T7 101.00',
      '0 8 0T8 100.00',
      '0 9 0T9 100.500000',
      '0 B 0TB 20',
    ]);
    order(broker, 'sell', 20, '100.50');
    order(broker, 'buy', 20, '100.50');
    world.pass(1000);
    expect(told(270, 271)).toEqual(['1 B 40']);
  });

  it('ends: its figures go, and its close comes with its date', () => {
    const { world, broker, peer, told } = open('4578B');
    order(broker, 'sell', 10, '100.00');
    order(broker, 'buy', 10, '100.00');
    world.pass(1000);
    peer.all();
    world.sequencer.submit((sink) => writeEndDay(sink, operator, 20_231_114, 'ann'));
    world.run();
    world.pass(1000);
    expect(told(270, 272)).toEqual(['2 4 20231114', '0 5 100.00 20231114', '2 7 20231114', '2 8 20231114', '2 B 20231114']);
    peer.send('V', request('s', { type: 0, types: '4578B' }));
    const [w] = peer.all();
    expect(show(w, 269, 270, 272, 273)).toEqual(['5 100.00 20231114']);
  });

  it('stands in a full refresh, in each version with what it has', () => {
    for (const [beginString, types, expected] of [
      ['FIX.4.2', '24789', ['2 100.00 10', '4 100.00', '7 100.00', '8 100.00', '9 100.000000']],
      ['FIX.4.4', ALL, ['2 100.00 10', '4 100.00', '7 100.00', '8 100.00', '9 100.000000', 'B 10']],
      ['FIXT.1.1', ALL, ['2 1-1 100.00 10', '4 0T4 100.00', '7 0T7 100.00', '8 0T8 100.00', '9 0T9 100.000000', 'B 0TB 10']],
    ] as const) {
      const world = venue();
      const broker = world.loggedOn({ senderCompId: 'BROKER' });
      const peer = world.loggedOn({ senderCompId: 'MD1', beginString });
      order(broker, 'sell', 10, '100.00');
      order(broker, 'buy', 10, '100.00');
      world.pass(1000);
      peer.send('V', request('s', { type: 0, types }));
      const [w] = peer.all();
      check(w);
      expect(show(w, 269, 278, 270, 271)).toEqual(expected);
    }
  });
});

describe('an auction', () => {
  it('tells its imbalance with side and indicative price, and that it is over', () => {
    const { world, broker, peer, told } = open('A');
    setPhase(world, Phase.openingAuction);
    order(broker, 'buy', 10, '101.00');
    order(broker, 'sell', 4, '100.00');
    expect(told(278, 270, 271, 277)).toEqual(['0 A 0TA 101.00 6 P']);
    peer.send('V', request('s', { type: 0, types: 'A' }));
    expect(show(peer.all()[0], 269, 270, 271, 277)).toEqual(['A 101.00 6 P']);
    order(broker, 'sell', 9, '100.00');
    world.pass(1000);
    expect(told(271, 277).at(-1)).toBe('1 A 3 Q');
    setPhase(world, Phase.open);
    expect(told().at(-1)).toBe('2 A');
    peer.send('V', request('s2', { type: 0, types: 'A' }));
    expect(peer.summary(268)).toEqual(['W 268=0']);
  });

  it('that is broken off by a halt has no imbalance any more', () => {
    const { world, broker, peer, told } = open('A');
    setPhase(world, Phase.openingAuction);
    order(broker, 'buy', 10, '101.00');
    order(broker, 'sell', 4, '100.00');
    setPhase(world, Phase.halted);
    expect(told()).toEqual(['0 A', '2 A']);
    peer.send('V', request('s', { type: 0, types: 'A' }));
    const other = world.loggedOn({ senderCompId: 'MD2' });
    other.send('V', request('s', { type: 0, types: 'A' }));
    expect([peer.summary(268), other.summary(268)]).toEqual([['W 268=0'], ['W 268=0']]);
  });

  it('shows its crossed book as it stands, and its trades at one price', () => {
    const { world, broker, told } = open('012');
    setPhase(world, Phase.openingAuction);
    order(broker, 'buy', 10, '101.00');
    order(broker, 'sell', 4, '100.00');
    expect(told(270, 271)).toEqual(['0 0 101.00 10', '0 1 100.00 4']);
    setPhase(world, Phase.open);
    const trades = told(270, 271);
    expect(trades[0]).toMatch(/^0 2 10[01]\.00 4$/);
    expect(trades.slice(1)).toEqual(['1 0 101.00 6', '2 1 100.00']);
  });
});

describe('a trade', () => {
  const bust = (world: World, action: number, newTicks: number, newLots: number) => {
    const fields = { tradeId: ID_SPAN + 1, newTicks, newLots, action, approver: '', author: 'ann' };
    world.sequencer.submit((sink) => writeBust(sink, operator, fields));
    world.run();
  };

  it('that is busted is deleted, and is the last trade no more', () => {
    const { world, broker, peer, told } = open('2');
    order(broker, 'sell', 10, '100.00');
    order(broker, 'buy', 10, '100.00');
    bust(world, BustAction.bust, 0, 0);
    expect(told(278, 270, 271)).toEqual(['0 2 1-1 100.00 10', '2 2 1-1']);
    peer.send('V', request('s', { type: 0, types: '2' }));
    expect(peer.summary(268)).toEqual(['W 268=0']);
  });

  it('that is corrected is changed', () => {
    const { world, broker, peer, told } = open('2');
    order(broker, 'sell', 10, '100.00');
    order(broker, 'buy', 10, '100.00');
    bust(world, BustAction.correct, 9900, 7);
    expect(told(278, 270, 271)).toEqual(['0 2 1-1 100.00 10', '1 2 1-1 99.00 7']);
    peer.send('V', request('s', { type: 0, types: '2' }));
    expect(show(peer.all()[0], 270, 271)).toEqual(['99.00 7']);
  });
});
