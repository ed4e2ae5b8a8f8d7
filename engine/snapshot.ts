/**
 * Snapshots and the state hash. Made by a follower or a replay, never by the live engine.
 *
 *   0  8 bytes "BWSTATE1"   8 u32 version   12 u32 rules version   16 f64 length of all
 *  24  SHA-256 of everything after it
 *  56  canonical state (canonical.ts)
 *      for each generation of used ClOrdIDs: f64 count, then u64 entries in order of value; f64 count, then blocks in order of
 *      their hashes (id-blocks.ts)
 */
import { createHash } from 'node:crypto';
import { ByteReader, ByteWriter } from './bytes.js';
import { readState, writeState } from './canonical.js';
import type { SavedIds } from './clordids.js';
import type { Capacities } from './commands.js';
import { BLOCK_WORDS } from './id-blocks.js';
import { otherRules, RULES_VERSION } from './rules-version.js';
import type { State } from './state.js';

const MAGIC = 'BWSTATE1';
/** Of this layout. The state in it is one of the rules' own. */
const VERSION = 4;
const RULES = 12;
const LENGTH = 16;
const HASH = 24;
const BODY = 56;
/** Of used ClOrdIDs: the current one and the previous. */
const GENERATIONS = [0, 1] as const;

export function hashState(state: State): string {
  const hash = createHash('sha256');
  const out = new ByteWriter((chunk) => hash.update(chunk));
  writeState(out, state);
  out.flush();
  return hash.digest('hex');
}

export function encodeSnapshot(state: State): Uint8Array {
  const chunks: Uint8Array[] = [];
  const out = new ByteWriter((chunk) => chunks.push(chunk.slice()));
  writeState(out, state);
  for (const generation of GENERATIONS) writeIds(out, state.usedIds.save(generation));
  out.flush();
  const bytes = new Uint8Array(BODY + out.length);
  let at = BODY;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  const view = new DataView(bytes.buffer);
  bytes.set(Buffer.from(MAGIC, 'latin1'));
  view.setUint32(8, VERSION, true);
  view.setUint32(RULES, RULES_VERSION, true);
  view.setFloat64(LENGTH, bytes.length, true);
  bytes.set(createHash('sha256').update(bytes.subarray(BODY)).digest(), HASH);
  return bytes;
}

/** @param capacities instead of those in the snapshot */
export function decodeSnapshot(bytes: Uint8Array, capacities?: Capacities): State {
  check(bytes);
  const from = new ByteReader(new Uint8Array(bytes.buffer, bytes.byteOffset + BODY, bytes.byteLength - BODY));
  const { state, digest } = readState(from, capacities);
  for (const generation of GENERATIONS) {
    const count = digest[generation * (digest.length / GENERATIONS.length)];
    if (count > state.usedIds.capacity) {
      throw new Error(
        `capacity clOrdIds: expected at least ${count}, which the state remembers, got ${state.usedIds.capacity}`,
      );
    }
    state.usedIds.restore(generation, readIds(from));
  }
  if (from.rest !== 0 || state.usedIds.digest().some((word, i) => word !== digest[i])) {
    throw new Error('snapshot: the used ClOrdIDs do not match their digest');
  }
  return state;
}

function writeIds(out: ByteWriter, { single, blocks }: SavedIds): void {
  out.f64(single.length);
  out.bytes(new Uint8Array(single.buffer, single.byteOffset, single.byteLength));
  out.f64(blocks.length);
  for (const block of blocks) out.bytes(new Uint8Array(block.buffer, block.byteOffset, block.byteLength));
}

function readIds(from: ByteReader): SavedIds {
  const single = new BigUint64Array(from.bytes(from.f64() * 8).slice().buffer);
  const blocks = Array.from({ length: from.f64() }, () => new Int32Array(from.bytes(BLOCK_WORDS * 4).slice().buffer));
  return { single, blocks };
}

/** The same state in memory of other sizes. @throws Error when it does not fit */
export function resized(state: State, capacities: Capacities): State {
  return decodeSnapshot(encodeSnapshot(state), capacities);
}

function check(bytes: Uint8Array): void {
  const magic = Buffer.from(bytes.subarray(0, MAGIC.length)).toString('latin1');
  if (bytes.length < BODY || magic !== MAGIC) {
    throw new Error(`snapshot: expected it to begin with ${MAGIC}, got ${bytes.length} bytes that do not`);
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const version = view.getUint32(8, true);
  // layout 1 is of rules 1, and did not say so
  const rules = version === 1 ? 1 : view.getUint32(RULES, true);
  if (version !== VERSION || rules !== RULES_VERSION) {
    const [expected, got] = [`version ${VERSION} of rules ${RULES_VERSION}`, `version ${version} of rules ${rules}`];
    throw new Error(`snapshot: expected ${expected}, got ${got}: it is another release's; ${otherRules(rules)}`);
  }
  const length = view.getFloat64(LENGTH, true);
  if (length !== bytes.length)
    throw new Error(`snapshot: expected ${length} bytes, got ${bytes.length}: it is cut off or grew`);
  const digest = createHash('sha256').update(bytes.subarray(BODY)).digest();
  if (!digest.equals(bytes.subarray(HASH, BODY))) throw new Error('snapshot: its SHA-256 does not match: it is damaged');
}
