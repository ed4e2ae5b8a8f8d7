import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DecimalFault, DecimalReader } from '../../gateway/fix/decimal.js';
import { DIGITS_SLACK, putAverage, putDecimal, putInteger, putThree } from '../../gateway/fix/digits.js';

const SOH = 1;
const AROUND = 0x78;
const reader = new DecimalReader();

/** What is written between two ends, which nothing but the slack may touch; with either end byte it is the same. */
function written(put: (view: DataView, at: number, end: number) => number): string {
  const [text, other] = [SOH, 0x2e].map((endByte) => {
    const u8 = new Uint8Array(80).fill(AROUND);
    const end = put(new DataView(u8.buffer), 3, endByte);
    expect(u8[2]).toBe(AROUND);
    expect(u8[end - 1]).toBe(endByte);
    expect(u8.subarray(end + DIGITS_SLACK).every((byte) => byte === AROUND)).toBe(true);
    return Buffer.from(u8.subarray(3, end - 1)).toString('latin1');
  });
  expect(text).toBe(other);
  return text;
}

describe('ticks to decimals', () => {
  const safe = fc.maxSafeInteger();

  it('writes what reads back as the same', () => {
    fc.assert(
      fc.property(safe, fc.integer({ min: 0, max: 12 }), (scaled, decimals) => {
        const text = written((view, at, end) => putDecimal(view, at, scaled, decimals, end));
        expect(text).toMatch(decimals === 0 ? /^-?\d+$/ : new RegExp(`^-?\\d+\\.\\d{${decimals}}$`));
        const bytes = Buffer.from(text);
        expect(reader.read(bytes, 0, bytes.length, 1, decimals)).toBe(DecimalFault.none);
        expect(reader.value).toBe(scaled === 0 ? 0 : scaled);
      }),
      { numRuns: 2000 },
    );
  });

  it('writes integers', () => {
    for (const value of [
      0,
      9,
      10,
      99,
      100,
      999,
      1000,
      99_999,
      100_000,
      999_999,
      1_000_000,
      2 ** 31 - 1,
      2 ** 31,
      999_999_999,
      1e9,
      1e15,
      Number.MAX_SAFE_INTEGER,
      -7,
    ]) {
      expect(written((view, at, end) => putInteger(view, at, value, end))).toBe(String(value));
    }
    fc.assert(
      fc.property(safe, (value) => {
        expect(written((view, at, end) => putInteger(view, at, value, end))).toBe(String(value));
      }),
    );
  });
});

describe('average prices', () => {
  const average = (notional: number, lots: number, units = 1, decimals = 2) =>
    written((view, at, end) => putAverage(view, at, notional, lots, units, decimals, end));

  it.each([
    [0, 0, '0.00'],
    [1025 * 7, 7, '10.25'],
    [10125 * 30 + 10124 * 10, 40, '101.2475'],
    [1000 + 1001 + 1001, 3, '10.00666667'],
    [1, 3, '0.00333333'],
    [-1025 * 3, 3, '-10.25'],
    [2_999_999_999, 3_000_000_000, '0.01'],
  ])('%i over %i lots is %s', (notional, lots, expected) => {
    expect(average(notional, lots)).toBe(expected);
  });

  it('counts in tick units, and has decimals where the tick has none', () => {
    expect(average(3, 2, 25)).toBe('0.375');
    expect(average(3, 2, 5, 0)).toBe('7.5');
  });

  it('is the quotient to six decimals more than the tick', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e9 }), fc.integer({ min: 1, max: 1e6 }), (notional, lots) => {
        expect(Math.abs(Number(average(notional, lots)) - notional / lots / 100)).toBeLessThan(1e-8 + 1e-15 * notional);
      }),
    );
  });
});

it('three digits, with zeros in front', () => {
  for (let value = 0; value < 1000; value++) {
    expect(written((view, at, end) => putThree(view, at, value, end))).toBe(String(value).padStart(3, '0'));
  }
});
