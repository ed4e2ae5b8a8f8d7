/**
 * The owned events of late, in memory: a byte window over all sessions, with an index by number for each. Belongs to one
 * outbox, on its thread. What falls out of it is read from the journal instead.
 *
 * The window is a buffer of a power of two bytes that is written round and round; an entry never wraps:
 *
 *   0        8         16
 *   | f64 seq | f64 timeUs | the record as in the log … |
 *
 * Positions count bytes for ever; an entry is still there while the tail is at most one window ahead of its position.
 * A session's index is a ring of positions, by the low bits of MsgSeqNum; it doubles while it would forget what is still there.
 */
import { Owned } from '../engine/records.js';
import { RecordViews } from '../engine/ring.js';

const PREFIX = 16;
const INDEX_MIN = 16;

export class EventWindow {
  readonly views: RecordViews;
  private readonly mask: number;
  private readonly indexes: Float64Array[] = [];
  private tail = 0;

  constructor(private readonly bytes: number) {
    if (!Number.isInteger(Math.log2(bytes)) || bytes < 4096 || bytes > 2 ** 30) {
      throw new RangeError(`event window: expected a power of two from 4 KiB to 1 GiB, got ${bytes}`);
    }
    this.views = new RecordViews(new ArrayBuffer(bytes));
    this.mask = bytes - 1;
  }

  push(from: RecordViews, at: number, seq: number, timeUs: number): void {
    const length = from.i32[at >> 2];
    const left = this.bytes - (this.tail & this.mask);
    if (left < PREFIX + length) this.tail += left;
    const to = this.tail & this.mask;
    const { i32, f64 } = this.views;
    f64[to >> 3] = seq;
    f64[(to + 8) >> 3] = timeUs;
    const source = from.i32;
    for (let i = 0, a = at >> 2, b = (to + PREFIX) >> 2, words = length >> 2; i < words; i++) i32[b + i] = source[a + i];
    const position = this.tail;
    this.tail += PREFIX + length; // first: what it has overwritten is not held any more
    this.remember(from.i32[(at + Owned.SESSION) >> 2], from.i32[(at + Owned.MSG_SEQ_NUM) >> 2], position);
  }

  private remember(session: number, msgSeqNum: number, position: number): void {
    let index = this.indexes[session];
    if (index === undefined) index = this.indexes[session] = new Float64Array(INDEX_MIN).fill(-1);
    while (this.isHeld(index[msgSeqNum & (index.length - 1)])) index = this.grow(session, index);
    index[msgSeqNum & (index.length - 1)] = position;
  }

  private grow(session: number, old: Float64Array): Float64Array {
    const index = new Float64Array(old.length * 2).fill(-1);
    for (let i = 0; i < old.length; i++) {
      if (this.isHeld(old[i])) index[this.numberAt(old[i]) & (index.length - 1)] = old[i];
    }
    this.indexes[session] = index;
    return index;
  }

  private isHeld(position: number): boolean {
    return position >= 0 && position + this.bytes >= this.tail;
  }

  private numberAt(position: number): number {
    return this.views.i32[((position & this.mask) + PREFIX + Owned.MSG_SEQ_NUM) >> 2];
  }

  /** Byte offset in `views` of the session's event with this number, or -1. Valid until the next push. */
  find(session: number, msgSeqNum: number): number {
    const index = this.indexes[session];
    if (index === undefined) return -1;
    const position = index[msgSeqNum & (index.length - 1)];
    if (!this.isHeld(position) || this.numberAt(position) !== msgSeqNum) return -1;
    return (position & this.mask) + PREFIX;
  }

  /** Sequence number of the transaction of an event that find() gave. */
  seqOf(at: number): number {
    return this.views.f64[(at - PREFIX) >> 3];
  }

  timeOf(at: number): number {
    return this.views.f64[(at - PREFIX + 8) >> 3];
  }

  /** The session's numbers start again: forgets what it had. */
  reset(session: number): void {
    this.indexes[session]?.fill(-1);
  }
}
