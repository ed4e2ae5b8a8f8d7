/** The public benchmark's order flows, made here, and what 160 engines agree that they give. */
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { createBookLayer } from '../../bench/matching/book-layer.js';
import { Flow, MIDDLE } from '../../bench/matching/flow.js';
import { record, recordFrom } from '../../bench/matching/recording.js';
import { generate, scenarioNames } from '../../bench/matching/scenarios.js';
import { venueSettings } from '../../bench/matching/settings.js';
import { decodeWorkload, encodeWorkload, Kind, readWorkload, Workload } from '../../bench/matching/workload.js';

interface Fixture {
  orders: number;
  seed: number;
  /** SHA-256 of the workload file and of its report stream. */
  scenarios: Record<string, { messages: number; workload: string; reports: string }>;
}

const fixture = JSON.parse(readFileSync(new URL('fixtures/public-workloads.json', import.meta.url), 'utf8')) as Fixture;
const settings = venueSettings({ replaceLosesPriority: true });

describe('public workloads', () => {
  it('are those five', () => {
    expect(scenarioNames).toEqual(Object.keys(fixture.scenarios));
  });

  for (const [name, { messages, workload: file, reports }] of Object.entries(fixture.scenarios)) {
    it(`${name}: the generator gives the published bytes, and the engine the published reports`, () => {
      const workload = generate(name, fixture.orders, fixture.seed);
      expect(workload.count).toBe(messages);
      expect(createHash('sha256').update(encodeWorkload(workload)).digest('hex')).toBe(file);
      expect(record(workload, settings, true).sha256).toBe(reports);
    });
  }

  it('differ by seed', () => {
    const bytes = (seed: number) => Buffer.from(encodeWorkload(generate('normal', 100, seed)));
    expect(bytes(1).equals(bytes(1))).toBe(true);
    expect(bytes(1).equals(bytes(2))).toBe(false);
  });
});

describe('report stream', () => {
  it('tells what became of each message, by what the engine says', () => {
    const workload = new Workload(12);
    const add = (kind: number, side: number, orderId: number, qty = 0, price = 0, ioc = 0) =>
      workload.add(kind, side, ioc, qty, orderId, price);
    add(Kind.new, 1, 1, 10, 105);
    add(Kind.new, 1, 2, 10, 105);
    add(Kind.modify, 1, 1, 5, 105); // less, and still the place is lost
    add(Kind.new, 0, 3, 12, 106);
    add(Kind.modify, 1, 1, 7, 105); // what is open, beyond the 2 that are filled
    add(Kind.cancel, 1, 2); // filled
    add(Kind.modify, 1, 2, 3, 104);
    add(Kind.new, 1, 2, 1, 110); // the id is free again
    add(Kind.cancel, 1, 1);
    add(Kind.cancel, 1, 1);
    add(Kind.cancel, 0, 99); // never was
    add(Kind.new, 0, 4, 3, 120, 1);
    const lines = [
      '0,0,1,1,105,10',
      '0,1,1,2,105,10',
      '3,2,1,1,105,5',
      '0,3,0,3,106,12',
      '1,3,105,10,2,3',
      '1,3,105,2,1,3',
      '3,4,1,1,105,7',
      '4,5,2',
      '5,6,2',
      '0,7,1,2,110,1',
      '2,8,1,1,105',
      '4,9,1',
      '4,10,99',
      '0,11,0,4,120,3',
      '1,11,110,1,2,4',
      '2,11,0,4,120',
    ];
    expect(record(workload, settings, true).sha256).toBe(createHash('sha256').update(lines.join('\n')).digest('hex'));
  });
});

describe('book layer', () => {
  it('trades the same lots as the whole engine, and leaves as many orders', () => {
    const recording = record(generate('flash-crash', 2000, 5), settings, false);
    const book = createBookLayer(recording.packed, recording.messages, settings);
    book.run();
    expect([book.tradedLots(), book.openOrders()]).toEqual([recording.tradedLots, recording.openOrders]);
  });
});

describe('flow of the comparisons', () => {
  const flow = new Flow({ seed: 1, books: 3, live: 500, messages: 20_000 });
  const recording = recordFrom(flow, venueSettings({ symbols: 3, referenceTicks: MIDDLE }));

  it('is 60 % limit orders, 35 % cancels of live orders and 5 % aggressive', () => {
    const counts = [0, 0, 0];
    for (let n = flow.fill; n < flow.workload.count; n++)
      counts[flow.workload.kind[n] === Kind.cancel ? 1 : flow.workload.ioc[n] * 2]++;
    expect(counts.map((count) => Math.round(count / 200))).toEqual([60, 35, 5]);
  });

  it('keeps about as many orders live', () => {
    expect(recording.openOrders).toBeGreaterThan(400);
    expect(recording.openOrders).toBeLessThan(600);
    expect(recording.tradedLots).toBeGreaterThan(10_000);
  });
});

describe('workload files', () => {
  const workload = generate('swing-40', 200, 7);
  const bytes = encodeWorkload(workload);

  it('are read as they are and gzipped', () => {
    const dir = mkdtempSync(join(tmpdir(), 'workload-'));
    for (const [file, content] of [
      ['a.bin', bytes],
      ['a.bin.gz', gzipSync(bytes)],
    ] as const) {
      writeFileSync(join(dir, file), content);
      expect(Buffer.from(encodeWorkload(readWorkload(join(dir, file)))).equals(bytes)).toBe(true);
    }
  });

  it('are refused at every truncation, with what was expected', () => {
    for (let length = 0; length < 100; length++) expect(() => decodeWorkload(bytes.subarray(0, length))).toThrow('expected');
    expect(() => decodeWorkload(bytes.subarray(0, bytes.length - 1), 'a.bin')).toThrow(/^a\.bin: expected \d+ bytes/);
  });

  it('are refused when a message is not as the format says', () => {
    const broken = (at: number, value: number) => {
      const copy = bytes.slice();
      copy[at] = value;
      return () => decodeWorkload(copy);
    };
    expect(broken(8, 2)).toThrow('expected version 1, got 2');
    expect(broken(16, 3)).toThrow('expected type 0, 1 or 2, got 3');
    expect(broken(24, 5)).toThrow('expected sequence 0, got 5');
    expect(broken(37, 1)).toThrow('expected an order id of 32 bits');
    expect(broken(45, 1)).toThrow('expected a price of 32 bits');
  });

  it('hold cancels and modifies of orders that came before', () => {
    const seen = new Set<number>();
    for (let n = 0; n < workload.count; n++) {
      if (workload.kind[n] === Kind.new) seen.add(workload.orderId[n]);
      else expect(seen.has(workload.orderId[n])).toBe(true);
    }
  });
});
