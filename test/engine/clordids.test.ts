import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createUsedIds, IdUse } from '../../engine/clordids.js';
import { createFingerprint } from '../../engine/fingerprint.js';

function view(text: Buffer): DataView {
  return new DataView(text.buffer, text.byteOffset, text.byteLength);
}

function fingerprint(n: number): [number, number] {
  const id = createFingerprint();
  const text = Buffer.from(`ID-${n}`, 'latin1');
  id.take(view(text), 0, text.length, n % 3);
  return [id.lo(), id.hi()];
}

describe('used ClOrdIDs', () => {
  it('are remembered as two sets would, through many generations', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 70 }), fc.array(fc.nat(400), { maxLength: 600 }), (capacity, ids) => {
        const used = createUsedIds(capacity);
        let current = new Map<number, number>();
        let previous = new Map<number, number>();
        for (const n of ids) {
          const use = n % 2 === 0 ? IdUse.order : IdUse.request;
          expect(used.use(...fingerprint(n))).toBe(current.get(n) ?? previous.get(n) ?? IdUse.none);
          used.add(...fingerprint(n), use);
          if (current.has(n) || previous.has(n)) continue;
          if (current.size === capacity) [previous, current] = [current, new Map()];
          current.set(n, use);
        }
        const restored = createUsedIds(capacity);
        const [now, before] = used.sorted();
        restored.restore(0, now);
        restored.restore(1, before);
        expect(restored.digest()).toEqual(used.digest());
        expect([now.length, before.length]).toEqual([current.size, previous.size]);
        for (let n = 0; n <= 400; n++) expect(restored.use(...fingerprint(n))).toBe(used.use(...fingerprint(n)));
      }),
      { numRuns: 60 },
    );
  });

  it('have one digest whatever the order they came in', () => {
    const [a, b] = [createUsedIds(1000), createUsedIds(1000)];
    for (let n = 0; n < 500; n++) {
      a.add(...fingerprint(n), IdUse.order);
      b.add(...fingerprint(499 - n), IdUse.order);
    }
    expect(a.digest()).toEqual(b.digest());
    b.add(...fingerprint(500), IdUse.order);
    expect(a.digest()).not.toEqual(b.digest());
  });

  it('have fingerprints that differ by session, length and every character', () => {
    const seen = new Set<string>();
    const id = createFingerprint();
    let count = 0;
    const take = (text: string, session: number) => {
      const bytes = Buffer.from(text, 'latin1');
      id.take(view(bytes), 0, bytes.length, session);
      seen.add(`${id.lo()},${id.hi()}`);
      count++;
    };
    for (let session = 0; session < 20; session++) {
      for (let length = 1; length <= 36; length++) {
        take('0'.repeat(length), session);
        for (let i = 0; i < length; i++) take(`${'0'.repeat(i)}1${'0'.repeat(length - i - 1)}`, session);
      }
    }
    expect(seen.size).toBe(count);
  });

  it('have fingerprints of 62 bits, numbered or not', () => {
    const id = createFingerprint();
    for (const radix of [10, 36]) {
      const seen = new Set<string>();
      for (let n = 0; n < 300_000; n++) {
        const text = Buffer.from(`ID${(n * 7919 + 1e9).toString(radix)}`, 'latin1');
        id.take(view(text), 0, text.length, n % 5);
        seen.add(`${id.lo()},${id.hi()}`);
      }
      expect(seen.size).toBe(300_000);
    }
  });
});
