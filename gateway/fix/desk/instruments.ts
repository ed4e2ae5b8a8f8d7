/** Instruments as SecurityList(y) and SecurityDefinition(d) tell of them. Bodies as FIX writes them; not hot. */
import type { InstrumentInfo } from '../../../engine/directory.js';
import { priceText, qtyText } from '../../decimal-text.js';
import type { Dialect } from '../dialect/dialect.js';

const SOH = '\x01';
/** The content of what a door says is at most 1,024 characters. */
const CONTENT_MAX = 1000;

/** SecurityRequestResult(560). */
export const ListResult = { valid: 0, unsupported: 1, notFound: 2 } as const;

/** What a broker must know of an instrument, as fields. */
function terms(instrument: InstrumentInfo, dialect: Dialect): string {
  const { minPriceTicks, maxPriceTicks, maxQtyLots } = instrument;
  const minQtyLots = instrument.minQtyLots ?? 1;
  const tick = priceText(1, instrument);
  const increment = dialect.slotOf[969] === 0 ? '' : `969=${tick}${SOH}`;
  const prices = `price ${priceText(minPriceTicks, instrument)} to ${priceText(maxPriceTicks, instrument)}`;
  const quantities = `quantity ${qtyText(minQtyLots, instrument)} to ${qtyText(maxQtyLots, instrument)}`;
  const sizes = `561=${qtyText(1, instrument)}${SOH}562=${qtyText(minQtyLots, instrument)}${SOH}`;
  return `55=${instrument.symbol}${SOH}${increment}${sizes}58=tick ${tick}, ${prices}, ${quantities}${SOH}`;
}

/** Answers to one SecurityListRequest, as many as the instruments need. @param ids 320 and 322, as fields */
export function* securityList(instruments: readonly InstrumentInfo[], ids: string, dialect: Dialect): Generator<string> {
  let entries = '';
  let count = 0;
  const message = (isLast: boolean) =>
    `${ids}560=${ListResult.valid}${SOH}393=${instruments.length}${SOH}893=${isLast ? 'Y' : 'N'}${SOH}146=${count}${SOH}${entries}`;
  for (const instrument of instruments) {
    const entry = terms(instrument, dialect);
    if (message(true).length + entry.length > CONTENT_MAX) {
      yield message(false);
      entries = '';
      count = 0;
    }
    entries += entry;
    count++;
  }
  yield message(true);
}

export function noSecurityList(result: number, ids: string): string {
  return `${ids}560=${result}${SOH}393=0${SOH}893=Y${SOH}`;
}

/** SecurityDefinition: accepted as it is, or (unknown) it matches nothing. */
export function securityDefinition(instrument: InstrumentInfo | null, symbol: string, ids: string, dialect: Dialect): string {
  if (instrument !== null) return `${ids}323=1${SOH}${terms(instrument, dialect)}`;
  return `${ids}323=6${SOH}55=${symbol}${SOH}58=unknown symbol${SOH}`;
}
