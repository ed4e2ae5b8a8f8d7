/**
 * Writes command records: for the doors, the sequencer, operators' tools and tests. Each function claims room in a sink,
 * writes the whole record and returns true, or returns false and writes nothing when the sink is full. The caller publishes.
 */
import { type InstrumentDefinition, putInstrument } from './instrument-definition.js';
import { invariant } from './invariant.js';
import {
  aligned,
  Command,
  DefineInstrument,
  DefineParticipant,
  DefineSession,
  Disconnect,
  EpochStart,
  ExecFlag,
  Logon,
  Order,
  Received,
  Say,
  SetLevel,
  SetNextIn,
  SetPhase,
  Terms as TermsAt,
  Type,
} from './records.js';
import type { RecordViews } from './ring.js';
import { ROUTE_MAX, routeBytes } from './routes.js';
import { putSession, type SessionDefinition } from './session-definition.js';
import { OrderTerms } from './terms.js';
import { padded, putText } from './text.js';

/** A ring, a log or a buffer. claim() is -1 when it is full. */
export interface CommandSink {
  readonly views: RecordViews;
  claim(length: number): number;
}

/** Who a command is from: the same object is used again for each message of a connection. */
export interface Origin {
  /** The door's number: the index of its input ring. */
  door: number;
  session: number;
  connection: number;
  /** Of the inbound message; 0: none, or not its turn. */
  msgSeqNum: number;
  /** Correlation number, echoed in the answers. */
  ref: number;
}

/** Room for a command of `bytes` bytes with its head filled in; -1: the sink is full. */
export function openCommand(sink: CommandSink, type: number, origin: Origin, bytes: number): number {
  const at = sink.claim(aligned(bytes));
  if (at < 0) return -1;
  const { i32, u16, f64 } = sink.views;
  u16[(at >> 1) + 2] = type;
  u16[(at >> 1) + 3] = origin.door;
  f64[(at + Command.SEQ) >> 3] = 0;
  f64[(at + Command.TIME) >> 3] = 0;
  i32[(at + Command.SESSION) >> 2] = origin.session;
  i32[(at + Command.CONNECTION) >> 2] = origin.connection;
  i32[(at + Command.MSG_SEQ_NUM) >> 2] = origin.msgSeqNum;
  i32[(at + Command.REF) >> 2] = origin.ref;
  return at;
}

const { routed: ROUTED, terms: TERMS } = ExecFlag;
/** In FLAGS and the byte after it, POSS_RESEND. */
const POSS_RESEND = 1 << 8;

/** The fields of an order command, filled anew for each message. `text` holds clOrdId, origClOrdId, account, symbol end to end. */
export class OrderFields {
  instrument = -1;
  side = 0;
  ordType = 0;
  timeInForce = 0;
  scope = 0;
  priceTicks = 0;
  qtyLots = 0;
  orderId = 0;
  reason = 0;
  clOrdIdLen = 0;
  origClOrdIdLen = 0;
  accountLen = 0;
  symbolLen = 0;
  readonly text = new Uint8Array(4 * 64);
  /** Whether `terms` are given. */
  hasTerms = false;
  /** It may have been sent before, under another MsgSeqNum. */
  possResend = false;
  readonly terms = new OrderTerms();
  /** The way that answers go (routes.ts); 0: no other than the session's. */
  routeLen = 0;
  readonly route = new Uint8Array(ROUTE_MAX);

  clear(): void {
    this.instrument = -1;
    this.side = this.ordType = this.timeInForce = this.scope = this.reason = 0;
    this.priceTicks = this.qtyLots = this.orderId = 0;
    this.clOrdIdLen = this.origClOrdIdLen = this.accountLen = this.symbolLen = this.routeLen = 0;
    if (this.hasTerms) this.terms.clear();
    this.hasTerms = this.possResend = false;
  }

  copy(from: OrderFields): void {
    const { text, terms, route } = this;
    text.set(from.text);
    route.set(from.route);
    Object.assign(terms, from.terms);
    Object.assign(this, from, { text, terms, route });
  }

