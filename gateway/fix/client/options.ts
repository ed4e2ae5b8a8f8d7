/** What a client is given: who it is, how it connects, and who is told what comes. */
import type { ConnectionOptions } from 'node:tls';
import type { Clock } from '../../../engine/clock.js';
import type { LogonTerms } from './logon.js';
import type { ClientMessage } from './message.js';
import type { Secret } from './secret.js';
import type { FixClientState } from './state.js';

/** BeginString, when left out, is FIX.4.4. */
export interface FixClientOptions extends LogonTerms {
  senderCompId: string;
  targetCompId: string;
  /** Password(554). */
  password?: string | Secret;
  heartBtIntS?: number;
  state?: FixClientState;
  /** TLS, with these of node:tls's options (ca, servername, cert and key, …); left out: plain TCP. */
  tls?: ConnectionOptions;
  clock?: Clock;
  /** Calls `tick` each so many ms until the returned function is called. */
  every?: (ms: number, tick: () => void) => () => void;
  /** Bytes that may wait in the socket; above it, nothing is taken (busy). */
  backlogBytes?: number;
}

/** Messages are views: they hold until the handler returns. */
export interface FixClientHandlers {
  onLogon?(message: ClientMessage): void;
  /** ExecutionReport, in order of MsgSeqNum, each once; possDup when it was resent. */
  onExecution?(message: ClientMessage): void;
  onCancelReject?(message: ClientMessage): void;
  /** Reject or BusinessMessageReject. */
  onReject?(message: ClientMessage): void;
  /** Any other application message. */
  onMessage?(message: ClientMessage): void;
  /** Logout(5), with its Text(58). */
  onLogout?(text: string): void;
  /** The connection is gone, for this reason. */
  onClose?(reason: string): void;
  /** Bytes as they cross the socket, passwords and all, before they are handled; they hold until it returns. */
  onTraffic?(direction: 'in' | 'out', bytes: Uint8Array): void;
}
