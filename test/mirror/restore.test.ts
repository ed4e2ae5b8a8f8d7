/** Restore from objects in memory: every way in which a bucket can hold less, more or other than the journal. */
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { Watermark } from '../../journal/mirror/layout.js';
import { watermarkKey } from '../../journal/mirror/layout.js';
import { replay } from '../../journal/replay.js';
import { openS3Source, type S3Source, type S3SourceOptions } from '../../journal/restore/s3.js';
import { recoverVenue, Venue } from '../journal/venue.js';
import { generator, SimDisk } from '../support/sim-disk.js';
import { framesOf, MemoryStore } from './mirrored.js';

interface History {
  frames: Buffer[];
  hash: string;
  lastSeq: number;
}

/** Three runs of one exchange, so three epochs. */
function history(epochs = 3): History {
  const disk = new SimDisk();
  let venue = new Venue(disk).open();
  venue.trade(60, 1);
  for (let epoch = 2; epoch <= epochs; epoch++) {
    venue.stop();
    venue = new Venue(disk, recoverVenue(disk));
    venue.trade(20, epoch);
  }
  venue.run.clock.advanceMs(50);
  venue.stop();
  return { frames: framesOf(disk), hash: venue.hash, lastSeq: venue.run.durable };
}

const whole = history();

/** Cuts the frames up into objects of a few members each, as a mirror and Firehose would. */
function bucket({ frames, lastSeq }: History, more: Partial<Watermark> = {}, framesPerObject = 7): MemoryStore {
  const store = new MemoryStore();
  for (let i = 0; i < frames.length; i += framesPerObject) {
    const group = frames.slice(i, i + framesPerObject);
    const members = [group.slice(0, 3), group.slice(3)].filter((part) => part.length > 0);
    store.objects.set(key(i / framesPerObject), Buffer.concat(members.map((part) => gzipSync(Buffer.concat(part)))));
  }
  const last = frames[frames.length - 1];
  const mark = {
    version: 1,
    epoch: last.readUInt32LE(16),
    seq: lastSeq,
    crc: last.readUInt32LE(4),
    safeSeq: lastSeq,
    timeUs: 1,
  };
  store.objects.set(watermarkKey('', mark.epoch), Buffer.from(JSON.stringify({ ...mark, ...more })));
  return store;
}

function key(i: number): string {
  return `journal/2026/11/20/11/buttonwood-1-2026-11-20-11-00-${String(i).padStart(4, '0')}`;
}

const open = (store: MemoryStore, more: Partial<S3SourceOptions> = {}) => openS3Source({ store, ...more });

async function framesFrom(source: S3Source): Promise<Buffer> {
  const frames: Buffer[] = [];
  for (let frame = await source.next(); frame !== null; frame = await source.next()) frames.push(Buffer.from(frame.bytes));
  return Buffer.concat(frames);
}

const refused = (code: string, message: RegExp) =>
  expect.objectContaining({ code, message: expect.stringMatching(message) }) as unknown as Error;

describe('a whole mirror', () => {
  it('gives the journal back byte for byte, and replays to the same state', async () => {
    const source = await open(bucket(whole));
    expect(source.report).toMatchObject({ frames: whole.frames.length, duplicates: 0, lastSeq: whole.lastSeq, missing: 0 });
    expect((await framesFrom(source)).equals(Buffer.concat(whole.frames))).toBe(true);
    const result = await replay(await open(bucket(whole)));
    expect(result).toMatchObject({ stateHash: whole.hash, lastSeq: whole.lastSeq });
  });

  it('does so when frames come in any order, twice, in objects of any size, with next to no memory', async () => {
    for (let seed = 1; seed <= 10; seed++) {
      const random = generator(seed);
      const shuffled = [...whole.frames, ...whole.frames.filter(() => random() < 0.3)]
        .map((frame) => ({ frame, at: random() }))
        .sort((a, b) => a.at - b.at)
        .map(({ frame }) => frame);
      const store = bucket({ ...whole, frames: shuffled }, {}, 1 + Math.floor(random() * 20));
      const last = whole.frames[whole.frames.length - 1];
      const mark = { epoch: 3, crc: last.readUInt32LE(4), seq: whole.lastSeq, safeSeq: whole.lastSeq, version: 1, timeUs: 1 };
      for (const name of store.objects.keys()) if (name.startsWith('watermark/')) store.objects.delete(name);
      store.objects.set(watermarkKey('', 3), Buffer.from(JSON.stringify(mark)));
      const source = await open(store, { keepBytes: 20_000, parallel: 1 + (seed % 5) });
      expect(source.report.duplicates).toBe(shuffled.length - whole.frames.length);
      expect((await framesFrom(source)).equals(Buffer.concat(whole.frames))).toBe(true);
    }
  });

  it('fetches each object once when they fit in memory', async () => {
    const store = bucket(whole);
    await framesFrom(await open(store));
    expect(store.gets).toBe(store.objects.size);
  });
});

