/**
 * Which ClOrdIDs have been used, in bounded memory: two generations of them. When the current one holds `capacity`
 * ids it becomes the previous one and the old previous one is forgotten; so at least the last `capacity` ids are remembered.
 * (The current ids of open orders are found in open-orders.ts as well, however old they are.) Engine thread only.
 *
 * What is remembered of an id is its fingerprint. Ids that end in three digits stand in blocks (id-blocks.ts) as long as there is room
 * for blocks; all others, each by itself, in a table (id-table.ts).
 */
import { type Fingerprint, mix, putFingerprint, Taken } from './fingerprint.js';
import { BLOCK_IDS, createIdBlocks, IdUse } from './id-blocks.js';
import { createIdTable } from './id-table.js';
import { intRegisters } from './registers.js';

const { none: UNUSED, request: REQUEST, order: ORDER } = IdUse;
const { lo: LO, hi: HI, tail: TAIL, a: A, b: B } = Taken;

/** The largest capacity: the indexes of both generations fit 31 bits. */
export const CL_ORD_IDS_MAX = 2 ** 27;

/** Blocks that a generation has room for: one for so many ids. Memory is used where blocks are. */
const IDS_PER_BLOCK_MIN = 16;
const BLOCKS_MIN = 8;

export interface UsedIds {
  readonly capacity: number;
  /** How the id that was taken last was used, as far as remembered (IdUse). */
  use(): number;
  /** Remembers it; if it is remembered already, its first use stays. */
  add(use: number): void;
  /** The same after use() has said that it is not remembered. */
  addNew(use: number): void;
  /** Of each generation, current first: equal for equal sets. */
  digest(): number[];
  /** What a generation remembers, for a snapshot; 0 the current one, 1 the previous. */
  save(generation: number): SavedIds;
  /** Fills a fresh generation with what save() gave. */
  restore(generation: number, saved: SavedIds): void;
  /** Forgets all. */
  clear(): void;
}

/** Ids of the table (id-table.ts, sorted()), and blocks (id-blocks.ts, sorted()). */
export interface SavedIds {
  single: BigUint64Array;
  blocks: Int32Array[];
}

/** Words of the registers: which half is the current generation; by half: how many ids; 1: the table may hold numbered ones. */
const CURRENT = 0;
const COUNT = 1;
const MIXED = 3;
/** The current generation's block of the id that use() was last about; -1: none. */
const BLOCK = 5;

/** Heads that were asked for last, so that a client that counts is not looked for again: a, b, block of the current generation, of the one before. */
const RECENT = 256;

