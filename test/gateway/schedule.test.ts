/** When a session may be logged on: daily and weekly windows over changes of the clocks, against a model that tries every quarter of an hour. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DAYS, type SessionSchedule, sessionSchema } from '../../gateway/config-sessions.js';
import { Schedule } from '../../gateway/fix/schedule.js';

type Input = Partial<SessionSchedule> & Pick<SessionSchedule, 'start' | 'end'>;

function configured(schedule: Input): SessionSchedule {
  return sessionSchema.parse({ senderCompId: 'A', schedule }).schedule as SessionSchedule;
}

const schedule = (given: Input) => new Schedule(configured(given));
const us = (instant: string) => Date.parse(instant) * 1000;
const iso = (timeUs: number) => new Date(timeUs / 1000).toISOString().replace('.000Z', 'Z');

/** `from/to` of the window, or when the next one begins. */
function at(given: Schedule, instant: string): string {
  const window = given.windowAt(us(instant));
  if (window === null) return `closed until ${iso(given.nextOpenUs(us(instant)))}`;
  expect(given.windowStartUs(us(instant))).toBe(window.startUs);
  expect(given.nextOpenUs(us(instant))).toBe(us(instant));
  return `${iso(window.startUs)}/${iso(window.endUs)}`;
}

describe('a daily schedule', () => {
  const office = schedule({ start: '08:00', end: '17:30', days: ['monday', 'tuesday', 'wednesday', 'thursday', 'friday'] });

  it('is open from its start up to its end, on its days', () => {
    expect(at(office, '2026-11-20T07:59:59.999Z')).toBe('closed until 2026-11-20T08:00:00Z');
    expect(at(office, '2026-11-20T08:00:00Z')).toBe('2026-11-20T08:00:00Z/2026-11-20T17:30:00Z');
    expect(at(office, '2026-11-20T17:29:59.999Z')).toBe('2026-11-20T08:00:00Z/2026-11-20T17:30:00Z');
    // a Friday
    expect(at(office, '2026-11-20T17:30:00Z')).toBe('closed until 2026-11-23T08:00:00Z');
    expect(office.windowStartUs(us('2026-11-21T12:00:00Z'))).toBeNull();
  });

  it('that ends before it starts goes over midnight; its days are those on which it begins', () => {
    const night = schedule({ start: '18:00', end: '05:00', days: ['friday'] });
    expect(at(night, '2026-11-20T17:00:00Z')).toBe('closed until 2026-11-20T18:00:00Z');
    expect(at(night, '2026-11-21T04:59:00Z')).toBe('2026-11-20T18:00:00Z/2026-11-21T05:00:00Z');
    expect(at(night, '2026-11-21T18:00:00Z')).toBe('closed until 2026-11-27T18:00:00Z');
  });

  it('that ends as it starts is always open, with a new window each day', () => {
    const always = schedule({ start: '17:00', end: '17:00', timeZone: 'America/New_York' });
    expect(at(always, '2026-03-07T21:59:59Z')).toBe('2026-03-06T22:00:00Z/2026-03-07T22:00:00Z');
    // the clocks go forward at 02:00 on 2026-03-08
    expect(at(always, '2026-03-07T22:00:00Z')).toBe('2026-03-07T22:00:00Z/2026-03-08T21:00:00Z');
    expect(at(always, '2026-03-08T21:00:00Z')).toBe('2026-03-08T21:00:00Z/2026-03-09T21:00:00Z');
  });

  it('keeps local time over changes of the clocks', () => {
    const amsterdam = schedule({ start: '09:00', end: '17:30', timeZone: 'Europe/Amsterdam' });
    expect(at(amsterdam, '2026-03-28T12:00:00Z')).toBe('2026-03-28T08:00:00Z/2026-03-28T16:30:00Z');
    expect(at(amsterdam, '2026-03-29T12:00:00Z')).toBe('2026-03-29T07:00:00Z/2026-03-29T15:30:00Z');
    expect(at(amsterdam, '2026-10-24T12:00:00Z')).toBe('2026-10-24T07:00:00Z/2026-10-24T15:30:00Z');
    expect(at(amsterdam, '2026-10-25T12:00:00Z')).toBe('2026-10-25T08:00:00Z/2026-10-25T16:30:00Z');
    const night = schedule({ start: '22:00', end: '04:00', timeZone: 'Europe/Amsterdam' });
    expect(at(night, '2026-03-29T01:59:00Z')).toBe('2026-03-28T21:00:00Z/2026-03-29T02:00:00Z');
    expect(at(night, '2026-10-25T02:59:00Z')).toBe('2026-10-24T20:00:00Z/2026-10-25T03:00:00Z');
  });

  it('of which a change of the clocks leaves nothing does not take place that day', () => {
    // 02:30 is skipped and stands for 03:30
    const early = schedule({ start: '02:30', end: '03:00', timeZone: 'Europe/Amsterdam' });
    expect(at(early, '2026-03-29T00:00:00Z')).toBe('closed until 2026-03-30T00:30:00Z');
    expect(
      at(schedule({ start: '02:30', end: '03:00', timeZone: 'Europe/Amsterdam', days: ['sunday'] }), '2026-03-28T12:00:00Z'),
    ).toBe('closed until 2026-04-05T00:30:00Z');
  });

  it('whose windows a change of the clocks makes overlap passes from one to the next', () => {
    const nearly = schedule({ start: '03:00', end: '02:30', timeZone: 'Europe/Amsterdam' });
    expect(at(nearly, '2026-03-29T00:59:00Z')).toBe('2026-03-28T02:00:00Z/2026-03-29T01:00:00Z');
    expect(at(nearly, '2026-03-29T01:10:00Z')).toBe('2026-03-29T01:00:00Z/2026-03-30T00:30:00Z');
  });
});

