/** What the values of each type of field look like, byte by byte. No allocation. */
import { FieldType } from './dialect/field-types.js';
import type { Values } from './dialect/value-sets.js';
import { isDate, isTimeOfDay, isTimestamp } from './timestamps.js';

const ZERO = 0x30;
const SPACE = 0x20;

/** Whether the value is one of the list. */
export function isOneOf(values: Values, u8: Uint8Array, at: number, length: number): boolean {
  if (length === 1) return values.chars[u8[at]] === 1;
  const { words } = values;
  for (let i = 0; i < words.length; i++) {
    const word = words[i];
    if (word.length !== length) continue;
    let same = 0;
    while (same < length && word[same] === u8[at + same]) same++;
    if (same === length) return true;
  }
  return false;
}

/** Whether the value has the format of a FieldType. */
export function isOfType(type: number, u8: Uint8Array, at: number, length: number): boolean {
  switch (type) {
    case FieldType.char:
      return length === 1;
    case FieldType.boolean:
      return length === 1 && (u8[at] === 0x59 || u8[at] === 0x4e);
    case FieldType.unsigned:
    case FieldType.groupCount:
      return unsigned(u8, at, length) >= 0;
    case FieldType.int:
      return unsigned(u8, u8[at] === 0x2d ? at + 1 : at, u8[at] === 0x2d ? length - 1 : length) >= 0;
    case FieldType.decimal:
      return isDecimal(u8, at, length);
    case FieldType.timestamp:
      return isTimestamp(u8, at, length);
    case FieldType.date:
      return isDate(u8, at, length);
    case FieldType.monthYear:
      return isMonthYear(u8, at, length);
    case FieldType.chars:
      return areChars(u8, at, length);
    case FieldType.timeOnly:
      return isTimeOfDay(u8, at, length);
    case FieldType.words:
      return areWords(u8, at, length);
    default:
      return true;
  }
}

/** Digits as a number; -1 when they are none, or too many for any count or sequence number. */
export function unsigned(u8: Uint8Array, at: number, length: number): number {
  if (length < 1 || length > 15) return -1;
  let value = 0;
  for (let i = 0; i < length; i++) {
    const digit = u8[at + i] - ZERO;
    if (digit < 0 || digit > 9) return -1;
    value = value * 10 + digit;
  }
  return value;
}

/** Digits with an optional sign - and an optional point; no +, no exponent. */
function isDecimal(u8: Uint8Array, at: number, length: number): boolean {
  let digits = 0;
  let points = 0;
  for (let i = u8[at] === 0x2d ? 1 : 0; i < length; i++) {
    const byte = u8[at + i];
    if (byte === 0x2e) points++;
    else if (byte >= ZERO && byte <= 0x39) digits++;
    else return false;
  }
  return digits > 0 && points <= 1;
}

/** YYYYMM, YYYYMMDD or YYYYMMwN. */
function isMonthYear(u8: Uint8Array, at: number, length: number): boolean {
  if (length === 8 && u8[at + 6] !== 0x77) return isDate(u8, at, length);
  if (length !== 6 && length !== 8) return false;
  const month = unsigned(u8, at + 4, 2);
  if (unsigned(u8, at, 4) < 0 || month < 1 || month > 12) return false;
  return length === 6 || (u8[at + 7] >= 0x31 && u8[at + 7] <= 0x35);
}

function areChars(u8: Uint8Array, at: number, length: number): boolean {
  for (let i = 1; i < length; i += 2) if (u8[at + i] !== SPACE) return false;
  return length % 2 === 1;
}

/** Words with one space between them. */
function areWords(u8: Uint8Array, at: number, length: number): boolean {
  if (u8[at] === SPACE || u8[at + length - 1] === SPACE) return false;
  for (let i = 1; i < length; i++) if (u8[at + i] === SPACE && u8[at + i - 1] === SPACE) return false;
  return length > 0;
}
