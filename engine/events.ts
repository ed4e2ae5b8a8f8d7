/**
 * Writes the events of orders and sessions. Every owned event takes its session's next outbound number here, and nowhere else.
 * Engine thread only; no allocation for an event.
 */
import type { RecordSink } from './log.js';
import {
  aligned,
  Command,
  Exec,
  ExecFlag,
  ExecType,
  Order,
  OrdStatus,
  OrdType,
  Owned,
  Refused,
  Said,
  SessionState,
  Type,
} from './records.js';
import type { RecordViews } from './ring.js';
import { Id, type State } from './state.js';

/** Which ClOrdIDs an EXEC of a known order carries: the order's own, and before or after it the one of the request. */
export const Ids = { own: 0, requestThenOwn: 1, ownThenRequest: 2 } as const;

export class Events {
  /** The command being applied. */
  command!: RecordViews;
  at = 0;
  /** Of the next EXEC: its LastPx, LastQty and TradeID. Registers, so that no double is passed in a call. */
  readonly trade = new Float64Array(3);
  /** Reason of the last REFUSED; for those who submit reference data, not part of the state. */
  lastRefusal = 0;
  refusals = 0;

  constructor(
    public out: RecordSink,
    public state: State,
  ) {}

  private own(type: number, session: number, bytes: number): number {
    const at = this.out.claim(aligned(bytes));
    const i32 = this.out.views.i32;
    const sessions = this.state.sessions;
    i32[(at >> 2) + 1] = type;
    i32[(at + Owned.SESSION) >> 2] = session;
    i32[(at + Owned.CONNECTION) >> 2] = sessions.connection[session];
    i32[(at + Owned.MSG_SEQ_NUM) >> 2] = sessions.nextOut[session]++;
    return at;
  }

  /** EXEC of an order in the pool. `ref` is the command's for its answers, 0 for what another caused. */
  exec(h: number, execType: number, ordStatus: number, reason: number, flags: number, ref: number, ids: number): void {
    const { state, command } = this;
    const orders = state.orders;
    const session = orders.session[h];
    const ownAt = orders.clOrdIdAt(h);
    const ownLen = orders.clOrdIdLen(h);
    const accountLen = orders.accountLen(h);
    const requestLen = ids === Ids.own ? 0 : command.u8[this.at + Order.LENGTHS];
    const at = this.own(Type.EXEC, session, Exec.TEXT + ownLen + requestLen + accountLen);
    const { i32, u8, u16, f64 } = this.out.views;
    const side = orders.bookSide[h];
    const resting = orders.ordType[h] === OrdType.limit && execType !== ExecType.status;
    i32[(at + Exec.INSTRUMENT) >> 2] = side >> 1;
    u8[at + Exec.EXEC_TYPE] = execType;
    u8[at + Exec.ORD_STATUS] = ordStatus;
    u8[at + Exec.SIDE] = 0x31 + (side & 1);
    u8[at + Exec.ORD_TYPE] = orders.ordType[h];
    u8[at + Exec.TIME_IN_FORCE] = orders.timeInForce[h];
    u8[at + Exec.FLAGS] = flags | (resting ? ExecFlag.inBook : 0);
    u16[(at + Exec.REASON) >> 1] = reason;
    i32[(at + Exec.PARTICIPANT) >> 2] = state.sessions.participant[session];
    i32[(at + Exec.REF) >> 2] = ref;
    const leaves = orders.leaves[h];
    const qty = orders.qty[h];
    const open = ordStatus === OrdStatus.canceled ? 0 : leaves;
    f64[(at + Exec.ORDER_ID) >> 3] = orders.orderId[h];
    f64[(at + Exec.EXEC_ID) >> 3] = ++state.last[Id.exec];
    f64[(at + Exec.PRICE) >> 3] = orders.price[h];
    f64[(at + Exec.QTY) >> 3] = qty;
    f64[(at + Exec.LEAVES) >> 3] = open;
    f64[(at + Exec.CUM) >> 3] = qty - leaves;
    f64[(at + Exec.CUM_NOTIONAL) >> 3] = orders.cumNotional[h];
    const trade = this.trade;
    const has = execType === ExecType.trade || execType === ExecType.replaced;
    f64[(at + Exec.LAST_PRICE) >> 3] = has ? trade[0] : 0;
    f64[(at + Exec.LAST_QTY) >> 3] = has ? trade[1] : 0;
    f64[(at + Exec.TRADE_ID) >> 3] = execType === ExecType.trade ? trade[2] : 0;
    const requestFirst = ids === Ids.requestThenOwn;
    const ownFirst = !requestFirst;
    u8[at + Exec.LENGTHS] = requestFirst ? requestLen : ownLen;
    u8[at + Exec.LENGTHS + 1] = ownFirst ? requestLen : ownLen;
    u8[at + Exec.LENGTHS + 2] = accountLen;
    u8[at + Exec.LENGTHS + 3] = 0;
    const text = orders.text;
    let to = at + Exec.TEXT;
    if (requestFirst) for (let i = 0; i < requestLen; i++) u8[to++] = command.u8[this.at + Order.TEXT + i];
    for (let i = 0; i < ownLen; i++) u8[to++] = text[ownAt + i];
    if (ownFirst) for (let i = 0; i < requestLen; i++) u8[to++] = command.u8[this.at + Order.TEXT + i];
    const accountAt = orders.accountAt(h);
    for (let i = 0; i < accountLen; i++) u8[to++] = text[accountAt + i];
  }

