/** The orders of a session as its reports have told them: what a cancel or replace must repeat, and what `orders` shows. */
import type { ClientMessage } from '../../fix/client/message.js';
import type { NewOrder, Side } from '../../fix/client/orders.js';

export interface ListedOrder {
  clOrdId: string;
  /** '' until the venue has answered. */
  orderId: string;
  symbol: string;
  side: Side;
  qty: string;
  /** '' for a market order. */
  price: string;
  ordType: string;
  timeInForce: string;
  /** OrdStatus(39); '' until the venue has answered. */
  ordStatus: string;
  cumQty: string;
  leavesQty: string;
  avgPx: string;
}

/** Kept; beyond it, the oldest are forgotten. */
const ORDERS_MAX = 10_000;
const ENDED = new Set(['2', '3', '4', '8', 'C']);

export class OrderList {
  private readonly byId = new Map<string, ListedOrder>();
  /** The id that an order has now, by one that it had before it was replaced. */
  private readonly laterIds = new Map<string, string>();

  get all(): ListedOrder[] {
    return [...this.byId.values()];
  }

  get open(): ListedOrder[] {
    return this.all.filter(({ ordStatus }) => !ENDED.has(ordStatus));
  }

  /** By its present ClOrdID, or one that it had before. */
  find(clOrdId: string): ListedOrder | undefined {
    let id: string | undefined = clOrdId;
    for (let steps = 0; id !== undefined && steps < ORDERS_MAX; steps++) {
      const order = this.byId.get(id);
      if (order !== undefined) return order;
      id = this.laterIds.get(id);
    }
    return undefined;
  }

  restore(orders: readonly ListedOrder[]): void {
    for (const order of orders) this.put(order);
  }

  /** An order that is being sent; one whose ClOrdID is used already is left to be refused. */
  sent(order: NewOrder): void {
    const { clOrdId, symbol, side, timeInForce = '', price } = order;
    if (this.byId.has(clOrdId)) return;
    const ordType = order.ordType ?? (price === undefined ? '1' : '2');
    const terms = {
      clOrdId,
      orderId: '',
      symbol,
      side,
      qty: String(order.qty),
      price: String(price ?? ''),
      ordType,
      timeInForce,
    };
    this.put({ ...terms, ordStatus: '', cumQty: '0', leavesQty: String(order.qty), avgPx: '0' });
  }

  /** An ExecutionReport. */
  take(m: ClientMessage): void {
    const { clOrdId, origClOrdId } = m;
    const before = this.byId.get(origClOrdId) ?? this.byId.get(clOrdId);
    if (clOrdId === '' || (before === undefined && m.execType === 'I' && m.ordStatus === '8')) return;
    const isOther = before !== undefined && before.orderId !== '' && before.orderId !== m.orderId;
    if (isOther && m.ordStatus === '8') return;
    const text = (tag: number, known: string | undefined) => m.text(tag) || known || '';
    // a replaced order goes by its new id; a cancelled one is still found by its own
    const isCancel = m.execType === '4' && before?.clOrdId === origClOrdId;
    if (before !== undefined) this.byId.delete(before.clOrdId);
    if (before !== undefined && !isCancel && before.clOrdId !== clOrdId) keep(this.laterIds, before.clOrdId, clOrdId);
    this.put({
      clOrdId: isCancel ? origClOrdId : clOrdId,
      orderId: m.orderId,
      symbol: text(55, before?.symbol),
      side: m.side as Side,
      qty: text(38, before?.qty),
      price: text(44, before?.price),
      ordType: text(40, before?.ordType),
      timeInForce: text(59, before?.timeInForce),
      ordStatus: m.ordStatus,
      cumQty: m.text(14),
      leavesQty: m.text(151),
      avgPx: m.text(6),
    });
  }

  private put(order: ListedOrder): void {
    keep(this.byId, order.clOrdId, order);
  }
}

/** Puts it last, and lets go of what has been there longest. */
function keep<T>(map: Map<string, T>, key: string, value: T): void {
  map.delete(key);
  map.set(key, value);
  const [oldest] = map.keys();
  if (map.size > ORDERS_MAX) map.delete(oldest);
}
