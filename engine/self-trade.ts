/**
 * Self-trade prevention in continuous trading: an incoming order that would meet a resting one of its own group. The incoming
 * order's mode counts, and each time a PREVENTED event comes first. Engine thread only.
 */
import { Ids as EventIds } from './exec.js';
import type { Market } from './market.js';
import { tellPrevented } from './order-events.js';
import { F as Doubles, I as Ints } from './orders.js';
import { Reason as Reasons } from './reasons.js';
import { ExecType as ExecTypes, OrdStatus as OrdStatuses } from './records.js';
import { Stp as Stps } from './records-venue.js';
import { V as SpecialBytes, J as SpecialInts } from './specials.js';

const F = Doubles;
const I = Ints;
const J = SpecialInts;
const V = SpecialBytes;
const Reason = Reasons;
const Stp = Stps;
const ExecType = ExecTypes;
const OrdStatus = OrdStatuses;
const OWN_ID = EventIds.own;

export class SelfTrade {
  constructor(private readonly market: Market) {}

  /** The group of an order; 0: it is of none. */
  groupOf(h: number): number {
    const { orders, specials, sessions, participants } = this.market.state;
    const s = orders.i32[(h << 1) + I.special];
    const own = s === 0 ? 0 : specials.i32[(s << 1) + J.stpGroup];
    return own !== 0 ? own : participants.stpGroup[sessions.participant[orders.i32[(h << 1) + I.session]]];
  }

  /** The mode of an incoming order (Stp). One by notional has no quantity that could be decremented. */
  modeOf(h: number): number {
    const { orders, specials, sessions, participants } = this.market.state;
    const s = orders.i32[(h << 1) + I.special];
    const own = s === 0 ? 0 : specials.u8[(s << 3) + V.stp];
    const mode = own !== 0 ? own : participants.stpMode[sessions.participant[orders.i32[(h << 1) + I.session]]];
    return mode === Stp.decrement && orders.f64[h + F.qty] === 0 ? Stp.cancelNewest : mode;
  }

  /** The group that an incoming order must not trade with; 0: none. */
  avoids(h: number): number {
    const group = this.groupOf(h);
    if (group === 0) return 0;
    return this.modeOf(h) === Stp.off ? 0 : group;
  }

  /** What happens instead of a trade with `maker`. Returns whether the incoming order goes on; if not, it is gone. */
  prevent(taker: number, maker: number, ref: number): boolean {
    const { state, matching, ending, events } = this.market;
    const { f64 } = state.orders;
    const ticks = f64[maker + F.price];
    const wanted = matching.wanted(taker, ticks);
    const open = f64[maker + F.leaves];
    const mode = this.modeOf(taker);
    tellPrevented(events, taker, maker, this.groupOf(taker), mode, Math.min(wanted, open));
    const isTakerDone = mode === Stp.decrement ? wanted <= open : mode !== Stp.cancelOldest;
    const isMakerDone = mode === Stp.decrement ? open <= wanted : mode !== Stp.cancelNewest;
    if (isTakerDone) ending.cancelRest(taker, Reason.selfTrade, ref);
    else if (mode === Stp.decrement) this.shrinkTaker(taker, open, ref);
    // A link may have ended the resting order with the incoming one.
    if (state.orders.i32[(maker << 1) + I.level] === 0) return !isTakerDone;
    if (isMakerDone) ending.end(maker, ExecType.canceled, OrdStatus.canceled, Reason.selfTrade, 0, OWN_ID);
    else if (mode === Stp.decrement) this.shrinkMaker(maker, wanted);
    return !isTakerDone;
  }

  private shrinkTaker(h: number, lots: number, ref: number): void {
    const { orders, exposure } = this.market.state;
    const { f64 } = orders;
    exposure.take(h);
    f64[h + F.qty] -= lots;
    f64[h + F.leaves] -= lots;
    exposure.put(h);
    this.restate(h, ref);
    this.market.placing.tellIfInBook(h, -lots);
  }

  private shrinkMaker(h: number, lots: number): void {
    const { state, placing } = this.market;
    state.exposure.take(h);
    state.orders.f64[h + F.qty] -= lots;
    placing.reduce(h, lots);
    state.exposure.put(h);
    this.restate(h, 0);
    placing.tellIfInBook(h, -lots);
  }

  private restate(h: number, ref: number): void {
    const { events } = this.market;
    events.exec(h, ExecType.restated, events.statusOf(h), Reason.selfTrade, 0, ref, OWN_ID);
  }
}
