import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRing, RingConsumer, RingProducer } from '../../engine/ring.js';
import { putRecord, readRecord, recordLength, ringAt } from './records.js';

/** Positions at which the 32-bit counters are about to change sign or come round to zero, and a plain one. */
const position = fc
  .tuple(fc.constantFrom(0, 2 ** 31, 2 ** 32), fc.integer({ min: -64, max: 64 }))
  .map(([edge, by]) => (edge + by * 8) | 0);

const operation = fc.oneof(
  { weight: 6, arbitrary: fc.record({ op: fc.constant('claim' as const), size: fc.nat() }) },
  { weight: 2, arbitrary: fc.record({ op: fc.constant('publish' as const) }) },
  { weight: 1, arbitrary: fc.record({ op: fc.constant('abandon' as const) }) },
  {
    weight: 5,
    arbitrary: fc.record({ op: fc.constant('read' as const), consumer: fc.nat(), most: fc.integer({ min: 1, max: 9 }) }),
  },
  { weight: 3, arbitrary: fc.record({ op: fc.constant('release' as const), consumer: fc.nat() }) },
  { weight: 1, arbitrary: fc.record({ op: fc.constant('skip' as const), consumer: fc.nat() }) },
);

interface Written {
  id: number;
  start: number;
  end: number;
}

/** What the ring is to do, in plain numbers that do not wrap. */
class Model {
  tail = 0;
  published: Written[] = [];
  claimed: Written[] = [];
  readonly cursors: { next: number; position: number; released: number }[];

  constructor(
    readonly capacity: number,
    readonly origin: number,
    consumers: number,
  ) {
    this.cursors = Array.from({ length: consumers }, () => ({ next: 0, position: 0, released: 0 }));
  }

  /** Bytes that a record takes at the tail, with the padding before it. */
  needed(length: number): number {
    const toEnd = this.capacity - ((this.origin + this.tail) & (this.capacity - 1));
    return length <= toEnd ? length : toEnd + length;
  }

  fits(length: number): boolean {
    return this.tail - this.slowest() + this.needed(length) <= this.capacity;
  }

  slowest(): number {
    return Math.min(...this.cursors.map((c) => c.released));
  }

  claim(id: number, length: number): void {
    const end = this.tail + this.needed(length);
    this.claimed.push({ id, start: end - length, end });
    this.tail = end;
  }

  publish(): void {
    this.published.push(...this.claimed);
    this.claimed = [];
  }

  abandon(): void {
    this.claimed = [];
    this.tail = this.published.at(-1)?.end ?? 0;
  }
}

