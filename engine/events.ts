/**
 * Writes the events of orders and sessions. Every owned event takes its session's next outbound number here or in exec.ts, and nowhere
 * else.
 * Engine thread only; no allocation for an event.
 */
import { type CopyExec, createCopyExec } from './drop-copy.js';
import { createExec, type WriteExec } from './exec.js';
import type { RecordSink } from './log.js';
import { U as Bytes, F as Doubles, I as Ints } from './orders.js';
import * as records from './records.js';
import { Refused, Said, SessionState } from './records.js';
import { doubleRegisters } from './registers.js';
import type { RecordViews } from './ring.js';
import { behindRoute, copyRoute } from './routes.js';
import { Id, type State } from './state.js';
import { copyWords, padded } from './text.js';

// V8 folds the fields of a module's own constants into the code, and loads those of imported ones each time (measured: 3 times slower).
const F = Doubles;
const I = Ints;
const U = Bytes;
const { Command, Exec, ExecFlag, ExecType, Order, OrdStatus, Owned, Type } = records;
const ROUTED = ExecFlag.routed;

export class Events {
  /** The command being applied. */
  command!: RecordViews;
  at = 0;
  /** Of the next EXEC: its LastPx, LastQty and TradeID, or of a status its place. Registers, so that no double is passed in a call. */
  readonly trade = doubleRegisters(3);
  /** Reason of the last REFUSED; for those who submit reference data, not part of the state. */
  lastRefusal = 0;
  refusals = 0;

  /** Who writes an EXEC calls this last (drop-copy.ts). */
  readonly copyExec: CopyExec;
  /** Writes EXEC (exec.ts). */
  readonly exec: WriteExec;

  constructor(
    public out: RecordSink,
    readonly state: State,
  ) {
    this.copyExec = createCopyExec(this);
    this.exec = createExec(this);
  }

  /** Room for an owned event of a session, which has its number. */
  own(type: number, session: number, bytes: number): number {
    const at = this.out.claim((bytes + 7) & ~7);
    const i32 = this.out.views.i32;
    const { connection, nextOut } = this.state.sessions;
    const word = at >> 2;
    i32[word + 1] = type;
    i32[word + (Owned.SESSION >> 2)] = session;
    i32[word + (Owned.CONNECTION >> 2)] = connection[session];
    i32[word + (Owned.MSG_SEQ_NUM >> 2)] = nextOut[session]++;
    return at;
  }

  /** OrdStatus of an open order. */
  statusOf(h: number): number {
    const { f64 } = this.state.orders;
    return f64[h + F.qty] === f64[h + F.leaves] ? OrdStatus.new : OrdStatus.partiallyFilled;
  }

