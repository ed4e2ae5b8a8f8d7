/**
 * The open orders of each session, oldest first: a list through the orders themselves. Engine thread only; no allocation after
 * construction.
 */
import { I as Ints, type OrderPool } from './orders.js';

const I = Ints;
/** sessionPrev of an order that is no longer open. */
const GONE = -1;

export interface SessionOrders {
  /** By session: how many there are, the first and the last; 0: none. */
  readonly count: Int32Array;
  readonly oldest: Int32Array;
  readonly newest: Int32Array;
  /** Appends an order, the youngest. */
  add(h: number): void;
  remove(h: number): void;
  /**
   * The first order from `h` on, along the list, that is open still: for who walks along while orders end (one's end may be that of
   * others). What has gone leads on as long as its record is not used again.
   */
  skipGone(h: number): number;
}

export function createSessionOrders({ i32 }: OrderPool, sessions: number): SessionOrders {
  const count = new Int32Array(sessions);
  const oldest = new Int32Array(sessions);
  const newest = new Int32Array(sessions);

  function add(h: number): void {
    const s = i32[(h << 1) | I.session];
    const last = newest[s];
    i32[(h << 1) | I.sessionPrev] = last;
    i32[(h << 1) | I.sessionNext] = 0;
    if (last === 0) oldest[s] = h;
    else i32[(last << 1) | I.sessionNext] = h;
    newest[s] = h;
    count[s]++;
  }

  function remove(h: number): void {
    const s = i32[(h << 1) | I.session];
    const before = i32[(h << 1) | I.sessionPrev];
    const after = i32[(h << 1) | I.sessionNext];
    if (before === 0) oldest[s] = after;
    else i32[(before << 1) | I.sessionNext] = after;
    if (after === 0) newest[s] = before;
    else i32[(after << 1) | I.sessionPrev] = before;
    i32[(h << 1) | I.sessionPrev] = GONE;
    count[s]--;
  }

  function skipGone(h: number): number {
    let at = h;
    while (at !== 0 && i32[(at << 1) | I.sessionPrev] === GONE) at = i32[(at << 1) | I.sessionNext];
    return at;
  }

  return { count, oldest, newest, add, remove, skipGone };
}
