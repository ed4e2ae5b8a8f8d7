/** Reads a benchmark's options: `--name value` for each default that is given, numbers where the default is one. */
import { parseArgs } from 'node:util';

type Defaults = Record<string, string | number | boolean>;
type Values<T extends Defaults> = {
  [K in keyof T]: T[K] extends number ? number : T[K] extends boolean ? boolean : string;
};

/** Throws with what was expected and what came. Names are written `--one-at-a-time` for `oneAtATime`. */
export function readOptions<T extends Defaults>(args: readonly string[], defaults: T): Values<T> {
  const dashed = (name: string) => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  const { values } = parseArgs({
    args: [...args],
    options: Object.fromEntries(
      Object.entries(defaults).map(([name, value]) => [
        dashed(name),
        { type: typeof value === 'boolean' ? ('boolean' as const) : ('string' as const) },
      ]),
    ),
  });
  const result: Record<string, string | number | boolean> = { ...defaults };
  for (const [name, fallback] of Object.entries(defaults)) {
    const given = values[dashed(name)];
    if (given === undefined) continue;
    result[name] = typeof fallback === 'number' ? positive(dashed(name), String(given)) : given;
  }
  return result as Values<T>;
}

function positive(name: string, text: string): number {
  const value = Number(text);
  if (!(value > 0 && Number.isFinite(value))) throw new Error(`--${name}: expected a number above 0, got ${text}`);
  return value;
}
