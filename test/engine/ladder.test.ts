import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clearBit, createSets, firstBitFrom, setBit, setWords, summaryWords } from '../../engine/bitmap.js';
import { createLadder, type Ladder, rankOf } from '../../engine/ladder.js';
import { createOrderPool, F, I, Kind, SIDES } from '../../engine/orders.js';
import { createPages, PAGE_TICKS } from '../../engine/pages.js';

/** A ladder of two instruments beside the prices that it should hold. */
class Ladders {
  readonly orders = createOrderPool(500);
  readonly ladder: Ladder;
  readonly held: { h: number; side: number; price: number }[] = [];

  constructor(width: number) {
    this.ladder = createLadder(this.orders, 2, width);
  }

  add(side: number, price: number): void {
    if (this.orders.isFull()) return;
    const h = this.orders.take();
    this.orders.i32[h * 2 + I.side] = side;
    this.orders.f64[h + F.price] = price;
    this.orders.f64[h + F.leaves] = 3;
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
    const { pages, bestRank, bestLevel, sideQty } = this.ladder;
    for (let side = 0; side < 2 * SIDES; side++) {
      const mine = this.held.filter((o) => o.side === side);
      const expected = [...new Set(mine.map((o) => o.price))].sort((a, b) => rankOf(side, a) - rankOf(side, b));
      const found: number[] = [];
      for (let level = bestLevel[side]; level !== 0; level = this.ladder.worse(side, level)) {
        const price = rankOf(side, pages.rankOf(level));
        found.push(price);
        const queue: number[] = [];
        for (let h = pages.head(level); h !== 0; h = this.orders.i32[h * 2 + I.next]) queue.push(h);
        expect(queue).toEqual(mine.filter((o) => o.price === price).map((o) => o.h));
        expect(pages.qty(level)).toBe(queue.length * 3);
      }
      expect(found).toEqual(expected);
      expect(bestRank[side]).toBe(expected.length === 0 ? Infinity : rankOf(side, expected[0]) + 0);
      expect(sideQty[side]).toBe(mine.length * 3);
    }
  }
}

const price = fc.oneof(
  fc.integer({ min: -40, max: 40 }),
  fc.integer({ min: -300, max: 300 }),
  fc.constantFrom(2 ** 40, 2 ** 40 + 63, 2 ** 40 + 64, -(2 ** 40), 2 ** 31, 2 ** 31 - 1, -(2 ** 31), 0),
);
const add = fc.record({ side: fc.constantFrom(0, 1, 8, 9, 13), price });

describe('ranks', () => {
  it('are lower for the better price: of buys the higher, of sells the lower, of stops the first to trigger', () => {
    const better = (side: number) => rankOf(side, 101) < rankOf(side, 100);
    const { displayed, hidden, stops, auction } = Kind;
    for (const kind of [displayed, hidden, auction]) expect([better(kind * 2), better(kind * 2 + 1)]).toEqual([true, false]);
    expect([better(stops * 2), better(stops * 2 + 1)]).toEqual([false, true]);
    for (let side = 0; side < 2 * SIDES; side++) expect(rankOf(side, rankOf(side, 7))).toBe(7);
  });
});

describe('the ladder', () => {
  for (const width of [64, 1024]) {
    it(`holds what it was given, wherever its windows of ${width} ticks are`, () => {
      fc.assert(
        fc.property(
          fc.array(fc.oneof({ weight: 3, arbitrary: add }, { weight: 2, arbitrary: fc.nat(1000) }), { maxLength: 120 }),
          (steps) => {
            const ladders = new Ladders(width);
            for (const step of steps) {
              if (typeof step === 'number') ladders.remove(step);
              else ladders.add(step.side, step.price);
              ladders.check();
            }
            while (ladders.held.length > 0) {
              ladders.remove(0);
              ladders.check();
            }
          },
        ),
        { numRuns: 150 },
      );
    });
  }

  it('holds orders that stand each on a page of its own, as many as there can be', () => {
    const ladders = new Ladders(64);
    for (let k = 0; k < 500; k++) ladders.add(k % 2, k * 1000);
    ladders.check();
    while (ladders.held.length > 0) ladders.remove(7);
    ladders.check();
  });

  it('follows a price that walks away from orders that stay', () => {
    const ladders = new Ladders(64);
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
    for (const width of [2, 64, 2048, 65_536]) {
      fc.assert(
        fc.property(fc.uniqueArray(fc.nat(width - 1), { maxLength: Math.min(width, 20) }), fc.nat(width - 1), (bits, from) => {
          const sets = createSets(3, width);
          const [words, summary] = [setWords(width), summaryWords(width)];
          for (const bit of bits) setBit(sets, words, summary, bit);
          setBit(sets, 0, summary, width - 1);
          setBit(sets, 2 * words, summary, 0);
          const sorted = bits.sort((a, b) => a - b);
          expect(firstBitFrom(sets, words, summary, from)).toBe(sorted.find((bit) => bit >= from) ?? sorted[0] ?? -1);
          for (const bit of bits) clearBit(sets, words, summary, bit);
          expect(firstBitFrom(sets, words, summary, from)).toBe(-1);
        }),
        { numRuns: 60 },
      );
    }
  });
});

it('has a level for every price of as many pages as there can be orders', () => {
  const orders = createOrderPool(10);
  const pages = createPages(orders, 5_000_000); // more bytes than fit 31 bits
  const h = orders.take();
  orders.f64[h | F.leaves] = 3;
  const last = 5_000_000 * PAGE_TICKS + PAGE_TICKS - 1;
  pages.append(last, h);
  expect([pages.head(last), pages.qty(last)]).toEqual([h, 3]);
});
