import { describe, expect, it } from 'vitest';
import { CopyKind, FIRST_OWNED, LAST_OWNED, Owned, SessionKind, Type } from '../../engine/records.js';
import type { JournalError } from '../../journal/errors.js';
import { History, type SessionHistory, Step } from '../../journal/history.js';
import { locateFrame } from '../../journal/locate.js';
import { FrameReader, FrameRecords } from '../../journal/reader.js';
import { ResendIndex } from '../../journal/resend-index.js';
import { FIRST_FRAME, segmentPath } from '../../journal/segment.js';
import { SimDisk } from '../support/sim-disk.js';
import { copyRecord, DATA, DIR } from './support.js';
import { Venue } from './venue.js';

interface Past {
  msgSeqNum: number;
  seq: number;
  timeUs: number;
  bytes: string;
}

/** All owned events of a session in the log of a venue, and an index over it. */
function expected(disk: SimDisk, session: number): { events: Past[]; index: ResendIndex } {
  const reader = new FrameReader({ disk, dir: DIR, from: { segment: 1, offset: FIRST_FRAME }, chainCrc: 0 });
  const records = new FrameRecords();
  const index = new ResendIndex();
  const events: Past[] = [];
  for (let frame = reader.next(); frame; frame = reader.next()) {
    records.over(frame);
    for (let at = records.next(); at >= 0; at = records.next()) {
      const { views, type, seq, timeUs } = records;
      index.apply(views, at, seq);
      if (type < FIRST_OWNED || type > LAST_OWNED || views.i32[(at + Owned.SESSION) >> 2] !== session) continue;
      const msgSeqNum = views.i32[(at + Owned.MSG_SEQ_NUM) >> 2];
      events.push({ msgSeqNum, seq, timeUs, bytes: Buffer.from(copyRecord(views, at)).toString('hex') });
    }
  }
  return { events, index };
}

function take(cursor: SessionHistory): Past {
  const { msgSeqNum, seq, timeUs, views, at } = cursor;
  return { msgSeqNum, seq, timeUs, bytes: Buffer.from(copyRecord(views, at)).toString('hex') };
}

/** What a cursor gives until it has nothing more for a good while. */
function drain(cursor: SessionHistory): Past[] {
  const events: Past[] = [];
  for (let idle = 0; idle < 200; idle++) {
    while (cursor.next() === Step.event) {
      idle = 0;
      events.push(take(cursor));
    }
  }
  return events;
}

function traded(): { disk: SimDisk; venue: Venue } {
  const disk = new SimDisk();
  const venue = new Venue(disk).open();
  venue.trade(700, 4);
  expect(venue.run.shared.currentSegment).toBeGreaterThan(3);
  return { disk, venue };
}

function framesOf(disk: SimDisk) {
  const reader = new FrameReader({ disk, dir: DIR, from: { segment: 1, offset: FIRST_FRAME }, chainCrc: 0 });
  const frames: { segment: number; offset: number; frameBytes: number; firstSeq: number }[] = [];
  for (let frame = reader.next(); frame; frame = reader.next()) {
    const { segment, offset, frameBytes, firstSeq } = frame.header;
    frames.push({ segment, offset, frameBytes, firstSeq });
  }
  return frames;
}

/** How many events session 1 is given from a number on, or the code of the error that ends it. */
function readAll(disk: SimDisk, venue: Venue, index: ResendIndex, from: number): number | string {
  const history = new History({ disk, dataDir: DATA, shared: venue.run.shared, index });
  try {
    return drain(history.open(1, from)).length;
  } catch (error) {
    return (error as JournalError).code;
  } finally {
    history.close();
  }
}

