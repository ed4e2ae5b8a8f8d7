/** Small records for the ring tests: a header, a number, and bytes that follow from the number. */
import { aligned } from '../../engine/records.js';
import { createRing, type RecordViews, type RingMemory } from '../../engine/ring.js';

const TAIL = 32;
const HEAD = 48;
const LINE = 16;
export const HEADER = 16;

/** A ring whose counters stand at `position` (a multiple of 8), as after so many bytes. */
export function ringAt(capacity: number, consumers: number, position: number): RingMemory {
  const memory = createRing(capacity, consumers);
  const control = new Int32Array(memory);
  control[TAIL] = position;
  for (let i = 0; i < consumers; i++) control[HEAD + LINE * i] = position;
  new Uint8Array(memory, (HEAD + LINE * consumers) * 4).fill(0xff); // what older records left
  return memory;
}

/** Writes record `id` with `bodyBytes` bytes after the header into room that claim(recordLength(bodyBytes)) gave. */
export function putRecord(views: RecordViews, at: number, id: number, bodyBytes: number): void {
  views.u16[(at >> 1) + 2] = 1 + (id % 63);
  views.u16[(at >> 1) + 3] = bodyBytes & 0xffff;
  views.f64[(at >> 3) + 1] = id;
  for (let i = 0; i < bodyBytes; i++) views.u8[at + HEADER + i] = (id * 31 + i) & 0xff;
}

export function recordLength(bodyBytes: number): number {
  return aligned(HEADER + bodyBytes);
}

/** The record's id, after every byte of it has been looked at. */
export function readRecord(views: RecordViews, at: number): number {
  const id = views.f64[(at >> 3) + 1];
  const bodyBytes = views.u16[(at >> 1) + 3];
  const length = views.i32[at >> 2];
  if (length !== recordLength(bodyBytes)) throw new Error(`record ${id}: length ${length} for a body of ${bodyBytes}`);
  if (views.u16[(at >> 1) + 2] !== 1 + (id % 63)) throw new Error(`record ${id}: type ${views.u16[(at >> 1) + 2]}`);
  for (let i = 0; i < bodyBytes; i++) {
    if (views.u8[at + HEADER + i] !== ((id * 31 + i) & 0xff)) throw new Error(`record ${id}: byte ${i} is torn`);
  }
  if (bodyBytes > 0) {
    for (let i = HEADER + bodyBytes; i < length; i++) {
      if (views.u8[at + i] !== 0) throw new Error(`record ${id}: slack byte ${i} is not zero`);
    }
  }
  return id;
}
