/**
 * Order entry over WebSockets: logon (which may first define the participant and the session), orders, logout, and the end
 * of a connection. Each is a command in the web ring; the outbox brings back what the log says. Web door's thread.
 * An order that finds the ring full is answered 'busy'; what must not be lost (a disconnect) waits here and is tried again.
 */
import { writeDefineParticipant, writeDefineSession, writeDisconnect, writeLogon, writeSay } from '../../engine/commands.js';
import { writeDeadMan } from '../../engine/commands-venue.js';
import type { Directory, SessionInfo } from '../../engine/directory.js';
import { Defined, Refused, SayFlag, SessionKind, SessionState, Type } from '../../engine/records.js';
import { DeadManSet } from '../../engine/records-venue.js';
import type { RecordViews, RingProducer } from '../../engine/ring.js';
import type { OutboxListener } from '../carrier.js';
import type { SessionConfig } from '../config.js';
import { openSession } from '../config-sessions.js';
import { firmName } from '../firm-name.js';
import type { Outbox } from '../outbox.js';
import { sessionDefinition } from '../session-definitions.js';
import { reject } from '../status.js';
import { CloseCode, type SocketErrorCode } from './codes.js';
import type { MessageId, Op, OrderMessage } from './messages.js';
import { writeOrderMessage } from './orders.js';
import { type SessionOwner, type SessionSocket, WebSession } from './web-session.js';

const LOGOUT = 0x35;
/** Requests for the dead-man timer whose answers have not come. */
const TIMERS_ASKED_MAX = 100;

export interface OrderEntryOptions {
  door: number;
  commands: RingProducer;
  directory: Directory;
  /** The venue's CompID. */
  compId: string;
  /** Who may log on; null: any name. */
  sessions: readonly SessionConfig[] | null;
}

/** A refusal that the client is told of. */
export interface Problem {
  code: SocketErrorCode;
  message: string;
}
const notLoggedOn: Problem = { code: 'NOT_LOGGED_ON', message: 'expected a session that is logged on' };
const busy: Problem = { code: 'BUSY', message: 'the engine has no room for more commands now; send it again' };

export class OrderEntry implements OutboxListener, SessionOwner {
  /** Commands submitted by this door. */
  submitted = 0;
  private outbox: Outbox | null = null;
  /** By connection id, which is also the ref of their commands. */
  private readonly sessions = new Map<number, WebSession>();
  private readonly owing = new Set<WebSession>();
  private lastConnection = 0;

  private configured: readonly SessionConfig[] | null;

  constructor(private readonly options: OrderEntryOptions) {
    this.configured = options.sessions;
  }

  /** Who may log on from now on; whoever may not any more is cut off. */
  configure(sessions: readonly SessionConfig[] | null): void {
    this.configured = sessions;
    if (sessions === null) return;
    const names = new Set(sessions.map((s) => s.senderCompId));
    for (const { logon, socket } of this.sessions.values()) {
      if (!names.has(logon.session)) socket.end(CloseCode.notAllowed, 'the session is not configured any more');
    }
  }

  /** The outbox needs this as its listener, and this needs the outbox. */
  attachTo(outbox: Outbox): void {
    this.outbox = outbox;
  }

  /** Begins a logon; its answer comes by the log. */
  logon(socket: SessionSocket, message: Op<'logon'>): WebSession | Problem {
    const { directory, door } = this.options;
    if (this.configured && !this.configured.some((s) => s.senderCompId === message.session)) {
      const text = `session: expected one of the configured sessions, got ${message.session}`;
      return { code: 'UNKNOWN_SESSION', message: text };
    }
    const known = this.find(message.session);
    if (known && message.lastSeq !== undefined && !message.reset) {
      const last = this.outbox!.lastOut(known.index);
      if (message.lastSeq > last) {
        const text = `lastSeq: expected at most ${last}, which is the last that was sent, got ${message.lastSeq}`;
        return { code: 'SEQ_TOO_HIGH', message: text };
      }
    }
    this.lastConnection = (this.lastConnection % 0x7fffffff) + 1;
    const session = new WebSession(socket, message, this.lastConnection, door, directory, this);
    this.sessions.set(session.connection, session);
    this.step(session);
    return session;
  }

