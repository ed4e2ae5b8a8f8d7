/** Instruments and participants in the state machine: reference data by index. Engine thread only. */
import type { CompleteInstrument } from './instrument-definition.js';
import { Phase } from './records.js';

export class Instruments {
  readonly definitions: CompleteInstrument[] = [];
  readonly phase: Uint8Array;
  readonly minPrice: Float64Array;
  readonly maxPrice: Float64Array;
  readonly maxQty: Float64Array;
  /** The largest price by amount: quantity times it must stay a safe integer, so that every sum of money is exact. */
  readonly priceSpan: Float64Array;
  /** 1: every replace goes to the end of the queue. */
  readonly replaceLosesPriority: Uint8Array;
  readonly openOrders: Int32Array;
  private readonly bySymbol = new Map<string, number>();
  private readonly byToken = new Map<string, number>();

  constructor(readonly capacity: number) {
    this.phase = new Uint8Array(capacity).fill(Phase.open);
    this.minPrice = new Float64Array(capacity);
    this.maxPrice = new Float64Array(capacity);
    this.maxQty = new Float64Array(capacity);
    this.priceSpan = new Float64Array(capacity);
    this.replaceLosesPriority = new Uint8Array(capacity);
    this.openOrders = new Int32Array(capacity);
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
    this.definitions[i] = definition;
    this.minPrice[i] = definition.minPriceTicks;
    this.maxPrice[i] = definition.maxPriceTicks;
    this.maxQty[i] = definition.maxQtyLots;
    this.replaceLosesPriority[i] = definition.replaceLosesPriority;
    this.priceSpan[i] = Math.max(Math.abs(definition.minPriceTicks), Math.abs(definition.maxPriceTicks));
    return i;
  }
}

export class Participants {
  readonly names: string[] = [];
  private readonly byName = new Map<string, number>();

  constructor(readonly capacity: number) {}

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
}

/** A symbol as a token of a market data subject, where `.`, `*`, `>` and space have another meaning. */
export function subjectToken(symbol: string): string {
  return symbol.replace(/[.*> ]/g, '_');
}
