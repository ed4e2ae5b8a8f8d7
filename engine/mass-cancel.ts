/**
 * Cancels many orders by what they have in common: session by session, oldest first. Every mass action comes here: requests of
 * sessions and operators, kill switches, lost sessions, dead-man timers. Engine thread only; no allocation.
 */
import { Ids } from './exec.js';
import type { Market } from './market.js';
import { I as Ints } from './orders.js';
import { Reason } from './reasons.js';
import { Command, ExecType, OrdStatus, Side } from './records.js';
import { wordsOf } from './text.js';

const I = Ints;

export class MassCancel {
  /** Which orders, since any(); -1 and side 0 stand for all. */
  participant = -1;
  session = -1;
  instrument = -1;
  /** Side, 0: both. */
  side = 0;
  /** Where the current command has the account's text. */
  private accountAt = 0;
  private accountLen = 0;

  constructor(private readonly market: Market) {}

  /** All orders, until the fields say less. */
  any(): this {
    this.participant = this.session = this.instrument = -1;
    this.side = this.accountAt = this.accountLen = 0;
    return this;
  }

  /** Only those of an account that the current command names. @param length 0: all */
  ofAccount(at: number, length: number): void {
    this.accountAt = at;
    this.accountLen = length;
  }

  /** Cancels them. Returns how many they were, without those that links cancelled. */
  run(reason: number): number {
    const { sessions } = this.market.state;
    if (this.session >= 0) return this.cancelSession(this.session, reason);
    let count = 0;
    for (let s = 0; s < sessions.count; s++) count += this.cancelSession(s, reason);
    return count;
  }

  /** Cancels the orders of sessions that were lost and have not come back in time, in the order of the sessions. */
  fireDisconnects(): void {
    const { sessions, timeUs } = this.market.state;
    if (sessions.nextDeadlineUs > timeUs) return;
    for (let s = 0; s < sessions.count; s++) {
      if (sessions.cancelAtUs[s] > timeUs) continue;
      sessions.stopTimer(s);
      this.any().session = s;
      this.run(Reason.cancelOnDisconnect);
    }
  }

  private cancelSession(s: number, reason: number): number {
    const { state, ending, events } = this.market;
    const { sessions, sessionOrders, accounts, orders } = state;
    const { i32 } = orders;
    const firm = sessions.participant[s];
    if (this.participant >= 0 && this.participant !== firm) return 0;
    const isNamed = this.accountLen > 0;
    const account = isNamed
      ? accounts.find(firm, wordsOf(events.command.u8, this.accountAt, this.accountLen), 0, this.accountLen)
      : 0;
    if (isNamed && account === 0) return 0;
    const ref = this.refFor(s);
    let count = 0;
    for (let h = sessionOrders.oldest[s]; h !== 0; ) {
      const next = i32[(h << 1) + I.sessionNext];
      if (this.wants(h) && (!isNamed || i32[(h << 1) + I.account] === account)) {
        ending.end(h, ExecType.canceled, OrdStatus.canceled, reason, ref, Ids.own);
        count++;
      }
      h = sessionOrders.skipGone(next);
    }
    return count;
  }

  private wants(h: number): boolean {
    const side = this.market.state.orders.i32[(h << 1) + I.side];
    if (this.instrument >= 0 && this.instrument !== side >> 3) return false;
    return this.side === 0 || this.side === Side.buy + (side & 1);
  }

  /** The command's ref is for the session that it is from. */
  private refFor(s: number): number {
    const { command, at } = this.market.events;
    return command.i32[(at + Command.SESSION) >> 2] === s ? command.i32[(at + Command.REF) >> 2] : 0;
  }
}
