/**
 * How much the parser does for what comes, counted in bytes read and not in time: twice the input is twice the work, whatever the input
 * is and however it is cut. What an attacker may choose must not cost more than a bounded number of looks at each byte.
 */
import { describe, expect, it } from 'vitest';
import { readsFor } from './counted-parser.js';
import { fix, message, ORDER } from './support.js';

const SHAPES: [name: string, unit: string][] = [
  ['orders', message('D', 8, ORDER)],
  ['messages with a field more than are kept', fix(`35=D|${'58=x|'.repeat(128)}`)],
  ['messages with a wrong CheckSum', message('0', 8, '').replace(/10=\d+/, '10=256')],
  ['messages whose BodyLength is too short', message('0', 8, '').replace(/9=\d+/, '9=20')],
  ['messages whose BodyLength is too long', message('0', 8, '').replace(/9=\d+/, '9=900')],
  ['messages of the greatest BodyLength that begin again and again', '8=FIX.4.4|9=2000|'],
  ['beginnings without an end', '8=FIX'],
  ['beginnings with a BeginString', '8=FIX.4.4|'],
  ['beginnings up to BodyLength', '8=FIX.4.4|9='],
  ['a BodyLength that is empty', '8=FIX.4.4|9=|'],
  ['the first bytes of a beginning', '8=FI'],
  ['the first byte of a beginning', '8'],
  ['rubbish', 'x'],
  ['fields without a message', '58=x|'],
  ['separators', '|'],
  ['data fields that lie about their length', fix('35=A|95=900|96=x|')],
  ['tags of many digits', fix(`35=0|${'1'.repeat(1000)}=x|`)],
];

const SIZE = 16_000;

describe.each([
  ['at once', 1 << 20],
  ['in pieces of 1,000 bytes', 1000],
  ['byte by byte', 1],
])('%s', (_, piece) => {
  it.each(SHAPES)('%s', (_name, unit) => {
    const once = readsFor(unit, SIZE, piece);
    const twice = readsFor(unit, 2 * SIZE, piece);
    expect(twice / once).toBeLessThan(2.3);
    // the head of a message (8 and 9) is read again with each piece, and the trailer is looked at as it comes
    expect(twice / (2 * SIZE)).toBeLessThan(piece === 1 ? 40 : 8);
  });
});
