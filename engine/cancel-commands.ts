/**
 * Requests about orders that exist: cancel, replace (up to the order found), mass cancel, order status. No request ever reaches
 * another session's order, but a mass cancel of the firm those of its other sessions. Engine thread only.
 */
import { ACCOUNT_MAX } from './accounts.js';
import type { Events } from './events.js';
import { Ids } from './exec.js';
import { IdUse } from './id-blocks.js';
import type { Market } from './market.js';
import type { OrderCommands } from './order-commands.js';
import { CL_ORD_ID_MAX, F as Doubles, I as Ints } from './orders.js';
import { Reason as Reasons } from './reasons.js';
import * as records from './records.js';
import { textAt } from './text.js';

const F = Doubles;
const I = Ints;
const Reason = Reasons;
const { Command, ExecType, MassCancelScope, Order, OrdStatus, Side, Type } = records;
const USED_FOR_REQUEST = IdUse.request;
const USED_FOR_ORDER = IdUse.order;
const REQUEST_THEN_OWN = Ids.requestThenOwn;

const REFUSED_SCOPE = 0x30;
const CANCEL = 0x31;
const REPLACE = 0x32;

export class CancelCommands {
  /** The order that find() has found; 0 with a reason to refuse. */
  private found = 0;

  private readonly events: Events;

  constructor(
    private readonly market: Market,
    private readonly orderCommands: OrderCommands,
  ) {
    this.events = market.events;
  }

  cancel(): void {
    const { events } = this;
    const { state, command, at } = events;
    const reason = this.check();
    if (reason !== Reason.none) {
      this.refuse(CANCEL, reason);
      return;
    }
    const h = this.found;
    this.takeId();
    state.usedIds.add(USED_FOR_REQUEST);
    const ref = command.i32[(at + Command.REF) >> 2];
    this.market.ending.end(h, ExecType.canceled, OrdStatus.canceled, 0, ref, REQUEST_THEN_OWN);
  }

  replace(): void {
    const reason = this.check();
    if (reason !== Reason.none) {
      this.refuse(REPLACE, reason);
      return;
    }
    this.takeId();
    this.orderCommands.replace(this.found);
  }

  status(): void {
    const { events } = this;
    const { command, at } = events;
    const reason = this.find();
    const h = this.found;
    if (reason !== Reason.none) {
      events.answer(Type.EXEC, ExecType.status, OrdStatus.rejected, Reason.unknownOrder, 0, 0);
      return;
    }
    events.trade.fill(0); // it is not one of many
    events.exec(h, ExecType.status, events.statusOf(h), 0, 0, command.i32[(at + Command.REF) >> 2], Ids.ownThenRequest);
  }

  massCancel(): void {
    const { events } = this;
    const { state, command, at } = events;
    const reason = this.checkMassCancel();
    if (reason !== Reason.none) {
      events.answer(Type.MASS_CANCELED, REFUSED_SCOPE, OrdStatus.rejected, reason, 0, 0);
      return;
    }
    this.takeId();
    state.usedIds.add(USED_FOR_REQUEST);
    const { u8, i32 } = command;
    const { massCancel } = this.market;
    const scope = u8[at + Order.SCOPE];
    const session = i32[(at + Command.SESSION) >> 2];
    massCancel.any();
    if (isFirmScope(scope)) massCancel.participant = state.sessions.participant[session];
    else massCancel.session = session;
    if (isSymbolScope(scope)) massCancel.instrument = i32[(at + Order.INSTRUMENT) >> 2];
    massCancel.side = u8[at + Order.SIDE];
    const text = textAt(u8, at + Order.LENGTHS, at + Order.TEXT, 2);
    massCancel.ofAccount(text, u8[at + Order.LENGTHS + 2]);
    const count = massCancel.run(Reason.massCancel);
    events.answer(Type.MASS_CANCELED, scope, OrdStatus.canceled, 0, 0, count);
  }

