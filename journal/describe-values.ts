/** Single values of records as a person reads them. Never on a hot path. */
import { ID_SPAN } from '../engine/records.js';
import { getText } from '../engine/text.js';

/** A record as its fields. */
export type Described = Record<string, string | number>;
/** Names and numbers of an enumerated field. */
export type Codes = Readonly<Record<string, number>>;

/** The name of a code; its number if it has none. */
export function nameOf(codes: Codes, code: number): string {
  return Object.entries(codes).find(([, value]) => value === code)?.[0] ?? String(code);
}

/** An order's, execution's or trade's id as the gateways write it: epoch-counter; nothing for none. */
export function idText(id: number): string {
  return id === 0 ? '' : `${Math.floor(id / ID_SPAN)}-${id % ID_SPAN}`;
}

/** An enumerated FIX field's code as its character; nothing for none. */
export function charText(ascii: number): string {
  return ascii >= 0x20 && ascii < 0x7f ? String.fromCharCode(ascii) : '';
}

/** A text with all that is not printable escaped, so that a line stays a line. */
export function textOf(u8: Uint8Array, at: number, length: number): string {
  const text = getText(u8, at, length).replaceAll('\x01', '|');
  return text.replace(/[^\x20-\x7e]/g, (c) => `\\x${c.charCodeAt(0).toString(16).padStart(2, '0')}`);
}
