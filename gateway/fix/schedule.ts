/**
 * When a session may be logged on: its windows as instants, made of local times in its time zone. Pure; the door asks with its own clock.
 *
 *   daily    start 17:00, end 16:00     ├──────────────┤├──────────────┤├──────────────┤   a window a day, here overnight
 *   weekly   sunday 17:00 to friday 16:00   ├──────────────────────────────────┤           a window a week
 *
 * A window belongs to the date that it begins on. An end that is not after the start in the day is on the next day (of a weekly
 * schedule from a day to the same day: a week later). Where changes of the clocks make two windows overlap, the earlier ends as
 * the later begins; a window that they leave nothing of does not take place.
 */
import { DAYS, type SessionSchedule } from '../config-sessions.js';
import { addDays, LocalTime, secondsOf, weekday } from '../local-time.js';

export interface ScheduleWindow {
  /** First instant. */
  readonly startUs: number;
  /** First instant after it. */
  readonly endUs: number;
}

/** Dates to look back for a window that lasts, and ahead for the next: a week, twice where a change of the clocks swallowed one. */
const BACK_DAYS = 8;
const AHEAD_DAYS = 15;

export class Schedule {
  private readonly zone: LocalTime;
  /** Days of the week on which windows begin; 0 is Sunday. */
  private readonly beginsOn: ReadonlySet<number>;
  /** From the date of a start to that of its end. */
  private readonly days: number;
  /** What was found last: an instant's window or the gap between two. It serves until an instant is not in it. */
  private found = { fromUs: 0, toUs: 0, isOpen: false };

  constructor(private readonly config: SessionSchedule) {
    const { timeZone, start, end, startDay, endDay, days } = config;
    this.zone = new LocalTime(timeZone);
    const endsLater = secondsOf(end) > secondsOf(start);
    if (startDay === undefined || endDay === undefined) {
      this.beginsOn = new Set((days ?? DAYS).map((day) => DAYS.indexOf(day)));
      this.days = endsLater ? 0 : 1;
    } else {
      const [from, to] = [DAYS.indexOf(startDay), DAYS.indexOf(endDay)];
      this.beginsOn = new Set([from]);
      this.days = from === to && !endsLater ? 7 : (to - from + 7) % 7;
    }
  }

  /** The window that an instant is in; null: the session is closed then. */
  windowAt(us: number): ScheduleWindow | null {
    const { fromUs, toUs, isOpen } = this.look(us);
    return isOpen ? { startUs: fromUs, endUs: toUs } : null;
  }

  /** When the window that an instant is in began; null: the session is closed then. */
  windowStartUs(us: number): number | null {
    const { fromUs, isOpen } = this.look(us);
    return isOpen ? fromUs : null;
  }

  /** When the next window begins, from a closed instant on; of an open one, that instant. */
  nextOpenUs(us: number): number {
    const { toUs, isOpen } = this.look(us);
    return isOpen ? us : toUs;
  }

  private look(us: number): typeof this.found {
    if (us < this.found.fromUs || us >= this.found.toUs) this.found = this.find(us);
    return this.found;
  }

  private find(us: number): typeof this.found {
    const today = this.zone.dateAt(us);
    let last: ScheduleWindow | null = null;
    for (let date = addDays(today, -BACK_DAYS), left = BACK_DAYS + AHEAD_DAYS; left > 0; left--, date = addDays(date, 1)) {
      const window = this.windowOf(date);
      if (window === null) continue;
      if (window.startUs > us) {
        const endUs = last === null ? us : Math.min(last.endUs, window.startUs);
        if (last !== null && us < endUs) return { fromUs: last.startUs, toUs: endUs, isOpen: true };
        return { fromUs: endUs, toUs: window.startUs, isOpen: false };
      }
      last = window;
    }
    throw new Error(`a schedule has no window within ${AHEAD_DAYS} days of ${today}`);
  }

  /** The window that begins on a date; null: none does. */
  private windowOf(date: number): ScheduleWindow | null {
    if (!this.beginsOn.has(weekday(date))) return null;
    const startUs = this.zone.instantUs(date, this.config.start);
    const endUs = this.zone.instantUs(addDays(date, this.days), this.config.end);
    return endUs > startUs ? { startUs, endUs } : null;
  }
}
