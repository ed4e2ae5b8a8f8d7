import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DepthFold } from './depth.js';
import { step, toModel, toVenue } from './flow.js';
import { Model } from './model.js';
import { Harness, lines } from './support.js';

describe('the engine against a naive model', () => {
  for (const ladderTicks of [64, 4096]) {
    it(`does the same with windows of ${ladderTicks} ticks, and its events fold to its book`, () => {
      fc.assert(
        fc.property(fc.array(step, { minLength: 20, maxLength: 150 }), (steps) => {
          const venue = Harness.open(3, { ladderTicks });
          const model = new Model();
          const depth = new DepthFold();
          for (const s of steps) {
            const events = toVenue(venue, s);
            expect(lines(events)).toEqual(toModel(model, s));
            expect(venue.bids()).toEqual(model.side('buy'));
            expect(venue.asks()).toEqual(model.side('sell'));
            depth.apply(events);
            expect(depth.bids()).toEqual(venue.bids());
            expect(depth.asks()).toEqual(venue.asks());
            const [bid, ask] = [venue.bids()[0], venue.asks()[0]];
            if (bid && ask) expect(bid[0]).toBeLessThan(ask[0]);
            expect(venue.engine.openOrders).toBe(model.open.length);
          }
        }),
        { numRuns: 100 },
      );
    });
  }
});
