/**
 * Compiles the codec before the door opens, so that the first broker does not pay for it: orders are written, parsed,
 * checked, read and submitted to a scratch ring, reports are encoded, and all of it is thrown away. Runs once on the door's
 * thread, in well under 100 ms. It must touch nothing that is shared.
 */
import { Directory, emptySeed, type InstrumentInfo } from '../../engine/directory.js';
import { Reason } from '../../engine/reasons.js';
import {
  Exec,
  ExecType,
  ID_SPAN,
  OrdStatus,
  OrdType,
  Owned,
  Phase,
  Said,
  Side,
  TimeInForce,
  Type,
} from '../../engine/records.js';
import { createRing, RecordViews, RingConsumer, RingProducer } from '../../engine/ring.js';
import { fix44 } from './dialect/versions.js';
import { DoorCommands } from './door-commands.js';
import { ENCODED_MAX, EncodeContext, encodeGapFill, encodeOwned } from './encoder.js';
import { timeOf } from './fields.js';
import { Msg } from './msg-types.js';
import { commandOf, OrderReader } from './order-reader.js';
import { FixParser, Parse } from './parser.js';
import { SymbolTable } from './symbols.js';
import { VALID, Validator } from './validate.js';
import { Envelope, FixWriter, latin1, SessionHeader } from './writer.js';

const ROUNDS = 1500;
const PARSER_LIMITS = { fixMessageBytes: 4096, fixFields: 128 };
const START_US = 1_767_225_600_000_000;
const NEW_ORDER = 0x44;
const CANCEL = 0x46;
const REPLACE = 0x47;

const WARM_UP: InstrumentInfo = {
  ...{ index: 0, phase: Phase.open, symbol: 'WARM-UP', tickUnits: 1, priceDecimals: 2, lotUnits: 1, qtyDecimals: 0 },
  ...{ minPriceTicks: 1, maxPriceTicks: 1e8, maxQtyLots: 1e6, referenceTicks: 10_000 },
};

export function warmUpCodec(): void {
  const inward = new Inward();
  const outward = new Outward();
  for (let i = 0; i < ROUNDS; i++) {
    inward.round(i);
    outward.round(i);
  }
}

/** From bytes to commands. */
class Inward {
  private readonly writer = new FixWriter(ENCODED_MAX);
  private readonly envelope = new Envelope(new SessionHeader(fix44.beginString, 'BROKER', 'VENUE'));
  private readonly parser = new FixParser(PARSER_LIMITS);
  private readonly validator = new Validator(fix44);
  private readonly orders: OrderReader;
  private readonly commands: DoorCommands;
  private readonly taken: RingConsumer;

  constructor() {
    const symbols = new SymbolTable();
    symbols.set(WARM_UP);
    this.orders = new OrderReader(symbols, this.validator);
    const ring = createRing(1 << 14, 1);
    this.commands = new DoorCommands(new RingProducer(ring), 0);
    this.taken = new RingConsumer(ring, 0);
  }

  round(i: number): void {
    this.order(NEW_ORDER, i);
    if (i % 2 === 0) this.order(REPLACE, i);
    if (i % 2 === 1) this.order(CANCEL, i);
    this.commands.publish();
    while (this.taken.peek() >= 0) this.taken.advance();
    this.taken.release();
  }

  private order(msgType: number, i: number): void {
    const { writer, parser, validator, orders, commands } = this;
    this.write(msgType, i);
    parser.append(writer.u8.subarray(0, writer.at));
    const isSound = parser.next() === Parse.message && validator.check(parser) === VALID;
    const command = commandOf(parser.msgType);
    if (!isSound || timeOf(parser, parser.sendingTime) < 0 || orders.read(parser, command) !== 0) {
      throw new Error(`the warm-up wrote a message that is not sound: ${parser.fault}, tag ${validator.refTag}`);
    }
    if (commands.hasRoom()) commands.from(0, 1, parser.msgSeqNum).order(command, orders.fields);
    parser.next();
  }

