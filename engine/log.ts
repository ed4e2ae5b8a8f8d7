/**
 * The log: a broadcast ring of transactions, each a command record followed by the event records it caused.
 * LogWriter belongs to the engine's thread, a LogReader to each stage that follows the log.
 */
import type { Doorbell } from './doorbell.js';
import { isReached, type Progress } from './progress.js';
import { Command, FIRST_EVENT } from './records.js';
import { RecordViews, RingConsumer, type RingMemory, RingProducer } from './ring.js';

/**
 * Where records go: the log ring, a spill chunk, a replay's buffer. `views` may change with each claim, so a writer
 * takes it after the claim; the views of an earlier record stay valid until the transaction has ended.
 */
export interface RecordSink {
  readonly views: RecordViews;
  /** Room for a record of `length` bytes (a multiple of 8) in `views`: length word set, slack (last 8 bytes) zeroed; type and aux are the writer's. */
  claim(length: number): number;
}

const SPILL_CHUNK = 1 << 22;

/** Writes to the log ring; what finds no room waits in memory and goes first once there is room again. */
export class LogWriter implements RecordSink {
  views: RecordViews;
  private readonly ring: RingProducer;
  private readonly chunks: { views: RecordViews; used: number }[] = [];
  /** Read position in the first chunk. */
  private drained = 0;
  private spare: RecordViews | null = null;

  constructor(memory: RingMemory, bells: readonly Doorbell[]) {
    this.ring = new RingProducer(memory, bells);
    this.views = this.ring.views;
  }

  get spilling(): boolean {
    return this.chunks.length > 0;
  }

  get maxRecord(): number {
    return this.ring.maxRecord;
  }

  hasRoom(length: number): boolean {
    return this.chunks.length === 0 && this.ring.hasRoom(length);
  }

  claim(length: number): number {
    if (this.chunks.length === 0) {
      const at = this.ring.claim(length);
      if (at >= 0) return at;
    }
    return this.claimSpill(length);
  }

  private claimSpill(length: number): number {
    let chunk = this.chunks[this.chunks.length - 1];
    if (!chunk || chunk.used + length > SPILL_CHUNK) {
      chunk = { views: this.spare ?? new RecordViews(new SharedArrayBuffer(SPILL_CHUNK)), used: 0 };
      this.spare = null;
      this.chunks.push(chunk);
    }
    this.views = chunk.views;
    const at = chunk.used;
    chunk.used += length;
    chunk.views.f64[((at + length) >> 3) - 1] = 0;
    chunk.views.i32[at >> 2] = length;
    return at;
  }

  publish(): void {
    this.ring.publish();
  }

  /** Moves spilled records into the ring as far as there is room; returns the bytes moved. The caller publishes. */
  drain(): number {
    let moved = 0;
    while (this.chunks.length > 0) {
      const { views, used } = this.chunks[0]!;
      while (this.drained < used) {
        const length = views.i32[this.drained >> 2]!;
        const at = this.ring.claim(length);
        if (at < 0) return moved;
        this.ring.views.u8.set(views.u8.subarray(this.drained, this.drained + length), at);
        this.drained += length;
        moved += length;
      }
      this.chunks.shift();
      this.spare = views;
      this.drained = 0;
    }
    this.views = this.ring.views;
    return moved;
  }

  used(): number {
    return this.ring.used();
  }

  get capacity(): number {
    return this.ring.capacity;
  }
}

/** How far a reader may read: `none` as far as published; `admin` and `safe` up to that promise (progress.ts). */
export type Gate = 'none' | 'admin' | 'safe';

/**
 * Reads the log in order and stops before the first transaction that its gate holds back.
 * While a record is current (between next() and the following next()), `seq` and `timeUs` are its transaction's.
 */
export class LogReader {
  readonly views: RecordViews;
  seq = 0;
  timeUs = 0;
  private readonly ring: RingConsumer;
  private current = false;

  constructor(
    memory: RingMemory,
    consumer: number,
    private readonly progress: Progress,
    private readonly gate: Gate,
    writerBell: Doorbell | null = null,
  ) {
    this.ring = new RingConsumer(memory, consumer, writerBell);
    this.views = this.ring.views;
  }

  /** Byte offset in `views` of the next record, or -1 if there is none that the gate lets pass. */
  next(): number {
    if (this.current) {
      this.ring.advance();
      this.current = false;
    }
    const at = this.ring.peek();
    if (at < 0) return -1;
    if (this.views.u16[(at >> 1) + 2]! < FIRST_EVENT) {
      const seq = this.views.f64[(at + Command.SEQ) >> 3]!;
      if (this.gate !== 'none') {
        if (!isReached(seq, this.gate === 'safe' ? this.progress.safe() : this.progress.adminSafe())) return -1;
      }
      this.seq = seq;
      this.timeUs = this.views.f64[(at + Command.TIME) >> 3]!;
    }
    this.current = true;
    return at;
  }

  /** Gives everything read back to the writer. No record is current after it. */
  release(): void {
    if (this.current) {
      this.ring.advance();
      this.current = false;
    }
    this.ring.release();
  }

  /** Bytes published and not yet read. */
  pending(): number {
    return this.ring.pending();
  }
}

/** A sink that keeps everything in one growing buffer: replay, tests, warm-up. */
export class MemorySink implements RecordSink {
  views: RecordViews;
  used = 0;

  constructor(private capacity = 1 << 16) {
    this.views = new RecordViews(new ArrayBuffer(capacity));
  }

  claim(length: number): number {
    if (this.used + length > this.capacity) {
      while (this.used + length > this.capacity) this.capacity *= 2;
      const grown = new RecordViews(new ArrayBuffer(this.capacity));
      grown.u8.set(this.views.u8.subarray(0, this.used));
      this.views = grown;
    }
    const at = this.used;
    this.used += length;
    this.views.f64[((at + length) >> 3) - 1] = 0;
    this.views.i32[at >> 2] = length;
    return at;
  }

  /** Forgets what was written; the memory is used again. */
  clear(): void {
    this.used = 0;
  }

  bytes(): Uint8Array {
    return this.views.u8.subarray(0, this.used);
  }
}
