/** Our codec at each case: all that the comparison takes from gateway/fix. The messages go through the parser's buffer as a socket's bytes do. */
import { Directory, emptySeed, type InstrumentInfo } from '../../engine/directory.js';
import { Command, Exec, ExecType, ID_SPAN, OrdStatus, OrdType, Owned, Phase, TimeInForce, Type } from '../../engine/records.js';
import { createRing, RecordViews, RingConsumer, RingProducer } from '../../engine/ring.js';
import { fix44 } from '../../gateway/fix/dialect/versions.js';
import { DoorCommands } from '../../gateway/fix/door-commands.js';
import { ENCODED_MAX, EncodeContext, encodeOwned } from '../../gateway/fix/encoder.js';
import { commandOf, OrderReader } from '../../gateway/fix/order-reader.js';
import { FixParser, Parse } from '../../gateway/fix/parser.js';
import { SymbolTable } from '../../gateway/fix/symbols.js';
import { VALID, Validator } from '../../gateway/fix/validate.js';
import { FixWriter, latin1, SessionHeader } from '../../gateway/fix/writer.js';
import type { Codec } from './cases.js';
import { executionReport, newOrderSingle, type Sample, samples, VARIANTS, valuesOf } from './messages.js';

const AAPL: InstrumentInfo = {
  ...{ index: 0, phase: Phase.open, symbol: 'AAPL', tickUnits: 1, priceDecimals: 2, lotUnits: 1, qtyDecimals: 0 },
  ...{ minPriceTicks: 1, maxPriceTicks: 1e8, maxQtyLots: 1e6, referenceTicks: 18_950 },
};
/** Messages of one read of a socket: the commands are published after it. */
const READ = 16;

export function ourCodec(): Codec {
  const executions = samples(executionReport);
  const orders = samples(newOrderSingle);
  const reader = new Reader();
  for (const sample of [...executions, ...orders]) reader.verify(sample);
  const writer = new Writer();
  executions.forEach((sample, n) => {
    writer.verify(sample, n);
  });
  return {
    parseExecution: (messages) => reader.parse(executions, messages),
    checkExecution: (messages) => reader.check(executions, messages),
    parseOrder: (messages) => reader.parse(orders, messages),
    checkOrder: (messages) => reader.check(orders, messages),
    commandOrder: (messages) => reader.submit(orders, messages),
    encodeExecution: (messages) => writer.encode(messages),
  };
}

/** The check that a counterparty of the venue makes, and the venue's own. */
class Reader {
  private readonly ofVenue = new Validator(fix44, 64, 'out');
  private readonly parser = new FixParser({ fixMessageBytes: 8192, fixFields: 512 });
  private readonly validator = new Validator(fix44);
  private readonly orders: OrderReader;
  private readonly commands: DoorCommands;
  private readonly taken: RingConsumer;

  constructor() {
    const symbols = new SymbolTable();
    symbols.set(AAPL);
    this.orders = new OrderReader(symbols, this.validator);
    const ring = createRing(1 << 20, 1);
    this.commands = new DoorCommands(new RingProducer(ring), 0);
    this.taken = new RingConsumer(ring, 0);
  }

  verify({ bytes, fields }: Sample): void {
    const { parser } = this;
    const validator = fields.get(35) === '8' ? this.ofVenue : this.validator;
    parser.append(bytes);
    const isSound = parser.next() === Parse.message && validator.check(parser) === VALID && parser.fieldCount === fields.size;
    if (!isSound) throw new Error(`our codec does not take a sample: ${parser.fault}, tag ${validator.refTag}`);
    for (const [tag, value] of fields) {
      const found = parser.text(parser.find(tag));
      if (found !== value) throw new Error(`our codec, tag ${tag}: expected ${value}, got ${found}`);
    }
  }

  parse(from: readonly Sample[], messages: number): number {
    const { parser } = this;
    let sum = 0;
    for (let n = 0; n < messages; n++) {
      parser.append(from[n % VARIANTS].bytes);
      if (parser.next() === Parse.message) sum += parser.msgSeqNum;
    }
    return sum;
  }

  check(from: readonly Sample[], messages: number): number {
    const { parser } = this;
    const validator = from[0].fields.get(35) === '8' ? this.ofVenue : this.validator;
    let sum = 0;
    for (let n = 0; n < messages; n++) {
      parser.append(from[n % VARIANTS].bytes);
      if (parser.next() === Parse.message && validator.check(parser) === VALID) sum += parser.msgSeqNum;
    }
    return sum;
  }

