/**
 * Replaces: the order keeps its place with a smaller quantity, or leaves where it rests or waits and comes to the market anew. One
 * that is outside every book is changed where it waits. Engine thread only.
 */

import { Ids } from './exec.js';
import { Taken } from './fingerprint.js';
import { IdUse } from './id-blocks.js';
import type { Market } from './market.js';
import { isRepriced, type OrderChecks } from './order-checks.js';
import type { OrderDraft } from './order-draft.js';
import { U as Bytes, F as Doubles, I as Ints } from './orders.js';
import { Reason as Reasons } from './reasons.js';
import * as records from './records.js';
import { Ask } from './risk.js';
import { routeWord } from './routes.js';
import { V as SpecialBytes, S as SpecialDoubles, Waits as WaitsFor } from './specials.js';

const F = Doubles;
const I = Ints;
const U = Bytes;
const S = SpecialDoubles;
const V = SpecialBytes;
const Waits = WaitsFor;
const Reason = Reasons;
const { Command, ExecType, Order, OrdType } = records;
const { ticks: TICKS, lots: LOTS } = Ask;
/** Words of Replacing.next. */
const PRICE = 0;
const QTY = 1;
const STOP = 2;
const USED_FOR_ORDER = IdUse.order;
const REQUEST_THEN_OWN = Ids.requestThenOwn;

export class Replacing {
  /** What the order is to have: price, quantity and stop price. */
  private readonly next = new Float64Array(3);

  constructor(
    private readonly market: Market,
    private readonly checks: OrderChecks,
    private readonly draft: OrderDraft,
  ) {}

  /** Replaces `h`, found and verified, by the current command. Returns why not (Reason). */
  replace(h: number): number {
    const { state, events } = this.market;
    const { orders, instruments } = state;
    const { f64, i32 } = orders;
    const { next } = this;
    const reason = this.checks.replace(h);
    if (reason !== Reason.none) return reason;
    this.read(h);
    const less = f64[h + F.qty] - next[QTY];
    const isSame = next[PRICE] === f64[h + F.price] && next[STOP] === this.stopOf(h);
    const keeps = isSame && less > 0 && instruments.replaceLosesPriority[i32[(h << 1) + I.side] >> 3] === 0;
    const stays = keeps || this.isOutside(h);
    const refused = this.checkMarket(h, stays);
    if (refused !== Reason.none) return refused;
    events.trade[0] = f64[h + F.price];
    events.trade[1] = f64[h + F.leaves];
    this.apply(h, less, stays);
    return Reason.none;
  }

  private read(h: number): void {
    const { state, events } = this.market;
    const { command, at } = events;
    const { ofTerms } = this.checks;
    const { next } = this;
    const price = state.orders.f64[h + F.price];
    next[PRICE] = isRepriced(state.orders.u8[(h << 3) + U.ordType]) ? command.f64[(at + Order.PRICE) >> 3] + 0 : price;
    next[QTY] = command.f64[(at + Order.QTY) >> 3];
    next[STOP] = ofTerms.areGiven && ofTerms.givesStop(h) ? ofTerms.terms.stopTicks + 0 : this.stopOf(h);
  }

  /** What the order is to be must pass as a new one must. */
  private checkMarket(h: number, stays: boolean): number {
    const { state, bands, risk } = this.market;
    const { f64, i32, u8 } = state.orders;
    const { next } = this;
    const side = i32[(h << 1) + I.side];
    const ordType = u8[(h << 3) + U.ordType];
    risk.ask[TICKS] = this.riskTicks(h);
    risk.ask[LOTS] = next[QTY];
    if (!this.draft.isNotionalAllowed(side >> 3)) return Reason.notionalOutsideLimits;
    if (ordType === OrdType.limit || ordType === OrdType.stopLimit) {
      const reason = bands.check(side >> 3, side & 1, next[PRICE]);
      if (reason !== Reason.none) return reason;
    }
    risk.ask[LOTS] = next[QTY] - (f64[h + F.qty] - f64[h + F.leaves]);
    const reason = risk.checkReplace(h);
    if (reason !== Reason.none || stays || i32[(h << 1) + I.special] === 0) return reason;
    return this.checkPostOnly(h);
  }

