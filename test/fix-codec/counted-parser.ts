/** A parser that counts its work in bytes read or moved, not in time. */
import { FixParser, Parse } from '../../gateway/fix/parser.js';
import { bytes } from './support.js';

const limits = { fixMessageBytes: 2048, fixFields: 128 };

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

/** Byte reads and moves for `length` bytes of `unit` over and over, in pieces of so many. */
export function readsFor(unit: string, length: number, piece: number): number {
  const input = bytes(unit.repeat(Math.ceil(length / unit.length))).subarray(0, length);
  const counted = new CountedParser();
  counted.take(input, piece);
  return counted.reads;
}
