/**
 * Where a session's numbers are kept and its answers get theirs. For sessions of orders and of drop copies that is the engine, through the
 * log: ledger-engine.ts. A market-data session keeps its own, as it starts again with each logon. Door's thread.
 */
import type { LogonFields, OrderFields } from '../../engine/commands.js';
import type { FixSender } from './sender.js';

export interface Ledger {
  /** The last number given, as far as this door knows. */
  readonly lastOut: number;
  /** The session's live messages go to this sender from now on. */
  attach(sender: FixSender): void;
  detach(sender: FixSender): void;
  /** @param msgSeqNum 0: a Logon ahead of its turn */
  logon(connectionId: number, msgSeqNum: number, fields: LogonFields): void;
  /** @param reset both numbers start again at 1. False: there is no room now, try again. */
  disconnect(connectionId: number, clean: boolean, reset: boolean): boolean;
  /** A message has come that only counts. @param msgType ASCII code of its first character */
  received(connectionId: number, msgSeqNum: number, msgType: number): void;
  /** @param msgSeqNum of the SequenceReset, if it counts; else 0 */
  setNextIn(connectionId: number, msgSeqNum: number, next: number): void;
  /** @param content body fields, each ended by SOH */
  say(connectionId: number, msgType: number, flags: number, content: string): void;
  order(connectionId: number, msgSeqNum: number, command: number, order: OrderFields): void;
  /** Sends `from` to `to` again, both included, then goes on live. */
  resend(from: number, to: number): void;
}
