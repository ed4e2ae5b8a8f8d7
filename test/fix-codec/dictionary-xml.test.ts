import 'reflect-metadata';
import { createRequire } from 'node:module';
import type * as Parsers from 'jspurefix/dist/dictionary/parser/quickfix/index.js';
import { describe, expect, it } from 'vitest';
import type { Body } from '../../gateway/fix/dialect/body.js';
import type { Dialect } from '../../gateway/fix/dialect/dialect.js';
import { type Dictionary, dictionariesOf } from '../../gateway/fix/dialect/dictionary-xml.js';
import { fix42, fix44, fix50sp2 } from '../../gateway/fix/dialect/versions.js';
import { type Element, readXml } from './xml.js';

const { DictionaryValidator, QuickFixGraphParser, SaxTreeBuilder } = createRequire(import.meta.url)(
  'jspurefix/dist/dictionary/parser/quickfix',
) as typeof Parsers;

const files: [string, Dialect, Dictionary][] = [fix42, fix44, fix50sp2].flatMap((dialect) =>
  dictionariesOf(dialect).map((made): [string, Dialect, Dictionary] => [made.file, dialect, made]),
);
const xmlOf = (file: string) => files.find(([name]) => name === file)![2].xml;
const dictionary = (file: string) => readXml(xmlOf(file));
const section = (root: Element, name: string) => root.children.find((child) => child.name === name)!.children;
const fieldOf = (root: Element, tag: number) => section(root, 'fields').find((f) => f.attributes.number === String(tag))!;

/** What QuickFIX C++ 1.15, QuickFIX/J and QuickFIX/n have in common, and TZTIMEONLY, which they take for a string. */
const TYPES =
  `STRING CHAR PRICE INT AMT QTY CURRENCY MULTIPLEVALUESTRING MULTIPLESTRINGVALUE MULTIPLECHARVALUE EXCHANGE UTCTIMESTAMP
  BOOLEAN LOCALMKTDATE DATA FLOAT PRICEOFFSET MONTHYEAR DAYOFMONTH UTCDATE UTCDATEONLY UTCTIMEONLY NUMINGROUP PERCENTAGE SEQNUM LENGTH
  COUNTRY TZTIMEONLY`.split(/\s+/);

/** Members of a message, back from their names to what the tables say. */
function bodyOf(members: readonly Element[], tags: ReadonlyMap<string, number>): Body {
  const body: Body = { tags: [], required: [], groups: new Map() };
  for (const { name, attributes, children } of members) {
    expect(name).toMatch(/^(field|group)$/);
    expect(attributes.required).toMatch(/^[YN]$/);
    const tag = tags.get(attributes.name)!;
    body.tags.push(tag);
    if (attributes.required === 'Y') body.required.push(tag);
    if (name === 'group') body.groups.set(tag, bodyOf(children, tags));
  }
  return body;
}

/** With what is required in the order of the fields, once. */
function ordered({ tags, required, groups }: Body): Body {
  return {
    tags,
    required: tags.filter((tag) => required.includes(tag)),
    groups: new Map([...groups].map(([tag, group]) => [tag, ordered(group)])),
  };
}

