/** A stop that triggers a stop that triggers a stop: 100,000 times in one command. */
import { describe, expect, it } from 'vitest';
import { Type } from '../../engine/records.js';
import { type ExecFigures, figures } from './decode.js';
import { setup } from './setups.js';
import { Venue } from './venue.js';

const STOPS = 100_000;

describe('a cascade of stops', () => {
  it('runs to its end in one command, and in order', () => {
    const given = setup({ first: { maxPriceTicks: 1_000_000, maxQtyLots: 1_000_000 } });
    const venue = new Venue(given, {
      orders: 2 * STOPS + 10,
      specials: STOPS + 10,
      clOrdIds: 2 * STOPS + 10,
      ladderTicks: 4096,
      trades: 10,
      positions: 1000,
    });
    for (let i = 0; i < STOPS; i++) {
      const price = 1000 + i;
      venue.quietly({ do: 'new', id: `a${i}`, session: 0, side: 'sell', price, qty: 1 });
      venue.quietly({ do: 'new', id: `s${i}`, session: 2, side: 'buy', type: 'stop', stop: price, qty: 1 });
    }
    venue.quietly({ do: 'new', id: 'z', session: 0, side: 'sell', price: 1000 + STOPS, qty: 1 });
    venue.quietly({ do: 'new', id: 'first', session: 1, side: 'buy', type: 'market', tif: 'ioc', qty: 1 });
    const { views, used } = venue.out;
    const execs: ExecFigures[] = [];
    for (let at = 0; at < used; at += views.i32[at >> 2] ?? used) {
      if (views.u16[(at >> 1) + 2] === Type.EXEC) execs.push(figures(views, at));
    }
    const triggered = execs.filter(({ execType }) => execType === 'triggered').length;
    const traded = execs.filter(({ execType }) => execType === 'trade');
    expect(triggered).toBe(STOPS);
    expect(traded.length).toBe(2 * (STOPS + 1));
    expect(traded.at(-1)?.lastPrice).toBe(1000 + STOPS);
    expect(traded.every(({ lastPrice }, i) => lastPrice === 1000 + (i >> 1))).toBe(true);
  });
});
