/**
 * A dialect as the XML dictionaries that QuickFIX (C++, J, n) and engines with the same format read, for brokers who validate what they
 * send and receive. A pure function of the tables, so that it cannot say anything else than the check of what comes in does.
 *
 * Groups stand within the messages; there are no components. The session messages of a version that travels over FIXT are in a file of
 * their own, with the header.
 */
import type { Body } from './body.js';
import type { Dialect, Message } from './dialect.js';
import type { FieldInfo } from './field-types.js';
import type { Version } from './tables.js';
import { inVersion, readValues, type ValueEntry } from './value-sets.js';

export interface Dictionary {
  /** `FIX44.xml`. */
  file: string;
  /** What QuickFIX's setting for it is called. */
  setting: 'DataDictionary' | 'TransportDataDictionary' | 'AppDataDictionary';
  xml: string;
}

/** What one file has of a dialect. */
interface Part extends Pick<Dictionary, 'setting'> {
  type: 'FIX' | 'FIXT';
  major: number;
  minor: number;
  servicePack: number;
  header: Body;
  trailer: Body;
  messages: Message[];
}

/** Those of the session layer; the others are of the application. */
const SESSION_TYPES: readonly string[] = ['0', '1', '2', '3', '4', '5', 'A'];
const NOTHING: Body = { tags: [], required: [], groups: new Map() };

/** One dictionary; of FIX over FIXT the transport's, then the application's. */
export function dictionariesOf(dialect: Dialect): Dictionary[] {
  return partsOf(dialect).map((part) => ({ file: fileOf(part), setting: part.setting, xml: xmlOf(dialect, part) }));
}

function partsOf({ version, header, trailer, messages }: Dialect): Part[] {
  const taken = messages.filter(({ body }) => body !== null);
  if (version !== '50') {
    const number = { major: 4, minor: Number(version[1]), servicePack: 0 };
    return [{ setting: 'DataDictionary', type: 'FIX', ...number, header, trailer, messages: taken }];
  }
  const transport = { major: 1, minor: 1, servicePack: 0, messages: taken.filter(isOfSession) };
  const application = { major: 5, minor: 0, servicePack: 2, messages: taken.filter((message) => !isOfSession(message)) };
  return [
    { setting: 'TransportDataDictionary', type: 'FIXT', ...transport, header, trailer },
    { setting: 'AppDataDictionary', type: 'FIX', ...application, header: NOTHING, trailer: NOTHING },
  ];
}

function isOfSession({ msgType }: Message): boolean {
  return SESSION_TYPES.includes(msgType);
}

function fileOf({ type, major, minor, servicePack }: Part): string {
  return `${type}${major}${minor}${servicePack > 0 ? `SP${servicePack}` : ''}.xml`;
}

function xmlOf(dialect: Dialect, { type, major, minor, servicePack, header, trailer, messages }: Part): string {
  const lines = [`<fix type='${type}' major='${major}' minor='${minor}' servicepack='${servicePack}'>`];
  const section = (name: string, content: string[]) =>
    lines.push(...(content.length === 0 ? [` <${name}/>`] : [` <${name}>`, ...content, ` </${name}>`]));
  section('header', memberLines(dialect, header, '  '));
  section(
    'messages',
    messages.flatMap((message) => messageLines(dialect, message)),
  );
  section('trailer', memberLines(dialect, trailer, '  '));
  section('components', []);
  section('fields', fieldLines(dialect, [header, ...messages.map(({ body }) => body!), trailer]));
  return `${lines.join('\n')}\n</fix>\n`;
}

function messageLines(dialect: Dialect, message: Message): string[] {
  const category = isOfSession(message) ? 'admin' : 'app';
  const start = `  <message name='${message.name}' msgtype='${message.msgType}' msgcat='${category}'>`;
  return [start, ...memberLines(dialect, message.body!, '   '), '  </message>'];
}

function memberLines(dialect: Dialect, body: Body, indent: string): string[] {
  return body.tags.flatMap((tag) => {
    const attributes = `name='${fieldOf(dialect, tag).name}' required='${body.required.includes(tag) ? 'Y' : 'N'}'`;
    const group = body.groups.get(tag);
    if (group === undefined) return [`${indent}<field ${attributes}/>`];
    return [`${indent}<group ${attributes}>`, ...memberLines(dialect, group, `${indent} `), `${indent}</group>`];
  });
}

/** All fields of these bodies, by tag. */
function fieldLines(dialect: Dialect, bodies: readonly Body[]): string[] {
  const tags = new Set<number>();
  const addAll = (body: Body) => {
    for (const tag of body.tags) tags.add(tag);
    for (const group of body.groups.values()) addAll(group);
  };
  bodies.forEach(addAll);
  const values = readValues();
  return [...tags]
    .sort((a, b) => a - b)
    .flatMap((tag) => {
      const { name, typeName } = fieldOf(dialect, tag);
      const start = `  <field number='${tag}' name='${name}' type='${typeOf(typeName, dialect.version)}'`;
      const entries = (values.get(tag) ?? []).filter((entry) => inVersion(entry, dialect.version));
      return entries.length === 0 ? [`${start}/>`] : [`${start}>`, ...entries.map(valueLine), '  </field>'];
    });
}

function fieldOf({ beginString, fields, slotOf }: Dialect, tag: number): FieldInfo {
  const field = fields[slotOf[tag]];
  if (!field) throw new Error(`${beginString} tables: tag ${tag} is used, but not in the table of fields`);
  return field;
}

function valueLine({ code, name }: ValueEntry): string {
  return `   <value enum='${escaped(code)}' description='${escaped(name === '' ? code : upperSnake(name))}'/>`;
}

/** A type as QuickFIX names it, and did in that version. */
function typeOf(typeName: string, version: Version): string {
  if (version !== '50' && /^Multiple/.test(typeName)) return 'MULTIPLEVALUESTRING';
  if (version === '42' && typeName === 'UTCDateOnly') return 'UTCDATE';
  if (typeName === 'XMLData') return 'DATA'; // what may hold SOH: the engines go by this name
  return typeName.toUpperCase();
}

/** `GoodTillCancel` as `GOOD_TILL_CANCEL`, as the engines' generators of constants like it. */
function upperSnake(name: string): string {
  return name
    .replace(/([a-z\d])([A-Z])/g, '$1_$2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1_$2')
    .toUpperCase();
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', "'": '&apos;', '"': '&quot;' };

function escaped(text: string): string {
  return text.replace(/[&<>'"]/g, (c) => ENTITIES[c]);
}