describe('ring', () => {
  it('agrees with its model, whatever the sizes, the consumers and the position of its counters', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(64, 256, 1024, 4096),
        fc.integer({ min: 1, max: 4 }),
        position,
        fc.array(operation, { maxLength: 400, size: '+2' }),
        (capacity, consumers, origin, operations) => {
          const memory = ringAt(capacity, consumers, origin);
          const producer = new RingProducer(memory);
          const readers = Array.from({ length: consumers }, (_, i) => new RingConsumer(memory, i));
          const model = new Model(capacity, origin, consumers);
          let id = 0;
          for (const step of operations) {
            if (step.op === 'claim') {
              const bodyBytes = step.size % (producer.maxRecord - 15);
              const length = recordLength(bodyBytes);
              expect(producer.hasRoom(length)).toBe(model.fits(length));
              const at = producer.claim(length);
              expect(at >= 0).toBe(model.fits(length));
              if (at < 0) continue;
              model.claim(++id, length);
              expect(at + length).toBeLessThanOrEqual(capacity);
              putRecord(producer.views, at, id, bodyBytes);
            } else if (step.op === 'publish') {
              producer.publish();
              model.publish();
            } else if (step.op === 'abandon') {
              producer.abandon();
              model.abandon();
            } else {
              const reader = readers[step.consumer % consumers];
              const cursor = model.cursors[step.consumer % consumers];
              if (step.op === 'skip') {
                reader.skip();
                cursor.next = model.published.length;
                cursor.position = model.published.at(-1)?.end ?? 0;
              }
              if (step.op === 'skip' || step.op === 'release') {
                reader.release();
                cursor.released = cursor.position;
              } else {
                for (let n = 0; n < step.most; n++) {
                  const at = reader.peek();
                  const expected = model.published[cursor.next];
                  expect(at >= 0 ? readRecord(reader.views, at) : undefined).toBe(expected?.id);
                  if (expected === undefined) break;
                  expect(reader.peek()).toBe(at); // the same until advance
                  reader.advance();
                  cursor.next++;
                  cursor.position = expected.end;
                }
                expect(reader.pending()).toBe((model.published.at(-1)?.end ?? 0) - cursor.position);
              }
            }
            expect(producer.used()).toBe(model.tail - model.slowest());
          }
        },
      ),
      { numRuns: 200 },
    );
  });

  it('carries a thousand laps across the sign change of its counters', () => {
    const memory = ringAt(1024, 1, 2 ** 31 - 400 * 1024);
    const producer = new RingProducer(memory);
    const consumer = new RingConsumer(memory, 0);
    let sent = 0;
    let got = 0;
    while (got < 20_000) {
      for (; sent < 20_000; sent++) {
        const bodyBytes = (sent * 7919) % (producer.maxRecord - 15);
        const at = producer.claim(recordLength(bodyBytes));
        if (at < 0) break;
        putRecord(producer.views, at, sent, bodyBytes);
      }
      producer.publish();
      for (let at = consumer.peek(); at >= 0; at = consumer.peek()) {
        expect(readRecord(consumer.views, at)).toBe(got++);
        consumer.advance();
      }
      consumer.release();
    }
    expect(producer.used()).toBe(0);
  });

  it('shows nothing that has not been published, and publishes a batch at once', () => {
    const memory = createRing(256, 1);
    const producer = new RingProducer(memory);
    const consumer = new RingConsumer(memory, 0);
    for (const id of [1, 2]) putRecord(producer.views, producer.claim(recordLength(8)), id, 8);
    expect(consumer.peek()).toBe(-1);
    producer.publish();
    expect(readRecord(consumer.views, consumer.peek())).toBe(1);
    consumer.advance();
    expect(readRecord(consumer.views, consumer.peek())).toBe(2);
  });

  it('is full for the producer until the slowest consumer has released', () => {
    const memory = createRing(64, 2);
    const producer = new RingProducer(memory);
    const [quick, slow] = [new RingConsumer(memory, 0), new RingConsumer(memory, 1)];
    for (let id = 0; id < 4; id++) putRecord(producer.views, producer.claim(16), id, 0);
    producer.publish();
    for (let n = 0; n < 4; n++) {
      expect(readRecord(quick.views, quick.peek())).toBe(n);
      quick.advance();
    }
    quick.release();
    expect(producer.claim(16)).toBe(-1);
    slow.peek();
    slow.advance();
    expect(producer.claim(16)).toBe(-1);
    slow.release();
    expect(producer.claim(16)).toBe(0);
    expect(producer.claim(16)).toBe(-1);
  });

  it('goes on where it stood when its ends are opened anew', () => {
    const memory = ringAt(256, 1, 2 ** 31 - 24);
    const first = new RingProducer(memory);
    putRecord(first.views, first.claim(recordLength(40)), 1, 40);
    first.publish();
    const second = new RingProducer(memory);
    putRecord(second.views, second.claim(recordLength(40)), 2, 40);
    second.publish();
    const reader = new RingConsumer(memory, 0);
    expect(readRecord(reader.views, reader.peek())).toBe(1);
    reader.advance();
    reader.release();
    const next = new RingConsumer(memory, 0);
    expect(readRecord(next.views, next.peek())).toBe(2);
  });

  it('takes records up to a quarter of the ring wherever the tail stands, and refuses longer ones aloud', () => {
    fc.assert(
      fc.property(position, (origin) => {
        const memory = ringAt(1024, 1, origin);
        const producer = new RingProducer(memory);
        expect(producer.claim(producer.maxRecord)).toBeGreaterThanOrEqual(0);
        producer.abandon();
        while (producer.claim(8) >= 0);
        expect(() => producer.claim(producer.maxRecord + 8)).toThrow(RangeError);
      }),
    );
  });

  it('refuses capacities and consumers that it cannot serve', () => {
    for (const capacity of [0, 32, 96, 2 ** 31, Number.NaN, 100.5]) expect(() => createRing(capacity, 1)).toThrow(RangeError);
    for (const consumers of [0, 65, 1.5]) expect(() => createRing(1024, consumers)).toThrow(RangeError);
    expect(() => new RingConsumer(createRing(1024, 2), 2)).toThrow(RangeError);
    expect(() => new RingConsumer(createRing(1024, 2), -1)).toThrow(RangeError);
  });
});
