/**
 * What a door sends: follows the log, keeps the directory, and brings each session's owned events to the carrier that
 * is attached to it, in order of MsgSeqNum and never before they are safe. Runs on the door's thread.
 * It must never hold the log, never skip an event, and never send as live what was numbered for another connection.
 */

import type { Directory } from '../engine/directory.js';
import type { LogReader } from '../engine/log.js';
import type { Progress } from '../engine/progress.js';
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
  /** Within a resend: there is nothing to send again from number `from` up to but not including `to`. */
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

export interface OutboxOptions {
  /** Gate 'admin'. */
  reader: LogReader;
  progress: Progress;
  directory: Directory;
  /** The door's number, as its commands carry it. */
  door: number;
  /** SessionKind: events of other sessions are not kept. */
  kind: number;
  listener: OutboxListener;
  /** Bytes of recent events kept in memory; a power of two. */
  windowBytes?: number;
  /** Bytes a session may send in one turn (limits.fixSendBytesPerTurn). */
  turnBytes?: number;
}

export interface OutboxPort {
  /** Follows the log and sends what may leave; returns how much was done. Called by the door's work(). */
  work(): number;
  /** From now on the session's live events go to this carrier, from the Logon answer (its first event) on. */
  attach(session: number, carrier: Carrier): void;
  /** Does nothing unless it is this carrier that is attached. */
  detach(session: number, carrier: Carrier): void;
  /** Sends `from` to `to` again (both included; `to` 0 or beyond the last sent: up to the last sent), then goes on live. */
  resend(session: number, from: number, to: number): void;
  /** The carrier is ready again. */
  wake(session: number): void;
  /** The last number that the log has given this session. */
  lastOut(session: number): number;
  /** Commands of this door that have come back in the log: compare with those submitted, for busy(). */
  readonly commandsSeen: number;
}
