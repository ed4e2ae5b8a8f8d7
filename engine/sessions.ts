/**
 * Sessions in the state machine: definitions, FIX sequence numbers, the live connection, the timer of cancel on
 * disconnect. Their orders: session-orders.ts. Engine thread only.
 */
import { CopyLists } from './drop-copy.js';
import { SessionKind } from './records.js';
import type { CompleteSession } from './session-definition.js';

const ANY_NUMBER = 2 ** 31 - 1;

export class Sessions {
  readonly definitions: CompleteSession[] = [];
  readonly nextIn: Int32Array;
  readonly nextOut: Int32Array;
  readonly resetCount: Int32Array;
  /** 0: not connected. */
  readonly connection: Int32Array;
  readonly participant: Int32Array;
  /** How many open orders the session may have: a drop-copy session none. */
  readonly mayOpen: Int32Array;
  /** Who is told of the orders of others. */
  readonly copyLists: CopyLists;
  /** Of the last Logon: 0 as defined, 1 yes, 2 no. */
  readonly cancelChoice: Uint8Array;
  /** When the session's orders are to be cancelled, µs; Infinity: not. */
  readonly cancelAtUs: Float64Array;
  /** 1: the day has ended, and the session starts again at 1 once it disconnects. */
  readonly resetPending: Uint8Array;
  private readonly byKey = new Map<string, number>();
  private earliestUs = Infinity;
  private earliestKnown = true;

  /** @param openOrders how many each session has (session-orders.ts) */
  constructor(
    readonly capacity: number,
    participants: number,
    private readonly openOrders: Int32Array,
  ) {
    this.nextIn = new Int32Array(capacity);
    this.nextOut = new Int32Array(capacity);
    this.resetCount = new Int32Array(capacity);
    this.connection = new Int32Array(capacity);
    this.participant = new Int32Array(capacity);
    this.mayOpen = new Int32Array(capacity);
    this.copyLists = new CopyLists(capacity, participants);
    this.cancelChoice = new Uint8Array(capacity);
    this.cancelAtUs = new Float64Array(capacity).fill(Infinity);
    this.resetPending = new Uint8Array(capacity);
  }

  get count(): number {
    return this.definitions.length;
  }

  /** The index of a session by its CompIDs, or -1. */
  find(definition: CompleteSession): number {
    return this.byKey.get(keyOf(definition)) ?? -1;
  }

  /** Adds a session, with both numbers at 1, or changes the settings of one that is there. */
  define(definition: CompleteSession): number {
    let s = this.find(definition);
    if (s < 0) {
      s = this.count;
      this.byKey.set(keyOf(definition), s);
      this.nextIn[s] = this.nextOut[s] = 1;
    }
    this.definitions[s] = definition;
    this.copyLists.set(s, this.participant[s], definition.participant, definition.copies);
    this.participant[s] = definition.participant;
    this.mayOpen[s] = this.isReadOnly(s) ? 0 : definition.maxOpenOrders || ANY_NUMBER;
    return s;
  }

  /** Whether it is a drop-copy session: it is told, and asks for nothing. */
  isReadOnly(s: number): boolean {
    return this.definitions[s].kind === SessionKind.dropCopy;
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

  /** Forgets all sessions. */
  clear(): void {
    const { count } = this;
    const { nextIn, nextOut, resetCount, connection, participant, mayOpen } = this;
    for (const words of [nextIn, nextOut, resetCount, connection, participant, mayOpen]) words.fill(0, 0, count);
    for (const bytes of [this.cancelChoice, this.resetPending]) bytes.fill(0, 0, count);
    this.cancelAtUs.fill(Infinity, 0, count);
    this.copyLists.clear(count);
    this.definitions.length = 0;
    this.byKey.clear();
    this.earliestKnown = false;
  }

  /** Makes a restored state's deadline be looked for again. */
  touchTimers(): void {
    this.earliestKnown = false;
  }
}

function keyOf(definition: CompleteSession): string {
  return `${definition.kind}|${definition.senderCompId}|${definition.targetCompId}`;
}
