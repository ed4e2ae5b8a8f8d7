/**
 * Risk before the book: what new orders and replaces must pass, and what trades do to positions and cash. Engine thread only;
 * no allocation. The sums (exposure.ts) are kept for everyone; a firm without limits costs a compare.
 */
import { type Exposure, OfAccount, OfFirm } from './exposure.js';
import { AccountLimit, FirmLimit, type Limits } from './limits.js';
import type { Market } from './market.js';
import { F as Doubles, I as Ints } from './orders.js';
import { Reason as Reasons } from './reasons.js';
import { Order } from './records.js';

const F = Doubles;
const I = Ints;
const A = OfAccount;
const P = OfFirm;
const L = AccountLimit;
const { openOrders: FIRM_ORDERS, openNotional: FIRM_NOTIONAL, perSecond: PER_SECOND } = FirmLimit;
const Reason = Reasons;
const SECOND_US = 1_000_000;
const MONEY_MAX = Number.MAX_SAFE_INTEGER;

/** Registers of Risk.ask: the order's price for risk and its open lots. By notional: 1 and the notional. */
export const Ask = { ticks: 0, lots: 1 } as const;
const TICKS = Ask.ticks;
const LOTS = Ask.lots;
const ADDS = 2; // money

/** The slot of an account that is not known yet: nothing is ever counted there. */
const NEW_ACCOUNT = 0;

export class Risk {
  /** What a check is about; filled by who asks, so that no double is passed in a call. */
  readonly ask = new Float64Array(3);
  private readonly exposure: Exposure;
  private readonly limits: Limits;
  private readonly trade: Float64Array;
  private readonly doubles: Float64Array;
  private readonly ints: Int32Array;
  private readonly now: Float64Array;
  private readonly participant: Int32Array;

  constructor(private readonly market: Market) {
    const { exposure, limits, orders, now, sessions } = market.state;
    this.exposure = exposure;
    this.limits = limits;
    this.trade = market.events.trade;
    this.doubles = orders.f64;
    this.ints = orders.i32;
    this.now = now;
    this.participant = sessions.participant;
  }

  /** Why a new order is refused (Reason). @param account 0: none is named; -1: one that is not known yet @param side 0 buy, 1 sell */
  checkNew(session: number, account: number, instrument: number, side: number): number {
    const { ask, exposure } = this;
    const firm = this.participant[session];
    const slot = account > 0 ? account : account === 0 ? exposure.firstFirm + firm : NEW_ACCOUNT;
    if (!this.passesRate(firm)) return Reason.messageRate;
    ask[ADDS] = exposure.money(instrument, ask[TICKS], ask[LOTS]);
    if (this.limits.isLimited[firm] !== 0) {
      const reason = this.checkLimits(firm, slot, instrument, side, true);
      if (reason !== Reason.none) return reason;
    }
    if (exposure.firms[(firm << 2) + P.openNotional] + ask[ADDS] > MONEY_MAX) return Reason.notionalOutOfRange;
    return exposure.positions.hasRoom(slot, instrument) ? Reason.none : Reason.positionsFull;
  }

  /** Why a replace of an open order is refused; it counts what it adds, and one that adds nothing passes whatever the limits have become. */
  checkReplace(h: number): number {
    const { ask, exposure } = this;
    const side = this.ints[(h << 1) + I.side];
    const instrument = side >> 3;
    const firm = exposure.firmOf(h);
    if (!this.passesRate(firm)) return Reason.messageRate;
    const before = exposure.money(instrument, exposure.ticksOf(h), this.doubles[h + F.leaves]);
    ask[ADDS] = exposure.money(instrument, ask[TICKS], ask[LOTS]) - before;
    if (ask[ADDS] <= 0) return Reason.none;
    if (this.limits.isLimited[firm] !== 0) {
      const reason = this.checkLimits(firm, exposure.slotOf(h), instrument, side & 1, false);
      if (reason !== Reason.none) return reason;
    }
    const isSafe = exposure.firms[(firm << 2) + P.openNotional] + ask[ADDS] <= MONEY_MAX;
    return isSafe ? Reason.none : Reason.notionalOutOfRange;
  }

  /** Whether a new order passes; if so, it counts as a message of its firm, and if not, nothing has changed. */
  takesNew(firm: number, account: number, side: number, price: number, qty: number): boolean {
    const { ask, exposure } = this;
    const slot = account !== 0 ? account : exposure.firstFirm + firm;
    const instrument = side >> 3;
    ask[LOTS] = qty;
    ask[ADDS] = exposure.money(instrument, price, qty);
    if (this.limits.isLimited[firm] !== 0 && this.checkLimits(firm, slot, instrument, side & 1, true) !== Reason.none)
      return false;
    if (exposure.firms[(firm << 2) + P.openNotional] + ask[ADDS] > MONEY_MAX) return false;
    return exposure.positions.hasRoom(slot, instrument) && this.passesRate(firm);
  }

