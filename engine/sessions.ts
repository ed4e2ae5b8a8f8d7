/**
 * Sessions in the state machine: definitions, FIX sequence numbers, the live connection, the timer of cancel on disconnect,
 * and each session's open orders, oldest first. Engine thread only.
 */
import type { SessionDefinition } from './commands.js';
import { I as Ints, type OrderPool } from './orders.js';

const I = Ints;
/** sessionPrev of an order that is no longer open. */
const GONE = -1;

export class Sessions {
  readonly definitions: SessionDefinition[] = [];
  readonly nextIn: Int32Array;
  readonly nextOut: Int32Array;
  readonly resetCount: Int32Array;
  /** 0: not connected. */
  readonly connection: Int32Array;
  readonly participant: Int32Array;
  /** Of the last Logon: 0 as defined, 1 yes, 2 no. */
  readonly cancelChoice: Uint8Array;
  /** When the session's orders are to be cancelled, µs; Infinity: not. */
  readonly cancelAtUs: Float64Array;
  /** 1: the day has ended, and the session starts again at 1 once it disconnects. */
  readonly resetPending: Uint8Array;
  readonly openOrders: Int32Array;
  readonly oldest: Int32Array;
  readonly newest: Int32Array;
  /** The account that the session's last order was for (accounts.ts). Speed only: part of no hash. */
  readonly lastAccount: Int32Array;
  private readonly byKey = new Map<string, number>();
  private earliestUs = Infinity;
  private earliestKnown = true;

  constructor(readonly capacity: number) {
    this.nextIn = new Int32Array(capacity);
    this.nextOut = new Int32Array(capacity);
    this.resetCount = new Int32Array(capacity);
    this.connection = new Int32Array(capacity);
    this.participant = new Int32Array(capacity);
    this.cancelChoice = new Uint8Array(capacity);
    this.cancelAtUs = new Float64Array(capacity).fill(Infinity);
    this.resetPending = new Uint8Array(capacity);
    this.openOrders = new Int32Array(capacity);
    this.oldest = new Int32Array(capacity);
    this.newest = new Int32Array(capacity);
    this.lastAccount = new Int32Array(capacity);
  }

  get count(): number {
    return this.definitions.length;
  }

  /** The index of a session by its CompIDs, or -1. */
  find(definition: SessionDefinition): number {
    return this.byKey.get(keyOf(definition)) ?? -1;
  }

  /** Adds a session, with both numbers at 1, or changes the settings of one that is there. */
  define(definition: SessionDefinition): number {
    let s = this.find(definition);
    if (s < 0) {
      s = this.count;
      this.byKey.set(keyOf(definition), s);
      this.nextIn[s] = this.nextOut[s] = 1;
    }
    this.definitions[s] = definition;
    this.participant[s] = definition.participant;
    return s;
  }

  cancelsOnDisconnect(s: number): boolean {
    const choice = this.cancelChoice[s];
    return choice === 1 || (choice === 0 && this.definitions[s].cancelOnDisconnect);
  }

  /** Starts the timer of a session that was lost, if it has orders to cancel. */
  startTimer(s: number, timeUs: number): void {
    if (this.openOrders[s] === 0 || !this.cancelsOnDisconnect(s)) return;
    this.cancelAtUs[s] = timeUs + this.definitions[s].graceMs * 1000;
    this.earliestKnown = false;
  }

  stopTimer(s: number): void {
    if (this.cancelAtUs[s] === Infinity) return;
    this.cancelAtUs[s] = Infinity;
    this.earliestKnown = false;
  }

  /** When the first timer is due, µs; Infinity for none. */
  get nextDeadlineUs(): number {
    if (!this.earliestKnown) {
      this.earliestUs = Infinity;
      for (let s = 0; s < this.count; s++) if (this.cancelAtUs[s] < this.earliestUs) this.earliestUs = this.cancelAtUs[s];
      this.earliestKnown = true;
    }
    return this.earliestUs;
  }

  /** Makes a restored state's deadline be looked for again. */
  touchTimers(): void {
    this.earliestKnown = false;
  }

  /** Appends an order, the youngest. */
  addOrder({ i32 }: OrderPool, h: number): void {
    const s = i32[(h << 1) + I.session];
    const last = this.newest[s];
    i32[(h << 1) + I.sessionPrev] = last;
    i32[(h << 1) + I.sessionNext] = 0;
    if (last === 0) this.oldest[s] = h;
    else i32[(last << 1) + I.sessionNext] = h;
    this.newest[s] = h;
    this.openOrders[s]++;
  }

  removeOrder({ i32 }: OrderPool, h: number): void {
    const s = i32[(h << 1) + I.session];
    const before = i32[(h << 1) + I.sessionPrev];
    const after = i32[(h << 1) + I.sessionNext];
    if (before === 0) this.oldest[s] = after;
    else i32[(before << 1) + I.sessionNext] = after;
    if (after === 0) this.newest[s] = before;
    else i32[(after << 1) + I.sessionPrev] = before;
    i32[(h << 1) + I.sessionPrev] = GONE;
    this.openOrders[s]--;
  }

  /**
   * The first order from `h` on, along the list, that is open still: for who walks along while orders end (one's end may be that of
   * others). What has gone leads on as long as its record is not used again.
   */
  skipGone({ i32 }: OrderPool, h: number): number {
    let at = h;
    while (at !== 0 && i32[(at << 1) + I.sessionPrev] === GONE) at = i32[(at << 1) + I.sessionNext];
    return at;
  }
}

function keyOf(definition: SessionDefinition): string {
  return `${definition.kind}|${definition.senderCompId}|${definition.targetCompId}`;
}
