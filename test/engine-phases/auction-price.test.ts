import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AuctionPrice, type SideWalk } from '../../engine/auction-price.js';

type Levels = readonly (readonly [price: number, lots: number])[];

class ListWalk implements SideWalk {
  private at = 0;

  constructor(
    private readonly levels: Levels,
    readonly market: number,
  ) {}

  get price(): number {
    return this.levels[this.at]?.[0] ?? Number.NaN;
  }

  get lots(): number {
    return this.levels[this.at]?.[1] ?? 0;
  }

  next(): void {
    this.at++;
  }
}

interface Book {
  bids: Levels;
  asks: Levels;
  /** Lots of market orders to buy, and to sell. */
  market?: readonly [number, number];
  reference?: number;
}

function auction({ bids, asks, market = [0, 0], reference = Number.NaN }: Book) {
  const found = new AuctionPrice();
  const down = [...bids].sort((a, b) => b[0] - a[0]);
  const up = [...asks].sort((a, b) => a[0] - b[0]);
  found.find(new ListWalk(down, market[0]), new ListWalk(up, market[1]), reference);
  return { price: found.price, paired: found.paired, imbalance: found.imbalance };
}

/** The rule as it is written: every limit price is looked at, and sieved four times. */
function naive({ bids, asks, market = [0, 0], reference = Number.NaN }: Book) {
  const none = { price: Number.NaN, paired: 0, imbalance: 0 };
  const sum = (levels: Levels, counts: (price: number) => boolean) =>
    levels.reduce((lots, [price, more]) => lots + (counts(price) ? more : 0), 0);
  const at = (price: number) => {
    const buy = market[0] + sum(bids, (p) => p >= price);
    const sell = market[1] + sum(asks, (p) => p <= price);
    return { price, paired: Math.min(buy, sell), imbalance: buy - sell };
  };
  const prices = [...bids, ...asks].map(([price]) => price);
  if (market[0] > 0 && market[1] > 0 && !Number.isNaN(reference)) prices.push(reference);
  let rest = prices.map(at);
  if (rest.length === 0) return none;
  const most = Math.max(...rest.map((c) => c.paired));
  if (most === 0) return none;
  rest = rest.filter((c) => c.paired === most);
  const least = Math.min(...rest.map((c) => Math.abs(c.imbalance)));
  rest = rest.filter((c) => Math.abs(c.imbalance) === least);
  const lowest = Math.min(...rest.map((c) => c.price));
  const highest = Math.max(...rest.map((c) => c.price));
  if (rest.every((c) => c.imbalance > 0)) return at(highest);
  if (rest.every((c) => c.imbalance < 0)) return at(lowest);
  const middle = Number.isNaN(reference) ? lowest + Math.floor((highest - lowest) / 2) : reference;
  return at(Math.min(Math.max(middle, lowest), highest));
}

