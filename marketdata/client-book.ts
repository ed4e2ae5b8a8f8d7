/** One side of a subscriber's book, and the checksum a subscriber makes of two of them. Plain and slow: a reference. */
import { crc32 } from 'node:zlib';
import { CRC_LEVELS, putInt64 } from './depth.js';

/** [priceTicks, qtyLots, orders] */
export type Level = [number, number, number];

export class ClientSide {
  private readonly byPrice = new Map<number, Level>();
  private sorted: Level[] | null = null;

  /** @param sign 1 for bids, -1 for asks */
  constructor(private readonly sign: 1 | -1) {}

  get size(): number {
    return this.byPrice.size;
  }

  clear(): void {
    this.byPrice.clear();
    this.sorted = null;
  }

  set(price: number, qty: number, orders: number): void {
    if (qty === 0) this.byPrice.delete(price);
    else this.byPrice.set(price, [price, qty, orders]);
    this.sorted = null;
  }

  /** Best first. */
  levels(): Level[] {
    this.sorted ??= [...this.byPrice.values()].sort((a, b) => this.sign * (b[0] - a[0]));
    return this.sorted;
  }
}

/** The checksum of l2 messages: the ten best levels, bids then asks, (price, qty) as big-endian int64. */
export function bookCrc(bids: Level[], asks: Level[]): number {
  const best = [...bids.slice(0, CRC_LEVELS), ...asks.slice(0, CRC_LEVELS)];
  const bytes = Buffer.alloc(best.length * 16);
  best.forEach(([price, qty], i) => {
    putInt64(bytes, i * 16, price);
    putInt64(bytes, i * 16 + 8, qty);
  });
  return crc32(bytes);
}
