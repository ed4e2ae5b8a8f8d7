/** What an outbox and a door say to each other. */
import type { RecordViews } from '../engine/ring.js';

/** The sending end of one connection: encodes events and hands bytes to the socket. */
export interface Carrier {
  /** The connection id that its LOGON carried. */
  readonly connection: number;
  /** Whether it takes another event now; when that changes, the door calls outbox.wake(session). */
  ready(): boolean;
  /**
   * One owned event (type, session, msgSeqNum stand in the record).
   * @param timeUs the transaction's time
   * @param possDup false: live, for the first time on this connection; true: within a resend
   * @returns its size in bytes, for the turn's budget
   */
  send(views: RecordViews, at: number, timeUs: number, possDup: boolean): number;
  /** Within a resend: there is nothing to send again from number `from` up to but not including `to`. Returns bytes. */
  gapFill(from: number, to: number): number;
  /** The turn ends: hands what was encoded to the socket. */
  flush(): void;
  /** Something owed can be read neither from memory nor from the journal: the connection must end. */
  fail(reason: string): void;
}

/** Told of everything in the log that is not an owned event, after the directory has taken it in. */
export interface OutboxListener {
  record(type: number, views: RecordViews, at: number, seq: number): void;
}
