/** The orders that a run has left open, by its reports: for the cleaning up after each case. */
import type { Received } from './message.js';

export interface OpenOrder {
  clOrdId: string;
  orderId: string;
  symbol: string;
  side: string;
  qty: string;
}

const OPEN = new Set(['0', '1', '5', '6', '9', 'A', 'E']);

export class OpenOrders {
  private readonly byId = new Map<string, OpenOrder>();

  get all(): OpenOrder[] {
    return [...this.byId.values()];
  }

  take(message: Received): void {
    if (message.msgType !== '8' || message.fault !== '') return;
    const get = (tag: number) => message.get(tag) ?? '';
    const [clOrdId, origClOrdId, orderId] = [get(11), get(41), get(37)];
    if (clOrdId === '' || get(150) === '6' || get(150) === 'E') return; // pending: nothing has changed
    if (OPEN.has(get(39)) && Number(get(151)) > 0) {
      this.byId.delete(origClOrdId);
      this.byId.set(clOrdId, { clOrdId, orderId, symbol: get(55), side: get(54), qty: get(38) });
      return;
    }
    // the reject of a ClOrdID that was used is of another order than the one that goes by it
    for (const id of [clOrdId, origClOrdId]) if (this.byId.get(id)?.orderId === orderId) this.byId.delete(id);
  }

  /** A cancel of it was refused as there is no such order. */
  gone(clOrdId: string): void {
    this.byId.delete(clOrdId);
  }
}
