/**
 * A new order between its checks and its acceptance: written into the pool, so that what asks about the market can be asked of it,
 * but known to nobody. Engine thread only; no allocation.
 */
import { Watch as Watches } from './instruments.js';
import type { Market } from './market.js';
import type { OrderChecks } from './order-checks.js';
import { U as Bytes, F as Doubles, I as Ints, SIDES as SidesOfBook } from './orders.js';
import { Reason as Reasons } from './reasons.js';
import * as records from './records.js';
import { Ask } from './risk.js';
import { V as SpecialBytes, S as SpecialDoubles, J as SpecialInts } from './specials.js';

const F = Doubles;
const I = Ints;
const U = Bytes;
const J = SpecialInts;
const S = SpecialDoubles;
const V = SpecialBytes;
const SIDES = SidesOfBook;
const Reason = Reasons;
const Watch = Watches;
const { Command, Contingency, ExecFlag, Order, OrdType, Phase, Side, TermFlag, TimeInForce } = records;
const { inBook: IN_BOOK, terms: TERMS } = ExecFlag;
const { triggeredBy: TRIGGERED_BY } = Contingency;
const { hidden: HIDDEN, capped: CAPPED, postOnly: POST_ONLY, postOnlyReprice: REPRICE, stop: STOP } = TermFlag;
const { ticks: TICKS, lots: LOTS } = Ask;
const OPEN = Phase.open;
const LIMIT = OrdType.limit;
const WATCHED = Watch.entry | Watch.notional;

export class OrderDraft {
  /** Whether the last market-to-limit order has found no price. */
  isUnpriced = false;

  constructor(
    private readonly market: Market,
    private readonly checks: OrderChecks,
  ) {}

  /** Writes the order of the current command. Returns its handle. */
  write(): number {
    const { state, events } = this.market;
    const { command, at } = events;
    const { u8, i32, f64 } = command;
    const { orders } = state;
    const { f64: of, i32: oi, u8: ou } = orders;
    const h = orders.take();
    const ordType = u8[at + Order.ORD_TYPE];
    const timeInForce = u8[at + Order.TIME_IN_FORCE];
    const isLimit = ordType === OrdType.limit;
    of[h + F.price] = isLimit || ordType === OrdType.stopLimit ? f64[(at + Order.PRICE) >> 3] + 0 : 0;
    of[h + F.qty] = of[h + F.leaves] = f64[(at + Order.QTY) >> 3];
    of[h + F.cumNotional] = 0;
    oi[(h << 1) + I.session] = i32[(at + Command.SESSION) >> 2];
    oi[(h << 1) + I.side] = i32[(at + Order.INSTRUMENT) >> 2] * SIDES + u8[at + Order.SIDE] - Side.buy;
    oi[(h << 1) + I.level] = 0;
    oi[(h << 1) + I.special] = 0;
    ou[(h << 3) + U.ordType] = ordType;
    ou[(h << 3) + U.timeInForce] = timeInForce;
    const forAuction = timeInForce === TimeInForce.atTheOpen || timeInForce === TimeInForce.atTheClose;
    ou[(h << 3) + U.flags] = isLimit && !forAuction ? IN_BOOK : 0;
    if (this.checks.needsSpecial) this.writeSpecial(h);
    if (ordType === OrdType.marketToLimit) this.priceByMarket(h);
    const s = oi[(h << 1) + I.special];
    if (s !== 0) state.specials.f64[s + S.riskTicks] = this.riskTicks(h);
    return h;
  }

  /** What remains to be checked, now that the order can be asked for. Returns a Reason. */
  check(h: number): number {
    const { state, events, risk } = this.market;
    const { f64, i32, u8 } = state.orders;
    const { ask } = risk;
    const side = i32[(h << 1) + I.side];
    const s = i32[(h << 1) + I.special];
    const ordType = u8[(h << 3) + U.ordType];
    ask[TICKS] = f64[h + F.price];
    ask[LOTS] = f64[h + F.qty];
    if (s !== 0 || ordType !== LIMIT) this.askOther(h, s);
    if ((state.instruments.watch[side >> 3] & WATCHED) !== 0) {
      const reason = this.checkProtection(h, ordType);
      if (reason !== Reason.none) return reason;
    }
    const session = i32[(h << 1) + I.session];
    if (state.sessionOrders.count[session] >= state.sessions.mayOpen[session]) return Reason.sessionOrdersLimit;
    const isNewAccount = this.checks.account === 0 && events.command.u8[events.at + Order.LENGTHS + 2] !== 0;
    const reason = risk.checkNew(session, isNewAccount ? -1 : this.checks.account, side >> 3, side & 1);
    return reason !== Reason.none || s === 0 ? reason : this.checkPostOnly(h);
  }

  /** Risk asks for the price of an order that is not its limit; by notional, for 1 × the notional. */
  private askOther(h: number, s: number): void {
    const { state, risk } = this.market;
    risk.ask[TICKS] = s === 0 ? this.riskTicks(h) : state.specials.f64[s + S.riskTicks];
    if (state.orders.f64[h + F.qty] !== 0) return;
    risk.ask[TICKS] = 1;
    risk.ask[LOTS] = state.specials.f64[s + S.notional];
  }