  private checkMassCancel(): number {
    const { state, command, at } = this.events;
    const { u8, i32, u16 } = command;
    const idLen = u8[at + Order.LENGTHS];
    if (idLen === 0 || idLen > CL_ORD_ID_MAX) return Reason.missingClOrdId;
    if (u16[(at + Order.REASON) >> 1] !== Reason.none) return u16[(at + Order.REASON) >> 1];
    if (u8[at + Order.LENGTHS + 2] > ACCOUNT_MAX) return Reason.accountTooLong;
    const scope = u8[at + Order.SCOPE];
    const isAll = scope === MassCancelScope.all || scope === MassCancelScope.firmAll;
    if (!isAll && !isSymbolScope(scope)) return Reason.unsupportedScope;
    const side = u8[at + Order.SIDE];
    if (side !== 0 && side !== Side.buy && side !== Side.sell) return Reason.invalidSide;
    const instrument = i32[(at + Order.INSTRUMENT) >> 2];
    const known = instrument >= 0 && instrument < state.instruments.count;
    if (isSymbolScope(scope) && !known) return Reason.unknownSymbol;
    return state.idsExhausted() ? Reason.idsExhausted : Reason.none;
  }

  /** Finds and verifies the order of a cancel or replace. */
  private check(): number {
    const { command, at } = this.events;
    this.found = 0;
    const idLen = command.u8[at + Order.LENGTHS];
    if (idLen === 0 || idLen > CL_ORD_ID_MAX) return Reason.missingClOrdId;
    const given = command.u16[(at + Order.REASON) >> 1];
    const reason = this.find();
    return given !== Reason.none ? given : reason;
  }

  private find(): number {
    const { state, command, at } = this.events;
    const { u8, i32, f64 } = command;
    const { orders, openOrders, id } = state;
    const session = i32[(at + Command.SESSION) >> 2];
    const orderId = f64[(at + Order.ORDER_ID) >> 3];
    const origLen = u8[at + Order.LENGTHS + 1];
    this.found = 0;
    let h = 0;
    if (origLen > 0) {
      const orig = textAt(u8, at + Order.LENGTHS, at + Order.TEXT, 1) >> 2;
      if (origLen > CL_ORD_ID_MAX) return Reason.unknownOrder;
      id.take(i32, orig, origLen, session);
      h = openOrders.byClOrdId(id, session, i32, orig);
      if (h === 0) return state.usedIds.use() === USED_FOR_ORDER ? Reason.tooLateToCancel : Reason.unknownOrder;
      if (orderId !== 0 && orders.f64[h + F.orderId] !== orderId) return Reason.unknownOrder;
    } else {
      h = openOrders.byOrderId(orderId, session);
      if (h === 0) return Reason.unknownOrder;
    }
    const side = u8[at + Order.SIDE];
    const instrument = i32[(at + Order.INSTRUMENT) >> 2];
    if (instrument < 0 && u8[at + Order.LENGTHS + 3] > 0) return Reason.unknownSymbol;
    this.found = h;
    const bookSide = orders.i32[(h << 1) + I.side];
    if (instrument >= 0 && instrument !== bookSide >> 3) return Reason.instrumentMismatch;
    if (side !== 0 && side !== Side.buy + (bookSide & 1)) return Reason.instrumentMismatch;
    return Reason.none;
  }

  private refuse(request: number, reason: number): void {
    const { events, found } = this;
    events.answer(Type.CANCEL_REJECTED, request, found === 0 ? OrdStatus.rejected : events.statusOf(found), reason, found, 0);
  }

  /** The fingerprint of the request's own ClOrdID. */
  private takeId(): void {
    const { state, command, at } = this.events;
    const { i32, u8 } = command;
    state.id.take(i32, (at + Order.TEXT) >> 2, u8[at + Order.LENGTHS], i32[(at + Command.SESSION) >> 2]);
  }
}

function isSymbolScope(scope: number): boolean {
  return scope === MassCancelScope.symbol || scope === MassCancelScope.firmSymbol;
}

function isFirmScope(scope: number): boolean {
  return scope === MassCancelScope.firmSymbol || scope === MassCancelScope.firmAll;
}
