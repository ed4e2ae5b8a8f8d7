/** What a session is: its definition, its defaults, and its form in DEFINE_SESSION and SESSION_DEFINED. */
import { DefineSession as At } from './records.js';
import type { RecordViews } from './ring.js';
import { getText, putText } from './text.js';

export interface SessionDefinition {
  participant: number;
  /** SessionKind */
  kind: number;
  cancelOnDisconnect: boolean;
  graceMs: number;
  /** The counterparty's CompID. */
  senderCompId: string;
  /** The venue's CompID. */
  targetCompId: string;
  /** Sequence numbers start again at 1 at the day's end. */
  resetDaily?: boolean;
  /** Whether it may log on. */
  enabled?: boolean;
  /** Of a drop-copy session: what it is told of its firm (CopyKind). */
  copies?: number;
  /** Open orders that it may have; 0: any number. */
  maxOpenOrders?: number;
}

export type CompleteSession = Required<SessionDefinition>;

const sessionDefaults = { resetDaily: false, enabled: true, copies: 0, maxOpenOrders: 0 };

/** Writes the body at the offsets of DEFINE_SESSION from `at`. */
export function putSession({ i32, u8 }: RecordViews, at: number, given: SessionDefinition, author: string): void {
  const definition: CompleteSession = { ...sessionDefaults, ...given };
  const { senderCompId, targetCompId } = definition;
  i32[(at + At.PARTICIPANT) >> 2] = definition.participant;
  i32[(at + At.GRACE_MS) >> 2] = definition.graceMs;
  i32[(at + At.MAX_OPEN_ORDERS) >> 2] = definition.maxOpenOrders;
  u8[at + At.KIND] = definition.kind;
  u8[at + At.CANCEL_ON_DISCONNECT] = definition.cancelOnDisconnect ? 1 : 0;
  u8[at + At.RESET_DAILY] = definition.resetDaily ? 1 : 0;
  u8[at + At.ENABLED] = definition.enabled ? 1 : 0;
  u8[at + At.COPIES] = definition.copies;
  u8[at + At.SENDER_LEN] = senderCompId.length;
  u8[at + At.TARGET_LEN] = targetCompId.length;
  u8[at + At.AUTHOR_LEN] = author.length;
  putText(u8, at + At.TEXT, senderCompId + targetCompId + author);
}

/** Reads what putSession wrote, but for the author. */
export function getSession({ i32, u8 }: RecordViews, at: number): CompleteSession {
  const senderLength = u8[at + At.SENDER_LEN];
  return {
    participant: i32[(at + At.PARTICIPANT) >> 2],
    graceMs: i32[(at + At.GRACE_MS) >> 2],
    maxOpenOrders: i32[(at + At.MAX_OPEN_ORDERS) >> 2],
    kind: u8[at + At.KIND],
    cancelOnDisconnect: u8[at + At.CANCEL_ON_DISCONNECT] === 1,
    resetDaily: u8[at + At.RESET_DAILY] === 1,
    enabled: u8[at + At.ENABLED] === 1,
    copies: u8[at + At.COPIES],
    senderCompId: getText(u8, at + At.TEXT, senderLength),
    targetCompId: getText(u8, at + At.TEXT + senderLength, u8[at + At.TARGET_LEN]),
  };
}

/** Where the body ends, its author included, from the record's beginning. */
export function endOfSession({ u8 }: RecordViews, at: number): number {
  return At.TEXT + u8[at + At.SENDER_LEN] + u8[at + At.TARGET_LEN] + u8[at + At.AUTHOR_LEN];
}