  /**
   * An answer to the current command that rests on what it says itself: EXEC rejected, CANCEL_REJECTED, MASS_CANCELED, EXEC of a
   * status request for an unknown order. `h` is the order it is about, or 0. Returns where it stands.
   */
  answer(type: number, execType: number, ordStatus: number, reason: number, h: number, count: number): number {
    const { state, command, at: from } = this;
    const lengths = from + Order.LENGTHS;
    const isStatus = execType === ExecType.status && type === Type.EXEC;
    const clOrdIdLen = command.u8[lengths];
    const origLen = command.u8[lengths + 1];
    const accountLen = command.u8[lengths + 2];
    const symbolLen = command.u8[lengths + 3];
    const session = command.i32[(from + Command.SESSION) >> 2];
    const textBytes = padded(clOrdIdLen) + padded(origLen) + padded(accountLen) + padded(symbolLen);
    const flags = command.u8[from + Order.FLAGS] & ROUTED;
    const routeFrom = from + Order.TEXT + textBytes;
    const at = this.own(type, session, behindRoute(command.u8, routeFrom, flags) - routeFrom + Exec.TEXT + textBytes);
    const { i32, u8, u16, f64 } = this.out.views;
    const orders = state.orders;
    const known = h !== 0;
    const instrument = command.i32[(from + Order.INSTRUMENT) >> 2];
    i32[(at + Exec.INSTRUMENT) >> 2] = known ? orders.i32[(h << 1) + I.side] >> 3 : instrument;
    u8[at + Exec.EXEC_TYPE] = execType;
    u8[at + Exec.ORD_STATUS] = ordStatus;
    u8[at + Exec.SIDE] = known ? 0x31 + (orders.i32[(h << 1) + I.side] & 1) : command.u8[from + Order.SIDE];
    u8[at + Exec.ORD_TYPE] = known ? orders.u8[(h << 3) + U.ordType] : command.u8[from + Order.ORD_TYPE];
    u8[at + Exec.TIME_IN_FORCE] = known ? orders.u8[(h << 3) + U.timeInForce] : command.u8[from + Order.TIME_IN_FORCE];
    u8[at + Exec.FLAGS] = flags;
    u16[(at + Exec.REASON) >> 1] = reason;
    i32[(at + Exec.PARTICIPANT) >> 2] = state.sessions.participant[session];
    i32[(at + Exec.REF) >> 2] = command.i32[(from + Command.REF) >> 2];
    f64[(at + Exec.ORDER_ID) >> 3] = known ? orders.f64[h + F.orderId] : 0;
    f64[(at + Exec.EXEC_ID) >> 3] = ++state.last[Id.exec];
    f64[(at + Exec.PRICE) >> 3] = known ? orders.f64[h + F.price] : command.f64[(from + Order.PRICE) >> 3] || 0;
    f64[(at + Exec.QTY) >> 3] = known ? orders.f64[h + F.qty] : command.f64[(from + Order.QTY) >> 3] || 0;
    f64[(at + Exec.LEAVES) >> 3] = known ? orders.f64[h + F.leaves] : 0;
    f64[(at + Exec.CUM) >> 3] = known ? orders.f64[h + F.qty] - orders.f64[h + F.leaves] : count;
    f64[(at + Exec.CUM_NOTIONAL) >> 3] = known ? orders.f64[h + F.cumNotional] : 0;
    f64[(at + Exec.LAST_PRICE) >> 3] = 0;
    f64[(at + Exec.LAST_QTY) >> 3] = 0;
    f64[(at + Exec.TRADE_ID) >> 3] = 0;
    u8[at + Exec.LENGTHS] = isStatus ? origLen : clOrdIdLen;
    u8[at + Exec.LENGTHS + 1] = isStatus ? clOrdIdLen : origLen;
    u8[at + Exec.LENGTHS + 2] = accountLen;
    u8[at + Exec.LENGTHS + 3] = symbolLen;
    const text = (from + Order.TEXT) >> 2;
    const clOrdIdWords = padded(clOrdIdLen) >> 2;
    const origWords = padded(origLen) >> 2;
    const to = (at + Exec.TEXT) >> 2;
    copyWords(i32, isStatus ? to + origWords : to, command.i32, text, clOrdIdLen);
    copyWords(i32, isStatus ? to : to + clOrdIdWords, command.i32, text + clOrdIdWords, origLen);
    copyWords(i32, to + clOrdIdWords + origWords, command.i32, text + clOrdIdWords + origWords, padded(accountLen) + symbolLen);
    if (flags !== 0) copyRoute(i32, to + (textBytes >> 2), command.i32, routeFrom >> 2);
    if (type === Type.EXEC) this.copyExec(at);
    return at;
  }

  /** REFUSED, of the current command. */
  refuse(reason: number): void {
    this.lastRefusal = reason;
    this.refusals++;
    const { command, at: from } = this;
    const at = this.out.claim(Refused.BYTES);
    const { i32, u16 } = this.out.views;
    i32[(at >> 2) + 1] = Type.REFUSED;
    i32[(at + Refused.SESSION) >> 2] = command.i32[(from + Command.SESSION) >> 2];
    i32[(at + Refused.CONNECTION) >> 2] = command.i32[(from + Command.CONNECTION) >> 2];
    i32[(at + Refused.REF) >> 2] = command.i32[(from + Command.REF) >> 2];
    u16[(at + Refused.COMMAND_TYPE) >> 1] = command.u16[(from >> 1) + 2];
    u16[(at + Refused.REASON) >> 1] = reason;
  }

  /** SAID: `content` is copied from the current command, `length` bytes at `contentAt`. */
  said(session: number, msgType: number, flags: number, contentAt: number, length: number): void {
    const { command } = this;
    const at = this.own(Type.SAID, session, Said.CONTENT + length);
    const { u8, u16 } = this.out.views;
    u8[at + Said.MSG_TYPE] = msgType;
    u8[at + Said.FLAGS] = flags;
    u16[(at + Said.CONTENT_LEN) >> 1] = length;
    for (let i = 0; i < length; i++) u8[at + Said.CONTENT + i] = command.u8[contentAt + i];
  }

  /** SESSION_UP or SESSION_DOWN. */
  sessionState(type: number, session: number, connection: number): void {
    const at = this.out.claim(SessionState.BYTES);
    const { i32, f64 } = this.out.views;
    const { nextIn, nextOut, resetCount, windowUs } = this.state.sessions;
    i32[(at >> 2) + 1] = type;
    i32[(at + SessionState.SESSION) >> 2] = session;
    i32[(at + SessionState.CONNECTION) >> 2] = connection;
    i32[(at + SessionState.NEXT_IN) >> 2] = nextIn[session];
    i32[(at + SessionState.NEXT_OUT) >> 2] = nextOut[session];
    i32[(at + SessionState.RESET_COUNT) >> 2] = resetCount[session];
    i32[(at + SessionState.REF) >> 2] = this.command.i32[(this.at + Command.REF) >> 2];
    f64[(at + SessionState.WINDOW) >> 3] = windowUs[session];
  }
}
