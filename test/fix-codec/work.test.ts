/**
 * How much the parser does for what comes, counted in bytes read and not in time: twice the input is twice the work, whatever the input
 * is and however it is cut. What an attacker may choose must not cost more than a bounded number of looks at each byte.
 */
import { describe, expect, it } from 'vitest';
import { FixParser, Parse } from '../../gateway/fix/parser.js';
import { bytes, fix, message, ORDER } from './support.js';

const limits = { fixMessageBytes: 2048, fixFields: 128 };

/** A parser whose buffer counts how often a byte of it is read or moved. */
class CountedParser {
  reads = 0;
  private readonly parser = new FixParser(limits);

  constructor() {
    const { buffer } = this.parser;
    const get = (target: Uint8Array, key: string | symbol) => {
      if (typeof key === 'string' && /^\d+$/.test(key)) {
        this.reads++;
        return target[Number(key)];
      }
      if (key === 'copyWithin') {
        return (to: number, from: number, end: number) => {
          this.reads += end - from;
          return target.copyWithin(to, from, end);
        };
      }
      const value: unknown = Reflect.get(target, key, target);
      return typeof value === 'function' ? value.bind(target) : value;
    };
    Object.defineProperty(this.parser, 'buffer', { value: new Proxy(buffer, { get }) });
  }

  /** Takes all of it in pieces of `size`; a message that cannot be read ends it, as it ends a connection. */
  take(input: Uint8Array, size: number): void {
    const { parser } = this;
    for (let at = 0; at < input.length; at += size) {
      const piece = input.subarray(at, at + size);
      for (let from = 0; from < piece.length; ) {
        from += parser.append(piece, from);
        for (let status = parser.next(); status !== Parse.needMore; status = parser.next()) {
          if (status === Parse.fatal) throw new Error(`the input was to be read to its end: ${parser.fault}`);
        }
      }
    }
  }
}

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

function readsFor(unit: string, length: number, piece: number): number {
  const input = bytes(unit.repeat(Math.ceil(length / unit.length))).subarray(0, length);
  const counted = new CountedParser();
  counted.take(input, piece);
  return counted.reads;
}

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
