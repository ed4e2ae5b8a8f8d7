/** Business days and local times, over a change of the clocks; the schedule that a start and a day's end submit. */
import { describe, expect, it } from 'vitest';
import { Directory, emptySeed } from '../../engine/directory.js';
import { MemorySink } from '../../engine/log.js';
import { Phase } from '../../engine/records.js';
import { ScheduleAction } from '../../engine/records-venue.js';
import { Calendar, calendarSchema, remaining } from '../../gateway/calendar.js';
import { Scheduler } from '../../gateway/scheduler.js';
import { describeRecord } from '../../journal/describe.js';

const day = { '08:50': 'openingAuction', '09:00': 'open', '17:30': 'closingAuction', '17:35': 'closed', '18:00': 'endDay' };
const calendar = (more: object = {}) => new Calendar(calendarSchema.parse({ timeZone: 'Europe/Amsterdam', day, ...more }));
const iso = (timeUs: number) => new Date(timeUs / 1000).toISOString();
const us = (instant: string) => Date.parse(instant) * 1000;

describe('local times', () => {
  it.each([
    // the clocks go forward on 2026-03-29 at 02:00, and back on 2026-10-25 at 03:00
    [20_260_327, '09:00', '2026-03-27T08:00:00.000Z'],
    [20_260_328, '23:59:59', '2026-03-28T22:59:59.000Z'],
    [20_260_329, '01:59', '2026-03-29T00:59:00.000Z'],
    [20_260_329, '02:30', '2026-03-29T01:30:00.000Z'],
    [20_260_329, '03:00', '2026-03-29T01:00:00.000Z'],
    [20_260_329, '09:00', '2026-03-29T07:00:00.000Z'],
    [20_260_330, '09:00', '2026-03-30T07:00:00.000Z'],
    [20_261_025, '01:59', '2026-10-24T23:59:00.000Z'],
    [20_261_025, '02:30', '2026-10-25T00:30:00.000Z'],
    [20_261_025, '03:00', '2026-10-25T02:00:00.000Z'],
    [20_261_025, '09:00', '2026-10-25T08:00:00.000Z'],
    [20_261_026, '09:00', '2026-10-26T08:00:00.000Z'],
  ])('%d %s in Amsterdam is %s', (date, time, instant) => {
    expect(iso(calendar().instantUs(date, time))).toBe(instant);
  });

  it('knows other zones, and which date it is there', () => {
    const sydney = calendar({ timeZone: 'Australia/Sydney' });
    expect(iso(sydney.instantUs(20_261_120, '10:00'))).toBe('2026-11-19T23:00:00.000Z');
    expect(sydney.localDate(us('2026-11-19T13:00:00Z'))).toBe(20_261_120);
    expect(calendar({ timeZone: 'UTC' }).localDate(us('2026-11-19T23:59:59Z'))).toBe(20_261_119);
  });
});

describe('business days', () => {
  it('are the weekdays without the holidays', () => {
    const c = calendar({ holidays: ['2026-12-25', '2027-01-01'] });
    expect(c.datesAfter(20_261_223, 6)).toEqual([20_261_224, 20_261_228, 20_261_229, 20_261_230, 20_261_231, 20_270_104]);
  });

  it('begin with today until it has ended', () => {
    const c = calendar();
    expect(c.datesFrom(us('2026-11-20T16:59:59Z'), 2)).toEqual([20_261_120, 20_261_123]);
    expect(c.datesFrom(us('2026-11-20T17:00:00Z'), 2)).toEqual([20_261_123, 20_261_124]);
    expect(c.datesFrom(us('2026-11-21T12:00:00Z'), 1)).toEqual([20_261_123]);
  });

  it('follow another schedule on half days', () => {
    const c = calendar({ halfDays: ['2026-12-24'], halfDay: { '09:00': 'open', '14:00': 'endDay' } });
    expect(c.changes(20_261_224).map(({ timeUs, action }) => [iso(timeUs), action])).toEqual([
      ['2026-12-24T08:00:00.000Z', Phase.open],
      ['2026-12-24T13:00:00.000Z', ScheduleAction.endDay],
    ]);
    expect(c.changes(20_261_223)).toHaveLength(5);
  });

  it('are none where nothing is ever open', () => {
    const holidays = Array.from({ length: 500 }, (_, i) => new Date(Date.UTC(2026, 10, 20 + i)).toISOString().slice(0, 10));
    expect(calendar({ holidays }).datesAfter(20_261_119, 5)).toEqual([]);
  });
});

describe('what is submitted of a day', () => {
  const changes = calendar().changes(20_261_120);
  const actions = (at: string, isKnown: boolean) => remaining(changes, us(at), isKnown).map(({ action }) => action);

  it('is all of it before it begins, and the rest while it lasts', () => {
    expect(actions('2026-11-20T00:00:00Z', false)).toHaveLength(5);
    expect(actions('2026-11-20T12:00:00Z', true)).toEqual([Phase.closingAuction, Phase.closed, ScheduleAction.endDay]);
    expect(actions('2026-11-20T17:00:00Z', true)).toEqual([]);
  });

  it('is the present phase too where the venue does not know the day', () => {
    expect(actions('2026-11-20T12:00:00Z', false)[0]).toBe(Phase.open);
    expect(actions('2026-11-20T17:00:00Z', false)).toEqual([]);
  });
});

describe('the scheduler', () => {
  it('owes the days that a day`s end leaves missing, and tries again what finds no room', () => {
    const directory = new Directory({ ...emptySeed, schedule: [{ date: 20_261_123, changes: [] }] });
    const scheduler = new Scheduler(calendar(), directory, 3);
    const origin = { door: 3, session: -1, connection: 0, msgSeqNum: 0, ref: 0 };
    scheduler.dayEnded(20_261_120);
    scheduler.dayEnded(20_261_120);
    const full = { views: new MemorySink().views, claim: () => -1 };
    const now = us('2026-11-20T17:00:00Z');
    expect(scheduler.submit(full, origin, now)).toBe(0);
    expect(scheduler.owes).toBe(true);
    const sink = new MemorySink();
    expect(scheduler.submit(sink, origin, now)).toBe(2);
    expect(scheduler.owes).toBe(false);
    expect(describeRecord(sink.views, 0, 1, 0)).toMatchObject({ type: 'SET_SCHEDULE', date: 20_261_124, author: 'calendar' });
  });
});

describe('a calendar`s configuration', () => {
  it.each([
    [{ day: { '09:00': 'open' } }, 'endDay once, as the last'],
    [{ day: { '09:00': 'endDay', '10:00': 'open' } }, 'endDay once, as the last'],
    [{ day: { '9:00': 'open', '18:00': 'endDay' } }, 'a time such as 09:00'],
    [{ day: { '09:00': 'lunch', '18:00': 'endDay' } }, 'Invalid option'],
    [{ timeZone: 'Mars/Olympus' }, 'an IANA time zone'],
    [{ holidays: ['25.12.2026'] }, 'a date such as 2026-12-25'],
    [{ holidays: ['2026-02-30'] }, 'a date that exists'],
    [{ holidays: ['2026-13-01'] }, 'a date that exists'],
    [{ halfDays: ['2026-12-24'] }, 'expected a schedule, as there are halfDays'],
  ])('%j is refused: %s', (given, message) => {
    const parsed = calendarSchema.safeParse({ day, ...given });
    expect(parsed.success).toBe(false);
    expect(JSON.stringify(parsed.error?.issues)).toContain(message);
  });
});
