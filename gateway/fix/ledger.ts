/**
 * Where a session's numbers are kept and its answers get theirs. For sessions of orders and of drop copies that is the engine, through the
 * log: ledger-engine.ts. A market-data session keeps its own, as it starts again with each logon: market-data/ledger-local.ts. Door's thread.
 */
import type { LogonFields, OrderFields } from '../../engine/commands.js';
import type { NetConnection } from '../net.js';
import type { LogonRequest } from './logon-request.js';
import type { FixSession } from './session.js';
import type { Sender, SenderOwner } from './socket-sender.js';

/** The connection that a session logs on over. */
export interface Link {
  /** Its id, as its LOGON carries it. */
  readonly connection: number;
  readonly session: FixSession;
  readonly logon: LogonRequest;
  readonly net: NetConnection;
  readonly owner: SenderOwner;
  /** First number to send again once the Logon answer is out; 0: none. */
  readonly missedFrom: number;
}

export interface Ledger {
  /** Both numbers start again with each Logon, whatever number that has. */
  readonly startsAgain: boolean;
  /** The last number given, as far as this door knows. */
  readonly lastOut: number;
  /** Makes the connection's sender; the session's live messages go to it from now on. */
  attach(link: Link): Sender;
  detach(sender: Sender): void;
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
