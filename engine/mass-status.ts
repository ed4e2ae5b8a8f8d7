/**
 * MASS_STATUS: how the open orders of a session stand, oldest first, each in an EXEC of its own that says which it is of how many.
 * Engine thread only; no allocation.
 */
import { ACCOUNT_MAX } from './accounts.js';
import { Ids } from './exec.js';
import type { Market } from './market.js';
import { CL_ORD_ID_MAX, I as Ints } from './orders.js';
import { Reason as Reasons } from './reasons.js';
import * as records from './records.js';
import { textAt } from './text.js';

const I = Ints;
const Reason = Reasons;
const { Command, Exec, ExecType, MassStatusScope, Order, OrdStatus, Side, Type } = records;
/** Of an account that has had no order. */
const NOBODY = -1;

export class MassStatus {
  constructor(private readonly market: Market) {}

  answer(): void {
    const { events } = this.market;
    const reason = this.check();
    const count = reason === Reason.none ? this.each(0) : 0;
    if (count > 0) {
      this.each(count);
      return;
    }
    const none = events.answer(Type.EXEC, ExecType.status, OrdStatus.rejected, reason || Reason.unknownOrder, 0, 0);
    events.out.views.f64[(none + Exec.LAST_PRICE) >> 3] = 1; // the first of none
  }

  private check(): number {
    const { state, events } = this.market;
    const { command, at } = events;
    const { u8, i32, u16 } = command;
    const idLen = u8[at + Order.LENGTHS];
    if (idLen === 0 || idLen > CL_ORD_ID_MAX) return Reason.missingClOrdId;
    const given = u16[(at + Order.REASON) >> 1];
    if (given !== Reason.none) return given;
    if (u8[at + Order.LENGTHS + 2] > ACCOUNT_MAX) return Reason.accountTooLong;
    const scope = u8[at + Order.SCOPE];
    if (scope !== MassStatusScope.symbol && scope !== MassStatusScope.all) return Reason.unsupportedScope;
    const side = u8[at + Order.SIDE];
    if (side !== 0 && side !== Side.buy && side !== Side.sell) return Reason.invalidSide;
    const instrument = i32[(at + Order.INSTRUMENT) >> 2];
    const isKnown = instrument >= 0 && instrument < state.instruments.count;
    if (scope === MassStatusScope.symbol && !isKnown) return Reason.unknownSymbol;
    return state.idsExhausted() ? Reason.idsExhausted : Reason.none;
  }

  /** Tells how each order that is asked for stands. @param total how many they are; 0: tells nothing. Returns how many they are. */
  private each(total: number): number {
    const { state, events } = this.market;
    const { command, at } = events;
    const { i32, u8 } = command;
    const { i32: oi } = state.orders;
    const ofSymbol = u8[at + Order.SCOPE] === MassStatusScope.symbol;
    const instrument = ofSymbol ? i32[(at + Order.INSTRUMENT) >> 2] : -1;
    const side = u8[at + Order.SIDE];
    const hasAccount = u8[at + Order.LENGTHS + 2] > 0;
    const account = hasAccount ? this.account() : 0;
    const ref = i32[(at + Command.REF) >> 2];
    let count = 0;
    let h = state.sessionOrders.oldest[i32[(at + Command.SESSION) >> 2]];
    for (; h !== 0; h = oi[(h << 1) | I.sessionNext]) {
      const bookSide = oi[(h << 1) | I.side];
      if (instrument >= 0 && instrument !== bookSide >> 3) continue;
      if (side !== 0 && side !== Side.buy + (bookSide & 1)) continue;
      if (hasAccount && account !== oi[(h << 1) | I.account]) continue;
      count++;
      if (total > 0) this.tell(h, count, total, ref);
    }
    return count;
  }

  private tell(h: number, place: number, total: number, ref: number): void {
    const { events } = this.market;
    events.trade[0] = place;
    events.trade[1] = total;
    events.trade[2] = 0;
    events.exec(h, ExecType.status, events.statusOf(h), 0, 0, ref, Ids.ownThenRequest);
  }

  private account(): number {
    const { state, events } = this.market;
    const { command, at } = events;
    const firm = state.sessions.participant[command.i32[(at + Command.SESSION) >> 2]];
    const text = textAt(command.u8, at + Order.LENGTHS, at + Order.TEXT, 2) >> 2;
    return state.accounts.find(firm, command.i32, text, command.u8[at + Order.LENGTHS + 2]) || NOBODY;
  }
}
