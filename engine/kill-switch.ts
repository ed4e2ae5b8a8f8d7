/**
 * The kill switch of a firm and of the venue: while it is on, new orders and replaces are refused; when it goes on, all open orders
 * are cancelled. Engine thread only.
 */
import type { Market } from './market.js';
import { Reason as Reasons } from './reasons.js';

const Reason = Reasons;

/** Which switches are on: part of the state. */
export class Killed {
  venue = false;
  readonly firms: Uint8Array;

  constructor(participants: number) {
    this.firms = new Uint8Array(participants);
  }
}

export class KillSwitch {
  constructor(private readonly market: Market) {}

  /** Why a session's new orders and replaces are refused (Reason). */
  refuses(session: number): number {
    const { killed, sessions } = this.market.state;
    if (killed.venue) return Reason.venueKilled;
    return killed.firms[sessions.participant[session]] !== 0 ? Reason.firmKilled : Reason.none;
  }

  /** @param participant -1: the venue */
  set(participant: number, isOn: boolean): void {
    const { killed } = this.market.state;
    if (participant < 0) killed.venue = isOn;
    else killed.firms[participant] = isOn ? 1 : 0;
  }

  /** Cancels the open orders of a firm, or of all. */
  cancelOrders(participant: number): void {
    const { massCancel } = this.market;
    massCancel.any().participant = participant;
    massCancel.run(Reason.killSwitch);
  }
}
