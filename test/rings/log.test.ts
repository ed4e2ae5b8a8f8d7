import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Gate, LogReader, LogWriter, MemorySink, type RecordSink } from '../../engine/log.js';
import { Level, Progress } from '../../engine/progress.js';
import { aligned, Command, Type } from '../../engine/records.js';
import { createRing } from '../../engine/ring.js';

const RING = 4096;

function command(sink: RecordSink, seq: number): void {
  const at = sink.claim(aligned(Command.BODY));
  sink.views.u16[(at >> 1) + 2] = Type.TICK;
  sink.views.u16[(at >> 1) + 3] = 0;
  sink.views.f64[(at + Command.SEQ) >> 3] = seq;
  sink.views.f64[(at + Command.TIME) >> 3] = seq * 10;
}

/** An event that carries its place in the transaction, with `bytes` of ballast. */
function event(sink: RecordSink, number: number, bytes: number): void {
  const length = aligned(16 + bytes);
  const at = sink.claim(length);
  sink.views.u16[(at >> 1) + 2] = Type.EXEC;
  sink.views.u16[(at >> 1) + 3] = bytes;
  sink.views.f64[(at >> 3) + 1] = number;
  sink.views.u8.fill(number & 0xff, at + 16, at + 16 + bytes);
}

/** One line for each record that the reader gets now. */
function readAll(reader: LogReader): string[] {
  const lines: string[] = [];
  for (let at = reader.next(); at >= 0; at = reader.next()) {
    const { u16, u8, f64 } = reader.views;
    if (u16[(at >> 1) + 2] < 64) {
      lines.push(`command ${f64[(at + Command.SEQ) >> 3]}`);
      continue;
    }
    const number = f64[(at >> 3) + 1];
    const bytes = u16[(at >> 1) + 3];
    if (!u8.subarray(at + 16, at + 16 + bytes).every((byte) => byte === (number & 0xff)))
      throw new Error(`event ${number} is torn`);
    lines.push(`${reader.seq}/${reader.timeUs} event ${number}`);
  }
  return lines;
}

function setUp(...gates: Gate[]) {
  const memory = createRing(RING, gates.length);
  const progress = new Progress();
  progress.level = Level.disk;
  const writer = new LogWriter(memory, []);
  const readers = gates.map((gate, i) => new LogReader(memory, i, progress, gate));
  return { writer, progress, readers };
}

describe('log writer', () => {
  it('drains a transaction ten times the ring in order, to readers that come and go at their own pace', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 900 }), { minLength: 100, maxLength: 200, size: 'max' }),
        fc.array(fc.constantFrom(0, 1, 2), { minLength: 20, maxLength: 60 }),
        (sizes, turns) => {
          const { writer, readers } = setUp('none', 'none', 'none');
          const expected = ['command 1'];
          command(writer, 1);
          let total = 0;
          for (let n = 0; total < 10 * RING; n++) {
            const bytes = sizes[n % sizes.length];
            event(writer, n, bytes);
            expected.push(`1/10 event ${n}`);
            total += aligned(16 + bytes);
          }
          expect(writer.spilling).toBe(true);
          expect(writer.hasRoom(8)).toBe(false);
          writer.publish();
          const got: string[][] = readers.map(() => []);
          for (let n = 0; writer.spilling; n++) {
            const i = n < turns.length ? turns[n] : n % 3;
            got[i].push(...readAll(readers[i]));
            readers[i].release();
            writer.drain();
            writer.publish();
          }
          command(writer, 2);
          writer.publish();
          for (let n = 0; n < 3; n++) {
            for (let i = 0; i < 3; i++) {
              got[i].push(...readAll(readers[i]));
              readers[i].release();
            }
            writer.drain();
            writer.publish();
          }
          for (const lines of got) expect(lines).toEqual([...expected, 'command 2']);
        },
      ),
      { numRuns: 25, endOnFailure: true },
    );
  });

  it('keeps the order when more is claimed between drains', () => {
    const { writer, readers } = setUp('none');
    command(writer, 1);
    let number = 0;
    const got: string[] = [];
    for (let turn = 0; turn < 200; turn++) {
      for (let n = 0; n < 3; n++) event(writer, number++, 500);
      writer.publish();
      got.push(...readAll(readers[0]));
      readers[0].release();
      writer.drain();
    }
    while (writer.spilling || readers[0].pending() > 0) {
      writer.publish();
      got.push(...readAll(readers[0]));
      readers[0].release();
      writer.drain();
    }
    expect(got).toEqual(['command 1', ...Array.from({ length: number }, (_, n) => `1/10 event ${n}`)]);
    expect(writer.drain()).toBe(0);
  });

  it('spills records of several chunks and comes back to the ring', () => {
    const { writer, readers } = setUp('none');
    const events = 12_000; // 1,016 bytes each: about three chunks of 4 MiB
    command(writer, 1);
    for (let n = 0; n < events; n++) event(writer, n, 1000);
    let count = 0;
    for (let round = 0; round < 2; round++) {
      do {
        writer.drain();
        writer.publish();
        count += readAll(readers[0]).length;
        readers[0].release();
      } while (writer.spilling || readers[0].pending() > 0);
      expect(count).toBe((events + 1) * (round + 1));
      expect(writer.hasRoom(writer.maxRecord)).toBe(true);
      if (round === 0) {
        command(writer, 2);
        for (let n = 0; n < events; n++) event(writer, n, 1000);
      }
    }
  });
});

