/** Writes the events that no session owns: answers to operators, and of phases, auctions, price bands and the day. Engine thread only. */
import type { Events } from './events.js';
import { aligned, BODY_SHIFT, Command, Defined, SetPhase, Side, Type } from './records.js';
import { Auction, Bands, DayEnded, OfficialClose } from './records-venue.js';

const PHASE_BYTES = 24;

/**
 * What a command of reference data or of an operator is answered with: its body again, after an index and its ref.
 * @param end of the body, in the command
 */
export function repeatCommand(events: Events, type: number, index: number, end: number): void {
  const { command, at: from, out } = events;
  const at = out.claim(aligned(end - BODY_SHIFT));
  const { i32, u8 } = out.views;
  i32[(at >> 2) + 1] = type;
  i32[(at + Defined.INDEX) >> 2] = index;
  i32[(at + Defined.REF) >> 2] = command.i32[(from + Command.REF) >> 2];
  for (let i = Command.BODY; i < end; i++) u8[at + i - BODY_SHIFT] = command.u8[from + i];
}

/** PHASE_CHANGED of the engine's own making: without an author. @param instrument -1: the venue */
export function tellPhase(events: Events, instrument: number, phase: number, ref: number): void {
  const at = events.out.claim(PHASE_BYTES);
  const { i32, u8 } = events.out.views;
  i32[(at >> 2) + 1] = Type.PHASE_CHANGED;
  i32[(at + Defined.INDEX) >> 2] = instrument;
  i32[(at + Defined.REF) >> 2] = ref;
  i32[(at + SetPhase.INSTRUMENT - BODY_SHIFT) >> 2] = instrument;
  i32[(at + SetPhase.PHASE - BODY_SHIFT) >> 2] = 0;
  u8[at + SetPhase.PHASE - BODY_SHIFT] = phase;
}

/** @param price NaN: none @param imbalance buys above 0, sells below */
export function tellAuction(
  events: Events,
  instrument: number,
  phase: number,
  isFinal: boolean,
  price: number,
  paired: number,
  imbalance: number,
): void {
  const at = events.out.claim(Auction.BYTES);
  const { i32, u8, f64 } = events.out.views;
  const hasPrice = !Number.isNaN(price);
  i32[(at >> 2) + 1] = Type.AUCTION;
  i32[(at + Auction.INSTRUMENT) >> 2] = instrument;
  u8[at + Auction.PHASE] = phase;
  u8[at + Auction.IMBALANCE_SIDE] = imbalance === 0 ? 0 : imbalance > 0 ? Side.buy : Side.sell;
  u8[at + Auction.HAS_PRICE] = hasPrice ? 1 : 0;
  u8[at + Auction.FINAL] = isFinal ? 1 : 0;
  f64[(at + Auction.PRICE) >> 3] = hasPrice ? price : 0;
  f64[(at + Auction.PAIRED) >> 3] = paired;
  f64[(at + Auction.IMBALANCE) >> 3] = Math.abs(imbalance);
}

/** @param untilUs 0: in the normal state */
export function tellBands(
  events: Events,
  instrument: number,
  state: number,
  lower: number,
  upper: number,
  reference: number,
  untilUs: number,
): void {
  const at = events.out.claim(Bands.BYTES);
  const { i32, f64 } = events.out.views;
  i32[(at >> 2) + 1] = Type.BANDS;
  i32[(at + Bands.INSTRUMENT) >> 2] = instrument;
  i32[(at + Bands.STATE) >> 2] = state;
  f64[(at + Bands.LOWER) >> 3] = lower;
  f64[(at + Bands.UPPER) >> 3] = upper;
  f64[(at + Bands.REFERENCE) >> 3] = reference;
  f64[(at + Bands.UNTIL) >> 3] = untilUs;
}

export function tellOfficialClose(events: Events, instrument: number, date: number, ticks: number, lots: number): void {
  const at = events.out.claim(OfficialClose.BYTES);
  const { i32, f64 } = events.out.views;
  i32[(at >> 2) + 1] = Type.OFFICIAL_CLOSE;
  i32[(at + OfficialClose.INSTRUMENT) >> 2] = instrument;
  i32[(at + OfficialClose.DATE) >> 2] = date;
  f64[(at + OfficialClose.TICKS) >> 3] = ticks;
  f64[(at + OfficialClose.LOTS) >> 3] = lots;
}

/** @param nextDate 0: not known */
export function tellDayEnded(events: Events, date: number, ref: number, nextDate: number): void {
  const at = events.out.claim(DayEnded.BYTES);
  const { i32 } = events.out.views;
  i32[(at >> 2) + 1] = Type.DAY_ENDED;
  i32[(at + DayEnded.DATE) >> 2] = date;
  i32[(at + DayEnded.REF) >> 2] = ref;
  i32[(at + DayEnded.NEXT_DATE) >> 2] = nextDate;
  i32[(at + DayEnded.NEXT_DATE + 4) >> 2] = 0;
}