  private write(msgType: number, i: number): void {
    const { writer } = this;
    const nowUs = START_US + i * 1_234_567;
    writer.clear();
    this.envelope.nowUs = nowUs;
    writer.begin(this.envelope, msgType, i + 1);
    if (msgType !== NEW_ORDER) writer.string(41, `ORDER-${i}`);
    writer.string(11, `ORDER-${i + 1}`);
    writer.string(55, WARM_UP.symbol);
    writer.char(54, i % 2 === 0 ? Side.buy : Side.sell);
    writer.timestamp(60, nowUs);
    writer.integer(38, 1 + (i % 900));
    if (msgType !== CANCEL) {
      writer.char(40, OrdType.limit);
      writer.decimal(44, 9000 + i, 2);
      writer.char(59, TimeInForce.day);
    }
    writer.end();
  }
}

/** From events to bytes. */
class Outward {
  private readonly writer = new FixWriter(16 * ENCODED_MAX);
  private readonly context: EncodeContext;
  private readonly views = new RecordViews(new SharedArrayBuffer(1024));

  constructor() {
    const directory = new Directory({ ...emptySeed, instruments: [WARM_UP] });
    this.context = new EncodeContext(fix44, directory, new SessionHeader(fix44.beginString, 'VENUE', 'BROKER'));
    const { u8 } = this.views;
    u8.set(latin1('ORDER-2\0ORDER-1\0ACCOUNT\0'), Exec.TEXT);
    u8.set([7, 7, 7, 0], Exec.LENGTHS);
  }

  round(i: number): void {
    const { views, writer, context } = this;
    context.nowUs = START_US + i * 1_234_567;
    context.timeUs = context.nowUs - 250;
    context.possDup = i % 16 === 15;
    writer.clear();
    views.i32[Owned.MSG_SEQ_NUM >> 2] = i + 1;
    this.report(ExecType.new, OrdStatus.new, 0, i);
    this.report(ExecType.trade, OrdStatus.partiallyFilled, 1 + (i % 9), i);
    this.report(ExecType.canceled, OrdStatus.canceled, i % 9, i);
    if (i % 4 === 0) this.report(ExecType.replaced, OrdStatus.new, 0, i);
    if (i % 4 === 1) this.report(ExecType.rejected, OrdStatus.rejected, 0, i);
    if (i % 8 === 2) encodeGapFill(writer, i + 1, i + 4, context);
    if (i % 8 === 3) this.heartbeat();
  }

  private report(execType: number, ordStatus: number, cumLots: number, i: number): void {
    const { u8, u16, i32, f64 } = this.views;
    const leavesLots = ordStatus === OrdStatus.new || ordStatus === OrdStatus.partiallyFilled ? 10 - cumLots : 0;
    const priceTicks = 9000 + i;
    u16[2] = Type.EXEC;
    i32[Exec.INSTRUMENT >> 2] = WARM_UP.index;
    u8.set([execType, ordStatus, i % 2 === 0 ? Side.buy : Side.sell, OrdType.limit, TimeInForce.day], Exec.EXEC_TYPE);
    u16[Exec.REASON >> 1] = ordStatus === OrdStatus.rejected ? Reason.unknownSymbol : Reason.none;
    f64[Exec.ORDER_ID >> 3] = f64[Exec.EXEC_ID >> 3] = f64[Exec.TRADE_ID >> 3] = ID_SPAN + i;
    f64[Exec.PRICE >> 3] = f64[Exec.LAST_PRICE >> 3] = priceTicks;
    f64[Exec.QTY >> 3] = 10;
    f64[Exec.LEAVES >> 3] = leavesLots;
    f64[Exec.CUM >> 3] = f64[Exec.LAST_QTY >> 3] = cumLots;
    f64[Exec.CUM_NOTIONAL >> 3] = cumLots * priceTicks;
    encodeOwned(this.writer, this.views, 0, this.context);
  }

  /** The content, nothing, stands over what the next report writes anew. */
  private heartbeat(): void {
    const { u8, u16 } = this.views;
    u16[2] = Type.SAID;
    u8[Said.MSG_TYPE] = Msg.heartbeat;
    u16[Said.CONTENT_LEN >> 1] = 0;
    encodeOwned(this.writer, this.views, 0, this.context);
  }
}
