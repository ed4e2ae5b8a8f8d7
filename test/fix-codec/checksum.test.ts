import fc from 'fast-check';
import { expect, it } from 'vitest';
import { byteSum } from '../../gateway/fix/checksum.js';

const LONGEST = 9000;

function plain(u8: Uint8Array, from: number, to: number): number {
  let sum = 0;
  for (let at = from; at < to; at++) sum += u8[at];
  return sum % 256;
}

it('is the sum of the bytes, wherever they begin and end and whatever stands around them', () => {
  const bytes = fc.oneof(fc.constant(0xff), fc.constant(0), fc.integer({ min: 0, max: 255 }));
  const place = fc.integer({ min: 0, max: 11 });
  fc.assert(
    fc.property(bytes, fc.nat(LONGEST), place, place, fc.nat(), (byte, length, before, behind, seed) => {
      const u8 = new Uint8Array((before + length + behind + 3) & ~3);
      for (let i = 0; i < u8.length; i++) u8[i] = byte === 0xff ? byte : (byte + Math.imul(i, seed | 1)) & 0xff;
      expect(byteSum(u8, new Int32Array(u8.buffer), before, before + length)).toBe(plain(u8, before, before + length));
    }),
  );
});
