/**
 * What a delivery stream has accepted and not yet delivered: in memory, and in a file that is written before the reply,
 * so that it survives a kill of the emulator (and, with fsync, a power cut).
 *
 *   0            4                  12
 *   | u32 length | f64 arrival, ms  | data … |   records in order of arrival; a cut-off last one was never acknowledged
 */
import { closeSync, fdatasyncSync, fsyncSync, openSync, readFileSync, unlinkSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';

const HEADER_BYTES = 12;

export class Spool {
  readonly records: Buffer[] = [];
  bytes = 0;
  /** Arrival of the oldest record; Infinity while there is none. */
  oldestMs = Number.POSITIVE_INFINITY;
  private fd: number | null = null;

  constructor(
    readonly file: string,
    private readonly fsync: boolean,
  ) {}

  /** The spool that an earlier run left behind. */
  static load(file: string): Spool {
    const spool = new Spool(file, false);
    const content = readFileSync(file);
    for (let at = 0; at + HEADER_BYTES <= content.length; ) {
      const length = content.readUInt32LE(at);
      const end = at + HEADER_BYTES + length;
      if (end > content.length) break;
      spool.keep(content.subarray(at + HEADER_BYTES, end), content.readDoubleLE(at + 4));
      at = end;
    }
    return spool;
  }

  /** Takes records in; they are in the file when this returns. */
  append(records: readonly Buffer[], nowMs: number): void {
    this.fd ??= this.open();
    const parts: Buffer[] = [];
    for (const record of records) {
      const header = Buffer.alloc(HEADER_BYTES);
      header.writeUInt32LE(record.length, 0);
      header.writeDoubleLE(nowMs, 4);
      parts.push(header, record);
    }
    const block = Buffer.concat(parts);
    for (let at = 0; at < block.length; ) at += writeSync(this.fd, block, at);
    if (this.fsync) fdatasyncSync(this.fd);
    for (const record of records) this.keep(record, nowMs);
  }

  /** No more records. */
  seal(): void {
    if (this.fd !== null) closeSync(this.fd);
    this.fd = null;
  }

  /** Forgets the file: everything in it is delivered. */
  remove(): void {
    this.seal();
    unlinkSync(this.file);
  }

  private keep(record: Buffer, arrivalMs: number): void {
    this.records.push(record);
    this.bytes += record.length;
    this.oldestMs = Math.min(this.oldestMs, arrivalMs);
  }

  private open(): number {
    const fd = openSync(this.file, 'wx');
    if (this.fsync) {
      const folder = openSync(dirname(this.file), 'r');
      fsyncSync(folder);
      closeSync(folder);
    }
    return fd;
  }
}
