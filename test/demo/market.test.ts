import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { configSchema } from '../../gateway/config.js';
import { instruments, LISTINGS } from '../../gateway/demo/listings.js';
import { type Intent, Market } from '../../gateway/demo/market.js';
import { Random } from '../../gateway/demo/random.js';

const blank = (): Intent => ({ listing: 0, buy: true, market: false, immediate: false, priceTicks: 0, qty: 0 });

describe('demo market', () => {
  it('lists 100 different symbols that the exchange accepts', () => {
    expect(new Set(LISTINGS.map((listing) => listing.symbol)).size).toBe(100);
    expect(configSchema.parse({ instruments: instruments() }).instruments).toHaveLength(100);
  });

  it('is the same for the same seed, and another for another', () => {
    const prices = (seed: number) => {
      const market = new Market(seed);
      for (let n = 0; n < 100; n++) market.step();
      return [...market.prices];
    };
    expect(prices(1)).toEqual(prices(1));
    expect(prices(1)).not.toEqual(prices(2));
  });

  it('walks, and stays within ten percent of where it began over an hour', () => {
    const market = new Market(7);
    let moved = 0;
    for (let n = 0; n < 36_000; n++) {
      market.step();
      if (n % 100 > 0) continue;
      for (let i = 0; i < LISTINGS.length; i += 7) {
        const { referenceTicks } = LISTINGS[i];
        const away = Math.abs(market.prices[i] - referenceTicks);
        expect(away).toBeLessThan(Math.max(60, referenceTicks * 0.1));
        moved = Math.max(moved, away);
      }
    }
    expect(moved).toBeGreaterThan(5);
  });

  it('asks for orders that mostly rest near the price, some that cross it, a few immediate ones', () => {
    const market = new Market(3);
    const random = new Random(5);
    const intent = blank();
    const seen = { resting: 0, crossing: 0, market: 0, buys: 0 };
    for (let n = 0; n < 20_000; n++) {
      market.intend(random, intent);
      const middle = LISTINGS[intent.listing].referenceTicks;
      expect(intent.qty).toBeGreaterThan(0);
      if (intent.buy) seen.buys++;
      if (intent.market) seen.market++;
      else if (intent.buy ? intent.priceTicks < middle : intent.priceTicks > middle) seen.resting++;
      else seen.crossing++;
      if (!intent.market) expect(Math.abs(intent.priceTicks - middle)).toBeLessThan(Math.max(30, middle * 0.01));
    }
    expect(seen.resting).toBeGreaterThan(12_000);
    expect(seen.crossing).toBeGreaterThan(3000);
    expect(seen.market).toBeGreaterThan(200);
    expect(Math.abs(seen.buys - 10_000)).toBeLessThan(500);
  });

  it('draws even numbers below any limit', () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: 1, max: 1000 }), (seed, limit) => {
        const random = new Random(seed);
        for (let n = 0; n < 50; n++) {
          const drawn = random.below(limit);
          expect(drawn >= 0 && drawn < limit && Number.isInteger(drawn)).toBe(true);
          expect(random.geometric(0.75, 20)).toBeLessThanOrEqual(20);
        }
      }),
    );
  });
});
