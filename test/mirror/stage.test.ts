/** The mirror stage against ports in memory: what it sends when, what it sends again, how far it says it has come. */
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { isReached, Level } from '../../engine/progress.js';
import { Stat } from '../../engine/stats.js';
import { readAcknowledgedSeq } from '../../journal/mirror/cursor.js';
import { parseWatermark, watermarkKey } from '../../journal/mirror/layout.js';
import { DATA } from '../journal/support.js';
import { recoverVenue, Venue } from '../journal/venue.js';
import { SimDisk } from '../support/sim-disk.js';
import { framesOf, HeldFirehose, MemoryStore, mirroredSeq, mirrorOf, turns } from './mirrored.js';

const LINGER_MS = 20;

function setUp() {
  const disk = new SimDisk();
  const venue = new Venue(disk);
  const firehose = new HeldFirehose();
  const store = new MemoryStore();
  const stage = mirrorOf(venue, disk, { firehose, store });
  return { disk, venue, firehose, store, stage };
}

/** Makes one parcel of what is durable now, and waits for the request that carries it. */
async function sendOne({ venue, stage, firehose }: ReturnType<typeof setUp>): Promise<void> {
  const before = firehose.requests.length;
  stage.work();
  venue.run.clock.advanceMs(LINGER_MS);
  await turns(stage, () => firehose.requests.length > before);
}

describe('what it sends', () => {
  it('sends durable frames only, whole, as one gzip member, after 20 ms', async () => {
    const { disk, venue, firehose, stage } = setUp();
    venue.log();
    venue.run.log.publish();
    stage.work();
    venue.run.clock.advanceMs(LINGER_MS);
    stage.work();
    expect(venue.run.stats.get(Stat.mirrorBacklogBytes)).toBe(0);
    venue.open().trade(30, 1);
    expect(stage.work()).toBeGreaterThan(1);
    expect(stage.deadlineUs()).toBeLessThanOrEqual(venue.run.clock.us + LINGER_MS * 1000);
    venue.run.clock.advanceMs(LINGER_MS);
    await turns(stage, () => firehose.requests.length === 1);
    expect(gunzipSync(firehose.requests[0].records[0]).equals(Buffer.concat(framesOf(disk)))).toBe(true);
  });

  it('has at most four requests in flight, and moves only over what came through without a gap', async () => {
    const parts = setUp();
    const { venue, firehose, stage } = parts;
    venue.open();
    const seqs: number[] = [];
    for (let i = 0; i < 4; i++) {
      venue.trade(5, i);
      await sendOne(parts);
      seqs.push(venue.run.durable);
    }
    venue.trade(5, 9);
    stage.work();
    venue.run.clock.advanceMs(LINGER_MS);
    let idle = 0;
    await turns(stage, () => ++idle === 500);
    expect(firehose.requests).toHaveLength(4);
    firehose.requests[1].answer();
    firehose.requests[2].answer();
    await turns(stage, () => firehose.requests.length === 5);
    expect(mirroredSeq(venue)).toBe(0);
    expect(venue.run.stats.get(Stat.mirrorLagUs)).toBeGreaterThan(0);
    firehose.requests[0].answer();
    await turns(stage, () => mirroredSeq(venue) > 0);
    expect(mirroredSeq(venue)).toBe(seqs[2]);
    firehose.requests[4].answer();
    firehose.requests[3].answer();
    await turns(stage, () => mirroredSeq(venue) === venue.run.durable);
    expect(venue.run.stats.get(Stat.mirrorBacklogBytes)).toBe(0);
    expect(venue.run.stats.get(Stat.mirrorLagUs)).toBe(0);
  });

  it('sends again only what failed, one request at a time, not before its back-off is over', async () => {
    const parts = setUp();
    const { venue, firehose, stage } = parts;
    venue.open().flush();
    await sendOne(parts);
    const held = firehose.requests[0];
    for (let i = 0; i < 3; i++) {
      venue.trade(5, i);
      await sendOne(parts);
    }
    firehose.requests[1].answer([0]);
    firehose.requests[2].lose();
    firehose.requests[3].answer([0]);
    held.answer();
    await turns(stage, () => venue.run.stats.get(Stat.mirrorRetries) === 3);
    expect(firehose.requests).toHaveLength(4);
    const dueUs = stage.deadlineUs();
    expect(dueUs).toBeGreaterThan(venue.run.clock.us);
    venue.run.clock.us = dueUs - 1;
    stage.work();
    expect(firehose.requests).toHaveLength(4);
    venue.run.clock.advanceMs(1000);
    await turns(stage, () => firehose.requests.length === 5);
    const again = firehose.requests[4].records;
    expect(again).toEqual([1, 2, 3].map((request) => firehose.requests[request].records[0]));
    stage.work();
    expect(firehose.requests).toHaveLength(5);
    firehose.requests[4].answer([1]);
    await turns(stage, () => venue.run.stats.get(Stat.mirrorRetries) === 4);
    venue.run.clock.advanceMs(1000);
    await turns(stage, () => firehose.requests.length === 6);
    expect(firehose.requests[5].records).toEqual([again[1]]);
    firehose.requests[5].answer();
    await turns(stage, () => mirroredSeq(venue) === venue.run.durable);
  });
});

