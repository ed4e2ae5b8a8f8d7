/**
 * What becomes of an order that comes to the market: it trades, rests, waits for an auction or ends. One arrival is a step; what
 * it moves in turn (stops, pegged orders, children) comes as further steps, one after the other and never inside one another.
 * Engine thread only.
 */
import type { Market } from './market.js';
import { GONE } from './matching.js';
import { U as Bytes, F as Doubles, I as Ints } from './orders.js';
import { Reason as Reasons } from './reasons.js';
import { OrdType as OrdTypes, TimeInForce as TimesInForce } from './records.js';

const F = Doubles;
const I = Ints;
const U = Bytes;
const Reason = Reasons;
const OrdType = OrdTypes;
const TimeInForce = TimesInForce;
const ENDED = GONE;

export class Arrival {
  constructor(private readonly market: Market) {}

  /** The order has open quantity and is in no book. */
  arrive(h: number, ref: number): void {
    const { state, matching, placing, ending, executable } = this.market;
    const { f64, u8 } = state.orders;
    const timeInForce = u8[(h << 3) + U.timeInForce];
    if (timeInForce === TimeInForce.fok && !executable.has(h, f64[h + F.leaves])) {
      ending.cancelRest(h, Reason.fokNotFillable, ref);
      return;
    }
    const reason = matching.match(h, ref);
    if (reason === ENDED) return;
    const rests = u8[(h << 3) + U.ordType] !== OrdType.market && timeInForce !== TimeInForce.ioc;
    if (f64[h + F.leaves] === 0) ending.forget(h);
    else if (reason !== Reason.none) ending.cancelRest(h, reason, ref);
    else if (rests) placing.place(h);
    else ending.cancelRest(h, Reason.noLiquidity, ref);
  }

  /** After a command: everything that it has set in motion comes to the market, step by step. */
  settle(): void {}
}
