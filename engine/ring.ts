/**
 * A byte ring in a SharedArrayBuffer: one producer, one or more consumers, each with its own cursor.
 * It may live on any thread; the producer and each consumer object belong to one thread each.
 *
 * Control words stand 64 bytes apart so that no two threads write one cache line:
 *
 *   int 0        capacity in bytes, a power of two
 *   int 16       number of consumers
 *   int 32       tail: what the producer has published
 *   int 48+16*i  head of consumer i: what it has finished with
 *   then the data, 64-byte aligned
 *
 * A record is 8-byte aligned and never wraps:
 *
 *   0        4      6       8
 *   | length | type | aux   | body …            |0|   length counts all, a multiple of 8; slack bytes are zero
 *
 * A record of type 0 is padding up to the end of the buffer; consumers never see it.
 * Positions are 32-bit counters that wrap; they are compared by signed difference, never by size.
 * A full ring is a return value (-1), never an exception and never a wait.
 */
import type { Doorbell } from './doorbell.js';

const CAPACITY = 0;
const CONSUMERS = 16;
const TAIL = 32;
const HEAD = 48;
const LINE = 16;
const PADDING = 0;

/** The shared memory of a ring: what is passed between threads. */
export type RingMemory = SharedArrayBuffer;

/** Shared memory for a ring of `capacity` bytes (a power of two, 64 B to 1 GiB) with `consumers` readers. */
export function createRing(capacity: number, consumers: number): RingMemory {
  if (!Number.isInteger(Math.log2(capacity)) || capacity < 64 || capacity > 2 ** 30) {
    throw new RangeError(`ring capacity: expected a power of two from 64 to 2^30 bytes, got ${capacity}`);
  }
  if (!Number.isInteger(consumers) || consumers < 1 || consumers > 64) {
    throw new RangeError(`ring consumers: expected 1 to 64, got ${consumers}`);
  }
  const sab = new SharedArrayBuffer(controlBytes(consumers) + capacity);
  const control = new Int32Array(sab);
  control[CAPACITY] = capacity;
  control[CONSUMERS] = consumers;
  return sab;
}

function controlBytes(consumers: number): number {
  return (HEAD + LINE * consumers) * 4;
}

/** Typed views over one stretch of record memory: a ring's data, a spill chunk, a replay buffer. */
export class RecordViews {
  readonly i32: Int32Array;
  readonly u16: Uint16Array;
  readonly u8: Uint8Array;
  readonly f64: Float64Array;

  constructor(buffer: ArrayBufferLike, byteOffset = 0, byteLength = buffer.byteLength - byteOffset) {
    this.i32 = new Int32Array(buffer, byteOffset, byteLength >> 2);
    this.u16 = new Uint16Array(buffer, byteOffset, byteLength >> 1);
    this.u8 = new Uint8Array(buffer, byteOffset, byteLength);
    this.f64 = new Float64Array(buffer, byteOffset, byteLength >> 3);
  }
}

/** The writing end. */
export class RingProducer {
  readonly views: RecordViews;
  readonly capacity: number;
  private readonly control: Int32Array;
  private readonly consumers: number;
  private readonly mask: number;
  private tail: number;
  private published: number;
  /** Position up to which writing is known to be free: the slowest cursor that was seen last, plus the capacity. */
  private limit: number;

  /** @param bells the doorbells of the threads that read this ring */
  constructor(
    memory: RingMemory,
    private readonly bells: readonly Doorbell[] = [],
  ) {
    this.control = new Int32Array(memory, 0, HEAD);
    this.capacity = this.control[CAPACITY]!;
    this.consumers = this.control[CONSUMERS]!;
    this.control = new Int32Array(memory, 0, controlBytes(this.consumers) >> 2);
    this.views = new RecordViews(memory, controlBytes(this.consumers), this.capacity);
    this.mask = this.capacity - 1;
    this.tail = this.published = Atomics.load(this.control, TAIL);
    this.limit = (this.slowest() + this.capacity) | 0;
  }

  /** The longest record that is accepted: a quarter of the ring, so that padding can never starve a writer. */
  get maxRecord(): number {
    return this.capacity >> 2;
  }

  /**
   * Room for a record of `length` bytes (a multiple of 8): its byte offset in `views`, or -1 when the ring is full.
   * The length word is set and the last 8 bytes zeroed (the slack); the rest is the caller's to write in full.
   */
  claim(length: number): number {
    const at = this.tail & this.mask;
    const toEnd = this.capacity - at;
    const needed = length <= toEnd ? length : toEnd + length;
    if (((this.limit - this.tail) | 0) < needed) {
      this.limit = (this.slowest() + this.capacity) | 0;
      if (((this.limit - this.tail) | 0) < needed) return this.full(length);
    }
    if (length <= toEnd) {
      this.tail = (this.tail + length) | 0;
      return this.open(at, length);
    }
    this.views.i32[at >> 2] = toEnd;
    this.views.i32[(at >> 2) + 1] = PADDING;
    this.tail = (this.tail + needed) | 0;
    return this.open(0, length);
  }

