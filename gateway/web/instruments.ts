/** An instrument as REST and a subscription's answer show it. */
import type { InstrumentInfo } from '../../engine/directory.js';
import { priceText, qtyText } from '../decimal-text.js';
import { phaseName } from '../status.js';

export function instrumentObject(info: InstrumentInfo) {
  return {
    instrument: info.index,
    symbol: info.symbol,
    tickSize: priceText(1, info),
    lotSize: qtyText(1, info),
    /** price = ticks × tickUnits ÷ 10^priceDecimals: what feed messages hold are ticks and lots. */
    tickUnits: info.tickUnits,
    priceDecimals: info.priceDecimals,
    lotUnits: info.lotUnits,
    qtyDecimals: info.qtyDecimals,
    minPrice: priceText(info.minPriceTicks, info),
    maxPrice: priceText(info.maxPriceTicks, info),
    maxQty: qtyText(info.maxQtyLots, info),
    referencePrice: info.referenceTicks !== 0 ? priceText(info.referenceTicks, info) : null,
    phase: phaseName(info.phase),
  };
}
