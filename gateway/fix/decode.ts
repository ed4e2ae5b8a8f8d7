/**
 * FIX messages as people read them: fields and values by the names that a version's tables have for them, passwords hidden, whatever
 * the message is worth: a garbled one is shown as far as it can be read. For the command line and reports, not for a session.
 */
import type { Dialect } from './dialect/dialect.js';
import { readFields } from './dialect/field-types.js';
import { fields } from './dialect/fields.js';
import { fix42Tables } from './dialect/fix42.js';
import { fix44Tables } from './dialect/fix44.js';
import { fix50sp2Tables } from './dialect/fix50sp2.js';
import type { Version, VersionTables } from './dialect/tables.js';
import { inVersion, readValues } from './dialect/value-sets.js';
import { DATA_OF, packMsgType } from './parser.js';

export type TextField = [tag: number, value: string];

export interface DecodedField {
  tag: number;
  /** '' when the version has no such field. */
  name: string;
  /** Fit for a terminal; `***` for a secret. */
  value: string;
  /** '' when the value has none. */
  valueName: string;
}

export interface DecodedMessage {
  msgType: string;
  name: string;
  msgSeqNum: string;
  possDup: boolean;
  fields: DecodedField[];
}

const SOH = '\x01';
const HIDDEN = '***';
/** RawData, Password, NewPassword, EncryptedPassword, EncryptedNewPassword. */
const SECRETS: ReadonlySet<number> = new Set([96, 554, 925, 1402, 1404]);
const SPACED = new Set(['MultipleCharValue', 'MultipleStringValue']);
const tables: Readonly<Record<Version, VersionTables>> = { '42': fix42Tables, '44': fix44Tables, '50': fix50sp2Tables };
const fieldInfos = readFields(fields);
const valueEntries = readValues();

/** The fields of a message, in their order. What is no `tag=value` has tag 0. */
export function splitFields(text: string): TextField[] {
  const found: TextField[] = [];
  let dataTag = 0;
  let dataLength = 0;
  for (let at = 0; at < text.length; ) {
    const equals = text.indexOf('=', at);
    const soh = text.indexOf(SOH, at);
    const fieldEnd = soh < 0 ? text.length : soh;
    const digits = equals < 0 || equals > fieldEnd ? '' : text.slice(at, equals);
    const tag = /^\d{1,9}$/.test(digits) ? Number(digits) : 0;
    const from = tag === 0 ? at : equals + 1;
    // a data field holds SOH, and ends where its length field says
    const isData = tag !== 0 && tag === dataTag && text[from + dataLength] === SOH;
    const end = isData ? from + dataLength : fieldEnd;
    const value = text.slice(from, end);
    found.push([tag, value]);
    dataTag = DATA_OF[tag] ?? 0;
    dataLength = Number(value);
    at = end + 1;
  }
  return found;
}

/** One line, with | for SOH, secrets hidden. */
export function rawLine(text: string): string {
  return splitFields(text)
    .map(([tag, value]) => `${tag === 0 ? '' : `${tag}=`}${SECRETS.has(tag) ? HIDDEN : printable(value)}|`)
    .join('');
}

/** What does not print is shown as \xNN. */
export function printable(text: string): string {
  return text.replace(/[^\x20-\x7e]/g, (c) => `\\x${c.charCodeAt(0).toString(16).padStart(2, '0')}`);
}

export class Decoder {
  private readonly names = new Map<number, string>();

  constructor(readonly dialect: Dialect) {
    for (const { tag, name } of fieldInfos.values()) this.names.set(tag, name);
    for (const row of (tables[dialect.version].names ?? '').split(',')) {
      const [tag, name] = row.trim().split(/\s+/);
      if (name !== undefined) this.names.set(Number(tag), name);
    }
  }

  /** @param text one message as latin1 text, SOH between its fields */
  decode(text: string): DecodedMessage {
    const all = splitFields(text);
    const first = (tag: number) => all.find((field) => field[0] === tag)?.[1] ?? '';
    const msgType = printable(first(35));
    return {
      msgType,
      name: this.messageName(msgType),
      msgSeqNum: printable(first(34)),
      possDup: first(43) === 'Y',
      fields: all.map(([tag, value]) => this.field(tag, value)),
    };
  }

  messageName(msgType: string): string {
    const name = this.dialect.message(packMsgType(msgType))?.name ?? '';
    return name === msgType ? '' : name;
  }

  field(tag: number, value: string): DecodedField {
    const shown = SECRETS.has(tag) ? HIDDEN : printable(value);
    return { tag, name: this.names.get(tag) ?? '', value: shown, valueName: this.valueName(tag, value) };
  }

  private valueName(tag: number, value: string): string {
    if (tag === 35 || tag === 372) return this.messageName(value);
    if (tag === 371) return this.names.get(Number(value)) ?? '';
    const entries = valueEntries.get(tag);
    if (entries === undefined) return '';
    const codes = SPACED.has(fieldInfos.get(tag)?.typeName ?? '') ? value.split(' ') : [value];
    const names = codes.map((code) => entries.find((e) => e.code === code && inVersion(e, this.dialect.version))?.name ?? '');
    return names.filter((name) => name !== '').join(', ');
  }
}

/** `NewOrderSingle(D) 2  ClOrdID(11)=a  Side(54)=1 (Buy)`, without the fields whose tags are in `hidden`. */
export function decodedLine(message: DecodedMessage, hidden: ReadonlySet<number>): string {
  const { msgType, name, msgSeqNum, possDup } = message;
  const head = `${name === '' ? 'MsgType' : name}(${msgType}) ${msgSeqNum || '?'}${possDup ? ' PossDup' : ''}`;
  return [head, ...message.fields.filter(({ tag }) => !hidden.has(tag)).map(fieldText)].join('  ');
}

export function fieldText({ tag, name, value, valueName }: DecodedField): string {
  if (tag === 0) return value;
  return `${name === '' ? '?' : name}(${tag})=${value}${valueName === '' ? '' : ` (${valueName})`}`;
}