describe('a weekly schedule', () => {
  const fx = schedule({ start: '17:00', startDay: 'sunday', end: '16:00', endDay: 'friday', timeZone: 'America/New_York' });

  it('is open from a day and time of the week to another', () => {
    expect(at(fx, '2026-11-22T21:59:59Z')).toBe('closed until 2026-11-22T22:00:00Z');
    expect(at(fx, '2026-11-22T22:00:00Z')).toBe('2026-11-22T22:00:00Z/2026-11-27T21:00:00Z');
    expect(at(fx, '2026-11-27T20:59:59Z')).toBe('2026-11-22T22:00:00Z/2026-11-27T21:00:00Z');
    expect(at(fx, '2026-11-27T21:00:00Z')).toBe('closed until 2026-11-29T22:00:00Z');
  });

  it('keeps local time over changes of the clocks', () => {
    expect(at(fx, '2026-03-09T12:00:00Z')).toBe('2026-03-08T21:00:00Z/2026-03-13T20:00:00Z');
    expect(at(fx, '2026-11-02T12:00:00Z')).toBe('2026-11-01T22:00:00Z/2026-11-06T21:00:00Z');
  });

  it('may go over the end of the week, last part of a day, or a whole week', () => {
    const weekend = schedule({ start: '20:00', startDay: 'friday', end: '06:00', endDay: 'monday' });
    expect(at(weekend, '2026-11-22T12:00:00Z')).toBe('2026-11-20T20:00:00Z/2026-11-23T06:00:00Z');
    const hours = schedule({ start: '10:00', startDay: 'tuesday', end: '12:00', endDay: 'tuesday' });
    expect(at(hours, '2026-11-24T11:00:00Z')).toBe('2026-11-24T10:00:00Z/2026-11-24T12:00:00Z');
    const week = schedule({ start: '22:00', startDay: 'saturday', end: '22:00', endDay: 'saturday' });
    expect(at(week, '2026-11-28T21:59:59Z')).toBe('2026-11-21T22:00:00Z/2026-11-28T22:00:00Z');
    expect(at(week, '2026-11-28T22:00:00Z')).toBe('2026-11-28T22:00:00Z/2026-12-05T22:00:00Z');
  });
});

// ---- the model

const QUARTER = 15 * 60_000;
const HOUR = 4 * QUARTER;
const DAY = 24 * HOUR;

/** The clocks of a zone, read at every quarter of an hour once. */
class Clocks {
  private readonly read = new Map<number, number>();
  private readonly format: Intl.DateTimeFormat;

