import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Bitmaps } from '../../engine/bitmap.js';
import { Ladder, LevelCursor } from '../../engine/ladder.js';
import { OrderPool } from '../../engine/orders.js';

/** A ladder of two instruments beside the prices that it should hold. */
class Ladders {
  readonly orders = new OrderPool(500);
  readonly ladder: Ladder;
  readonly held: { h: number; side: number; price: number }[] = [];

  constructor(farLevels: number) {
    this.ladder = new Ladder(this.orders, 2, 64, farLevels);
  }

  add(side: number, price: number): void {
    if (this.orders.full || !this.ladder.hasRoom(side, price)) return;
    const h = this.orders.take();
    this.orders.bookSide[h] = side;
    this.orders.price[h] = price;
    this.orders.leaves[h] = 3;
    this.ladder.add(h);
    this.held.push({ h, side, price });
  }

  remove(pick: number): void {
    if (this.held.length === 0) return;
    const [{ h }] = this.held.splice(pick % this.held.length, 1);
    this.ladder.remove(h);
    this.orders.give(h);
  }

  check(): void {
    const { levels, bestRank, bestLevel, sideQty, far } = this.ladder;
    expect(far.free).toBeGreaterThanOrEqual(0);
    for (let side = 0; side < 4; side++) {
      const sign = side % 2 === 0 ? -1 : 1;
      const mine = this.held.filter((o) => o.side === side);
      const expected = [...new Set(mine.map((o) => o.price))].sort((a, b) => sign * (a - b));
      const found: number[] = [];
      const cursor = new LevelCursor(this.ladder).open(side);
      for (let level = cursor.next(); level !== 0; level = cursor.next()) {
        const price = sign * levels.rank[level] + 0; // no -0
        found.push(price);
        const queue: number[] = [];
        for (let h = levels.head[level]; h !== 0; h = this.orders.next[h]) queue.push(h);
        expect(queue).toEqual(mine.filter((o) => o.price === price).map((o) => o.h));
        expect([levels.count[level], levels.qty[level]]).toEqual([queue.length, queue.length * 3]);
      }
      expect(found).toEqual(expected);
      expect(bestRank[side]).toBe(expected.length === 0 ? Infinity : sign * expected[0] + 0);
      expect(bestLevel[side] === 0).toBe(expected.length === 0);
      expect(sideQty[side]).toBe(mine.length * 3);
    }
  }
}

const price = fc.oneof(
  fc.integer({ min: -40, max: 40 }),
  fc.integer({ min: -300, max: 300 }),
  fc.constantFrom(2 ** 40, 2 ** 40 + 63, 2 ** 40 + 64, -(2 ** 40), 2 ** 31, 2 ** 31 - 1, -(2 ** 31), 0),
);
const add = fc.record({ side: fc.nat(3), price });

describe('the ladder', () => {
  for (const farLevels of [4, 400]) {
    it(`holds what it was given, wherever its windows are, with ${farLevels} far levels`, () => {
      fc.assert(
        fc.property(
          fc.array(fc.oneof({ weight: 3, arbitrary: add }, { weight: 2, arbitrary: fc.nat(1000) }), { maxLength: 120 }),
          (steps) => {
            const ladders = new Ladders(farLevels);
            for (const step of steps) {
              if (typeof step === 'number') ladders.remove(step);
              else ladders.add(step.side, step.price);
              ladders.check();
            }
            while (ladders.held.length > 0) ladders.remove(0);
            expect(ladders.ladder.far.free).toBe(farLevels);
          },
        ),
        { numRuns: 150 },
      );
    });
  }

  it('leaves its window where it is when the overflow could not take what falls out', () => {
    const ladders = new Ladders(2);
    for (let price = 1000; price < 1010; price++) ladders.add(0, price);
    for (const price of [2000, 3000, 4000]) {
      ladders.add(0, price);
      ladders.check();
    }
    expect(ladders.held).toHaveLength(12);
    expect(ladders.ladder.far.free).toBe(0);
  });

  it('follows a price that walks away from orders that stay', () => {
    const ladders = new Ladders(300);
    ladders.add(0, 1000);
    for (let price = 1000; price < 3000; price += 7) {
      ladders.add(0, price);
      ladders.check();
      if (ladders.held.length > 20) ladders.remove(5);
    }
  });
});

describe('bitmaps', () => {
  it('find the first bit from anywhere, going round', () => {
    for (const width of [64, 2048, 65_536]) {
      fc.assert(
        fc.property(fc.uniqueArray(fc.nat(width - 1), { maxLength: 20 }), fc.nat(width - 1), (bits, from) => {
          const bitmaps = new Bitmaps(3, width);
          for (const bit of bits) bitmaps.set(1, bit);
          bitmaps.set(0, width - 1);
          bitmaps.set(2, 0);
          const sorted = bits.sort((a, b) => a - b);
          expect(bitmaps.firstFrom(1, from)).toBe(sorted.find((bit) => bit >= from) ?? sorted[0] ?? -1);
          for (const bit of bits) bitmaps.clear(1, bit);
          expect(bitmaps.firstFrom(1, from)).toBe(-1);
        }),
        { numRuns: 60 },
      );
    }
  });
});