  /** Sets the four texts (each at most 64 characters); the slow way, for WebSocket and tests. */
  setText(clOrdId: string, origClOrdId = '', account = '', symbol = ''): void {
    this.clOrdIdLen = clOrdId.length;
    this.origClOrdIdLen = origClOrdId.length;
    this.accountLen = account.length;
    this.symbolLen = symbol.length;
    putText(this.text, 0, clOrdId + origClOrdId + account + symbol);
  }

  /** Sets the route (at most ROUTE_MAX characters); the slow way, for tests. */
  setRoute(route: string): void {
    invariant(route.length <= ROUTE_MAX, `route: expected at most ${ROUTE_MAX} characters, got ${route.length}`);
    this.routeLen = route.length;
    putText(this.route, 0, route);
  }
}

/** NEW_ORDER, CANCEL, REPLACE, MASS_CANCEL, ORDER_STATUS or MASS_STATUS. */
export function writeOrder(sink: CommandSink, type: number, origin: Origin, order: OrderFields): boolean {
  const { clOrdIdLen, origClOrdIdLen, accountLen, symbolLen, routeLen } = order;
  const textEnd = Order.TEXT + padded(clOrdIdLen) + padded(origClOrdIdLen) + padded(accountLen) + padded(symbolLen);
  const routeEnd = routeLen === 0 ? textEnd : textEnd + routeBytes(routeLen);
  const at = openCommand(sink, type, origin, order.hasTerms ? aligned(routeEnd) + TermsAt.BYTES : routeEnd);
  if (at < 0) return false;
  const { i32, u8, u16, f64 } = sink.views;
  if (order.hasTerms) {
    f64[(at + aligned(routeEnd) - 8) >> 3] = 0;
    order.terms.write(sink.views, at + aligned(routeEnd));
  }
  if (routeLen !== 0) {
    i32[(at + routeEnd - 4) >> 2] = 0;
    u8[at + textEnd] = routeLen;
    for (let i = 0; i < routeLen; i++) u8[at + textEnd + 1 + i] = order.route[i];
  }
  i32[(at + Order.INSTRUMENT) >> 2] = order.instrument;
  u8[at + Order.SIDE] = order.side;
  u8[at + Order.ORD_TYPE] = order.ordType;
  u8[at + Order.TIME_IN_FORCE] = order.timeInForce;
  u8[at + Order.SCOPE] = order.scope;
  f64[(at + Order.PRICE) >> 3] = order.priceTicks;
  f64[(at + Order.QTY) >> 3] = order.qtyLots;
  f64[(at + Order.ORDER_ID) >> 3] = order.orderId;
  u16[(at + Order.REASON) >> 1] = order.reason;
  u8[at + Order.LENGTHS] = order.clOrdIdLen;
  u8[at + Order.LENGTHS + 1] = order.origClOrdIdLen;
  u8[at + Order.LENGTHS + 2] = order.accountLen;
  u8[at + Order.LENGTHS + 3] = order.symbolLen;
  const follows = (order.hasTerms ? TERMS : 0) | (routeLen === 0 ? 0 : ROUTED);
  u16[(at + Order.FLAGS) >> 1] = follows | (order.possResend ? POSS_RESEND : 0);
  let to = at + Order.TEXT;
  to = putPadded(sink.views, to, order.text, 0, clOrdIdLen);
  to = putPadded(sink.views, to, order.text, clOrdIdLen, origClOrdIdLen);
  to = putPadded(sink.views, to, order.text, clOrdIdLen + origClOrdIdLen, accountLen);
  putPadded(sink.views, to, order.text, clOrdIdLen + origClOrdIdLen + accountLen, symbolLen);
  return true;
}

/** Writes a text in whole words; returns where the next begins. */
function putPadded({ u8, i32 }: RecordViews, at: number, text: Uint8Array, from: number, length: number): number {
  if (length === 0) return at;
  const end = at + padded(length);
  i32[(end >> 2) - 1] = 0;
  for (let i = 0; i < length; i++) u8[at + i] = text[from + i];
  return end;
}

