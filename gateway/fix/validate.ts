/**
 * Checks a parsed message against a dialect: tags, places, formats, values, groups, required fields. The first fault found
 * gives SessionRejectReason(373) and RefTagID(371). One object a thread; no allocation on any path.
 * It knows nothing of sessions: CompIDs, times and numbers are the session's to judge.
 */
import { type Dialect, type Group, type Message, Place } from './dialect/dialect.js';
import { FieldType } from './dialect/field-types.js';
import { isOfType, isOneOf, unsigned } from './formats.js';
import type { FixParser } from './parser.js';

export const RejectReason = {
  invalidTag: 0,
  requiredTagMissing: 1,
  tagNotDefinedForType: 2,
  undefinedTag: 3,
  tagWithoutValue: 4,
  incorrectValue: 5,
  incorrectFormat: 6,
  decryption: 7,
  signature: 8,
  compIdProblem: 9,
  sendingTimeAccuracy: 10,
  invalidMsgType: 11,
  tagAppearsMoreThanOnce: 13,
  tagOutOfOrder: 14,
  groupOutOfOrder: 15,
  groupCountMismatch: 16,
  other: 99,
} as const;

/** Text(58) of a Reject, by SessionRejectReason. */
export const rejectText: Readonly<Record<number, string>> = {
  0: 'Invalid tag number',
  1: 'Required tag missing',
  2: 'Tag not defined for this message type',
  3: 'Undefined tag',
  4: 'Tag specified without a value',
  5: 'Value is incorrect (out of range) for this tag',
  6: 'Incorrect data format for value',
  7: 'Decryption problem',
  8: 'Signature problem',
  9: 'CompID problem',
  10: 'SendingTime accuracy problem',
  11: 'Invalid MsgType',
  13: 'Tag appears more than once',
  14: 'Tag specified out of required order',
  15: 'Repeating group fields out of order',
  16: 'Incorrect NumInGroup count for repeating group',
  99: 'The message has more fields than the venue takes',
};

/** What check() returns for a message without fault; SessionRejectReason 0 means something. */
export const VALID = -1;
/** refTag when the fault is not that of one tag. */
export const NO_TAG = 0x7fff_ffff;

const MAX_TAG = 99_999;

export class Validator {
  /** RefTagID of the last fault, or NO_TAG. */
  refTag = NO_TAG;
  /** After VALID: the dialect's message. */
  message: Message | undefined;
  /** Whether it is one that this side takes; if not, its required fields and groups were not looked at. */
  isTaken = false;
  /** After VALID: a conditionally required tag that is missing (BusinessRejectReason 5), or 0. */
  missingConditional = 0;

  private readonly seen: Int32Array;
  private readonly at: Int32Array;
  /** Whether any text will do. */
  private readonly isOpen: Uint8Array;
  private generation = 0;
  private current = 0;
  private reason: number = VALID;

  /** @param side whose messages come: what goes the other way is looked at no closer than what the venue does not take */
  constructor(
    readonly dialect: Dialect,
    private readonly groupEntries = 64,
    private readonly side: 'in' | 'out' = 'in',
  ) {
    this.seen = new Int32Array(dialect.tagOf.length);
    this.at = new Int32Array(dialect.tagOf.length);
    this.isOpen = Uint8Array.from(dialect.types, (type, slot) =>
      type === FieldType.string && dialect.values[slot] === null ? 1 : 0,
    );
  }

  /** VALID, or a SessionRejectReason with `refTag`. */
  check(parser: FixParser): number {
    this.missingConditional = 0;
    this.refTag = NO_TAG;
    if (this.generation > 0x3fff_ffff) {
      this.seen.fill(0);
      this.generation = 0;
    }
    this.current = ++this.generation;
    if (parser.length[2] === 0) return this.fault(RejectReason.tagWithoutValue, 35);
    const message = this.dialect.message(parser.msgType);
    this.message = message;
    if (message === undefined) return this.fault(RejectReason.invalidMsgType, NO_TAG);
    if (parser.truncated) return this.fault(RejectReason.other, NO_TAG);
    this.isTaken = message.direction === this.side || message.direction === 'both';
    if (!this.checkFields(parser, message)) return this.reason;
    if (!this.isTaken) return VALID;
    const { required, conditions } = message;
    for (let i = 0; i < required.length; i++) {
      if (this.seen[required[i]] !== this.current) {
        return this.fault(RejectReason.requiredTagMissing, this.dialect.tagOf[required[i]]);
      }
    }
    for (let i = 0; i < conditions.length; i++) this.checkCondition(parser, message, i);
    return VALID;
  }

  /** After VALID: index of the field with this tag outside of groups, or -1. */
  find(tag: number): number {
    const slot = this.dialect.slotOf[tag];
    return this.seen[slot] === this.current ? this.at[slot] : -1;
  }

  /**
   * After VALID: from now on find() looks within entry `n` (from 0) of the group that this tag counts, until the next check() or
   * enter(). False: it has none. A group of the entry is not looked into.
   */
  enter(parser: FixParser, countTag: number, n: number): boolean {
    const index = parser.find(countTag);
    const group = this.dialect.groups[this.message!.groups[this.dialect.slotOf[countTag]]];
    let entry = -1;
    this.current = ++this.generation;
    for (let i = index + 1; i < parser.fieldCount - 1 && index >= 0; i++) {
      const slot = this.dialect.slotOf[parser.tag[i]];
      if (group.all[slot] === 0) break;
      if (slot === group.delimiter) entry++;
      if (entry > n) break;
      if (entry < n) continue;
      this.seen[slot] = this.current;
      this.at[slot] = i;
    }
    return entry >= n;
  }

