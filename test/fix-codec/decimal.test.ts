import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Reason } from '../../engine/reasons.js';
import { DecimalFault, DecimalReader, priceReason, qtyReason } from '../../gateway/fix/decimal.js';
import { bytes } from './support.js';

const reader = new DecimalReader();

function read(text: string, units = 1, decimals = 2): number | string {
  const padded = bytes(`99${text}99`);
  const fault = reader.read(padded, 2, text.length, units, decimals);
  if (fault === DecimalFault.none) return reader.value;
  return Object.keys(DecimalFault)[fault];
}

/** The same by bigints: scaled by 10^decimals, exact. */
function exact(text: string, units: number, decimals: number): number | string {
  if (!/^-?(\d+\.?\d*|\.\d+)$/.test(text)) return 'notDecimal';
  const negative = text.startsWith('-');
  const [whole, fraction = ''] = text.replace('-', '').split('.');
  const scaled = BigInt(whole + fraction.slice(0, decimals).padEnd(decimals, '0'));
  if (scaled > BigInt(Number.MAX_SAFE_INTEGER)) return 'tooLarge';
  if (/[1-9]/.test(fraction.slice(decimals)) || scaled % BigInt(units) !== 0n) return 'offGrid';
  const value = Number(scaled / BigInt(units));
  return negative && value !== 0 ? -value : value;
}

describe('decimals to ticks', () => {
  it.each([
    ['10.25', 1025],
    ['10', 1000],
    ['10.', 1000],
    ['.5', 50],
    ['00010.2500000', 1025],
    ['-3.01', -301],
    ['-0.00', 0],
    ['0', 0],
    ['90071992547409.91', Number.MAX_SAFE_INTEGER],
    ['90071992547409.92', 'tooLarge'],
    ['10.251', 'offGrid'],
    ['', 'notDecimal'],
    ['.', 'notDecimal'],
    ['-', 'notDecimal'],
    ['-.', 'notDecimal'],
    ['+1', 'notDecimal'],
    ['1e5', 'notDecimal'],
    ['1.2.3', 'notDecimal'],
    ['1,000', 'notDecimal'],
    [' 1', 'notDecimal'],
    ['NaN', 'notDecimal'],
    ['Infinity', 'notDecimal'],
    ['0x10', 'notDecimal'],
    ['--1', 'notDecimal'],
    ['1-', 'notDecimal'],
    ['9'.repeat(400), 'tooLarge'],
    [`${'9'.repeat(400)}x`, 'notDecimal'],
    [`0.${'0'.repeat(400)}1`, 'offGrid'],
    [`${'0'.repeat(400)}1`, 100],
  ])('%s', (text, expected) => {
    expect(read(text)).toBe(expected);
  });

  it('knows the grid', () => {
    expect(read('10.25', 25, 2)).toBe(41);
    expect(read('10.26', 25, 2)).toBe('offGrid');
    expect(read('300', 100, 0)).toBe(3);
    expect(read('350', 100, 0)).toBe('offGrid');
    expect(read('1.0', 1, 0)).toBe(1);
    expect(read('1.5', 1, 0)).toBe('offGrid');
  });

  it('has a reason of the engine for each fault', () => {
    expect(priceReason[DecimalFault.offGrid]).toBe(Reason.priceOffTick);
    expect(qtyReason[DecimalFault.notDecimal]).toBe(Reason.invalidQty);
  });

  it('agrees with bigints on anything like a number', () => {
    const piece = fc.constantFrom('0', '1', '5', '9', '25', '00', '.', '-', '123456789', 'e', ' ');
    fc.assert(
      fc.property(
        fc.array(piece, { maxLength: 8 }),
        fc.constantFrom(1, 5, 25, 100),
        fc.integer({ min: 0, max: 9 }),
        (parts, units, decimals) => {
          const text = parts.join('');
          expect(read(text, units, decimals)).toBe(exact(text, units, decimals));
        },
      ),
      { numRuns: 3000 },
    );
  });

  it('is safe with any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 500 }), (raw) => {
        const fault = reader.read(raw, 0, raw.length, 1, 2);
        expect(fault === DecimalFault.none || reader.value === 0).toBe(true);
        expect(Number.isSafeInteger(reader.value)).toBe(true);
      }),
    );
  });
});
