/**
 * The brokers of a workload: each message becomes a command as a FIX door would write it (the session's next MsgSeqNum and
 * ClOrdID, the account of a customer), and the engine's answers, read from its records, tell what an order goes by now and how
 * much of it is filled. A session keeps its own orders: that of order id modulo the number of sessions.
 */
import { type CommandSink, OrderFields, type Origin, writeOrder } from '../../engine/commands.js';
import type { MemorySink } from '../../engine/log.js';
import { Exec, ExecFlag, ExecType, OrdType, Owned, Side, TimeInForce, Type } from '../../engine/records.js';
import type { RecordViews } from '../../engine/ring.js';
import type { ReportStream } from './reports.js';
import { SESSIONS } from './venue.js';
import { Kind, type Workload } from './workload.js';

const PREFIX = 'ORD';
const ID_LENGTH = PREFIX.length + 8;
const CUSTOMERS = 100;

export class Client {
  private readonly origins: Origin[];
  private readonly fields = new OrderFields();
  /** The latest order of an order id; an order is the message that entered it. */
  private readonly orderOf = new Map<number, number>();
  /** By message: the number in the ClOrdID that its order goes by, and what of it is filled. */
  private readonly goesBy: Uint32Array;
  private readonly filled: Float64Array;
  /** By order: what of it is open. */
  readonly leaves: Float64Array;
  /** By session and number of its ClOrdID: the order. */
  private readonly named: Int32Array[];
  private readonly numbers = new Uint32Array(SESSIONS);
  /** The message under way and its order; -1: unknown. */
  private message = 0;
  private order = -1;

  constructor(
    private readonly workload: Workload,
    messages: number,
    private readonly reports: ReportStream | null,
  ) {
    this.goesBy = new Uint32Array(messages);
    this.filled = new Float64Array(messages);
    this.leaves = new Float64Array(messages);
    this.named = Array.from({ length: SESSIONS }, () => new Int32Array(messages + 1));
    this.origins = Array.from({ length: SESSIONS }, (_, session) => {
      return { door: 1, session, connection: session + 1, msgSeqNum: 1, ref: 0 }; // 1 was the Logon's
    });
  }

  /** Writes message n as a command. */
  send(n: number, sink: CommandSink): void {
    const { workload, fields } = this;
    const orderId = workload.orderId[n];
    const kind = workload.kind[n];
    const session = orderId % SESSIONS;
    const origin = this.origins[session];
    if (kind === Kind.new) this.orderOf.set(orderId, n);
    this.message = n;
    this.order = this.orderOf.get(orderId) ?? -1;
    origin.msgSeqNum++;
    const number = ++this.numbers[session];
    if (this.order >= 0) this.named[session][number] = this.order;
    if (kind === Kind.new) this.goesBy[n] = number;
    this.fill(kind, n, number);
    const type = kind === Kind.new ? Type.NEW_ORDER : kind === Kind.cancel ? Type.CANCEL : Type.REPLACE;
    if (!writeOrder(sink, type, origin, fields)) throw new Error('bench client: expected room for a command, got none');
  }

  private fill(kind: number, n: number, number: number): void {
    const { workload, fields, order } = this;
    fields.clear();
    fields.instrument = workload.book[n];
    fields.side = workload.side[n] === 0 ? Side.buy : Side.sell;
    if (kind !== Kind.cancel) {
      fields.ordType = OrdType.limit;
      fields.timeInForce = workload.ioc[n] === 1 ? TimeInForce.ioc : TimeInForce.day;
      fields.priceTicks = workload.price[n];
      // OrderQty of a replace is the order's total, of a modify what is to be open
      fields.qtyLots = workload.qty[n] + (kind === Kind.modify && order >= 0 ? this.filled[order] : 0);
    }
    fields.clOrdIdLen = putId(fields.text, 0, number);
    if (kind === Kind.new) fields.accountLen = putAccount(fields.text, ID_LENGTH, workload.orderId[n]);
    else fields.origClOrdIdLen = putId(fields.text, ID_LENGTH, order < 0 ? 0 : this.goesBy[order]);
  }

  /** Reads all that the engine has answered to the message. @throws Error when it has refused a new order */
  read(out: MemorySink): void {
    const { views } = out;
    for (let at = 0; at < out.used; at += views.i32[at >> 2]) {
      const type = views.u16[(at >> 1) + 2];
      if (type === Type.CANCEL_REJECTED) this.refused();
      else if (type === Type.EXEC) this.readExec(views, at);
    }
    this.reports?.endMessage();
  }

  private refused(): void {
    const n = this.message;
    this.reports?.refused(n, this.workload.orderId[n], this.workload.kind[n] === Kind.modify);
  }

  private readExec(views: RecordViews, at: number): void {
    const { workload, reports, message } = this;
    const { u8, u16, f64 } = views;
    const execType = u8[at + Exec.EXEC_TYPE];
    const order = this.orderNamed(views, at);
    const orderId = workload.orderId[order];
    const side = u8[at + Exec.SIDE] === Side.sell ? 1 : 0;
    const price = f64[(at + Exec.PRICE) >> 3];
    const leaves = f64[(at + Exec.LEAVES) >> 3];
    this.leaves[order] = leaves;
    if (execType === ExecType.trade) {
      this.filled[order] = f64[(at + Exec.CUM) >> 3];
      if ((u8[at + Exec.FLAGS] & ExecFlag.aggressor) !== 0) this.readFill(views, at, orderId);
    } else if (execType === ExecType.new) {
      reports?.acknowledged(message, side, orderId, price, leaves);
    } else if (execType === ExecType.canceled) {
      reports?.canceled(message, side, orderId, price);
    } else if (execType === ExecType.replaced) {
      this.goesBy[order] = this.numbers[orderId % SESSIONS];
      reports?.modified(message, side, orderId, price, leaves);
    } else {
      const reason = u16[(at + Exec.REASON) >> 1];
      throw new Error(`bench client: message ${message}: expected no ExecType ${execType}, got it for reason ${reason}`);
    }
  }

  /** The aggressor's EXEC stands at `at`, the resting order's behind it. */
  private readFill(views: RecordViews, at: number, takerOrderId: number): void {
    const { f64 } = views;
    const maker = this.orderNamed(views, at + views.i32[at >> 2]);
    const price = f64[(at + Exec.LAST_PRICE) >> 3];
    const qty = f64[(at + Exec.LAST_QTY) >> 3];
    this.reports?.fill(this.message, price, qty, this.workload.orderId[maker], takerOrderId);
  }

  /** The order that an EXEC's ClOrdID names. */
  private orderNamed({ u8, i32 }: RecordViews, at: number): number {
    let number = 0;
    for (let i = PREFIX.length; i < ID_LENGTH; i++) number = number * 10 + u8[at + Exec.TEXT + i] - 0x30;
    return this.named[i32[(at + Owned.SESSION) >> 2]][number];
  }
}

/** `ORD00001234`; returns its length. */
export function putId(text: Uint8Array, at: number, number: number): number {
  return putNumbered(text, at, PREFIX, ID_LENGTH, number);
}

/** `CUST0042`; returns its length. */
export function putAccount(text: Uint8Array, at: number, orderId: number): number {
  return putNumbered(text, at, 'CUST', 8, orderId % CUSTOMERS);
}

function putNumbered(text: Uint8Array, at: number, prefix: string, length: number, number: number): number {
  for (let i = 0; i < prefix.length; i++) text[at + i] = prefix.charCodeAt(i);
  for (let i = length - 1, rest = number; i >= prefix.length; i--, rest = (rest / 10) | 0) text[at + i] = 0x30 + (rest % 10);
  return length;
}
