/**
 * Phases, auctions, price bands and the schedule in the canonical form of the state (canonical.ts). The phase that counts and the
 * bands of an instrument are told from the rest. Not hot.
 *
 *   each instrument: prices | numbers | f64 when its timer and its indication are due | u8 band state, as it was told
 *                    | 10 × f64 sum, count of a span       (the lists: pricesOf, numbersOf; a price is u8 whether it is there, f64)
 *   f64 when the next span begins | i32 the date that has ended last | i32 count | f64 time, i32 date, u8 action
 */
import type { ByteReader, ByteWriter } from './bytes.js';
import { SPANS } from './luld.js';
import type { Change } from './schedule.js';
import type { State } from './state.js';

export function writeMarket(out: ByteWriter, state: State): void {
  for (let i = 0; i < state.instruments.count; i++) {
    for (const prices of pricesOf(state)) writePrice(out, prices[i]);
    for (const numbers of numbersOf(state)) out.f64(numbers[i]);
    out.f64(state.timers.us[i]);
    out.f64(state.indications.due.us[i]);
    out.u8(state.luld.state[i]);
    out.u8(state.luld.toldState[i]);
    for (let k = i * SPANS; k < (i + 1) * SPANS; k++) {
      out.f64(state.luld.sums[k]);
      out.f64(state.luld.counts[k]);
    }
  }
  out.f64(state.luld.nextSpanUs);
  const { changes } = state.timetable;
  out.i32(state.timetable.lastEnded);
  out.i32(changes.length);
  for (const { timeUs, date, action } of changes) {
    out.f64(timeUs);
    out.i32(date);
    out.u8(action);
  }
}

/** Reads what writeMarket() wrote, into a state that has its instruments. */
export function readMarket(from: ByteReader, state: State): void {
  for (let i = 0; i < state.instruments.count; i++) {
    for (const prices of pricesOf(state)) prices[i] = readPrice(from);
    for (const numbers of numbersOf(state)) numbers[i] = from.f64();
    state.timers.set(i, from.f64());
    state.indications.due.set(i, from.f64());
    state.luld.state[i] = from.u8();
    state.luld.toldState[i] = from.u8();
    for (let k = i * SPANS; k < (i + 1) * SPANS; k++) {
      state.luld.sums[k] = from.f64();
      state.luld.counts[k] = from.f64();
    }
  }
  state.luld.nextSpanUs = from.f64();
  state.timetable.lastEnded = from.i32();
  const changes: Change[] = [];
  for (let n = from.i32(); n > 0; n--) changes.push({ timeUs: from.f64(), date: from.i32(), action: from.u8() });
  state.timetable.add(changes);
}

/** By instrument, NaN where there is none. */
function pricesOf({ instruments, indications, luld }: State): Float64Array[] {
  const { last, reference, auctionPrice, closingPrice } = instruments;
  return [last, reference, auctionPrice, closingPrice, indications.price, luld.reference, luld.toldReference];
}

function numbersOf({ instruments, indications, luld }: State): Float64Array[] {
  const { paired, imbalance, toldUs } = indications;
  return [instruments.dayLots, paired, imbalance, toldUs, luld.lower, luld.upper, luld.toldLower, luld.toldUpper];
}

function writePrice(out: ByteWriter, price: number): void {
  const has = !Number.isNaN(price);
  out.u8(has ? 1 : 0);
  out.f64(has ? price : 0);
}

function readPrice(from: ByteReader): number {
  const has = from.u8() === 1;
  const price = from.f64();
  return has ? price : Number.NaN;
}
