/**
 * Price protection: fat finger, the static and the dynamic band (RULES.md, Price protection); those of limit up, limit down are
 * kept in luld.ts and enforced here with them. Engine thread only. An instrument without any costs a load and a compare.
 */
import { Ids } from './exec.js';
import { Watch as Watches } from './instruments.js';
import type { Market } from './market.js';
import { U as Bytes, F as Doubles, I as Ints } from './orders.js';
import { Reason as Reasons } from './reasons.js';
import { BandAction, DistanceUnit, ExecType, OrdType, Phase, TimeInForce } from './records.js';

const F = Doubles;
const I = Ints;
const U = Bytes;
const Watch = Watches;
const Reason = Reasons;
const PEGGED = OrdType.pegged;
const BPS = 10_000;

/** How far a price may be from a reference: ticks, or basis points of it, at least one tick, rounded down. */
export function distanceOf(distance: number, unit: number, reference: number): number {
  if (unit === DistanceUnit.ticks) return distance;
  const amount = Math.abs(reference);
  // In two parts, so that the product stays exact for prices that are nearly 2^53.
  const whole = Math.floor(amount / BPS) * distance;
  return Math.max(1, whole + Math.floor(((amount % BPS) * distance) / BPS));
}

export class Bands {
  /** What continuous trading is held to, ticks; ±Infinity: nothing. Valid after arm(). */
  lower = -Infinity;
  upper = Infinity;
  /** The same without limit up, limit down. */
  private innerLower = -Infinity;
  private innerUpper = Infinity;
  /** The last trade as it was before the command, for instruments that the command has armed. */
  private readonly before: Float64Array;
  private readonly armedSeq: Float64Array;
  /** The instrument that has left its bands in this step, or -1. */
  private leaving = -1;

  constructor(private readonly market: Market) {
    const { capacity } = market.state.instruments;
    this.before = new Float64Array(capacity);
    this.armedSeq = new Float64Array(capacity).fill(-1);
  }

  /** Why a limit price is refused at entry. @param sell 0 buy, 1 sell */
  check(instrument: number, sell: number, ticks: number): number {
    const { instruments } = this.market.state;
    if ((instruments.watch[instrument] & Watch.entry) === 0) return Reason.none;
    const { fatFinger, staticBand, distanceUnit, bandAction } = instruments.definitions[instrument];
    const reference = this.market.day.referenceOf(instrument);
    if (fatFinger > 0 && !Number.isNaN(reference)) {
      const beyond = sell === 0 ? ticks - reference : reference - ticks;
      if (beyond > distanceOf(fatFinger, distanceUnit, reference)) return Reason.fatFinger;
    }
    const middle = this.staticReference(instrument);
    if (staticBand > 0 && bandAction === BandAction.reject && !Number.isNaN(middle)) {
      if (Math.abs(ticks - middle) > distanceOf(staticBand, distanceUnit, middle)) return Reason.priceBand;
    }
    return Reason.none;
  }

  /** Before each step of an instrument that has bands: the prices that the step must stay between. */
  arm(instrument: number): void {
    const { instruments, luld, seq } = this.market.state;
    const { staticBand, dynamicBand, distanceUnit } = instruments.definitions[instrument];
    if (this.armedSeq[instrument] !== seq) {
      this.armedSeq[instrument] = seq;
      this.before[instrument] = instruments.last[instrument];
    }
    this.innerLower = -Infinity;
    this.innerUpper = Infinity;
    this.tighten(this.staticReference(instrument), staticBand, distanceUnit);
    this.tighten(this.before[instrument], dynamicBand, distanceUnit);
    this.lower = this.innerLower;
    this.upper = this.innerUpper;
    if ((instruments.watch[instrument] & Watch.luld) === 0 || Number.isNaN(luld.reference[instrument])) return;
    this.lower = Math.max(this.lower, luld.lower[instrument]);
    this.upper = Math.min(this.upper, luld.upper[instrument]);
  }

  /** An auction's price is the last trade for all that follows it in the same command. */
  disarm(instrument: number): void {
    this.armedSeq[instrument] = -1;
  }