describe('a mirror with something missing', () => {
  it('refuses a gap, and names it', async () => {
    const store = bucket(whole);
    store.objects.delete(key(3));
    await expect(open(store)).rejects.toThrow(
      refused('RESTORE_GAP', /^commands \d+ to \d+ are missing: .*-0002 at \d+\).*-0004 at/),
    );
    await expect(open(store, { acceptLoss: true })).rejects.toThrow(refused('RESTORE_GAP', /are missing/));
  });

  it('refuses a beginning that is not the first command', async () => {
    const store = bucket(whole);
    store.objects.delete(key(0));
    await expect(open(store)).rejects.toThrow(
      refused('RESTORE_GAP', /^commands 1 to \d+ are missing: expected what follows the beginning/),
    );
  });

  it('refuses each missing suffix, unless the loss is accepted', async () => {
    const count = Math.ceil(whole.frames.length / 7);
    for (let from = 1; from < count; from++) {
      const store = bucket(whole);
      for (let i = from; i < count; i++) store.objects.delete(key(i));
      await expect(open(store)).rejects.toThrow(
        refused('RESTORE_INCOMPLETE', /the end is missing: Firehose had acknowledged commands up to/),
      );
      const { report } = await open(store, { acceptLoss: true });
      expect(report.missing).toBe(whole.lastSeq - report.lastSeq);
    }
  });

  it('refuses an end below what clients may have seen', async () => {
    const store = bucket(whole, { safeSeq: whole.lastSeq + 12 });
    await expect(open(store)).rejects.toThrow(
      refused('RESTORE_INCOMPLETE', /may have reached clients, and 12 of them had not been mirrored/),
    );
    expect((await open(store, { acceptLoss: true })).report.missing).toBe(12);
  });

  it('waits for what is acknowledged and not yet delivered', async () => {
    const store = bucket(whole);
    const late = store.objects.get(key(4))!;
    store.objects.delete(key(4));
    let nowMs = 0;
    const sleep = async (ms: number) => {
      nowMs += ms;
      if (nowMs === 2000) store.objects.set(key(4), late);
    };
    const source = await open(store, { waitMs: 10_000, sleep, nowMs: () => nowMs });
    expect(nowMs).toBe(2000);
    expect((await framesFrom(source)).equals(Buffer.concat(whole.frames))).toBe(true);
    store.objects.delete(key(4));
    await expect(open(store, { waitMs: 10_000, sleep, nowMs: () => nowMs })).rejects.toThrow(refused('RESTORE_GAP', /missing/));
    expect(nowMs).toBe(12_000);
  });

  it('refuses to call anything whole without a watermark, and says where an empty bucket was looked at', async () => {
    const store = bucket(whole);
    store.objects.delete(watermarkKey('', 3));
    await expect(open(store)).rejects.toThrow(refused('RESTORE_NO_WATERMARK', /under watermark\//));
    expect((await open(store, { acceptLoss: true })).report.lastSeq).toBe(whole.lastSeq);
    await expect(open(store, { prefix: 'site-a/' })).rejects.toThrow(refused('RESTORE_EMPTY', /under site-a\/journal\//));
  });

  it('takes no epoch for whole that has no watermark, though the one before it has', async () => {
    const store = bucket(whole, { epoch: 2, safeSeq: 1, seq: 1 });
    await expect(open(store)).rejects.toThrow(
      refused('RESTORE_NO_WATERMARK', /a watermark of epoch 3 under watermark\/, found none later than epoch 2/),
    );
    expect((await open(store, { acceptLoss: true })).report).toMatchObject({ lastSeq: whole.lastSeq, missing: 0 });
  });
});

describe('a mirror with something wrong', () => {
  it('names a truncated object, and does without it when a duplicate is there', async () => {
    const store = bucket(whole);
    const cut = store.objects.get(key(2))!.subarray(0, -20);
    store.objects.set(key(2), cut);
    await expect(open(store)).rejects.toThrow(
      refused('RESTORE_GAP', /are missing.*Damaged: .*-0002 \(gzip: unexpected end of file\)/),
    );
    store.objects.set(`${key(2)}-again`, gzipSync(Buffer.concat(whole.frames.slice(14, 21))));
    const source = await open(store);
    expect(source.report.damaged[0]).toEqual({ key: key(2), what: 'gzip: unexpected end of file' });
    expect(new Set(source.report.damaged.map((one) => one.key))).toEqual(new Set([key(2)]));
    expect((await framesFrom(source)).equals(Buffer.concat(whole.frames))).toBe(true);
  });

  it('never takes a flipped byte for a frame', async () => {
    const random = generator(5);
    for (let i = 0; i < 40; i++) {
      const store = bucket(whole);
      const name = key(1 + (i % 4));
      const object = Buffer.from(store.objects.get(name)!);
      object[Math.floor(random() * object.length)] ^= 1 << Math.floor(random() * 8);
      store.objects.set(name, object);
      const source = await open(store).catch((error: Error & { code: string }) => error);
      if (source instanceof Error)
        expect(source).toMatchObject({ code: 'RESTORE_GAP', message: expect.stringContaining(name) });
      else expect((await framesFrom(source)).equals(Buffer.concat(whole.frames))).toBe(true);
    }
  });

  it('leaves foreign objects alone, and reports them', async () => {
    const store = bucket(whole);
    store.objects.set('journal/notes.txt', Buffer.from('not ours'));
    store.objects.set('journal/empty', Buffer.alloc(0));
    store.objects.set('errors/other', Buffer.from('elsewhere'));
    const source = await open(store);
    expect(source.report.foreign).toEqual(['journal/empty', 'journal/notes.txt']);
    expect((await framesFrom(source)).equals(Buffer.concat(whole.frames))).toBe(true);
  });

  it('halts on a fork: two exchanges that wrote the same epoch', async () => {
    const one = history(1);
    const disk = new SimDisk();
    const venue = new Venue(disk).open();
    venue.trade(60, 77);
    venue.stop();
    const store = bucket(one);
    store.objects.set(`${key(0)}-other`, gzipSync(Buffer.concat(framesOf(disk))));
    await expect(open(store)).rejects.toThrow(
      refused('RESTORE_FORK', /two histories of epoch 1 from command \d+ on: journal\/.*and journal\//),
    );
  });

  it('follows the newer epoch where it went on from an earlier command, and reports what it left behind', async () => {
    const disk = new SimDisk();
    const first = new Venue(disk).open();
    first.trade(30, 1);
    const cutSeq = first.run.durable;
    const kept = framesOf(disk).length;
    const copy = new SimDisk();
    for (const path of ['/data/journal/00000001.seg', '/data/journal/00000002.seg']) copyFile(disk, copy, path);
    first.trade(30, 2);
    const left = framesOf(disk).slice(kept);
    const second = new Venue(copy, recoverVenue(copy));
    second.trade(30, 3);
    second.stop();
    const frames = framesOf(copy);
    const store = bucket({ frames, lastSeq: second.run.durable, hash: '' });
    store.objects.set(`${key(0)}-left`, gzipSync(Buffer.concat(left)));
    const source = await open(store);
    expect(source.report.superseded).toEqual([
      { epoch: 1, fromSeq: cutSeq + 1, toSeq: first.run.durable, frames: left.length },
    ]);
    expect((await framesFrom(source)).equals(Buffer.concat(frames))).toBe(true);
    expect((await replay(await open(store))).stateHash).toBe(second.hash);
  });
});

function copyFile(from: SimDisk, to: SimDisk, path: string): void {
  if (!from.exists(path)) return;
  const source = from.open(path, 'read');
  const bytes = Buffer.alloc(source.size());
  source.read(bytes, 0, bytes.length, 0);
  to.mkdir('/data/journal');
  const target = to.open(path, 'create');
  target.write(bytes, 0, bytes.length, 0);
  target.sync();
}
