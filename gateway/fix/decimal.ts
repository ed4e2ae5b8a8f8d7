/**
 * Decimals as FIX writes them, to integer ticks or lots and back, exactly. One tick is units ÷ 10^decimals: a tick size of
 * 0.25 is units 25, decimals 2. Bytes in, bytes out; nothing is allocated; any input is safe, however long or absurd.
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
export const INT32_MAX = 0x7fff_ffff;
const BILLION = 1_000_000_000;

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

/** Writes an integer of at most 2^53; returns the byte after it. */
export function putInteger(u8: Uint8Array, at: number, value: number): number {
  if (value < 0) {
    u8[at++] = MINUS;
    value = -value;
  }
  return value > INT32_MAX ? putLarge(u8, at, value) : putInt32(u8, at, value | 0);
}

/** Writes an int32 that is not negative; returns the byte after it. */
export function putInt32(u8: Uint8Array, at: number, value: number): number {
  const end = at + countDigits(value);
  putDigits(u8, end, value, at);
  return end;
}

/** Writes scaled ÷ 10^decimals with that many decimals; returns the byte after it. */
export function putDecimal(u8: Uint8Array, at: number, scaled: number, decimals: number): number {
  if (scaled < 0) {
    u8[at++] = MINUS;
    scaled = -scaled;
  }
  if (decimals === 0) return putInteger(u8, at, scaled);
  if (scaled > INT32_MAX) {
    const span = 10 ** decimals;
    const whole = Math.floor(scaled / span);
    const point = putInteger(u8, at, whole);
    u8[point] = POINT;
    return putFraction(u8, point + 1, scaled - whole * span, decimals);
  }
  const small = scaled | 0;
  const point = at + Math.max(1, countDigits(small) - decimals);
  const end = point + 1 + decimals;
  u8[point] = POINT;
  putDigits(u8, point, putDigits(u8, end, small, point + 1), at);
  return end;
}

/** The digits of 00 to 99. */
export const TENS = Uint8Array.from({ length: 100 }, (_, n) => ZERO + Math.floor(n / 10));
export const ONES = Uint8Array.from({ length: 100 }, (_, n) => ZERO + (n % 10));

/** Writes int32 digits backwards from `end` down to `from`; returns what is left of the value above them. */
function putDigits(u8: Uint8Array, end: number, value: number, from: number): number {
  for (let at = end - 1; at >= from; at--) {
    const tenth = (value / 10) | 0;
    u8[at] = ZERO + value - tenth * 10;
    value = tenth;
  }
  return value;
}

function putLarge(u8: Uint8Array, at: number, value: number): number {
  const high = Math.floor(value / BILLION);
  return putFraction(u8, putInteger(u8, at, high), value - high * BILLION, 9);
}

/** Writes `count` digits with zeros in front; returns the byte after them. */
function putFraction(u8: Uint8Array, at: number, value: number, count: number): number {
  if (count > 9) {
    const high = Math.floor(value / BILLION);
    at = putFraction(u8, at, high, count - 9);
    return putFraction(u8, at, value - high * BILLION, 9);
  }
  putDigits(u8, at + count, value | 0, at);
  return at + count;
}

/** Of an int32. */
function countDigits(value: number): number {
  if (value < 100_000) {
    if (value < 100) return value < 10 ? 1 : 2;
    return value < 1000 ? 3 : value < 10_000 ? 4 : 5;
  }
  if (value < 10_000_000) return value < 1_000_000 ? 6 : 7;
  return value < 100_000_000 ? 8 : value < BILLION ? 9 : 10;
}

/** Decimals that an average price has beyond those of the tick size. */
const AVERAGE_EXTRA_DECIMALS = 6;

/**
 * Writes the average price of `lots` lots traded for `notional` (Σ ticks × lots), rounded to the nearest at six decimals more
 * than the tick size has; zeros at the end beyond those of the tick size are left out. Returns the byte after it.
 */
export function putAverage(
  u8: Uint8Array,
  at: number,
  notional: number,
  lots: number,
  units: number,
  decimals: number,
): number {
  if (lots === 0) return putDecimal(u8, at, 0, decimals);
  if (notional < 0) {
    u8[at++] = MINUS;
    notional = -notional;
  }
  let ticks = Math.floor(notional / lots);
  let rest = notional - ticks * lots;
  if (rest < 0) {
    ticks--;
    rest += lots;
  } else if (rest >= lots) {
    ticks++;
    rest -= lots;
  }
  if (rest === 0) return putDecimal(u8, at, ticks * units, decimals);
  const span = 10 ** AVERAGE_EXTRA_DECIMALS;
  let scaled = ticks * units;
  let extra = Math.round((rest / lots) * units * span);
  scaled += Math.floor(extra / span);
  extra %= span;
  at = putDecimal(u8, at, scaled, decimals);
  if (extra === 0) return at;
  if (decimals === 0) u8[at++] = POINT;
  at = putFraction(u8, at, extra, AVERAGE_EXTRA_DECIMALS);
  while (u8[at - 1] === ZERO) at--;
  return at;
}
