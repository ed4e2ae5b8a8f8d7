/** A venue with one instrument as plainly as it can be written: what the engine is compared with. Events are lines (support.ts). */

export interface ModelOrder {
  session: number;
  id: string;
  side: 'buy' | 'sell';
  price: number;
  qty: number;
  leaves: number;
}

export interface NewOrder {
  session: number;
  id: string;
  side: 'buy' | 'sell';
  price: number;
  qty: number;
  tif: 'day' | 'gtc' | 'ioc' | 'fok';
  market: boolean;
}

const DUPLICATE = 'ClOrdID has been used by this session';
const TOO_LATE = 'too late: the order is no longer open';

export class Model {
  /** All open orders in order of age. */
  open: ModelOrder[] = [];
  /** The same orders in order of priority at their price. */
  private queue: ModelOrder[] = [];
  private readonly used = new Map<string, 'order' | 'request'>();

  newOrder(order: NewOrder): string[] {
    if (this.used.has(key(order))) return [`${order.id} rejected (${DUPLICATE})`];
    this.used.set(key(order), 'order');
    const incoming = {
      ...order,
      price: order.market ? (order.side === 'buy' ? Infinity : -Infinity) : order.price,
      leaves: order.qty,
    };
    const events = [`${order.id} new`];
    if (order.tif === 'fok' && this.fillable(incoming) < order.qty) {
      return [...events, `${order.id} canceled (the order could not be filled at once and in full)`];
    }
    events.push(...this.match(incoming));
    if (incoming.leaves === 0) return events;
    if (order.market || order.tif === 'ioc') {
      return [...events, `${order.id} canceled (no liquidity for what is left of the order)`];
    }
    this.open.push(incoming);
    this.queue.push(incoming);
    return events;
  }

  cancel(session: number, id: string, orig: string): string[] {
    const order = this.find(session, orig);
    if (!order) return [this.notOpen(session, id, orig)];
    if (!this.used.has(key({ session, id }))) this.used.set(key({ session, id }), 'request');
    this.remove(order);
    return [`${id} canceled was ${orig}`];
  }

  replace(session: number, id: string, orig: string, qty: number, price: number): string[] {
    const order = this.find(session, orig);
    if (!order) return [this.notOpen(session, id, orig)];
    const filled = order.qty - order.leaves;
    if (qty <= filled) return [`${id} refused for ${orig} (OrderQty is not above what is already filled)`];
    if (this.used.has(key({ session, id }))) return [`${id} refused for ${orig} (${DUPLICATE})`];
    this.used.set(key({ session, id }), 'order');
    const keeps = price === order.price && qty < order.qty;
    Object.assign(order, { id, price, leaves: qty - filled, qty });
    const events = [`${id} replaced was ${orig}`];
    if (keeps) return events;
    this.queue = this.queue.filter((o) => o !== order);
    events.push(...this.match(order));
    if (order.leaves === 0) this.remove(order);
    else this.queue.push(order);
    return events;
  }

  massCancel(session: number, id: string, side: string): string[] {
    if (!this.used.has(key({ session, id }))) this.used.set(key({ session, id }), 'request');
    const orders = this.open.filter((o) => o.session === session && (side === '' || o.side === side));
    for (const order of orders) this.remove(order);
    const why = '(cancelled by a mass cancel)';
    return [...orders.map((o) => `${o.id} canceled ${why}`), `${id} canceled ${orders.length} orders`];
  }

  /** [price, qty, orders] from the best on. */
  side(side: 'buy' | 'sell'): [number, number, number][] {
    const levels = new Map<number, [number, number, number]>();
    for (const order of this.open.filter((o) => o.side === side)) {
      const level = levels.get(order.price) ?? [order.price, 0, 0];
      levels.set(order.price, [order.price, level[1] + order.leaves, level[2] + 1]);
    }
    return [...levels.values()].sort((a, b) => (side === 'buy' ? b[0] - a[0] : a[0] - b[0]));
  }

  private candidates(order: ModelOrder): ModelOrder[] {
    const good = (o: ModelOrder) => (order.side === 'buy' ? o.price <= order.price : o.price >= order.price);
    const better = (a: ModelOrder, b: ModelOrder) => (order.side === 'buy' ? a.price - b.price : b.price - a.price);
    return this.queue.filter((o) => o.side !== order.side && good(o)).sort(better); // a stable sort: priority stays
  }

  private fillable(order: ModelOrder): number {
    return this.candidates(order).reduce((sum, o) => sum + o.leaves, 0);
  }

  private match(order: ModelOrder): string[] {
    const events: string[] = [];
    for (const maker of this.candidates(order)) {
      if (order.leaves === 0) break;
      const lots = Math.min(order.leaves, maker.leaves);
      order.leaves -= lots;
      maker.leaves -= lots;
      events.push(`${order.id} trades ${lots} at ${maker.price}, ${order.leaves} left`);
      events.push(`${maker.id} trades ${lots} at ${maker.price}, ${maker.leaves} left`);
      if (maker.leaves === 0) this.remove(maker);
    }
    return events;
  }

  private find(session: number, id: string): ModelOrder | undefined {
    return this.open.find((o) => o.session === session && o.id === id);
  }

  private remove(order: ModelOrder): void {
    this.open = this.open.filter((o) => o !== order);
    this.queue = this.queue.filter((o) => o !== order);
  }

  private notOpen(session: number, id: string, orig: string): string {
    const why = this.used.get(key({ session, id: orig })) === 'order' ? TOO_LATE : 'unknown order';
    return `${id} refused for ${orig} (${why})`;
  }
}

function key({ session, id }: { session: number; id: string }): string {
  return `${session} ${id}`;
}
