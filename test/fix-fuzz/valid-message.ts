/**
 * Valid messages out of the tables of a version: of each MsgType that the venue takes one with the required fields, and one with all of
 * them, groups to their depth. A message is a list of fields; what belongs to the moment (numbers, times, ids) is asked for by tag.
 */
import type { Body } from '../../gateway/fix/dialect/body.js';
import type { Dialect, Message } from '../../gateway/fix/dialect/dialect.js';
import { FieldType, readFields } from '../../gateway/fix/dialect/field-types.js';
import { fields as fieldTable } from '../../gateway/fix/dialect/fields.js';
import { inVersion, readValues } from '../../gateway/fix/dialect/value-sets.js';

export type Field = readonly [tag: number, value: string];
export type Variant = 'required' | 'all';

/** What a message says in a field; undefined: whatever is valid. */
export type Chosen = (tag: number) => string | undefined;

const DATA = 'a\x01b=c';
const ENTRIES = 2;
const FRAME = new Set([8, 9, 10, 35]);
const byType: Readonly<Record<number, string>> = {
  [FieldType.boolean]: 'N',
  [FieldType.unsigned]: '1',
  [FieldType.int]: '1',
  [FieldType.decimal]: '1',
  [FieldType.date]: '20231114',
  [FieldType.monthYear]: '202311',
  [FieldType.timestamp]: '20231114-22:13:20',
  [FieldType.timeOnly]: '22:13:20',
  [FieldType.data]: DATA,
};
const info = readFields(fieldTable);
const values = readValues();

/** The types that a counterparty may send, in the order of the tables. */
export function takenTypes(dialect: Dialect): Message[] {
  return dialect.messages.filter(({ direction }) => direction === 'in' || direction === 'both');
}

/** Header, body and trailer without 8, 9 and 10; MsgType first. @param wanted tags that are written though they are not required */
export function validFields(
  dialect: Dialect,
  message: Message,
  variant: Variant,
  chosen: Chosen = () => undefined,
  wanted: ReadonlySet<number> = new Set(),
): Field[] {
  const write = (body: Body) => writeBody(dialect, body, (tag) => variant === 'all' || wanted.has(tag), chosen);
  return [[35, message.msgType], ...write(dialect.header), ...write(message.body!), ...write(dialect.trailer)];
}

function writeBody(dialect: Dialect, body: Body, isWanted: (tag: number) => boolean, chosen: Chosen): Field[] {
  const written: Field[] = [];
  for (const [i, tag] of body.tags.entries()) {
    if (FRAME.has(tag) || !(isWanted(tag) || body.required.includes(tag))) continue;
    const group = body.groups.get(tag);
    if (group === undefined) written.push([tag, chosen(tag) ?? anyValue(dialect, tag, body.tags[i + 1])]);
    else {
      written.push([tag, String(ENTRIES)]);
      // an entry begins with its delimiter, required or not
      const required = [group.tags[0], ...group.required];
      for (let entry = 0; entry < ENTRIES; entry++)
        written.push(...writeBody(dialect, { ...group, required }, isWanted, chosen));
    }
  }
  return written;
}

function anyValue(dialect: Dialect, tag: number, following: number | undefined): string {
  const allowed = values.get(tag)?.find((entry) => inVersion(entry, dialect.version));
  if (allowed !== undefined) return allowed.code;
  const type = info.get(tag)?.typeName;
  const isBeforeData = type === 'Length' && following !== undefined && typeOf(dialect, following) === FieldType.data;
  return isBeforeData ? String(DATA.length) : (byType[typeOf(dialect, tag)] ?? 'x');
}

function typeOf(dialect: Dialect, tag: number): number {
  return dialect.types[dialect.slotOf[tag]];
}

/** 8, 9, the fields, 10: as it goes over the wire, a character a byte. */
export function toWire(beginString: string, fields: readonly (readonly [tag: number | string, value: string])[]): string {
  const text = fields.map(([tag, value]) => `${tag}=${value}\x01`).join('');
  return withCheckSum(`8=${beginString}\x019=${text.length}\x01${text}`);
}

export function withCheckSum(front: string): string {
  let sum = 0;
  for (let i = 0; i < front.length; i++) sum += front.charCodeAt(i);
  return `${front}10=${String(sum % 256).padStart(3, '0')}\x01`;
}
