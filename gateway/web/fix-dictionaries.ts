/** The FIX dialects as XML dictionaries under /fix/, made once for all doors of the process, at start: making them takes 25 ms. */
import type { Dialect } from '../fix/dialect/dialect.js';
import { dictionariesOf } from '../fix/dialect/dictionary-xml.js';
import { dialects } from '../fix/dialect/versions.js';
import type { PageFile } from './page.js';

let files: ReadonlyMap<string, PageFile> | null = null;

/** By path; `/fix/` lists the others. */
export function fixDictionaries(): ReadonlyMap<string, PageFile> {
  files ??= makeFiles();
  return files;
}

function makeFiles(): ReadonlyMap<string, PageFile> {
  const made = Object.values(dialects).flatMap((dialect) =>
    dictionariesOf(dialect).map(({ file, setting, xml }) => ({
      entry: { path: `/fix/${file}`, ...versionOf(dialect), setting },
      body: Buffer.from(xml),
    })),
  );
  const list = JSON.stringify({ dictionaries: made.map(({ entry }) => entry) });
  return new Map([
    ['/fix/', { body: Buffer.from(list), contentType: 'application/json' }],
    ...made.map(({ entry, body }) => [entry.path, { body, contentType: 'application/xml' }] as const),
  ]);
}

function versionOf({ beginString, applVerId }: Dialect): { beginString: string; applVerId?: string } {
  return applVerId === '' ? { beginString } : { beginString, applVerId };
}