  isOutside(ticks: number): boolean {
    return ticks < this.lower || ticks > this.upper;
  }

  /**
   * The next trade of an incoming order would be at `ticks`, outside the bands. Returns Reason.none if what is left of the order
   * rests at its price, which may have been changed here, else why it is cancelled.
   */
  breached(h: number, ticks: number, ref: number): number {
    const { instruments, orders } = this.market.state;
    const instrument = orders.i32[(h << 1) + I.side] >> 3;
    if (ticks >= this.innerLower && ticks <= this.innerUpper) return this.heldAtLimit(h, ticks, ref);
    if (instruments.definitions[instrument].bandAction === BandAction.reject) return Reason.priceBand;
    this.leaving = instrument;
    return this.mayRest(h) || orders.u8[(h << 3) + U.ordType] === PEGGED ? Reason.none : Reason.priceBand;
  }

  /** The step is over, its order rests or has gone: an instrument that would have left its bands gathers orders for a while. */
  endStep(): void {
    const { phases, luld, state } = this.market;
    const { definitions, current } = state.instruments;
    const instrument = this.leaving;
    this.leaving = -1;
    if (instrument >= 0 && current[instrument] === Phase.open) {
      phases.startVolatilityAuction(instrument, definitions[instrument].volatilityAuctionMs);
    }
    luld.endStep();
  }

  /** Limit up, limit down: the order stays at the band's price, unless it met one that the bands have left behind. */
  private heldAtLimit(h: number, ticks: number, ref: number): number {
    const { i32 } = this.market.state.orders;
    const isBuy = (i32[(h << 1) + I.side] & 1) === 0;
    if (!this.mayRest(h) || (isBuy ? ticks < this.lower : ticks > this.upper)) return Reason.priceBand;
    return this.holdAtLimit(h, ref);
  }

  /** Whether an order that meets nothing would rest above the upper band of limit up, limit down, or below the lower. */
  isBeyondLimit(h: number): boolean {
    const { state } = this.market;
    const { luld, instruments, orders } = state;
    const side = orders.i32[(h << 1) + I.side];
    const i = side >> 3;
    if ((instruments.watch[i] & Watch.luld) === 0 || Number.isNaN(luld.reference[i]) || !this.mayRest(h)) return false;
    const price = orders.f64[h + F.price];
    return (side & 1) === 0 ? price > luld.upper[i] : price < luld.lower[i];
  }

  /** Limit up, limit down: what is left of the order gets the band's price. */
  holdAtLimit(h: number, ref: number): number {
    const { state, events } = this.market;
    const { luld, orders } = state;
    const side = orders.i32[(h << 1) + I.side];
    orders.f64[h + F.price] = (side & 1) === 0 ? luld.upper[side >> 3] : luld.lower[side >> 3];
    events.exec(h, ExecType.restated, events.statusOf(h), Reason.none, 0, ref, Ids.own);
    return Reason.none;
  }

  /** A Day, GTC or GTD limit or market-to-limit order. */
  private mayRest(h: number): boolean {
    const { u8 } = this.market.state.orders;
    const timeInForce = u8[(h << 3) + U.timeInForce];
    const ordType = u8[(h << 3) + U.ordType];
    const lasts = timeInForce === TimeInForce.day || timeInForce === TimeInForce.gtc || timeInForce === TimeInForce.gtd;
    return lasts && (ordType === OrdType.limit || ordType === OrdType.marketToLimit);
  }

  private tighten(reference: number, distance: number, unit: number): void {
    if (distance === 0 || Number.isNaN(reference)) return;
    const ticks = distanceOf(distance, unit, reference);
    this.innerLower = Math.max(this.innerLower, reference - ticks);
    this.innerUpper = Math.min(this.innerUpper, reference + ticks);
  }

  /** The reference of the day: its last auction's price, else the instrument's. */
  private staticReference(instrument: number): number {
    const { auctionPrice, reference } = this.market.state.instruments;
    return Number.isNaN(auctionPrice[instrument]) ? reference[instrument] : auctionPrice[instrument];
  }
}
