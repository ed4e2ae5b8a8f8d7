/**
 * Accounts of the firms' customers, by index: one for each (participant, text) that an accepted order has named. They are never
 * forgotten, for positions and limits hang on them. So that no firm can use up the room of the others, one that has a quarter of it
 * gets no more once half is taken. Account 0 stands for "none given" and takes no room. Engine thread only.
 *
 *   0 text (16, zero padded)   16 i32 participant   20 i32 length   24 i32 next in its hash bucket   28 i32 zero
 */
import { copyText, equalText } from './text-copy.js';

export const ACCOUNT_MAX = 16;
const BYTES = 32;
const PARTICIPANT = 4;
const LENGTH = 5;
const NEXT = 6;
/** However small the table is, a firm may have as many. */
const SHARE_MIN = 64;

export class Accounts {
  readonly u8: Uint8Array;
  readonly data: DataView;
  private readonly i32: Int32Array;
  private readonly buckets: Int32Array;
  /** How many each firm has. */
  private readonly ofFirm: Int32Array;
  /** How many there are, the one for "none given" not counted: they are 1 to `count`. */
  count = 0;

  constructor(
    readonly capacity: number,
    participants: number,
  ) {
    const block = new ArrayBuffer((capacity + 1) * BYTES);
    this.u8 = new Uint8Array(block);
    this.data = new DataView(block);
    this.i32 = new Int32Array(block);
    let buckets = 64;
    while (buckets < capacity) buckets *= 2;
    this.buckets = new Int32Array(buckets);
    this.ofFirm = new Int32Array(participants);
  }

  get full(): boolean {
    return this.count === this.capacity;
  }

  /** Whether an order of a firm may not bring a new account. */
  isFullFor(participant: number): boolean {
    if (this.full) return true;
    const share = Math.max(SHARE_MIN, this.capacity >> 2);
    return this.ofFirm[participant] >= share && this.count >= this.capacity >> 1;
  }

  participant(account: number): number {
    return this.i32[(account << 3) + PARTICIPANT];
  }

  length(account: number): number {
    return this.i32[(account << 3) + LENGTH];
  }

  /** Where the account's text begins in `data`. */
  textAt(account: number): number {
    return account * BYTES;
  }

  /** Whether the account has this text. */
  isNamed(account: number, from: DataView, at: number, length: number): boolean {
    if (this.i32[(account << 3) + LENGTH] !== length) return false;
    return equalText(this.data, account * BYTES, from, at, length);
  }

  /** The account of a firm with this text, 1 to 16 characters; 0: not known. */
  find(participant: number, from: DataView, at: number, length: number): number {
    let account = this.buckets[this.bucket(participant, from, at, length)];
    while (account !== 0) {
      if (this.participant(account) === participant && this.isNamed(account, from, at, length)) return account;
      account = this.i32[(account << 3) + NEXT];
    }
    return 0;
  }

  /** A new account. The caller has looked at find() and `full`. */
  add(participant: number, from: DataView, at: number, length: number): number {
    const account = ++this.count;
    this.ofFirm[participant]++;
    const words = account << 3;
    copyText(this.data, account * BYTES, from, at, length);
    this.i32[words + PARTICIPANT] = participant;
    this.i32[words + LENGTH] = length;
    const bucket = this.bucket(participant, from, at, length);
    this.i32[words + NEXT] = this.buckets[bucket];
    this.buckets[bucket] = account;
    return account;
  }

  private bucket(participant: number, from: DataView, at: number, length: number): number {
    let hash = Math.imul(participant + 1, 0x9e3779b1) ^ length;
    for (let i = 0; i < length; i++) hash = Math.imul(hash ^ from.getUint8(at + i), 0x01000193);
    hash ^= hash >>> 15;
    return Math.imul(hash, 0x85ebca6b) & (this.buckets.length - 1);
  }
}