  private checkProtection(h: number, ordType: number): number {
    const { state, bands } = this.market;
    const side = state.orders.i32[(h << 1) + I.side];
    if (!this.isNotionalAllowed(side >> 3)) return Reason.notionalOutsideLimits;
    const isLimited = ordType === LIMIT || ordType === OrdType.stopLimit;
    return isLimited ? bands.check(side >> 3, side & 1, state.orders.f64[h + F.price]) : Reason.none;
  }

  /** The money of the whole order, as risk.ask has it, is inside the instrument's limits. */
  isNotionalAllowed(instrument: number): boolean {
    const { state, risk } = this.market;
    if ((state.instruments.watch[instrument] & Watch.notional) === 0) return true;
    const { minNotional, maxNotional } = state.instruments.definitions[instrument];
    const money = state.exposure.money(instrument, risk.ask[TICKS], risk.ask[LOTS]);
    return money >= minNotional && (maxNotional === 0 || money <= maxNotional);
  }

  /** The order is refused after all. */
  discard(h: number): void {
    const { orders, specials } = this.market.state;
    const s = orders.i32[(h << 1) + I.special];
    if (s !== 0) specials.give(s);
    orders.give(h);
  }

  /** A post-only order at its price, in no book or in another: what would trade is refused or gets another price. */
  checkPostOnly(h: number): number {
    const { state, executable } = this.market;
    const { orders, specials, instruments } = state;
    const { f64, i32 } = orders;
    const s = i32[(h << 1) + I.special];
    const side = i32[(h << 1) + I.side];
    const instrument = side >> 3;
    const flags = specials.u8[(s << 3) + V.flags];
    if ((flags & POST_ONLY) === 0 || instruments.current[instrument] !== OPEN) return Reason.none;
    const best = executable.bestPrice(h);
    if (Number.isNaN(best)) return Reason.none;
    const price = (side & 1) === 0 ? best - 1 : best + 1;
    const isInRange = price >= instruments.minPrice[instrument] && price <= instruments.maxPrice[instrument];
    if ((flags & REPRICE) === 0 || !isInRange) return Reason.postOnlyWouldTrade;
    f64[h + F.price] = specials.f64[s + S.riskTicks] = price;
    return Reason.none;
  }

  private writeSpecial(h: number): void {
    const { state, events, stops } = this.market;
    const { orders, specials } = state;
    const { terms, areGiven } = this.checks.ofTerms;
    const { f64, i32, u8 } = specials;
    const s = specials.take(h);
    orders.i32[(h << 1) + I.special] = s;
    f64[s + S.display] = terms.displayLots;
    f64[s + S.minLots] = terms.minLots;
    f64[s + S.expireUs] = terms.expireUs;
    f64[s + S.offset] = terms.offsetTicks;
    f64[s + S.notional] = terms.notional;
    i32[(s << 1) + J.stpGroup] = terms.stpGroup;
    u8[(s << 3) + V.stp] = terms.stp;
    u8[(s << 3) + V.peg] = terms.peg;
    u8[(s << 3) + V.flags] = terms.flags;
    u8[(s << 3) + V.contingency] = terms.contingency;
    const isDisplayed = terms.displayLots === 0 && (terms.flags & HIDDEN) === 0 && terms.contingency !== TRIGGERED_BY;
    const at = (h << 3) + U.flags;
    orders.u8[at] = (isDisplayed ? orders.u8[at] : 0) | (areGiven ? TERMS : 0);
    const ordType = orders.u8[(h << 3) + U.ordType];
    if ((terms.flags & STOP) !== 0) f64[s + S.stop] = terms.stopTicks + 0;
    else if (ordType === OrdType.stop) f64[s + S.stop] = stops.startOf(orders.i32[(h << 1) + I.side], terms.offsetTicks);
    if ((terms.flags & CAPPED) !== 0) f64[s + S.cap] = events.command.f64[(events.at + Order.PRICE) >> 3] + 0;
  }

  /** The price for risk: the order's limit, a stop's stop price, else the reference. */
  private riskTicks(h: number): number {
    const { state, day } = this.market;
    const { orders, specials } = state;
    const s = orders.i32[(h << 1) + I.special];
    const ordType = orders.u8[(h << 3) + U.ordType];
    const hasLimit = ordType === OrdType.limit || ordType === OrdType.stopLimit || ordType === OrdType.marketToLimit;
    if (hasLimit) return orders.f64[h + F.price];
    if (ordType === OrdType.stop) return specials.f64[s + S.stop];
    const reference = day.referenceOf(orders.i32[(h << 1) + I.side] >> 3);
    return Number.isNaN(reference) ? 0 : reference;
  }

  /** The limit of a market-to-limit order: the price at which it would trade first. */
  private priceByMarket(h: number): void {
    const { orders } = this.market.state;
    orders.f64[h + F.price] = (orders.i32[(h << 1) + I.side] & 1) === 0 ? Infinity : -Infinity;
    const price = this.market.executable.bestPrice(h);
    this.isUnpriced = Number.isNaN(price);
    orders.f64[h + F.price] = this.isUnpriced ? 0 : price;
  }
}
