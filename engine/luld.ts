/**
 * Limit up, limit down: bands around the mean price of the trades of the last five minutes, the limit state when the market
 * leans on one of them, and the pause that follows (RULES.md, Price protection). What trades outside: bands.ts. Engine thread only.
 *
 * The five minutes are ten spans of 30 s, each a sum and a count; span n of the clock stands in slot n mod 10.
 */
import { distanceOf } from './bands.js';
import { Watch as Watches } from './instruments.js';
import type { Market } from './market.js';
import { tellBands } from './market-events.js';
import { SIDES } from './orders.js';
import { Phase } from './records.js';
import { BandState as BandStates } from './records-venue.js';

const Watch = Watches;
const BandState = BandStates;
export const SPANS = 10;
const SPAN_US = 30_000_000;

export class LuldState {
  /** When the next span begins; every slot is kept as of the span before it. */
  nextSpanUs = 0;
  /** By instrument × SPANS + slot. */
  readonly sums: Float64Array;
  readonly counts: Float64Array;
  /** NaN: none yet, and no bands. */
  readonly reference: Float64Array;
  readonly lower: Float64Array;
  readonly upper: Float64Array;
  /** BandState */
  readonly state: Uint8Array;
  /** What BANDS said last; reference NaN: nothing yet. */
  readonly toldReference: Float64Array;
  readonly toldLower: Float64Array;
  readonly toldUpper: Float64Array;
  readonly toldState: Uint8Array;

  constructor(instruments: number) {
    this.sums = new Float64Array(instruments * SPANS);
    this.counts = new Float64Array(instruments * SPANS);
    this.reference = new Float64Array(instruments).fill(Number.NaN);
    this.lower = new Float64Array(instruments);
    this.upper = new Float64Array(instruments);
    this.state = new Uint8Array(instruments);
    this.toldReference = new Float64Array(instruments).fill(Number.NaN);
    this.toldLower = new Float64Array(instruments);
    this.toldUpper = new Float64Array(instruments);
    this.toldState = new Uint8Array(instruments);
  }

  /** The instrument has no bands any more. */
  forget(i: number): void {
    this.reference[i] = this.toldReference[i] = Number.NaN;
    this.state[i] = BandState.normal;
    this.sums.fill(0, i * SPANS, (i + 1) * SPANS);
    this.counts.fill(0, i * SPANS, (i + 1) * SPANS);
  }
}

export class Luld {
  /** The instrument that the step has traded, if it has such bands; or -1. */
  private tradedNow = -1;

  constructor(private readonly market: Market) {}

  /** Before each command: the first of a new span lets go of what is too old. */
  beforeCommand(): void {
    const { luld, timeUs } = this.market.state;
    if (timeUs >= luld.nextSpanUs) this.startSpan();
  }

  private startSpan(): void {
    const { luld, timeUs, instruments } = this.market.state;
    const span = Math.floor(timeUs / SPAN_US);
    const first = Math.max(luld.nextSpanUs / SPAN_US, span - SPANS + 1);
    luld.nextSpanUs = (span + 1) * SPAN_US;
    for (let i = 0; i < instruments.count; i++) {
      if ((instruments.watch[i] & Watch.luld) === 0) continue;
      for (let s = first; s <= span; s++) luld.sums[i * SPANS + (s % SPANS)] = luld.counts[i * SPANS + (s % SPANS)] = 0;
      this.look(i);
    }
  }

  /** A trade. What it does to the bands is looked at after the step. */
  traded(instrument: number, ticks: number): void {
    const { luld, instruments } = this.market.state;
    if ((instruments.watch[instrument] & Watch.luld) === 0) return;
    const slot = instrument * SPANS + ((luld.nextSpanUs / SPAN_US - 1) % SPANS);
    luld.sums[slot] += ticks;
    luld.counts[slot]++;
    this.tradedNow = instrument;
  }

  /** After each step. */
  endStep(): void {
    if (this.tradedNow >= 0) this.look(this.tradedNow);
    this.tradedNow = -1;
  }

  /** An auction has traded: its price is the new reference, and the mean starts anew. */
  uncrossed(i: number, price: number): void {
    const { luld, instruments } = this.market.state;
    this.tradedNow = -1;
    if ((instruments.watch[i] & Watch.luld) === 0) return;
    luld.sums.fill(0, i * SPANS, (i + 1) * SPANS);
    luld.counts.fill(0, i * SPANS, (i + 1) * SPANS);
    this.setReference(i, price);
  }

