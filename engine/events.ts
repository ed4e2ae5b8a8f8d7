/**
 * Writes the events of orders and sessions. Every owned event takes its session's next outbound number here, and nowhere else.
 * Engine thread only; no allocation for an event.
 */
import type { RecordSink } from './log.js';
import { putTerms } from './order-events.js';
import { U as Bytes, F as Doubles, I as Ints } from './orders.js';
import * as records from './records.js';
import { aligned, Refused, Said, SessionState } from './records.js';
import type { RecordViews } from './ring.js';
import { Id, type State } from './state.js';
import { copyText } from './text-copy.js';

// V8 folds the fields of a module's own constants into the code, and loads those of imported ones each time (measured: 3 times slower).
const F = Doubles;
const I = Ints;
const U = Bytes;
const { Command, Exec, ExecFlag, ExecType, Order, OrdStatus, Owned, Terms, Type } = records;
const LAST_EXEC = Id.exec;

/** Which ClOrdIDs an EXEC of a known order carries: the order's own, and before or after it the one of the request. */
export const Ids = { own: 0, requestThenOwn: 1, ownThenRequest: 2 } as const;

const IdsOf = Ids;
const OWN_FLAGS = ExecFlag.inBook | ExecFlag.terms;

export class Events {
  /** The command being applied. */
  command!: RecordViews;
  at = 0;
  /** Of the next EXEC: its LastPx, LastQty and TradeID. Registers, so that no double is passed in a call. */
  readonly trade = new Float64Array(3);
  /** Reason of the last REFUSED; for those who submit reference data, not part of the state. */
  lastRefusal = 0;
  refusals = 0;

  // what exec() reads, one load away
  private readonly doubles: Float64Array;
  private readonly ints: Int32Array;
  private readonly bytes: Uint8Array;
  private readonly texts: DataView;
  private readonly connection: Int32Array;
  private readonly nextOut: Int32Array;
  private readonly participant: Int32Array;
  private readonly last: Float64Array;

  constructor(
    public out: RecordSink,
    public state: State,
  ) {
    const { orders, sessions } = state;
    this.doubles = orders.f64;
    this.ints = orders.i32;
    this.bytes = orders.u8;
    this.texts = orders.data;
    this.connection = sessions.connection;
    this.nextOut = sessions.nextOut;
    this.participant = sessions.participant;
    this.last = state.last;
  }

  /** Room for an owned event of a session, which has its number. */
  own(type: number, session: number, bytes: number): number {
    const at = this.out.claim((bytes + 7) & ~7);
    const i32 = this.out.views.i32;
    const word = at >> 2;
    i32[word + 1] = type;
    i32[word + (Owned.SESSION >> 2)] = session;
    i32[word + (Owned.CONNECTION >> 2)] = this.connection[session];
    i32[word + (Owned.MSG_SEQ_NUM >> 2)] = this.nextOut[session]++;
    return at;
  }

