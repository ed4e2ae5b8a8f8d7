/** Reads single fields of a parsed message; -1 as an index means that the field is not there. */
import type { Limits } from '../config.js';
import type { FixParser } from './parser.js';
import { parseTimestamp } from './timestamps.js';

const ZERO = 0x30;
const YES = 0x59;

/** Digits as a number; -1 if the field is not there or is none. Up to 15 digits. */
export function numberOf(p: FixParser, index: number): number {
  if (index < 0 || p.length[index] < 1 || p.length[index] > 15) return -1;
  let value = 0;
  for (let i = 0, at = p.offset[index]; i < p.length[index]; i++) {
    const digit = p.buffer[at + i] - ZERO;
    if (digit < 0 || digit > 9) return -1;
    value = value * 10 + digit;
  }
  return value;
}

/** µs since 1970 of a UTCTimestamp; -1 if the field is not there or is none. */
export function timeOf(p: FixParser, index: number): number {
  return index < 0 ? -1 : parseTimestamp(p.buffer, p.offset[index], p.length[index]);
}

export function isYes(p: FixParser, index: number): boolean {
  return index >= 0 && p.length[index] === 1 && p.buffer[p.offset[index]] === YES;
}

export function isText(p: FixParser, index: number, text: string): boolean {
  if (index < 0 || p.length[index] !== text.length) return false;
  for (let i = 0, at = p.offset[index]; i < text.length; i++) if (p.buffer[at + i] !== text.charCodeAt(i)) return false;
  return true;
}

/** Whether SendingTime is near the venue's time; one that cannot be read is the dictionary's to judge. */
export function isTimely(p: FixParser, nowUs: number, limits: Limits): boolean {
  const sentUs = timeOf(p, p.sendingTime);
  return sentUs < 0 || Math.abs(nowUs - sentUs) <= limits.fixSendingTimeMs * 1000;
}