  constructor(readonly timeZone: string) {
    this.format = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'medium' });
  }

  /** What they show, as if it were UTC. */
  at(ms: number): number {
    const quarter = Math.floor(ms / QUARTER) * QUARTER;
    let shown = this.read.get(quarter);
    if (shown === undefined) {
      shown = Date.parse(`${this.format.format(quarter).replace(' ', 'T')}Z`);
      this.read.set(quarter, shown);
    }
    return shown + ms - quarter;
  }

  /** The first instant at which they show a time; if they skip it, as long after the skip as the time is after the skip's beginning. */
  instant(shown: number): number {
    const offset = shown % QUARTER;
    let before = shown - offset - DAY;
    for (let ms = before; ms < shown + DAY; ms += QUARTER) {
      if (this.at(ms) === shown - offset) return ms + offset;
      if (this.at(ms) > shown && this.at(before) < shown) return before + shown - this.at(before);
      before = ms;
    }
    throw new Error('the clocks never show that');
  }
}

/** Every window of some weeks around an instant, as the model has them. */
function windows(clocks: Clocks, given: SessionSchedule, aroundMs: number): [from: number, to: number][] {
  const all: [number, number][] = [];
  const midnight = Math.floor(clocks.at(aroundMs) / DAY) * DAY;
  for (let date = midnight - 9 * DAY; date <= midnight + 16 * DAY; date += DAY) {
    const day = DAYS[new Date(date).getUTCDay()];
    const begins = given.startDay === undefined ? (given.days ?? DAYS).includes(day) : given.startDay === day;
    if (!begins) continue;
    const start = date + Date.parse(`1970-01-01T${given.start}Z`);
    let end = date + Date.parse(`1970-01-01T${given.end}Z`);
    if (given.endDay === undefined) end += end > start ? 0 : DAY;
    else while (end <= start || DAYS[new Date(end).getUTCDay()] !== given.endDay) end += DAY;
    const window: [number, number] = [clocks.instant(start), clocks.instant(end)];
    if (window[0] < window[1]) all.push(window);
  }
  return all;
}

const zones = ['UTC', 'America/New_York', 'Europe/Amsterdam', 'Australia/Sydney', 'Australia/Lord_Howe', 'Asia/Kolkata'];
const clocksOf = new Map(zones.map((zone) => [zone, new Clocks(zone)]));
/** Changes of the clocks in these zones, and days without one. */
const around = [
  '2026-03-08T07:00Z',
  '2026-03-29T01:00Z',
  '2026-04-04T16:00Z',
  '2026-10-03T16:00Z',
  '2026-10-25T01:00Z',
  '2026-11-01T06:00Z',
  '2026-07-01T00:00Z',
];
const time = fc
  .tuple(fc.oneof(fc.integer({ min: 0, max: 4 }), fc.integer({ min: 0, max: 23 })), fc.constantFrom(0, 15, 30, 59))
  .map(([hour, minute]) => `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`);
const anyDay = fc.constantFrom(...DAYS);
const anySchedule = fc.oneof(
  fc.record({ timeZone: fc.constantFrom(...zones), start: time, end: time }),
  fc.record({ timeZone: fc.constantFrom(...zones), start: time, end: time, days: fc.uniqueArray(anyDay, { minLength: 1 }) }),
  fc.record({ timeZone: fc.constantFrom(...zones), start: time, end: time, startDay: anyDay, endDay: anyDay }),
);

it('agrees with the model, in whatever order it is asked', () => {
  const instant = fc.tuple(fc.constantFrom(...around), fc.integer({ min: -4 * 24 * 60, max: 4 * 24 * 60 }));
  fc.assert(
    fc.property(anySchedule, fc.array(instant, { minLength: 1, maxLength: 6 }), (given, instants) => {
      const config = configured(given);
      const asked = new Schedule(config);
      for (const [base, minutes] of instants) {
        const ms = Date.parse(base) + minutes * 60_000;
        const all = windows(clocksOf.get(config.timeZone) as Clocks, config, ms);
        const next = all.findIndex(([from]) => from > ms);
        const [from, to] = all[next - 1];
        const end = Math.min(to, all[next][0]);
        const isOpen = ms < end;
        expect(asked.windowAt(ms * 1000)).toEqual(isOpen ? { startUs: from * 1000, endUs: end * 1000 } : null);
        expect(asked.windowStartUs(ms * 1000)).toBe(isOpen ? from * 1000 : null);
        expect(asked.nextOpenUs(ms * 1000)).toBe((isOpen ? ms : all[next][0]) * 1000);
      }
    }),
    { numRuns: 400 },
  );
});
