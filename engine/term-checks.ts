/**
 * What the terms of a new order or a replace must pass (RULES.md, Orders): stop price, peg, display quantity, expiry, and that they
 * go together. Orders with terms only. Engine thread only; no allocation.
 */
import type { Market } from './market.js';
import { U as Bytes, I as Ints, SIDES } from './orders.js';
import { Reason as Reasons } from './reasons.js';
import * as records from './records.js';
import { Stp } from './records-venue.js';
import { behindRoute, routeAt } from './routes.js';
import { V as SpecialBytes, S as SpecialDoubles, J as SpecialInts } from './specials.js';
import { OrderTerms } from './terms.js';

const I = Ints;
const U = Bytes;
const J = SpecialInts;
const S = SpecialDoubles;
const V = SpecialBytes;
const Reason = Reasons;
const { aligned, Contingency, ExecFlag, Order, OrdType, Peg, TermFlag, TimeInForce } = records;

const TERMS = ExecFlag.terms;
const ALL_FLAGS = Object.values(TermFlag).reduce((all, flag) => all | flag, 0);
/** What a replace may say otherwise: a stop price is looked at by itself, and how an order came is over. */
const OF_ENTRY = TermFlag.stop | TermFlag.paired;
const BPS = 10_000;

export class TermChecks {
  /** Of the request at hand. */
  readonly terms = new OrderTerms();
  /** Whether the command has terms at all. */
  areGiven = false;

  constructor(private readonly market: Market) {}

  /** Takes in the terms of the current command. */
  read(): void {
    const { command, at } = this.market.events;
    const { u8 } = command;
    const flags = u8[at + Order.FLAGS];
    if ((flags & TERMS) === 0) {
      if (this.areGiven) this.terms.clear();
      this.areGiven = false;
      return;
    }
    this.terms.read(command, aligned(behindRoute(u8, routeAt(u8, at), flags)));
    this.areGiven = this.terms.areGiven;
  }

  /** Whether the order is one of two that come as one: it cancels another, and is not to leave that alone. */
  get isPaired(): boolean {
    const { flags, contingency } = this.terms;
    return (flags & TermFlag.paired) !== 0 && contingency === Contingency.oneCancelsOther;
  }

  /** Whether the price of a request counts. */
  isPriced(ordType: number): boolean {
    if (ordType === OrdType.limit || ordType === OrdType.stopLimit) return true;
    return ordType === OrdType.pegged && (this.terms.flags & TermFlag.capped) !== 0;
  }

  /** A new order. @param sell 0 buy, 1 sell */
  check(instrument: number, sell: number, ordType: number, timeInForce: number): number {
    const { terms } = this;
    const { events } = this.market;
    const qty = events.command.f64[(events.at + Order.QTY) >> 3];
    const isStop = ordType === OrdType.stop || ordType === OrdType.stopLimit;
    if (isStop && !this.hasStop(instrument, sell)) return Reason.stopPriceInvalid;
    if (ordType === OrdType.pegged && !isPeg(terms.peg)) return Reason.pegInvalid;
    if (terms.displayLots !== 0 && !this.isDisplay(instrument, terms.displayLots, qty)) return Reason.displayQtyInvalid;
    if (!this.isExpiry(timeInForce)) return Reason.expireTimeInvalid;
    return this.goTogether(instrument, ordType, timeInForce, qty) ? Reason.none : Reason.invalidTerms;
  }

  /** What remains of that for a replace, whose terms are the order's own. */
  checkReplace(h: number): number {
    const { state, events } = this.market;
    const { orders, specials } = state;
    const s = orders.i32[(h << 1) + I.special];
    const instrument = orders.i32[(h << 1) + I.side] >> 3;
    const qty = events.command.f64[(events.at + Order.QTY) >> 3];
    if (this.givesStop(h) && !this.isPrice(instrument, this.terms.stopTicks)) return Reason.stopPriceInvalid;
    const display = specials.f64[s + S.display];
    if (display !== 0 && !this.isDisplay(instrument, display, qty)) return Reason.displayQtyInvalid;
    return specials.f64[s + S.minLots] > qty ? Reason.invalidTerms : Reason.none;
  }

  /** Whether a replace gives a stop that waits a new stop price; a trailing one keeps its own. */
  givesStop(h: number): boolean {
    return (this.terms.flags & TermFlag.stop) !== 0 && this.mayHaveStop(h) && !this.isTrailing(h);
  }

  private mayHaveStop(h: number): boolean {
    const ordType = this.market.state.orders.u8[(h << 3) + U.ordType];
    return ordType === OrdType.stop || ordType === OrdType.stopLimit || this.isTrailing(h);
  }

  private isTrailing(h: number): boolean {
    const { orders, specials } = this.market.state;
    return (specials.u8[(orders.i32[(h << 1) + I.special] << 3) + V.flags] & TermFlag.trailing) !== 0;
  }