  /** The instrument was defined, perhaps anew. */
  defined(i: number): void {
    const { luld, instruments, timers } = this.market.state;
    if ((instruments.watch[i] & Watch.luld) !== 0) {
      this.setReference(i, Number.isNaN(luld.reference[i]) ? instruments.reference[i] : luld.reference[i]);
      return;
    }
    if (luld.state[i] === BandState.limitUp || luld.state[i] === BandState.limitDown) timers.set(i, Infinity);
    luld.forget(i);
  }

  /** Once after a command that touched the instrument: whether the market leans on a band; and BANDS, if anything has changed. */
  afterCommand(i: number): void {
    const { luld, instruments, timers, timeUs } = this.market.state;
    if ((instruments.watch[i] & Watch.luld) === 0) return;
    if (instruments.current[i] === Phase.open) {
      const now = this.leaning(i);
      if (now !== luld.state[i]) {
        luld.state[i] = now;
        timers.set(i, now === BandState.normal ? Infinity : timeUs + instruments.definitions[i].limitStateMs * 1000);
      }
    }
    const moved = luld.toldLower[i] !== luld.lower[i] || luld.toldUpper[i] !== luld.upper[i];
    const isNew = luld.toldReference[i] !== luld.reference[i] || luld.toldState[i] !== luld.state[i];
    if (!Number.isNaN(luld.reference[i]) && (moved || isNew)) this.tell(i);
  }

  /** A limit state has lasted too long. */
  pause(i: number): void {
    const { luld, instruments } = this.market.state;
    luld.state[i] = BandState.paused;
    this.market.phases.startVolatilityAuction(i, instruments.definitions[i].pauseMs);
  }

  /** Continuous trading has ended: a limit state ends with it. */
  closed(i: number): void {
    const { luld, timers } = this.market.state;
    if (luld.state[i] === BandState.normal || luld.state[i] === BandState.paused) return;
    luld.state[i] = BandState.normal;
    timers.set(i, Infinity);
  }

  /** The instrument's volatility auction is over. */
  pauseEnded(i: number): void {
    const { luld } = this.market.state;
    if (luld.state[i] !== BandState.paused) return;
    luld.state[i] = BandState.normal;
    this.market.auctions.changed(i);
  }

  /** The mean takes the reference's place when it differs by 1 % or more. */
  private look(i: number): void {
    const { luld } = this.market.state;
    let sum = 0;
    let count = 0;
    for (let k = i * SPANS; k < (i + 1) * SPANS; k++) {
      sum += luld.sums[k];
      count += luld.counts[k];
    }
    if (count === 0) return;
    const mean = Math.floor(sum / count);
    const reference = luld.reference[i];
    if (mean === reference || Math.abs(mean - reference) * 100 < Math.abs(reference)) return;
    this.setReference(i, mean);
  }

  private setReference(i: number, reference: number): void {
    const { luld, instruments } = this.market.state;
    const { luldBand, distanceUnit } = instruments.definitions[i];
    luld.reference[i] = reference;
    if (Number.isNaN(reference)) return;
    const distance = distanceOf(luldBand, distanceUnit, reference);
    luld.lower[i] = reference - distance;
    luld.upper[i] = reference + distance;
    this.market.auctions.changed(i);
  }

  private leaning(i: number): number {
    const { luld, ladder } = this.market.state;
    if (Number.isNaN(luld.reference[i])) return BandState.normal;
    // Ranks: a buy's is its price negated, and Infinity stands for an empty side.
    if (0 - ladder.bestRank[i * SIDES] >= luld.upper[i]) return BandState.limitUp;
    return ladder.bestRank[i * SIDES + 1] <= luld.lower[i] ? BandState.limitDown : BandState.normal;
  }

  private tell(i: number): void {
    const { events, state } = this.market;
    const { luld, timers } = state;
    luld.toldState[i] = luld.state[i];
    luld.toldLower[i] = luld.lower[i];
    luld.toldUpper[i] = luld.upper[i];
    luld.toldReference[i] = luld.reference[i];
    const untilUs = luld.state[i] === BandState.normal ? 0 : timers.us[i];
    tellBands(events, i, luld.state[i], luld.lower[i], luld.upper[i], luld.reference[i], untilUs);
  }
}
