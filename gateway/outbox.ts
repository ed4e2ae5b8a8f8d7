/**
 * What a door sends: follows the log, keeps the directory, and brings each session's owned events to the carrier that
 * is attached to it, in order of MsgSeqNum and never before they are safe. Runs on the door's thread.
 * It must never hold the log, never skip an event, and never send as live what was numbered for another connection.
 */
import type { Clock } from '../engine/clock.js';
import type { Directory } from '../engine/directory.js';
import type { LogReader } from '../engine/log.js';
import { isReached, type Progress } from '../engine/progress.js';
import { FIRST_EVENT, FIRST_OWNED, LAST_OWNED, Owned, Said, SessionState, Type } from '../engine/records.js';
import type { RecordViews } from '../engine/ring.js';
import type { Carrier, OutboxListener } from './carrier.js';
import { type EventHistory, type HistoryCursor, Past } from './event-history.js';
import { EventWindow } from './event-window.js';
import { SendCursor } from './send-cursor.js';

import { TokenBucket } from './token-bucket.js';

export type { Carrier, OutboxListener } from './carrier.js';

export interface OutboxOptions {
  /** Gate 'admin'. */
  reader: LogReader;
  progress: Progress;
  directory: Directory;
  /** Kept up by every record of the log; null where there is no journal. */
  index: { apply(views: RecordViews, at: number, seq: number): void } | null;
  /** null: what has left memory cannot be sent. */
  history: EventHistory | null;
  /** The door's number, as its commands carry it. */
  door: number;
  /** SessionKind: events of sessions of other kinds are not kept. */
  kinds: readonly number[];
  listener: OutboxListener;
  /** Bytes of recent events kept in memory; a power of two. */
  windowBytes?: number;
  /** Bytes a session may send in one turn (limits.fixSendBytesPerTurn). */
  turnBytes?: number;
  /** Bytes that all sessions together may be sent again in a second (limits.fixResendBytesPerSecond). */
  resendRate?: { bytesPerSecond: number; clock: Clock };
}

/** Records followed in one turn, so that sockets have theirs. */
const FOLLOW = 4096;
/** What is sent again goes in steps of this much of a second, or a write for each message would keep the thread from sleeping. */
const RESEND_STEP_S = 0.001;
/** At once after a pause: a thread that sleeps is some ms late. */
const RESEND_BURST_S = 0.01;
/** What an event that is passed over costs of the turn's budget. */
const SKIP_BYTES = 64;
/** Commands. Progress has the low 32 bits of a sequence number; nothing waits this long for the safe sequence. */
const LONG_SAFE = 2 ** 30;

const found = 0;
/** There is no such event: nothing to send under this number. */
const missing = 1;
/** Not safe yet, or not read yet. */
const later = 2;
/** The journal is damaged there, and the connection has been ended. */
const broken = 3;

export class Outbox {
  /** Commands of this door that have come back in the log: compare with those submitted, for busy(). */
  commandsSeen = 0;
  /** Whether a session waits for bytes of the journal, or for its turn to be sent more again: work() wants to be called again soon. */
  waits = false;
  private readonly reader: LogReader;
  private readonly window: EventWindow;
  private readonly turnBytes: number;
  private readonly resendBucket: TokenBucket | null;
  /** Bits, by SessionKind. */
  private readonly kinds: number;
  private readonly cursors: SendCursor[] = [];
  private list: SendCursor[] = [];
  private spare: SendCursor[] = [];
  // what locate() found
  private views: RecordViews;
  private at = 0;
  private seq = 0;
  private timeUs = 0;
  private nextThere = 0;
  /** Whose event the journal's reader shows; those of the other cursors are gone. */
  private shown: HistoryCursor | null = null;

  constructor(private readonly options: OutboxOptions) {
    this.reader = options.reader;
    this.window = new EventWindow(options.windowBytes ?? 1 << 24);
    this.views = this.window.views;
    this.turnBytes = options.turnBytes ?? 65_536;
    const { resendRate: rate } = options;
    this.resendBucket = rate ? new TokenBucket(rate.bytesPerSecond, rate.bytesPerSecond * RESEND_BURST_S) : null;
    this.kinds = options.kinds.reduce((bits, kind) => bits | (1 << kind), 0);
    for (const session of options.directory.sessions) {
      const cursor = this.cursor(session.index);
      cursor.lastOut = session.nextOut - 1;
      cursor.resetCount = session.resetCount;
    }
  }

  /** Follows the log and sends what may leave; returns how much was done. Called by the door's work(). */
  work(): number {
    return this.follow() + this.send();
  }

  /** From now on the session's live events go to this carrier, from the first that is numbered for its connection on. */
  attach(session: number, carrier: Carrier): void {
    this.cursor(session).restart(carrier);
  }

