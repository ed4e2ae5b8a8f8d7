/** What readers of the log know of limits and of the schedule: the part of directory.ts that has tables of its own. */
import type { Limits, ScheduledChange } from './commands-venue.js';
import type { ParticipantInfo, ScheduleInfo } from './directory.js';
import { BODY_SHIFT, Defined } from './records.js';
import { LimitScope, ScheduleEntry, SetLimits, SetSchedule } from './records-venue.js';
import type { RecordViews } from './ring.js';
import { getText } from './text.js';

/** Days that are kept: those without an end would stay for ever. */
const DAYS_MAX = 64;

const LIMITS: readonly (readonly [keyof Limits, number])[] = [
  ['openOrders', SetLimits.OPEN_ORDERS],
  ['openNotional', SetLimits.OPEN_NOTIONAL],
  ['grossPosition', SetLimits.GROSS_POSITION],
  ['buyingPower', SetLimits.BUYING_POWER],
  ['ordersPerSecond', SetLimits.ORDERS_PER_SECOND],
];

/** LIMITS_SET, of a firm. */
export function takeLimits(participant: ParticipantInfo, { u8, f64 }: RecordViews, at: number): void {
  const from = at - BODY_SHIFT;
  participant.limits ??= { firm: {}, accountDefault: {}, accounts: {} };
  const { limits } = participant;
  const scope = u8[from + SetLimits.SCOPE];
  const account = getText(u8, from + SetLimits.TEXT, u8[from + SetLimits.ACCOUNT_LEN]!);
  let known = scope === LimitScope.firm ? limits.firm : limits.accountDefault;
  if (scope === LimitScope.account) {
    limits.accounts[account] ??= {};
    known = limits.accounts[account];
  }
  for (const [name, offset] of LIMITS) {
    const value = f64[(from + offset) >> 3]!;
    if (!Number.isNaN(value)) known[name] = value;
  }
}

/** SCHEDULE_SET: the days that are known from then on, by date. */
export function withSchedule(days: ScheduleInfo[], { i32, u8, f64 }: RecordViews, at: number): ScheduleInfo[] {
  const from = at - BODY_SHIFT;
  const date = i32[(at + Defined.INDEX) >> 2]!;
  const changes: ScheduledChange[] = [];
  for (let i = 0; i < u8[from + SetSchedule.COUNT]!; i++) {
    const entry = from + SetSchedule.ENTRIES + i * ScheduleEntry.BYTES;
    changes.push({ timeUs: f64[(entry + ScheduleEntry.TIME) >> 3]!, action: u8[entry + ScheduleEntry.ACTION]! });
  }
  const others = days.filter((day) => day.date !== date);
  const known = (changes.length > 0 ? [...others, { date, changes }] : others).sort((a, b) => a.date - b.date);
  return known.length > DAYS_MAX ? known.slice(1) : known;
}
