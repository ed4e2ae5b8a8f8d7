/** What an instrument is: its definition, its defaults, and its form in DEFINE_INSTRUMENT and INSTRUMENT_DEFINED. */
import { DefineInstrument as At } from './records.js';
import type { RecordViews } from './ring.js';
import { getText, putText } from './text.js';

/** Prices in ticks, quantities in lots, notionals in money; distances in ticks or basis points (distanceUnit). Meaning: RULES.md. */
export interface InstrumentDefinition {
  symbol: string;
  tickUnits: number;
  priceDecimals: number;
  lotUnits: number;
  qtyDecimals: number;
  minPriceTicks: number;
  maxPriceTicks: number;
  maxQtyLots: number;
  /** A price to start from; 0 for none. */
  referenceTicks: number;
  minQtyLots?: number;
  /** 0: none, as for the other limits and distances. */
  minNotional?: number;
  maxNotional?: number;
  fatFinger?: number;
  staticBand?: number;
  dynamicBand?: number;
  luldBand?: number;
  volatilityAuctionMs?: number;
  limitStateMs?: number;
  pauseMs?: number;
  /** Participant; -1: none. */
  marketMaker?: number;
  topShareBps?: number;
  makerShareBps?: number;
  minDisplayBps?: number;
  /** DistanceUnit */
  distanceUnit?: number;
  /** BandAction */
  bandAction?: number;
  /** Allocation */
  allocation?: number;
  /** 1: every replace goes to the end of the queue. */
  replaceLosesPriority?: number;
}

export type CompleteInstrument = Required<InstrumentDefinition>;

export const instrumentDefaults: Omit<CompleteInstrument, 'symbol'> = {
  tickUnits: 1,
  priceDecimals: 2,
  lotUnits: 1,
  qtyDecimals: 0,
  minPriceTicks: 1,
  maxPriceTicks: 1_000_000,
  maxQtyLots: 1_000_000,
  referenceTicks: 0,
  minQtyLots: 1,
  minNotional: 0,
  maxNotional: 0,
  fatFinger: 0,
  staticBand: 0,
  dynamicBand: 0,
  luldBand: 0,
  volatilityAuctionMs: 300_000,
  limitStateMs: 15_000,
  pauseMs: 300_000,
  marketMaker: -1,
  topShareBps: 0,
  makerShareBps: 0,
  minDisplayBps: 0,
  distanceUnit: 0,
  bandAction: 0,
  allocation: 0,
  replaceLosesPriority: 0,
};

type NumberField = Exclude<keyof CompleteInstrument, 'symbol'>;

/** Where each number stands in the record, by width. */
const F64: readonly (readonly [NumberField, number])[] = [
  ['minPriceTicks', At.MIN_PRICE],
  ['maxPriceTicks', At.MAX_PRICE],
  ['maxQtyLots', At.MAX_QTY],
  ['referenceTicks', At.REFERENCE],
  ['minQtyLots', At.MIN_QTY],
  ['minNotional', At.MIN_NOTIONAL],
  ['maxNotional', At.MAX_NOTIONAL],
  ['fatFinger', At.FAT_FINGER],
  ['staticBand', At.STATIC_BAND],
  ['dynamicBand', At.DYNAMIC_BAND],
  ['luldBand', At.LULD_BAND],
];
const I32: readonly (readonly [NumberField, number])[] = [
  ['tickUnits', At.TICK_UNITS],
  ['priceDecimals', At.PRICE_DECIMALS],
  ['lotUnits', At.LOT_UNITS],
  ['qtyDecimals', At.QTY_DECIMALS],
  ['volatilityAuctionMs', At.VOLATILITY_AUCTION_MS],
  ['limitStateMs', At.LIMIT_STATE_MS],
  ['pauseMs', At.PAUSE_MS],
  ['marketMaker', At.MARKET_MAKER],
];
const U16: readonly (readonly [NumberField, number])[] = [
  ['topShareBps', At.TOP_SHARE_BPS],
  ['makerShareBps', At.MAKER_SHARE_BPS],
  ['minDisplayBps', At.MIN_DISPLAY_BPS],
];
const U8: readonly (readonly [NumberField, number])[] = [
  ['distanceUnit', At.DISTANCE_UNIT],
  ['bandAction', At.BAND_ACTION],
  ['allocation', At.ALLOCATION],
  ['replaceLosesPriority', At.REPLACE_LOSES_PRIORITY],
];

/** Names of all numbers, in a fixed order: for the canonical state. */
export const instrumentNumbers: readonly NumberField[] = [...F64, ...I32, ...U16, ...U8].map(([name]) => name);

/** The definition with defaults for what it leaves out. */
export function completeInstrument(definition: InstrumentDefinition): CompleteInstrument {
  return { ...instrumentDefaults, ...definition };
}

/** Writes the body at the offsets of DEFINE_INSTRUMENT from `at`. */
export function putInstrument({ f64, i32, u16, u8 }: RecordViews, at: number, given: InstrumentDefinition): void {
  const definition = completeInstrument(given);
  for (const [name, offset] of F64) f64[(at + offset) >> 3] = definition[name];
  for (const [name, offset] of I32) i32[(at + offset) >> 2] = definition[name];
  for (const [name, offset] of U16) u16[(at + offset) >> 1] = definition[name];
  for (const [name, offset] of U8) u8[at + offset] = definition[name];
  u8[at + At.SYMBOL_LEN] = definition.symbol.length;
  putText(u8, at + At.SYMBOL, definition.symbol);
}

/** Reads what putInstrument wrote. */
export function getInstrument({ f64, i32, u16, u8 }: RecordViews, at: number): CompleteInstrument {
  const definition: CompleteInstrument = { symbol: getText(u8, at + At.SYMBOL, u8[at + At.SYMBOL_LEN]), ...instrumentDefaults };
  for (const [name, offset] of F64) definition[name] = f64[(at + offset) >> 3];
  for (const [name, offset] of I32) definition[name] = i32[(at + offset) >> 2];
  for (const [name, offset] of U16) definition[name] = u16[(at + offset) >> 1];
  for (const [name, offset] of U8) definition[name] = u8[at + offset];
  return definition;
}
