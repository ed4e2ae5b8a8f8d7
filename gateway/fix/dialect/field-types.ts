/** The data types of FIX, and what the values of each look like (formats.ts). */

/** Formats: how a value is checked, byte by byte. */
export const FieldType = {
  string: 0,
  char: 1,
  boolean: 2,
  unsigned: 3,
  int: 4,
  decimal: 5,
  timestamp: 6,
  date: 7,
  monthYear: 8,
  /** Characters between spaces. */
  chars: 9,
  data: 10,
  groupCount: 11,
  timeOnly: 12,
  /** Words between spaces. */
  words: 13,
} as const;

/** By the name that FIX gives a type; the others are strings. */
export const typeNames: Readonly<Record<string, number>> = {
  char: FieldType.char,
  Boolean: FieldType.boolean,
  SeqNum: FieldType.unsigned,
  Length: FieldType.unsigned,
  NumInGroup: FieldType.groupCount,
  int: FieldType.int,
  DayOfMonth: FieldType.int,
  Price: FieldType.decimal,
  Qty: FieldType.decimal,
  Amt: FieldType.decimal,
  PriceOffset: FieldType.decimal,
  Percentage: FieldType.decimal,
  float: FieldType.decimal,
  UTCTimestamp: FieldType.timestamp,
  UTCDateOnly: FieldType.date,
  LocalMktDate: FieldType.date,
  MonthYear: FieldType.monthYear,
  MultipleCharValue: FieldType.chars,
  MultipleStringValue: FieldType.words,
  data: FieldType.data,
  XMLData: FieldType.data,
  UTCTimeOnly: FieldType.timeOnly,
};

export interface FieldInfo {
  tag: number;
  name: string;
  /** As FIX calls it. */
  typeName: string;
}

/** `11 ClOrdID String, …` as a table. */
export function readFields(text: string): Map<number, FieldInfo> {
  const rows = text.split(',').map((row) => row.trim().split(/\s+/));
  return new Map(rows.map(([tag, name, typeName]) => [Number(tag), { tag: Number(tag), name, typeName }]));
}

/** `22 IDSource, 327 HaltReasonChar char, …`: names, and types where they differ too. */
export function readNames(text: string): Map<number, Partial<FieldInfo>> {
  if (text === '') return new Map();
  const rows = text.split(',').map((row) => row.trim().split(/\s+/));
  return new Map(rows.map(([tag, name, typeName]) => [Number(tag), typeName === undefined ? { name } : { name, typeName }]));
}
