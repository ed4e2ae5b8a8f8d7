/**
 * Keeps the engine's schedule some business days ahead: after each day's end it submits, by command, the days that are missing. On
 * the thread of the operators' door, through its ring; what finds no room is tried again. Days that are scheduled already stay
 * as they are, so that an operator's change of a day holds.
 */
import type { CommandSink, Origin } from '../engine/commands.js';
import { writeSetSchedule } from '../engine/commands-venue.js';
import type { Directory } from '../engine/directory.js';
import { type Calendar, remaining } from './calendar.js';

const AUTHOR = 'calendar';

export class Scheduler {
  private readonly owed: number[] = [];

  constructor(
    private readonly calendar: Calendar,
    private readonly directory: Directory,
    private readonly daysAhead: number,
  ) {}

  /** A business day has ended. */
  dayEnded(date: number): void {
    const known = new Set([...this.directory.schedule.map((day) => day.date), ...this.owed]);
    this.owed.push(...this.calendar.datesAfter(date, this.daysAhead).filter((next) => !known.has(next)));
  }

  /** Whether something waits to be submitted. */
  get owes(): boolean {
    return this.owed.length > 0;
  }

  /** Submits what is owed as far as there is room; returns how many days. */
  submit(sink: CommandSink, origin: Origin, nowUs: number): number {
    let submitted = 0;
    for (; this.owed.length > 0; this.owed.shift()) {
      const changes = remaining(this.calendar.changes(this.owed[0]), nowUs, false);
      if (changes.length > 0 && !writeSetSchedule(sink, origin, this.owed[0], changes, AUTHOR)) break;
      submitted++;
    }
    return submitted;
  }
}
