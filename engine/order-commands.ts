/**
 * New orders and replaces. Everything is validated before anything is changed; a refusal is an event with a typed reason.
 * Engine thread only.
 */

import { ACCOUNT_MAX } from './accounts.js';
import { IdUse } from './clordids.js';
import { type Events, Ids } from './events.js';
import type { Market } from './market.js';
import { U as Bytes, CL_ORD_ID_MAX, F as Doubles, I as Ints, SIDES } from './orders.js';
import { Reason as Reasons } from './reasons.js';
import * as records from './records.js';
import { Id } from './state.js';

const F = Doubles;
const I = Ints;
const U = Bytes;
const Reason = Reasons;
const { Command, ExecFlag, ExecType, Order, OrdStatus, OrdType, Phase, Side, TimeInForce, Type } = records;
const UNUSED = IdUse.none;
const USED_FOR_ORDER = IdUse.order;
const LAST_ORDER = Id.order;
const OWN_ID = Ids.own;
const REQUEST_THEN_OWN = Ids.requestThenOwn;

export class OrderCommands {
  /** The account of the new order that is being checked; 0: none given, or one to be added. */
  private account = 0;

  private readonly events: Events;

  constructor(private readonly market: Market) {
    this.events = market.events;
  }

  newOrder(): void {
    const reason = this.checkNew();
    if (reason === Reason.none) this.accept();
    else this.events.answer(Type.EXEC, ExecType.rejected, OrdStatus.rejected, reason, 0, 0);
  }

  private checkNew(): number {
    const { state, command, at } = this.events;
    const { u8, i32, u16 } = command;
    const clOrdIdLen = u8[at + Order.LENGTHS];
    if (clOrdIdLen === 0 || clOrdIdLen > CL_ORD_ID_MAX) return Reason.missingClOrdId;
    const given = u16[(at + Order.REASON) >> 1];
    if (given !== Reason.none) return given;
    if (u8[at + Order.LENGTHS + 2] > ACCOUNT_MAX) return Reason.accountTooLong;
    const instrument = i32[(at + Order.INSTRUMENT) >> 2];
    if (instrument < 0 || instrument >= state.instruments.count) return Reason.unknownSymbol;
    const phase = phaseReason(state.phase, state.instruments.phase[instrument]);
    if (phase !== Reason.none) return phase;
    const side = u8[at + Order.SIDE];
    if (side !== Side.buy && side !== Side.sell) return Reason.invalidSide;
    const ordType = u8[at + Order.ORD_TYPE];
    if (ordType !== OrdType.limit && ordType !== OrdType.market) return Reason.unsupportedOrdType;
    const tif = u8[at + Order.TIME_IN_FORCE];
    const immediate = tif === TimeInForce.ioc || tif === TimeInForce.fok;
    if (!immediate && tif !== TimeInForce.day && tif !== TimeInForce.gtc) return Reason.unsupportedTimeInForce;
    if (ordType === OrdType.market && tif === TimeInForce.gtc) return Reason.unsupportedTimeInForce;
    const terms = this.checkTerms(instrument, side - Side.buy, ordType === OrdType.limit);
    if (terms !== Reason.none) return terms;
    const session = i32[(at + Command.SESSION) >> 2];
    state.id.take(command.data, at + Order.TEXT, clOrdIdLen, session);
    if (state.usedIds.use(state.id.lo, state.id.hi) !== UNUSED) return Reason.duplicateClOrdId;
    if (state.openOrders.byClOrdId(state.id, session) !== 0) return Reason.duplicateClOrdId;
    if (state.orders.full) return Reason.ordersFull;
    if (state.idsExhausted) return Reason.idsExhausted;
    return this.findAccount(session);
  }

  private findAccount(session: number): number {
    const { state, command, at } = this.events;
    const { accounts, sessions } = state;
    const { u8 } = command;
    this.account = 0;
    const length = u8[at + Order.LENGTHS + 2];
    if (length === 0) return Reason.none;
    const text = at + Order.TEXT + u8[at + Order.LENGTHS] + u8[at + Order.LENGTHS + 1];
    const participant = sessions.participant[session];
    const last = sessions.lastAccount[session];
    if (last !== 0 && accounts.participant(last) === participant && accounts.isNamed(last, command.data, text, length)) {
      this.account = last;
      return Reason.none;
    }
    this.account = accounts.find(participant, command.data, text, length);
    return this.account === 0 && accounts.full ? Reason.accountsFull : Reason.none;
  }

  /** The account that findAccount() looked for, new if need be. */
  private openAccount(session: number): number {
    const { state, command, at } = this.events;
    const { accounts, sessions } = state;
    const { u8 } = command;
    const length = u8[at + Order.LENGTHS + 2];
    if (length === 0) return 0;
    let account = this.account;
    if (account === 0) {
      const text = at + Order.TEXT + u8[at + Order.LENGTHS] + u8[at + Order.LENGTHS + 1];
      account = accounts.add(sessions.participant[session], command.data, text, length);
    }
    sessions.lastAccount[session] = account;
    return account;
  }

  /** Price and quantity, of a new order or a replace. */
  private checkTerms(instrument: number, side: number, limited: boolean): number {
    const { state, command, at } = this.events;
    const { instruments, ladder } = state;
    const price = command.f64[(at + Order.PRICE) >> 3];
    const qty = command.f64[(at + Order.QTY) >> 3];
    if (limited) {
      if (price !== Math.floor(price)) return Reason.invalidPrice;
      if (price < instruments.minPrice[instrument] || price > instruments.maxPrice[instrument]) return Reason.priceOutOfRange;
    }
    if (!(qty > 0) || qty !== Math.floor(qty)) return Reason.invalidQty;
    if (qty > instruments.maxQty[instrument]) return Reason.qtyOutOfRange;
    if (qty * instruments.priceSpan[instrument] > Number.MAX_SAFE_INTEGER) return Reason.notionalOutOfRange;
    // The total of a side stays a safe integer too.
    if (ladder.sideQty[instrument * SIDES + side] + qty > Number.MAX_SAFE_INTEGER) return Reason.qtyOutOfRange;
    return Reason.none;
  }