  /** -1; but a record that may never find room is the caller's mistake, and waiting would hide it for ever. */
  private full(length: number): number {
    if (length > this.maxRecord) throw new RangeError(`ring record: expected at most ${this.maxRecord} bytes, got ${length}`);
    return -1;
  }

  private open(at: number, length: number): number {
    this.views.f64[((at + length) >> 3) - 1] = 0;
    this.views.i32[at >> 2] = length;
    return at;
  }

  /** Forgets what was claimed since the last publish. */
  abandon(): void {
    this.tail = this.published;
  }

  /** Whether a record of `length` bytes would find room now. Claims nothing. */
  hasRoom(length: number): boolean {
    const toEnd = this.capacity - (this.tail & this.mask);
    const needed = length <= toEnd ? length : toEnd + length;
    if (((this.limit - this.tail) | 0) >= needed) return true;
    this.limit = (this.slowest() + this.capacity) | 0;
    return ((this.limit - this.tail) | 0) >= needed;
  }

  /** Makes everything claimed visible to the consumers: one store for a batch, then the bells. */
  publish(): void {
    if (this.tail === this.published) return;
    this.published = this.tail;
    Atomics.store(this.control, TAIL, this.tail); // sequentially consistent: the records' bytes come before it
    for (let i = 0; i < this.bells.length; i++) this.bells[i]!.ring();
  }

  /** Bytes between the slowest consumer and the tail, for metrics. */
  used(): number {
    return (this.tail - this.slowest()) | 0;
  }

  private slowest(): number {
    let min = Atomics.load(this.control, HEAD);
    for (let i = 1; i < this.consumers; i++) {
      const head = Atomics.load(this.control, HEAD + LINE * i);
      if (((head - min) | 0) < 0) min = head;
    }
    return min;
  }
}

/** A reading end: `peek` a record, use it in place, `advance`, and `release` once for all that was read. */
export class RingConsumer {
  readonly views: RecordViews;
  readonly capacity: number;
  private readonly control: Int32Array;
  private readonly headWord: number;
  private readonly mask: number;
  private head: number;
  private released: number;
  private tail: number;

  /** @param producerBell rung on release, for a producer that sleeps while the ring is full */
  constructor(
    memory: RingMemory,
    index: number,
    private readonly producerBell: Doorbell | null = null,
  ) {
    const first = new Int32Array(memory, 0, HEAD);
    this.capacity = first[CAPACITY]!;
    const consumers = first[CONSUMERS]!;
    if (index < 0 || index >= consumers) throw new RangeError(`ring consumer: expected 0 to ${consumers - 1}, got ${index}`);
    this.control = new Int32Array(memory, 0, controlBytes(consumers) >> 2);
    this.views = new RecordViews(memory, controlBytes(consumers), this.capacity);
    this.mask = this.capacity - 1;
    this.headWord = HEAD + LINE * index;
    this.head = this.released = Atomics.load(this.control, this.headWord);
    this.tail = this.head;
  }

  /** Byte offset of the next record in `views`, or -1 when there is none yet. The same record until advance(). */
  peek(): number {
    for (;;) {
      if (this.head === this.tail) {
        this.tail = Atomics.load(this.control, TAIL);
        if (this.head === this.tail) return -1;
      }
      const at = this.head & this.mask;
      if ((this.views.i32[(at >> 2) + 1]! & 0xffff) !== PADDING) return at;
      this.head = (this.head + this.views.i32[at >> 2]!) | 0;
    }
  }

  /** Steps over the record that peek() showed. Its bytes stay valid until release(). */
  advance(): void {
    this.head = (this.head + this.views.i32[(this.head & this.mask) >> 2]!) | 0;
  }

  /** Steps over everything that is there, unread, and hands it back. */
  skip(): void {
    this.head = this.tail = Atomics.load(this.control, TAIL);
    this.release();
  }

  /** Hands everything stepped over back to the producer: one store for a batch. */
  release(): void {
    if (this.head === this.released) return;
    this.released = this.head;
    Atomics.store(this.control, this.headWord, this.head);
    this.producerBell?.ring();
  }

  /** Bytes published and not yet stepped over, for metrics. */
  pending(): number {
    return (Atomics.load(this.control, TAIL) - this.head) | 0;
  }
}
