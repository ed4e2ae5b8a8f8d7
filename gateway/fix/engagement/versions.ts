/** The versions side by side: what a document says of all three at once. */
import type { Dialect, Message } from '../dialect/dialect.js';
import { fix42Tables } from '../dialect/fix42.js';
import { fix44Tables } from '../dialect/fix44.js';
import { fix50sp2Tables } from '../dialect/fix50sp2.js';
import type { Version, VersionTables } from '../dialect/tables.js';
import { dialects } from '../dialect/versions.js';

export const VERSIONS = ['42', '44', '50'] as const satisfies readonly Version[];

export const labelOf: Readonly<Record<Version, string>> = { '42': '4.2', '44': '4.4', '50': '5.0' };

export const tablesOf: Readonly<Record<Version, VersionTables>> = {
  '42': fix42Tables,
  '44': fix44Tables,
  '50': fix50sp2Tables,
};

/** One thing of each version. */
export type Each<T> = Readonly<Record<Version, T>>;

export function each<T>(of: (dialect: Dialect) => T): Each<T> {
  return { '42': of(dialects['42']), '44': of(dialects['44']), '50': of(dialects['50']) };
}

/** One text where all versions agree, else each with its label: `11 (4.2: 0)` with the most common first. */
export function merged(texts: Each<string>): string {
  const [[first], ...rest] = [...alike(texts, VERSIONS)].sort((a, b) => b[1].length - a[1].length);
  return rest.length === 0 ? first : `${first === '' ? '–' : first} (${labelled(rest)})`;
}

/** Which versions have the same text. */
function alike(texts: Each<string>, versions: readonly Version[]): Map<string, Version[]> {
  const groups = new Map<string, Version[]>();
  for (const version of versions) groups.set(texts[version], [...(groups.get(texts[version]) ?? []), version]);
  return groups;
}

function labelled(groups: readonly [text: string, versions: Version[]][]): string {
  return groups
    .map(([text, versions]) => `${versions.map((v) => labelOf[v]).join(', ')}: ${text === '' ? '–' : text}`)
    .join('; ');
}

export function messagesOf(msgType: string): Each<Message | undefined> {
  return each(({ messages }) => messages.find((m) => m.msgType === msgType && m.body !== null));
}

/** What the versions call a field: the newest first, others in brackets. */
export function nameOf(tag: number): string {
  const names = each(({ fields, slotOf }) => fields[slotOf[tag]]?.name ?? '');
  const newest = names['50'] || names['44'] || names['42'];
  const others = VERSIONS.filter((v) => names[v] !== '' && names[v] !== newest);
  return others.length === 0 ? newest : `${newest} (${labelled([...alike(names, others)])})`;
}

export function typeOf(tag: number): string {
  const types = each(({ fields, slotOf }) => fields[slotOf[tag]]?.typeName ?? '');
  return types['50'] || types['44'] || types['42'];
}
