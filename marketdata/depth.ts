/**
 * The depth of one book as a fold over the log's EXEC and BOOK events, by the rule in engine/records.ts. Market data's thread.
 * Between the events of one transaction it may look crossed or hold an order that will not stay: `settled` says when not.
 * While orders are collected for an auction it is crossed between transactions too, and that is how it is told.
 */
import { crc32 } from 'node:zlib';
import type { BookSeed } from '../engine/directory.js';
import { Exec, ExecFlag, ExecType, Side, TimeInForce } from '../engine/records.js';
import { Book } from '../engine/records-venue.js';
import type { RecordViews } from '../engine/ring.js';
import { DepthSide } from './depth-side.js';

/** Levels of each side that the checksum covers. */
export const CRC_LEVELS = 10;
const scratch = Buffer.alloc(2 * CRC_LEVELS * 16);

export class Depth {
  readonly bids = new DepthSide(1);
  readonly asks = new DepthSide(-1);
  /** Lots of an immediate order that its transaction has yet to fill or cancel. */
  private passing = 0;

  constructor(seed: BookSeed | null = null) {
    if (seed === null) return;
    for (const [price, qty, orders] of seed.bids) this.bids.change(price, qty, orders);
    for (const [price, qty, orders] of seed.asks) this.asks.change(price, qty, orders);
    this.settle();
  }

  /** Takes in one EXEC; returns whether the book changed. */
  apply(views: RecordViews, at: number): boolean {
    const { u8, f64 } = views;
    if ((u8[at + Exec.FLAGS] & ExecFlag.inBook) === 0) return false;
    const side = u8[at + Exec.SIDE] === Side.buy ? this.bids : this.asks;
    const price = f64[(at + Exec.PRICE) >> 3];
    const leaves = f64[(at + Exec.LEAVES) >> 3];
    const gone = leaves === 0 ? -1 : 0;
    switch (u8[at + Exec.EXEC_TYPE]) {
      case ExecType.new:
        side.change(price, f64[(at + Exec.QTY) >> 3], 1);
        break;
      case ExecType.trade:
        side.change(price, -f64[(at + Exec.LAST_QTY) >> 3], gone);
        break;
      case ExecType.canceled:
      case ExecType.expired:
        side.change(price, f64[(at + Exec.CUM) >> 3] - f64[(at + Exec.QTY) >> 3], gone);
        break;
      case ExecType.replaced:
        side.change(f64[(at + Exec.LAST_PRICE) >> 3], -f64[(at + Exec.LAST_QTY) >> 3], -1);
        if (leaves > 0) side.change(price, leaves, 1);
        break;
      default:
        return false;
    }
    const timeInForce = u8[at + Exec.TIME_IN_FORCE];
    if (timeInForce === TimeInForce.ioc || timeInForce === TimeInForce.fok) this.passing = leaves;
    return true;
  }

  /** Takes in one BOOK. */
  applyBook({ u8, u16, f64 }: RecordViews, at: number): void {
    const side = u8[at + Book.SIDE] === Side.buy ? this.bids : this.asks;
    side.change(f64[(at + Book.PRICE) >> 3], f64[(at + Book.LOTS) >> 3], (u16[(at + Book.ORDERS) >> 1] << 16) >> 16);
  }

  /** Whether the book could be a transaction's end: no immediate order in it, and not crossed unless it may be. */
  settled(mayCross: boolean): boolean {
    if (this.passing !== 0) return false;
    return mayCross || this.bids.levels === 0 || this.asks.levels === 0 || this.bids.price(0) < this.asks.price(0);
  }

  /** A later transaction has begun: whatever was passing has passed. */
  ended(): void {
    this.passing = 0;
  }

  /** Forgets which levels were touched: what is known now has been told. */
  settle(): void {
    this.bids.settle();
    this.asks.settle();
  }

  /** CRC-32 over (priceTicks, qtyLots) of the ten best levels, bids then asks, best first, each a big-endian int64. */
  crc(): number {
    const end = putSide(this.asks, putSide(this.bids, 0));
    return crc32(scratch.subarray(0, end));
  }
}

function putSide(side: DepthSide, at: number): number {
  const levels = Math.min(CRC_LEVELS, side.levels);
  for (let n = 0; n < levels; n++) {
    putInt64(scratch, at, side.price(n));
    putInt64(scratch, at + 8, side.qty(n));
    at += 16;
  }
  return at;
}

/** A safe integer as big-endian two's complement, without a bigint. */
export function putInt64(buffer: Buffer, at: number, value: number): void {
  buffer.writeInt32BE(Math.floor(value / 2 ** 32), at);
  buffer.writeUInt32BE(value >>> 0, at + 4);
}