describe('how far it has come', () => {
  it('says so in a file and in the bucket, and goes on from there after a restart', async () => {
    const first = setUp();
    const { disk, venue, firehose, store, stage } = first;
    venue.open().trade(20, 1);
    await sendOne(first);
    firehose.requests[0].answer();
    await turns(stage, () => mirroredSeq(venue) > 0);
    const mirrored = mirroredSeq(venue);
    venue.run.clock.advanceMs(1000);
    await turns(stage, () => store.objects.size > 0);
    expect(readAcknowledgedSeq(disk, DATA)).toBe(mirrored);
    expect(parseWatermark(store.objects.get(watermarkKey('', 1))!)).toMatchObject({
      epoch: 1,
      seq: mirrored,
      safeSeq: mirrored,
    });
    venue.trade(20, 2);
    const more = framesOf(disk);

    const again = new HeldFirehose();
    const second = mirrorOf(venue, disk, { firehose: again, store });
    expect(mirroredSeq(venue)).toBe(mirrored);
    second.work();
    venue.run.clock.advanceMs(LINGER_MS);
    await turns(second, () => again.requests.length === 1);
    const sent = Buffer.concat([gunzipSync(firehose.requests[0].records[0]), gunzipSync(again.requests[0].records[0])]);
    expect(sent.equals(Buffer.concat(more))).toBe(true);
  });

  it('says in the bucket what clients may have seen, each second, while Firehose takes nothing', async () => {
    const parts = setUp();
    const { venue, firehose, store, stage } = parts;
    const { progress, clock } = venue.run;
    const mark = () => parseWatermark(store.objects.get(watermarkKey('', 1)) ?? Buffer.alloc(0));
    venue.open().trade(20, 1);
    progress.reach(Level.memory, venue.run.durable, []);
    await sendOne(parts);
    firehose.requests[0].answer();
    await turns(stage, () => mirroredSeq(venue) > 0);
    clock.advanceMs(1000);
    await turns(stage, () => mark()?.safeSeq === venue.run.durable);
    const mirrored = venue.run.durable;
    for (let second = 0; second < 3; second++) {
      venue.trade(20, 2 + second);
      progress.reach(Level.memory, venue.run.durable, []);
      stage.work();
      expect(stage.deadlineUs()).toBeLessThanOrEqual(clock.us + 1_000_000);
      clock.advanceMs(1000);
      stage.work();
      await new Promise((resolve) => setImmediate(resolve));
      expect(mark()).toMatchObject({ seq: mirrored, safeSeq: venue.run.durable });
    }
  });

  it('counts nothing of a long backlog as mirrored that is not, though a word of 32 bits says how far it is', async () => {
    const disk = new SimDisk();
    const venue = new Venue(disk);
    const { progress, clock } = venue.run;
    const firehose = new HeldFirehose();
    const store = new MemoryStore();
    venue.open().trade(20, 1);
    const durableSeq = 2 ** 33 + 2 ** 31 + 5;
    const durable = (seq: number) => {
      progress.reach(Level.disk, seq, []);
      progress.reach(Level.memory, seq, []);
    };
    durable(durableSeq);
    const stage = mirrorOf(venue, disk, { firehose, store, durableSeq });
    const isMirrored = (seq: number) => isReached(seq, mirroredSeq(venue));
    expect(isMirrored(durableSeq)).toBe(false);
    await sendOne({ disk, venue, firehose, store, stage });
    firehose.requests[0].answer();
    await turns(stage, () => venue.run.stats.get(Stat.mirrorSeq) > 0);
    expect(isMirrored(durableSeq)).toBe(false);
    expect(isMirrored(durableSeq - 2 ** 30 + 1)).toBe(false);
    durable(durableSeq + 1.5 * 2 ** 30);
    stage.work();
    expect(isMirrored(durableSeq + 1.5 * 2 ** 30)).toBe(false);
    clock.advanceMs(1000);
    const mark = () => parseWatermark(store.objects.get(watermarkKey('', 1)) ?? Buffer.alloc(0));
    await turns(stage, () => mark() !== null);
    expect(mark()).toMatchObject({ safeSeq: durableSeq + 1.5 * 2 ** 30 });
  });

  it.each([
    { endpoint: 'http://127.0.0.1:1', stream: 'one', bucket: 'two', prefix: '' },
    { endpoint: null, stream: 'other', bucket: 'two', prefix: '' },
    { endpoint: null, stream: 'one', bucket: 'other', prefix: '' },
    { endpoint: null, stream: 'one', bucket: 'two', prefix: 'other/' },
  ])('begins at the beginning when it sends to another place: %o', async (other) => {
    const disk = new SimDisk();
    const venue = new Venue(disk).open();
    venue.trade(20, 1);
    const target = { endpoint: null, stream: 'one', bucket: 'two', prefix: '' };
    const send = async (to: typeof other) => {
      const lines: string[] = [];
      const parts = { disk, venue, firehose: new HeldFirehose(), store: new MemoryStore() };
      const stage = mirrorOf(venue, disk, { ...parts, target: to, log: (line) => lines.push(line) });
      const fromSeq = mirroredSeq(venue);
      venue.trade(20, 2);
      await sendOne({ ...parts, stage });
      parts.firehose.requests[0].answer();
      await turns(stage, () => mirroredSeq(venue) === venue.run.durable);
      venue.run.clock.advanceMs(200);
      stage.work();
      expect(readAcknowledgedSeq(disk, DATA)).toBe(venue.run.durable);
      return { fromSeq, lines, sent: gunzipSync(parts.firehose.requests[0].records[0]) };
    };
    await send(target);
    const mirrored = mirroredSeq(venue);
    expect(await send(target)).toMatchObject({ fromSeq: mirrored, lines: [] });
    const { fromSeq, lines, sent } = await send(other);
    expect(fromSeq).toBe(0);
    expect(lines).toEqual([
      expect.stringMatching(/another mirror than before .*: the journal is sent to it from its beginning/),
    ]);
    expect(sent.equals(Buffer.concat(framesOf(disk)))).toBe(true);
    expect((await send(other)).lines).toEqual([]);
  });

  it('is never past what the journal holds: recovery is told', async () => {
    const first = setUp();
    const { disk, venue, firehose, stage } = first;
    venue.open().trade(40, 1);
    await sendOne(first);
    firehose.requests[0].answer();
    await turns(stage, () => mirroredSeq(venue) > 0);
    venue.run.clock.advanceMs(200);
    stage.work();
    const highWaterSeq = readAcknowledgedSeq(disk, DATA);
    expect(highWaterSeq).toBe(venue.run.durable);
    expect(recoverVenue(disk, { highWaterSeq }).seq).toBe(highWaterSeq);

    // another, shorter journal under the same cursor
    const other = new SimDisk();
    const shorter = new Venue(other);
    shorter.open().stop();
    const cursor = disk.open(`${DATA}/mirror.json`, 'read');
    const bytes = Buffer.alloc(cursor.size());
    cursor.read(bytes, 0, bytes.length, 0);
    const copy = other.open(`${DATA}/mirror.json`, 'create');
    copy.write(bytes, 0, bytes.length, 0);
    copy.sync();
    expect(() => recoverVenue(other, { highWaterSeq })).toThrow(expect.objectContaining({ code: 'JOURNAL_LOST' }));
    const wrong = mirrorOf(shorter, other, { firehose: new HeldFirehose(), store: new MemoryStore() });
    expect(() => wrong.work()).toThrow(expect.objectContaining({ code: 'MIRROR_CURSOR' }));
    copy.write(Buffer.from('{'), 0, 1, 1);
    expect(() => mirrorOf(shorter, other, { firehose, store: new MemoryStore() })).toThrow(/mirror's cursor/);
  });

  it('goes on when the disk is too full for its cursor', async () => {
    const parts = setUp();
    const { disk, venue, firehose, stage } = parts;
    venue.open().trade(20, 1);
    await sendOne(parts);
    disk.capacityBytes = 0;
    firehose.requests[0].answer();
    await turns(stage, () => mirroredSeq(venue) > 0);
    venue.run.clock.advanceMs(200);
    stage.work();
    expect(readAcknowledgedSeq(disk, DATA)).toBe(0);
    disk.capacityBytes = Number.POSITIVE_INFINITY;
    venue.run.clock.advanceMs(5000);
    stage.work();
    expect(readAcknowledgedSeq(disk, DATA)).toBe(mirroredSeq(venue));
  });

  it('does not wait for a Firehose that refuses everything when it is closed', async () => {
    const { disk, venue, store } = setUp();
    venue.open().trade(20, 1);
    const firehose = {
      putRecordBatch: () => Promise.reject(new Error('connect ECONNREFUSED')),
      close() {},
    };
    const stage = mirrorOf(venue, disk, { firehose, store, closeMs: 60_000 });
    await stage.close();
    expect(mirroredSeq(venue)).toBe(0);
  });

  it('sends what is durable when it is closed', async () => {
    const { disk, venue, store } = setUp();
    venue.open().trade(20, 1);
    const taken: Buffer[] = [];
    const firehose = {
      async putRecordBatch(records: readonly Uint8Array[]) {
        taken.push(...records.map((record) => Buffer.from(record)));
        return { failed: [], reason: '' };
      },
      close() {},
    };
    const stage = mirrorOf(venue, disk, { firehose, store });
    await stage.close();
    expect(gunzipSync(Buffer.concat(taken)).equals(Buffer.concat(framesOf(disk)))).toBe(true);
    expect(readAcknowledgedSeq(disk, DATA)).toBe(venue.run.durable);
    expect(parseWatermark(store.objects.get(watermarkKey('', 1))!)).toMatchObject({ seq: venue.run.durable });
  });
});
