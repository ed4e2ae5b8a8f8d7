/** The venues of the tests: three sessions of two firms, and drop-copy sessions; one instrument by time, one pro rata with negative prices. */

import fc from 'fast-check';
import { completeInstrument, type InstrumentDefinition } from '../../engine/instrument-definition.js';
import type { Setup } from './model/model.js';

const byTime: InstrumentDefinition = {
  symbol: 'TIME',
  tickUnits: 1,
  priceDecimals: 2,
  lotUnits: 1,
  qtyDecimals: 0,
  minPriceTicks: 1,
  maxPriceTicks: 1000,
  maxQtyLots: 1000,
  referenceTicks: 100,
};
const proRata: InstrumentDefinition = {
  symbol: 'RATA',
  tickUnits: 5,
  priceDecimals: 3,
  lotUnits: 1,
  qtyDecimals: 0,
  minPriceTicks: -1000,
  maxPriceTicks: 1000,
  maxQtyLots: 1000,
  referenceTicks: 0,
  allocation: 1,
  topShareBps: 2500,
  makerShareBps: 4000,
  marketMaker: 1,
};

export interface Settings {
  first?: Partial<InstrumentDefinition>;
  second?: Partial<InstrumentDefinition>;
  graceMs?: number;
  tradesKept?: number;
  ordersKept?: number;
  /** What each drop-copy session is told of its firm: the first's two, then the second's. */
  copies?: number[];
}

export function setup(settings: Settings = {}): Setup {
  const { first = {}, second = {}, graceMs = 0, tradesKept = 12, ordersKept = 400, copies = [] } = settings;
  const trader = { dropCopy: false, enabled: true, copies: 0, maxOpenOrders: 0 };
  const reader = { ...trader, dropCopy: true, cod: false, graceMs: 0, resetDaily: false };
  return {
    instruments: [completeInstrument({ ...byTime, ...first }), completeInstrument({ ...proRata, ...second })],
    sessions: [
      { ...trader, firm: 0, cod: true, graceMs, resetDaily: true },
      { ...trader, firm: 0, cod: false, graceMs: 0, resetDaily: false },
      { ...trader, firm: 1, cod: true, graceMs: 0, resetDaily: true },
      ...copies.map((told, i) => ({ ...reader, firm: i >> 1, copies: told })),
    ],
    firms: 2,
    tradesKept,
    ordersKept,
  };
}

const of = fc.constantFrom;
const anyInstrument: fc.Arbitrary<Partial<InstrumentDefinition>> = fc.record(
  {
    tickUnits: of(1, 5),
    priceDecimals: of(2, 3),
    minQtyLots: of(1, 2),
    minNotional: of(0, 0, 5),
    maxNotional: of(0, 0, 2000),
    fatFinger: of(0, 3, 300),
    staticBand: of(0, 4, 8, 400),
    dynamicBand: of(0, 2, 4, 200),
    luldBand: of(0, 2, 4, 300),
    volatilityAuctionMs: of(1, 100, 1000),
    limitStateMs: of(1, 500, 15_000),
    pauseMs: of(1, 1000, 30_000),
    marketMaker: of(-1, 0, 1),
    topShareBps: of(0, 1000, 5000, 10_000),
    makerShareBps: of(0, 3000, 10_000),
    minDisplayBps: of(0, 1500),
    distanceUnit: of(0, 0, 1),
    bandAction: of(0, 1),
    allocation: of(0, 1),
    replaceLosesPriority: of(0, 0, 1),
  },
  { requiredKeys: [] },
);
/** Any venue. */
export const anySettings: fc.Arbitrary<Settings> = fc.record({
  first: fc.tuple(anyInstrument, of(0, 100)).map(([first, referenceTicks]) => ({ ...first, referenceTicks })),
  second: fc.tuple(anyInstrument, of(0, -2)).map(([second, referenceTicks]) => ({ ...second, referenceTicks })),
  graceMs: of(0, 500),
  tradesKept: of(3, 12),
  copies: of([], [3], [1, 2, 3]),
});
