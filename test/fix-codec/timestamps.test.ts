import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseDate, parseTimestamp, TimestampWriter } from '../../gateway/fix/timestamps.js';
import { bytes } from './support.js';

const parse = (text: string) => parseTimestamp(bytes(`x${text}x`), 1, text.length);
const us = (iso: string) => Date.parse(iso) * 1000;

function write(writer: TimestampWriter, timeUs: number): string {
  const u8 = new Uint8Array(40);
  writer.timeUs[0] = timeUs;
  const end = writer.put(new DataView(u8.buffer), 2, 1);
  expect(u8[end - 1]).toBe(1);
  return Buffer.from(u8.subarray(2, end - 1)).toString('latin1');
}

describe('reading a UTCTimestamp', () => {
  it.each([
    ['19700101-00:00:00', 0],
    ['20260102-03:04:05', us('2026-01-02T03:04:05Z')],
    ['20260102-03:04:05.678', us('2026-01-02T03:04:05.678Z')],
    ['20260102-03:04:05.678901', us('2026-01-02T03:04:05.678Z') + 901],
    ['20260102-03:04:05.678901234', us('2026-01-02T03:04:05.678Z') + 901],
    ['20240229-23:59:59.999', us('2024-02-29T23:59:59.999Z')],
    ['20161231-23:59:60', us('2017-01-01T00:00:00Z')],
    ['99991231-23:59:59', us('9999-12-31T23:59:59Z')],
  ])('%s', (text, expected) => {
    expect(parse(text)).toBe(expected);
  });

  it.each([
    '',
    '20260102',
    '2026010-203:04:05',
    '20260102 03:04:05',
    '20260102-03.04:05',
    '20260102-3:04:05',
    '20260102-24:00:00',
    '20260102-03:60:00',
    '20260102-03:04:61',
    '20261302-03:04:05',
    '20260100-03:04:05',
    '20260229-03:04:05',
    '20260431-03:04:05',
    '19691231-23:59:59',
    '20260102-03:04:05.',
    '20260102-03:04:05.1',
    '20260102-03:04:05,678',
    '20260102-03:04:05.6x8',
    'a0260102-03:04:05',
    '20040415',
    '9'.repeat(400),
  ])('refuses %s', (text) => {
    expect(parse(text)).toBe(-1);
  });

  it('knows every day of four centuries', () => {
    for (let day = 0; day < 146_097; day += 13) {
      const text = new Date(day * 86_400_000).toISOString().slice(0, 10).replaceAll('-', '');
      expect(parseDate(bytes(text), 0, 8)).toBe(day);
    }
  });
});

describe('writing one', () => {
  it('is what reads back, to the millisecond, in any order of times', () => {
    const writer = new TimestampWriter();
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 4_000_000_000_000_000 }), { minLength: 1, maxLength: 10 }), (times) => {
        for (const time of times) {
          const text = write(writer, time);
          expect(text).toBe(
            new Date(Math.floor(time / 1000)).toISOString().replaceAll('-', '').replace('T', '-').replace('Z', ''),
          );
          expect(parse(text)).toBe(time - (time % 1000));
        }
      }),
    );
  });
});
