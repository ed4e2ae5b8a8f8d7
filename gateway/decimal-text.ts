/** Decimal strings outside, integer ticks and lots inside: exact both ways, no floating point in between. */
import type { InstrumentInfo } from '../engine/directory.js';
import { ID_SPAN } from '../engine/records.js';

/** Why a decimal string has no ticks or lots. */
export type NotInteger = 'malformed' | 'offStep';

const DECIMAL = /^(-?)(\d{1,15})(?:\.(\d{1,9}))?$/;

/** `text` in steps of `stepUnits` ÷ 10^decimals. */
function toSteps(text: string, stepUnits: number, decimals: number): number | NotInteger {
  const match = DECIMAL.exec(text);
  if (!match) return 'malformed';
  const fraction = (match[3] ?? '').replace(/0+$/, '');
  if (fraction.length > decimals) return 'offStep';
  const units = Number(match[2] + fraction.padEnd(decimals, '0'));
  if (!Number.isSafeInteger(units)) return 'malformed';
  if (units % stepUnits !== 0) return 'offStep';
  const steps = units / stepUnits;
  return match[1] === '-' && steps !== 0 ? -steps : steps;
}

function fromSteps(steps: number, stepUnits: number, decimals: number): string {
  const units = Math.abs(steps) * stepUnits;
  const digits = (Number.isSafeInteger(units) ? String(units) : String(BigInt(Math.abs(steps)) * BigInt(stepUnits))).padStart(
    decimals + 1,
    '0',
  );
  const whole = digits.slice(0, digits.length - decimals);
  const text = decimals === 0 ? whole : `${whole}.${digits.slice(-decimals)}`;
  return steps < 0 ? `-${text}` : text;
}

export function toTicks(text: string, instrument: InstrumentInfo): number | NotInteger {
  return toSteps(text, instrument.tickUnits, instrument.priceDecimals);
}

export function toLots(text: string, instrument: InstrumentInfo): number | NotInteger {
  return toSteps(text, instrument.lotUnits, instrument.qtyDecimals);
}

export function priceText(ticks: number, instrument: InstrumentInfo): string {
  return fromSteps(ticks, instrument.tickUnits, instrument.priceDecimals);
}

export function qtyText(lots: number, instrument: InstrumentInfo): string {
  return fromSteps(lots, instrument.lotUnits, instrument.qtyDecimals);
}

/** What an amount pays for, as Σ ticks × lots, rounded down. */
export function toNotional(text: string, instrument: InstrumentInfo): number | NotInteger {
  const units = toSteps(text, 1, instrument.priceDecimals + instrument.qtyDecimals);
  if (typeof units !== 'number') return units;
  const notional = Math.floor(units / (instrument.tickUnits * instrument.lotUnits));
  return notional > 0 ? notional : 'malformed';
}

/** Σ ticks × lots as an amount. */
export function amountText(notional: number, instrument: InstrumentInfo): string {
  return fromSteps(notional, instrument.tickUnits * instrument.lotUnits, instrument.priceDecimals + instrument.qtyDecimals);
}

/** An average price: rounded to four digits beyond the tick's. */
export function averageText(ticks: number, instrument: InstrumentInfo): string {
  return ((ticks * instrument.tickUnits) / 10 ** instrument.priceDecimals).toFixed(instrument.priceDecimals + 4);
}

/** An order, execution or trade id as it is written outside: `epoch-counter`. */
export function idText(id: number): string {
  return `${Math.floor(id / ID_SPAN)}-${id % ID_SPAN}`;
}

/** 0 when it is none. */
export function idOf(text: string): number {
  const match = /^(\d{1,5})-(\d{1,11})$/.exec(text);
  if (!match || Number(match[2]) >= ID_SPAN) return 0;
  return Number(match[1]) * ID_SPAN + Number(match[2]);
}
