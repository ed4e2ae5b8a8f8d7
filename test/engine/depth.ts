/** Depth as a reader of the log folds it, by the rule at Exec in records.ts: from ExecutionReports alone. */
import { ExecFlag } from '../../engine/records.js';
import type { Event } from './support.js';

type Level = { qty: number; orders: number };

export class DepthFold {
  private readonly sides = { buy: new Map<number, Level>(), sell: new Map<number, Level>() };

  apply(events: Event[]): void {
    for (const event of events) {
      if (event.type === 'EXEC' && ((event.flags as number) & ExecFlag.inBook) !== 0) this.exec(event);
    }
  }

  private exec(event: Event): void {
    const { execType, qty, cum, leaves, price, lastPrice, lastQty } = event as Record<string, number | string> as {
      execType: string;
      [field: string]: number | string;
    };
    const side = this.sides[event.side as 'buy' | 'sell'];
    const gone = leaves === 0 ? -1 : 0;
    if (execType === '0') change(side, price, qty, 1);
    if (execType === 'F') change(side, price, -(lastQty as number), gone);
    if (execType === '4' || execType === 'C') change(side, price, (cum as number) - (qty as number), -1);
    if (execType === '5') {
      change(side, lastPrice, -(lastQty as number), -1);
      change(side, price, leaves, 1);
    }
  }

  bids(): [number, number, number][] {
    return sorted(this.sides.buy, -1);
  }

  asks(): [number, number, number][] {
    return sorted(this.sides.sell, 1);
  }
}

function change(side: Map<number, Level>, price: number | string, qty: number | string, orders: number): void {
  const level = side.get(price as number) ?? { qty: 0, orders: 0 };
  level.qty += qty as number;
  level.orders += orders;
  if (level.qty === 0 && level.orders === 0) side.delete(price as number);
  else side.set(price as number, level);
}

function sorted(side: Map<number, Level>, sign: number): [number, number, number][] {
  const levels = [...side].map(([price, { qty, orders }]): [number, number, number] => [price, qty, orders]);
  return levels.sort((a, b) => sign * (a[0] - b[0]));
}
