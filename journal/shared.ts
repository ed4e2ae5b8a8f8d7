/**
 * What the journal's threads tell each other: shared words, 64 bytes apart.
 *
 *   int 0   segment that is written to        int 16  bytes of it that are durable
 *   int 32  last segment that is ready        int 48  last segment whose publication someone has claimed
 *   int 1   size of the segment that is written to
 *
 * The writer alone stores the first two and the last, the durable end always after fdatasync. Whoever makes a segment (the preparer as a rule, the writer
 * when it cannot wait) claims its index before it renames the file into place, so that no one renames over a segment in use.
 */
import type { JournalPosition } from './segment.js';

const SEGMENT = 0;
const SEGMENT_BYTES = 1;
const OFFSET = 16;
const PREPARED = 32;
const CLAIMED = 48;
const BYTES = 256;

export class JournalShared {
  static readonly BYTES = BYTES;
  private readonly words: Int32Array;

  constructor(readonly sab: SharedArrayBuffer = new SharedArrayBuffer(BYTES)) {
    this.words = new Int32Array(sab);
  }

  /** For the writer at its start. */
  start(position: JournalPosition, preparedSegment: number): void {
    Atomics.store(this.words, PREPARED, preparedSegment);
    Atomics.store(this.words, CLAIMED, preparedSegment);
    Atomics.store(this.words, OFFSET, position.offset);
    Atomics.store(this.words, SEGMENT, position.segment);
  }

  /** For the writer: everything before `offset` of `segment` is durable. */
  moveTo(segment: number, offset: number): void {
    if (segment !== Atomics.load(this.words, SEGMENT)) {
      // between these two stores a reader sees too little, never too much
      Atomics.store(this.words, OFFSET, 0);
      Atomics.store(this.words, SEGMENT, segment);
    }
    Atomics.store(this.words, OFFSET, offset);
  }

  /** Where the durable part of the journal ends, into `into`. Segment 0: the writer has not started. */
  durableEnd(into: JournalPosition): JournalPosition {
    for (;;) {
      into.segment = Atomics.load(this.words, SEGMENT);
      into.offset = Atomics.load(this.words, OFFSET);
      if (into.segment === Atomics.load(this.words, SEGMENT)) return into;
    }
  }

  get currentSegment(): number {
    return Atomics.load(this.words, SEGMENT);
  }

  get durableOffset(): number {
    return Atomics.load(this.words, OFFSET);
  }

  get segmentBytes(): number {
    return Atomics.load(this.words, SEGMENT_BYTES);
  }

  set segmentBytes(bytes: number) {
    Atomics.store(this.words, SEGMENT_BYTES, bytes);
  }

  get preparedSegment(): number {
    return Atomics.load(this.words, PREPARED);
  }

  /** Takes the right to rename segment `index` into place; false when another has it. */
  claim(index: number): boolean {
    return Atomics.compareExchange(this.words, CLAIMED, index - 1, index) === index - 1;
  }

  /** Gives the right back: the rename failed. */
  unclaim(index: number): void {
    Atomics.store(this.words, CLAIMED, index - 1);
  }

  prepared(index: number): void {
    Atomics.store(this.words, PREPARED, index);
    Atomics.notify(this.words, PREPARED);
  }

  /** Waits until segment `index` is ready, at most `timeoutMs`. */
  awaitPrepared(index: number, timeoutMs: number): boolean {
    const seen = Atomics.load(this.words, PREPARED);
    if (seen < index) Atomics.wait(this.words, PREPARED, seen, timeoutMs);
    return Atomics.load(this.words, PREPARED) >= index;
  }
}
