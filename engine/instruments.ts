/** Instruments and participants in the state machine: reference data and the prices of the day, by index. Engine thread only. */
import type { CompleteInstrument } from './instrument-definition.js';
import { Allocation, BandAction, Phase } from './records.js';
import { Stp } from './records-venue.js';

/** What there is to look at for an instrument beside its books: bits of Instruments.watch. */
export const Watch = {
  proRata: 1,
  /** Trades must be inside bands: static, dynamic, limit up and limit down. */
  bands: 2,
  /** Either of these: not the plain way to match. */
  matching: 3,
  /** Limit prices are looked at before an order is taken: fat finger, static band. */
  entry: 4,
  /** The best prices and the trades matter: limit up, limit down. */
  luld: 8,
  /** Orders gather for an auction: every change of the book matters. */
  auction: 16,
  /** An order's money has a minimum or maximum. */
  notional: 32,
} as const;
const DEFINED = Watch.matching | Watch.entry | Watch.luld | Watch.notional;

export class Instruments {
  readonly definitions: CompleteInstrument[] = [];
  /** An instrument's own phase. */
  readonly phase: Uint8Array;
  /** The phase that counts: the venue's, or the instrument's own while the venue is open (phases.ts). */
  readonly current: Uint8Array;
  /** Watch; 0: nothing beside the books. */
  readonly watch: Uint8Array;
  /** Price of the last trade; NaN: none yet. */
  readonly last: Float64Array;
  /** The definition's, then the official close; NaN: none. */
  readonly reference: Float64Array;
  /** Of the last auction of this day that traded, and of its closing auction; NaN: none. */
  readonly auctionPrice: Float64Array;
  readonly closingPrice: Float64Array;
  /** Traded this day. */
  readonly dayLots: Float64Array;
  readonly minPrice: Float64Array;
  readonly maxPrice: Float64Array;
  readonly minQty: Float64Array;
  readonly maxQty: Float64Array;
  /** The largest price by amount: quantity times it must stay a safe integer, so that every sum of money is exact. */
  readonly priceSpan: Float64Array;
  /** 1: every replace goes to the end of the queue. */
  readonly replaceLosesPriority: Uint8Array;
  readonly openOrders: Int32Array;
  private readonly bySymbol = new Map<string, number>();
  private readonly byToken = new Map<string, number>();

  constructor(readonly capacity: number) {
    this.phase = new Uint8Array(capacity);
    this.current = new Uint8Array(capacity);
    this.watch = new Uint8Array(capacity);
    this.last = new Float64Array(capacity);
    this.reference = new Float64Array(capacity);
    this.auctionPrice = new Float64Array(capacity);
    this.closingPrice = new Float64Array(capacity);
    this.dayLots = new Float64Array(capacity);
    this.minPrice = new Float64Array(capacity);
    this.maxPrice = new Float64Array(capacity);
    this.minQty = new Float64Array(capacity);
    this.maxQty = new Float64Array(capacity);
    this.priceSpan = new Float64Array(capacity);
    this.replaceLosesPriority = new Uint8Array(capacity);
    this.openOrders = new Int32Array(capacity);
    this.begin(capacity);
  }

  /** As it is for the first `count` instruments before they are defined. */
  private begin(count: number): void {
    for (const phases of [this.phase, this.current]) phases.fill(Phase.open, 0, count);
    for (const prices of [this.last, this.reference, this.auctionPrice, this.closingPrice]) prices.fill(Number.NaN, 0, count);
    this.watch.fill(0, 0, count);
    this.dayLots.fill(0, 0, count);
  }

  /** Forgets all instruments; no order is open. */
  clear(): void {
    this.begin(this.count);
    this.definitions.length = 0;
    this.bySymbol.clear();
    this.byToken.clear();
  }

  get count(): number {
    return this.definitions.length;
  }

  find(symbol: string): number {
    return this.bySymbol.get(symbol) ?? -1;
  }

  /** Whether another symbol has the same market data subject token. */
  collides(symbol: string): boolean {
    const other = this.byToken.get(subjectToken(symbol));
    return other !== undefined && this.definitions[other].symbol !== symbol;
  }

  define(definition: CompleteInstrument): number {
    let i = this.find(definition.symbol);
    if (i < 0) {
      i = this.count;
      this.bySymbol.set(definition.symbol, i);
      this.byToken.set(subjectToken(definition.symbol), i);
    }
    const { referenceTicks } = definition;
    // An official close has taken the place of a reference that is defined again as it was.
    if (this.definitions[i]?.referenceTicks !== referenceTicks)
      this.reference[i] = referenceTicks === 0 ? Number.NaN : referenceTicks;
    this.definitions[i] = definition;
    this.watch[i] = (this.watch[i] & ~DEFINED) | watchOf(definition);
    this.minPrice[i] = definition.minPriceTicks;
    this.maxPrice[i] = definition.maxPriceTicks;
    this.minQty[i] = definition.minQtyLots;
    this.maxQty[i] = definition.maxQtyLots;
    this.replaceLosesPriority[i] = definition.replaceLosesPriority;
    this.priceSpan[i] = Math.max(Math.abs(definition.minPriceTicks), Math.abs(definition.maxPriceTicks));
    return i;
  }
}

function watchOf(definition: CompleteInstrument): number {
  const { fatFinger, staticBand, dynamicBand, luldBand, bandAction, allocation } = definition;
  let watch = allocation === Allocation.proRata ? Watch.proRata : 0;
  if (fatFinger > 0 || (staticBand > 0 && bandAction === BandAction.reject)) watch |= Watch.entry;
  if (staticBand > 0 || dynamicBand > 0 || luldBand > 0) watch |= Watch.bands;
  if (definition.minNotional > 0 || definition.maxNotional > 0) watch |= Watch.notional;
  return luldBand > 0 ? watch | Watch.luld : watch;
}

export class Participants {
  readonly names: string[] = [];
  /** Self-trade prevention of a firm's orders: the group (0 none) and the mode (Stp), unless an order has its own. */
  readonly stpGroup: Int32Array;
  readonly stpMode: Uint8Array;
  private readonly byName = new Map<string, number>();

  constructor(readonly capacity: number) {
    this.stpGroup = new Int32Array(capacity);
    this.stpMode = new Uint8Array(capacity).fill(Stp.cancelNewest);
  }

  get count(): number {
    return this.names.length;
  }

  find(name: string): number {
    return this.byName.get(name) ?? -1;
  }

  define(name: string): number {
    const known = this.find(name);
    if (known >= 0) return known;
    this.names.push(name);
    this.byName.set(name, this.count - 1);
    return this.count - 1;
  }

  /** Forgets all participants. */
  clear(): void {
    this.stpGroup.fill(0, 0, this.count);
    this.stpMode.fill(Stp.cancelNewest, 0, this.count);
    this.names.length = 0;
    this.byName.clear();
  }
}

/** A symbol as a token of a market data subject, where `.`, `*`, `>` and space have another meaning. */
export function subjectToken(symbol: string): string {
  return symbol.replace(/[.*> ]/g, '_');
}
