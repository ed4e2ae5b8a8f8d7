/**
 * What a new order or a replace must pass before anything is changed, in the order of RULES.md: each method returns the first
 * Reason to refuse it. What terms must pass: term-checks.ts. Engine thread only; no allocation.
 */
import { ACCOUNT_MAX } from './accounts.js';
import { IdUse } from './id-blocks.js';
import type { Market } from './market.js';
import { U as Bytes, CL_ORD_ID_MAX, F as Doubles, I as Ints, SIDES } from './orders.js';
import { Reason as Reasons } from './reasons.js';
import * as records from './records.js';
import { TermChecks } from './term-checks.js';
import { textAt } from './text.js';

const F = Doubles;
const I = Ints;
const U = Bytes;
const Reason = Reasons;
const { Command, Contingency, Order, OrdType, Phase, Side, TermFlag, TimeInForce } = records;
const UNUSED = IdUse.none;
const OPEN = Phase.open;
const LIMIT = OrdType.limit;
const { atTheOpen: AT_THE_OPEN, gtd: GTD } = TimeInForce;

const bit = (timeInForce: number) => 1 << (timeInForce - TimeInForce.day);
const RESTING = bit(TimeInForce.day) | bit(TimeInForce.gtc) | bit(TimeInForce.gtd);
const MARKET = ['day', 'ioc', 'fok', 'atTheOpen', 'atTheClose'] as const;
const MARKET_TAKES = MARKET.reduce((bits, name) => bits | bit(TimeInForce[name]), 0);
const LIMIT_TAKES = MARKET_TAKES | RESTING;

export class OrderChecks {
  /** The account of the new order that is being checked; 0: none given, or one to be added. */
  account = 0;
  /** Whether the new order needs an extension (specials.ts). */
  needsSpecial = false;
  readonly ofTerms: TermChecks;

  constructor(private readonly market: Market) {
    this.ofTerms = new TermChecks(market);
  }

  /** A new order, up to what needs to be known of the market. */
  newOrder(): number {
    const { state, events } = this.market;
    const { command, at } = events;
    const { u8, i32, u16 } = command;
    const clOrdIdLen = u8[at + Order.LENGTHS];
    if (clOrdIdLen === 0 || clOrdIdLen > CL_ORD_ID_MAX) return Reason.missingClOrdId;
    const given = u16[(at + Order.REASON) >> 1];
    if (given !== Reason.none) return given;
    if (u8[at + Order.LENGTHS + 2] > ACCOUNT_MAX) return Reason.accountTooLong;
    const instrument = i32[(at + Order.INSTRUMENT) >> 2];
    if (instrument < 0 || instrument >= state.instruments.count) return Reason.unknownSymbol;
    const session = i32[(at + Command.SESSION) >> 2];
    const closed = this.whyClosed(session, instrument);
    if (closed !== Reason.none) return closed;
    const side = u8[at + Order.SIDE];
    if (side !== Side.buy && side !== Side.sell) return Reason.invalidSide;
    const ordType = u8[at + Order.ORD_TYPE];
    const timeInForce = u8[at + Order.TIME_IN_FORCE];
    const type = this.type(ordType, timeInForce);
    if (type !== Reason.none) return type;
    this.ofTerms.read();
    const what = this.what(instrument, side - Side.buy, ordType, timeInForce);
    if (what !== Reason.none) return what;
    const text = (at + Order.TEXT) >> 2;
    state.id.take(command.i32, text, clOrdIdLen, session);
    if (state.usedIds.use() !== UNUSED) return Reason.duplicateClOrdId;
    if (state.openOrders.byClOrdId(state.id, session, command.i32, text) !== 0) return Reason.duplicateClOrdId;
    const { terms } = this.ofTerms;
    if (terms.contingency !== Contingency.none) {
      const link = this.market.links.check(instrument * SIDES + side - Side.buy, ordType, timeInForce, terms);
      if (link !== Reason.none) return link;
    }
    return this.room(session, instrument, ordType);
  }

