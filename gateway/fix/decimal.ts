/**
 * Decimals as FIX writes them, to integer ticks or lots, exactly. One tick is units ÷ 10^decimals: a tick size of
 * 0.25 is units 25, decimals 2. Nothing is allocated; any input is safe, however long or absurd. The other way: digits.ts.
 */
import { Reason, type ReasonCode } from '../../engine/reasons.js';

export const DecimalFault = { none: 0, notDecimal: 1, offGrid: 2, tooLarge: 3 } as const;

/** The engine's reason for a fault, by DecimalFault. */
export const priceReason: readonly ReasonCode[] = [
  Reason.none,
  Reason.invalidPrice,
  Reason.priceOffTick,
  Reason.priceOutOfRange,
];
export const qtyReason: readonly ReasonCode[] = [Reason.none, Reason.invalidQty, Reason.qtyOffLot, Reason.qtyOutOfRange];

const ZERO = 0x30;
const POINT = 0x2e;
const MINUS = 0x2d;
const MAX = Number.MAX_SAFE_INTEGER;

export class DecimalReader {
  /** Ticks or lots of the last read without fault; else 0. */
  value = 0;

  /** @returns a DecimalFault; notDecimal before tooLarge before offGrid */
  read(u8: Uint8Array, from: number, length: number, units: number, decimals: number): number {
    this.value = 0;
    const end = from + length;
    let at = from;
    const negative = at < end && u8[at] === MINUS;
    if (negative) at++;
    let scaled = 0;
    let digits = 0;
    let places = -1;
    let offGrid = false;
    for (; at < end; at++) {
      const byte = u8[at];
      if (byte === POINT) {
        if (places >= 0) return DecimalFault.notDecimal;
        places = 0;
        continue;
      }
      const digit = byte - ZERO;
      if (digit < 0 || digit > 9) return DecimalFault.notDecimal;
      digits++;
      if (places >= decimals) offGrid = offGrid || digit !== 0;
      else {
        if (places >= 0) places++;
        if (scaled <= MAX) scaled = scaled * 10 + digit;
      }
    }
    if (digits === 0) return DecimalFault.notDecimal;
    for (let i = Math.max(places, 0); i < decimals && scaled <= MAX; i++) scaled *= 10;
    if (scaled > MAX) return DecimalFault.tooLarge;
    if (offGrid || scaled % units !== 0) return DecimalFault.offGrid;
    const value = scaled / units;
    this.value = negative && value !== 0 ? -value : value;
    return DecimalFault.none;
  }
}
