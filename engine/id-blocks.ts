/**
 * Ids that are numbers at their end, two generations of them (clordids.ts): two bits an id, in blocks of a thousand ids that differ
 * in their last three digits only. A client that counts uses the same few bytes again and again. The generations are the halves of
 * one memory; a half has room for so many blocks, and who comes after that is kept elsewhere. Engine thread only.
 *
 *   directory: open addressing, at most half full, a block + 1 by the hashes of its head    keys: a, b of each block
 *   bits of a block: | 32 words: used | 32 words: used for an order |
 */
import { intRegisters } from './registers.js';

/** What an id was used for. */
export const IdUse = { none: 0, request: 1, order: 2 } as const;

export interface IdBlocks {
  /** The block of a head in a half, by its hashes; -1: there is none. */
  find(half: number, a: number, b: number): number;
  /** A new one; -1: there is no room for it. */
  open(half: number, a: number, b: number): number;
  holds(block: number, tail: number): boolean;
  /** How an id that it holds was used (IdUse). */
  use(block: number, tail: number): number;
  put(block: number, tail: number, use: number): void;
  /** Forgets what a half holds. */
  startAgain(half: number): void;
  /** All of a half, in order of their hashes: a, b and the bits of each. */
  sorted(half: number): Int32Array[];
}

const BITS_SHIFT = 6;
const BITS = 1 << BITS_SHIFT; // words
const ORDER = 32;
export const BLOCK_IDS = 1024;
export const BLOCK_WORDS = 2 + BITS;

/** @param capacity blocks of each half */
export function createIdBlocks(capacity: number): IdBlocks {
  const places = 2 ** Math.ceil(Math.log2(Math.max(32, capacity) * 2));
  const mask = places - 1;
  const placeShift = Math.log2(places);
  const directory = new Int32Array(places * 2);
  const keys = new Int32Array(capacity * 4);
  const bits = new Int32Array(capacity * 2 * BITS);
  /** Of each half. */
  const count = intRegisters(2);

  /** Where a head stands in the directory, or would. */
  function place(half: number, a: number, b: number): number {
    let at = (a ^ Math.imul(b, 0x85ebca6b)) & mask;
    for (;;) {
      const block = directory[(half << placeShift) | at] - 1;
      if (block < 0 || (keys[block << 1] === a && keys[(block << 1) | 1] === b)) return (half << placeShift) | at;
      at = (at + 1) & mask;
    }
  }

  function open(half: number, a: number, b: number): number {
    if (count[half] === capacity) return -1;
    const block = half * capacity + count[half]++;
    directory[place(half, a, b)] = block + 1;
    keys[block << 1] = a;
    keys[(block << 1) | 1] = b;
    bits.fill(0, block * BITS, (block + 1) * BITS);
    return block;
  }

  function use(block: number, tail: number): number {
    const isOrder = (bits[(block << BITS_SHIFT) | ORDER | (tail >> 5)] >>> (tail & 31)) & 1;
    return isOrder !== 0 ? IdUse.order : IdUse.request;
  }

  function put(block: number, tail: number, useOf: number): void {
    const at = (block << BITS_SHIFT) | (tail >> 5);
    bits[at] |= 1 << (tail & 31);
    if (useOf === IdUse.order) bits[at | ORDER] |= 1 << (tail & 31);
  }

  function startAgain(half: number): void {
    if (count[half] > 0) directory.fill(0, half * places, (half + 1) * places);
    count[half] = 0;
  }

  function sorted(half: number): Int32Array[] {
    const all = Array.from({ length: count[half] }, (_, n) => {
      const block = half * capacity + n;
      return Int32Array.of(keys[block << 1], keys[(block << 1) | 1], ...bits.subarray(block * BITS, (block + 1) * BITS));
    });
    return all.sort((x, y) => x[0] - y[0] || x[1] - y[1]);
  }

  return {
    find: (half, a, b) => directory[place(half, a, b)] - 1,
    open,
    holds: (block, tail) => ((bits[(block << BITS_SHIFT) | (tail >> 5)] >>> (tail & 31)) & 1) !== 0,
    use,
    put,
    startAgain,
    sorted,
  };
}