  private type(ordType: number, timeInForce: number): number {
    const time = timeInForce - TimeInForce.day;
    if (time < 0 || time > 7) return ordType === 0 ? Reason.unsupportedOrdType : Reason.unsupportedTimeInForce;
    let takes = RESTING;
    if (ordType === OrdType.limit) takes = LIMIT_TAKES;
    else if (ordType === OrdType.market) takes = MARKET_TAKES;
    else if (ordType !== OrdType.stop && ordType !== OrdType.stopLimit) {
      if (ordType !== OrdType.marketToLimit && ordType !== OrdType.pegged) return Reason.unsupportedOrdType;
    }
    return (takes & (1 << time)) === 0 ? Reason.unsupportedTimeInForce : Reason.none;
  }

  /** Phase, price, quantity and terms. @param sell 0 buy, 1 sell */
  private what(instrument: number, sell: number, ordType: number, timeInForce: number): number {
    const { ofTerms, market } = this;
    const isOpen = market.state.instruments.current[instrument] === OPEN;
    if (!isOpen || timeInForce === AT_THE_OPEN) {
      const phase = market.phases.refuses(instrument, ordType, timeInForce);
      if (phase !== Reason.none) return phase;
    }
    this.needsSpecial = ofTerms.areGiven;
    if (ordType === LIMIT) {
      const price = this.price(instrument);
      if (price !== Reason.none) return price;
      const quantity = this.quantity(instrument, sell);
      if (quantity !== Reason.none || (!ofTerms.areGiven && timeInForce !== GTD)) return quantity;
    } else {
      const what = this.notLimit(instrument, sell, ordType, timeInForce, isOpen);
      if (what !== Reason.none) return what;
    }
    return ofTerms.check(instrument, sell, ordType, timeInForce);
  }

  /** The price and quantity of an order that is no limit order. */
  private notLimit(instrument: number, sell: number, ordType: number, timeInForce: number, isOpen: boolean): number {
    const { ofTerms } = this;
    const { command, at } = this.market.events;
    const byNotional = ordType === OrdType.market && ofTerms.terms.notional !== 0;
    if (byNotional && !isOpen) return Reason.notInThisPhase;
    if (ofTerms.isPriced(ordType)) {
      const price = this.price(instrument);
      if (price !== Reason.none) return price;
    }
    // A market order that waits counts at the reference price of now.
    if (ordType === OrdType.market && (!isOpen || timeInForce === TimeInForce.atTheClose)) this.needsSpecial = true;
    return byNotional && command.f64[(at + Order.QTY) >> 3] === 0 ? Reason.none : this.quantity(instrument, sell);
  }

  /** `h` is the order asked for, found and verified; the request's own ClOrdID has been checked, and its fingerprint taken. */
  replace(h: number): number {
    const { state, events, phases } = this.market;
    const { command, at } = events;
    const { f64, i32, u8: ou } = state.orders;
    const side = i32[(h << 1) + I.side];
    const ordType = ou[(h << 3) + U.ordType];
    const timeInForce = ou[(h << 3) + U.timeInForce];
    const closed = this.whyClosed(i32[(h << 1) + I.session], side >> 3);
    if (closed !== Reason.none) return closed;
    const phase = phases.refuses(side >> 3, ordType, timeInForce);
    if (phase !== Reason.none) return phase;
    const { u8 } = command;
    const givenType = u8[at + Order.ORD_TYPE];
    const givenTime = u8[at + Order.TIME_IN_FORCE];
    if (givenType !== 0 && givenType !== ordType) return Reason.replaceChangesOrder;
    if (givenTime !== 0 && givenTime !== timeInForce) return Reason.replaceChangesOrder;
    this.ofTerms.read();
    if (this.ofTerms.areGiven && !this.ofTerms.areOf(h)) return Reason.replaceChangesOrder;
    if (isRepriced(ordType)) {
      const price = this.price(side >> 3);
      if (price !== Reason.none) return price;
    }
    const quantity = this.quantity(side >> 3, side & 1);
    if (quantity !== Reason.none) return quantity;
    if (command.f64[(at + Order.QTY) >> 3] <= f64[h + F.qty] - f64[h + F.leaves]) return Reason.replaceBelowFilled;
    const terms = i32[(h << 1) + I.special] === 0 ? Reason.none : this.ofTerms.checkReplace(h);
    if (terms !== Reason.none) return terms;
    if (state.usedIds.use() !== UNUSED) return Reason.duplicateClOrdId;
    if (state.openOrders.byClOrdId(state.id, i32[(h << 1) + I.session], command.i32, (at + Order.TEXT) >> 2) !== 0)
      return Reason.duplicateClOrdId;
    return state.idsExhausted() ? Reason.idsExhausted : Reason.none;
  }

