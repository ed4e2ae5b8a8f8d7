/**
 * Routing fields: who, on whose behalf, from where, and to whom. In an answer those of the request change places. They belong to the
 * header, so they come first. Door's thread.
 */
import type { OrderFields } from '../../engine/commands.js';
import { ROUTE_MAX } from '../../engine/routes.js';
import { dialects } from './dialect/versions.js';
import type { FixParser } from './parser.js';

const SOH = 1;
const EQUALS = 0x3d;
const FIRST_PRINTABLE = 0x20;
const LAST_PRINTABLE = 0x7e;
/** Longest value that is given back by the door itself; the content of a SAY is bounded. */
const VALUE_MAX = 64;

const PAIRS = [
  [50, 57], // SenderSubID, TargetSubID
  [142, 143], // SenderLocationID, TargetLocationID
  [115, 128], // OnBehalfOfCompID, DeliverToCompID
  [116, 129], // OnBehalfOfSubID, DeliverToSubID
  [144, 145], // OnBehalfOfLocationID, DeliverToLocationID
] as const;
const REVERSED = PAIRS.flatMap(([a, b]) => [[a, b] as const, [b, a] as const]);

/** Of a tag in the header that has no other in an answer. */
const STAYS = 1;
/** By tag: 0 not of a header, STAYS, or the tag that it has in an answer. */
const HEADER = new Uint8Array(2048);
for (const { header } of Object.values(dialects)) {
  for (const tag of [...header.tags, ...[...header.groups.values()].flatMap(({ tags }) => tags)]) HEADER[tag] = STAYS;
}
for (const [from, to] of REVERSED) HEADER[from] = to;
/** What a message begins with: 8, 9, 35. */
const FRAME = 3;

/** The route of an answer that the door itself gives, of whatever message: values that are empty or long left out. */
export function reverseRoute(p: FixParser): string {
  let route = '';
  for (const [from, to] of REVERSED) {
    const index = p.find(from);
    const length = index < 0 ? 0 : p.length[index];
    if (length > 0 && length <= VALUE_MAX) route += `${to}=${p.text(index)}\x01`;
  }
  return route;
}

/**
 * Reads the route of the answers to a message that has passed the dictionary. Returns 0, or the tag of what no answer can have: beyond
 * ROUTE_MAX, or not printable. Allocates nothing.
 */
export function readRoute(p: FixParser, fields: OrderFields): number {
  const { tag: tags, length: lengths, fieldCount } = p;
  fields.routeLen = 0;
  for (let i = FRAME; i < fieldCount; i++) {
    const tag = tags[i];
    const to = tag < HEADER.length ? HEADER[tag] : 0;
    if (to === 0) return 0; // the header is over
    if (to !== STAYS && !append(fields, to, p.buffer, p.offset[i], lengths[i])) return tag;
  }
  return 0;
}

function append(fields: OrderFields, tag: number, from: Uint8Array, offset: number, length: number): boolean {
  const { route } = fields;
  const digits = tag < 100 ? 2 : 3;
  let at = fields.routeLen;
  if (at + digits + length + 2 > ROUTE_MAX) return false;
  if (tag >= 100) route[at++] = 0x30 + Math.floor(tag / 100);
  route[at++] = 0x30 + (Math.floor(tag / 10) % 10);
  route[at++] = 0x30 + (tag % 10);
  route[at++] = EQUALS;
  for (let i = 0; i < length; i++) {
    const byte = from[offset + i];
    if (byte < FIRST_PRINTABLE || byte > LAST_PRINTABLE) return false;
    route[at++] = byte;
  }
  route[at++] = SOH;
  fields.routeLen = at;
  return true;
}
