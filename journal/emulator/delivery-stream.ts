/**
 * One delivery stream: buffers what it accepts and delivers it to a bucket as Firehose does. An object goes out when the
 * buffer holds `bufferBytes`, or when its oldest record is `bufferMs` old; both are hints, as they are at AWS.
 * Records are concatenated with nothing between them. Delivery is at least once: a kill between writing an object and
 * forgetting its spool delivers it again.
 */
import { createHash, randomUUID } from 'node:crypto';
import { mkdirSync, readdirSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Clock } from '../../engine/clock.js';
import type { BucketDirectory } from './bucket-directory.js';
import type { Faults } from './faults.js';
import { Spool } from './spool.js';

export interface StreamSettings {
  readonly name: string;
  readonly bucket: string;
  readonly prefix: string;
  readonly bufferBytes: number;
  readonly bufferMs: number;
  readonly compression: 'UNCOMPRESSED' | 'GZIP';
  readonly createdMs: number;
}

export class DeliveryStream {
  recordsAccepted = 0;
  objectsDelivered = 0;
  lastError: string | null = null;
  /** Version in object names; AWS raises it with each change of the configuration, which this stand-in does not have. */
  readonly version = 1;
  private current: Spool;
  private readonly sealed: Spool[];
  private nextSpool: number;
  private delivering: Promise<void> | null = null;

  constructor(
    readonly settings: StreamSettings,
    private readonly buckets: BucketDirectory,
    private readonly spoolFolder: string,
    private readonly clock: Clock,
    private readonly faults: Faults,
    private readonly fsync: boolean,
  ) {
    mkdirSync(spoolFolder, { recursive: true });
    const left = readdirSync(spoolFolder).sort();
    this.sealed = left.map((name) => Spool.load(join(spoolFolder, name)));
    this.nextSpool = left.length === 0 ? 1 : Number.parseInt(left[left.length - 1]!, 10) + 1;
    this.current = this.openSpool();
  }

  /** Bytes accepted and not yet delivered. */
  get bufferedBytes(): number {
    return this.sealed.reduce((sum, spool) => sum + spool.bytes, this.current.bytes);
  }

  /** Takes records in and returns their ids; they survive a kill from here on. */
  accept(records: readonly Buffer[]): string[] {
    const kept = this.faults.take('duplicate') ? records.concat(records) : records;
    this.current.append(kept, this.nowMs());
    this.recordsAccepted += records.length;
    if (this.current.bytes >= this.settings.bufferBytes) this.seal();
    return records.map(() => `${randomUUID().replaceAll('-', '')}${String(this.recordsAccepted).padStart(16, '0')}`);
  }

  /** Delivers what is due. Called by the emulator's timer, or by a test that moved the clock. */
  async tick(): Promise<void> {
    if (this.nowMs() - this.current.oldestMs >= this.settings.bufferMs) this.seal();
    await this.deliver();
  }

  /** Delivers everything. */
  async flush(): Promise<void> {
    this.seal();
    await this.deliver();
  }

  close(): void {
    this.current.seal();
  }

  private seal(): void {
    if (this.current.records.length === 0) return;
    this.current.seal();
    this.sealed.push(this.current);
    this.current = this.openSpool();
    void this.deliver();
  }

  private openSpool(): Spool {
    return new Spool(join(this.spoolFolder, `${String(this.nextSpool++).padStart(12, '0')}.spool`), this.fsync);
  }

  /** One delivery at a time; whoever asks meanwhile waits for it, and for what was sealed since. */
  private async deliver(): Promise<void> {
    while (this.delivering) await this.delivering;
    if (this.sealed.length === 0) return;
    this.delivering = this.deliverSealed().finally(() => {
      this.delivering = null;
    });
    await this.delivering;
  }

  private async deliverSealed(): Promise<void> {
    try {
      while (this.sealed.length > 0 && !this.faults.take('holdDelivery')) {
        const spool = this.sealed[0]!;
        if (spool.records.length > 0) await this.writeObject(spool);
        spool.remove();
        this.sealed.shift();
        this.lastError = null;
      }
    } catch (error) {
      this.lastError = (error as Error).message; // like Firehose: kept, and tried again with the next tick
    }
  }

  private async writeObject(spool: Spool): Promise<void> {
    const { settings, buckets } = this;
    await buckets.requireBucket(settings.bucket);
    const records = spool.records.slice();
    if (this.faults.take('reorder')) this.faults.shuffle(records);
    const gzip = settings.compression === 'GZIP';
    const content = gzip ? gzipSync(Buffer.concat(records)) : Buffer.concat(records);
    const incoming = buckets.newIncoming();
    await writeFile(incoming, content);
    const key = objectKey(settings, this.version, spool.oldestMs, randomUUID()) + (gzip ? '.gz' : '');
    await buckets.place(settings.bucket, key, incoming, createHash('md5').update(content).digest('hex'));
    this.objectsDelivered++;
  }

  private nowMs(): number {
    return this.clock.nowUs() / 1000;
  }
}

/** `<prefix>YYYY/MM/dd/HH/<stream>-<version>-<yyyy-MM-dd-HH-mm-ss>-<uuid>`, UTC, by the arrival of the oldest record. */
export function objectKey(settings: StreamSettings, version: number, arrivalMs: number, uuid: string): string {
  const time = new Date(arrivalMs).toISOString(); // 2026-11-20T11:04:09.123Z
  const hour = time.slice(0, 13).replace('T', '-').replaceAll('-', '/');
  const second = time.slice(0, 19).replace('T', '-').replaceAll(':', '-');
  return `${settings.prefix}${hour}/${settings.name}-${version}-${second}-${uuid}`;
}
