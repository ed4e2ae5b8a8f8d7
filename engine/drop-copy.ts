/**
 * Drop copy: each EXEC is followed by a record for each drop-copy session of its firm that wants one, in the order of their indexes.
 * Numbered whether they are connected, enabled or neither. Engine thread only; no allocation for an event.
 */
import { copyRecord as copyWords } from './copy.js';
import type { Events } from './events.js';
import * as records from './records.js';

const { CopyKind, Exec, ExecType, Owned, Type } = records;
const copyRecord = copyWords;
const EXECUTIONS = CopyKind.executions;
const TRADES = CopyKind.trades;
/** What is copied after the instrument, in words: an even number of an EXEC. */
const BODY = Exec.EXEC_TYPE >> 2;

/** Which drop-copy sessions are told of a firm: a list for each that has any. Sessions stand in them by index + 1; 0 is none. */
export class CopyLists {
  /** By participant. */
  readonly first: Int32Array;
  /** By session. */
  readonly next: Int32Array;
  /** By session: CopyKind. */
  readonly kinds: Uint8Array;

  constructor(sessions: number, participants: number) {
    this.first = new Int32Array(participants);
    this.next = new Int32Array(sessions);
    this.kinds = new Uint8Array(sessions);
  }

  /** A session, told of participant `before` if it was told anything, is told `kinds` of `participant` from now on. */
  set(session: number, before: number, participant: number, kinds: number): void {
    if (this.kinds[session] !== 0) this.remove(session, before);
    this.kinds[session] = kinds;
    if (kinds !== 0) this.insert(session, participant);
  }

  /** Forgets the first `sessions` sessions: all that there are. */
  clear(sessions: number): void {
    this.first.fill(0);
    this.next.fill(0, 0, sessions);
    this.kinds.fill(0, 0, sessions);
  }

  private insert(session: number, participant: number): void {
    const { first, next } = this;
    const before = this.lastBelow(session, participant);
    next[session] = before < 0 ? first[participant] : next[before];
    if (before < 0) first[participant] = session + 1;
    else next[before] = session + 1;
  }

  private remove(session: number, participant: number): void {
    const { first, next } = this;
    const before = this.lastBelow(session, participant);
    if (before < 0) first[participant] = next[session];
    else next[before] = next[session];
    next[session] = 0;
  }

  /** The last session in the list with a lower index; -1: none. */
  private lastBelow(session: number, participant: number): number {
    let last = -1;
    for (let n = this.first[participant]; n !== 0 && n <= session; n = this.next[n - 1]) last = n - 1;
    return last;
  }
}

/** Copies the EXEC at `at`, the last record written, for those of its session's firm who are told of it. */
export type CopyExec = (at: number) => void;

export function createCopyExec(events: Events): CopyExec {
  const { participant, copyLists } = events.state.sessions;
  const { first, next, kinds } = copyLists;

  function put(type: number, session: number, source: Int32Array, word: number): void {
    const words = source[word] >> 2;
    // a claim may go to other memory: what was written before it stays where it is until the transaction ends
    const to = events.own(type, session, words << 2) >> 2;
    const { i32 } = events.out.views;
    i32[to + (Exec.INSTRUMENT >> 2)] = source[word + (Exec.INSTRUMENT >> 2)];
    copyRecord(i32, to + BODY, source, word + BODY, words - BODY);
    i32[to + (Exec.REF >> 2)] = source[word + (Owned.SESSION >> 2)];
  }

  return function copyExec(at) {
    const { i32, u8 } = events.out.views;
    const execType = u8[at + Exec.EXEC_TYPE];
    if (execType === ExecType.status) return;
    const isTrade = execType >= ExecType.trade && execType <= ExecType.tradeCancel; // or its correction
    const firm = participant[i32[(at + Owned.SESSION) >> 2]];
    for (let n = first[firm]; n !== 0; n = next[n - 1]) {
      const wanted = kinds[n - 1];
      if ((wanted & EXECUTIONS) !== 0) put(Type.COPIED, n - 1, i32, at >> 2);
      if (isTrade && (wanted & TRADES) !== 0) put(Type.COPIED_TRADE, n - 1, i32, at >> 2);
    }
  };
}
