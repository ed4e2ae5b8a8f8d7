/**
 * A FIX dialect: what fields, values, groups and messages a version has, compiled from tables (tables.ts) once at start into arrays that
 * parse, validation and encoding index. Nothing here is of one version.
 */
import { packMsgType } from '../parser.js';
import { type Body, readBody } from './body.js';
import { FieldType, readFields, typeNames } from './field-types.js';
import { fields } from './fields.js';
import { type Direction, type Traits, tagsOf, type Version, type VersionTables, wordsOf } from './tables.js';
import { inVersion, readValues, type Values } from './value-sets.js';

/** Where a field may stand in a message. */
export const Place = { notDefined: 0, header: 1, body: 2, trailer: 3 } as const;

export interface Group {
  countTag: number;
  /** Slot of the field that starts each entry. */
  delimiter: number;
  /** By slot: 1 for a member. */
  members: Uint8Array;
  /** By slot: the index in Dialect.groups of the group that this field counts; 0: none. */
  groups: Uint16Array;
  /** Slots that each entry must have. */
  required: Uint16Array;
}

export interface Condition {
  slot: number;
  value: number;
  needs: number;
}

export interface Message {
  msgType: string;
  name: string;
  /** Who sends it; 'none': known to the version, but not used here. */
  direction: Direction | 'none';
  /** By slot. */
  place: Uint8Array;
  /** By slot: the index in Dialect.groups of the group that this field counts; 0: none. */
  groups: Uint16Array;
  /** Slots, header first, in the order of the specification, without those that the parser sees to. */
  required: Uint16Array;
  conditions: Condition[];
  /** As the tables have it, header and trailer left out; null for 'none'. */
  body: Body | null;
}

export interface DialectOptions {
  version: Version;
  beginString: string;
  /** ApplVerID(1128), where the transport has its own version; else ''. */
  applVerId: string;
  traits: Traits;
  tables: VersionTables;
  /** MsgType: `40=2:44`: with 40=2, 44 is required (BusinessRejectReason 5 when it is missing). */
  conditional: Readonly<Record<string, string>>;
}

const TAG_END = 100_000;
const MSG_TYPE_END = 0x8000;
/** Without these there is no message. */
const FRAME_TAGS = new Set([8, 9, 35, 10]);

export class Dialect {
  readonly version: Version;
  readonly beginString: string;
  readonly applVerId: string;
  readonly traits: Traits;
  /** Tag to slot; 0: not a tag of the dialect. Slots number the tags densely, from 1. */
  readonly slotOf = new Uint16Array(TAG_END);
  readonly tagOf: number[] = [0];
  /** By slot: a FieldType. */
  readonly types: Uint8Array;
  /** By slot. */
  readonly values: (Values | null)[];
  readonly messages: Message[] = [];
  /** The first is nobody's. */
  readonly groups: Group[] = [];
  readonly header: Body;
  readonly trailer: Body;
  private readonly messageIndex = new Int16Array(MSG_TYPE_END).fill(-1);

  constructor({ version, beginString, applVerId, traits, tables, conditional }: DialectOptions) {
    this.version = version;
    this.beginString = beginString;
    this.applVerId = applVerId;
    this.traits = traits;
    const read = (text: string) => readBody(text, tables.components);
    this.header = read(tables.header);
    this.trailer = read(tables.trailer);
    const own = (msgType: string) => tables.ownFields[msgType] ?? '';
    const bodies = Object.entries(tables.messages).map(
      ([msgType, [direction, name, text]]) => ({ msgType, direction, name, body: read(`${text} ${own(msgType)}`) }) as const,
    );
    this.addTags(tables, [this.header, this.trailer, ...bodies.map(({ body }) => body)]);
    this.types = new Uint8Array(this.tagOf.length);
    this.values = new Array(this.tagOf.length).fill(null);
    this.addFields();
    this.groups.push(this.emptyGroup());
    for (const { msgType, direction, name, body } of bodies) {
      const message = this.compile(msgType, name, direction, body);
      message.conditions = this.conditions(conditional[msgType] ?? '');
    }
    this.addOthers(wordsOf(tables.otherMessages));
  }

  /** @param msgType as the parser gives it */
  message(msgType: number): Message | undefined {
    return msgType > 0 && msgType < MSG_TYPE_END ? this.messages[this.messageIndex[msgType]] : undefined;
  }

  /** Whether a field may have this value; one without a list may have any. */
  allows(tag: number, value: string): boolean {
    const values = this.values[this.slotOf[tag]];
    if (values === null || values === undefined) return true;
    if (value.length === 1) return values.chars[value.charCodeAt(0)] === 1;
    return values.words.some((word) => Buffer.from(word).toString('latin1') === value);
  }

