/**
 * The dead-man timer: a session that arms it promises to be heard of again in time; else its orders are cancelled, connected or not.
 * Engine thread only; no allocation after construction.
 */
import type { Market } from './market.js';
import { Reason } from './reasons.js';
import { Command, Type } from './records.js';
import { DeadManSet, DeadMan as Request } from './records-venue.js';

const TIMEOUT_MS_MAX = 86_400_000;

export class DeadMan {
  constructor(private readonly market: Market) {}

  /** DEAD_MAN of a live session. Returns why it is refused (Reason). */
  set(): number {
    const { events, state } = this.market;
    const { command, at: from, out } = events;
    const session = command.i32[(from + Command.SESSION) >> 2];
    const timeoutMs = command.i32[(from + Request.TIMEOUT_MS) >> 2];
    if (timeoutMs < 0 || timeoutMs > TIMEOUT_MS_MAX) return Reason.invalidDefinition;
    state.deadMan.set(session, timeoutMs === 0 ? Infinity : state.timeUs + timeoutMs * 1000);
    const at = out.claim(DeadManSet.BYTES);
    const { i32 } = out.views;
    i32[(at >> 2) + 1] = Type.DEAD_MAN_SET;
    i32[(at + DeadManSet.SESSION) >> 2] = session;
    i32[(at + DeadManSet.REF) >> 2] = command.i32[(from + Command.REF) >> 2];
    i32[(at + DeadManSet.TIMEOUT_MS) >> 2] = timeoutMs;
    return Reason.none;
  }

  get nextDeadlineUs(): number {
    return this.market.state.deadMan.earliestUs;
  }

  /** Cancels the orders of the sessions whose time is over, in the order of the sessions. Each must arm its timer anew. */
  fire(): void {
    const { state, massCancel } = this.market;
    for (let s = state.deadMan.next(state.timeUs); s >= 0; s = state.deadMan.next(state.timeUs)) {
      massCancel.any().session = s;
      massCancel.run(Reason.deadMan);
    }
  }
}
