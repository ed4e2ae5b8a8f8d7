/**
 * A second opinion on whether a message keeps to the tables of its version: recursive and slow, over the tables as they are written.
 * It says yes or no; which fault a Reject names is not its business.
 */
import type { Body } from '../../gateway/fix/dialect/body.js';
import type { Dialect, Message } from '../../gateway/fix/dialect/dialect.js';
import { FieldType } from '../../gateway/fix/dialect/field-types.js';
import { inVersion, readValues } from '../../gateway/fix/dialect/value-sets.js';
import type { Frame } from './frames.js';

type Fields = readonly (readonly [tag: number, value: string])[];

const formats: Readonly<Record<number, RegExp | ((value: string) => boolean)>> = {
  [FieldType.char]: /^.$/s,
  [FieldType.boolean]: /^[YN]$/,
  [FieldType.unsigned]: /^\d{1,15}$/,
  [FieldType.groupCount]: /^\d{1,15}$/,
  [FieldType.int]: /^-?\d{1,15}$/,
  [FieldType.decimal]: /^-?(\d+\.?\d*|\.\d+)$/,
  [FieldType.chars]: /^.( .)*$/s,
  [FieldType.words]: /^[^ ]+( [^ ]+)*$/,
  [FieldType.timestamp]: (value) => value[8] === '-' && isDate(value.slice(0, 8)) && isTime(value.slice(9)),
  [FieldType.timeOnly]: isTime,
  [FieldType.date]: isDate,
  [FieldType.monthYear]: (value) => isDate(value) || /^\d{4}(0[1-9]|1[0-2])(w[1-5])?$/.test(value),
};

function isDate(value: string): boolean {
  const [, year, month, day] = /^(\d{4})(\d\d)(\d\d)$/.exec(value)?.map(Number) ?? [];
  const date = new Date(Date.UTC(year, month - 1, day));
  return year >= 1970 && date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
}

function isTime(value: string): boolean {
  return /^([01]\d|2[0-3]):[0-5]\d:([0-5]\d|60)(\.(\d{3}|\d{6}|\d{9}))?$/.test(value);
}

const valueTable = readValues();

export class Dictionary {
  private readonly allowed = new Map<number, string[]>();

  constructor(
    private readonly dialect: Dialect,
    private readonly groupEntries: number,
  ) {
    for (const [tag, entries] of valueTable) {
      const codes = entries.filter((entry) => inVersion(entry, dialect.version)).map(({ code }) => code);
      if (codes.length > 0) this.allowed.set(tag, codes);
    }
  }

  /** The version's message of this type, if it has one. */
  message(msgType: string): Message | undefined {
    return this.dialect.messages.find((message) => message.msgType === msgType);
  }

  isValid({ fields, isCut }: Frame): boolean {
    const message = this.message(fields[2][1]);
    if (message === undefined || isCut) return false;
    const isTaken = message.direction === 'in' || message.direction === 'both';
    const { header, trailer } = this.dialect;
    const body: Body = message.body ?? { tags: [], required: [], groups: new Map() };
    const parts = [header, body, trailer];
    const seen = new Set<number>();
    let part = 0;
    for (let at = 3; at < fields.length - 1; ) {
      const [tag, value] = fields[at];
      let place = parts.findIndex(({ tags }) => tags.includes(tag));
      if (place < 0 && isTaken) return false;
      if (place < 0) place = 1;
      if (place < part || (seen.has(tag) && isTaken) || [8, 9, 35].includes(tag) || !this.isValue(tag, value)) return false;
      part = place;
      seen.add(tag);
      const group = isTaken ? parts[place].groups.get(tag) : undefined;
      at = group === undefined ? at + 1 : this.groupEnd(group, fields, at);
      if (at < 0) return false;
    }
    return !isTaken || parts.flatMap(({ required }) => required).every((tag) => [8, 9, 35, 10].includes(tag) || seen.has(tag));
  }

  private isValue(tag: number, value: string): boolean {
    const slot = this.dialect.slotOf[tag] ?? 0;
    if (slot === 0 || value === '') return false;
    const type = this.dialect.types[slot];
    const format = formats[type];
    if (format !== undefined && !(format instanceof RegExp ? format.test(value) : format(value))) return false;
    const codes = this.allowed.get(tag);
    if (codes === undefined) return true;
    return type === FieldType.chars ? value.split('').every((c, i) => i % 2 === 1 || codes.includes(c)) : codes.includes(value);
  }

  /** The index after the group whose count field is at `at`; -1 if it is not sound. */
  private groupEnd(group: Body, fields: Fields, at: number): number {
    const count = Number(fields[at][1]);
    const [delimiter] = group.tags;
    const entries: Set<number>[] = [];
    at++;
    while (at < fields.length - 1 && group.tags.includes(fields[at][0])) {
      const [tag, value] = fields[at];
      if (tag === delimiter) entries.push(new Set());
      const entry = entries.at(-1);
      if (entry === undefined || entry.has(tag) || !this.isValue(tag, value)) return -1;
      entry.add(tag);
      const inner = group.groups.get(tag);
      at = inner === undefined ? at + 1 : this.groupEnd(inner, fields, at);
      if (at < 0) return -1;
    }
    const isWhole = entries.every((entry) => group.required.every((tag) => entry.has(tag)));
    return isWhole && entries.length === count && count <= this.groupEntries ? at : -1;
  }
}