  /** EXEC of an order in the pool. `ref` is the command's for its answers, 0 for what another caused. */
  exec(h: number, execType: number, ordStatus: number, reason: number, flags: number, ref: number, ids: number): void {
    const { accounts } = this.state;
    const { doubles: of, ints: oi, bytes: ou } = this;
    const session = oi[(h << 1) + I.session];
    const ownLen = ou[(h << 3) + U.clOrdIdLen];
    const account = oi[(h << 1) + I.account];
    const accountLen = account === 0 ? 0 : accounts.length(account);
    const requestLen = ids === IdsOf.own ? 0 : this.command.u8[this.at + Order.LENGTHS];
    const textEnd = Exec.TEXT + ownLen + requestLen + accountLen;
    const hasTerms = (ou[(h << 3) + U.flags] & ExecFlag.terms) !== 0;
    const at = this.own(Type.EXEC, session, !hasTerms ? textEnd : aligned(textEnd) + Terms.BYTES);
    const { i32, f64, data } = this.out.views;
    if (hasTerms) f64[((at + aligned(textEnd)) >> 3) - 1] = 0; // between text and terms
    const word = at >> 2;
    const double = at >> 3;
    const side = oi[(h << 1) + I.side];
    const ordType = ou[(h << 3) + U.ordType];
    i32[word + (Exec.INSTRUMENT >> 2)] = side >> 3;
    // four fields of a byte are one store
    i32[word + (Exec.EXEC_TYPE >> 2)] = execType | (ordStatus << 8) | ((0x31 + (side & 1)) << 16) | (ordType << 24);
    const own = ou[(h << 3) + U.flags] & (execType === ExecType.status ? ExecFlag.terms : OWN_FLAGS);
    i32[word + (Exec.TIME_IN_FORCE >> 2)] = ou[(h << 3) + U.timeInForce] | ((flags | own) << 8) | (reason << 16);
    i32[word + (Exec.PARTICIPANT >> 2)] = this.participant[session];
    i32[word + (Exec.REF >> 2)] = ref;
    const leaves = of[h + F.leaves];
    const qty = of[h + F.qty];
    f64[double + (Exec.ORDER_ID >> 3)] = of[h + F.orderId];
    f64[double + (Exec.EXEC_ID >> 3)] = ++this.last[LAST_EXEC];
    f64[double + (Exec.PRICE >> 3)] = of[h + F.price];
    f64[double + (Exec.QTY >> 3)] = qty;
    // canceled, rejected, expired
    f64[double + (Exec.LEAVES >> 3)] = ordStatus >= OrdStatus.canceled ? 0 : leaves;
    f64[double + (Exec.CUM >> 3)] = qty - leaves;
    f64[double + (Exec.CUM_NOTIONAL >> 3)] = of[h + F.cumNotional];
    const trade = this.trade;
    const isTrade = execType >= ExecType.trade && execType <= ExecType.tradeCancel; // or its correction
    const has = isTrade || execType === ExecType.replaced;
    f64[double + (Exec.LAST_PRICE >> 3)] = has ? trade[0] : 0;
    f64[double + (Exec.LAST_QTY >> 3)] = has ? trade[1] : 0;
    f64[double + (Exec.TRADE_ID >> 3)] = isTrade ? trade[2] : 0;
    let to = at + Exec.TEXT;
    let lengths = ownLen | (requestLen << 8);
    if (ids === IdsOf.requestThenOwn) {
      lengths = requestLen | (ownLen << 8);
      copyText(data, to, this.command.data, this.at + Order.TEXT, requestLen);
      to += requestLen;
    }
    copyText(data, to, this.texts, (h << 3) + U.clOrdId, ownLen);
    to += ownLen;
    if (ids === IdsOf.ownThenRequest) {
      copyText(data, to, this.command.data, this.at + Order.TEXT, requestLen);
      to += requestLen;
    }
    i32[word + (Exec.LENGTHS >> 2)] = lengths | (accountLen << 16);
    if (accountLen !== 0) copyText(data, to, accounts.data, accounts.textAt(account), accountLen);
    if (hasTerms) putTerms(this, h, at, at + aligned(textEnd));
  }

  /** OrdStatus of an open order. */
  statusOf(h: number): number {
    const { f64 } = this.state.orders;
    return f64[h + F.qty] === f64[h + F.leaves] ? OrdStatus.new : OrdStatus.partiallyFilled;
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
    i32[(at + Exec.INSTRUMENT) >> 2] = known ? orders.i32[(h << 1) + I.side] >> 3 : instrument;
    u8[at + Exec.EXEC_TYPE] = execType;
    u8[at + Exec.ORD_STATUS] = ordStatus;
    u8[at + Exec.SIDE] = known ? 0x31 + (orders.i32[(h << 1) + I.side] & 1) : command.u8[from + Order.SIDE];
    u8[at + Exec.ORD_TYPE] = known ? orders.u8[(h << 3) + U.ordType] : command.u8[from + Order.ORD_TYPE];
    u8[at + Exec.TIME_IN_FORCE] = known ? orders.u8[(h << 3) + U.timeInForce] : command.u8[from + Order.TIME_IN_FORCE];
    u8[at + Exec.FLAGS] = 0;
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