  submit(from: readonly Sample[], messages: number): number {
    const { parser, validator, orders, commands } = this;
    let sum = 0;
    for (let n = 1; n <= messages; n++) {
      parser.append(from[(n - 1) % VARIANTS].bytes);
      if (parser.next() === Parse.message && validator.check(parser) === VALID && commands.hasRoom()) {
        const command = commandOf(parser.msgType);
        if (orders.read(parser, command) === 0) commands.from(0, 1, parser.msgSeqNum).order(command, orders.fields);
      }
      if (n % READ === 0 || n === messages) sum += this.take();
    }
    return sum;
  }

  /** The engine's side: the sum of the commands' MsgSeqNums. */
  private take(): number {
    const { taken } = this;
    this.commands.publish();
    let sum = 0;
    for (let at = taken.peek(); at >= 0; at = taken.peek()) {
      sum += taken.views.i32[(at + Command.MSG_SEQ_NUM) >> 2];
      taken.advance();
    }
    taken.release();
    return sum;
  }
}

/** Bytes kept for each event. */
const SPAN = 256;

class Writer {
  private readonly writer = new FixWriter(VARIANTS * ENCODED_MAX);
  private readonly views = new RecordViews(new SharedArrayBuffer(VARIANTS * SPAN));
  private readonly context: EncodeContext;
  private readonly timesUs = Float64Array.from({ length: VARIANTS }, (_, n) => valuesOf(n).timeMs * 1000);

  constructor() {
    const directory = new Directory({ ...emptySeed, instruments: [AAPL] });
    this.context = new EncodeContext(fix44, directory, new SessionHeader(fix44.beginString, 'BUTTONWOOD', 'BROKER1'));
    for (let n = 0; n < VARIANTS; n++) this.putEvent(n);
  }

  verify({ fields }: Sample, n: number): void {
    this.writer.clear();
    this.one(n);
    const text = Buffer.from(this.writer.u8.subarray(0, this.writer.at)).toString('latin1');
    for (const field of text.split('\x01').slice(0, -1)) {
      const [tag, value] = field.split('=');
      const expected = fields.get(Number(tag));
      if (!['9', '10'].includes(tag) && value !== expected) {
        throw new Error(`our codec wrote ${field}, expected ${expected}`);
      }
    }
  }

  encode(messages: number): number {
    const { writer } = this;
    let bytes = 0;
    for (let n = 0; n < messages; n++) {
      const variant = n % VARIANTS;
      if (variant === 0) writer.clear();
      bytes += this.one(variant);
    }
    return bytes;
  }

  private one(variant: number): number {
    const { context } = this;
    context.nowUs = context.timeUs = this.timesUs[variant];
    return encodeOwned(this.writer, this.views, variant * SPAN, context);
  }

  /** The event that the sample with this number reports. */
  private putEvent(n: number): void {
    const { u8, u16, i32, f64 } = this.views;
    const { msgSeqNum, clOrdId, lastQty, orderQty, price, side } = valuesOf(n);
    const at = n * SPAN;
    const sideCode = side.charCodeAt(0);
    i32[at >> 2] = SPAN;
    u16[(at >> 1) + 2] = Type.EXEC;
    i32[(at + Owned.MSG_SEQ_NUM) >> 2] = msgSeqNum;
    i32[(at + Exec.INSTRUMENT) >> 2] = AAPL.index;
    const codes = [ExecType.trade, OrdStatus.partiallyFilled, sideCode, OrdType.limit, TimeInForce.day];
    u8.set(codes, at + Exec.EXEC_TYPE);
    const put = (field: number, value: number) => {
      f64[(at + field) >> 3] = value;
    };
    put(Exec.ORDER_ID, ID_SPAN + 20_000 + n);
    put(Exec.EXEC_ID, ID_SPAN + 30_000 + n);
    put(Exec.TRADE_ID, ID_SPAN + 4000 + n);
    put(Exec.PRICE, price);
    put(Exec.QTY, orderQty);
    put(Exec.LEAVES, orderQty - lastQty);
    put(Exec.CUM, lastQty);
    put(Exec.CUM_NOTIONAL, lastQty * price);
    put(Exec.LAST_PRICE, price);
    put(Exec.LAST_QTY, lastQty);
    u8.set([clOrdId.length, 0, 0, 0], at + Exec.LENGTHS);
    u8.set(latin1(clOrdId), at + Exec.TEXT);
  }
}
