/**
 * Integers and decimals as FIX writes them, each with the byte that ends it, into a buffer of which the bytes just behind may be written too
 * (DIGITS_SLACK). Three digits at a time, from a table. Each returns the place after the end byte. Nothing is allocated.
 */

/** Bytes behind the end byte that a write may touch: most after an average whose last zeros were left out. */
export const DIGITS_SLACK = 8;

const INT32_MAX = 0x7fff_ffff;
const BILLION = 1_000_000_000;
const ZERO = 0x30;
const POINT = 0x2e;
const MINUS = 0x2d;

/** The digits of 000 to 999, the first in the lowest byte; the highest byte is free. */
const THREE = Int32Array.from({ length: 1000 }, (_, n) => {
  const [hundreds, tens, ones] = [Math.floor(n / 100), Math.floor(n / 10) % 10, n % 10];
  return (ZERO + hundreds) | ((ZERO + tens) << 8) | ((ZERO + ones) << 16);
});
const POWERS = Int32Array.from({ length: 10 }, (_, n) => 10 ** n);

/** An integer of at most 2^53. */
export function putInteger(view: DataView, at: number, value: number, end: number): number {
  if (value < 0) {
    view.setUint8(at++, MINUS);
    value = -value;
  }
  return value > INT32_MAX ? putLarge(view, at, value, end) : putInt32(view, at, value | 0, end);
}

/** An int32 that is not negative. */
export function putInt32(view: DataView, at: number, value: number, end: number): number {
  if (value < 1000) return putFirst(view, at, value, end);
  const thousands = (value / 1000) | 0;
  at = thousands < 1000 ? putFirst(view, at, thousands, end) : putMillions(view, at, thousands, end);
  return putThree(view, at - 1, value - thousands * 1000, end);
}

/** 1,000 and above, to 2^31 ÷ 1,000. */
function putMillions(view: DataView, at: number, thousands: number, end: number): number {
  const millions = (thousands / 1000) | 0;
  if (millions < 1000) at = putFirst(view, at, millions, end);
  else {
    view.setUint8(at, ZERO + ((millions / 1000) | 0));
    at = putThree(view, at + 1, millions % 1000, end);
  }
  return putThree(view, at - 1, thousands - millions * 1000, end);
}

/** 000 to 999. */
export function putThree(view: DataView, at: number, value: number, end: number): number {
  view.setInt32(at, THREE[value] | (end << 24), true);
  return at + 4;
}

/** 0 to 999, without zeros in front. */
function putFirst(view: DataView, at: number, value: number, end: number): number {
  const left = value < 10 ? 2 : value < 100 ? 1 : 0;
  view.setInt32(at, (THREE[value] | (end << 24)) >>> (left << 3), true);
  return at + 4 - left;
}

/** scaled ÷ 10^decimals, with that many decimals. */
export function putDecimal(view: DataView, at: number, scaled: number, decimals: number, end: number): number {
  if (decimals === 0) return putInteger(view, at, scaled, end);
  if (scaled < 0) {
    view.setUint8(at++, MINUS);
    scaled = -scaled;
  }
  if (scaled > INT32_MAX || decimals > 9) {
    const span = 10 ** decimals;
    const whole = Math.floor(scaled / span);
    return putLongFraction(view, putInteger(view, at, whole, POINT), scaled - whole * span, decimals, end);
  }
  const small = scaled | 0;
  const span = POWERS[decimals];
  const whole = (small / span) | 0;
  return putFraction(view, putInt32(view, at, whole, POINT), small - whole * span, decimals, end);
}

/** At most nine digits, with zeros in front. */
function putFraction(view: DataView, at: number, value: number, count: number, end: number): number {
  if (count > 3) {
    const above = (value / 1000) | 0;
    at = putFraction(view, at, above, count - 3, end) - 1;
    return putThree(view, at, value - above * 1000, end);
  }
  const left = 3 - count;
  view.setInt32(at, (THREE[value] | (end << 24)) >>> (left << 3), true);
  return at + 4 - left;
}

function putLarge(view: DataView, at: number, value: number, end: number): number {
  const high = Math.floor(value / BILLION);
  return putFraction(view, putInteger(view, at, high, end) - 1, value - high * BILLION, 9, end);
}

function putLongFraction(view: DataView, at: number, value: number, count: number, end: number): number {
  if (count <= 9) return putFraction(view, at, value | 0, count, end);
  const high = Math.floor(value / BILLION);
  at = putLongFraction(view, at, high, count - 9, end) - 1;
  return putFraction(view, at, value - high * BILLION, 9, end);
}

/** Decimals that an average price has beyond those of the tick size. */
const AVERAGE_EXTRA_DECIMALS = 6;
const AVERAGE_SPAN = 10 ** AVERAGE_EXTRA_DECIMALS;

/**
 * The average price of `lots` lots traded for `notional` (Σ ticks × lots), rounded to the nearest at six decimals more than the tick
 * size has; zeros at the end beyond those of the tick size are left out.
 * @param units a tick in the last of the `decimals`
 */
export function putAverage(
  view: DataView,
  at: number,
  notional: number,
  lots: number,
  units: number,
  decimals: number,
  end: number,
): number {
  if (lots === 0) return putDecimal(view, at, 0, decimals, end);
  if (notional < 0) {
    view.setUint8(at++, MINUS);
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
  if (rest === 0) return putDecimal(view, at, ticks * units, decimals, end);
  const extra = Math.round((rest / lots) * units * AVERAGE_SPAN);
  const carried = Math.floor(extra / AVERAGE_SPAN);
  at = putDecimal(view, at, ticks * units + carried, decimals, end);
  return putExtra(view, at - 1, extra - carried * AVERAGE_SPAN, decimals, end);
}

/** The decimals of an average beyond those of the tick size, in the place of the end byte. */
function putExtra(view: DataView, at: number, extra: number, decimals: number, end: number): number {
  if (extra > 0) {
    if (decimals === 0) view.setUint8(at++, POINT);
    at = putFraction(view, at, extra, AVERAGE_EXTRA_DECIMALS, end) - 1;
    while (view.getUint8(at - 1) === ZERO) at--;
  }
  view.setUint8(at, end);
  return at + 1;
}
