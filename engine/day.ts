/**
 * The business day: its reference prices and its end (RULES.md, The day). Engine thread only; not hot.
 */
import { Ids } from './exec.js';
import type { Market } from './market.js';
import { tellDayEnded, tellOfficialClose } from './market-events.js';
import { U as Bytes, I as Ints } from './orders.js';
import { Reason } from './reasons.js';
import { Command, ExecType, OrdStatus, TimeInForce } from './records.js';
import { EndDay } from './records-venue.js';
import { restartSession } from './session-commands.js';
import { S as SpecialDoubles } from './specials.js';

const I = Ints;
const U = Bytes;
const S = SpecialDoubles;

export class Day {
  constructor(private readonly market: Market) {}

  /** The last trade's price, else the instrument's reference; NaN: neither. */
  referenceOf(instrument: number): number {
    const { last, reference } = this.market.state.instruments;
    return Number.isNaN(last[instrument]) ? reference[instrument] : last[instrument];
  }

  /** END_DAY: what was still to come on its date is dropped. Returns why it is refused (Reason). */
  endByCommand(): number {
    const { events } = this.market;
    const { i32 } = events.command;
    const date = i32[(events.at + EndDay.DATE) >> 2];
    if (date <= 0) return Reason.invalidDefinition;
    if (date <= this.market.state.timetable.lastEnded) return Reason.dayOver;
    this.market.state.timetable.forget(date);
    this.end(date, i32[(events.at + Command.REF) >> 2]);
    return Reason.none;
  }

  /** A date that is over already, or before one that is, does not end again. */
  end(date: number, ref: number): void {
    const { state, events } = this.market;
    if (date <= state.timetable.lastEnded) return;
    state.timetable.lastEnded = date;
    this.expireOrders();
    for (let i = 0; i < state.instruments.count; i++) this.close(i, date);
    state.exposure.endDay();
    this.resetSessions();
    tellDayEnded(events, date, ref, state.timetable.dateAfter(date));
  }

  private expireOrders(): void {
    const { state, ending } = this.market;
    const { sessions, sessionOrders, orders } = state;
    for (let s = 0; s < sessions.count; s++) {
      for (let h = sessionOrders.oldest[s]; h !== 0; ) {
        const next = orders.i32[(h << 1) + I.sessionNext];
        if (this.isOfTheDay(h)) {
          const isDated = orders.u8[(h << 3) + U.timeInForce] === TimeInForce.gtd;
          ending.end(h, ExecType.expired, OrdStatus.expired, isDated ? Reason.orderExpired : Reason.dayEnded, 0, Ids.own);
        }
        h = sessionOrders.skipGone(next); // one that ends may take others with it: its partner, its children
      }
    }
  }

  private isOfTheDay(h: number): boolean {
    const { orders, specials, timeUs } = this.market.state;
    const timeInForce = orders.u8[(h << 3) + U.timeInForce];
    if (timeInForce === TimeInForce.gtd) return specials.f64[orders.i32[(h << 1) + I.special] + S.expireUs] <= timeUs;
    return timeInForce === TimeInForce.day || timeInForce === TimeInForce.atTheOpen || timeInForce === TimeInForce.atTheClose;
  }

  /** The official close: the closing auction's price, else the last trade, else the old reference. */
  private close(i: number, date: number): void {
    const { state, events } = this.market;
    const { closingPrice, auctionPrice, reference, dayLots } = state.instruments;
    const close = Number.isNaN(closingPrice[i]) ? this.referenceOf(i) : closingPrice[i];
    if (!Number.isNaN(close)) tellOfficialClose(events, i, date, close, dayLots[i]);
    reference[i] = close;
    closingPrice[i] = auctionPrice[i] = Number.NaN;
    dayLots[i] = 0;
  }

  /** Those that are connected start again when they disconnect. */
  private resetSessions(): void {
    const { sessions } = this.market.state;
    for (let s = 0; s < sessions.count; s++) {
      if (!sessions.definitions[s].resetDaily) continue;
      sessions.resetPending[s] = 1;
      if (sessions.connection[s] === 0) restartSession(this.market.events, s);
    }
  }
}
