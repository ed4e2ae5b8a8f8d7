/**
 * A session over one WebSocket, from logon to its end: the carrier that the outbox sends through. Web door's thread.
 * It must never answer for the engine: every step waits for the event in the log.
 */
import type { Origin } from '../../engine/commands.js';
import type { Directory } from '../../engine/directory.js';
import { Said, Type } from '../../engine/records.js';
import type { RecordViews } from '../../engine/ring.js';
import type { Carrier } from '../carrier.js';
import { type Encoding, encode } from './codec.js';
import { CloseCode } from './codes.js';
import type { MessageId, Op } from './messages.js';
import { eventObject } from './orders.js';

/** What a session needs of its connection. */
export interface SessionSocket {
  readonly behind: boolean;
  readonly open: boolean;
  readonly encoding: Encoding;
  /** Sends an object at once. */
  tell(message: object): void;
  /** Sends encoded messages in one write. */
  sendAll(batch: readonly (string | Uint8Array)[]): void;
  end(code: number, reason: string): void;
}

/** Told while the outbox sends the answers to logon and logout. */
export interface SessionOwner {
  loggedOn(session: WebSession, catchUpFrom: number, catchUpTo: number): void;
  loggedOut(session: WebSession): void;
}

/** defining… and loggingOn wait for an event in the log; leaving has said Logout and waits for its turn to send it. */
export type SessionState = 'definingParticipant' | 'definingSession' | 'loggingOn' | 'up' | 'leaving' | 'ended';

export class WebSession implements Carrier {
  readonly origin: Origin;
  state: SessionState = 'definingParticipant';
  /** Something that this session must submit found no room in the ring. */
  owes: 'step' | 'logout' | 'disconnect' | null = null;
  /** Of the disconnect: after a logout. */
  clean = false;
  /** Of requests for the dead-man timer, in order: their answers have not come. */
  readonly timerIds: MessageId[] = [];
  private logoutId: MessageId;
  /** Encoded in this turn. */
  private batch: (string | Uint8Array)[] = [];

  constructor(
    readonly socket: SessionSocket,
    readonly logon: Op<'logon'>,
    readonly connection: number,
    door: number,
    private readonly directory: Directory,
    private readonly owner: SessionOwner,
  ) {
    this.origin = { door, session: -1, connection, msgSeqNum: 0, ref: connection };
  }

  get session(): number {
    return this.origin.session;
  }

  leaveWith(id: MessageId): void {
    this.logoutId = id;
    this.state = 'leaving';
  }

  ready(): boolean {
    return this.socket.open && !this.socket.behind;
  }

  send(views: RecordViews, at: number, timeUs: number, possDup: boolean): number {
    const object = eventObject(views, at, timeUs, possDup, this.directory);
    if (views.u16[(at >> 1) + 2] !== Type.SAID || possDup) return this.put(object);
    const msgType = views.u8[at + Said.MSG_TYPE];
    if (msgType === 0x41) return this.answerLogon(object);
    if (msgType === 0x35) return this.answerLogout(object);
    return this.put(object);
  }

  private answerLogon(object: Record<string, unknown>): number {
    const { id, session, lastSeq } = this.logon;
    const info = this.directory.sessions[this.session];
    const seq = object.seq as number;
    this.state = 'up';
    const bytes = this.put({ id, ...object, session, nextSeq: seq + 1, resetCount: info.resetCount });
    if (lastSeq !== undefined) this.owner.loggedOn(this, lastSeq + 1, seq - 1);
    return bytes;
  }

  private answerLogout(object: Record<string, unknown>): number {
    const bytes = this.put({ id: this.logoutId, ...object });
    this.owner.loggedOut(this);
    return bytes;
  }

  private put(message: object): number {
    const bytes = encode(message, this.socket.encoding);
    this.batch.push(bytes);
    return bytes.length;
  }

  gapFill(from: number, to: number): number {
    return this.put({ event: 'gapFill', seq: from, nextSeq: to });
  }

  flush(): void {
    if (this.batch.length === 0) return;
    const batch = this.batch;
    this.batch = [];
    this.socket.sendAll(batch);
  }

  fail(reason: string): void {
    this.flush();
    this.socket.end(CloseCode.pastUnreadable, reason.slice(0, 120));
  }
}
