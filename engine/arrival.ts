/**
 * What becomes of an order that comes to the market: it trades, rests, waits or ends. One arrival is a step; what it moves in turn
 * (stops, pegged orders, children) comes as further steps, one after the other and never inside one another. Engine thread only.
 */
import { Watch } from './instruments.js';
import type { Market } from './market.js';
import { GONE } from './matching.js';
import { U as Bytes, F as Doubles, I as Ints } from './orders.js';
import { Reason as Reasons } from './reasons.js';
import { OrdType as OrdTypes, Phase as Phases, TimeInForce as TimesInForce } from './records.js';
import { V as SpecialBytes, S as SpecialDoubles, Waits as WaitsFor } from './specials.js';

const F = Doubles;
const I = Ints;
const U = Bytes;
const S = SpecialDoubles;
const V = SpecialBytes;
const Waits = WaitsFor;
const Reason = Reasons;
const OrdType = OrdTypes;
const TimeInForce = TimesInForce;
const OPEN = Phases.open;
const BANDS = Watch.bands;
const ENDED = GONE;

export class Arrival {
  constructor(private readonly market: Market) {}

  /** A new or replaced order, or a child that was released: in no book, with open quantity, as its type is. */
  enter(h: number, ref: number): void {
    const ordType = this.market.state.orders.u8[(h << 3) + U.ordType];
    if (ordType === OrdType.pegged) this.market.pegs.arrive(h);
    else if (ordType === OrdType.limit || ordType === OrdType.market || ordType === OrdType.marketToLimit) this.arrive(h, ref);
    else if (this.market.stops.arrive(h, ref)) this.arrive(h, ref);
  }

  /** All that has been set in motion in an instrument comes to the market, step by step. */
  settle(instrument: number): void {
    const { unrest, stops, pegs } = this.market;
    for (;;) {
      const next = stops.next(instrument);
      const pegged = next === 0 ? pegs.next(instrument) : 0;
      if (next !== 0) this.enter(next, 0);
      else if (pegged !== 0) this.arrive(pegged, 0);
      else break;
    }
    unrest.clear(instrument);
  }

  /** The book of an instrument has changed. */
  moved(instrument: number): void {
    const { state, auctions, pegs, unrest } = this.market;
    if (state.instruments.watch[instrument] !== 0) auctions.changed(instrument);
    if (pegs.all.count[instrument] !== 0) unrest.mark(instrument);
  }

  private arrive(h: number, ref: number): void {
    const { state, placing, ending, matching } = this.market;
    const { orders, instruments } = state;
    const { f64 } = orders;
    const instrument = orders.i32[(h << 1) + I.side] >> 3;
    const timeInForce = orders.u8[(h << 3) + U.timeInForce];
    if (instruments.current[instrument] !== OPEN || timeInForce === TimeInForce.atTheClose) placing.place(h);
    else {
      const reason = this.mayTrade(h, timeInForce) ? matching.match(h, ref) : this.whyNot(timeInForce);
      const isFilled = reason !== ENDED && f64[h + F.leaves] === 0 && f64[h + F.qty] !== 0;
      if (isFilled) ending.forget(h);
      else if (reason === Reason.none) this.rest(h, timeInForce, ref);
      else if (reason !== ENDED) ending.cancelRest(h, reason, ref);
    }
    this.moved(instrument);
    if ((instruments.watch[instrument] & BANDS) !== 0) this.market.bands.endStep();
  }

  private rest(h: number, timeInForce: number, ref: number): void {
    const { state, placing, ending } = this.market;
    const ordType = state.orders.u8[(h << 3) + U.ordType];
    const s = state.orders.i32[(h << 1) + I.special];
    if (ordType === OrdType.market || timeInForce === TimeInForce.ioc) ending.cancelRest(h, Reason.noLiquidity, ref);
    // A pegged order whose own trade has ended continuous trading has been taken aside.
    else if (s === 0 || state.specials.u8[(s << 3) + V.waits] === Waits.no) placing.place(h);
  }

  /** Whether what must be executable at once is. */
  private mayTrade(h: number, timeInForce: number): boolean {
    const { state, executable } = this.market;
    const { orders, specials } = state;
    const leaves = orders.f64[h + F.leaves];
    if (timeInForce === TimeInForce.fok) return executable.has(h, leaves);
    const s = orders.i32[(h << 1) + I.special];
    if (s === 0 || specials.f64[s + S.minLots] === 0) return true;
    return executable.has(h, Math.min(specials.f64[s + S.minLots], leaves));
  }

  private whyNot(timeInForce: number): number {
    if (timeInForce === TimeInForce.fok) return Reason.fokNotFillable;
    return timeInForce === TimeInForce.ioc ? Reason.minQtyNotFillable : Reason.none;
  }
}
