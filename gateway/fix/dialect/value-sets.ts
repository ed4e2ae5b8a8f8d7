/** Reads the table of values (values.ts): which a field may have in which version, and what they are called. */
import type { Version } from './tables.js';
import { values } from './values.js';

/** Values a field may have: single characters by code, longer ones as bytes. */
export interface Values {
  chars: Uint8Array;
  words: Uint8Array[];
}

export interface ValueEntry {
  code: string;
  /** '' where the venue does not heed it. */
  name: string;
  /** The first version that has it, and the first that has it no more. */
  from: Version | null;
  until: Version | null;
}

/** By tag. */
export function readValues(): Map<number, ValueEntry[]> {
  return new Map(Object.entries(values).map(([tag, text]) => [Number(tag), text.trim().split(/\s+/).map(readEntry)]));
}

function readEntry(text: string): ValueEntry {
  const match = /^([^=+]+?)(?:=(\w*))?(?:\+(\d\d))?(?:-(\d\d))?$/.exec(text);
  if (match === null) throw new Error(`values: expected code, =name, +version, -version, got ${text}`);
  const [, code, name = '', from, until] = match;
  return { code, name, from: (from as Version) ?? null, until: (until as Version) ?? null };
}

export function inVersion({ from, until }: ValueEntry, version: Version): boolean {
  return (from === null || version >= from) && (until === null || version < until);
}