  private fault(reason: number, tag: number): number {
    this.reason = reason;
    this.refTag = tag;
    return reason;
  }

  private fails(reason: number, tag: number): false {
    this.fault(reason, tag);
    return false;
  }

  private checkFields(parser: FixParser, message: Message): boolean {
    const { tag: tags, fieldCount } = parser;
    const { slotOf } = this.dialect;
    const { place: places, groups } = message;
    const { seen, at, current, isTaken, isOpen } = this;
    let phase: number = Place.header;
    // 8, 9 and 35 come first and 10 last: the parser has seen to it.
    for (let i = 3; i < fieldCount - 1; ) {
      const tag = tags[i];
      const slot = tag > 0 && tag <= MAX_TAG ? slotOf[tag] : 0;
      if (slot === 0) return this.fails(RejectReason.invalidTag, tag);
      let place = places[slot];
      if (place === Place.notDefined) {
        if (isTaken) return this.fails(RejectReason.tagNotDefinedForType, tag);
        place = Place.body;
      }
      if (parser.length[i] === 0) return this.fails(RejectReason.tagWithoutValue, tag);
      if (tag === 8 || tag === 9 || tag === 35) return this.fails(RejectReason.tagAppearsMoreThanOnce, tag);
      if (place < phase) return this.fails(RejectReason.tagOutOfOrder, tag);
      phase = place;
      if (seen[slot] === current && isTaken) return this.fails(RejectReason.tagAppearsMoreThanOnce, tag);
      seen[slot] = current;
      at[slot] = i;
      if (isOpen[slot] === 0) {
        const reason = this.checkValue(parser, slot, i);
        if (reason !== VALID) return this.fails(reason, tag);
      }
      const group = groups[slot];
      i = group === 0 || !isTaken ? i + 1 : this.checkGroup(parser, this.dialect.groups[group], i);
      if (i < 0) return false;
    }
    return true;
  }

  /** Checks a group whose count field is at `index`; the index after its last field, or -1 with the reason set. */
  private checkGroup(parser: FixParser, group: Group, index: number): number {
    const { tag: tags, fieldCount } = parser;
    const { slotOf } = this.dialect;
    const { members, groups, delimiter } = group;
    const count = unsigned(parser.buffer, parser.offset[index], parser.length[index]);
    if (count > this.groupEntries) {
      this.fault(RejectReason.incorrectValue, group.countTag);
      return -1;
    }
    let entries = 0;
    let entry = 0;
    let i = index + 1;
    while (i < fieldCount - 1) {
      const tag = tags[i];
      const slot = tag > 0 && tag <= MAX_TAG ? slotOf[tag] : 0;
      if (members[slot] === 0) break;
      if (slot === delimiter) {
        if (entries > 0 && !this.hasRequired(group, entry)) return -1;
        entries++;
        entry = ++this.generation;
      } else if (entries === 0) {
        this.fault(RejectReason.groupOutOfOrder, tag);
        return -1;
      } else if (this.seen[slot] === entry) {
        this.fault(RejectReason.tagAppearsMoreThanOnce, tag);
        return -1;
      }
      if (parser.length[i] === 0) {
        this.fault(RejectReason.tagWithoutValue, tag);
        return -1;
      }
      this.seen[slot] = entry;
      const reason = this.checkValue(parser, slot, i);
      if (reason !== VALID) {
        this.fault(reason, tag);
        return -1;
      }
      const inner = groups[slot];
      i = inner === 0 ? i + 1 : this.checkGroup(parser, this.dialect.groups[inner], i);
      if (i < 0) return -1;
    }
    if (entries !== count) {
      this.fault(RejectReason.groupCountMismatch, group.countTag);
      return -1;
    }
    return entries === 0 || this.hasRequired(group, entry) ? i : -1;
  }

  private hasRequired({ required }: Group, entry: number): boolean {
    for (let i = 0; i < required.length; i++) {
      if (this.seen[required[i]] !== entry) return this.fails(RejectReason.requiredTagMissing, this.dialect.tagOf[required[i]]);
    }
    return true;
  }

  private checkCondition(parser: FixParser, message: Message, i: number): void {
    const { slot, value, needs } = message.conditions[i];
    if (this.seen[slot] !== this.current || this.seen[needs] === this.current) return;
    const field = this.at[slot];
    if (parser.length[field] === 1 && parser.buffer[parser.offset[field]] === value) {
      this.missingConditional = this.dialect.tagOf[needs];
    }
  }

  private checkValue(parser: FixParser, slot: number, index: number): number {
    const { buffer } = parser;
    const at = parser.offset[index];
    const length = parser.length[index];
    const values = this.dialect.values[slot];
    const type = this.dialect.types[slot];
    if (!isOfType(type, buffer, at, length)) return RejectReason.incorrectFormat;
    if (values === null) return VALID;
    if (type === FieldType.chars) {
      for (let i = 0; i < length; i += 2) if (values.chars[buffer[at + i]] === 0) return RejectReason.incorrectValue;
      return VALID;
    }
    return isOneOf(values, buffer, at, length) ? VALID : RejectReason.incorrectValue;
  }
}
