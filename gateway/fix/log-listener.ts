/**
 * What the log says beside the messages that sessions own, brought to whom it concerns: definitions to the connections that wait for them,
 * ends and resets to their sessions, notices and phases to whoever is logged on. It keeps the door's account of the engine's sessions.
 * Door's thread; called by the outbox, after the directory has taken the record in.
 */
import { type ReasonCode, reasonText } from '../../engine/reasons.js';
import { Defined, Refused, SessionState, Type } from '../../engine/records.js';
import type { RecordViews } from '../../engine/ring.js';
import type { OutboxListener } from '../carrier.js';
import type { SessionConfig } from '../config-sessions.js';
import { noticeText } from '../notice.js';
import type { FixConnection } from './connection.js';
import type { DoorContext } from './door-context.js';
import { EngineLedger } from './ledger-engine.js';
import { FixSession } from './session.js';
import type { SymbolTable } from './symbols.js';

export class LogListener implements OutboxListener {
  /** By the engine's index; those that have not logged on here have none. */
  private readonly sessions: FixSession[] = [];
  /** Who waits for a definition, by the reference that its command carries. */
  private readonly awaiting = new Map<number, FixConnection>();
  private refCount = 0;

  /** @param doorNumber which the door's commands carry */
  constructor(
    private readonly door: DoorContext,
    private readonly symbols: SymbolTable,
    private readonly doorNumber: number,
  ) {}

  record(type: number, views: RecordViews, at: number): void {
    const { i32, u16 } = views;
    switch (type) {
      case Type.INSTRUMENT_DEFINED:
        this.symbols.set(this.door.directory.instruments[i32[(at + Defined.INDEX) >> 2]]);
        return;
      case Type.PARTICIPANT_DEFINED:
        this.definitionCame(i32[(at + Defined.REF) >> 2]);
        return;
      case Type.SESSION_DEFINED:
        this.sessionDefined(i32[(at + Defined.INDEX) >> 2]);
        this.definitionCame(i32[(at + Defined.REF) >> 2]);
        return;
      case Type.NOTICE_GIVEN:
        this.noticeGiven(noticeText(views, at));
        return;
      case Type.SESSION_DOWN: {
        const session = this.sessions[i32[(at + SessionState.SESSION) >> 2]];
        session?.down(i32[(at + SessionState.CONNECTION) >> 2], i32[(at + SessionState.NEXT_IN) >> 2]);
        return;
      }
      case Type.SESSION_RESET:
        this.sessions[i32[(at + SessionState.SESSION) >> 2]]?.restarted(i32[(at + SessionState.NEXT_IN) >> 2]);
        return;
      case Type.PHASE_CHANGED:
        this.phaseChanged(i32[(at + Defined.INDEX) >> 2]);
        return;
      case Type.REFUSED:
        this.refused(views, at, u16[(at + Refused.REASON) >> 1]);
        return;
    }
  }

  private sessionDefined(index: number): void {
    if (!this.door.directory.sessions[index].enabled) this.sessions[index]?.mustEnd('the session has been disabled');
  }

  private noticeGiven(text: string): void {
    for (const session of this.door.sessionsUp()) {
      session.desk.notice(text);
      this.door.attend(session);
    }
  }

  private phaseChanged(instrument: number): void {
    for (const session of this.door.sessionsUp()) {
      if (session.desk.phaseChanged(instrument)) this.door.attend(session);
    }
  }

  private definitionCame(ref: number): void {
    const connection = this.awaiting.get(ref);
    this.awaiting.delete(ref);
    connection?.defined();
  }

  private refused(views: RecordViews, at: number, reason: number): void {
    const { i32, u16 } = views;
    const text = reasonText[reason as ReasonCode] ?? `reason ${reason}`;
    const ref = i32[(at + Refused.REF) >> 2];
    const defining = this.awaiting.get(ref);
    if (defining !== undefined) {
      this.awaiting.delete(ref);
      defining.refuse(text);
      return;
    }
    if (u16[(at + Refused.COMMAND_TYPE) >> 1] !== Type.LOGON) return;
    const session = this.sessions[i32[(at + Refused.SESSION) >> 2]];
    const connectionId = i32[(at + Refused.CONNECTION) >> 2];
    if (session === undefined || session.connectionId !== connectionId) return;
    const { connection } = session;
    session.down(connectionId, session.info.nextIn);
    connection?.refuse(text);
  }

  /** The door's own account of an engine session. */
  session(index: number, settings: SessionConfig): FixSession {
    let session = this.sessions[index];
    if (session === undefined) {
      const ledger = new EngineLedger(index, this.door);
      session = this.sessions[index] = new FixSession(this.door, this.door.directory.sessions[index], ledger, settings);
    }
    if (session.isDown) session.settings = settings;
    return session;
  }

  /** A reference whose definitions come back to this connection, once. */
  awaitDefinition(connection: FixConnection): number {
    this.refCount = (this.refCount + 1) & 0xff_ffff;
    const ref = (this.doorNumber << 24) | this.refCount; // those of other doors come by too
    this.awaiting.set(ref, connection);
    return ref;
  }

  forgetDefinition(ref: number): void {
    this.awaiting.delete(ref);
  }
}