/** Of the fingerprint that is handed in are use(), add() and addNew(). */
export function createUsedIds(capacity: number, { taken }: Fingerprint): UsedIds {
  const table = createIdTable(capacity);
  const blocks = createIdBlocks(Math.max(BLOCKS_MIN, Math.ceil(capacity / IDS_PER_BLOCK_MIN)));
  const registers = intRegisters(6);
  const recent = new Int32Array(RECENT << 2);
  forgetRecent();

  function use(): number {
    const tail = taken[TAIL];
    if (tail < 0) return useAlone();
    const at = (taken[A] & (RECENT - 1)) << 2;
    if (recent[at] !== taken[A] || recent[at | 1] !== taken[B]) lookUp(at);
    const block = recent[at | 2];
    const before = recent[at | 3];
    registers[BLOCK] = block;
    if (block >= 0 && blocks.holds(block, tail)) return blocks.use(block, tail);
    if (before >= 0 && blocks.holds(before, tail)) return blocks.use(before, tail);
    return (registers[MIXED] | registers[MIXED + 1]) === 0 ? UNUSED : useAlone();
  }

  function lookUp(at: number): void {
    recent[at] = taken[A];
    recent[at | 1] = taken[B];
    recent[at | 2] = blocks.find(registers[CURRENT], taken[A], taken[B]);
    recent[at | 3] = blocks.find(registers[CURRENT] ^ 1, taken[A], taken[B]);
  }

  /** No entry is found that has other low bits than its place. */
  function forgetHead(a: number): void {
    const place = a & (RECENT - 1);
    recent[place << 2] = ~place;
  }

  function forgetRecent(): void {
    for (let place = 0; place < RECENT; place++) forgetHead(place);
  }

  /** The use of an id that stands by itself. */
  function useAlone(): number {
    const used = useInTable(registers[CURRENT]);
    return used !== UNUSED ? used : useInTable(registers[CURRENT] ^ 1);
  }

  function useInTable(half: number): number {
    if (!table.mayHold(half, taken[LO], taken[HI])) return UNUSED;
    const slot = table.find(half, taken[LO], taken[HI]);
    return slot < 0 ? UNUSED : table.isOrder(slot) ? ORDER : REQUEST;
  }

  function add(useOf: number): void {
    if (use() === UNUSED) addNew(useOf);
  }

  function addNew(useOf: number): void {
    const current = registers[CURRENT];
    if (registers[COUNT + current] === capacity) startGeneration();
    else if (taken[TAIL] >= 0 && registers[BLOCK] >= 0) {
      putInBlock(current, registers[BLOCK], taken[TAIL], useOf);
      return;
    }
    put(registers[CURRENT], taken, useOf);
  }

  function put(half: number, id: Int32Array, useOf: number): void {
    if (id[TAIL] >= 0) {
      let block = blocks.find(half, id[A], id[B]);
      if (block < 0) {
        block = blocks.open(half, id[A], id[B]);
        forgetHead(id[A]);
      }
      if (block >= 0) {
        putInBlock(half, block, id[TAIL], useOf);
        return;
      }
      registers[MIXED + half] = 1;
    }
    putAlone(half, id[LO], id[HI], useOf);
  }

  function putInBlock(half: number, block: number, tail: number, useOf: number): void {
    registers[COUNT + half]++;
    table.tidy(half);
    blocks.put(block, tail, useOf);
  }

  function putAlone(half: number, lo: number, hi: number, useOf: number): void {
    registers[COUNT + half]++;
    table.tidy(half);
    table.put(half, ~table.find(half, lo, hi), lo, hi, useOf === ORDER ? 1 : 0);
  }

  function startGeneration(): void {
    const half = registers[CURRENT] ^ 1;
    registers[CURRENT] = half;
    registers[COUNT + half] = registers[MIXED + half] = 0;
    table.startAgain(half);
    blocks.startAgain(half);
    forgetRecent();
  }

  function clear(): void {
    startGeneration();
    startGeneration();
  }

  const halfOf = (generation: number) => registers[CURRENT] ^ generation;

  function save(generation: number): SavedIds {
    const half = halfOf(generation);
    return { single: table.sorted(half), blocks: blocks.sorted(half) };
  }

  /** The count and two sums over the fingerprints: equal for equal sets, however they are kept. */
  function digestOf(generation: number): number[] {
    const saved = save(generation);
    let a = 0;
    let b = 0;
    const count = (lo: number, hi: number) => {
      a = (a + mix(lo ^ Math.imul(hi, 0x9e3779b1))) | 0;
      b = (b + mix(hi + mix(lo))) | 0;
    };
    const parts = new Int32Array(saved.single.buffer);
    for (let i = 0; i < parts.length; i += 2) count(parts[i], parts[i + 1]);
    eachNumbered(saved.blocks, (id, useOf) => count(id[LO] | (useOf === ORDER ? 1 : 0), id[HI]));
    return [registers[COUNT + halfOf(generation)], a, b];
  }

  function restore(generation: number, saved: SavedIds): void {
    const half = halfOf(generation);
    eachNumbered(saved.blocks, (id, useOf) => put(half, id, useOf));
    const parts = new Int32Array(saved.single.buffer, saved.single.byteOffset, saved.single.length * 2);
    for (let i = 0; i < parts.length; i += 2)
      putAlone(half, parts[i] & ~3, parts[i + 1], (parts[i] & 1) !== 0 ? ORDER : REQUEST);
    if (parts.length > 0) registers[MIXED + half] = 1;
  }

  return { capacity, use, add, addNew, digest: () => [...digestOf(0), ...digestOf(1)], save, restore, clear };
}

/** Each id of blocks as words like Fingerprint.taken, and its use. */
function eachNumbered(blocks: readonly Int32Array[], visit: (id: Int32Array, use: number) => void): void {
  const id = new Int32Array(6);
  for (const block of blocks) {
    id[A] = block[0];
    id[B] = block[1];
    for (let tail = 0; tail < BLOCK_IDS; tail++) {
      const at = 2 + (tail >> 5);
      if (((block[at] >>> (tail & 31)) & 1) === 0) continue;
      id[TAIL] = tail;
      putFingerprint(id, id[A], id[B], tail);
      visit(id, ((block[at + 32] >>> (tail & 31)) & 1) !== 0 ? ORDER : REQUEST);
    }
  }
}