  private find(name: string): SessionInfo | undefined {
    return this.options.directory.session(SessionKind.web, name, this.options.compId);
  }

  /** Submits what the logon needs next. */
  private step(session: WebSession): void {
    const { commands, directory, compId } = this.options;
    const { logon, origin } = session;
    const configured = this.configured?.find((s) => s.senderCompId === logon.session);
    const firm = firmName(configured?.participant, logon.session);
    const known = this.find(logon.session);
    const participant = directory.participant(firm);
    let written: boolean;
    if (known) {
      session.state = 'loggingOn';
      origin.session = known.index;
      const cancelOnDisconnect = logon.cancelOnDisconnect === undefined ? 0 : logon.cancelOnDisconnect ? 1 : 2;
      written = writeLogon(commands, origin, { reset: logon.reset ?? false, cancelOnDisconnect, content: '' });
    } else if (!participant) {
      session.state = 'definingParticipant';
      written = writeDefineParticipant(commands, origin, firm);
    } else {
      session.state = 'definingSession';
      const settings = configured ?? openSession(logon.session, 'orderEntry');
      written = writeDefineSession(commands, origin, sessionDefinition(settings, SessionKind.web, participant.index, compId));
    }
    this.sent(session, written, 'step');
  }

  /** An order message; null when it has been submitted. */
  order(session: WebSession, message: OrderMessage): Problem | null {
    if (session.state !== 'up') {
      return { code: 'NOT_LOGGED_ON', message: `expected an order on a session that is logged on; it is ${session.state}` };
    }
    const { commands, directory } = this.options;
    if (!writeOrderMessage(commands, session.origin, message, directory)) return busy;
    this.submitted++;
    commands.publish();
    return null;
  }

  /** Arms, renews or (0) disarms the session's dead-man timer; the log answers. */
  cancelAfter(session: WebSession, { id, timeoutMs }: Op<'cancelAfter'>): Problem | null {
    if (session.state !== 'up') return notLoggedOn;
    if (session.timerIds.length >= TIMERS_ASKED_MAX) return busy;
    if (!writeDeadMan(this.options.commands, session.origin, timeoutMs)) return busy;
    session.timerIds.push(id);
    this.submitted++;
    this.options.commands.publish();
    return null;
  }

  logout(session: WebSession, id: MessageId): Problem | null {
    if (session.state !== 'up') return notLoggedOn;
    session.leaveWith(id);
    this.sayLogout(session);
    return null;
  }

  private sayLogout(session: WebSession): void {
    const written = writeSay(this.options.commands, session.origin, LOGOUT, SayFlag.endConnection, '');
    this.sent(session, written, 'logout');
  }

  /** Called while the outbox sends the Logon answer: what was missed comes next, before anything live. */
  loggedOn(session: WebSession, catchUpFrom: number, catchUpTo: number): void {
    if (catchUpFrom <= catchUpTo) this.outbox!.resend(session.session, catchUpFrom, catchUpTo);
  }

  loggedOut(session: WebSession): void {
    this.end(session, true);
  }

  /** The connection takes more again. */
  wake(session: WebSession): void {
    if (session.session >= 0) this.outbox!.wake(session.session);
  }

  /** The connection of the session has ended, or its logout is done. */
  end(session: WebSession, clean = false): void {
    if (session.state === 'ended') return;
    const wasDefining = session.state === 'definingParticipant' || session.state === 'definingSession';
    session.state = 'ended';
    this.owing.delete(session);
    session.owes = null;
    if (session.session >= 0) this.outbox!.detach(session.session, session);
    if (wasDefining) this.sessions.delete(session.connection);
    else this.disconnect(session, clean);
  }