  /** Does nothing unless it is this carrier that is attached. */
  detach(session: number, carrier: Carrier): void {
    const cursor = this.cursor(session);
    if (cursor.carrier === carrier) cursor.restart(null);
  }

  /** Sends `from` to `to` again (both included; 0 or beyond the last sent: up to the last sent), then goes on live. */
  resend(session: number, from: number, to: number): void {
    const cursor = this.cursor(session);
    if (cursor.carrier === null) return;
    cursor.ask(from, to);
    this.enlist(cursor);
  }

  /** The carrier is ready again. */
  wake(session: number): void {
    this.enlist(this.cursor(session));
  }

  /** The last number that the log has given this session. */
  lastOut(session: number): number {
    return this.cursor(session).lastOut;
  }

  /** Bytes of live events that wait for the session's carrier. */
  owedBytes(session: number): number {
    return this.cursor(session).owedBytes;
  }

  private cursor(session: number): SendCursor {
    let cursor = this.cursors[session];
    if (cursor === undefined) cursor = this.cursors[session] = new SendCursor(session);
    return cursor;
  }

  private enlist(cursor: SendCursor): void {
    if (cursor.listed || cursor.carrier === null) return;
    cursor.listed = true;
    this.list.push(cursor);
  }

  private follow(): number {
    const { reader } = this;
    const { directory, index, listener, door } = this.options;
    let done = 0;
    while (done < FOLLOW) {
      const at = reader.next();
      if (at < 0) break;
      done++;
      const { views } = reader;
      const type = views.u16[(at >> 1) + 2];
      if (index !== null) index.apply(views, at, reader.seq);
      if (type < FIRST_EVENT) {
        if (views.u16[(at >> 1) + 3] === door) this.commandsSeen++;
      } else if (type >= FIRST_OWNED && type <= LAST_OWNED) {
        this.take(views, at);
      } else {
        if (type === Type.SESSION_RESET) this.sendBeforeReset(views, at);
        directory.apply(views, at);
        if (type === Type.SESSION_UP || type === Type.SESSION_DOWN || type === Type.SESSION_RESET) this.takeState(views, at);
        listener.record(type, views, at, reader.seq);
      }
    }
    if (done > 0) reader.release();
    return done;
  }

  private take(views: RecordViews, at: number): void {
    const session = views.i32[(at + Owned.SESSION) >> 2];
    if (((this.kinds >> (this.options.directory.sessions[session]?.kind ?? 0)) & 1) === 0) return;
    this.window.push(views, at, this.reader.seq, this.reader.timeUs);
    const cursor = this.cursor(session);
    const msgSeqNum = views.i32[(at + Owned.MSG_SEQ_NUM) >> 2];
    cursor.lastOut = msgSeqNum;
    if (cursor.carrier === null || views.i32[(at + Owned.CONNECTION) >> 2] !== cursor.carrier.connection) return;
    if (cursor.next === 0) cursor.next = msgSeqNum;
    cursor.owedBytes += views.i32[at >> 2];
    this.enlist(cursor);
  }

  /** The numbers start again by themselves: what has the old ones, such as the answer to a Logout, goes out while it can. */
  private sendBeforeReset(views: RecordViews, at: number): void {
    const cursor = this.cursor(views.i32[(at + SessionState.SESSION) >> 2]);
    if (cursor.carrier !== null) this.sendTurn(cursor);
  }

  private takeState(views: RecordViews, at: number): void {
    const cursor = this.cursor(views.i32[(at + SessionState.SESSION) >> 2]);
    const resetCount = views.i32[(at + SessionState.RESET_COUNT) >> 2];
    if (resetCount !== cursor.resetCount) {
      this.window.reset(cursor.session);
      cursor.reset(resetCount);
    }
    cursor.lastOut = views.i32[(at + SessionState.NEXT_OUT) >> 2] - 1;
  }

  private send(): number {
    this.waits = false;
    if (this.list.length === 0) return 0;
    const list = this.list;
    this.list = this.spare;
    this.spare = list;
    let bytes = 0;
    for (let i = 0; i < list.length; i++) {
      const cursor = list[i];
      cursor.listed = false;
      bytes += this.sendTurn(cursor);
    }
    list.length = 0;
    return bytes;
  }

  private sendTurn(cursor: SendCursor): number {
    const { carrier } = cursor;
    if (carrier === null) return 0;
    let bytes = 0;
    let resent = 0;
    let again = false;
    const resendMax = cursor.resendNext > 0 ? this.resendBytesLeft() : 0;
    while (cursor.carrier === carrier && carrier.ready()) {
      const isResend = cursor.resendNext > 0;
      if (bytes >= this.turnBytes) {
        again = true;
        break;
      }
      if (isResend && resent >= resendMax) {
        again = this.waits = true;
        break;
      }
      const sent = isResend ? this.resendStep(cursor, carrier) : this.liveStep(cursor, carrier);
      if (sent === 0) break;
      if (sent < 0) {
        again = true;
        break;
      }
      bytes += sent;
      if (isResend) resent += sent;
    }
    this.resendBucket?.spend(resent);
    if (bytes > 0) carrier.flush();
    if (again) this.enlist(cursor);
    return bytes;
  }

