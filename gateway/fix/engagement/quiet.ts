/**
 * The fields of a message that are checked and have no effect, as the tables name them: single fields, groups, and components as a whole.
 * What is in a component stands once, at the end of the document.
 */
import { type Body, readBody } from '../dialect/body.js';
import type { Message } from '../dialect/dialect.js';
import type { Version } from '../dialect/tables.js';
import { dialects } from '../dialect/versions.js';
import { list } from './markdown.js';
import { type Each, labelOf, tablesOf, VERSIONS } from './versions.js';

/** A line for each version, or for several that are alike; '' when everything has an effect. */
export function quietText(messages: Each<Message | undefined>, shown: Body): string {
  const lists = VERSIONS.flatMap((version) => {
    const message = messages[version];
    const items = message === undefined ? [] : quietItems(version, message, shown);
    return items.length === 0 ? [] : [{ version, items }];
  });
  return list(told(lists).map(([versions, text]) => `Accepted, without effect, ${versions}: ${text}.`));
}

interface Listed {
  version: Version;
  items: string[];
}

/** Each list, or how it differs from that of the version before; those that do not are one. */
function told(lists: readonly Listed[]): [versions: string, text: string][] {
  const lines: [versions: string, text: string][] = [];
  lists.forEach(({ version, items }, i) => {
    const before = lists[i - 1];
    const label = labelOf[version];
    const last = lines.at(-1);
    if (last !== undefined && isAlike(items, before.items)) last[0] += `, ${label}`;
    else lines.push([label, before === undefined ? items.join(', ') : difference(before, items)]);
  });
  return lines;
}

function isAlike(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((item) => b.includes(item));
}

/** Against the version before, where most are the same. */
function difference(before: Listed, items: readonly string[]): string {
  const added = items.filter((item) => !before.items.includes(item));
  const gone = before.items.filter((item) => !items.includes(item));
  if (added.length + gone.length >= items.length) return items.join(', ');
  const more = added.length === 0 ? '' : `, and ${added.join(', ')}`;
  return `as ${labelOf[before.version]}${more}${gone.length === 0 ? '' : `; not ${gone.join(', ')}`}`;
}

function quietItems(version: Version, { msgType }: Message, shown: Body): string[] {
  const { messages, ownFields, components } = tablesOf[version];
  const text = `${messages[msgType][2]} ${ownFields[msgType] ?? ''}`;
  const { required } = readBody(text, components);
  const rows = { ...shown, tags: [...shown.tags, ...required] };
  return topLevel(text).flatMap((token) => {
    const body = readBody(token, components);
    const spoken = spokenOf(body, rows);
    if (leftOf(body, spoken) === 0) return [];
    return [`${spoken.length === 0 ? '' : 'the rest of '}${itemName(version, token)}`];
  });
}

/** The tags of a body that have rows of their own. */
function spokenOf(body: Body, shown: Body): number[] {
  const own = body.tags.filter((tag) => shown.tags.includes(tag) || body.required.includes(tag));
  const inner = [...body.groups].flatMap(([tag, group]) => {
    const table = shown.groups.get(tag);
    return table === undefined && !own.includes(tag)
      ? []
      : spokenOf(group, table ?? { tags: [], required: [], groups: new Map() });
  });
  return [...own, ...inner];
}

function leftOf(body: Body, spoken: readonly number[]): number {
  const own = body.tags.filter((tag) => !spoken.includes(tag)).length;
  return [...body.groups.values()].reduce((sum, group) => sum + leftOf(group, spoken), own);
}

/** A body's text, taken apart where it is not within a group. */
function topLevel(text: string): string[] {
  const items: string[] = [];
  let depth = 0;
  for (const token of text.match(/<\w+>|\d+!?\{?|\}/g) ?? []) {
    if (depth > 0) items[items.length - 1] += ` ${token}`;
    else items.push(token);
    if (token.endsWith('{')) depth++;
    if (token === '}') depth--;
  }
  return items;
}

/** A component by its name, a field by tag and name. */
function itemName(version: Version, token: string): string {
  const component = /^<(\w+)>$/.exec(token)?.[1];
  if (component !== undefined) return component;
  const { fields, slotOf } = dialects[version];
  const tag = Number.parseInt(token, 10);
  return `${tag} ${fields[slotOf[tag]]!.name}`;
}

/** The components that messages have, by name: what is in them, and in which versions. */
export function componentRows(): string[][] {
  const names = [...new Set(VERSIONS.flatMap((version) => Object.keys(tablesOf[version].components)))].sort();
  return names.map((name) => {
    const lists = VERSIONS.flatMap((version) => {
      const text = tablesOf[version].components[name];
      return text === undefined ? [] : [{ version, items: contents(version, text) }];
    });
    const lines = told(lists).map(([versions, text]) => `${versions}: ${text}`);
    return [name, lines.join('. ')];
  });
}

/** What is in a body; the members of a group behind its count field. */
function contents(version: Version, text: string): string[] {
  return topLevel(text).flatMap((token) => {
    const start = token.indexOf('{');
    if (start < 0) return [itemName(version, token)];
    return [`${itemName(version, token)} (a group)`, ...contents(version, token.slice(start + 1, token.lastIndexOf('}')))];
  });
}
