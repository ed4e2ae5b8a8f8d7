/** jspurefix at each case: its parser and transmitter as its sessions use them, on its dictionary in QuickFIX's format. */
import 'reflect-metadata';
import { createRequire } from 'node:module';
import type * as Jspurefix from 'jspurefix';
import type { Codec } from './cases.js';
import { executionReport, newOrderSingle, type Sample, samples, VARIANTS, valuesOf } from './messages.js';

const { AsciiParser, DITokens, EmptyLogFactory, SessionContainer } = createRequire(import.meta.url)(
  'jspurefix',
) as typeof Jspurefix;

const DESCRIPTION = {
  application: { type: 'acceptor', name: 'venue', tcp: { host: '127.0.0.1', port: 0 }, protocol: 'ascii', dictionary: 'qf44' },
  ...{ Username: '', Password: '', EncryptMethod: 0, ResetSeqNumFlag: false, HeartBtInt: 30, BodyLengthChars: 4 },
  ...{ SenderCompId: 'BUTTONWOOD', TargetCompID: 'BROKER1', TargetSubID: '', BeginString: 'FIX.4.4' },
};

const MAX_BYTES = 8192;

export async function jspurefixCodec(): Promise<Codec> {
  const container = new SessionContainer();
  container.registerGlobal(new EmptyLogFactory());
  const system = await container.makeSystem(DESCRIPTION as unknown as Jspurefix.ISessionDescription);
  const config = system.resolve<Jspurefix.IJsFixConfig>(DITokens.IJsFixConfig);
  config.logDelimiter = config.delimiter; // it need not exchange one for the other
  const buffer = system.resolve<Jspurefix.ElasticBuffer>(DITokens.ParseBuffer);
  const parser = new AsciiParser(config, null, buffer, MAX_BYTES);
  const executions = samples(executionReport);
  const orders = samples(newOrderSingle);
  const reader = new Reader(parser);
  for (const sample of [...executions, ...orders]) reader.verify(sample);
  const transmitter = system.resolve<Jspurefix.MsgTransmitter>(DITokens.MsgTransmitter);
  const writer = new Writer(transmitter);
  executions.forEach((sample, n) => {
    writer.verify(sample, n);
  });
  return {
    parseExecution: (messages) => reader.read(executions, messages, false),
    objectExecution: (messages) => reader.read(executions, messages, true),
    parseOrder: (messages) => reader.read(orders, messages, false),
    encodeExecution: (messages) => writer.encode(messages),
  };
}

interface ParsedObject {
  StandardHeader: { MsgSeqNum: number };
}

class Reader {
  private sum = 0;
  private toObject = false;
  /** What the next message must say; null while the clock runs. */
  private expected: Sample | null = null;

  constructor(private readonly parser: Jspurefix.AsciiParser) {
    parser.on('msg', (_: string, view: Jspurefix.MsgView) => {
      if (this.expected !== null) compare(view, this.expected);
      this.sum += this.toObject
        ? (view.toObject() as unknown as ParsedObject).StandardHeader.MsgSeqNum
        : (view.getTyped(34) as number);
    });
  }

  verify(sample: Sample): void {
    this.expected = sample;
    if (this.read([sample], 1, true) !== Number(sample.fields.get(34))) throw new Error('jspurefix did not take a sample');
    this.expected = null;
  }

  read(from: readonly Sample[], messages: number, toObject: boolean): number {
    this.sum = 0;
    this.toObject = toObject;
    for (let n = 0; n < messages; n++) this.parser.parseBuffer(from[n % VARIANTS].bytes);
    return this.sum;
  }
}

function compare(view: Jspurefix.MsgView, { fields }: Sample): void {
  for (const [tag, value] of fields) {
    const found = view.getString(tag);
    if (found !== value) throw new Error(`jspurefix, tag ${tag}: expected ${value}, got ${found}`);
  }
}

class Writer {
  private readonly objects = Array.from({ length: VARIANTS }, (_, n) => objectOf(n));

  constructor(private readonly transmitter: Jspurefix.MsgTransmitter) {}

  verify({ fields }: Sample, n: number): void {
    const text = this.one(n).toString('latin1');
    for (const tag of [37, 11, 17, 150, 39, 55, 54, 38, 40, 59, 32, 527, 151, 14]) {
      const found = new RegExp(`\x01${tag}=(.*?)\x01`).exec(text)?.[1];
      if (found !== fields.get(tag))
        throw new Error(`jspurefix wrote tag ${tag} as ${found}, expected ${fields.get(tag)}: ${text}`);
    }
  }

  encode(messages: number): number {
    let bytes = 0;
    for (let n = 0; n < messages; n++) bytes += this.one(n % VARIANTS).length;
    return bytes;
  }

  /** As its stream does for each message that a session sends. */
  private one(variant: number): Buffer {
    const { transmitter } = this;
    const { encoder } = transmitter;
    encoder.reset();
    transmitter.encodeMessage('8', this.objects[variant]);
    return encoder.trim();
  }
}

function objectOf(n: number): Jspurefix.ILooseObject {
  const { clOrdId, timeMs, lastQty, orderQty, price, side } = valuesOf(n);
  return {
    OrderID: `1-${20_000 + n}`,
    ClOrdID: clOrdId,
    ExecID: `1-${30_000 + n}`,
    ExecType: 'F',
    OrdStatus: '1',
    Instrument: { Symbol: 'AAPL' },
    Side: side,
    OrderQtyData: { OrderQty: orderQty },
    OrdType: '2',
    Price: price / 100,
    TimeInForce: '0',
    LastQty: lastQty,
    LastPx: price / 100,
    SecondaryExecID: `1-${4000 + n}`,
    LeavesQty: orderQty - lastQty,
    CumQty: lastQty,
    AvgPx: price / 100,
    TransactTime: new Date(timeMs),
  };
}
