/** A book that is built from W and X is the engine's, whatever the version, the depth, and the pace at which its reader reads. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { FixPeer } from '../fix-door/support/peer.js';
import type { World } from '../fix-door/support/world.js';
import { request, Subscriber, seen, truth, VERSIONS, venue } from './support.js';

const SYMBOLS = ['AAPL', 'BETA'];

const step = fc.record({
  action: fc.nat(13),
  symbol: fc.constantFrom(...SYMBOLS),
  buy: fc.boolean(),
  ticks: fc.integer({ min: 9990, max: 10_010 }),
  qty: fc.integer({ min: 1, max: 20 }),
  pick: fc.nat(1000),
});
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

interface Open {
  id: string;
  symbol: string;
  side: number;
}

/** Mostly orders, of which some are immediate or icebergs, some market; cancels, replaces. */
function act(broker: FixPeer, open: Open[], s: Step, id: string): void {
  const side = s.buy ? 1 : 2;
  const price = s.symbol === 'AAPL' ? (s.ticks / 100).toFixed(2) : ((s.ticks * 5) / 1000).toFixed(3);
  const qty = s.symbol === 'AAPL' ? String(s.qty) : (s.qty / 10).toFixed(1);
  const terms = `55=${s.symbol}|54=${side}|60=20231114-22:13:20`;
  const chosen = open[s.pick % Math.max(1, open.length)];
  const theirs = chosen && `55=${chosen.symbol}|54=${chosen.side}|60=20231114-22:13:20`;
  if (s.action < 7 || chosen === undefined) {
    broker.send('D', `11=${id}|${terms}|38=${qty}|40=2|44=${price}`);
    open.push({ id, symbol: s.symbol, side });
  } else if (s.action === 7) {
    broker.send('D', `11=${id}|${terms}|38=${qty}|40=2|44=${price}|59=3`);
  } else if (s.action === 8) {
    broker.send(
      'D',
      `11=${id}|${terms}|38=${s.symbol === 'AAPL' ? 40 : '4.0'}|40=2|44=${price}|111=${s.symbol === 'AAPL' ? 5 : '0.5'}`,
    );
  } else if (s.action === 9) {
    broker.send('D', `11=${id}|${terms}|38=${qty}|40=1`);
  } else if (s.action < 12) {
    broker.send('F', `11=${id}|41=${chosen.id}|${theirs}`);
  } else {
    const ticks = chosen.symbol === 'AAPL' ? (s.ticks / 100).toFixed(2) : ((s.ticks * 5) / 1000).toFixed(3);
    broker.send(
      'G',
      `11=${id}|41=${chosen.id}|${theirs}|38=${chosen.symbol === 'AAPL' ? s.qty : (s.qty / 10).toFixed(1)}|40=2|44=${ticks}`,
    );
    chosen.id = id;
  }
}

interface Reader {
  subscriber: Subscriber;
  depth: number;
  /** Whether each trade comes by itself. */
  tells: boolean;
}

function readers(world: World, depths: readonly number[], update: number): Reader[] {
  return VERSIONS.map((beginString, i) => {
    const peer = world.loggedOn({ senderCompId: `MD${i + 1}`, beginString });
    peer.send('V', request('all', { depth: depths[i], update, symbols: SYMBOLS, types: '0125789' }));
    return { subscriber: new Subscriber(peer), depth: depths[i] === 0 ? 1e9 : depths[i], tells: update === 1 };
  });
}

function compare(world: World, all: readonly Reader[]): void {
  for (const { subscriber, depth } of all) {
    subscriber.read();
    for (const symbol of SYMBOLS) expect(seen(subscriber.book(symbol))).toEqual(truth(world, symbol, depth));
  }
}

const flow = fc.array(step, { minLength: 5, maxLength: 40 });
const depths = fc.tuple(...VERSIONS.map(() => fc.constantFrom(0, 1, 2, 3, 5)));

test('after each command, in all versions and depths, incremental or by full refreshes', () => {
  fc.assert(
    fc.property(flow, depths, fc.constantFrom(0, 1), (steps, chosen, update) => {
      const world = venue({ limits: { fixRefreshMs: 0 } });
      const broker = world.loggedOn({ senderCompId: 'BROKER' });
      const open: Open[] = [];
      act(broker, open, steps[0], 'first');
      const all = readers(world, chosen, update);
      for (const [i, s] of steps.entries()) {
        act(broker, open, s, `id${i}`);
        compare(world, all);
      }
      const trades = all.map(({ subscriber }) => SYMBOLS.map((symbol) => subscriber.book(symbol).trades));
      expect(trades).toEqual(all.map(() => trades[0]));
    }),
    { numRuns: 40 },
  );
});

test('readers that stop and go on have the book in the end, and each trade once and in order', () => {
  fc.assert(
    fc.property(flow, depths, fc.array(fc.nat(5), { minLength: 40, maxLength: 40 }), (steps, chosen, pauses) => {
      const world = venue();
      const broker = world.loggedOn({ senderCompId: 'BROKER' });
      const all = readers(world, chosen, 1);
      compare(world, all);
      const open: Open[] = [];
      steps.forEach((s, i) => {
        const { socket } = all[pauses[i] % 3].subscriber.peer;
        if (pauses[i] < 3) socket.stopReading();
        else socket.startReading();
        act(broker, open, s, `id${i}`);
      });
      for (const { subscriber } of all) subscriber.peer.socket.startReading();
      world.run();
      for (const { subscriber } of all) subscriber.peer.socket.startReading();
      world.run();
      compare(world, all);
      const told = broker.all().filter((m) => m.get(150) === 'F');
      for (const symbol of SYMBOLS) {
        const ids = [...new Set(told.filter((m) => m.get(55) === symbol).map((m) => m.get(527)))];
        for (const { subscriber } of all) expect(subscriber.book(symbol).trades).toEqual(ids);
      }
    }),
    { numRuns: 40 },
  );
});
