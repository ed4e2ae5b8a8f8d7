/**
 * All that happens by itself when its time comes: one deadline for the sequencer, one order in which a Tick fires what is due
 * (RULES.md, Timers). Engine thread only.
 */
import type { Market } from './market.js';

export class Timers {
  constructor(private readonly market: Market) {}

  /** When a Tick is due at the latest, µs; Infinity: no timer runs. */
  get nextDeadlineUs(): number {
    const { state, expiry, deadMan } = this.market;
    return Math.min(
      state.timetable.nextUs,
      state.timers.earliestUs,
      state.indications.due.earliestUs,
      expiry.nextUs,
      state.sessions.nextDeadlineUs,
      deadMan.nextDeadlineUs,
    );
  }

  fire(): void {
    const { schedule, phases, auctions, expiry, massCancel, deadMan, state } = this.market;
    schedule.fire();
    phases.fire();
    auctions.fire();
    expiry.fire(state.timeUs);
    massCancel.fireDisconnects();
    deadMan.fire();
  }
}
