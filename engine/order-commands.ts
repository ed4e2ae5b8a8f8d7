/**
 * New orders and replaces. Everything is validated before anything is changed; a refusal is an event with a typed reason.
 * Engine thread only.
 */
import { IdUse } from './clordids.js';
import { type Events, Ids } from './events.js';
import { LevelCursor } from './ladder.js';
import { canFill, match, reachable } from './matching.js';
import { ACCOUNT_MAX, CL_ORD_ID_MAX } from './orders.js';
import { Reason } from './reasons.js';
import { Command, ExecType, Order, OrdStatus, OrdType, Phase, Side, TimeInForce, Type } from './records.js';
import { Id } from './state.js';

export class OrderCommands {
  private readonly cursor: LevelCursor;

  constructor(private readonly events: Events) {
    this.cursor = new LevelCursor(events.state.ladder);
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
    state.id.take(u8, at + Order.TEXT, clOrdIdLen, session);
    if (state.usedIds.use(state.id.lo, state.id.hi) !== IdUse.none) return Reason.duplicateClOrdId;
    if (state.openOrders.byClOrdId(state.id, session, u8, at + Order.TEXT, clOrdIdLen) !== 0) return Reason.duplicateClOrdId;
    if (state.orders.full) return Reason.ordersFull;
    if (state.idsExhausted) return Reason.idsExhausted;
    if (ordType === OrdType.limit && !immediate) return this.checkRoom(instrument * 2 + side - Side.buy, 0);
    return Reason.none;
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
    if (ladder.sideQty[instrument * 2 + side] + qty > Number.MAX_SAFE_INTEGER) return Reason.qtyOutOfRange;
    return Reason.none;
  }

  /** Whether what may be left of the order would find a price level. @param filled what a replaced order has traded */
  private checkRoom(side: number, filled: number): number {
    const { state, command, at } = this.events;
    const price = command.f64[(at + Order.PRICE) >> 3];
    if (state.ladder.hasRoom(side, price)) return Reason.none;
    const lots = command.f64[(at + Order.QTY) >> 3] - filled;
    return reachable(this.events, this.cursor, side, price, lots) ? Reason.none : Reason.farLevelsFull;
  }

  private accept(): void {
    const { events } = this;
    const { state, command, at } = events;
    const { orders } = state;
    const { u8, i32, f64 } = command;
    const lengths = at + Order.LENGTHS;
    const ref = i32[(at + Command.REF) >> 2];
    const h = orders.take();
    const ordType = u8[at + Order.ORD_TYPE];
    const timeInForce = u8[at + Order.TIME_IN_FORCE];
    orders.orderId[h] = ++state.last[Id.order];
    orders.session[h] = i32[(at + Command.SESSION) >> 2];
    orders.bookSide[h] = i32[(at + Order.INSTRUMENT) >> 2] * 2 + u8[at + Order.SIDE] - Side.buy;
    orders.ordType[h] = ordType;
    orders.timeInForce[h] = timeInForce;
    orders.price[h] = ordType === OrdType.limit ? f64[(at + Order.PRICE) >> 3] + 0 : 0;
    orders.qty[h] = orders.leaves[h] = f64[(at + Order.QTY) >> 3];
    orders.cumNotional[h] = 0;
    orders.fingerprintLo[h] = state.id.lo;
    orders.fingerprintHi[h] = state.id.hi;
    orders.setClOrdId(h, u8, at + Order.TEXT, u8[lengths]);
    orders.setAccount(h, u8, at + Order.TEXT + u8[lengths] + u8[lengths + 1], u8[lengths + 2]);
    state.usedIds.addNew(state.id.lo, state.id.hi, IdUse.order);
    state.register(h);
    events.exec(h, ExecType.new, OrdStatus.new, 0, 0, ref, Ids.own);
    if (timeInForce === TimeInForce.fok && !canFill(events, this.cursor, h)) {
      this.cancelRest(h, Reason.fokNotFillable, ref);
      return;
    }
    match(events, h, ref);
    const rests = ordType === OrdType.limit && timeInForce !== TimeInForce.ioc;
    if (orders.leaves[h] === 0) state.release(h);
    else if (rests) state.ladder.add(h);
    else this.cancelRest(h, Reason.noLiquidity, ref);
  }

