/**
 * Where in the log the messages of each session are: a fold over the log that keeps a few (MsgSeqNum, command sequence)
 * pairs a session. Kept up by the doors as they follow the log; bounded: when a session has too many pairs, every second goes.
 */
import { FIRST_OWNED, LAST_OWNED, Owned, SessionState, Type } from '../engine/records.js';
import type { RecordViews } from '../engine/ring.js';
import { JournalError } from './errors.js';

/** Pairs a session at most, a power of two. */
const PAIRS_MAX = 512;
/** Messages between two pairs, to begin with. */
const STRIDE = 64;

class Pairs {
  stride = STRIDE;
  last = 0;
  msgSeqNums: number[] = [];
  seqs: number[] = [];

  constructor(public resetCount: number) {}

  clear(resetCount: number): void {
    this.resetCount = resetCount;
    this.stride = STRIDE;
    this.last = 0;
    this.msgSeqNums = [];
    this.seqs = [];
  }

  add(msgSeqNum: number, seq: number): void {
    if (msgSeqNum <= this.last) this.clear(this.resetCount);
    this.last = msgSeqNum;
    const { count, msgSeqNums } = this;
    if (count === 0) {
      this.msgSeqNums = [msgSeqNum]; // an array that push() begins has room for 17, which most never need
      this.seqs = [seq];
      return;
    }
    if (msgSeqNum < msgSeqNums[count - 1] + this.stride) return;
    if (count === PAIRS_MAX) this.thinOut();
    this.msgSeqNums.push(msgSeqNum);
    this.seqs.push(seq);
  }

  get count(): number {
    return this.seqs.length;
  }

  private thinOut(): void {
    this.stride *= 2;
    this.msgSeqNums = this.msgSeqNums.filter((_, i) => i % 2 === 0);
    this.seqs = this.seqs.filter((_, i) => i % 2 === 0);
  }
}

export class ResendIndex {
  private readonly sessions: (Pairs | undefined)[] = [];

  /** Takes in one record of the log, which belongs to transaction `seq`. */
  apply(views: RecordViews, at: number, seq: number): void {
    const type = views.u16[(at >> 1) + 2];
    if (type >= FIRST_OWNED && type <= LAST_OWNED) {
      const session = views.i32[(at + Owned.SESSION) >> 2];
      const msgSeqNum = views.i32[(at + Owned.MSG_SEQ_NUM) >> 2];
      if (session < 0 || msgSeqNum < 1) return;
      this.sessions[session] ??= new Pairs(0);
      this.sessions[session].add(msgSeqNum, seq);
    } else if (type === Type.SESSION_UP || type === Type.SESSION_RESET) {
      const session = views.i32[(at + SessionState.SESSION) >> 2];
      const resetCount = views.i32[(at + SessionState.RESET_COUNT) >> 2];
      const pairs = this.sessions[session];
      if (!pairs) this.sessions[session] = new Pairs(resetCount);
      else if (pairs.resetCount !== resetCount) pairs.clear(resetCount);
    }
  }

  /**
   * The nearest known message at or before `msgSeqNum` since the session's last reset, or the first of all when it is later;
   * null: none is known.
   */
  find(session: number, msgSeqNum: number): { msgSeqNum: number; seq: number } | null {
    const pairs = this.sessions[session];
    if (!pairs || pairs.count === 0) return null;
    let low = 0;
    for (let high = pairs.count; high - low > 1; ) {
      const middle = (low + high) >> 1;
      if (pairs.msgSeqNums[middle] <= msgSeqNum) low = middle;
      else high = middle;
    }
    return { msgSeqNum: pairs.msgSeqNums[low], seq: pairs.seqs[low] };
  }

  /** The same log gives the same bytes: u32 format, u32 sessions, then for each five u32 and its pairs (u32, f64). */
  serialize(): Uint8Array {
    const known = [...this.sessions.entries()].filter((entry): entry is [number, Pairs] => entry[1] !== undefined);
    const bytes = Buffer.alloc(8 + known.reduce((sum, [, pairs]) => sum + 20 + 12 * pairs.count, 0));
    bytes.writeUInt32LE(FORMAT, 0);
    let at = bytes.writeUInt32LE(known.length, 4);
    for (const [session, { resetCount, stride, last, count, msgSeqNums, seqs }] of known) {
      for (const value of [session, resetCount, stride, last, count]) at = bytes.writeUInt32LE(value, at);
      for (let i = 0; i < count; i++) at = bytes.writeDoubleLE(seqs[i], bytes.writeUInt32LE(msgSeqNums[i], at));
    }
    return bytes;
  }

  static load(bytes: Uint8Array): ResendIndex {
    const from = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const index = new ResendIndex();
    if (from.readUInt32LE(0) !== FORMAT) {
      throw new JournalError('SNAPSHOT_INVALID', `resend index: expected format ${FORMAT}, got ${from.readUInt32LE(0)}`);
    }
    let at = 8;
    const next = () => {
      at += 4;
      return from.readUInt32LE(at - 4);
    };
    for (let left = from.readUInt32LE(4); left > 0; left--) {
      const session = next();
      const pairs = new Pairs(next());
      pairs.stride = next();
      pairs.last = next();
      for (let pairsLeft = next(); pairsLeft > 0; pairsLeft--, at += 8) {
        pairs.msgSeqNums.push(next());
        pairs.seqs.push(from.readDoubleLE(at));
      }
      index.sessions[session] = pairs;
    }
    return index;
  }
}

const FORMAT = 2;
