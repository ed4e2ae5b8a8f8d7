/** Journal, mirror, AWS's clients, emulator, restore and replay in one piece, under each fault. */
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { SystemClock } from '../../engine/clock.js';
import { Stat } from '../../engine/stats.js';
import type { Emulator } from '../../journal/emulator/server.js';
import type { Firehose } from '../../journal/mirror/firehose.js';
import { openFirehose } from '../../journal/mirror/firehose.js';
import { openObjectStore } from '../../journal/mirror/object-store.js';
import type { MirrorStage } from '../../journal/mirror/stage.js';
import { replay } from '../../journal/replay.js';
import { openS3Source, type S3SourceOptions } from '../../journal/restore/s3.js';
import { Venue } from '../journal/venue.js';
import { SimDisk } from '../support/sim-disk.js';
import { framesOf, mirroredSeq, mirrorOf } from './mirrored.js';
import { emulator, later } from './support.js';

class Site {
  readonly disk = new SimDisk();
  readonly venue = new Venue(this.disk).open();
  readonly lines: string[] = [];
  stage!: MirrorStage;

  constructor(readonly server: Emulator) {}

  async start(): Promise<this> {
    const address = { endpoint: this.server.endpoint, region: 'us-east-1', requestTimeoutMs: 300 };
    const firehose: Firehose = await openFirehose({ ...address, stream: 'buttonwood' });
    const store = await openObjectStore({ ...address, bucket: 'buttonwood' });
    const log = (line: string) => this.lines.push(line);
    // jitter close to nothing: the back-off itself is tested with a clock that stands still
    this.stage = mirrorOf(this.venue, this.disk, {
      firehose,
      store,
      clock: new SystemClock(),
      random: () => 0.05,
      closeMs: 2000,
      log,
    });
    later(() => firehose.close());
    later(() => store.close());
    return this;
  }

  /** Trades in bursts, with turns of the mirror between them. */
  async trade(bursts: number, seed: number): Promise<void> {
    for (let i = 0; i < bursts; i++) {
      this.venue.trade(20, seed * 1000 + i);
      await this.turnsUntil(performance.now() + 25);
    }
  }

