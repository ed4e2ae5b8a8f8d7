/**
 * A FIX dialect: what fields, values, groups and messages a version has, compiled from tables once at start into arrays that
 * parse, validation and encoding index. Nothing here is of one version; the tables (dialect-fix44.ts) are.
 *
 * The body of a message or component is a list of tags: `11!` is required, `453{448 447}` a repeating group with its count
 * field, delimiter and members, `<Name>` stands for a component. A tag given again with `!` becomes required.
 */
import { fix44Tables } from './dialect-fix44.js';
import { packMsgType } from './parser.js';

export const FieldType = {
  string: 0,
  char: 1,
  boolean: 2,
  /** SeqNum and Length. */
  unsigned: 3,
  int: 4,
  /** Price, Qty, Amt, Float, Percentage. */
  decimal: 5,
  timestamp: 6,
  date: 7,
  monthYear: 8,
  /** MultipleValueString: characters between spaces. */
  chars: 9,
  data: 10,
  groupCount: 11,
} as const;

export interface DialectTables {
  beginString: string;
  header: string;
  trailer: string;
  components: Record<string, string>;
  /** MsgType: name, body. */
  messages: Record<string, [name: string, body: string]>;
  /** MsgTypes of the version that are not supported; their bodies are not checked beyond the fields themselves. */
  otherMessages: string;
  /** The version defines the tags 1 to lastTag but for undefinedTags; those without a type below are strings. */
  lastTag: number;
  undefinedTags: string;
  /** MsgType: user-defined tags that it may have here. */
  ownFields: Record<string, string>;
  types: Partial<Record<keyof typeof FieldType, string>>;
  /** Tag: the values it may have; without an entry, any. */
  values: Record<number, string>;
  /** MsgType: `40=2:44`: with 40=2, 44 is required (BusinessRejectReason 5 when it is missing). */
  conditional: Record<string, string>;
  /** Where an ExecutionReport of a fill carries the trade's id; 0: nowhere. */
  tradeIdTag: number;
}

/** Where a field may stand in a message. */
export const Place = { notDefined: 0, header: 1, body: 2, trailer: 3 } as const;

export interface Group {
  countTag: number;
  /** Slot of the field that starts each entry. */
  delimiter: number;
  /** By slot: 1 for a member. */
  members: Uint8Array;
  /** By slot: the group that this field counts. */
  groups: (Group | null)[];
}

export interface Condition {
  slot: number;
  value: number;
  needs: number;
}

export interface Message {
  msgType: string;
  name: string;
  /** False: known to the version, but not taken here. */
  supported: boolean;
  /** By slot. */
  place: Uint8Array;
  groups: (Group | null)[];
  /** Slots, header first, in the order of the specification, without those that the parser sees to. */
  required: Uint16Array;
  conditions: Condition[];
}

/** Values a field may have: single characters by code, longer ones as bytes. */
export interface Values {
  chars: Uint8Array;
  words: Uint8Array[];
}

const TAG_END = 100_000;
const MSG_TYPE_END = 0x8000;
/** Without these there is no message. */
const FRAME_TAGS = new Set([8, 9, 35, 10]);

interface Body {
  tags: number[];
  required: number[];
  groups: Map<number, Body>;
}

export class Dialect {
  readonly beginString: string;
  readonly beginBytes: Uint8Array;
  readonly tradeIdTag: number;
  /** Tag to slot; 0: not a tag of the dialect. Slots number the tags densely, from 1. */
  readonly slotOf = new Uint16Array(TAG_END);
  readonly tagOf: number[] = [0];
  /** By slot: a FieldType. */
  readonly types: Uint8Array;
  /** By slot. */
  readonly values: (Values | null)[];
  readonly messages: Message[] = [];
  private readonly messageIndex = new Int16Array(MSG_TYPE_END).fill(-1);
  private readonly components = new Map<string, string>();

  constructor(tables: DialectTables) {
    this.beginString = tables.beginString;
    this.beginBytes = Uint8Array.from(Buffer.from(tables.beginString, 'latin1'));
    this.tradeIdTag = tables.tradeIdTag;
    for (const [name, body] of Object.entries(tables.components)) this.components.set(name, body);
    this.addTags(tables);
    this.types = new Uint8Array(this.tagOf.length);
    this.values = new Array(this.tagOf.length).fill(null);
    this.addFields(tables);
    const header = this.parse(tables.header);
    const trailer = this.parse(tables.trailer);
    for (const [msgType, [name, body]] of Object.entries(tables.messages)) {
      const own = this.parse(`${body} ${tables.ownFields[msgType] ?? ''}`);
      const message = this.compile(msgType, name, true, header, own, trailer);
      message.conditions = this.conditions(tables.conditional[msgType] ?? '');
    }
    for (const msgType of words(tables.otherMessages)) {
      const message = this.compile(msgType, msgType, false, header, this.parse(''), trailer);
      for (let slot = 1; slot < message.place.length; slot++) {
        if (message.place[slot] === Place.notDefined) message.place[slot] = Place.body;
      }
    }
  }

