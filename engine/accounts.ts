/**
 * Accounts of the firms' customers, by index: one for each (participant, text) that an accepted order has named. They are never
 * forgotten, for positions and limits hang on them. So that no firm can use up the room of the others, one that has a quarter of it
 * gets no more once half is taken. Account 0 stands for "none given" and takes no room. Engine thread only.
 *
 *   0 text (16, zero padded)   16 i32 participant   20 i32 length   24 i32 next in its hash bucket   28 i32 zero
 */
import { intRegisters } from './registers.js';

export const ACCOUNT_MAX = 16;
const BYTES = 32;
const PARTICIPANT = 4;
const LENGTH = 5;
const NEXT = 6;
const WORDS = ACCOUNT_MAX >> 2;
/** However small the table is, a firm may have as many. */
const SHARE_MIN = 64;

export interface Accounts {
  readonly capacity: number;
  readonly u8: Uint8Array;
  readonly data: DataView;
  /** How many there are, the one for "none given" not counted: they are 1 to `count`. */
  count(): number;
  isFull(): boolean;
  /** Whether an order of a firm may not bring a new account. */
  isFullFor(participant: number): boolean;
  participant(account: number): number;
  length(account: number): number;
  /** Where the account's text begins in `data`. */
  textAt(account: number): number;
  /** The text in words: `words[(account << 3) + n]`. */
  readonly words: Int32Array;
  /** The account of a firm with this text, 1 to 16 characters; 0: not known. */
  find(participant: number, from: DataView, at: number, length: number): number;
  /** A new account. The caller has looked at find() and isFull(). */
  add(participant: number, from: DataView, at: number, length: number): number;
}

export function createAccounts(capacity: number, participants: number): Accounts {
  const block = new ArrayBuffer((capacity + 1) * BYTES);
  const u8 = new Uint8Array(block);
  const data = new DataView(block);
  const i32 = new Int32Array(block);
  let size = 64;
  while (size < capacity) size *= 2;
  const mask = size - 1;
  const buckets = new Int32Array(size);
  /** How many each firm has. */
  const ofFirm = new Int32Array(participants);
  const share = Math.max(SHARE_MIN, capacity >> 2);
  const counts = intRegisters(1);
  /** The text that is looked for, zero padded. */
  const asked = intRegisters(WORDS);

  /** Takes a text into `asked`; returns its bucket. */
  function ask(participant: number, from: DataView, at: number, length: number): number {
    let hash = Math.imul(participant + 1, 0x9e3779b1) ^ length;
    for (let n = 0; n < WORDS; n++) {
      const start = n << 2;
      let word = 0;
      if (start + 4 <= length) word = from.getInt32(at + start, true);
      else for (let i = start; i < length; i++) word |= from.getUint8(at + i) << ((i - start) << 3);
      asked[n] = word;
      hash = Math.imul(hash ^ word, 0x85ebca6b);
      hash ^= hash >>> 15;
    }
    return Math.imul(hash, 0xc2b2ae35) & mask;
  }

  function isAsked(account: number, participant: number, length: number): boolean {
    const at = account << 3;
    if (i32[at + PARTICIPANT] !== participant || i32[at + LENGTH] !== length) return false;
    return i32[at] === asked[0] && i32[at + 1] === asked[1] && i32[at + 2] === asked[2] && i32[at + 3] === asked[3];
  }

  function find(participant: number, from: DataView, at: number, length: number): number {
    let account = buckets[ask(participant, from, at, length)];
    while (account !== 0 && !isAsked(account, participant, length)) account = i32[(account << 3) + NEXT];
    return account;
  }

  function add(participant: number, from: DataView, at: number, length: number): number {
    const bucket = ask(participant, from, at, length);
    const account = ++counts[0];
    ofFirm[participant]++;
    const to = account << 3;
    for (let n = 0; n < WORDS; n++) i32[to + n] = asked[n];
    i32[to + PARTICIPANT] = participant;
    i32[to + LENGTH] = length;
    i32[to + NEXT] = buckets[bucket];
    buckets[bucket] = account;
    return account;
  }

  return {
    capacity,
    u8,
    data,
    count: () => counts[0],
    isFull: () => counts[0] === capacity,
    isFullFor: (participant) => counts[0] === capacity || (ofFirm[participant] >= share && counts[0] >= capacity >> 1),
    participant: (account) => i32[(account << 3) + PARTICIPANT],
    length: (account) => i32[(account << 3) + LENGTH],
    textAt: (account) => account * BYTES,
    words: i32,
    find,
    add,
  };
}
