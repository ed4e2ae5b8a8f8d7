/**
 * UTCTimestamp, read from bytes and written into bytes without allocation. Times are µs since 1970.
 * A writer keeps the text of the last second it wrote; use one for each series of times.
 */
import { putThree } from './digits.js';
import { FixedText } from './fixed-text.js';

const DAY_S = 86_400;
const DASH = 0x2d;
const COLON = 0x3a;
const DOT = 0x2e;
const ZERO = 0x30;
const SECOND_LENGTH = 17;

/** Days since 1970 of a date of the Gregorian calendar (Howard Hinnant's days_from_civil). */
function daysFromCivil(year: number, month: number, day: number): number {
  const y = month <= 2 ? year - 1 : year;
  const era = Math.floor(y / 400);
  const yearOfEra = y - era * 400;
  const dayOfYear = ((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1) | 0;
  return era * 146_097 + yearOfEra * 365 + ((yearOfEra / 4) | 0) - ((yearOfEra / 100) | 0) + dayOfYear - 719_468;
}

function daysInMonth(year: number, month: number): number {
  if (month !== 2) return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
}

/** The two digits at `at` as a number, or -1. */
function two(u8: Uint8Array, at: number): number {
  const ten = u8[at] - ZERO;
  const one = u8[at + 1] - ZERO;
  return ten >= 0 && ten <= 9 && one >= 0 && one <= 9 ? ten * 10 + one : -1;
}

/** The `count` digits at `at` as a number, or -1. */
function digits(u8: Uint8Array, at: number, count: number): number {
  let value = 0;
  for (let i = 0; i < count; i++) {
    const digit = u8[at + i] - ZERO;
    if (digit < 0 || digit > 9) return -1;
    value = value * 10 + digit;
  }
  return value;
}

/** Whether it is YYYYMMDD, a date since 1970. */
export function isDate(u8: Uint8Array, at: number, length: number): boolean {
  if (length !== 8) return false;
  const century = two(u8, at);
  const yearOfCentury = two(u8, at + 2);
  const month = two(u8, at + 4);
  const day = two(u8, at + 6);
  if (century < 19 || yearOfCentury < 0 || (century === 19 && yearOfCentury < 70)) return false;
  if (month < 1 || month > 12 || day < 1) return false;
  return day <= 28 || day <= daysInMonth(century * 100 + yearOfCentury, month);
}

/** Whether it is HH:MM:SS with 0, 3, 6 or 9 decimals. Second 60 is a leap second. */
export function isTimeOfDay(u8: Uint8Array, at: number, length: number): boolean {
  if (length !== 8 && length !== 12 && length !== 15 && length !== 18) return false;
  if (u8[at + 2] !== COLON || u8[at + 5] !== COLON) return false;
  const hour = two(u8, at);
  const minute = two(u8, at + 3);
  const second = two(u8, at + 6);
  if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 60) return false;
  return length === 8 || (u8[at + 8] === DOT && digits(u8, at + 9, length - 9) >= 0);
}

/** Whether it is YYYYMMDD-HH:MM:SS with 0, 3, 6 or 9 decimals. */
export function isTimestamp(u8: Uint8Array, at: number, length: number): boolean {
  return length >= SECOND_LENGTH && u8[at + 8] === DASH && isDate(u8, at, 8) && isTimeOfDay(u8, at + 9, length - 9);
}

/** Days since 1970 of YYYYMMDD, or -1. */
export function parseDate(u8: Uint8Array, at: number, length: number): number {
  if (!isDate(u8, at, length)) return -1;
  return daysFromCivil(two(u8, at) * 100 + two(u8, at + 2), two(u8, at + 4), two(u8, at + 6));
}

/** µs of a time of the day (what is below 1 µs is cut off), or -1. */
export function parseTimeOfDay(u8: Uint8Array, at: number, length: number): number {
  if (!isTimeOfDay(u8, at, length)) return -1;
  const whole = (two(u8, at) * 3600 + two(u8, at + 3) * 60 + two(u8, at + 6)) * 1e6;
  if (length === 8) return whole;
  const fraction = digits(u8, at + 9, length - 9);
  if (length === 12) return whole + fraction * 1000;
  return whole + (length === 15 ? fraction : Math.floor(fraction / 1000));
}

/** µs since 1970 of a timestamp, or -1. */
export function parseTimestamp(u8: Uint8Array, at: number, length: number): number {
  if (!isTimestamp(u8, at, length)) return -1;
  return parseDate(u8, at, 8) * DAY_S * 1e6 + parseTimeOfDay(u8, at + 9, length - 9);
}

/** Writes YYYYMMDD-HH:MM:SS.sss. */
export class TimestampWriter {
  /** What put() writes. As an argument it would be allocated wherever V8 does not inline the call. */
  readonly timeUs = new Float64Array(1);
  /** Where the second of `text` begins, µs. */
  private secondUs = -1e6;
  /** YYYYMMDD-HH:MM:SS. and what is written over. */
  private text = new FixedText('');

  /** @returns the place after it and `end` */
  put(view: DataView, at: number, end: number): number {
    let us = this.timeUs[0] - this.secondUs;
    if (us < 0 || us >= 1e6) us = this.setSecond(this.timeUs[0]);
    this.text.put(view, at);
    return putThree(view, at + SECOND_LENGTH + 1, ((us | 0) / 1000) | 0, end);
  }

  /** Returns the µs of the time within its second. */
  private setSecond(timeUs: number): number {
    const second = Math.floor(timeUs / 1e6);
    this.secondUs = second * 1e6;
    const [day, time] = new Date(second * 1000).toISOString().split('T');
    this.text = new FixedText(`${day.replaceAll('-', '')}-${time.slice(0, 8)}.`);
    return timeUs - this.secondUs;
  }
}
