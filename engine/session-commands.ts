/**
 * Sessions: logon, disconnect, the numbers of both directions, and what a door says. A stale connection (one that is no longer
 * the session's) changes nothing and uses no number. Engine thread only.
 */
import type { Events } from './events.js';
import { Reason } from './reasons.js';
import * as records from './records.js';

const { Command, Disconnect, Logon, Say, SetNextIn, Type } = records;

const LOGON_MSG_TYPE = 0x41; // 'A'

/** Both numbers of a session that is not connected start again at 1: SESSION_RESET. */
export function restartSession(events: Events, session: number): void {
  const { sessions } = events.state;
  sessions.nextIn[session] = sessions.nextOut[session] = 1;
  sessions.resetCount[session]++;
  sessions.resetPending[session] = 0;
  events.sessionState(Type.SESSION_RESET, session, 0);
}

/** Whether the current command came over its session's live connection. Counts its inbound number, if it has one. */
export type IsLive = () => boolean;

export function createIsLive(events: Events): IsLive {
  const { sessions } = events.state;
  const { connection: liveOver, nextIn } = sessions;

  return function isLive() {
    const { i32 } = events.command;
    const word = events.at >> 2;
    const session = i32[word + (Command.SESSION >> 2)];
    const connection = i32[word + (Command.CONNECTION >> 2)];
    if (session >>> 0 >= sessions.count || connection === 0 || liveOver[session] !== connection) return false;
    const msgSeqNum = i32[word + (Command.MSG_SEQ_NUM >> 2)];
    if (msgSeqNum > 0) nextIn[session] = msgSeqNum + 1;
    return true;
  };
}

export class SessionCommands {
  constructor(
    private readonly events: Events,
    private readonly isLive: IsLive,
  ) {}

  /** Returns why it is refused (Reason). */
  logon(): number {
    const { events } = this;
    const { state, command, at } = events;
    const { sessions } = state;
    const { i32, u8, u16, f64 } = command;
    const session = i32[(at + Command.SESSION) >> 2];
    const connection = i32[(at + Command.CONNECTION) >> 2];
    if (session < 0 || session >= sessions.count) return Reason.unknownSession;
    if (connection === 0) return Reason.notLoggedOn;
    if (!sessions.definitions[session].enabled) return Reason.sessionDisabled;
    const live = sessions.connection[session];
    if (live !== 0 && live !== connection) return Reason.alreadyLoggedOn;
    if (u8[at + Logon.RESET] === 1) {
      sessions.nextIn[session] = sessions.nextOut[session] = 1;
      sessions.resetCount[session]++;
    }
    const msgSeqNum = i32[(at + Command.MSG_SEQ_NUM) >> 2];
    if (msgSeqNum > 0) sessions.nextIn[session] = msgSeqNum + 1;
    const windowUs = f64[(at + Logon.WINDOW) >> 3];
    if (windowUs > 0) sessions.windowUs[session] = windowUs;
    sessions.connection[session] = connection;
    sessions.cancelChoice[session] = u8[at + Logon.CANCEL_ON_DISCONNECT];
    sessions.stopTimer(session);
    events.sessionState(Type.SESSION_UP, session, connection);
    events.said(session, LOGON_MSG_TYPE, 0, at + Logon.CONTENT, u16[(at + Logon.CONTENT_LEN) >> 1]);
    return Reason.none;
  }

  disconnect(): void {
    if (!this.isLive()) return;
    const { state, command, at } = this.events;
    const { sessions } = state;
    const session = command.i32[(at + Command.SESSION) >> 2];
    const connection = sessions.connection[session];
    sessions.connection[session] = 0;
    if (command.u8[at + Disconnect.CLEAN] === 0) sessions.startTimer(session, state.timeUs);
    this.events.sessionState(Type.SESSION_DOWN, session, connection);
    const resets = command.u8[at + Disconnect.RESET] === 1;
    if (resets || sessions.resetPending[session] === 1) restartSession(this.events, session);
  }

  setNextIn(): void {
    if (!this.isLive()) return;
    const { state, command, at } = this.events;
    const nextIn = command.i32[(at + SetNextIn.NEXT_IN) >> 2];
    if (nextIn > 0) state.sessions.nextIn[command.i32[(at + Command.SESSION) >> 2]] = nextIn;
  }

  say(): void {
    if (!this.isLive()) return;
    const { command, at } = this.events;
    const { i32, u8, u16 } = command;
    const length = u16[(at + Say.CONTENT_LEN) >> 1];
    const session = i32[(at + Command.SESSION) >> 2];
    this.events.said(session, u8[at + Say.MSG_TYPE], u8[at + Say.FLAGS], at + Say.CONTENT, length);
  }
}