/** What a LOGON says; `content` is the body of the answer as FIX writes it (see records.ts). */
export interface LogonFields {
  reset: boolean;
  /** 0 as defined for the session, 1 yes, 2 no. */
  cancelOnDisconnect: number;
  /** When the session's present window began, µs; left out: as it was. */
  windowUs?: number;
  content: string;
}

export function writeLogon(sink: CommandSink, origin: Origin, logon: LogonFields): boolean {
  const at = openCommand(sink, Type.LOGON, origin, Logon.CONTENT + logon.content.length);
  if (at < 0) return false;
  const { u8, u16, f64 } = sink.views;
  f64[(at + Logon.WINDOW) >> 3] = logon.windowUs ?? 0;
  u8[at + Logon.RESET] = logon.reset ? 1 : 0;
  u8[at + Logon.CANCEL_ON_DISCONNECT] = logon.cancelOnDisconnect;
  u16[(at + Logon.CONTENT_LEN) >> 1] = logon.content.length;
  putText(u8, at + Logon.CONTENT, logon.content);
  return true;
}

/** @param reset both numbers start again at 1 */
export function writeDisconnect(sink: CommandSink, origin: Origin, clean: boolean, reset = false): boolean {
  const at = openCommand(sink, Type.DISCONNECT, origin, Disconnect.BYTES);
  if (at < 0) return false;
  sink.views.u8[at + Disconnect.CLEAN] = clean ? 1 : 0;
  sink.views.u8[at + Disconnect.RESET] = reset ? 1 : 0;
  return true;
}

/** @param msgType ASCII code of MsgType(35) */
export function writeReceived(sink: CommandSink, origin: Origin, msgType: number): boolean {
  const at = openCommand(sink, Type.RECEIVED, origin, Received.BYTES);
  if (at < 0) return false;
  sink.views.u8[at + Received.MSG_TYPE] = msgType;
  return true;
}

export function writeSetNextIn(sink: CommandSink, origin: Origin, nextIn: number): boolean {
  const at = openCommand(sink, Type.SET_NEXT_IN, origin, SetNextIn.BYTES);
  if (at < 0) return false;
  sink.views.i32[(at + SetNextIn.NEXT_IN) >> 2] = nextIn;
  return true;
}

/** @param content the body fields as FIX writes them, each ended by SOH; at most 1,024 characters */
export function writeSay(sink: CommandSink, origin: Origin, msgType: number, flags: number, content: string): boolean {
  const at = openCommand(sink, Type.SAY, origin, Say.CONTENT + content.length);
  if (at < 0) return false;
  const { u8, u16 } = sink.views;
  u8[at + Say.MSG_TYPE] = msgType;
  u8[at + Say.FLAGS] = flags;
  u16[(at + Say.CONTENT_LEN) >> 1] = content.length;
  putText(u8, at + Say.CONTENT, content);
  return true;
}

export type { InstrumentDefinition } from './instrument-definition.js';

export function writeDefineInstrument(sink: CommandSink, origin: Origin, definition: InstrumentDefinition): boolean {
  const at = openCommand(sink, Type.DEFINE_INSTRUMENT, origin, DefineInstrument.SYMBOL + definition.symbol.length);
  if (at < 0) return false;
  putInstrument(sink.views, at, definition);
  return true;
}

export function writeDefineParticipant(sink: CommandSink, origin: Origin, name: string): boolean {
  const at = openCommand(sink, Type.DEFINE_PARTICIPANT, origin, DefineParticipant.NAME + name.length);
  if (at < 0) return false;
  sink.views.u8[at + DefineParticipant.NAME_LEN] = name.length;
  putText(sink.views.u8, at + DefineParticipant.NAME, name);
  return true;
}

export type { SessionDefinition } from './session-definition.js';

