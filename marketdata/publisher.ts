/** Where messages go beside the feed ring: NATS, or a test's list. It never blocks and never throws. */
import type { Message } from './messages.js';

export interface Publisher {
  /** How often a connection has come up: a change means that messages may have been missed. */
  readonly connections: number;

  /** Fire and forget. What cannot be sent now is dropped and counted: the next message's sequence shows the gap. */
  publish(subject: string, message: Message): void;
}

/** Answers requests for snapshots; the stage is one. */
export interface SnapshotSource {
  /**
   * Calls `reply` with the l2Snapshot of the instrument whose subject token this is: at once, or within a turn or two if
   * a transaction is half read; with null if there is none such, or too many wait.
   */
  requestSnapshot(token: string, reply: (message: Message | null) => void): void;
}
