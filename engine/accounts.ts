/**
 * Accounts of the firms' customers, by index: one for each (participant, text) that an accepted order has named. They are never
 * forgotten, for positions and limits hang on them. So that no firm can use up the room of the others, one that has a quarter of it
 * gets no more once half is taken. Account 0 stands for "none given" and takes no room. Engine thread only.
 *
 *   0 text (16, zero padded)   16 i32 participant   20 i32 length   24 i32 next in its hash bucket   28 i32 zero
 */
import { intRegisters } from './registers.js';

export const ACCOUNT_MAX = 16;
const LONGEST = ACCOUNT_MAX;
const BYTES = 32;
const PARTICIPANT = 4;
const LENGTH = 5;
const NEXT = 6;
/** However small the table is, a firm may have as many. */
const SHARE_MIN = 64;

export interface Accounts {
  readonly capacity: number;
  readonly u8: Uint8Array;
  readonly words: Int32Array;
  /** How many there are, the one for "none given" not counted: they are 1 to `count`. */
  count(): number;
  isFull(): boolean;
  /** Whether an order of a firm may not bring a new account. */
  isFullFor(participant: number): boolean;
  participant(account: number): number;
  length(account: number): number;
  /** Where the account's text begins in `u8`; in `words`, at account << 3. */
  textAt(account: number): number;
  /** The account of a firm with this text; 0: not known. @param word where the text begins in `from` (text.ts) */
  find(participant: number, from: Int32Array, word: number, length: number): number;
  /** A new account. The caller has looked at find() and isFull(). */
  add(participant: number, from: Int32Array, word: number, length: number): number;
  /** Forgets all accounts. */
  clear(): void;
}

const hashOf = (participant: number, a: number, b: number, c: number, d: number): number => {
  let hash = Math.imul(a ^ Math.imul(participant + 1, 0x9e3779b1), 0x85ebca6b) ^ Math.imul(b, 0xc2b2ae35);
  hash ^= Math.imul(c, 0x27d4eb2f) ^ Math.imul(d, 0x165667b1);
  return Math.imul(hash ^ (hash >>> 15), 0x9e3779b1) >>> 7;
};

export function createAccounts(capacity: number, participants: number): Accounts {
  const block = new ArrayBuffer((capacity + 1) * BYTES);
  const u8 = new Uint8Array(block);
  const i32 = new Int32Array(block);
  const mask = 2 ** Math.ceil(Math.log2(Math.max(64, capacity))) - 1;
  const buckets = new Int32Array(mask + 1);
  /** How many each firm has. */
  const ofFirm = new Int32Array(participants);
  const share = Math.max(SHARE_MIN, capacity >> 2);
  const counts = intRegisters(1);

  function find(participant: number, from: Int32Array, word: number, length: number): number {
    if (length > LONGEST) return 0;
    const a = from[word];
    const b = length > 4 ? from[word + 1] : 0;
    const c = length > 8 ? from[word + 2] : 0;
    const d = length > 12 ? from[word + 3] : 0;
    let account = buckets[hashOf(participant, a, b, c, d) & mask];
    while (account !== 0) {
      const to = account << 3;
      if (i32[to | PARTICIPANT] === participant && i32[to | LENGTH] === length) {
        if (i32[to] === a && i32[to | 1] === b && i32[to | 2] === c && i32[to | 3] === d) return account;
      }
      account = i32[to | NEXT];
    }
    return 0;
  }

  function add(participant: number, from: Int32Array, word: number, length: number): number {
    const account = ++counts[0];
    ofFirm[participant]++;
    const to = account << 3;
    for (let n = 0; n << 2 < length; n++) i32[to | n] = from[word + n];
    i32[to | PARTICIPANT] = participant;
    i32[to | LENGTH] = length;
    const bucket = hashOf(participant, i32[to], i32[to | 1], i32[to | 2], i32[to | 3]) & mask;
    i32[to | NEXT] = buckets[bucket];
    buckets[bucket] = account;
    return account;
  }

  function clear(): void {
    buckets.fill(0);
    ofFirm.fill(0);
    i32.fill(0, 0, (counts[0] + 1) << 3);
    counts[0] = 0;
  }

  return {
    capacity,
    u8,
    words: i32,
    count: () => counts[0],
    isFull: () => counts[0] === capacity,
    isFullFor: (participant) => counts[0] === capacity || (ofFirm[participant] >= share && counts[0] >= capacity >> 1),
    participant: (account) => i32[(account << 3) + PARTICIPANT],
    length: (account) => i32[(account << 3) + LENGTH],
    textAt: (account) => account * BYTES,
    find,
    add,
    clear,
  };
}
