/**
 * How an open order ends: out of wherever it waits, its EXEC, and it is forgotten. Everyone who cancels or expires an order
 * comes here. Engine thread only.
 */
import { Ids as EventIds } from './events.js';
import type { Market } from './market.js';
import { ExecType, OrdStatus } from './records.js';

const OWN_ID = EventIds.own;
const CANCELED = ExecType.canceled;
const IS_CANCELED = OrdStatus.canceled;

export class Ending {
  constructor(private readonly market: Market) {}

  /** Ends an order that rests or waits. `ref` and `ids` as in Events.exec. */
  end(h: number, execType: number, ordStatus: number, reason: number, ref: number, ids: number): void {
    const { events, placing } = this.market;
    events.exec(h, execType, ordStatus, reason, 0, ref, ids);
    placing.unplace(h);
    this.forget(h);
  }

  /** Cancels an order that is in no book: what is left of an incoming one. */
  cancelRest(h: number, reason: number, ref: number): void {
    this.market.events.exec(h, CANCELED, IS_CANCELED, reason, 0, ref, OWN_ID);
    this.forget(h);
  }

  /** Forgets an order that is in no book, and whose last EXEC has been told. */
  forget(h: number): void {
    const { state } = this.market;
    state.release(h);
  }
}
