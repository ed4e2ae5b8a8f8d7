/**
 * Risk before the book: what new orders and replaces must pass, and what trades do to positions and cash. Engine thread only;
 * no allocation. The sums (exposure.ts) are kept for everyone; a firm without limits costs a compare.
 */
import type { Events } from './events.js';
import { OfAccount, OfFirm } from './exposure.js';
import { AccountLimit, FirmLimit } from './limits.js';
import { F as Doubles, I as Ints } from './orders.js';
import { Reason as Reasons } from './reasons.js';
import { Order } from './records.js';
import { doubleRegisters } from './registers.js';

const F = Doubles;
const I = Ints;
const A = OfAccount;
const P = OfFirm;
const L = AccountLimit;
const { openOrders: FIRM_ORDERS, openNotional: FIRM_NOTIONAL, perSecond: PER_SECOND } = FirmLimit;
const Reason = Reasons;
const PASSES = Reason.none;
const SECOND_US = 1_000_000;
const MONEY_MAX = Number.MAX_SAFE_INTEGER;

/** Registers of Risk.ask: the order's price for risk and its open lots. By notional: 1 and the notional. */
export const Ask = { ticks: 0, lots: 1 } as const;
const TICKS = Ask.ticks;
const LOTS = Ask.lots;
const ADDS = 2; // money

/** The slot of an account that is not known yet: nothing is ever counted there. */
const NEW_ACCOUNT = 0;

export interface Risk {
  /** What a check is about; filled by who asks, so that no double is passed in a call. */
  readonly ask: Float64Array;
  /** Why a new order is refused (Reason). @param account 0: none is named; -1: one that is not known yet @param side 0 buy, 1 sell */
  checkNew(session: number, account: number, instrument: number, side: number): number;
  /** Why a replace of an open order is refused; it counts what it adds, and one that adds nothing passes whatever the limits have become. */
  checkReplace(h: number): number;
  /** Whether a new order that `ask` tells of passes; if so, it counts as a message of its firm, and if not, nothing has changed. */
  takesNew(firm: number, account: number, side: number): boolean;
  /** The same of a replace: `ask` tells what is to be open at which price. */
  takesReplace(h: number): boolean;
  /** Both orders of a trade (Events.trade), whose open quantities tell of it already. */
  filled(taker: number, maker: number): void;
  /** Changes a position and cash. There is room for the position. */
  book(slot: number, instrument: number, lots: number, cash: number): void;
}

