/**
 * Routes: the way that the answers to a request go beyond its session, as FIX writes it, ready to be sent: `57=DESK7␁128=HUB1␁`.
 * The engine keeps them and does not read them. One has the same form wherever it stands: in an order's command and in EXEC behind the
 * texts, and beside orders and trades in slots of 128 bytes. A flag of its owner says whether there is one (ExecFlag.routed), so slots
 * are never cleared, and cost nothing as long as nobody has used them.
 *
 *   | u8 length (1 to 127) | characters | zero, up to a whole word |
 */
import type { ByteWriter } from './bytes.js';
import { ExecFlag, Order } from './records.js';
import type { RecordViews } from './ring.js';
import { copyWords, getText, textAt } from './text.js';

const { routed: ROUTED } = ExecFlag;
/** The longest, in characters. */
export const ROUTE_MAX = 127;
/** Of a slot. */
export const ROUTE_WORDS = 32;

/** The bytes that a route takes. @param first its first byte, or word */
export function routeBytes(first: number): number {
  return ((first & ROUTE_MAX) + 4) & ~3;
}

/** Where the texts of the order's command at `at` end, and its route begins, if it has one. */
export function routeAt(u8: Uint8Array, at: number): number {
  return textAt(u8, at + Order.LENGTHS, at + Order.TEXT, 4);
}

/** Where the route of the order's command at `at` begins, in words; -1: it has none. */
export function routeWord({ u8 }: RecordViews, at: number): number {
  return (u8[at + Order.FLAGS] & ROUTED) === 0 ? -1 : routeAt(u8, at) >> 2;
}

/** Where what may follow the route of a record begins. @param end where the texts end @param flags ExecFlag, of the record */
export function behindRoute(u8: Uint8Array, end: number, flags: number): number {
  return (flags & ROUTED) === 0 ? end : end + routeBytes(u8[end]);
}

/** `to` and `from` are counted in words. */
export function copyRoute(target: Int32Array, to: number, source: Int32Array, from: number): void {
  copyWords(target, to, source, from, routeBytes(source[from]));
}

/** Writes the route of a slot for a snapshot, which putRoute() puts into one. @param word where the slot begins */
export function writeRoute(out: ByteWriter, slots: Int32Array, word: number): void {
  const slot = bytesOf(slots, word);
  out.text(slot, 1, slot[0]);
}

export function putRoute(slots: Int32Array, word: number, route: Uint8Array): void {
  const slot = bytesOf(slots, word);
  slot.fill(0);
  slot[0] = route.length;
  slot.set(route, 1);
}

function bytesOf(slots: Int32Array, word: number): Uint8Array {
  return new Uint8Array(slots.buffer, slots.byteOffset + (word << 2), ROUTE_WORDS << 2);
}

/** '' for none. @param end where the texts of the record end @param flags ExecFlag, of the record */
export function routeText(u8: Uint8Array, end: number, flags: number): string {
  return (flags & ROUTED) === 0 ? '' : getText(u8, end + 1, u8[end]);
}