  private checkPostOnly(h: number): number {
    const { orders, specials, exposure } = this.market.state;
    const { f64 } = orders;
    const riskAt = orders.i32[(h << 1) + I.special] + S.riskTicks;
    const price = f64[h + F.price];
    const leaves = f64[h + F.leaves];
    const riskTicks = exposure.ticksOf(h);
    f64[h + F.price] = this.next[PRICE];
    f64[h + F.leaves] = this.next[QTY] - (f64[h + F.qty] - leaves);
    const reason = this.draft.checkPostOnly(h);
    this.next[PRICE] = f64[h + F.price];
    f64[h + F.price] = price;
    f64[h + F.leaves] = leaves;
    specials.f64[riskAt] = riskTicks;
    return reason;
  }

  /** @param less by which the whole quantity is @param stays where it is */
  private apply(h: number, less: number, stays: boolean): void {
    const { state, events, arrival, placing } = this.market;
    const { orders, specials, exposure } = state;
    const { f64, i32 } = orders;
    const { next } = this;
    const ref = events.command.i32[(events.at + Command.REF) >> 2];
    const s = i32[(h << 1) + I.special];
    const riskTicks = this.riskTicks(h);
    exposure.take(h);
    if (!stays) this.leave(h);
    if (stays && !this.isOutside(h)) placing.reduce(h, less);
    else f64[h + F.leaves] -= less;
    f64[h + F.qty] = next[QTY];
    f64[h + F.price] = next[PRICE];
    if (s !== 0) {
      specials.f64[s + S.stop] = next[STOP];
      specials.f64[s + S.riskTicks] = riskTicks;
    }
    exposure.put(h);
    events.exec(h, ExecType.replaced, events.statusOf(h), 0, 0, ref, REQUEST_THEN_OWN);
    this.rename(h);
    if (stays) arrival.moved(i32[(h << 1) + I.side] >> 3);
    else arrival.enter(h, ref);
  }

  private leave(h: number): void {
    const { state, stops, placing } = this.market;
    const { orders, specials } = state;
    const s = orders.i32[(h << 1) + I.special];
    if (s !== 0 && specials.u8[(s << 3) + V.waits] === Waits.forStop) stops.remove(h);
    else placing.unplace(h);
    // A pegged order waits for its price again.
    if (orders.u8[(h << 3) + U.ordType] === OrdType.pegged) this.next[PRICE] = 0;
  }

  /** Whether the order waits where no place can be lost: for its parent or its reference, or in the queue. */
  private isOutside(h: number): boolean {
    const { orders, specials } = this.market.state;
    const s = orders.i32[(h << 1) + I.special];
    if (s === 0) return false;
    const waits = specials.u8[(s << 3) + V.waits];
    return waits !== Waits.no && waits !== Waits.forStop && waits !== Waits.forAuction;
  }

  private riskTicks(h: number): number {
    const { orders, exposure } = this.market.state;
    if (isRepriced(orders.u8[(h << 3) + U.ordType])) return this.next[PRICE];
    const { ofTerms } = this.checks;
    return ofTerms.areGiven && ofTerms.givesStop(h) ? this.next[STOP] : exposure.ticksOf(h);
  }

  private stopOf(h: number): number {
    const { orders, specials } = this.market.state;
    const s = orders.i32[(h << 1) + I.special];
    return s === 0 ? 0 : specials.f64[s + S.stop];
  }

  /** The order goes by the request's ClOrdID, and its route, from now on. */
  private rename(h: number): void {
    const { state, events } = this.market;
    const { orders, openOrders, usedIds, id } = state;
    const { command, at } = events;
    openOrders.removeId(h);
    orders.i32[(h << 1) + I.idLo] = id.taken[Taken.lo];
    orders.setClOrdId(h, command.i32, (at + Order.TEXT) >> 2, id.taken[Taken.length]);
    orders.setRoute(h, command.i32, routeWord(command, at));
    openOrders.addId(h);
    usedIds.addNew(USED_FOR_ORDER);
  }
}