  /**
   * An answer to the current command that rests on what it says itself: EXEC rejected, CANCEL_REJECTED, MASS_CANCELED, EXEC of a
   * status request for an unknown order. `h` is the order it is about, or 0.
   */
  answer(type: number, execType: number, ordStatus: number, reason: number, h: number, count: number): void {
    const { state, command, at: from } = this;
    const lengths = from + Order.LENGTHS;
    const isStatus = execType === ExecType.status && type === Type.EXEC;
    const clOrdIdLen = command.u8[lengths];
    const origLen = command.u8[lengths + 1];
    const restLen = command.u8[lengths + 2] + command.u8[lengths + 3];
    const session = command.i32[(from + Command.SESSION) >> 2];
    const at = this.own(type, session, Exec.TEXT + clOrdIdLen + origLen + restLen);
    const { i32, u8, u16, f64 } = this.out.views;
    const orders = state.orders;
    const known = h !== 0;
    const instrument = command.i32[(from + Order.INSTRUMENT) >> 2];
    i32[(at + Exec.INSTRUMENT) >> 2] = known ? orders.bookSide[h] >> 1 : instrument;
    u8[at + Exec.EXEC_TYPE] = execType;
    u8[at + Exec.ORD_STATUS] = ordStatus;
    u8[at + Exec.SIDE] = known ? 0x31 + (orders.bookSide[h] & 1) : command.u8[from + Order.SIDE];
    u8[at + Exec.ORD_TYPE] = known ? orders.ordType[h] : command.u8[from + Order.ORD_TYPE];
    u8[at + Exec.TIME_IN_FORCE] = known ? orders.timeInForce[h] : command.u8[from + Order.TIME_IN_FORCE];
    u8[at + Exec.FLAGS] = 0;
    u16[(at + Exec.REASON) >> 1] = reason;
    i32[(at + Exec.PARTICIPANT) >> 2] = state.sessions.participant[session];
    i32[(at + Exec.REF) >> 2] = command.i32[(from + Command.REF) >> 2];
    f64[(at + Exec.ORDER_ID) >> 3] = known ? orders.orderId[h] : 0;
    f64[(at + Exec.EXEC_ID) >> 3] = ++state.last[Id.exec];
    f64[(at + Exec.PRICE) >> 3] = known ? orders.price[h] : command.f64[(from + Order.PRICE) >> 3] || 0;
    f64[(at + Exec.QTY) >> 3] = known ? orders.qty[h] : command.f64[(from + Order.QTY) >> 3] || 0;
    f64[(at + Exec.LEAVES) >> 3] = known ? orders.leaves[h] : 0;
    f64[(at + Exec.CUM) >> 3] = known ? orders.qty[h] - orders.leaves[h] : count;
    f64[(at + Exec.CUM_NOTIONAL) >> 3] = known ? orders.cumNotional[h] : 0;
    f64[(at + Exec.LAST_PRICE) >> 3] = 0;
    f64[(at + Exec.LAST_QTY) >> 3] = 0;
    f64[(at + Exec.TRADE_ID) >> 3] = 0;
    u8[at + Exec.LENGTHS] = isStatus ? origLen : clOrdIdLen;
    u8[at + Exec.LENGTHS + 1] = isStatus ? clOrdIdLen : origLen;
    u8[at + Exec.LENGTHS + 2] = command.u8[lengths + 2];
    u8[at + Exec.LENGTHS + 3] = command.u8[lengths + 3];
    const text = from + Order.TEXT;
    let to = at + Exec.TEXT;
    if (isStatus) {
      for (let i = 0; i < origLen; i++) u8[to++] = command.u8[text + clOrdIdLen + i];
      for (let i = 0; i < clOrdIdLen; i++) u8[to++] = command.u8[text + i];
    } else for (let i = 0; i < clOrdIdLen + origLen; i++) u8[to++] = command.u8[text + i];
    for (let i = clOrdIdLen + origLen; i < clOrdIdLen + origLen + restLen; i++) u8[to++] = command.u8[text + i];
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
    const { i32 } = this.out.views;
    const { nextIn, nextOut, resetCount } = this.state.sessions;
    i32[(at >> 2) + 1] = type;
    i32[(at + SessionState.SESSION) >> 2] = session;
    i32[(at + SessionState.CONNECTION) >> 2] = connection;
    i32[(at + SessionState.NEXT_IN) >> 2] = nextIn[session];
    i32[(at + SessionState.NEXT_OUT) >> 2] = nextOut[session];
    i32[(at + SessionState.RESET_COUNT) >> 2] = resetCount[session];
    i32[(at + SessionState.REF) >> 2] = this.command.i32[(this.at + Command.REF) >> 2];
  }
}