describe('log reader', () => {
  it('stops before a transaction that is not safe, and goes on inside one that has begun', () => {
    const { writer, progress, readers } = setUp('safe', 'admin', 'none');
    const [safe, admin, all] = readers;
    command(writer, 1);
    event(writer, 1, 8);
    command(writer, 2);
    event(writer, 2, 8);
    writer.publish();
    expect(readAll(safe)).toEqual([]);
    expect(readAll(all)).toHaveLength(4);

    progress.reach(Level.disk, 1, []);
    expect(readAll(safe)).toEqual(['command 1', '1/10 event 1']);
    event(writer, 3, 8); // of command 2
    writer.publish();
    expect(readAll(safe)).toEqual([]);
    progress.reach(Level.disk, 2, []);
    expect(readAll(safe)).toEqual(['command 2', '2/20 event 2', '2/20 event 3']);
    event(writer, 4, 8);
    writer.publish();
    expect(readAll(safe)).toEqual(['2/20 event 4']);
    expect(readAll(admin)).toHaveLength(6);
    safe.release();
    expect(safe.pending()).toBe(0);
  });

  it('lets administrative messages pass at disk while safe means the mirror, and both at memory', () => {
    const { writer, progress, readers } = setUp('safe', 'admin');
    progress.level = Level.mirror;
    for (const seq of [1, 2]) command(writer, seq);
    writer.publish();
    progress.reach(Level.memory, 2, []);
    progress.reach(Level.disk, 1, []);
    expect(readAll(readers[0])).toEqual([]);
    expect(readAll(readers[1])).toEqual(['command 1']);
    progress.level = Level.memory;
    expect(readAll(readers[0])).toEqual(['command 1', 'command 2']);
    expect(readAll(readers[1])).toEqual(['command 2']);
  });

  it('keeps its gate across the wrap of 32 bits', () => {
    fc.assert(
      fc.property(fc.constantFrom(2 ** 31, 2 ** 32, 2 ** 40), fc.integer({ min: -4, max: 4 }), (edge, by) => {
        const { writer, progress, readers } = setUp('safe');
        const from = edge - 4;
        for (let seq = from; seq < from + 9; seq++) command(writer, seq);
        writer.publish();
        progress.reach(Level.disk, edge + by, []);
        expect(readAll(readers[0])).toEqual(Array.from({ length: by + 5 }, (_, n) => `command ${from + n}`));
      }),
    );
  });
});

describe('memory sink', () => {
  it('keeps every record while it grows', () => {
    const sink = new MemorySink(64);
    const writer = new MemorySink();
    for (const into of [sink, writer]) for (let n = 0; n < 500; n++) event(into, n, n % 90);
    expect(sink.bytes()).toEqual(writer.bytes());
    sink.clear();
    expect(sink.bytes()).toHaveLength(0);
  });
});
