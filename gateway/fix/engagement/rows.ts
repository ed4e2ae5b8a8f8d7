/** The fields of a message as rows, over all versions: those that are read or written, and those that must be there. */
import type { Body } from '../dialect/body.js';
import type { Message } from '../dialect/dialect.js';
import type { Version } from '../dialect/tables.js';
import { dialects } from '../dialect/versions.js';
import { type Each, VERSIONS } from './versions.js';

/** R: required; c: required with another field's value; o: may be there; –: the version does not have it here. */
export type Presence = 'R' | 'c' | 'o' | '–';

export interface Row {
  tag: number;
  /** Of a group's member: 1, or more within groups of groups. */
  depth: number;
  presence: Each<Presence>;
  /** It was asked for: not shown for being required alone. */
  isShown: boolean;
  /** Of a field that is required with another's value: `OrdType 2, 4`. */
  condition: string;
}

type Bodies = Each<Body | undefined>;
/** By tag: with which value of which other field it is required. */
type Conditions = ReadonlyMap<number, string>;

const NOTHING: Body = { tags: [], required: [], groups: new Map() };
const NONE: Conditions = new Map();

/** @param shown what is shown; null: all. Required fields are, in any case */
export function rowsOf(messages: Each<Message | undefined>, shown: Body | null): Row[] {
  const bodies = mapEach((version) => messages[version]?.body ?? undefined);
  return bodyRows(
    bodies,
    shown,
    mapEach((version) => conditionsOf(version, messages[version])),
    0,
  );
}

/** Of a header or trailer. */
export function partRows(part: (version: Version) => Body): Row[] {
  return bodyRows(
    mapEach(part),
    null,
    mapEach(() => NONE),
    0,
  );
}

function conditionsOf(version: Version, message: Message | undefined): Conditions {
  const texts = new Map<number, string>();
  for (const { slot, value, needs } of message?.conditions ?? []) {
    const { tagOf, fields } = dialects[version];
    const before = texts.get(tagOf[needs]);
    const code = String.fromCharCode(value);
    texts.set(tagOf[needs], before === undefined ? `${fields[slot]!.name} ${code}` : `${before} or ${code}`);
  }
  return texts;
}

function bodyRows(bodies: Bodies, shown: Body | null, conditions: Each<Conditions>, depth: number): Row[] {
  const isShown = (tag: number) => shown === null || shown.tags.includes(tag);
  const orders = VERSIONS.map((version) => {
    const body = bodies[version] ?? NOTHING;
    return body.tags.filter((tag) => isShown(tag) || body.required.includes(tag));
  });
  return inOneOrder(orders).flatMap((tag) => {
    const presence = mapEach((version) => presenceOf(tag, bodies[version], conditions[version]));
    const condition = VERSIONS.map((version) => conditions[version].get(tag)).find((text) => text !== undefined) ?? '';
    const row: Row = { tag, depth, presence, isShown: isShown(tag), condition };
    const groups = mapEach((version) => bodies[version]?.groups.get(tag));
    if (VERSIONS.every((version) => groups[version] === undefined)) return [row];
    const inner = shown === null ? null : (shown.groups.get(tag) ?? NOTHING);
    return [
      row,
      ...bodyRows(
        groups,
        inner,
        mapEach(() => NONE),
        depth + 1,
      ),
    ];
  });
}

function presenceOf(tag: number, body: Body | undefined, conditions: Conditions): Presence {
  if (body === undefined || !body.tags.includes(tag)) return '–';
  if (body.required.includes(tag)) return 'R';
  return conditions.has(tag) ? 'c' : 'o';
}

/** The newest version's order, with what only older ones have after what it follows there. */
function inOneOrder(orders: readonly (readonly number[])[]): number[] {
  const result: number[] = [];
  for (const order of [...orders].reverse()) {
    order.forEach((tag, i) => {
      if (!result.includes(tag)) result.splice(i === 0 ? 0 : result.indexOf(order[i - 1]) + 1, 0, tag);
    });
  }
  return result;
}

function mapEach<T>(of: (version: Version) => T): Each<T> {
  return { '42': of('42'), '44': of('44'), '50': of('50') };
}