/** Each rule of the price alone, with the rules before it tied. */
const table: [string, Book, ReturnType<typeof auction>][] = [
  ['nothing on either side', { bids: [], asks: [] }, { price: Number.NaN, paired: 0, imbalance: 0 }],
  ['one side only', { bids: [[10, 5]], asks: [] }, { price: Number.NaN, paired: 0, imbalance: 0 }],
  ['books that do not cross', { bids: [[9, 5]], asks: [[10, 5]] }, { price: Number.NaN, paired: 0, imbalance: 0 }],
  [
    'largest volume: one price alone has it',
    {
      bids: [
        [102, 10],
        [101, 30],
        [100, 5],
      ],
      asks: [
        [99, 10],
        [100, 10],
        [101, 20],
      ],
      reference: 100,
    },
    { price: 101, paired: 40, imbalance: 0 },
  ],
  [
    'smallest imbalance: of two prices with the same volume',
    {
      bids: [
        [102, 30],
        [100, 5],
      ],
      asks: [
        [99, 30],
        [102, 20],
      ],
      reference: 102,
    },
    { price: 100, paired: 30, imbalance: 5 },
  ],
  [
    'pressure to buy: the highest price',
    { bids: [[103, 40]], asks: [[100, 30]], reference: 100 },
    { price: 103, paired: 30, imbalance: 10 },
  ],
  [
    'pressure to sell: the lowest price',
    { bids: [[103, 30]], asks: [[100, 40]], reference: 103 },
    { price: 100, paired: 30, imbalance: -10 },
  ],
  [
    'no pressure: the reference between',
    { bids: [[103, 30]], asks: [[100, 30]], reference: 102 },
    { price: 102, paired: 30, imbalance: 0 },
  ],
  [
    'no pressure: the reference above',
    { bids: [[103, 30]], asks: [[100, 30]], reference: 110 },
    { price: 103, paired: 30, imbalance: 0 },
  ],
  [
    'no pressure: the reference below',
    { bids: [[103, 30]], asks: [[100, 30]], reference: 90 },
    { price: 100, paired: 30, imbalance: 0 },
  ],
  ['no pressure, no reference: the middle', { bids: [[103, 30]], asks: [[100, 30]] }, { price: 101, paired: 30, imbalance: 0 }],
  [
    'the same pressure on both sides: the reference between them',
    {
      bids: [
        [105, 10],
        [100, 4],
      ],
      asks: [
        [99, 10],
        [104, 4],
      ],
      reference: 102,
    },
    { price: 102, paired: 10, imbalance: 0 },
  ],
  [
    'the same pressure on both sides: held to the higher',
    {
      bids: [
        [105, 10],
        [100, 4],
      ],
      asks: [
        [99, 10],
        [104, 4],
      ],
      reference: 200,
    },
    { price: 105, paired: 10, imbalance: -4 },
  ],
  [
    'market orders on both sides alone: the reference',
    { bids: [], asks: [], market: [7, 5], reference: 50 },
    { price: 50, paired: 5, imbalance: 2 },
  ],
  [
    'market orders on both sides alone, no reference: no trade',
    { bids: [], asks: [], market: [7, 5] },
    { price: Number.NaN, paired: 0, imbalance: 0 },
  ],
  [
    'market orders to buy sweep the sells',
    {
      bids: [],
      asks: [
        [10, 5],
        [11, 5],
      ],
      market: [8, 0],
      reference: 10,
    },
    { price: 11, paired: 8, imbalance: -2 },
  ],
  [
    'more market orders to buy than sells: the highest price',
    { bids: [[12, 3]], asks: [[10, 5]], market: [8, 0], reference: 10 },
    { price: 12, paired: 5, imbalance: 6 },
  ],
  [
    'more market orders to sell than buys: the lowest price',
    { bids: [[12, 3]], asks: [[10, 5]], market: [0, 8], reference: 12 },
    { price: 10, paired: 3, imbalance: -10 },
  ],
  [
    'prices of 0 and below',
    {
      bids: [
        [0, 5],
        [-7, 1],
      ],
      asks: [[-5, 5]],
      reference: -1,
    },
    { price: -1, paired: 5, imbalance: 0 },
  ],
  [
    'market orders on both sides: the reference counts as a limit price does',
    { bids: [[99, 5]], asks: [[101, 6]], market: [7, 7], reference: 100 },
    { price: 100, paired: 7, imbalance: 0 },
  ],
  [
    'market orders on one side: it does not',
    {
      bids: [[99, 5]],
      asks: [
        [97, 2],
        [101, 6],
      ],
      market: [7, 0],
      reference: 100,
    },
    { price: 101, paired: 7, imbalance: -1 },
  ],
  [
    'the largest prices and quantities that are exact',
    { bids: [[2 ** 53 - 1, 3]], asks: [[2 ** 53 - 3, 2]], reference: 1 },
    { price: 2 ** 53 - 1, paired: 2, imbalance: 1 },
  ],
];

describe('the price of a call auction', () => {
  it.each(table)('%s', (_, book, expected) => {
    expect(auction(book)).toEqual(expected);
    expect(naive(book)).toEqual(expected);
  });

  it('is that of the rule as it is written, for any book', () => {
    const levels = fc.uniqueArray(fc.tuple(fc.integer({ min: -4, max: 6 }), fc.integer({ min: 1, max: 4 })), {
      selector: ([price]) => price,
      maxLength: 7,
    });
    const market = fc.tuple(fc.nat(5), fc.nat(5));
    const reference = fc.oneof(fc.integer({ min: -6, max: 8 }), fc.constant(Number.NaN));
    fc.assert(
      fc.property(fc.record({ bids: levels, asks: levels, market, reference }), (book) => {
        expect(auction(book)).toEqual(naive(book));
      }),
      { numRuns: 5000 },
    );
  });
});
