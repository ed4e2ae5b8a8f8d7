/** The page's files, read once at start: no path from a request ever reaches the file system. */
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export interface PageFile {
  body: Buffer;
  contentType: string;
}

const files: Readonly<Record<string, [string, string]>> = {
  '/': ['index.html', 'text/html; charset=utf-8'],
  '/style.css': ['style.css', 'text/css; charset=utf-8'],
  '/app.js': ['app.js', 'text/javascript; charset=utf-8'],
  '/feed.js': ['feed.js', 'text/javascript; charset=utf-8'],
  '/book.js': ['book.js', 'text/javascript; charset=utf-8'],
  '/stages.js': ['stages.js', 'text/javascript; charset=utf-8'],
  '/icon.svg': ['icon.svg', 'image/svg+xml'],
};

/** By path. The page lies beside the sources, not in dist/: it has no build step. */
export function loadPage(): ReadonlyMap<string, PageFile> {
  const places = ['../ui/', '../../../gateway/ui/'].map((path) => fileURLToPath(new URL(path, import.meta.url)));
  const dir = places.find((place) => existsSync(`${place}index.html`));
  if (dir === undefined) throw new Error(`expected the page in one of ${places.join(', ')}`);
  return new Map(
    Object.entries(files).map(([path, [file, contentType]]) => [path, { body: readFileSync(dir + file), contentType }]),
  );
}
