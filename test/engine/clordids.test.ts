import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createUsedIds, type UsedIds } from '../../engine/clordids.js';
import { createFingerprint, Taken } from '../../engine/fingerprint.js';
import { IdUse } from '../../engine/id-blocks.js';
import { wordsOf } from '../../engine/text.js';

/** Ids of every kind: numbered at the end, numbered elsewhere, one word. */
function text(n: number): string {
  return n % 4 === 0 ? `ID-${n}-x` : n % 4 === 1 ? `${n}` : `ID-${n * 7}`;
}

class Used {
  private readonly id = createFingerprint();
  readonly ids: UsedIds;

  constructor(capacity: number) {
    this.ids = createUsedIds(capacity, this.id);
  }

  use(n: number): number {
    this.take(n);
    return this.ids.use();
  }

  add(n: number, use: number): void {
    this.take(n);
    this.ids.add(use);
  }

  private take(n: number): void {
    const bytes = Buffer.from(text(n), 'latin1');
    this.id.take(wordsOf(bytes, 0, bytes.length), 0, bytes.length, n % 3);
  }
}

/** Whether an id was a new order's: not a matter of its number's last digits. */
const useOf = (n: number) => ((n >> 3) % 2 === 0 ? IdUse.order : IdUse.request);

describe('used ClOrdIDs', () => {
  it('are remembered as two sets would, through many generations', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 200 }), fc.array(fc.nat(1200), { maxLength: 1000 }), (capacity, ids) => {
        const used = new Used(capacity);
        let current = new Map<number, number>();
        let previous = new Map<number, number>();
        for (const n of ids) {
          expect(used.use(n)).toBe(current.get(n) ?? previous.get(n) ?? IdUse.none);
          used.add(n, useOf(n));
          if (current.has(n) || previous.has(n)) continue;
          if (current.size === capacity) [previous, current] = [current, new Map()];
          current.set(n, useOf(n));
        }
        for (const other of [capacity, capacity + 100]) {
          const restored = new Used(other);
          for (const generation of [0, 1]) restored.ids.restore(generation, used.ids.save(generation));
          expect(restored.ids.digest()).toEqual(used.ids.digest());
          for (let n = 0; n <= 1200; n++) expect(restored.use(n)).toBe(used.use(n));
          for (let n = 0; n < 100; n++) {
            restored.add(n * 1000, IdUse.order); // among what was restored
            expect(restored.use(n * 1000)).not.toBe(IdUse.none);
          }
        }
        const digest = used.ids.digest();
        expect([digest[0], digest[3]]).toEqual([current.size, previous.size]);
      }),
      { numRuns: 60 },
    );
  });

  it('are forgotten for good, whatever has been restored in between', () => {
    const part = fc.record({ ids: fc.array(fc.nat(1200), { maxLength: 60 }), restores: fc.boolean() });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 100 }), fc.array(part, { minLength: 2, maxLength: 8 }), (capacity, parts) => {
        const used = new Used(capacity);
        for (const { ids, restores } of parts) {
          used.ids.clear();
          const fresh = new Used(capacity);
          for (const n of ids) fresh.add(n, useOf(n));
          if (restores) for (const generation of [0, 1]) used.ids.restore(generation, fresh.ids.save(generation));
          else for (const n of ids) used.add(n, useOf(n));
          expect(used.ids.digest()).toEqual(fresh.ids.digest());
          for (let n = 0; n <= 1200; n += 7) expect(used.use(n)).toBe(fresh.use(n));
        }
      }),
      { numRuns: 200 },
    );
  });

  it('stand by themselves once there is no room for their blocks', () => {
    const used = new Used(64); // room for eight blocks
    for (let n = 0; n < 60; n++) used.add(n * 1_000_000 + 2, IdUse.order);
    for (let n = 0; n < 60; n++) expect(used.use(n * 1_000_000 + 2)).toBe(IdUse.order);
    for (let n = 0; n < 60; n++) expect(used.use(n * 1_000_000 + 6)).toBe(IdUse.none);
    const { single, blocks } = used.ids.save(0);
    expect(blocks.length).toBe(8);
    expect(single.length).toBeGreaterThan(0);
  });

  it('have one digest whatever the order they came in', () => {
    const [a, b] = [new Used(1000), new Used(1000)];
    for (let n = 0; n < 500; n++) {
      a.add(n, IdUse.order);
      b.add(499 - n, IdUse.order);
    }
    expect(a.ids.digest()).toEqual(b.ids.digest());
    b.add(500, IdUse.order);
    expect(a.ids.digest()).not.toEqual(b.ids.digest());
  });

  it('have fingerprints that differ by session, length and every character', () => {
    const seen = new Set<string>();
    const id = createFingerprint();
    let count = 0;
    const take = (text: string, session: number) => {
      const bytes = Buffer.from(text, 'latin1');
      id.take(wordsOf(bytes, 0, bytes.length), 0, bytes.length, session);
      seen.add(`${id.taken[Taken.lo]},${id.taken[Taken.hi]}`);
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
        id.take(wordsOf(text, 0, text.length), 0, text.length, n % 5);
        seen.add(`${id.taken[Taken.lo]},${id.taken[Taken.hi]}`);
      }
      expect(seen.size).toBe(300_000);
    }
  });
});
