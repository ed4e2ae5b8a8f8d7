/** Packs whole frames into parcels: what will be one gzip member and one Firehose record. */
import type { Frame } from '../frame.js';
import type { MirrorCursor } from './cursor.js';

/** Before compression, which may add a little to what does not compress: a record may have 1,000 KiB. */
export const PARCEL_BYTES_MAX = 900 * 1024;
/** How long a frame waits for company. */
export const LINGER_US = 20_000;

export interface Parcel {
  /** The frames' bytes; emptied once they are compressed. */
  frames: Buffer[];
  readonly bytes: number;
  /** The gzip member, once it is made. */
  data: Buffer | null;
  /** Where the journal goes on after its last frame. */
  readonly end: MirrorCursor;
  /** Logical time of its first frame. */
  readonly timeUs: number;
  state: 'packed' | 'ready' | 'sending' | 'taken';
}

export class Packer {
  private frames: Buffer[] = [];
  bytes = 0;
  /** Logical time of the first frame; Infinity while there is none. */
  timeUs = Number.POSITIVE_INFINITY;
  /** When take() is due, full or not. */
  dueUs = Number.POSITIVE_INFINITY;
  private end: MirrorCursor | null = null;

  hasRoomFor(frame: Frame): boolean {
    return this.bytes + frame.bytes.length <= PARCEL_BYTES_MAX;
  }

  /** Copies the frame, which is its reader's. */
  add(frame: Frame, end: MirrorCursor, nowUs: number): void {
    if (this.frames.length === 0) {
      this.timeUs = frame.header.timeUs;
      this.dueUs = nowUs + LINGER_US;
    }
    this.frames.push(Buffer.from(frame.bytes));
    this.bytes += frame.bytes.length;
    this.end = end;
  }

  /** What has been packed; null: nothing. */
  take(): Parcel | null {
    const { frames, bytes, end, timeUs } = this;
    if (end === null) return null;
    this.frames = [];
    this.bytes = 0;
    this.timeUs = this.dueUs = Number.POSITIVE_INFINITY;
    this.end = null;
    return { frames, bytes, data: null, end, timeUs, state: 'packed' };
  }
}
