import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Side, Type } from '../../engine/records.js';
import { Depth } from '../../marketdata/depth.js';
import { DepthSide } from '../../marketdata/depth-side.js';
import { act, type PriceLevel, type Step, ToyMarket } from './market.js';

const step: fc.Arbitrary<Step> = fc.record({
  action: fc.nat(9),
  instrument: fc.constant(0),
  buy: fc.boolean(),
  price: fc.integer({ min: 90, max: 110 }),
  qty: fc.integer({ min: 1, max: 20 }),
  pick: fc.nat(1000),
});

function levels(side: DepthSide): PriceLevel[] {
  return Array.from({ length: side.levels }, (_, n) => [side.price(n), side.qty(n), side.orders(n)]);
}

function fold(market: ToyMarket, depth: Depth): void {
  market.release();
  for (let at = market.reader.next(); at >= 0; at = market.reader.next()) {
    if (market.reader.views.u16[(at + 4) >> 1] === Type.EXEC) depth.apply(market.reader.views, at);
  }
  market.reader.release();
}

test('the fold equals the orders after every transaction, and is never crossed there', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 120 }), (steps) => {
      const market = new ToyMarket(1 << 18);
      const depth = new Depth();
      for (const s of steps) {
        act(market, s);
        fold(market, depth);
        expect(depth.settled(false)).toBe(true);
        expect(levels(depth.bids)).toEqual(market.levels(0, Side.buy));
        expect(levels(depth.asks)).toEqual(market.levels(0, Side.sell));
      }
    }),
    { numRuns: 150 },
  );
});

test('a fold seeded with a book goes on from there', () => {
  const market = new ToyMarket();
  const seller = market.order(0, Side.sell, 105, 5);
  market.order(0, Side.buy, 95, 7);
  fold(market, new Depth());
  const depth = new Depth({ instrument: 0, bids: market.levels(0, Side.buy), asks: market.levels(0, Side.sell) });
  expect(depth.bids.touched).toBe(0);
  market.cancel(seller);
  market.order(0, Side.buy, 96, 1);
  fold(market, depth);
  expect(levels(depth.bids)).toEqual(market.levels(0, Side.buy));
  expect(levels(depth.asks)).toEqual([]);
});

test('what was touched is reported once, and only if it differs in the end', () => {
  const side = new DepthSide(-1);
  side.change(101, 5, 1);
  side.change(102, 5, 1);
  side.settle();
  side.change(101, 3, 1);
  side.change(103, 4, 1);
  side.change(103, -4, -1);
  side.change(101, -1, 0);
  side.change(102, -5, -1);
  const changes: PriceLevel[] = [];
  for (let n = 0; n < side.touched; n++) if (side.changed(n)) changes.push([side.atPrice, side.atQty, side.atOrders]);
  expect(changes).toEqual([
    [101, 7, 2],
    [102, 0, 0],
  ]);
});

test('a side that is set level by level holds what was set last, best first; cleared, nothing', () => {
  const set = fc.tuple(fc.integer({ min: -5, max: 5 }), fc.nat(3), fc.integer({ min: 1, max: 3 }));
  fc.assert(
    fc.property(fc.constantFrom(1 as const, -1 as const), fc.array(set), (sign, sets) => {
      const side = new DepthSide(sign);
      const expected = new Map<number, PriceLevel>();
      for (const [price, qty, orders] of sets) {
        side.set(price, qty, orders);
        if (qty === 0) expected.delete(price);
        else expected.set(price, [price, qty, orders]);
      }
      expect(levels(side)).toEqual([...expected.values()].sort((a, b) => sign * (b[0] - a[0])));
      side.clear();
      expect(levels(side)).toEqual([]);
    }),
  );
});

test('taking more lots away than there are is a broken invariant', () => {
  const side = new DepthSide(1);
  side.change(100, 5, 1);
  expect(() => side.change(100, -6, 0)).toThrow(/at most 5 lots/);
  expect(() => side.change(99, -1, -1)).toThrow(/at most 0 lots/);
});

test('the checksum covers the ten best levels, bids then asks, as big-endian int64', () => {
  const depth = new Depth();
  expect(depth.crc()).toBe(0);
  depth.bids.change(-1, 2 ** 40 + 1, 1);
  // CRC-32 of ff×8, 00 00 01 00 00 00 00 01
  expect(depth.crc().toString(16)).toBe('c78e255c');
  for (let i = 0; i < 10; i++) depth.bids.change(i, 1, 1);
  const ten = depth.crc();
  depth.bids.change(-1, 5, 1);
  expect(depth.crc()).toBe(ten);
});

test('sides without orders cost little: ten thousand instruments have a side of each kind', () => {
  const before = process.memoryUsage().arrayBuffers;
  const sides = Array.from({ length: 2000 }, () => new DepthSide(1));
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(2000 * 4096);
  for (const side of sides) expect(side.levels).toBe(0);
});

test('what was touched is remembered however much it is, up to the whole book', () => {
  const side = new DepthSide(-1);
  const changed = () => Array.from({ length: side.touched }, (_, n) => side.changed(n)).filter(Boolean).length;
  for (let i = 0; i < 1024; i++) side.change(100 + i, 5, 1);
  expect([side.touched, changed(), side.overflowed]).toEqual([1024, 1024, false]);
  side.change(100, 5, 1);
  expect([side.touched, side.overflowed]).toEqual([1024, false]);
  side.change(99, 5, 1);
  expect(side.overflowed).toBe(true);
  side.settle();
  expect([side.touched, side.overflowed, side.levels, side.price(0)]).toEqual([0, false, 1025, 99]);
});
