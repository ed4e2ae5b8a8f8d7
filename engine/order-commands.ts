/**
 * New orders and replaces: checked (order-checks.ts), then taken into the pool and told, then they come to the market.
 * Engine thread only.
 */

import type { Events } from './events.js';
import { Ids } from './exec.js';
import { Taken } from './fingerprint.js';
import { IdUse } from './id-blocks.js';
import type { Market } from './market.js';
import { OrderChecks } from './order-checks.js';
import { OrderDraft } from './order-draft.js';
import { U as Bytes, CL_ORD_ID_MAX, F as Doubles, I as Ints } from './orders.js';
import { Reason as Reasons } from './reasons.js';
import * as records from './records.js';
import { Replacing } from './replacing.js';
import { routeWord } from './routes.js';
import { Id } from './state.js';

const F = Doubles;
const I = Ints;
const U = Bytes;
const Reason = Reasons;
const { Command, Contingency, ExecType, Order, OrdStatus, OrdType, Type } = records;
const UNLINKED = Contingency.none;
const USED_FOR_ORDER = IdUse.order;
const UNUSED = IdUse.none;
const LAST_ORDER = Id.order;
const OWN_ID = Ids.own;
const REPLACE = 0x32;

export class OrderCommands {
  private readonly events: Events;
  private readonly checks: OrderChecks;
  private readonly draft: OrderDraft;
  private readonly replacing: Replacing;

  constructor(private readonly market: Market) {
    this.events = market.events;
    this.checks = new OrderChecks(market);
    this.draft = new OrderDraft(market, this.checks);
    this.replacing = new Replacing(market, this.checks, this.draft);
  }

  newOrder(): void {
    const { command, at } = this.events;
    if (command.u8[at + Order.POSS_RESEND] === 1 && this.answerAgain()) return;
    let reason = this.checks.newOrder();
    if (reason === Reason.none) {
      const h = this.draft.write();
      reason = this.draft.check(h);
      if (reason === Reason.none) {
        this.accept(h);
        return;
      }
      this.draft.discard(h);
    }
    this.reject(reason);
  }

  private reject(reason: number): void {
    const { ofTerms } = this.checks;
    this.events.answer(Type.EXEC, ExecType.rejected, OrdStatus.rejected, reason, 0, 0);
    ofTerms.read(); // the checks may not have come so far
    if (ofTerms.isPaired) this.market.links.rejected();
  }

  /** An order that may have come before: if it has, it is not entered again, and its state is told. */
  private answerAgain(): boolean {
    const { events, market } = this;
    const { state } = market;
    const { command, at } = events;
    const { i32 } = command;
    const idLength = command.u8[at + Order.LENGTHS];
    if (idLength === 0 || idLength > CL_ORD_ID_MAX) return false;
    const session = i32[(at + Command.SESSION) >> 2];
    const text = (at + Order.TEXT) >> 2;
    state.id.take(i32, text, idLength, session);
    const h = state.openOrders.byClOrdId(state.id, session, i32, text);
    if (h === 0 && state.usedIds.use() === UNUSED) return false;
    events.trade.fill(0); // it is not one of many
    if (h !== 0) events.exec(h, ExecType.status, events.statusOf(h), 0, 0, i32[(at + Command.REF) >> 2], OWN_ID);
    else events.answer(Type.EXEC, ExecType.rejected, OrdStatus.rejected, Reason.duplicateClOrdId, 0, 0);
    return true;
  }

  private accept(h: number): void {
    const { events, market, draft, checks } = this;
    const { state, links, expiry, arrival, ending } = market;
    const { command, at } = events;
    const { orders, id } = state;
    const { i32: oi } = orders;
    const ref = command.i32[(at + Command.REF) >> 2];
    orders.f64[h + F.orderId] = ++state.last[LAST_ORDER];
    oi[(h << 1) + I.account] = checks.openAccount(oi[(h << 1) + I.session]);
    oi[(h << 1) + I.idLo] = id.taken[Taken.lo];
    orders.setClOrdId(h, command.i32, (at + Order.TEXT) >> 2, id.taken[Taken.length]);
    orders.setRoute(h, command.i32, routeWord(command, at));
    state.usedIds.addNew(USED_FOR_ORDER);
    state.register(h);
    const isHeld = checks.ofTerms.terms.contingency !== UNLINKED && links.link(h);
    events.exec(h, ExecType.new, OrdStatus.new, 0, 0, ref, OWN_ID);
    if (oi[(h << 1) + I.special] !== 0) expiry.add(h);
    const isUnpriced = orders.u8[(h << 3) + U.ordType] === OrdType.marketToLimit && draft.isUnpriced;
    if (isUnpriced) ending.cancelRest(h, Reason.noLiquidity, ref);
    else if (!isHeld) arrival.enter(h, ref);
  }

  /** `h` is the order asked for, found and verified; the request's own ClOrdID has been checked. */
  replace(h: number): void {
    const { events } = this;
    const reason = this.replacing.replace(h);
    if (reason !== Reason.none) events.answer(Type.CANCEL_REJECTED, REPLACE, events.statusOf(h), reason, h, 0);
  }
}
