/**
 * One broker: a FIX session, its customers, and their orders. Sends what the market asks of it and keeps count of the answers.
 */
import type { Histogram } from 'hdr-histogram-js';
import { dollars, LISTINGS } from './listings.js';
import type { Intent, Market } from './market.js';
import { Life, OrderTable } from './order-table.js';
import type { Random } from './random.js';

const CUSTOMERS = 100;
/** Open orders a customer has on average before the broker's oldest are cancelled. */
const OPEN_PER_CUSTOMER = 2;
/** Share of orders after which one that rests is moved to today's price. */
const REPLACED = 0.1;
/** Resting orders that a replace picks from. */
const REPLACE_WINDOW = 150;

/** What the brokers of one process count together. */
export class Totals {
  orders = 0;
  acknowledged = 0;
  cancels = 0;
  replaces = 0;
  fills = 0;
  rejects = 0;
  resent = 0;
}

/** What a broker needs of its FIX session. Each returns false, and sends nothing, while the session is down or its socket full. */
export interface OrderEntry {
  newOrder(clOrdId: string, account: string, symbol: string, intent: Intent): boolean;
  cancel(clOrdId: string, origClOrdId: string, symbol: string, buy: boolean, qty: number): boolean;
  replace(clOrdId: string, origClOrdId: string, symbol: string, buy: boolean, qty: number, price: string): boolean;
}

/** What it hears back. */
export interface Execution {
  clOrdId: string;
  origClOrdId: string;
  execType: string;
  leavesQty: number;
  possDup: boolean;
}

export class Broker {
  readonly orders = new OrderTable();
  private next = 1;
  private readonly intent: Intent = { listing: 0, buy: true, market: false, immediate: false, priceTicks: 0, qty: 0 };
  private readonly accounts: readonly string[];

  constructor(
    name: string,
    /** Begins each ClOrdID of this run. */
    private readonly prefix: string,
    private readonly market: Market,
    private readonly random: Random,
    private readonly entry: OrderEntry,
    private readonly totals: Totals,
    private readonly latency: Histogram,
  ) {
    this.accounts = Array.from({ length: CUSTOMERS }, (_, n) => `${name}-${String(n + 1).padStart(3, '0')}`);
  }

  /**
   * One new order, due at `dueMs`; now and then a replace, and a cancel for each order too many. False when the session takes
   * nothing now: the order is still due.
   */
  trade(dueMs: number): boolean {
    const { intent, orders } = this;
    this.market.intend(this.random, intent);
    const number = this.next;
    const customer = number % CUSTOMERS;
    const { symbol } = LISTINGS[intent.listing];
    if (!this.entry.newOrder(this.clOrdId(number), this.accounts[customer], symbol, intent)) return false;
    this.next++;
    orders.add(number, dueMs, intent.listing, intent.buy, intent.qty, customer);
    this.totals.orders++;
    if (this.random.next() < REPLACED) this.replaceOne();
    while (orders.open > CUSTOMERS * OPEN_PER_CUSTOMER && this.cancelOldest());
    return true;
  }

  private replaceOne(): void {
    const { orders } = this;
    const old = this.next - 1 - this.random.below(REPLACE_WINDOW);
    if (!orders.has(old) || orders.life(old) !== Life.open) return;
    const [listing, buy, qty] = [orders.listing(old), orders.buy(old), orders.qty(old)];
    const number = this.next;
    const price = dollars(this.market.restingPrice(this.random, listing, buy));
    if (!this.entry.replace(this.clOrdId(number), this.clOrdId(old), LISTINGS[listing].symbol, buy, qty, price)) return;
    this.next++;
    orders.add(number, Number.NaN, listing, buy, qty, orders.customer(old));
    orders.moveTo(old, Life.ending);
    this.totals.replaces++;
  }

  private cancelOldest(): boolean {
    const { orders } = this;
    const old = orders.oldestOpen(this.next);
    if (old === 0) return false;
    const symbol = LISTINGS[orders.listing(old)].symbol;
    const clOrdId = this.clOrdId(this.next);
    if (!this.entry.cancel(clOrdId, this.clOrdId(old), symbol, orders.buy(old), orders.qty(old))) return false;
    this.next++;
    orders.moveTo(old, Life.ending);
    this.totals.cancels++;
    return true;
  }

  onExecution({ clOrdId, origClOrdId, execType, leavesQty, possDup }: Execution, nowMs: number): void {
    const { orders, totals } = this;
    if (possDup) totals.resent++;
    if (execType === 'F') totals.fills++;
    const number = this.numberOf(clOrdId);
    if (orders.has(number)) this.onAnswer(number, nowMs);
    switch (execType) {
      case '0':
        orders.moveTo(number, Life.open);
        return;
      case 'F':
        if (leavesQty === 0) orders.moveTo(number, Life.done);
        return;
      case '5':
        orders.moveTo(this.numberOf(origClOrdId), Life.done);
        orders.moveTo(number, leavesQty > 0 ? Life.open : Life.done);
        return;
      case '8':
        totals.rejects++;
        orders.moveTo(number, Life.done);
        return;
      case '4':
      case 'C':
        orders.moveTo(origClOrdId === '' ? number : this.numberOf(origClOrdId), Life.done);
        return;
      default:
    }
  }

  /** A cancel or replace came too late, as a rule because the order had been filled. */
  onCancelReject(clOrdId: string, origClOrdId: string): void {
    this.orders.moveTo(this.numberOf(clOrdId), Life.done);
    this.orders.moveTo(this.numberOf(origClOrdId), Life.done);
  }

  private onAnswer(number: number, nowMs: number): void {
    const due = this.orders.acknowledge(number);
    if (Number.isNaN(due)) return;
    this.totals.acknowledged++;
    this.latency.recordValue(Math.max(1, Math.round((nowMs - due) * 1000)));
  }

  private clOrdId(number: number): string {
    return this.prefix + number.toString(36);
  }

  /** 0 for an order of an earlier run. */
  private numberOf(clOrdId: string): number {
    return clOrdId.startsWith(this.prefix) ? Number.parseInt(clOrdId.slice(this.prefix.length), 36) : 0;
  }
}
