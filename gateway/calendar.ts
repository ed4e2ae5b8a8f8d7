/**
 * The venue's calendar: which dates are business days, and at what instants their phases change. Local times of one time zone
 * become absolute times here, before the engine sees them; the engine knows no calendar. Pure, given the zone's rules in Intl.
 */
import { z } from 'zod';
import type { ScheduledChange } from '../engine/commands-venue.js';
import { Phase } from '../engine/records.js';
import { SCHEDULE_ENTRIES_MAX, ScheduleAction } from '../engine/records-venue.js';
import { addDays, dateNumber, isoDate, isTimeZone, LocalTime, weekday } from './local-time.js';

export { dateNumber, dateText } from './local-time.js';

export const scheduleActions = { ...Phase, ...ScheduleAction };
export type ScheduleActionName = keyof typeof scheduleActions;
const actionNames = Object.keys(scheduleActions) as [ScheduleActionName, ...ScheduleActionName[]];

const WEEKDAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] as const;
const TIME = /^([01]\d|2[0-3]):[0-5]\d(:[0-5]\d)?$/;
/** A calendar without a business day in this many dates has none. */
const SEARCH_DAYS = 400;

const date = z
  .string()
  .regex(/^\d{4}-\d\d-\d\d$/, 'expected a date such as 2026-12-25')
  // a 30 February is read as a 2 March
  .refine((text) => isoDate(Date.parse(text)) === text, 'expected a date that exists');
/** Local time: what begins then. */
const daySchema = z
  .record(z.string().regex(TIME, 'expected a time such as 09:00 or 17:35:30'), z.enum(actionNames))
  .refine((day) => Object.keys(day).length <= SCHEDULE_ENTRIES_MAX, `expected at most ${SCHEDULE_ENTRIES_MAX} changes a day`)
  .refine((day) => {
    const actions = inOrder(day).map(([, action]) => action);
    return actions.indexOf('endDay') === actions.length - 1 && actions.length > 0;
  }, 'expected endDay once, as the last of the day');

export const calendarSchema = z
  .strictObject({
    /** An IANA name such as Europe/Amsterdam. */
    timeZone: z.string().refine(isTimeZone, 'expected an IANA time zone such as Europe/Amsterdam').default('UTC'),
    weekdays: z.array(z.enum(WEEKDAYS)).min(1).default(['mon', 'tue', 'wed', 'thu', 'fri']),
    /** Dates on which nothing is open. */
    holidays: z.array(date).default([]),
    /** Dates that follow halfDay. */
    halfDays: z.array(date).default([]),
    day: daySchema,
    halfDay: daySchema.optional(),
  })
  .refine((c) => c.halfDays.length === 0 || c.halfDay !== undefined, 'halfDay: expected a schedule, as there are halfDays');
export type CalendarConfig = z.infer<typeof calendarSchema>;

function inOrder(day: Readonly<Record<string, ScheduleActionName>>): [string, ScheduleActionName][] {
  return Object.entries(day).sort(([a], [b]) => (a < b ? -1 : 1));
}

export class Calendar {
  readonly timeZone: string;
  private readonly zone: LocalTime;
  private readonly holidays: ReadonlySet<number>;
  private readonly halfDays: ReadonlySet<number>;
  private readonly weekdays: ReadonlySet<number>;

  constructor(private readonly config: CalendarConfig) {
    this.timeZone = config.timeZone;
    this.zone = new LocalTime(config.timeZone);
    this.holidays = new Set(config.holidays.map(dateNumber));
    this.halfDays = new Set(config.halfDays.map(dateNumber));
    this.weekdays = new Set(config.weekdays.map((name) => WEEKDAYS.indexOf(name)));
  }

  /** @param businessDate as in 20261120 */
  isBusinessDay(businessDate: number): boolean {
    return !this.holidays.has(businessDate) && this.weekdays.has(weekday(businessDate));
  }

  /** What happens on a business date, times rising. */
  changes(businessDate: number): ScheduledChange[] {
    const half = this.halfDays.has(businessDate) ? this.config.halfDay : undefined;
    return inOrder(half ?? this.config.day).map(([time, action]) => ({
      timeUs: this.instantUs(businessDate, time),
      action: scheduleActions[action],
    }));
  }

  /** The next `count` business dates that have not ended at `nowUs`. */
  datesFrom(nowUs: number, count: number): number[] {
    const today = this.localDate(nowUs);
    const dates = this.datesAfter(addDays(today, -1), count + 1);
    if (dates[0] === today && (this.changes(today).at(-1)?.timeUs ?? 0) <= nowUs) dates.shift();
    return dates.slice(0, count);
  }

  datesAfter(businessDate: number, count: number): number[] {
    const dates: number[] = [];
    let day = businessDate;
    for (let i = 0; i < SEARCH_DAYS && dates.length < count; i++) {
      day = addDays(day, 1);
      if (this.isBusinessDay(day)) dates.push(day);
    }
    return dates;
  }

  /** The date in the time zone. */
  localDate(timeUs: number): number {
    return this.zone.dateAt(timeUs);
  }

  /** The instant of a local time, in µs: see LocalTime. */
  instantUs(businessDate: number, time: string): number {
    return this.zone.instantUs(businessDate, time);
  }
}

/**
 * What is still to be submitted of a date's changes at `nowUs`: what is to come, and of what has been, for a venue that has not
 * known this date, only the phase that it should be in.
 */
export function remaining(changes: readonly ScheduledChange[], nowUs: number, isKnown: boolean): ScheduledChange[] {
  const next = changes.findIndex(({ timeUs }) => timeUs > nowUs);
  if (next < 0) return [];
  return changes.slice(isKnown ? next : Math.max(0, next - 1));
}

export const scheduleActionNames = new Map(Object.entries(scheduleActions).map(([name, code]) => [code as number, name]));
