import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RecordViews } from '../../engine/ring.js';
import {
  BODY_BYTES_MAX,
  decodeFrame,
  FIRST_BODY,
  Flag,
  FrameHeader,
  frameBytes,
  lacksMark,
  SECTOR,
  SECTOR_BODY,
} from '../../journal/frame.js';
import { FrameBuilder } from '../../journal/frame-builder.js';

const builder = new FrameBuilder();

/** A frame of one record of each of these lengths, in 8-byte units, with bytes that depend on the place. */
function build(lengths: number[]): { bytes: Buffer; body: Buffer } {
  builder.clear();
  const parts: Buffer[] = [];
  for (const units of lengths) {
    const views = new RecordViews(new ArrayBuffer(units * 8));
    for (let i = 0; i < units * 8; i++) views.u8[i] = (i * 7 + parts.length) % 251;
    views.i32[0] = units * 8;
    builder.add(views, 0, units * 8);
    parts.push(Buffer.from(views.u8));
  }
  const header = new FrameHeader();
  Object.assign(header, { epoch: 3, flags: Flag.data, firstSeq: 2 ** 40 + 1, count: 2, prevCrc: 0xfedcba98 });
  Object.assign(header, { offset: 512, segment: 9, saltLow: 0xffffffff, saltHigh: 1, timeUs: 1.7e15 });
  const length = builder.finish(header);
  return { bytes: Buffer.from(builder.bytes.subarray(0, length)), body: Buffer.concat(parts) };
}

const lengths = fc.array(fc.integer({ min: 1, max: 200 }), { minLength: 0, maxLength: 12 });

describe('a frame', () => {
  it('comes back as it was written, whatever its records are', () => {
    fc.assert(
      fc.property(lengths, (units) => {
        const { bytes, body } = build(units);
        const frame = decodeFrame(bytes, 0)!;
        expect(Buffer.compare(Buffer.from(frame.body.u8), body)).toBe(0);
        expect(bytes.length % SECTOR).toBe(0);
        expect(bytes.length).toBe(frameBytes(body.length));
        expect(frame.header).toMatchObject({ epoch: 3, firstSeq: 2 ** 40 + 1, count: 2, prevCrc: 0xfedcba98, offset: 512 });
        expect(frame.header).toMatchObject({ segment: 9, saltLow: 0xffffffff, saltHigh: 1, timeUs: 1.7e15 });
        expect(frame.header.lastSeq).toBe(2 ** 40 + 2);
      }),
    );
  });

  it('fits exactly what it says it fits', () => {
    for (const sectors of [1, 2, 3, 200]) {
      const room = FIRST_BODY + (sectors - 1) * SECTOR_BODY;
      expect(frameBytes(room)).toBe(sectors * SECTOR);
      expect(frameBytes(room + 1)).toBe((sectors + 1) * SECTOR);
    }
    expect(frameBytes(BODY_BYTES_MAX)).toBe(512 * 1024);
  });

  it('is refused at every truncation point', () => {
    const { bytes } = build([60, 60, 60, 9]);
    for (let length = 0; length < bytes.length; length++) expect(decodeFrame(bytes.subarray(0, length), 0)).toBeNull();
    expect(decodeFrame(bytes, 0)).not.toBeNull();
  });

  it('is refused with any one byte changed, and never looks torn for it', () => {
    const { bytes } = build([60, 60, 17]);
    for (let at = 0; at < bytes.length; at++) {
      for (const bits of [0x01, 0x80, 0xff]) {
        bytes[at] ^= bits;
        expect(decodeFrame(bytes, 0)).toBeNull();
        expect(lacksMark(bytes, 0, bytes.length)).toBe(false);
        bytes[at] ^= bits;
      }
    }
  });

  it('shows a sector that was dropped, or torn at any word', () => {
    const { bytes } = build([60, 60, 60]);
    for (let sector = 0; sector < bytes.length; sector += SECTOR) {
      for (let kept = 0; kept < SECTOR; kept += 4) {
        const torn = Buffer.from(bytes);
        torn.fill(0, sector + kept, sector + SECTOR);
        expect(lacksMark(torn, 0, torn.length)).toBe(true);
        expect(decodeFrame(torn, 0)).toBeNull();
      }
    }
  });

  it('believes no length of a header that is not right', () => {
    const { bytes } = build([8]);
    bytes.writeUInt32LE(0xfffffff8, 8);
    expect(decodeFrame(bytes, 0)).toBeNull();
  });
});