  private disconnect(session: WebSession, clean: boolean): void {
    session.clean = clean;
    const written = writeDisconnect(this.options.commands, session.origin, clean);
    this.sent(session, written, 'disconnect');
    if (written) this.sessions.delete(session.connection);
  }

  private sent(session: WebSession, written: boolean, what: WebSession['owes']): void {
    session.owes = written ? null : what;
    if (written) {
      this.submitted++;
      this.owing.delete(session);
      this.options.commands.publish();
    } else {
      this.owing.add(session);
    }
  }

  /** The log says something that is nobody's own event. */
  record(type: number, views: RecordViews, at: number): void {
    const { i32, u16 } = views;
    if (type === Type.SESSION_UP)
      this.sessionUp(i32[(at + SessionState.SESSION) >> 2], i32[(at + SessionState.CONNECTION) >> 2]);
    else if (type === Type.PARTICIPANT_DEFINED) this.stepWaiting();
    else if (type === Type.SESSION_DEFINED) {
      this.stepWaiting();
      this.endDisabled(i32[(at + Defined.INDEX) >> 2]);
    } else if (type === Type.DEAD_MAN_SET) {
      const session = this.sessions.get(i32[(at + DeadManSet.REF) >> 2]);
      if (session?.session === i32[(at + DeadManSet.SESSION) >> 2])
        this.timerSet(session, i32[(at + DeadManSet.TIMEOUT_MS) >> 2]);
    } else if (type === Type.REFUSED) {
      // the doors count their connections each for itself: the number alone may be another door's
      const session = this.sessions.get(i32[(at + Refused.CONNECTION) >> 2]);
      const isOurs = session !== undefined && session.session === i32[(at + Refused.SESSION) >> 2];
      if (isOurs) this.refused(session, u16[(at + Refused.COMMAND_TYPE) >> 1], u16[(at + Refused.REASON) >> 1]);
    }
  }

  private endDisabled(index: number): void {
    if (this.options.directory.sessions[index].enabled) return;
    for (const { session, state, socket } of this.sessions.values()) {
      if (session === index && state === 'up') socket.end(CloseCode.notAllowed, 'the session has been disabled');
    }
  }

  private timerSet(session: WebSession, timeoutMs: number): void {
    session.socket.tell({ id: session.timerIds.shift(), event: 'cancelAfter', timeoutMs });
  }

  private sessionUp(index: number, connection: number): void {
    const session = this.sessions.get(connection);
    if (session && session.state === 'loggingOn' && session.session === index) this.outbox!.attach(index, session);
  }

  private stepWaiting(): void {
    for (const session of this.sessions.values()) {
      const name = session.logon.session;
      if (
        session.state === 'definingSession' ? this.find(name) : session.state === 'definingParticipant' && this.hasFirm(name)
      ) {
        this.step(session);
      }
    }
  }

  private hasFirm(name: string): boolean {
    const configured = this.configured?.find((s) => s.senderCompId === name);
    return this.options.directory.participant(firmName(configured?.participant, name)) !== undefined;
  }

  private refused(session: WebSession, commandType: number, reason: number): void {
    const { socket, logon } = session;
    const error = reject(reason);
    if (session.state === 'up' || session.state === 'leaving') {
      const id = commandType === Type.DEAD_MAN ? session.timerIds.shift() : undefined;
      socket.tell({ id, event: 'error', error });
      return;
    }
    if (commandType !== Type.LOGON && commandType !== Type.DEFINE_SESSION && commandType !== Type.DEFINE_PARTICIPANT) return;
    session.state = 'ended';
    this.sessions.delete(session.connection);
    socket.tell({ id: logon.id, event: 'error', error });
  }

  /** Tries again what found no room. */
  work(): void {
    for (const session of this.owing) {
      if (session.owes === 'step') this.step(session);
      else if (session.owes === 'logout') this.sayLogout(session);
      else if (session.owes === 'disconnect') this.disconnect(session, session.clean);
    }
  }
}