  async turnsUntil(ms: number, done = () => false): Promise<void> {
    while (performance.now() < ms && !done()) {
      this.stage.work();
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  async drained(): Promise<void> {
    await this.turnsUntil(performance.now() + 20_000, () => mirroredSeq(this.venue) === this.venue.run.durable);
    expect(mirroredSeq(this.venue)).toBe(this.venue.run.durable);
  }

  async restore(more: Partial<S3SourceOptions> = {}) {
    const store = await openObjectStore({ endpoint: this.server.endpoint, region: 'us-east-1', bucket: 'buttonwood' });
    later(() => store.close());
    return openS3Source({ store, ...more });
  }

  /** The bucket alone gives the journal back, byte for byte, and the same state. */
  async expectRestored() {
    this.venue.stop();
    await this.stage.close();
    await this.server.flush();
    const source = await this.restore();
    const frames: Buffer[] = [];
    for (let frame = await source.next(); frame !== null; frame = await source.next()) frames.push(Buffer.from(frame.bytes));
    expect(Buffer.concat(frames).equals(Buffer.concat(framesOf(this.disk)))).toBe(true);
    expect((await replay(await this.restore())).stateHash).toBe(this.venue.hash);
    return source.report;
  }
}

const site = async () => new Site(await emulator({ bufferBytes: 8192 })).start();

describe('the mirror', () => {
  it('rebuilds the exchange from the bucket alone', async () => {
    const one = await site();
    await one.trade(5, 1);
    expect(await one.expectRestored()).toMatchObject({ duplicates: 0, missing: 0, damaged: [], foreign: [] });
    expect(one.lines).toEqual([]);
  });

  it.each([
    ['throttle', { count: 4 }],
    ['partial', { count: 10, fraction: 0.7 }],
    ['hang', { count: 2 }],
  ] as const)('sends again under %s', async (kind, options) => {
    const one = await site();
    one.server.faults.add(kind, options);
    await one.trade(5, 2);
    await one.drained();
    expect(one.venue.run.stats.get(Stat.mirrorRetries)).toBeGreaterThan(0);
    await one.expectRestored();
    expect(one.lines[0]).toMatch(/Firehose did not take everything/);
    expect(one.lines.at(-1)).toMatch(/takes everything again/);
  });

  it.each(['loseReply', 'duplicate'] as const)('makes duplicates under %s, which a restore drops', async (kind) => {
    const one = await site();
    one.server.faults.add(kind, { count: 3 });
    await one.trade(5, 3);
    await one.drained();
    expect((await one.expectRestored()).duplicates).toBeGreaterThan(0);
  });

  it('does not mind the order of records', async () => {
    const one = await site();
    one.server.faults.add('reorder');
    await one.trade(8, 4);
    await one.expectRestored();
  });

  it('lets an outage cost disk space only, and drains after it', async () => {
    const one = await site();
    await one.trade(2, 5);
    await one.drained();
    one.server.faults.add('outage');
    one.server.faults.add('outage', { service: 's3' });
    const before = mirroredSeq(one.venue);
    await one.trade(8, 6);
    expect(mirroredSeq(one.venue)).toBe(before);
    expect(one.venue.run.stats.get(Stat.mirrorBacklogBytes)).toBeGreaterThan(0);
    expect(one.venue.run.stats.get(Stat.mirrorLagUs)).toBeGreaterThan(0);
    one.server.faults.clear();
    await one.drained();
    expect(one.venue.run.stats.get(Stat.mirrorBacklogBytes)).toBe(0);
    await one.expectRestored();
  });

  it('gives up after a bounded time when it is closed in an outage, and sends the rest after the next start', async () => {
    const one = await site();
    await one.trade(1, 7);
    await one.drained();
    one.server.faults.add('outage');
    one.venue.trade(20, 8);
    await one.stage.close();
    expect(mirroredSeq(one.venue)).toBeLessThan(one.venue.run.durable);
    one.server.faults.clear();
    await one.start();
    await one.trade(1, 9);
    await one.expectRestored();
  });

  it('goes on from its cursor when the process is killed, with duplicates at worst', async () => {
    const one = await site();
    await one.trade(3, 10);
    const mirrored = mirroredSeq(one.venue);
    await one.start();
    expect(mirroredSeq(one.venue)).toBeLessThanOrEqual(mirrored);
    await one.trade(3, 11);
    await one.expectRestored();
  });
});

describe('a restore from the emulator', () => {
  it('waits for what Firehose holds back, and refuses what is not delivered', async () => {
    const one = await site();
    await one.trade(3, 12);
    one.venue.stop();
    one.server.faults.add('holdDelivery');
    await one.stage.close();
    await expect(one.restore()).rejects.toMatchObject({ code: expect.stringMatching('RESTORE_(INCOMPLETE|GAP|EMPTY)') });
    one.server.faults.clear();
    const waiting = one.restore({ waitMs: 20_000, pollMs: 10 });
    await one.server.flush();
    expect((await replay(await waiting)).stateHash).toBe(one.venue.hash);
  });

  it('reads again what S3 did not give', async () => {
    const one = await site();
    await one.trade(3, 14);
    await one.expectRestored();
    one.server.faults.add('throttle', { service: 's3', count: 2 });
    one.server.faults.add('outage', { service: 's3', count: 2 });
    expect((await replay(await one.restore())).stateHash).toBe(one.venue.hash);
  });

  it('names a deleted object by its neighbours, and a foreign one', async () => {
    const one = await site();
    await one.trade(6, 13);
    await one.expectRestored();
    const keys: string[] = [];
    for await (const key of one.server.buckets.keys('buttonwood', 'journal/', '')) keys.push(key);
    const folder = join(one.server.dir, 'buckets', 'buttonwood');
    writeFileSync(join(folder, 'journal', 'README'), 'hello');
    expect((await one.restore()).report.foreign).toEqual(['journal/README']);
    rmSync(join(folder, keys[0]));
    await expect(one.restore()).rejects.toMatchObject({ code: expect.stringMatching('RESTORE_(GAP|INCOMPLETE)') });
  });

  it('says so when there is no bucket, and when nobody answers', async () => {
    const server = await emulator();
    const open = async (endpoint: string, bucket: string) => {
      const store = await openObjectStore({ endpoint, region: 'us-east-1', bucket });
      later(() => store.close());
      return openS3Source({ store });
    };
    await expect(open(server.endpoint, 'nobody')).rejects.toMatchObject({
      code: 'STORE_UNREACHABLE',
      message: expect.stringContaining('NoSuchBucket'),
    });
    await server.abort();
    await expect(open(server.endpoint, 'buttonwood')).rejects.toMatchObject({
      code: 'STORE_UNREACHABLE',
      message: expect.stringContaining('ECONNREFUSED'),
    });
  });
});