  private resendBytesLeft(): number {
    const { resendRate: rate } = this.options;
    if (rate === undefined) return Infinity;
    const left = this.resendBucket!.left(rate.clock.nowUs());
    return left < rate.bytesPerSecond * RESEND_STEP_S ? 0 : left;
  }

  /** Bytes used; 0: nothing to do; -1: not yet. */
  private liveStep(cursor: SendCursor, carrier: Carrier): number {
    if (cursor.next === 0 || cursor.next > cursor.lastOut) return 0;
    const where = this.locate(cursor, cursor.next);
    if (where === broken) return 0;
    if (where === later) return -1;
    if (where === missing) {
      carrier.fail(`message ${cursor.next} is neither in memory nor in the journal`);
      return 0;
    }
    if (this.views.i32[(this.at + Owned.CONNECTION) >> 2] !== carrier.connection) return 0;
    if (!this.maySend()) return -1;
    cursor.next++;
    cursor.owedBytes -= this.views.i32[this.at >> 2];
    return carrier.send(this.views, this.at, this.timeUs, false);
  }

  private resendStep(cursor: SendCursor, carrier: Carrier): number {
    const n = cursor.resendNext;
    if (n > cursor.resendTo) {
      const from = cursor.gapFrom;
      cursor.resendNext = cursor.resendTo = cursor.gapFrom = 0;
      cursor.closeHistory();
      return from > 0 ? carrier.gapFill(from, n) : SKIP_BYTES;
    }
    const where = this.locate(cursor, n);
    if (where === broken) return 0;
    if (where === later) return -1;
    if (where === found && !this.isAdministrative()) {
      if (!this.maySend()) return -1;
      let bytes = 0;
      if (cursor.gapFrom > 0) bytes += carrier.gapFill(cursor.gapFrom, n);
      cursor.gapFrom = 0;
      cursor.resendNext = n + 1;
      return bytes + carrier.send(this.views, this.at, this.timeUs, true);
    }
    if (cursor.gapFrom === 0) cursor.gapFrom = n;
    cursor.resendNext = where === missing ? Math.min(Math.max(this.nextThere, n + 1), cursor.resendTo + 1) : n + 1;
    return SKIP_BYTES;
  }

  /** Finds the session's event with number n, in memory or else in the journal. */
  private locate(cursor: SendCursor, n: number): number {
    const at = this.window.find(cursor.session, n);
    if (at >= 0) {
      this.views = this.window.views;
      this.at = at;
      this.seq = this.window.seqOf(at);
      this.timeUs = this.window.timeOf(at);
      return found;
    }
    this.nextThere = 0;
    const { history } = this.options;
    if (history === null) return missing;
    if (cursor.history === null || (cursor.history.msgSeqNum >= n && cursor.history !== this.shown)) {
      cursor.closeHistory();
      cursor.history = history.open(cursor.session, n);
    }
    const past = cursor.history;
    while (past.msgSeqNum < n) {
      this.shown = past;
      const step = this.stepBack(cursor, past);
      if (step === null) return broken;
      if (step === Past.later) {
        this.waits = true;
        return later;
      }
    }
    if (past.msgSeqNum > n) {
      this.nextThere = past.msgSeqNum;
      return missing;
    }
    this.views = past.views;
    this.at = past.at;
    this.seq = past.seq;
    this.timeUs = past.timeUs;
    return found;
  }

  /** The cursor's next event; null: the journal is damaged there. That ends this connection, and nobody else's. */
  private stepBack(cursor: SendCursor, past: HistoryCursor): ReturnType<HistoryCursor['next']> | null {
    try {
      return past.next();
    } catch (error) {
      const { carrier } = cursor;
      cursor.restart(null);
      carrier?.fail(`its past messages cannot be read: ${(error as Error).message}`);
      return null;
    }
  }

  /** What was located has passed the gate for administrative messages; everything else waits for the safe sequence. */
  private maySend(): boolean {
    if (this.views.u16[(this.at >> 1) + 2] === Type.SAID) return true;
    return this.reader.seq - this.seq > LONG_SAFE || isReached(this.seq, this.options.progress.safe());
  }

  /** Not sent again: the gap is filled instead. A Reject(3) may be sent again, and what the door says else is for the application. */
  private isAdministrative(): boolean {
    if (this.views.u16[(this.at >> 1) + 2] !== Type.SAID) return false;
    const msgType = this.views.u8[this.at + Said.MSG_TYPE];
    return msgType === 0x41 || (msgType >= 0x30 && msgType <= 0x35 && msgType !== 0x33);
  }
}
