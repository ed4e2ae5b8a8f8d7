/**
 * A workload: one symbol's messages in order, as the public matching-engine benchmark stores them. Little endian:
 *
 *   header   0 u64 magic   8 u32 version   12 u32 count
 *   record   0 u8 type   1 u8 side   2 u8 ioc   3 zero   4 u32 qty   8 u64 sequence   16 u64 orderId   24 i64 priceTicks   32 zero
 *
 * Sequences are dense from 0. The quantity of a modify is the new open quantity.
 */
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';

export const Kind = { new: 0, cancel: 1, modify: 2 } as const;

const MAGIC = 0x4d45_4257_5f30_3031n;
const VERSION = 1;
const HEADER = 16;
const RECORD = 40;
/** ClOrdIDs of the benchmark have eight digits. */
const MAX_COUNT = 99_999_999;

/** Struct of arrays: message n is the one with sequence n. */
export class Workload {
  readonly kind: Uint8Array;
  readonly side: Uint8Array;
  readonly ioc: Uint8Array;
  readonly qty: Uint32Array;
  readonly orderId: Uint32Array;
  readonly price: Float64Array;
  /** Which book, where a flow has several; files have one. */
  readonly book: Uint16Array;
  count = 0;

  constructor(readonly capacity: number) {
    if (capacity > MAX_COUNT) throw new RangeError(`workload: expected at most ${MAX_COUNT} messages, got ${capacity}`);
    this.kind = new Uint8Array(capacity);
    this.side = new Uint8Array(capacity);
    this.ioc = new Uint8Array(capacity);
    this.qty = new Uint32Array(capacity);
    this.orderId = new Uint32Array(capacity);
    this.price = new Float64Array(capacity);
    this.book = new Uint16Array(capacity);
  }

  add(kind: number, side: number, ioc: number, qty: number, orderId: number, price: number, book = 0): void {
    const n = this.count++;
    this.kind[n] = kind;
    this.side[n] = side;
    this.ioc[n] = ioc;
    this.qty[n] = qty;
    this.orderId[n] = orderId;
    this.price[n] = price;
    this.book[n] = book;
  }
}

/** Reads a .bin file, or a .bin.gz. */
export function readWorkload(file: string): Workload {
  const bytes = readFileSync(file);
  const zipped = bytes[0] === 0x1f && bytes[1] === 0x8b;
  return decodeWorkload(zipped ? gunzipSync(bytes) : bytes, file);
}

/** @throws Error when the bytes are not a whole workload */
export function decodeWorkload(bytes: Uint8Array, name = 'workload'): Workload {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < HEADER || view.getBigUint64(0, true) !== MAGIC)
    throw new Error(`${name}: expected the header of a workload`);
  const version = view.getUint32(8, true);
  if (version !== VERSION) throw new Error(`${name}: expected version ${VERSION}, got ${version}`);
  const count = view.getUint32(12, true);
  if (bytes.length !== HEADER + count * RECORD) {
    throw new Error(`${name}: expected ${HEADER + count * RECORD} bytes for ${count} messages, got ${bytes.length}`);
  }
  const workload = new Workload(count);
  for (let n = 0, at = HEADER; n < count; n++, at += RECORD) {
    const [kind, sequence, orderId] = [bytes[at], view.getBigUint64(at + 8, true), view.getBigUint64(at + 16, true)];
    if (kind > Kind.modify) throw new Error(`${name}: message ${n}: expected type 0, 1 or 2, got ${kind}`);
    if (sequence !== BigInt(n)) throw new Error(`${name}: expected sequence ${n}, got ${sequence}`);
    if (orderId > 0xffffffffn) throw new Error(`${name}: message ${n}: expected an order id of 32 bits, got ${orderId}`);
    const price = Number(view.getBigInt64(at + 24, true));
    if (price !== (price | 0)) throw new Error(`${name}: message ${n}: expected a price of 32 bits, got ${price}`);
    workload.add(kind, bytes[at + 1], bytes[at + 2], view.getUint32(at + 4, true), Number(orderId), price);
  }
  return workload;
}

export function encodeWorkload(workload: Workload): Uint8Array {
  const bytes = new Uint8Array(HEADER + workload.count * RECORD);
  const view = new DataView(bytes.buffer);
  view.setBigUint64(0, MAGIC, true);
  view.setUint32(8, VERSION, true);
  view.setUint32(12, workload.count, true);
  for (let n = 0, at = HEADER; n < workload.count; n++, at += RECORD) {
    bytes[at] = workload.kind[n];
    bytes[at + 1] = workload.side[n];
    bytes[at + 2] = workload.ioc[n];
    view.setUint32(at + 4, workload.qty[n], true);
    view.setUint32(at + 8, n, true);
    view.setUint32(at + 16, workload.orderId[n], true);
    view.setBigInt64(at + 24, BigInt(workload.price[n]), true);
  }
  return bytes;
}