describe('the history of a session', () => {
  it('is every event from the number asked for on, across segments', () => {
    const { disk, venue } = traded();
    const { events, index } = expected(disk, 1);
    const history = new History({ disk, dataDir: DATA, shared: venue.run.shared, index });
    for (const from of [1, 2, 64, 65, 200, events.length - 1, events.length]) {
      expect(drain(history.open(1, from))).toEqual(events.slice(from - 1));
    }
    expect(events.map((event) => event.msgSeqNum)).toEqual(events.map((_, i) => i + 1));
  });

  it('of a drop-copy session is what it was told of others, up or not', () => {
    const disk = new SimDisk();
    const venue = new Venue(disk).open();
    const copies = CopyKind.executions | CopyKind.trades;
    venue.harness.session('COPY', { kind: SessionKind.dropCopy, copies });
    venue.trade(300, 4);
    const { events, index } = expected(disk, 2);
    const history = new History({ disk, dataDir: DATA, shared: venue.run.shared, index });
    for (const from of [1, 65, 300, events.length]) expect(drain(history.open(2, from))).toEqual(events.slice(from - 1));
    expect(events.map((event) => event.msgSeqNum)).toEqual(events.map((_, i) => i + 1));
    const types = new Set(events.map(({ bytes }) => Buffer.from(bytes, 'hex').readUInt16LE(4)));
    expect(types).toEqual(new Set([Type.COPIED, Type.COPIED_TRADE]));
  });

  it('goes on as the journal grows, and shows nothing that is not durable', () => {
    const { disk, venue } = traded();
    const { events, index } = expected(disk, 0);
    const history = new History({ disk, dataDir: DATA, shared: venue.run.shared, index });
    const cursor = history.open(0, 10);
    expect(drain(cursor)).toEqual(events.slice(9));
    venue.harness.buy('later', 1, 90, { session: 0 });
    venue.log();
    expect(cursor.next()).toBe(Step.later);
    venue.flush();
    venue.trade(400, 77);
    expect(drain(cursor)).toEqual(expected(disk, 0).events.slice(events.length));
  });

  it('serves many sessions in turns from one reader, each in its own order', () => {
    const { disk, venue } = traded();
    const all = [0, 1].map((session) => expected(disk, session));
    const history = new History({ disk, dataDir: DATA, shared: venue.run.shared, index: all[0].index });
    const cursors = [history.open(0, 1), history.open(1, 1), history.open(0, 150), history.open(1, 90)];
    const came: Past[][] = cursors.map(() => []);
    for (let idle = 0; idle < 100; idle++) {
      cursors.forEach((cursor, i) => {
        if (cursor.next() !== Step.event) return;
        idle = 0;
        came[i].push(take(cursor));
      });
    }
    expect(came).toEqual([all[0].events, all[1].events, all[0].events.slice(149), all[1].events.slice(89)]);
  });

  it('reads a bounded number of bytes in one call', () => {
    const { disk, venue } = traded();
    const { index } = expected(disk, 0);
    const history = new History({ disk, dataDir: DATA, shared: venue.run.shared, index, scanBytes: 2048 });
    const cursor = history.open(0, 1_000_000);
    let calls = 0;
    while (calls < 10_000) {
      const before = disk.calls;
      expect(cursor.next()).toBe(Step.later);
      if (disk.calls === before) break;
      calls++;
    }
    expect(calls).toBeGreaterThan(0);
  });

  it('never passes over a damaged frame of a closed segment, wherever it begins to read', () => {
    const { disk, venue } = traded();
    const { events, index } = expected(disk, 1);
    const path = segmentPath(DIR, 2);
    const inSecond = framesOf(disk).filter(({ segment }) => segment === 2);
    const { firstSeq } = inSecond[0];
    const from = events.find(({ seq }) => seq >= firstSeq)!.msgSeqNum;
    for (const { offset, frameBytes } of inSecond) {
      for (const start of [1, from]) {
        for (const at of [offset + 4, offset + 60, offset + frameBytes - 8]) {
          disk.damage(path, at, 0x20);
          expect(readAll(disk, venue, index, start), `at ${at} from ${start}`).toBe('JOURNAL_CORRUPT');
          disk.damage(path, at, 0x20);
        }
        const content = disk.content(path);
        const sector = content.slice(offset, offset + 512);
        content.fill(0, offset, offset + 512);
        expect(readAll(disk, venue, index, start), `zeros at ${offset} from ${start}`).toBe('JOURNAL_CORRUPT');
        content.set(sector, offset);
      }
    }
    expect(readAll(disk, venue, index, 1)).toBe(events.length);
  });

  it('of a session that was reset begins after the reset', () => {
    const disk = new SimDisk();
    const venue = new Venue(disk).open();
    venue.trade(100, 4);
    venue.harness.disconnect(1);
    venue.harness.logon(1, 2, { reset: true });
    venue.trade(20, 5);
    const { events, index } = expected(disk, 1);
    const since = events.slice(events.findLastIndex((event) => event.msgSeqNum === 1));
    const history = new History({ disk, dataDir: DATA, shared: venue.run.shared, index });
    expect(drain(history.open(1, 1))).toEqual(since);
    expect(since.length).toBeLessThan(events.length);
  });
});

describe('locating a frame', () => {
  it('finds the frame that holds the command, in every segment', () => {
    const { disk, venue } = traded();
    venue.stop();
    const reader = new FrameReader({ disk, dir: DIR, from: { segment: 1, offset: FIRST_FRAME }, chainCrc: 0 });
    const records = new FrameRecords();
    for (let frame = reader.next(); frame; frame = reader.next()) {
      const { segment, offset } = frame.header;
      records.over(frame);
      for (let at = records.next(); at >= 0; at = records.next()) {
        if (records.type >= FIRST_OWNED) continue;
        expect(locateFrame(disk, DIR, records.seq, null)).toEqual({ segment, offset });
      }
    }
    expect(locateFrame(disk, DIR, 0, null)).toEqual({ segment: 1, offset: FIRST_FRAME });
  });
});
