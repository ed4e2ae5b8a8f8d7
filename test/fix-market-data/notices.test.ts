/** What the venue tells whoever is logged on, and who asked for it: market-data sessions hear it as others do. */
import { describe, expect, it, test } from 'vitest';
import { type Origin, writeSetPhase } from '../../engine/commands.js';
import { writeNotice } from '../../engine/commands-venue.js';
import { Phase } from '../../engine/records.js';
import type { FixPeer } from '../fix-door/support/peer.js';
import type { World } from '../fix-door/support/world.js';
import { order, request, Subscriber, VERSIONS, venue } from './support.js';

const operator: Origin = { door: 0, session: -1, connection: 0, msgSeqNum: 0, ref: 0 };
const NEWS = 'B 148=we close early today 33=1 58=we close early today';

function notice(world: World): void {
  world.sequencer.submit((sink) => writeNotice(sink, operator, 'we close early today', 'ann'));
  world.run();
}

function setPhase(world: World, instrument: number, phase: number): void {
  world.sequencer.submit((sink) => writeSetPhase(sink, operator, instrument, phase, 'ann'));
  world.run();
}

const news = (peer: FixPeer) => peer.summary(148, 33, 58);

describe.each(VERSIONS)('%s', (beginString) => {
  it('a notice comes as News, in its place among the numbers', () => {
    const world = venue();
    const broker = world.loggedOn({ senderCompId: 'BROKER' });
    const peer = world.loggedOn({ senderCompId: 'MD1', beginString });
    const subscriber = new Subscriber(peer);
    peer.send('V', request('r'));
    notice(world);
    order(broker, 'buy', 1, '99.00');
    expect(subscriber.read().map(({ type }) => type)).toEqual(['W', 'B', 'X']);
    expect(broker.summary()).toEqual(['B', '8']);
    notice(world);
    expect(news(peer)).toEqual([NEWS]);
  });

  it('the status of an instrument and of the trading session, and each change of them until that is not wanted any more', () => {
    const world = venue();
    const peer = world.loggedOn({ senderCompId: 'MD1', beginString });
    const subscriber = new Subscriber(peer);
    const told = () => subscriber.read().map((m) => `${m.type} ${m.get(325)} ${m.get(58)}`);
    peer.send('e', '324=s|55=AAPL|263=1').send('g', '335=g|336=DAY|263=1');
    expect(told()).toEqual(['f N open', 'h N open']);
    setPhase(world, 1, Phase.halted); // BETA, which it did not ask about
    expect(told()).toEqual([]);
    setPhase(world, 0, Phase.halted);
    expect(told()).toEqual(['f Y halted']);
    setPhase(world, -1, Phase.closed);
    expect(told()).toEqual(['h Y closed', 'f Y closed']);
    peer.send('e', '324=s|55=AAPL|263=2').send('g', '335=g|263=2');
    setPhase(world, -1, Phase.open);
    expect(told()).toEqual([]);
  });
});

test('a notice goes only to those that are logged on, and is not kept for others', () => {
  const world = venue();
  const gone = world.loggedOn({ senderCompId: 'MD1' });
  gone.socket.disconnect();
  const stays = world.loggedOn({ senderCompId: 'MD2' });
  const leaving = world.loggedOn({ senderCompId: 'MD3' });
  expect(leaving.send('5').summary()).toEqual(['5']);
  notice(world);
  expect([news(gone), news(stays), news(leaving)]).toEqual([[], [NEWS], []]);
  expect(world.loggedOn({ senderCompId: 'MD1' }).all()).toEqual([]);
});

test('a notice waits for a socket that takes nothing', () => {
  const world = venue();
  const broker = world.loggedOn({ senderCompId: 'BROKER' });
  const peer = world.loggedOn({ senderCompId: 'MD1' });
  const subscriber = new Subscriber(peer);
  peer.send('V', request('r'));
  peer.socket.stopReading();
  for (const price of ['99.00', '99.01']) order(broker, 'buy', 1, price);
  notice(world);
  peer.socket.startReading();
  world.run();
  expect(subscriber.read().map(({ type }) => type)).toEqual(['W', 'X', 'B', 'W']);
});

test('a notice leaves when it is on disk', () => {
  const world = venue();
  const peer = world.loggedOn({ senderCompId: 'MD1' });
  world.durable = false;
  notice(world);
  expect(peer.all()).toEqual([]);
  world.durable = true;
  world.run();
  expect(news(peer)).toEqual([NEWS]);
});
