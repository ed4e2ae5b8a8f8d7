/**
 * Which ClOrdIDs have been used, in bounded memory: two generations of them. When the current one holds `capacity`
 * ids it becomes the previous one and the old previous one is forgotten; so at least the last `capacity` ids are remembered.
 * (The current ids of open orders are found in open-orders.ts as well, however old they are.) Engine thread only.
 *
 * What is remembered of an id is its fingerprint. Ids that end in three digits stand in blocks (id-blocks.ts) as long as there is room
 * for blocks; all others, each by itself, in a table (id-table.ts).
 */
import { type Fingerprint, mix, putFingerprint, Taken } from './fingerprint.js';
import { BLOCK_IDS, BLOCK_WORDS, createIdBlocks } from './id-blocks.js';
import { createIdTable } from './id-table.js';
import { intRegisters } from './registers.js';

/** What an id was used for. */
export const IdUse = { none: 0, request: 1, order: 2 } as const;
const { none: UNUSED, request: REQUEST, order: ORDER } = IdUse;
const { lo: LO, hi: HI, tail: TAIL, a: A, b: B } = Taken;

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

/** @param id the fingerprint of which use(), add() and addNew() are */
export function createUsedIds(capacity: number, { taken }: Fingerprint): UsedIds {
  const table = createIdTable(capacity);
  const blocks = createIdBlocks(Math.max(BLOCKS_MIN, Math.ceil(capacity / IDS_PER_BLOCK_MIN)));
  const registers = intRegisters(5);

  function use(): number {
    const current = registers[CURRENT];
    const used = useIn(current);
    return used !== UNUSED ? used : useIn(current ^ 1);
  }

  function useIn(half: number): number {
    const tail = taken[TAIL];
    if (tail >= 0) {
      const block = blocks.find(half, taken[A], taken[B]);
      if (block >= 0 && blocks.isUsed(block, tail)) return blocks.isOrder(block, tail) ? ORDER : REQUEST;
      if (registers[MIXED + half] === 0) return UNUSED;
    }
    if (!table.mayHold(half, taken[LO], taken[HI])) return UNUSED;
    const slot = table.find(half, taken[LO], taken[HI]);
    return slot < 0 ? UNUSED : table.isOrder(slot) ? ORDER : REQUEST;
  }

  function add(useOf: number): void {
    if (use() === UNUSED) addNew(useOf);
  }

  function addNew(useOf: number): void {
    if (registers[COUNT + registers[CURRENT]] === capacity) startGeneration();
    put(registers[CURRENT], taken, useOf === ORDER);
  }

  function put(half: number, id: Int32Array, isOrder: boolean): void {
    registers[COUNT + half]++;
    if (id[TAIL] >= 0) {
      let block = blocks.find(half, id[A], id[B]);
      if (block < 0) block = blocks.open(half, id[A], id[B]);
      if (block >= 0) {
        blocks.put(block, id[TAIL], isOrder);
        return;
      }
      registers[MIXED + half] = 1;
    }
    table.put(half, ~table.find(half, id[LO], id[HI]), id[LO], id[HI], isOrder ? 1 : 0);
  }

  function startGeneration(): void {
    const half = registers[CURRENT] ^ 1;
    registers[CURRENT] = half;
    registers[COUNT + half] = registers[MIXED + half] = 0;
    table.startAgain(half);
    blocks.startAgain(half);
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
    eachNumbered(saved.blocks, (id, isOrder) => count(id[LO] | (isOrder ? 1 : 0), id[HI]));
    return [registers[COUNT + halfOf(generation)], a, b];
  }

  function restore(generation: number, saved: SavedIds): void {
    const half = halfOf(generation);
    eachNumbered(saved.blocks, (id, isOrder) => put(half, id, isOrder));
    const parts = new Int32Array(saved.single.buffer, saved.single.byteOffset, saved.single.length * 2);
    for (let i = 0; i < parts.length; i += 2) {
      const lo = parts[i] & ~3;
      registers[COUNT + half]++;
      table.put(half, ~table.find(half, lo, parts[i + 1]), lo, parts[i + 1], parts[i] & 1);
    }
    if (parts.length > 0) registers[MIXED + half] = 1;
  }

  return { capacity, use, add, addNew, digest: () => [...digestOf(0), ...digestOf(1)], save, restore };
}

/** Each id of blocks as words like Fingerprint.taken, and whether it was an order's. */
function eachNumbered(blocks: readonly Int32Array[], visit: (id: Int32Array, isOrder: boolean) => void): void {
  const id = new Int32Array(6);
  for (const block of blocks) {
    id[A] = block[0];
    id[B] = block[1];
    for (let tail = 0; tail < BLOCK_IDS; tail++) {
      const at = 2 + (tail >> 5);
      if (((block[at] >>> (tail & 31)) & 1) === 0) continue;
      id[TAIL] = tail;
      putFingerprint(id, id[A], id[B], tail);
      visit(id, ((block[at + 32] >>> (tail & 31)) & 1) !== 0);
    }
  }
}