  private accept(): void {
    const { events } = this;
    const { state, command, at } = events;
    const { orders, id } = state;
    const { u8, i32, f64 } = command;
    const { f64: of, i32: oi, u8: ou } = orders;
    const ref = i32[(at + Command.REF) >> 2];
    const session = i32[(at + Command.SESSION) >> 2];
    const h = orders.take();
    const ordType = u8[at + Order.ORD_TYPE];
    const timeInForce = u8[at + Order.TIME_IN_FORCE];
    of[h + F.orderId] = ++state.last[LAST_ORDER];
    of[h + F.price] = ordType === OrdType.limit ? f64[(at + Order.PRICE) >> 3] + 0 : 0;
    of[h + F.qty] = of[h + F.leaves] = f64[(at + Order.QTY) >> 3];
    of[h + F.cumNotional] = 0;
    oi[(h << 1) + I.session] = session;
    oi[(h << 1) + I.side] = i32[(at + Order.INSTRUMENT) >> 2] * SIDES + u8[at + Order.SIDE] - Side.buy;
    oi[(h << 1) + I.account] = this.openAccount(session);
    oi[(h << 1) + I.special] = 0;
    oi[(h << 1) + I.idLo] = id.lo;
    ou[(h << 3) + U.ordType] = ordType;
    ou[(h << 3) + U.timeInForce] = timeInForce;
    ou[(h << 3) + U.flags] = ordType === OrdType.limit ? ExecFlag.inBook : 0;
    orders.setClOrdId(h, id.words, id.length);
    state.usedIds.addNew(id.lo, id.hi, USED_FOR_ORDER);
    state.register(h);
    events.exec(h, ExecType.new, OrdStatus.new, 0, 0, ref, OWN_ID);
    this.market.arrival.arrive(h, ref);
    this.market.arrival.settle();
  }

  /** `h` is the order asked for, found and verified; the request's own ClOrdID has been checked. */
  replace(h: number): void {
    const reason = this.checkReplace(h);
    const { events, placing, arrival } = this.market;
    if (reason !== Reason.none) {
      events.answer(Type.CANCEL_REJECTED, 0x32, events.statusOf(h), reason, h, 0);
      return;
    }
    const { state, command, at, trade } = events;
    const { orders, instruments } = state;
    const { f64 } = orders;
    const ref = command.i32[(at + Command.REF) >> 2];
    const price = command.f64[(at + Order.PRICE) >> 3] + 0;
    const qty = command.f64[(at + Order.QTY) >> 3];
    const less = f64[h + F.qty] - qty;
    const keeps = instruments.replaceLosesPriority[orders.i32[(h << 1) + I.side] >> 3] === 0;
    const stays = keeps && less > 0 && price === f64[h + F.price];
    trade[0] = f64[h + F.price];
    trade[1] = f64[h + F.leaves];
    if (stays) placing.reduce(h, less);
    else {
      placing.unplace(h);
      f64[h + F.leaves] -= less;
    }
    f64[h + F.qty] = qty;
    f64[h + F.price] = price;
    events.exec(h, ExecType.replaced, events.statusOf(h), 0, 0, ref, REQUEST_THEN_OWN);
    this.rename(h);
    if (stays) return;
    arrival.arrive(h, ref);
    arrival.settle();
  }

  private checkReplace(h: number): number {
    const { state, command, at } = this.events;
    const { f64, i32, u8: ou } = state.orders;
    const { u8 } = command;
    const side = i32[(h << 1) + I.side];
    const phase = phaseReason(state.phase, state.instruments.phase[side >> 3]);
    if (phase !== Reason.none) return phase;
    const ordType = u8[at + Order.ORD_TYPE];
    const timeInForce = u8[at + Order.TIME_IN_FORCE];
    if (ordType !== 0 && ordType !== ou[(h << 3) + U.ordType]) return Reason.replaceChangesOrder;
    if (timeInForce !== 0 && timeInForce !== ou[(h << 3) + U.timeInForce]) return Reason.replaceChangesOrder;
    const terms = this.checkTerms(side >> 3, side & 1, true);
    if (terms !== Reason.none) return terms;
    if (command.f64[(at + Order.QTY) >> 3] <= f64[h + F.qty] - f64[h + F.leaves]) return Reason.replaceBelowFilled;
    if (state.usedIds.use(state.id.lo, state.id.hi) !== UNUSED) return Reason.duplicateClOrdId;
    if (state.openOrders.byClOrdId(state.id, i32[(h << 1) + I.session]) !== 0) return Reason.duplicateClOrdId;
    return state.idsExhausted ? Reason.idsExhausted : Reason.none;
  }

  /** The order goes by the request's ClOrdID from now on. */
  private rename(h: number): void {
    const { orders, openOrders, usedIds, id } = this.events.state;
    openOrders.removeId(h);
    orders.i32[(h << 1) + I.idLo] = id.lo;
    orders.setClOrdId(h, id.words, id.length);
    openOrders.addId(h);
    usedIds.addNew(id.lo, id.hi, USED_FOR_ORDER);
  }
}

function phaseReason(venue: number, instrument: number): number {
  if (venue === Phase.open && instrument === Phase.open) return Reason.none;
  if (venue === Phase.halted) return Reason.venueHalted;
  if (instrument === Phase.halted) return Reason.instrumentHalted;
  return Reason.cancelOnly;
}