  /** Kill switches and halts: nothing at all is taken. */
  private whyClosed(session: number, instrument: number): number {
    const { state, phases, killSwitch } = this.market;
    const killed = killSwitch.refuses(session);
    if (killed !== Reason.none) return killed;
    return state.instruments.current[instrument] === OPEN ? Reason.none : phases.halts(instrument);
  }

  private price(instrument: number): number {
    const { state, events } = this.market;
    const { instruments } = state;
    const price = events.command.f64[(events.at + Order.PRICE) >> 3];
    if (price !== Math.floor(price)) return Reason.invalidPrice;
    const isInRange = price >= instruments.minPrice[instrument] && price <= instruments.maxPrice[instrument];
    return isInRange ? Reason.none : Reason.priceOutOfRange;
  }

  private quantity(instrument: number, sell: number): number {
    const { state, events } = this.market;
    const { instruments, ladder } = state;
    const qty = events.command.f64[(events.at + Order.QTY) >> 3];
    if (!(qty > 0) || qty !== Math.floor(qty)) return Reason.invalidQty;
    if (qty < instruments.minQty[instrument]) return Reason.qtyBelowMinimum;
    if (qty > instruments.maxQty[instrument]) return Reason.qtyOutOfRange;
    if (qty * instruments.priceSpan[instrument] > Number.MAX_SAFE_INTEGER) return Reason.notionalOutOfRange;
    // The total of a side stays a safe integer too.
    if (ladder.sideQty[instrument * SIDES + sell] + qty > Number.MAX_SAFE_INTEGER) return Reason.qtyOutOfRange;
    return Reason.none;
  }

  private room(session: number, instrument: number, ordType: number): number {
    const { state, pegs, stops } = this.market;
    if (state.orders.isFull()) return Reason.ordersFull;
    if (state.idsExhausted()) return Reason.idsExhausted;
    const account = this.findAccount(session);
    if (account !== Reason.none) return account;
    if (this.needsSpecial && state.specials.full) return Reason.specialsFull;
    if (ordType === OrdType.pegged && pegs.all.isFull(instrument)) return Reason.pegsFull;
    const isTrailing = (this.ofTerms.terms.flags & TermFlag.trailing) !== 0;
    return isTrailing && stops.trailing.isFull(instrument) ? Reason.pegsFull : Reason.none;
  }

  private findAccount(session: number): number {
    const { state, events } = this.market;
    const { command, at } = events;
    const { accounts, sessions } = state;
    const { u8 } = command;
    this.account = 0;
    const length = u8[at + Order.LENGTHS + 2];
    if (length === 0) return Reason.none;
    const participant = sessions.participant[session];
    this.account = accounts.find(participant, command.i32, this.accountWord(), length);
    return this.account === 0 && accounts.isFullFor(participant) ? Reason.accountsFull : Reason.none;
  }

  /** The account that the new order was found to name, new if need be. */
  openAccount(session: number): number {
    const { state, events } = this.market;
    const { command, at } = events;
    const { accounts, sessions } = state;
    const { u8 } = command;
    const length = u8[at + Order.LENGTHS + 2];
    if (length === 0) return 0;
    if (this.account !== 0) return this.account;
    return accounts.add(sessions.participant[session], command.i32, this.accountWord(), length);
  }

  /** Where the current command's account begins, in words. */
  private accountWord(): number {
    const { command, at } = this.market.events;
    const { u8 } = command;
    return textAt(u8, at + Order.LENGTHS, at + Order.TEXT, 2) >> 2;
  }
}

/** Whether a replace gives an order of this type a new price. */
export function isRepriced(ordType: number): boolean {
  return ordType === OrdType.limit || ordType === OrdType.stopLimit || ordType === OrdType.marketToLimit;
}
