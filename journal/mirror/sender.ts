/**
 * Compresses parcels and sends them until Firehose has taken each: batches within its limits, at most four requests in flight
 * (one while it refuses), only what failed again, with back-off and no last try. It never blocks its thread: compression runs
 * one at a time in libuv's pool, and every completion ends in `kick`.
 */
import { gzip } from 'node:zlib';
import type { Clock } from '../../engine/clock.js';
import type { Backoff } from './backoff.js';
import { BATCH_BYTES_MAX, BATCH_RECORDS_MAX, type Firehose } from './firehose.js';
import type { Parcel } from './packer.js';

const REQUESTS_MAX = 4;
/** How often a lasting failure is told. */
const TELL_EVERY_US = 10_000_000;

export class Sender {
  /** Uncompressed bytes of what is not taken yet. */
  heldBytes = 0;
  /** Parcels taken, and parcels sent again, since the start. */
  taken = 0;
  retries = 0;
  private readonly queue: Parcel[] = [];
  private compressing = false;
  private requests = 0;
  /** Requests that did not take everything, since the start. */
  private failures = 0;
  private failingSinceUs = 0;
  private tellAtUs = 0;

  constructor(
    private readonly firehose: Firehose,
    private readonly backoff: Backoff,
    private readonly clock: Clock,
    private readonly kick: () => void,
    private readonly fail: (error: Error) => void,
    private readonly log: (line: string) => void,
  ) {}

  /** Parcels that are not taken yet. */
  get held(): number {
    return this.queue.length;
  }

  /** Whether Firehose did not take everything when it was last asked. */
  get failing(): boolean {
    return this.backoff.failed > 0;
  }

  /** Logical time of the oldest frame that is not taken; Infinity: none waits. */
  get oldestUs(): number {
    return this.queue.length > 0 ? this.queue[0].timeUs : Number.POSITIVE_INFINITY;
  }

  /** When dispatch() has something to do that no completion will announce. */
  get dueUs(): number {
    if (this.requests >= this.requestsMax || !this.queue.some(isReady)) return Number.POSITIVE_INFINITY;
    return this.backoff.notBeforeUs;
  }

  private get requestsMax(): number {
    return this.backoff.failed > 0 ? 1 : REQUESTS_MAX;
  }

  add(parcel: Parcel): void {
    this.queue.push(parcel);
    this.heldBytes += parcel.bytes;
    this.compressNext();
  }

  /** Sends what may be sent now. */
  dispatch(nowUs: number): void {
    while (this.requests < this.requestsMax && nowUs >= this.backoff.notBeforeUs) {
      const batch = this.nextBatch();
      if (batch.length === 0) return;
      void this.send(batch);
    }
  }

  /** Lets go of what has been taken without a gap before it; returns the last of it, or null. */
  settle(): Parcel | null {
    let last: Parcel | null = null;
    while (this.queue.length > 0 && this.queue[0].state === 'taken') {
      last = this.queue.shift() as Parcel;
      this.heldBytes -= last.bytes;
    }
    return last;
  }

  private compressNext(): void {
    if (this.compressing) return;
    const parcel = this.queue.find((candidate) => candidate.state === 'packed');
    if (!parcel) return;
    this.compressing = true;
    gzip(Buffer.concat(parcel.frames), { level: 1 }, (error, data) => {
      this.compressing = false;
      if (error) this.fail(error);
      parcel.data = data;
      parcel.frames = [];
      parcel.state = 'ready';
      this.compressNext();
      this.kick();
    });
  }

  /** The oldest parcels that are ready, as many as one request may hold. */
  private nextBatch(): Parcel[] {
    const batch: Parcel[] = [];
    let bytes = 0;
    for (const parcel of this.queue) {
      if (!isReady(parcel)) continue;
      const { length } = parcel.data as Buffer;
      if (batch.length === BATCH_RECORDS_MAX || bytes + length > BATCH_BYTES_MAX) break;
      bytes += length;
      batch.push(parcel);
    }
    return batch;
  }

  private async send(batch: readonly Parcel[]): Promise<void> {
    for (const parcel of batch) parcel.state = 'sending';
    this.requests++;
    const failuresBefore = this.failures;
    let failed: readonly number[];
    let reason: string;
    try {
      ({ failed, reason } = await this.firehose.putRecordBatch(batch.map((parcel) => parcel.data as Buffer)));
    } catch (error) {
      // nothing is known: what was taken after all becomes a duplicate
      failed = batch.map((_, index) => index);
      reason = `${(error as Error).name}: ${(error as Error).message}`;
    }
    this.requests--;
    const nowUs = this.clock.nowUs();
    for (const parcel of batch) parcel.state = 'taken';
    for (const index of failed) batch[index].state = 'ready';
    this.retries += failed.length;
    this.taken += batch.length - failed.length;
    for (const parcel of batch) if (parcel.state === 'taken') parcel.data = null;
    if (failed.length > 0) this.failed(reason, nowUs);
    // a success that was under way when another failed says nothing of now
    else if (this.failures === failuresBefore) this.succeeded(nowUs);
    this.kick();
  }

  private failed(reason: string, nowUs: number): void {
    if (this.backoff.failed === 0) {
      this.failingSinceUs = nowUs;
      this.tellAtUs = nowUs;
    }
    this.failures++;
    this.backoff.failure(nowUs);
    if (nowUs < this.tellAtUs) return;
    this.tellAtUs = nowUs + TELL_EVERY_US;
    this.log(`mirror: Firehose did not take everything (${reason}); it is sent again until it does`);
  }

  private succeeded(nowUs: number): void {
    if (this.backoff.failed > 0) {
      this.log(`mirror: Firehose takes everything again, after ${((nowUs - this.failingSinceUs) / 1e6).toFixed(1)} s`);
    }
    this.backoff.success();
  }
}

function isReady(parcel: Parcel): boolean {
  return parcel.state === 'ready';
}
