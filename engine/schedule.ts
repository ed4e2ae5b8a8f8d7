/**
 * What is to happen on business dates to come: the venue's phase changes and the day's end, as absolute times. Ticks carry
 * them out in order (RULES.md, The day). Engine thread only; not hot.
 */
import type { Market } from './market.js';
import { repeatCommand } from './market-events.js';
import { isPhase } from './phases.js';
import { Reason } from './reasons.js';
import { Type } from './records.js';
import { SCHEDULE_ENTRIES_MAX, ScheduleAction, ScheduleEntry, SetSchedule } from './records-venue.js';

/** Changes that may wait, of all dates together. */
const WAITING_MAX = 512;

export interface Change {
  readonly timeUs: number;
  readonly date: number;
  /** A Phase, or ScheduleAction.endDay. */
  readonly action: number;
}

/** Changes that wait, by time, then date. */
export class Timetable {
  readonly changes: Change[] = [];
  /** The latest date that has ended; 0: none. */
  lastEnded = 0;

  get nextUs(): number {
    return this.changes.length === 0 ? Infinity : this.changes[0].timeUs;
  }

  /** The next date after one, of those that have changes; 0: none. */
  dateAfter(date: number): number {
    const later = this.changes.map((change) => change.date).filter((other) => other > date);
    return later.length === 0 ? 0 : Math.min(...later);
  }

  countOf(date: number): number {
    return this.changes.filter((change) => change.date === date).length;
  }

  forget(date: number): void {
    this.changes.splice(0, Infinity, ...this.changes.filter((change) => change.date !== date));
  }

  add(changes: readonly Change[]): void {
    this.changes.push(...changes);
    this.changes.sort((a, b) => a.timeUs - b.timeUs || a.date - b.date);
  }
}

export class Schedule {
  constructor(private readonly market: Market) {}

  /** SET_SCHEDULE. Returns why it is refused (Reason). */
  set(): number {
    const { state, events } = this.market;
    const { i32, u8, f64 } = events.command;
    const { at } = events;
    const { timetable } = state;
    const date = i32[(at + SetSchedule.DATE) >> 2];
    const count = u8[at + SetSchedule.COUNT];
    if (date <= 0 || count > SCHEDULE_ENTRIES_MAX) return Reason.invalidDefinition;
    const changes: Change[] = [];
    for (let k = 0; k < count; k++) {
      const entry = at + SetSchedule.ENTRIES + k * ScheduleEntry.BYTES;
      changes.push({ timeUs: f64[(entry + ScheduleEntry.TIME) >> 3], date, action: u8[entry + ScheduleEntry.ACTION] });
    }
    if (!changes.every(isValid) || !changes.every((change, k) => k === 0 || change.timeUs > changes[k - 1].timeUs)) {
      return Reason.invalidDefinition;
    }
    if (timetable.changes.length - timetable.countOf(date) + count > WAITING_MAX) return Reason.scheduleFull;
    timetable.forget(date);
    timetable.add(changes);
    const end = SetSchedule.ENTRIES + count * ScheduleEntry.BYTES + u8[at + SetSchedule.AUTHOR_LEN];
    repeatCommand(events, Type.SCHEDULE_SET, date, end);
    return Reason.none;
  }

  /** Carries out what is due. */
  fire(): void {
    const { state, phases, day } = this.market;
    const { timetable } = state;
    while (timetable.nextUs <= state.timeUs) {
      const [{ action, date }] = timetable.changes.splice(0, 1);
      if (action === ScheduleAction.endDay) day.end(date, 0);
      else phases.setVenue(action, 0);
    }
  }
}

function isValid({ timeUs, action }: Change): boolean {
  return Number.isSafeInteger(timeUs) && timeUs >= 0 && (isPhase(action) || action === ScheduleAction.endDay);
}