export function createRisk(events: Events): Risk {
  const { state, trade } = events;
  const { exposure, limits, now } = state;
  const { f64, i32 } = state.orders;
  const { participant } = state.sessions;
  const { accounts, firms, positions, firstFirm, money, slotOf, firmOf, ticksOf } = exposure;
  const { nets } = positions;
  const { isLimited, firms: ofFirms, ofSlot } = limits;
  const ask = doubleRegisters(3);

  function checkNew(session: number, account: number, instrument: number, side: number): number {
    const firm = participant[session];
    const slot = account > 0 ? account : account === 0 ? firstFirm + firm : NEW_ACCOUNT;
    if (!passesRate(firm)) return Reason.messageRate;
    ask[ADDS] = money(instrument, ask[TICKS], ask[LOTS]);
    if (isLimited[firm] !== 0) {
      const reason = checkLimits(firm, slot, instrument, side, true);
      if (reason !== Reason.none) return reason;
    }
    if (firms[(firm << 2) | P.openNotional] + ask[ADDS] > MONEY_MAX) return Reason.notionalOutOfRange;
    return positions.hasRoom(slot, instrument) ? Reason.none : Reason.positionsFull;
  }

  function checkReplace(h: number): number {
    const side = i32[(h << 1) | I.side];
    const instrument = side >> 3;
    const firm = firmOf(h);
    if (!passesRate(firm)) return Reason.messageRate;
    askWhatItAdds(h, instrument);
    if (ask[ADDS] <= 0) return Reason.none;
    if (isLimited[firm] !== 0) {
      const reason = checkLimits(firm, slotOf(h), instrument, side & 1, false);
      if (reason !== Reason.none) return reason;
    }
    return firms[(firm << 2) | P.openNotional] + ask[ADDS] <= MONEY_MAX ? Reason.none : Reason.notionalOutOfRange;
  }

  function askWhatItAdds(h: number, instrument: number): void {
    const before = money(instrument, ticksOf(h), f64[h | F.leaves]);
    ask[ADDS] = money(instrument, ask[TICKS], ask[LOTS]) - before;
  }

  function takesNew(firm: number, account: number, side: number): boolean {
    const slot = account !== 0 ? account : firstFirm + firm;
    const instrument = side >> 3;
    ask[ADDS] = money(instrument, ask[TICKS], ask[LOTS]);
    if (isLimited[firm] !== 0 && checkLimits(firm, slot, instrument, side & 1, true) !== PASSES) return false;
    if (firms[(firm << 2) | P.openNotional] + ask[ADDS] > MONEY_MAX) return false;
    return positions.hasRoom(slot, instrument) && passesRate(firm);
  }

  function takesReplace(h: number): boolean {
    const side = i32[(h << 1) | I.side];
    const instrument = side >> 3;
    const firm = firmOf(h);
    askWhatItAdds(h, instrument);
    if (ask[ADDS] > 0) {
      if (isLimited[firm] !== 0 && checkLimits(firm, slotOf(h), instrument, side & 1, false) !== PASSES) return false;
      if (firms[(firm << 2) | P.openNotional] + ask[ADDS] > MONEY_MAX) return false;
    }
    return passesRate(firm);
  }

  function filled(taker: number, maker: number): void {
    settle(taker);
    settle(maker);
  }

  function book(slot: number, instrument: number, lots: number, cash: number): void {
    const at = positions.open(slot, instrument);
    const before = nets[at];
    nets[at] = before + lots;
    accounts[(slot << 3) + A.gross] += exposure.value(instrument, before + lots) - exposure.value(instrument, before);
    accounts[(slot << 3) + A.cash] += cash;
  }

  function settle(h: number): void {
    const lots = trade[1];
    const side = i32[(h << 1) | I.side];
    const instrument = side >> 3;
    const slot = slotOf(h);
    const account = slot << 3;
    const riskTicks = ticksOf(h);
    const left = f64[h | F.leaves];
    const less = money(instrument, riskTicks, left + lots) - money(instrument, riskTicks, left);
    const paid = exposure.paid(instrument, trade[0], lots);
    const sign = 1 - ((side & 1) << 1);
    const at = positions.find(slot, instrument);
    const before = nets[at];
    const after = before + sign * lots;
    nets[at] = after;
    firms[(firmOf(h) << 2) | P.openNotional] -= less;
    accounts[account | (A.openBuys + (side & 1))] -= less;
    accounts[account | A.cash] -= sign * paid;
    accounts[account | A.gross] += exposure.value(instrument, after) - exposure.value(instrument, before);
  }

  /** Counts a message of this second, if the firm may send it. */
  function passesRate(firm: number): boolean {
    const at = firm << 2;
    const timeUs = now[1];
    if (timeUs >= firms[at | P.secondEndUs]) {
      firms[at | P.secondEndUs] = (Math.floor(timeUs / SECOND_US) + 1) * SECOND_US;
      firms[at | P.messages] = 0;
    }
    const limit = ofFirms[at | PER_SECOND];
    if (limit >= 0 && firms[at | P.messages] + 1 > limit) return false;
    firms[at | P.messages]++;
    return true;
  }

  /** A limit of -1 is none. */
  function checkLimits(firm: number, slot: number, instrument: number, side: number, isNew: boolean): number {
    const at = firm << 2;
    const account = slot << 3;
    const adds = ask[ADDS];
    const firmOrders = ofFirms[at | FIRM_ORDERS];
    if (isNew && firmOrders >= 0 && firms[at | P.openOrders] + 1 > firmOrders) return Reason.openOrdersLimit;
    const firmNotional = ofFirms[at | FIRM_NOTIONAL];
    if (firmNotional >= 0 && firms[at | P.openNotional] + adds > firmNotional) return Reason.openNotionalLimit;
    const orders = ofSlot(slot, firm, L.openOrders);
    if (isNew && orders >= 0 && accounts[account | A.openOrders] + 1 > orders) return Reason.openOrdersLimit;
    const notional = accounts[account | A.openBuys] + accounts[account | A.openSells] + adds;
    const ofNotional = ofSlot(slot, firm, L.openNotional);
    if (ofNotional >= 0 && notional > ofNotional) return Reason.openNotionalLimit;
    const gross = ofSlot(slot, firm, L.gross);
    if (gross >= 0 && accounts[account | A.gross] + notional > gross && !reduces(slot, instrument, side)) {
      return Reason.grossPositionLimit;
    }
    if (side !== 0) return PASSES;
    const power = ofSlot(slot, firm, L.buyingPower);
    const isShort = power >= 0 && adds > power + accounts[account | A.cash] - accounts[account | A.openBuys];
    return isShort ? Reason.buyingPowerLimit : PASSES;
  }

  /** Whether the order only makes a position smaller. One by notional might do more. */
  function reduces(slot: number, instrument: number, side: number): boolean {
    const { command, at: from } = events;
    if (command.f64[(from + Order.QTY) >> 3] === 0) return false;
    const at = positions.find(slot, instrument);
    const net = at < 0 ? 0 : nets[at];
    return ask[LOTS] <= (side === 0 ? -net : net);
  }

  return { ask, checkNew, checkReplace, takesNew, takesReplace, filled, book };
}
