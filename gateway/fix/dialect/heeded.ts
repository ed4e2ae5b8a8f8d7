/**
 * What the venue reads of the messages that it gets, and which values it acts on. The rest of what a version allows is checked, and has no
 * effect. The rules of engagement are made from this, and a test holds it against what the readers look for.
 */
import { Contingency, MassCancelScope, OrdType, Peg, Side, TimeInForce } from '../../../engine/records.js';
import { ExecInst, selfMatchCodes, stpCodes } from '../execution-terms.js';

/** Of an order, beyond price and quantity; 836 counts beside 211 only. */
export const termTags: readonly number[] = [18, 99, 110, 111, 126, 152, 211, 1094, 1138, 1385, 2362, 2964, 7928, 8000, 8014];

const PLAIN = '11 1 55 54 40 59 38 44';
const ORDER = `${PLAIN} ${termTags.join(' ')} 836`;

/** By MsgType, in the notation of tables.ts. A field counts in the versions that have it for the message. */
export const heeded: Readonly<Record<string, string>> = {
  '0': '',
  '1': '112',
  '2': '7 16',
  '3': '45 58',
  '4': '123 36',
  '5': '',
  A: '96 98 108 141 554 789 925 1137 8013',
  j: '45 58',
  D: `583 ${ORDER}`,
  F: '41 37 11 1 55 54',
  G: `41 37 ${ORDER}`,
  H: '790 11 1 55 54',
  q: '11 530 8015 1 55 54',
  AF: '584 585 1 55 54',
  E: `68 1385 73{${PLAIN} 18 99 110 111 126 152 211 836 1094 1138}`,
  V: '262 263 264 265 266 267{269} 146{55}',
  c: '320 55',
  e: '324 55 263',
  g: '335 336 263',
  x: '320 559 55',
};

/** What the venue itself writes in messages that both sides send; of those that only it sends, the tables say it. */
export const written: Readonly<Record<string, string>> = {
  '0': '112',
  '1': '112',
  '2': '7 16',
  '3': '45 371 372 373 58',
  '4': '123 36',
  '5': '58 789',
  A: '98 108 141 789 1137',
  j: '45 372 379 380 58',
};

/** By tag: the values that the venue acts on or writes, where they are fewer than FIX has. Codes as FIX writes them. */
export const heededValues: Readonly<Record<number, readonly string[]>> = {
  18: charsOf(ExecInst),
  40: charsOf(OrdType),
  54: charsOf(Side),
  59: charsOf(TimeInForce),
  98: ['0'],
  434: ['1', '2'],
  530: [chr(MassCancelScope.symbol), chr(MassCancelScope.all)],
  531: ['0', chr(MassCancelScope.symbol), chr(MassCancelScope.all)],
  559: ['0', '4'],
  585: ['1', '7'],
  836: ['0', '2'],
  1094: Object.values(Peg).map(String),
  1137: ['9'],
  1385: Object.values(Contingency)
    .filter((code) => code !== Contingency.none)
    .map(String),
  2964: selfMatchCodes.filter((code) => code !== 0).map(chr),
  8000: stpCodes.filter((code) => code !== 0).map(chr),
};

function charsOf(codes: Readonly<Record<string, number>>): string[] {
  return Object.values(codes).map(chr);
}

function chr(code: number): string {
  return String.fromCharCode(code);
}
