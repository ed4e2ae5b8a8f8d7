/** The venue's records and the terms of orders as a person reads them, by the tables of describe-layouts.ts. Never on a hot path. */
import { BODY_SHIFT, Contingency, Defined, Peg, TermFlag } from '../engine/records.js';
import { ScheduleEntry, SetSchedule, Stp } from '../engine/records-venue.js';
import type { RecordViews } from '../engine/ring.js';
import { OrderTerms } from '../engine/terms.js';
import { actions, commands, events, type Kind, type Layout, repeating } from './describe-layouts.js';
import { charText, type Described, idText, nameOf, textOf } from './describe-values.js';

/** Adds the fields of a venue's record; false: it is none. */
export function describeVenueRecord(views: RecordViews, at: number, type: number, said: Described): boolean {
  const repeated = repeating[type];
  if (repeated) {
    said[repeated[0]] = views.i32[(at + Defined.INDEX) >> 2];
    describeFields(views, at - BODY_SHIFT, repeated[1], said);
    return true;
  }
  const layout = commands[type] ?? events[type];
  if (layout) describeFields(views, at, layout, said);
  return layout !== undefined;
}

function describeFields(views: RecordViews, at: number, layout: Layout, said: Described): void {
  for (const [name, offset, kind] of layout.fields) {
    const value = readValue(views, at + offset, kind);
    if (value !== '' && !Number.isNaN(value)) said[name] = value;
  }
  if (layout.entries) describeSchedule(views, at, said);
  if (!layout.texts) return;
  const { names, lengths, from } = layout.texts;
  let text = at + from;
  names.forEach((name, i) => {
    const length = views.u8[at + lengths[i]];
    if (length > 0) said[name] = textOf(views.u8, text, length);
    text += length;
  });
}

function readValue({ i32, u16, f64, u8 }: RecordViews, at: number, kind: Kind): string | number {
  switch (kind) {
    case 'i32':
      return i32[at >> 2];
    case 'i16':
      return (u16[at >> 1] << 16) >> 16;
    case 'f64':
      return f64[at >> 3];
    case 'u8':
      return u8[at];
    case 'id':
      return idText(f64[at >> 3]);
    case 'char':
      return charText(u8[at]);
    default:
      return nameOf(kind, u8[at]);
  }
}

function describeSchedule({ f64, u8 }: RecordViews, at: number, said: Described): void {
  const count = u8[at + SetSchedule.COUNT];
  const changes: string[] = [];
  for (let i = 0; i < count; i++) {
    const entry = at + SetSchedule.ENTRIES + i * ScheduleEntry.BYTES;
    const time = new Date(f64[(entry + ScheduleEntry.TIME) >> 3] / 1000).toISOString();
    changes.push(`${time} ${nameOf(actions, u8[entry + ScheduleEntry.ACTION])}`);
  }
  said['changes'] = changes.join(', ');
  const author = at + SetSchedule.ENTRIES + count * ScheduleEntry.BYTES;
  said['author'] = textOf(u8, author, u8[at + SetSchedule.AUTHOR_LEN]);
}

const terms = new OrderTerms();

/** Adds what an order's terms say: those that are given. */
export function describeTerms(views: RecordViews, at: number, said: Described): void {
  terms.read(views, at);
  if ((terms.flags & TermFlag.stop) !== 0) said['stopTicks'] = terms.stopTicks;
  for (const name of ['displayLots', 'minLots', 'expireUs', 'offsetTicks', 'notional', 'stpGroup'] as const) {
    if (terms[name] !== 0) said[name] = terms[name];
  }
  if (terms.stp !== 0) said['stp'] = nameOf(Stp, terms.stp);
  if (terms.peg !== 0) said['peg'] = nameOf(Peg, terms.peg);
  if (terms.contingency !== 0) said['contingency'] = nameOf(Contingency, terms.contingency);
  const flags = Object.entries(TermFlag).filter(([, bit]) => (terms.flags & bit) !== 0);
  if (flags.length > 0) said['flags'] = flags.map(([name]) => name).join(' ');
}
