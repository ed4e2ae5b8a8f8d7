/** An instrument of the configuration in ticks, lots, money and basis points. */
import type { CompleteInstrument } from '../engine/instrument-definition.js';
import { Allocation, BandAction, DistanceUnit } from '../engine/records.js';
import type { InstrumentConfig } from './config-market.js';
import { OperationalError } from './errors.js';

/** Money has two decimals. */
const MONEY_DECIMALS = 2;

/** @param marketMaker index of its firm; -1: none */
export function instrumentDefinition(given: InstrumentConfig, marketMaker = -1): CompleteInstrument {
  const { symbol } = given;
  const priceDecimals = decimalsOf(given.tickSize);
  const qtyDecimals = decimalsOf(given.lotSize);
  const tickUnits = units(given.tickSize, priceDecimals);
  const lotUnits = units(given.lotSize, qtyDecimals);
  const whole = (name: 'minPrice' | 'maxPrice' | 'referencePrice' | 'maxQty' | 'minQty', decimals: number, unit: number) => {
    const text = given[name] ?? given.lotSize;
    const value = units(text, decimals) / unit;
    if (decimalsOf(text) > decimals || !Number.isSafeInteger(value)) {
      const step = name.endsWith('Qty') ? `lotSize ${given.lotSize}` : `tickSize ${given.tickSize}`;
      throw invalid(symbol, name, `a multiple of ${step}`, text);
    }
    return value;
  };
  const distances = distancesOf(given);
  return {
    symbol,
    tickUnits,
    priceDecimals,
    lotUnits,
    qtyDecimals,
    minPriceTicks: whole('minPrice', priceDecimals, tickUnits),
    maxPriceTicks: whole('maxPrice', priceDecimals, tickUnits),
    minQtyLots: whole('minQty', qtyDecimals, lotUnits),
    maxQtyLots: whole('maxQty', qtyDecimals, lotUnits),
    referenceTicks: whole('referencePrice', priceDecimals, tickUnits),
    minNotional: moneyOf(given.minNotional ?? '0'),
    maxNotional: moneyOf(given.maxNotional ?? '0'),
    ...distances,
    volatilityAuctionMs: given.volatilityAuctionMs,
    limitStateMs: given.luld.limitStateMs,
    pauseMs: given.luld.pauseMs,
    bandAction: BandAction[given.bands.action],
    allocation: Allocation[given.allocation],
    marketMaker,
    topShareBps: shareOf(given, 'topShare'),
    makerShareBps: shareOf(given, 'makerShare'),
    minDisplayBps: shareOf(given, 'minDisplay'),
    replaceLosesPriority: given.replaceLosesPriority ? 1 : 0,
  };
}

/** All distances, and the one unit that they are in. */
function distancesOf(given: InstrumentConfig) {
  const { fatFinger, bands, luld } = given;
  const all = { fatFinger, staticBand: bands.static, dynamicBand: bands.dynamic, luldBand: luld.band };
  const on = Object.values(all).filter((text) => Number.parseFloat(String(text)) !== 0);
  const inPercent = on.filter((text) => String(text).endsWith('%'));
  if (inPercent.length > 0 && inPercent.length < on.length) {
    throw invalid(given.symbol, 'fatFinger, bands and luld', 'all distances in ticks or all as percentages', on.join(', '));
  }
  const value = (text: number | string) =>
    String(text).endsWith('%') ? bpsOf(String(text)) : Number.parseInt(String(text), 10);
  return {
    fatFinger: value(all.fatFinger),
    staticBand: value(all.staticBand),
    dynamicBand: value(all.dynamicBand),
    luldBand: value(all.luldBand),
    distanceUnit: inPercent.length > 0 ? DistanceUnit.basisPoints : DistanceUnit.ticks,
  };
}

function shareOf(given: InstrumentConfig, name: 'topShare' | 'makerShare' | 'minDisplay'): number {
  const bps = bpsOf(given[name]);
  if (bps <= 10_000) return bps;
  throw invalid(given.symbol, name, 'at most 100%', given[name]);
}

/** Basis points of a percentage with at most two decimals. */
function bpsOf(percentage: string): number {
  return units(percentage.slice(0, -1), 2);
}

/** Minor units of an amount. */
export function moneyOf(text: string): number {
  return units(text, MONEY_DECIMALS);
}

/** An amount of minor units as a person writes it. */
export function moneyText(minor: number): string {
  const digits = String(Math.abs(minor)).padStart(MONEY_DECIMALS + 1, '0');
  return `${minor < 0 ? '-' : ''}${digits.slice(0, -MONEY_DECIMALS)}.${digits.slice(-MONEY_DECIMALS)}`;
}

/** A decimal string as whole units of 10^-decimals. */
function units(text: string, decimals: number): number {
  const [whole = '0', fraction = ''] = text.split('.');
  return Number(whole + fraction.padEnd(decimals, '0')) + 0;
}

function decimalsOf(text: string): number {
  return text.split('.')[1]?.length ?? 0;
}

function invalid(symbol: string, name: string, expected: string, got: string | number): OperationalError {
  return new OperationalError('CONFIG_INVALID', `${symbol}: ${name}: expected ${expected}, got ${got}`);
}