  /** Whether the terms of a replace are those that the order has; 0: not given. The stop price of a stop may differ. */
  areOf(h: number): boolean {
    const { terms } = this;
    const { orders, specials } = this.market.state;
    const s = orders.i32[(h << 1) + I.special]; // the extension 0 of an order without is all zero
    const { f64, i32, u8 } = specials;
    const flags = terms.flags & ~OF_ENTRY;
    if ((terms.flags & TermFlag.stop) !== 0 && !this.mayHaveStop(h)) {
      const hadStop = (u8[(s << 3) + V.flags] & TermFlag.stop) !== 0;
      if (!hadStop || terms.stopTicks !== f64[s + S.stop]) return false;
    }
    return (
      isOwn(terms.displayLots, f64[s + S.display]) &&
      isOwn(terms.minLots, f64[s + S.minLots]) &&
      isOwn(terms.expireUs, f64[s + S.expireUs]) &&
      isOwn(terms.offsetTicks, f64[s + S.offset]) &&
      isOwn(terms.notional, f64[s + S.notional]) &&
      isOwn(terms.stpGroup, i32[(s << 1) + J.stpGroup]) &&
      isOwn(terms.stp, u8[(s << 3) + V.stp]) &&
      isOwn(terms.peg, u8[(s << 3) + V.peg]) &&
      isOwn(flags, u8[(s << 3) + V.flags] & ~OF_ENTRY) &&
      isOwn(terms.contingency, u8[(s << 3) + V.contingency])
    );
  }

  private hasStop(instrument: number, sell: number): boolean {
    const { terms, market } = this;
    if ((terms.flags & TermFlag.stop) !== 0) return this.isPrice(instrument, terms.stopTicks);
    if ((terms.flags & TermFlag.trailing) === 0) return false;
    return !Number.isNaN(market.stops.startOf(instrument * SIDES + sell, terms.offsetTicks));
  }

  private isPrice(instrument: number, ticks: number): boolean {
    const { minPrice, maxPrice } = this.market.state.instruments;
    return Number.isInteger(ticks) && ticks >= minPrice[instrument] && ticks <= maxPrice[instrument];
  }

  private isDisplay(instrument: number, display: number, qty: number): boolean {
    if (!(display > 0) || !Number.isInteger(display) || display >= qty) return false;
    const bps = this.market.state.instruments.definitions[instrument].minDisplayBps;
    const whole = Math.floor(qty / BPS) * bps;
    return display >= whole + Math.ceil(((qty % BPS) * bps) / BPS);
  }

  private isExpiry(timeInForce: number): boolean {
    const { expireUs } = this.terms;
    return timeInForce === TimeInForce.gtd ? expireUs > this.market.state.timeUs : expireUs === 0;
  }

  private goTogether(instrument: number, ordType: number, timeInForce: number, qty: number): boolean {
    const { terms } = this;
    const { flags } = terms;
    const rests = timeInForce === TimeInForce.day || timeInForce === TimeInForce.gtc || timeInForce === TimeInForce.gtd;
    const isLimit = ordType === OrdType.limit;
    const isStop = ordType === OrdType.stop || ordType === OrdType.stopLimit;
    const isTrailing = (flags & TermFlag.trailing) !== 0;
    const isPegged = ordType === OrdType.pegged;
    const isHidden = (flags & TermFlag.hidden) !== 0;
    const isPostOnly = (flags & TermFlag.postOnly) !== 0;
    if ((flags & ~ALL_FLAGS) !== 0 || terms.stp > Stp.off || terms.contingency > Contingency.triggeredBy) return false;
    if (terms.stpGroup < 0 || !isCount(terms.minLots) || !isCount(terms.notional)) return false;
    if ((flags & TermFlag.paired) !== 0 && !this.isPaired) return false;
    if ((flags & TermFlag.stop) !== 0 && !isStop) return false;
    if (isTrailing && (ordType !== OrdType.stop || !(terms.offsetTicks > 0))) return false;
    if (!Number.isSafeInteger(terms.offsetTicks) || (terms.offsetTicks !== 0 && !isTrailing && !isPegged)) return false;
    if (!isPegged && (terms.peg !== 0 || (flags & TermFlag.capped) !== 0)) return false;
    if (terms.displayLots !== 0 && (!isLimit || !rests || isHidden)) return false;
    if (isHidden && (!isLimit || !rests)) return false;
    if (isPostOnly && (!isLimit || !rests)) return false;
    if (!isPostOnly && (flags & TermFlag.postOnlyReprice) !== 0) return false;
    if (terms.minLots !== 0) {
      const isImmediate = timeInForce === TimeInForce.ioc && (isLimit || ordType === OrdType.market);
      if (terms.minLots > qty || !(isImmediate || isHidden)) return false;
    }
    return terms.notional === 0 || this.isByNotional(instrument, ordType, timeInForce, qty);
  }

  private isByNotional(instrument: number, ordType: number, timeInForce: number, qty: number): boolean {
    const isMarket = ordType === OrdType.market && (timeInForce === TimeInForce.day || timeInForce === TimeInForce.ioc);
    return isMarket && qty === 0 && this.market.state.instruments.minPrice[instrument] > 0;
  }
}

function isPeg(peg: number): boolean {
  return peg === Peg.mid || peg === Peg.market || peg === Peg.primary;
}

function isCount(n: number): boolean {
  return Number.isSafeInteger(n) && n >= 0;
}

function isOwn(given: number, own: number): boolean {
  return given === 0 || given === own;
}