/** @param author of whoever has it defined; none where the venue itself has */
export function writeDefineSession(sink: CommandSink, origin: Origin, definition: SessionDefinition, author = ''): boolean {
  const { senderCompId, targetCompId } = definition;
  const length = senderCompId.length + targetCompId.length + author.length;
  const at = openCommand(sink, Type.DEFINE_SESSION, origin, DefineSession.TEXT + length);
  if (at < 0) return false;
  putSession(sink.views, at, definition, author);
  return true;
}

/** @param instrument -1 for the whole venue */
export function writeSetPhase(sink: CommandSink, origin: Origin, instrument: number, phase: number, author: string): boolean {
  const at = openCommand(sink, Type.SET_PHASE, origin, SetPhase.AUTHOR + author.length);
  if (at < 0) return false;
  const { i32, u8 } = sink.views;
  i32[(at + SetPhase.INSTRUMENT) >> 2] = instrument;
  u8[at + SetPhase.PHASE] = phase;
  u8[at + SetPhase.AUTHOR_LEN] = author.length;
  putText(u8, at + SetPhase.AUTHOR, author);
  return true;
}

export function writeSetLevel(sink: CommandSink, origin: Origin, level: number, author: string): boolean {
  const at = openCommand(sink, Type.SET_LEVEL, origin, SetLevel.AUTHOR + author.length);
  if (at < 0) return false;
  const { u8 } = sink.views;
  u8[at + SetLevel.LEVEL] = level;
  u8[at + SetLevel.AUTHOR_LEN] = author.length;
  putText(u8, at + SetLevel.AUTHOR, author);
  return true;
}

/** Sizes that are fixed for an epoch; each has a typed reject when full. */
export interface Capacities {
  orders: number;
  instruments: number;
  sessions: number;
  participants: number;
  /** ClOrdIDs that are remembered at least, beside those of open orders. */
  clOrdIds: number;
  /** Ticks of the window in which a side of a book finds prices directly, a power of two; outside it they are searched for. */
  ladderTicks: number;
  /** Of the firms' customers. */
  accounts: number;
  /** Open orders with terms beyond price and quantity. */
  specials: number;
  /** The last trades, which can be busted or corrected. */
  trades: number;
  /** Positions of accounts in instruments; a flat one counts until the day's end. */
  positions: number;
}

export interface EpochFields {
  epoch: number;
  rulesVersion: number;
  capacities: Capacities;
  prevFrameCrc: number;
  phase: number;
}

export function writeEpochStart(sink: CommandSink, origin: Origin, fields: EpochFields): boolean {
  const at = openCommand(sink, Type.EPOCH_START, origin, EpochStart.BYTES);
  if (at < 0) return false;
  const { i32, u8 } = sink.views;
  const { capacities } = fields;
  i32[(at + EpochStart.EPOCH) >> 2] = fields.epoch;
  i32[(at + EpochStart.RULES) >> 2] = fields.rulesVersion;
  i32[(at + EpochStart.ORDERS) >> 2] = capacities.orders;
  i32[(at + EpochStart.INSTRUMENTS) >> 2] = capacities.instruments;
  i32[(at + EpochStart.SESSIONS) >> 2] = capacities.sessions;
  i32[(at + EpochStart.PARTICIPANTS) >> 2] = capacities.participants;
  i32[(at + EpochStart.CL_ORD_IDS) >> 2] = capacities.clOrdIds;
  i32[(at + EpochStart.LADDER_TICKS) >> 2] = capacities.ladderTicks;
  i32[(at + EpochStart.ACCOUNTS) >> 2] = capacities.accounts;
  i32[(at + EpochStart.SPECIALS) >> 2] = capacities.specials;
  i32[(at + EpochStart.TRADES) >> 2] = capacities.trades;
  i32[(at + EpochStart.POSITIONS) >> 2] = capacities.positions;
  i32[(at + EpochStart.PREV_FRAME_CRC) >> 2] = fields.prevFrameCrc | 0;
  u8[at + EpochStart.PHASE] = fields.phase;
  return true;
}

export function writeTick(sink: CommandSink, origin: Origin): boolean {
  return openCommand(sink, Type.TICK, origin, Command.BODY) >= 0;
}