  private cancelRest(h: number, reason: number, ref: number): void {
    this.events.exec(h, ExecType.canceled, OrdStatus.canceled, reason, 0, ref, Ids.own);
    this.events.state.release(h);
  }

  /** `h` is the order asked for, found and verified; the request's own ClOrdID has been checked. */
  replace(h: number): void {
    const reason = this.checkReplace(h);
    const { events } = this;
    if (reason !== Reason.none) {
      events.answer(Type.CANCEL_REJECTED, 0x32, statusOf(events, h), reason, h, 0);
      return;
    }
    const { state, command, at, trade } = events;
    const { orders, ladder } = state;
    const ref = command.i32[(at + Command.REF) >> 2];
    const price = command.f64[(at + Order.PRICE) >> 3] + 0;
    const qty = command.f64[(at + Order.QTY) >> 3];
    const less = orders.qty[h] - qty;
    const stays = price === orders.price[h] && less > 0;
    trade[0] = orders.price[h];
    trade[1] = orders.leaves[h];
    if (stays) ladder.reduce(ladder.levelOf(h), orders.bookSide[h], less);
    else ladder.remove(h);
    orders.leaves[h] -= less;
    orders.qty[h] = qty;
    orders.price[h] = price;
    events.exec(h, ExecType.replaced, statusOf(events, h), 0, 0, ref, Ids.requestThenOwn);
    this.rename(h);
    if (stays) return;
    match(events, h, ref);
    if (orders.leaves[h] === 0) state.release(h);
    else ladder.add(h);
  }

  private checkReplace(h: number): number {
    const { state, command, at } = this.events;
    const { orders } = state;
    const { u8, f64 } = command;
    const side = orders.bookSide[h];
    const phase = phaseReason(state.phase, state.instruments.phase[side >> 1]);
    if (phase !== Reason.none) return phase;
    const ordType = u8[at + Order.ORD_TYPE];
    const timeInForce = u8[at + Order.TIME_IN_FORCE];
    if (ordType !== 0 && ordType !== orders.ordType[h]) return Reason.replaceChangesOrder;
    if (timeInForce !== 0 && timeInForce !== orders.timeInForce[h]) return Reason.replaceChangesOrder;
    const terms = this.checkTerms(side >> 1, side & 1, true);
    if (terms !== Reason.none) return terms;
    const filled = orders.qty[h] - orders.leaves[h];
    if (f64[(at + Order.QTY) >> 3] <= filled) return Reason.replaceBelowFilled;
    if (state.usedIds.use(state.id.lo, state.id.hi) !== IdUse.none) return Reason.duplicateClOrdId;
    const session = orders.session[h];
    if (state.openOrders.byClOrdId(state.id, session, u8, at + Order.TEXT, u8[at + Order.LENGTHS]) !== 0)
      return Reason.duplicateClOrdId;
    if (state.idsExhausted) return Reason.idsExhausted;
    return f64[(at + Order.PRICE) >> 3] === orders.price[h] ? Reason.none : this.checkRoom(side, filled);
  }

  /** The order goes by the request's ClOrdID from now on. */
  private rename(h: number): void {
    const { state, command, at } = this.events;
    const { orders, openOrders, id } = state;
    openOrders.removeId(h);
    orders.fingerprintLo[h] = id.lo;
    orders.fingerprintHi[h] = id.hi;
    orders.setClOrdId(h, command.u8, at + Order.TEXT, command.u8[at + Order.LENGTHS]);
    openOrders.addId(h);
    state.usedIds.addNew(id.lo, id.hi, IdUse.order);
  }
}

export function statusOf(events: Events, h: number): number {
  const { qty, leaves } = events.state.orders;
  return qty[h] === leaves[h] ? OrdStatus.new : OrdStatus.partiallyFilled;
}

function phaseReason(venue: number, instrument: number): number {
  if (venue === Phase.open && instrument === Phase.open) return Reason.none;
  if (venue === Phase.halted) return Reason.venueHalted;
  if (instrument === Phase.halted) return Reason.instrumentHalted;
  return Reason.cancelOnly;
}