  private addTags(tables: VersionTables, bodies: readonly Body[]): void {
    const without = new Set(tagsOf(tables.undefinedTags));
    const add = (tag: number) => {
      if (this.slotOf[tag] === 0) this.slotOf[tag] = this.tagOf.push(tag) - 1;
    };
    const known = readFields(fields);
    const addAll = (body: Body) => {
      for (const tag of body.tags) {
        if (!known.has(tag)) throw new Error(`${this.beginString} tables: tag ${tag} is used, but not in the table of fields`);
        add(tag);
      }
      for (const group of body.groups.values()) addAll(group);
    };
    for (let tag = 1; tag <= tables.lastTag; tag++) if (!without.has(tag)) add(tag);
    for (const body of bodies) addAll(body);
  }

  private addFields(): void {
    for (const { tag, typeName } of readFields(fields).values()) {
      const slot = this.slotOf[tag];
      if (slot !== 0) this.types[slot] = typeNames[typeName] ?? FieldType.string;
    }
    for (const [tag, entries] of readValues()) {
      const slot = this.slotOf[tag];
      const ofVersion = entries.filter((entry) => inVersion(entry, this.version));
      if (slot === 0 || ofVersion.length === 0) continue; // the version leaves open what a field without values may say
      const values: Values = { chars: new Uint8Array(256), words: [] };
      for (const entry of ofVersion) {
        if (entry.code.length === 1) values.chars[entry.code.charCodeAt(0)] = 1;
        else values.words.push(Uint8Array.from(Buffer.from(entry.code, 'latin1')));
      }
      this.values[slot] = values;
    }
  }

  private compile(msgType: string, name: string, direction: Direction, body: Body): Message {
    const place = new Uint8Array(this.tagOf.length);
    const groups = new Uint16Array(this.tagOf.length);
    const parts: [Body, number][] = [
      [this.header, Place.header],
      [body, Place.body],
      [this.trailer, Place.trailer],
    ];
    for (const [part, where] of parts) {
      for (const tag of part.tags) place[this.slot(tag)] = where;
      for (const [tag, group] of part.groups) groups[this.slot(tag)] = this.group(tag, group);
    }
    const required = parts.flatMap(([part]) => this.requiredOf(part.required.filter((tag) => !FRAME_TAGS.has(tag))));
    const message: Message = {
      ...{ msgType, name, direction, place, groups, body, conditions: [] },
      required: Uint16Array.from(required),
    };
    this.messageIndex[packMsgType(msgType)] = this.messages.push(message) - 1;
    return message;
  }

  private requiredOf(tags: readonly number[]): number[] {
    return [...new Set(tags)].map((tag) => this.slot(tag));
  }

  private group(countTag: number, body: Body): number {
    this.types[this.slot(countTag)] = FieldType.groupCount;
    const group = this.emptyGroup();
    const index = this.groups.push(group) - 1;
    group.countTag = countTag;
    group.delimiter = this.slot(body.tags[0]);
    group.required = Uint16Array.from(this.requiredOf(body.required));
    for (const tag of body.tags) group.members[this.slot(tag)] = 1;
    for (const [tag, inner] of body.groups) group.groups[this.slot(tag)] = this.group(tag, inner);
    return index;
  }

  private emptyGroup(): Group {
    const slots = this.tagOf.length;
    return {
      countTag: 0,
      delimiter: 0,
      members: new Uint8Array(slots),
      groups: new Uint16Array(slots),
      required: new Uint16Array(0),
    };
  }

  /** Messages that are not taken: their fields may stand anywhere in the body. One set of arrays does for all. */
  private addOthers(msgTypes: readonly string[]): void {
    const place = new Uint8Array(this.tagOf.length).fill(Place.body);
    for (const tag of this.header.tags) place[this.slot(tag)] = Place.header;
    for (const tag of this.trailer.tags) place[this.slot(tag)] = Place.trailer;
    const shared = {
      place,
      groups: new Uint16Array(this.tagOf.length),
      required: new Uint16Array(0),
      conditions: [],
      body: null,
    };
    for (const msgType of msgTypes) {
      const message: Message = { msgType, name: msgType, direction: 'none', ...shared };
      this.messageIndex[packMsgType(msgType)] = this.messages.push(message) - 1;
    }
  }

  private conditions(text: string): Condition[] {
    return wordsOf(text).map((condition) => {
      const [, tag, value, needs] = /^(\d+)=(.):(\d+)$/.exec(condition)!;
      return { slot: this.slot(Number(tag)), value: value.charCodeAt(0), needs: this.slot(Number(needs)) };
    });
  }

  private slot(tag: number): number {
    const slot = this.slotOf[tag];
    if (slot === 0) throw new Error(`${this.beginString} tables: tag ${tag} is used but not defined`);
    return slot;
  }
}
