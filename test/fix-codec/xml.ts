/** Reads XML of elements and attributes alone, strictly: what is not well-formed, or is text, throws with its place. */
export interface Element {
  name: string;
  attributes: Record<string, string>;
  children: Element[];
}

const NAME = /^[A-Za-z]+$/;
const ENTITIES: Record<string, string> = { amp: '&', lt: '<', gt: '>', apos: "'", quot: '"' };

export function readXml(text: string): Element {
  const root: Element = { name: '', attributes: {}, children: [] };
  const open = [root];
  let at = 0;
  for (const match of text.matchAll(/\s*<(\/?)([^\s<>/]+)((?:\s+[^\s=<>]+='[^'<>]*')*)\s*(\/?)>\s*/gy)) {
    const [all, closes, name, attributes, isEmpty] = match;
    if (!NAME.test(name) || (closes !== '' && isEmpty !== '')) throw new Error(`expected an element at ${at}, got ${all}`);
    at += all.length;
    if (closes !== '') {
      const ended = open.pop();
      if (open.length === 0 || ended!.name !== name) throw new Error(`expected </${ended!.name}> at ${at}, got </${name}>`);
      continue;
    }
    const element: Element = { name, attributes: readAttributes(attributes), children: [] };
    open.at(-1)!.children.push(element);
    if (isEmpty === '') open.push(element);
  }
  if (at !== text.length) throw new Error(`expected an element at ${at}, got ${text.slice(at, at + 40)}`);
  if (open.length !== 1 || root.children.length !== 1) throw new Error('expected one element that holds all');
  return root.children[0];
}

function readAttributes(text: string): Record<string, string> {
  const attributes: Record<string, string> = {};
  for (const [, name, value] of text.matchAll(/\s+([^\s=]+)='([^']*)'/g)) {
    if (!NAME.test(name) || name in attributes) throw new Error(`expected an attribute once, got ${name} in ${text}`);
    attributes[name] = value.replace(/&(\w*);?/g, (entity, of) => {
      if (!(of in ENTITIES) || !entity.endsWith(';')) throw new Error(`expected an entity of XML, got ${entity}`);
      return ENTITIES[of];
    });
  }
  return attributes;
}
