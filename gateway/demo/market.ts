/**
 * What the demo's customers want: a seeded walk of each symbol's price, and orders around it. Most rest near the price, some
 * cross the spread, a few are immediate. It knows nothing of books: the exchange makes the market out of what they send.
 */
import { LISTINGS } from './listings.js';
import { Random } from './random.js';

export interface Intent {
  /** Index in LISTINGS. */
  listing: number;
  buy: boolean;
  market: boolean;
  immediate: boolean;
  /** 0 for a market order. */
  priceTicks: number;
  qty: number;
}

/** Shares of all orders. What is left rests. */
const CROSSING = 0.2;
const IMMEDIATE = 0.06;
const MARKET = 0.02;
/** How hard a walk is pulled back to its reference price, a step; it stays within a few percent. */
const PULL = 0.002;
const QTY_ROUND = 0.8;

export class Market {
  /** Current prices in ticks, not rounded. */
  readonly prices: Float64Array;
  private readonly random: Random;

  constructor(seed: number) {
    this.random = new Random(seed);
    this.prices = Float64Array.from(LISTINGS, (listing) => listing.referenceTicks);
  }

  /** Moves each price on; to be called a fixed number of times a second. */
  step(): void {
    for (let i = 0; i < LISTINGS.length; i++) {
      const reference = LISTINGS[i].referenceTicks;
      const move = (this.random.next() + this.random.next() - 1) * spread(reference);
      this.prices[i] = Math.max(10, this.prices[i] + move + (reference - this.prices[i]) * PULL);
    }
  }

  /** One customer's next order. `into` is filled anew. */
  intend(random: Random, into: Intent): void {
    const listing = random.below(LISTINGS.length);
    const middle = this.prices[listing];
    const buy = random.next() < 0.5;
    const kind = random.next();
    const width = spread(LISTINGS[listing].referenceTicks);
    const crosses = kind < CROSSING + IMMEDIATE + MARKET;
    const away = crosses ? -width * (1 + random.next()) : width * (0.5 + random.geometric(0.75, 20));
    into.listing = listing;
    into.buy = buy;
    into.market = kind < MARKET;
    into.immediate = kind < MARKET + IMMEDIATE;
    into.priceTicks = into.market ? 0 : Math.max(1, Math.round(buy ? middle - away : middle + away));
    into.qty = random.next() < QTY_ROUND ? 100 * (1 + random.geometric(0.6, 20)) : 1 + random.below(99);
  }

  /** A price at which an order would rest near today's market: for a replace. */
  restingPrice(random: Random, listing: number, buy: boolean): number {
    const away = spread(LISTINGS[listing].referenceTicks) * (0.5 + random.geometric(0.75, 20));
    return Math.max(1, Math.round(buy ? this.prices[listing] - away : this.prices[listing] + away));
  }
}

/** Half a spread in ticks: one cent, and more for dear shares. */
function spread(referenceTicks: number): number {
  return Math.max(1, referenceTicks / 20_000);
}
