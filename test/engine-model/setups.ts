/** The venues of the tests: three sessions of two firms; one instrument by time, one pro rata with negative prices. */
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
}

export function setup({ first = {}, second = {}, graceMs = 0, tradesKept = 12, ordersKept = 400 }: Settings = {}): Setup {
  return {
    instruments: [completeInstrument({ ...byTime, ...first }), completeInstrument({ ...proRata, ...second })],
    sessions: [
      { firm: 0, cod: true, graceMs, resetDaily: true },
      { firm: 0, cod: false, graceMs: 0, resetDaily: false },
      { firm: 1, cod: true, graceMs: 0, resetDaily: true },
    ],
    firms: 2,
    tradesKept,
    ordersKept,
  };
}