  /** The same of a replace, of what is to be open at a price. */
  takesReplace(h: number, price: number, left: number): boolean {
    const { ask, exposure } = this;
    const side = this.ints[(h << 1) + I.side];
    const instrument = side >> 3;
    const firm = exposure.firmOf(h);
    const before = exposure.money(instrument, this.doubles[h + F.price], this.doubles[h + F.leaves]);
    ask[TICKS] = price;
    ask[LOTS] = left;
    ask[ADDS] = exposure.money(instrument, price, left) - before;
    if (ask[ADDS] > 0) {
      const isLimited = this.limits.isLimited[firm] !== 0;
      if (isLimited && this.checkLimits(firm, exposure.slotOf(h), instrument, side & 1, false) !== Reason.none) return false;
      if (exposure.firms[(firm << 2) + P.openNotional] + ask[ADDS] > MONEY_MAX) return false;
    }
    return this.passesRate(firm);
  }

  /** Both orders of a trade (Events.trade), whose open quantities tell of it already. */
  filled(taker: number, maker: number): void {
    this.settle(taker);
    this.settle(maker);
  }

  /** Changes a position and cash. There is room for the position. */
  book(slot: number, instrument: number, lots: number, cash: number): void {
    const { exposure } = this;
    const { positions, accounts } = exposure;
    const at = positions.open(slot, instrument);
    const before = positions.net(at);
    const after = before + lots;
    positions.setNet(at, after);
    accounts[(slot << 3) + A.gross] += exposure.value(instrument, after) - exposure.value(instrument, before);
    accounts[(slot << 3) + A.cash] += cash;
  }

  private settle(h: number): void {
    const { exposure, trade, doubles, ints } = this;
    const { accounts, positions } = exposure;
    const lots = trade[1];
    const side = ints[(h << 1) + I.side];
    const instrument = side >> 3;
    const slot = exposure.slotOf(h);
    const account = slot << 3;
    const riskTicks = exposure.ticksOf(h);
    const left = doubles[h + F.leaves];
    const less = exposure.money(instrument, riskTicks, left + lots) - exposure.money(instrument, riskTicks, left);
    const paid = exposure.paid(instrument, trade[0], lots);
    const sign = 1 - ((side & 1) << 1);
    const at = positions.find(slot, instrument);
    const before = positions.net(at);
    const after = before + sign * lots;
    positions.setNet(at, after);
    exposure.firms[(exposure.firmOf(h) << 2) + P.openNotional] -= less;
    accounts[account + A.openBuys + (side & 1)] -= less;
    accounts[account + A.cash] -= sign * paid;
    accounts[account + A.gross] += exposure.value(instrument, after) - exposure.value(instrument, before);
  }

  /** Counts a message of this second, if the firm may send it. */
  private passesRate(firm: number): boolean {
    const { firms } = this.exposure;
    const at = firm << 2;
    const timeUs = this.now[1];
    if (timeUs >= firms[at + P.secondEndUs]) {
      firms[at + P.secondEndUs] = (Math.floor(timeUs / SECOND_US) + 1) * SECOND_US;
      firms[at + P.messages] = 0;
    }
    if (exceeds(this.limits.firms[at + PER_SECOND], firms[at + P.messages] + 1)) return false;
    firms[at + P.messages]++;
    return true;
  }

  private checkLimits(firm: number, slot: number, instrument: number, side: number, isNew: boolean): number {
    const { exposure, limits, ask } = this;
    const { accounts, firms } = exposure;
    const at = firm << 2;
    const account = slot << 3;
    const adds = ask[ADDS];
    if (isNew && exceeds(limits.firms[at + FIRM_ORDERS], firms[at + P.openOrders] + 1)) return Reason.openOrdersLimit;
    if (exceeds(limits.firms[at + FIRM_NOTIONAL], firms[at + P.openNotional] + adds)) return Reason.openNotionalLimit;
    const orders = limits.ofSlot(slot, firm, L.openOrders);
    if (isNew && exceeds(orders, accounts[account + A.openOrders] + 1)) return Reason.openOrdersLimit;
    const notional = accounts[account + A.openBuys] + accounts[account + A.openSells] + adds;
    if (exceeds(limits.ofSlot(slot, firm, L.openNotional), notional)) return Reason.openNotionalLimit;
    const gross = limits.ofSlot(slot, firm, L.gross);
    if (exceeds(gross, accounts[account + A.gross] + notional) && !this.reduces(slot, instrument, side)) {
      return Reason.grossPositionLimit;
    }
    const power = limits.ofSlot(slot, firm, L.buyingPower);
    const isShort = power >= 0 && adds > power + accounts[account + A.cash] - accounts[account + A.openBuys];
    return side === 0 && isShort ? Reason.buyingPowerLimit : Reason.none;
  }

  /** Whether the order only makes a position smaller. One by notional might do more. */
  private reduces(slot: number, instrument: number, side: number): boolean {
    const { command, at: from } = this.market.events;
    if (command.f64[(from + Order.QTY) >> 3] === 0) return false;
    const { positions } = this.exposure;
    const at = positions.find(slot, instrument);
    const net = at < 0 ? 0 : positions.net(at);
    return this.ask[LOTS] <= (side === 0 ? -net : net);
  }
}

/** @param limit -1: none */
function exceeds(limit: number, value: number): boolean {
  return limit >= 0 && value > limit;
}
