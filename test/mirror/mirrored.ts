/** A venue with a journal on a simulated disk and a mirror over it, driven by hand; and stand-ins in memory for both ports. */
import { Level } from '../../engine/progress.js';
import type { Disk } from '../../journal/disk.js';
import type { Firehose, PutResult } from '../../journal/mirror/firehose.js';
import type { ObjectStore } from '../../journal/mirror/object-store.js';
import { type MirrorOptions, MirrorStage } from '../../journal/mirror/stage.js';
import { FrameReader } from '../../journal/reader.js';
import { FIRST_FRAME } from '../../journal/segment.js';
import { DATA, DIR, SEGMENT_BYTES } from '../journal/support.js';
import type { Venue } from '../journal/venue.js';

export class MemoryStore implements ObjectStore {
  readonly objects = new Map<string, Buffer>();
  gets = 0;

  async put(key: string, body: Uint8Array): Promise<void> {
    this.objects.set(key, Buffer.from(body));
  }

  async putIfAbsent(key: string, body: Uint8Array): Promise<boolean> {
    if (this.objects.has(key)) return false;
    await this.put(key, body);
    return true;
  }

  async get(key: string): Promise<Buffer | null> {
    this.gets++;
    return this.objects.get(key) ?? null;
  }

  async *list(prefix: string): AsyncGenerator<{ key: string; bytes: number }> {
    for (const key of [...this.objects.keys()].sort()) {
      if (key.startsWith(prefix)) yield { key, bytes: this.objects.get(key)!.length };
    }
  }

  close(): void {}
}

/** Holds each request until the test answers it. */
export class HeldFirehose implements Firehose {
  readonly requests: { records: Buffer[]; answer(failed?: number[]): void; lose(): void }[] = [];

  putRecordBatch(records: readonly Uint8Array[]): Promise<PutResult> {
    return new Promise((resolve, reject) => {
      this.requests.push({
        records: records.map((record) => Buffer.from(record)),
        answer: (failed = []) =>
          resolve({ failed, reason: failed.length > 0 ? 'ServiceUnavailableException: Slow down.' : '' }),
        lose: () => reject(new Error('socket hang up')),
      });
    });
  }

  close(): void {}
}

export function mirrorOf(venue: Venue, disk: Disk, more: Pick<MirrorOptions, 'firehose' | 'store'> & Partial<MirrorOptions>) {
  const { shared: follow, progress, stats, clock } = venue.run;
  const common = {
    disk,
    dataDir: DATA,
    segmentBytes: SEGMENT_BYTES,
    follow,
    progress,
    stats,
    clock,
    bells: [],
    kick: () => {},
    target: { endpoint: null, stream: 'stream', bucket: 'bucket', prefix: '' },
  };
  return new MirrorStage({ ...common, random: () => 0.5, ...more });
}

/** Gives the stage turns until `done`; compression and answers happen between them. */
export async function turns(stage: MirrorStage, done: () => boolean): Promise<void> {
  const giveUpMs = performance.now() + 20_000;
  while (performance.now() < giveUpMs) {
    stage.work();
    if (done()) return;
    await new Promise((resolve) => setImmediate(resolve));
  }
  throw new Error('the mirror did not come to it');
}

export function mirroredSeq(venue: Venue): number {
  return venue.run.progress.reached(Level.mirror);
}

/** All frames of a journal at rest, as they are on disk. */
export function framesOf(disk: Disk, dir = DIR): Buffer[] {
  const reader = new FrameReader({ disk, dir, from: { segment: 1, offset: FIRST_FRAME }, chainCrc: 0 });
  const frames: Buffer[] = [];
  for (let frame = reader.next(); frame !== null; frame = reader.next()) frames.push(Buffer.from(frame.bytes));
  reader.close();
  return frames;
}
