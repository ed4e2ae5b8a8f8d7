/** The body of a message, component or group as its table has it. */

export interface Body {
  /** In the order of the table; of groups, their count fields. */
  tags: number[];
  required: number[];
  groups: Map<number, Body>;
}

/** Reads a body in the notation of tables.ts. @throws Error when a component is not defined */
export function readBody(text: string, components: Readonly<Record<string, string>>): Body {
  const tokens = text.match(/<\w+>|\d+!?\{?|\}/g) ?? [];
  let at = 0;
  const read = (): Body => {
    const body: Body = { tags: [], required: [], groups: new Map() };
    for (; at < tokens.length && tokens[at] !== '}'; at++) {
      const token = tokens[at];
      if (token.startsWith('<')) {
        add(body, readBody(componentOf(token.slice(1, -1), components), components));
        continue;
      }
      const tag = Number.parseInt(token, 10);
      if (!body.tags.includes(tag)) body.tags.push(tag);
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

function componentOf(name: string, components: Readonly<Record<string, string>>): string {
  const text = components[name];
  if (text === undefined) throw new Error(`tables: component ${name} is used but not defined`);
  return text;
}

function add(body: Body, component: Body): void {
  for (const tag of component.tags) if (!body.tags.includes(tag)) body.tags.push(tag);
  body.required.push(...component.required);
  for (const [tag, group] of component.groups) body.groups.set(tag, group);
}