describe('the dictionaries', () => {
  it('are read by something that would say so if they were not well-formed', () => {
    expect(readXml("<a b='&lt;1'>\n <c/>\n</a>\n")).toEqual({
      name: 'a',
      attributes: { b: '<1' },
      children: [{ name: 'c', attributes: {}, children: [] }],
    });
    const faults = ['<a>', '<a></b>', "<a b='1' b='2'/>", '<a b=1/>', "<a b='<'/>", "<a b='&x;'/>", '<a>text</a>', '<a/><b/>'];
    for (const text of faults) expect(() => readXml(text), text).toThrow(/^expected /);
  });

  it('are one a version, two of FIX over FIXT, each with the setting that names it', () => {
    expect(files.map(([name, , { setting }]) => [name, setting])).toEqual([
      ['FIX42.xml', 'DataDictionary'],
      ['FIX44.xml', 'DataDictionary'],
      ['FIXT11.xml', 'TransportDataDictionary'],
      ['FIX50SP2.xml', 'AppDataDictionary'],
    ]);
    expect(files.map(([name]) => Object.values(dictionary(name).attributes).join(' '))).toEqual([
      'FIX 4 2 0',
      'FIX 4 4 0',
      'FIXT 1 1 0',
      'FIX 5 0 2',
    ]);
  });

  it.each(files)('%s is well-formed, and each name in it is that of one field', (_, __, { xml }) => {
    const root = readXml(xml);
    expect(root.children.map(({ name }) => name)).toEqual(['header', 'messages', 'trailer', 'components', 'fields']);
    expect(section(root, 'components')).toEqual([]);
    const fields = section(root, 'fields');
    const names = fields.map(({ attributes }) => attributes.name);
    const tags = fields.map(({ attributes }) => Number(attributes.number));
    expect(new Set(names).size).toBe(names.length);
    expect(tags).toEqual([...new Set(tags)].sort((a, b) => a - b));
    for (const { attributes, children } of fields) {
      expect(TYPES).toContain(attributes.type);
      expect(children.every(({ name, attributes: a }) => name === 'value' && a.description !== '')).toBe(true);
      const codes = children.map((value) => value.attributes.enum);
      expect(new Set(codes).size, attributes.name).toBe(codes.length);
    }
    const used = new Set<string>();
    const use = ({ name, attributes, children }: Element): void => {
      if (name === 'field' || name === 'group') used.add(attributes.name);
      children.forEach(use);
    };
    for (const part of ['header', 'messages', 'trailer']) section(root, part).forEach(use);
    expect([...used].sort()).toEqual([...names].sort());
  });

  it.each(files)(
    '%s says what the check of messages says: fields, order, required, groups, values',
    (file, dialect, { xml }) => {
      const root = readXml(xml);
      const tags = new Map(section(root, 'fields').map(({ attributes: a }) => [a.name, Number(a.number)]));
      if (file !== 'FIX50SP2.xml') {
        expect(bodyOf(section(root, 'header'), tags)).toEqual(ordered(dialect.header));
        expect(bodyOf(section(root, 'trailer'), tags)).toEqual(ordered(dialect.trailer));
      }
      for (const { attributes, children } of section(root, 'messages')) {
        const message = dialect.messages.find(({ msgType }) => msgType === attributes.msgtype)!;
        expect(attributes.name).toBe(message.name);
        expect(attributes.msgcat).toBe('012345A'.includes(message.msgType) ? 'admin' : 'app');
        expect(bodyOf(children, tags), message.name).toEqual(ordered(message.body!));
      }
      for (const { attributes, children } of section(root, 'fields')) {
        const tag = Number(attributes.number);
        for (const value of children) expect(dialect.allows(tag, value.attributes.enum), `${tag}`).toBe(true);
        expect(dialect.allows(tag, 'no such value'), attributes.name).toBe(children.length === 0);
      }
    },
  );

  it('have every message that the tables have, each in one file of its version', () => {
    const typesOf = (file: string) => section(dictionary(file), 'messages').map(({ attributes }) => attributes.msgtype);
    const taken = ({ messages }: Dialect) => messages.filter(({ body }) => body !== null).map(({ msgType }) => msgType);
    expect(typesOf('FIX42.xml')).toEqual(taken(fix42));
    expect(typesOf('FIX44.xml')).toEqual(taken(fix44));
    expect([...typesOf('FIXT11.xml'), ...typesOf('FIX50SP2.xml')].sort()).toEqual(taken(fix50sp2).sort());
    expect(typesOf('FIXT11.xml').sort()).toEqual(['0', '1', '2', '3', '4', '5', 'A']);
  });

  it('have the names and types of their version, and what is borrowed or our own', () => {
    const described = (file: string, tag: number) => {
      const { name, type } = fieldOf(dictionary(file), tag).attributes;
      return `${name} ${type}`;
    };
    expect(described('FIX42.xml', 32)).toBe('LastShares QTY');
    expect(described('FIX44.xml', 32)).toBe('LastQty QTY');
    expect(['FIX42.xml', 'FIX44.xml', 'FIX50SP2.xml'].map((file) => described(file, 18))).toEqual([
      'ExecInst MULTIPLEVALUESTRING',
      'ExecInst MULTIPLEVALUESTRING',
      'ExecInst MULTIPLECHARVALUE',
    ]);
    expect(described('FIX42.xml', 272)).toBe('MDEntryDate UTCDATE');
    expect(described('FIX44.xml', 272)).toBe('MDEntryDate UTCDATEONLY');
    expect(described('FIX50SP2.xml', 1185)).toBe('SecurityXML DATA');
    expect(described('FIX50SP2.xml', 1031)).toBe('CustOrderHandlingInst MULTIPLESTRINGVALUE');
    expect(described('FIX42.xml', 583)).toBe('ClOrdLinkID STRING');
    expect(described('FIXT11.xml', 8013)).toBe('CancelOnDisconnect BOOLEAN');
    expect(fieldOf(dictionary('FIX44.xml'), 8000).children.map(({ attributes }) => Object.values(attributes))).toEqual([
      ['N', 'CANCEL_NEWEST'],
      ['O', 'CANCEL_OLDEST'],
      ['B', 'CANCEL_BOTH'],
      ['D', 'DECREMENT'],
      ['X', 'OFF'],
    ]);
    expect(fieldOf(dictionary('FIX44.xml'), 21).children[0].attributes).toEqual({ enum: '1', description: '1' });
  });

  it.each(files)('%s is one that jspurefix reads', (_, dialect, { xml }) => {
    const validator = new DictionaryValidator();
    validator.validate(SaxTreeBuilder.parse(xml));
    // names that differ in nothing but capitals: the codes of ExecInst
    expect(validator.errors.filter(({ code }) => code !== 'DUPLICATE_ENUM_DESC')).toEqual([]);
    const definitions = QuickFixGraphParser.parse(xml);
    for (const { name, msgType, body } of dialect.messages) {
      const read = definitions.message.get(msgType);
      if (read === undefined || body === null) continue;
      expect(read.name).toBe(name);
      const members = read.fields.filter((field) => !field.name.startsWith('Standard'));
      const names = body.tags.map((tag) => dialect.fields[dialect.slotOf[tag]]!.name);
      expect(members.map((field) => field.name)).toEqual(names);
      expect(members.map((field) => field.required)).toEqual(body.tags.map((tag) => body.required.includes(tag)));
    }
  });
});