  /** @param msgType as the parser gives it */
  message(msgType: number): Message | undefined {
    return msgType > 0 && msgType < MSG_TYPE_END ? this.messages[this.messageIndex[msgType]] : undefined;
  }

  private addTags(tables: DialectTables): void {
    const without = new Set(words(tables.undefinedTags).map(Number));
    const add = (tag: number) => {
      if (this.slotOf[tag] === 0) this.slotOf[tag] = this.tagOf.push(tag) - 1;
    };
    for (let tag = 1; tag <= tables.lastTag; tag++) if (!without.has(tag)) add(tag);
    for (const tags of Object.values(tables.ownFields)) for (const tag of words(tags)) add(Number(tag));
  }

  private addFields(tables: DialectTables): void {
    for (const [type, tags] of Object.entries(tables.types)) {
      for (const tag of words(tags)) this.types[this.slot(Number(tag))] = FieldType[type as keyof typeof FieldType];
    }
    for (const [tag, text] of Object.entries(tables.values)) {
      const values: Values = { chars: new Uint8Array(256), words: [] };
      for (const value of words(text)) {
        if (value.length === 1) values.chars[value.charCodeAt(0)] = 1;
        else values.words.push(Uint8Array.from(Buffer.from(value, 'latin1')));
      }
      this.values[this.slot(Number(tag))] = values;
    }
  }

  private compile(msgType: string, name: string, supported: boolean, header: Body, body: Body, trailer: Body): Message {
    const place = new Uint8Array(this.tagOf.length);
    const groups: (Group | null)[] = new Array(this.tagOf.length).fill(null);
    const parts: [Body, number][] = [
      [header, Place.header],
      [body, Place.body],
      [trailer, Place.trailer],
    ];
    for (const [part, where] of parts) {
      for (const tag of part.tags) place[this.slot(tag)] = where;
      for (const [tag, group] of part.groups) groups[this.slot(tag)] = this.group(tag, group);
    }
    const required = parts.flatMap(([part]) =>
      part.required.filter((tag) => !FRAME_TAGS.has(tag)).map((tag) => this.slot(tag)),
    );
    const message = { msgType, name, supported, place, groups, required: Uint16Array.from(required), conditions: [] };
    this.messageIndex[packMsgType(msgType)] = this.messages.push(message) - 1;
    return message;
  }

  private group(countTag: number, body: Body): Group {
    this.types[this.slot(countTag)] = FieldType.groupCount;
    const members = new Uint8Array(this.tagOf.length);
    const groups: (Group | null)[] = new Array(this.tagOf.length).fill(null);
    for (const tag of body.tags) members[this.slot(tag)] = 1;
    for (const [tag, group] of body.groups) groups[this.slot(tag)] = this.group(tag, group);
    return { countTag, delimiter: this.slot(body.tags[0]), members, groups };
  }

  private conditions(text: string): Condition[] {
    return words(text).map((condition) => {
      const [, tag, value, needs] = /^(\d+)=(.):(\d+)$/.exec(condition)!;
      return { slot: this.slot(Number(tag)), value: value.charCodeAt(0), needs: this.slot(Number(needs)) };
    });
  }

  private parse(text: string): Body {
    const tokens = text.match(/<\w+>|\d+!?\{?|\}/g) ?? [];
    let at = 0;
    const read = (): Body => {
      const body: Body = { tags: [], required: [], groups: new Map() };
      for (; at < tokens.length && tokens[at] !== '}'; at++) {
        const token = tokens[at];
        if (token.startsWith('<')) {
          const component = this.parse(this.components.get(token.slice(1, -1)) ?? '');
          body.tags.push(...component.tags);
          body.required.push(...component.required);
          for (const [tag, group] of component.groups) body.groups.set(tag, group);
          continue;
        }
        const tag = Number.parseInt(token, 10);
        body.tags.push(tag);
        if (token.includes('!')) body.required.push(tag);
        if (token.endsWith('{')) {
          at++;
          body.groups.set(tag, read());
        }
      }
      return body;
    };
    return read();
  }

  private slot(tag: number): number {
    const slot = this.slotOf[tag];
    if (slot === 0) throw new Error(`${this.beginString} tables: tag ${tag} is used but not defined`);
    return slot;
  }
}

function words(text: string): string[] {
  return text.split(/\s+/).filter((word) => word !== '');
}

export const fix44 = new Dialect(fix44Tables);
