/**
 * How an open order ends: its EXEC, out of wherever it rests or waits, and it is forgotten. Everyone who cancels or expires an
 * order comes here. Engine thread only.
 */
import { Ids as EventIds } from './exec.js';
import type { Market } from './market.js';
import { U as Bytes, I as Ints } from './orders.js';
import { ExecType, OrdStatus, OrdType } from './records.js';
import { V as SpecialBytes, Waits as WaitsFor } from './specials.js';

const I = Ints;
const U = Bytes;
const V = SpecialBytes;
const Waits = WaitsFor;
const OWN_ID = EventIds.own;
const CANCELED = ExecType.canceled;
const IS_CANCELED = OrdStatus.canceled;
const PEGGED = OrdType.pegged;

export class Ending {
  constructor(private readonly market: Market) {}

  /** Ends an order that rests or waits. `ref` and `ids` as in Events.exec. The caller settles. */
  end(h: number, execType: number, ordStatus: number, reason: number, ref: number, ids: number): void {
    const { events, placing, arrival, state } = this.market;
    const { i32 } = state.orders;
    const instrument = i32[(h << 1) + I.side] >> 3;
    events.exec(h, execType, ordStatus, reason, 0, ref, ids);
    if (i32[(h << 1) + I.special] === 0) placing.unplace(h);
    else this.takeOut(h, i32[(h << 1) + I.special]);
    this.forget(h);
    arrival.moved(instrument);
  }

  /** Cancels an order that is in no book: what is left of an incoming one. */
  cancelRest(h: number, reason: number, ref: number): void {
    this.market.events.exec(h, CANCELED, IS_CANCELED, reason, 0, ref, OWN_ID);
    this.forget(h);
  }

  /** Forgets an order that is in no book, and whose last EXEC has been told. */
  forget(h: number): void {
    const { state } = this.market;
    if (state.orders.i32[(h << 1) + I.special] !== 0) this.unlink(h);
    state.release(h);
  }

  private takeOut(h: number, s: number): void {
    const { state, placing, stops, matching } = this.market;
    const waits = state.specials.u8[(s << 3) + V.waits];
    if (matching.interrupts(h)) return;
    if (waits === Waits.no || waits === Waits.forAuction) placing.unplace(h);
    else if (waits === Waits.forStop) stops.remove(h);
    else if (waits === Waits.inQueue || waits === Waits.released) stops.dequeue(h);
    state.orders.i32[(h << 1) + I.level] = 0; // whoever goes through a level sees that it has gone
  }

  /** What only orders with terms have: a time to expire, a peg, links to others, which may end them too. */
  private unlink(h: number): void {
    const { state, expiry, pegs, links } = this.market;
    expiry.remove(h);
    if (state.orders.u8[(h << 3) + U.ordType] === PEGGED) pegs.remove(h);
    links.ended(h);
  }
}
