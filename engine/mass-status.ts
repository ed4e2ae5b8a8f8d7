/**
 * The status of many orders at once: those of the session that the command names, oldest first, each with its place and how many there
 * are. It changes nothing. Engine thread only; no allocation.
 */
import type { Events } from './events.js';
import { Ids } from './exec.js';
import type { Market } from './market.js';
import { I as Ints } from './orders.js';
import { Reason as Reasons } from './reasons.js';
import * as records from './records.js';
import { textAt, wordsOf } from './text.js';

const I = Ints;
const Reason = Reasons;
const { Command, Exec, ExecType, MassCancelScope, Order, OrdStatus, Side, Type } = records;
const ANY = -1;

export class MassStatus {
  private readonly events: Events;
  private instrument = ANY;
  private side = 0;
  /** 0: any. */
  private account = 0;

  constructor(private readonly market: Market) {
    this.events = market.events;
  }

  /** MASS_STATUS. */
  tell(): void {
    const { events, market } = this;
    const { sessionOrders, orders } = market.state;
    const { command, at } = events;
    const session = command.i32[(at + Command.SESSION) >> 2];
    const reason = this.read(session);
    const oldest = reason === Reason.none ? sessionOrders.oldest[session] : 0;
    let count = 0;
    for (let h = oldest; h !== 0; h = orders.i32[(h << 1) + I.sessionNext]) if (this.isNamed(h)) count++;
    if (count === 0) {
      const why = reason === Reason.none ? Reason.unknownOrder : reason;
      const none = events.answer(Type.EXEC, ExecType.status, OrdStatus.rejected, why, 0, 0);
      events.out.views.f64[(none + Exec.LAST_PRICE) >> 3] = 1; // the first of none
      return;
    }
    const ref = command.i32[(at + Command.REF) >> 2];
    let place = 0;
    for (let h = oldest; h !== 0; h = orders.i32[(h << 1) + I.sessionNext]) {
      if (!this.isNamed(h)) continue;
      events.trade[0] = ++place;
      events.trade[1] = count;
      events.exec(h, ExecType.status, events.statusOf(h), 0, 0, ref, Ids.ownThenRequest);
    }
  }

  /** Which orders the command names; or why it cannot (Reason). */
  private read(session: number): number {
    const { state } = this.market;
    const { command, at } = this.events;
    const { u8, u16, i32 } = command;
    const given = u16[(at + Order.REASON) >> 1];
    if (given !== Reason.none) return given;
    const scope = u8[at + Order.SCOPE];
    if (scope !== MassCancelScope.symbol && scope !== MassCancelScope.all) return Reason.unsupportedScope;
    this.side = u8[at + Order.SIDE];
    if (this.side !== 0 && this.side !== Side.buy && this.side !== Side.sell) return Reason.invalidSide;
    const instrument = i32[(at + Order.INSTRUMENT) >> 2];
    this.instrument = scope === MassCancelScope.symbol ? instrument : ANY;
    if (scope === MassCancelScope.symbol && (instrument < 0 || instrument >= state.instruments.count))
      return Reason.unknownSymbol;
    const length = u8[at + Order.LENGTHS + 2];
    this.account = 0;
    if (length === 0) return Reason.none;
    const text = textAt(u8, at + Order.LENGTHS, at + Order.TEXT, 2);
    this.account = state.accounts.find(state.sessions.participant[session], wordsOf(u8, text, length), 0, length);
    return this.account === 0 ? Reason.unknownOrder : Reason.none;
  }

  private isNamed(h: number): boolean {
    const { i32 } = this.market.state.orders;
    const side = i32[(h << 1) + I.side];
    if (this.instrument !== ANY && this.instrument !== side >> 3) return false;
    if (this.account !== 0 && i32[(h << 1) + I.account] !== this.account) return false;
    return this.side === 0 || this.side === Side.buy + (side & 1);
  }
}
