import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { expect, it } from 'vitest';
import { ManualClock } from '../../engine/clock.js';
import { Progress } from '../../engine/progress.js';
import { FIRST_EVENT } from '../../engine/records.js';
import { NodeDisk } from '../../journal/disk.js';
import { SegmentPreparer } from '../../journal/preparer.js';
import { FrameReader, FrameRecords } from '../../journal/reader.js';
import { FIRST_FRAME, journalDir, listSegments } from '../../journal/segment.js';
import { JournalShared } from '../../journal/shared.js';

const worker = new URL('../../dist/test/journal/writer-worker.js', import.meta.url);

it('a reader follows a writer on another thread over many segments, while a third party prepares them', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'buttonwood-'));
  const disk = new NodeDisk();
  const dir = journalDir(dataDir);
  try {
    const shared = new JournalShared();
    const writer = new Worker(worker, { workerData: { dataDir, sab: shared.sab, commands: 2500, seed: 5 } });
    let last = 0;
    writer.on('message', ({ seq }: { seq: number }) => {
      last = seq;
    });
    const failed = once(writer, 'error').then(([error]) => Promise.reject(error));
    failed.catch(() => undefined);

    const clock = new ManualClock();
    const progress = new Progress();
    const preparer = new SegmentPreparer({ disk, dataDir, segmentBytes: 64 * 1024, shared, progress, clock });
    const reader = new FrameReader({ disk, dir, from: { segment: 1, offset: FIRST_FRAME }, chainCrc: 0, follow: shared });
    const records = new FrameRecords();
    let seq = 0;
    const follow = async () => {
      while (last === 0 || seq < last) {
        const frame = reader.next();
        if (frame === null) {
          clock.advanceMs(200);
          preparer.work();
          await setImmediate();
          continue;
        }
        records.over(frame);
        while (records.next() >= 0) {
          if (records.type >= FIRST_EVENT) continue;
          expect(records.seq).toBe(seq + 1);
          seq = records.seq;
        }
      }
    };
    await Promise.race([follow(), failed]);
    expect(seq).toBe(last);
    expect(listSegments(disk, dir).length).toBeGreaterThan(20);
    preparer.stop();
    reader.close();
  } finally {
    rmSync(dataDir, { recursive: true, force: true });
  }
});
