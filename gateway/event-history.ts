/** Owned events of the past, as an outbox asks for them; the journal answers (journal/history.ts). */
import type { RecordViews } from '../engine/ring.js';

export const Past = {
  /** The next event is there. */
  event: 1,
  /** The byte budget of this call is used up, or the journal has not got there yet: ask again. */
  later: 2,
} as const;

export interface HistoryCursor {
  /** The record that next() found; valid until the following call of any cursor. */
  readonly views: RecordViews;
  readonly at: number;
  readonly seq: number;
  readonly timeUs: number;
  readonly msgSeqNum: number;
  next(): (typeof Past)[keyof typeof Past];
  close(): void;
}

export interface EventHistory {
  /** A cursor over the session's owned events with a number of at least `msgSeqNum`, in order, since its last reset. */
  open(session: number, msgSeqNum: number): HistoryCursor;
}
