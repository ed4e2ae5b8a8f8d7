import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Directory, emptySeed } from '../../engine/directory.js';
import { Reason } from '../../engine/reasons.js';
import { aligned, Contingency, Exec, ExecFlag, ID_SPAN, Owned, Peg, Said, TermFlag, Type } from '../../engine/records.js';
import { Stp } from '../../engine/records-venue.js';
import { RecordViews } from '../../engine/ring.js';
import { OrderTerms } from '../../engine/terms.js';
import { padded, putText } from '../../engine/text.js';
import { fix42, fix44, fix50sp2 } from '../../gateway/fix/dialect/versions.js';
import { EncodeContext, encodeGapFill, encodeOwned } from '../../gateway/fix/encoder.js';
import { VALID, Validator } from '../../gateway/fix/validate.js';
import { FixWriter, SessionHeader } from '../../gateway/fix/writer.js';
import { checkSum, naive, parseOne } from './support.js';

const EVENT_US = Date.parse('2026-01-02T03:04:05.678Z') * 1000;
const NOW_US = EVENT_US + 250_000;
const HEAD = '49=VENUE|56=BROKER|';
const EVENT = '20260102-03:04:05.678';
const NOW = '20260102-03:04:05.928';

const instrument = {
  index: 0,
  phase: 1,
  symbol: 'AAPL',
  tickUnits: 5,
  priceDecimals: 2,
  lotUnits: 10,
  qtyDecimals: 0,
  minPriceTicks: 1,
  maxPriceTicks: 1e6,
  maxQtyLots: 1e6,
  referenceTicks: 0,
};
const directory = new Directory({ ...emptySeed, instruments: [instrument] });
const contextOf = (dialect: typeof fix44) =>
  new EncodeContext(dialect, directory, new SessionHeader(dialect.beginString, 'VENUE', 'BROKER'));
const context = contextOf(fix44);
const views = new RecordViews(new ArrayBuffer(4096));
const AT = 64;

interface Fields {
  type?: number;
  msgSeqNum?: number;
  instrument?: number;
  execType?: string;
  ordStatus?: string;
  side?: string;
  ordType?: string;
  timeInForce?: string;
  reason?: number;
  orderId?: number;
  execId?: number;
  price?: number;
  qty?: number;
  leaves?: number;
  cum?: number;
  cumNotional?: number;
  lastPrice?: number;
  lastQty?: number;
  tradeId?: number;
  clOrdId?: string;
  origClOrdId?: string;
  account?: string;
  symbol?: string;
  terms?: Partial<OrderTerms>;
}

function put(fields: Fields): void {
  const { u8, u16, i32, f64 } = views;
  u8.fill(0);
  u16[(AT >> 1) + 2] = fields.type ?? Type.EXEC;
  i32[(AT + Owned.MSG_SEQ_NUM) >> 2] = fields.msgSeqNum ?? 7;
  i32[(AT + Exec.INSTRUMENT) >> 2] = fields.instrument ?? 0;
  const chars: [number, string | undefined][] = [
    [Exec.EXEC_TYPE, fields.execType ?? '0'],
    [Exec.ORD_STATUS, fields.ordStatus ?? '0'],
    [Exec.SIDE, fields.side ?? '1'],
    [Exec.ORD_TYPE, fields.ordType ?? '2'],
    [Exec.TIME_IN_FORCE, fields.timeInForce ?? '0'],
  ];
  for (const [offset, char] of chars) u8[AT + offset] = char === '' ? 0 : (char?.charCodeAt(0) ?? 0);
  u16[(AT + Exec.REASON) >> 1] = fields.reason ?? 0;
  const numbers: [number, number | undefined][] = [
    [Exec.ORDER_ID, fields.orderId ?? 3 * ID_SPAN + 41],
    [Exec.EXEC_ID, fields.execId ?? 3 * ID_SPAN + 99],
    [Exec.PRICE, fields.price],
    [Exec.QTY, fields.qty],
    [Exec.LEAVES, fields.leaves],
    [Exec.CUM, fields.cum],
    [Exec.CUM_NOTIONAL, fields.cumNotional],
    [Exec.LAST_PRICE, fields.lastPrice],
    [Exec.LAST_QTY, fields.lastQty],
    [Exec.TRADE_ID, fields.tradeId],
  ];
  for (const [offset, number] of numbers) f64[(AT + offset) >> 3] = number ?? 0;
  const texts = [fields.clOrdId ?? 'ID1', fields.origClOrdId ?? '', fields.account ?? '', fields.symbol ?? ''];
  texts.forEach((text, i) => {
    u8[AT + Exec.LENGTHS + i] = text.length;
  });
  const words = texts.map((text) => text.padEnd(padded(text.length), '\0')).join('');
  putText(u8, AT + Exec.TEXT, words);
  if (fields.terms === undefined) return;
  u8[AT + Exec.FLAGS] = ExecFlag.terms;
  Object.assign(new OrderTerms(), fields.terms).write(views, aligned(AT + Exec.TEXT + words.length));
}

function encode(possDup = false, nowUs = NOW_US, as = context): string {
  const writer = new FixWriter(8192);
  Object.assign(as, { nowUs, timeUs: EVENT_US, possDup });
  const length = encodeOwned(writer, views, AT, as);
  expect(length).toBe(writer.at);
  return readBack(writer, as.dialect);
}

const in42 = () => encode(false, NOW_US, contextOf(fix42));
const in50 = () => encode(false, NOW_US, contextOf(fix50sp2));

/** The text, after an independent look at length, checksum and dictionary. */
function readBack(writer: FixWriter, dialect = fix44): string {
  const text = Buffer.from(writer.u8.subarray(0, writer.at)).toString('latin1').replaceAll('\x01', '|');
  const body = text.slice(text.indexOf('|35=') + 1, -7);
  expect(text.slice(0, text.indexOf('|35='))).toBe(`8=${dialect.beginString}|9=${body.length}`);
  expect(text.slice(-7)).toBe(`10=${checkSum(text.slice(0, -7))}|`);
  const parser = parseOne(text);
  const validator = new Validator(dialect, 64, 'out');
  expect([validator.check(parser), validator.refTag, text]).toEqual([VALID, 0x7fffffff, text]);
  return text;
}

/** The body after the header. */
const body = (text: string) => text.slice(text.indexOf(`52=${NOW}|`) + 25, -7);

describe('ExecutionReport', () => {
  it('of a new order', () => {
    put({ price: 2050, qty: 30, leaves: 30, account: 'CUST1' });
    const text = encode();
    expect(text).toMatch(/^8=FIX.4.4\|9=\d{3}\|35=8\|/);
    expect(text).toContain(`|35=8|${HEAD}34=7|52=${NOW}|`);
    expect(body(text)).toBe(
      `37=3-41|11=ID1|17=3-99|150=0|39=0|1=CUST1|55=AAPL|54=1|38=300|40=2|44=102.50|59=0|151=300|14=0|6=0.00|60=${EVENT}|`,
    );
  });

  it('of a fill, with what is left, what is done, and the average price', () => {
    put({
      execType: 'F',
      ordStatus: '1',
      price: 2050,
      qty: 30,
      leaves: 20,
      cum: 10,
      cumNotional: 2040 * 4 + 2050 * 6,
      lastPrice: 2050,
      lastQty: 6,
      tradeId: 3 * ID_SPAN + 12,
    });
    expect(body(encode())).toBe(
      `37=3-41|11=ID1|17=3-99|150=F|39=1|55=AAPL|54=1|38=300|40=2|44=102.50|59=0|32=60|31=102.50|527=3-12|151=200|14=100|6=102.30|60=${EVENT}|`,
    );
  });

  it('of a market order that found nothing', () => {
    put({ execType: 'C', ordStatus: 'C', side: '2', ordType: '1', timeInForce: '3', qty: 5, reason: Reason.noLiquidity });
    expect(body(encode())).toBe(
      `37=3-41|11=ID1|17=3-99|150=C|39=C|55=AAPL|54=2|38=50|40=1|59=3|151=0|14=0|6=0.00|60=${EVENT}|58=no liquidity for what is left of the order|`,
    );
  });

  it('of a cancel and of a replace, with the id that they replace', () => {
    put({ execType: '4', ordStatus: '4', clOrdId: 'C9', origClOrdId: 'ID1', price: 2050, qty: 30 });
    expect(body(encode())).toContain('11=C9|41=ID1|17=3-99|150=4|39=4|');
    put({
      execType: '5',
      ordStatus: '1',
      clOrdId: 'C9',
      origClOrdId: 'ID1',
      price: 2050,
      qty: 30,
      leaves: 20,
      cum: 10,
      cumNotional: 1,
    });
    expect(body(encode())).toContain('|150=5|39=1|');
  });

  it('of a rejected order, even of an unknown symbol', () => {
    put({
      execType: '8',
      ordStatus: '8',
      instrument: -1,
      symbol: 'NOSUCH',
      account: 'A1',
      orderId: 0,
      reason: Reason.unknownSymbol,
      qty: 30,
      price: 7,
    });
    expect(body(encode())).toBe(
      `37=NONE|11=ID1|17=3-99|150=8|39=8|103=1|1=A1|55=NOSUCH|54=1|40=2|59=0|151=0|14=0|6=0|60=${EVENT}|58=unknown symbol|`,
    );
    put({ execType: '8', ordStatus: '8', reason: Reason.duplicateClOrdId, qty: 30, price: 7 });
    expect(body(encode())).toContain('|103=6|');
    put({ execType: '8', ordStatus: '8', reason: Reason.ordersFull, qty: 30, price: 7 });
    expect(body(encode())).toContain('|103=99|');
  });

  it('of an order with terms, each in its field', () => {
    put({ ordType: '4', price: 2050, qty: 30, leaves: 30, terms: { stopTicks: -3, flags: TermFlag.stop, displayLots: 4 } });
    expect(body(encode())).toContain('|40=4|44=102.50|59=0|99=-0.15|111=40|151=300|');
    const flags = TermFlag.postOnly | TermFlag.postOnlyReprice | TermFlag.hidden | TermFlag.trailing;
    put({ ordType: '3', qty: 30, terms: { flags, minLots: 2, expireUs: EVENT_US, offsetTicks: 7 } });
    expect(body(encode())).toContain(`|40=3|59=0|18=6 a|111=0|110=20|126=${EVENT}|211=0.35|8014=Y|`);
    const own = { stpGroup: 9, stp: Stp.decrement, contingency: Contingency.triggeredBy };
    put({ ordType: 'P', qty: 30, terms: { peg: Peg.market, offsetTicks: -1, ...own } });
    expect(body(encode())).toContain('|40=P|59=0|18=P|211=-0.05|1094=4|1385=2|7928=9|8000=D|');
    put({ ordType: '1', terms: { notional: 101 } });
    expect(body(encode())).toContain('|40=1|59=0|152=50.50|');
  });

  it('of a price that the venue sets, once there is one', () => {
    put({ ordType: 'K', price: 2050, qty: 30 });
    expect(body(encode())).toContain('|40=K|44=102.50|');
    put({ ordType: 'P', price: 0, qty: 30 });
    expect(body(encode())).toContain('|40=P|59=0|');
  });

  it('of a trigger, a restatement, a bust and a correction', () => {
    put({ execType: 'L', ordType: '3', qty: 30, leaves: 30 });
    expect(in50()).toContain('|150=L|39=0|');
    expect(encode()).toMatch(/\|150=D\|39=0\|378=99\|.*\|58=the stop has been triggered\|/);
    expect(in42()).toContain('|20=0|150=D|39=0|378=4|');
    put({ execType: 'D', ordStatus: '1', qty: 20, leaves: 5, cum: 15, reason: Reason.selfTrade });
    expect(body(encode())).toContain('|150=D|39=1|378=5|');
    const trade = { lastPrice: 2050, lastQty: 6, tradeId: 3 * ID_SPAN + 12, qty: 30 };
    put({ execType: 'H', ordStatus: '1', ...trade });
    expect(body(encode())).toContain('|150=H|39=1|19=3-12|55=AAPL|54=1|38=300|40=2|44=0.00|59=0|32=60|31=102.50|527=3-12|');
    put({ execType: 'G', ordStatus: '1', ...trade });
    expect(body(encode())).toContain('|150=G|39=1|19=3-12|');
  });

  it('in FIX 4.2 tells with ExecTransType and OrdStatus what later versions have as ExecType', () => {
    const trade = { lastPrice: 2050, lastQty: 6, tradeId: 3 * ID_SPAN + 12, qty: 30, cum: 6, leaves: 24 };
    put({ execType: 'F', ordStatus: '1', ...trade });
    expect(in42()).toMatch(/\|20=0\|150=1\|39=1\|.*\|32=60\|31=102\.50\|.*\|60=[^|]*\|58=trade 3-12\|/);
    put({ execType: 'F', ordStatus: '2', ...trade });
    expect(in42()).toContain('|20=0|150=2|39=2|');
    put({ execType: 'H', ordStatus: '1', ...trade });
    expect(in42()).toContain('|20=1|150=1|39=1|19=3-12|');
    put({ execType: 'G', ordStatus: '1', ...trade });
    expect(in42()).toContain('|20=2|150=1|39=1|19=3-12|');
    put({ execType: 'I', ordStatus: '0', execId: 0, price: 1, qty: 1, leaves: 1 });
    expect(in42()).toContain('|17=0|20=3|150=0|39=0|');
    put({ execType: '8', ordStatus: '8', reason: Reason.invalidQty });
    expect(in42()).toContain('|20=0|150=8|39=8|103=0|');
    expect(encode()).toContain('|150=8|39=8|103=13|');
  });

  it('in FIX 5.0 SP2 shows terms in the fields of that version', () => {
    put({ price: 2050, qty: 30, terms: { displayLots: 5, stpGroup: 7, stp: 2 } });
    expect(in50()).toMatch(/\|1138=50\|2362=7\|2964=2\|/);
    expect(encode()).toMatch(/\|111=50\|7928=7\|8000=O\|/);
    put({ price: 2050, qty: 30, terms: { stp: 4 } });
    expect(in50()).toContain('|8000=D|');
  });

  it('of a status, with the id that was asked with', () => {
    put({ execType: 'I', ordStatus: '0', execId: 0, price: 1, qty: 1, leaves: 1, origClOrdId: 'REQ' });
    expect(body(encode())).toContain('11=ID1|790=REQ|17=0|150=I|');
  });

  it('is equal whenever it is encoded, but for 9, 10, 43, 52 and 122', () => {
    const lots = fc.integer({ min: 0, max: 1e9 });
    fc.assert(
      fc.property(
        fc.record({
          msgSeqNum: fc.integer({ min: 1, max: 2 ** 31 - 1 }),
          execType: fc.constantFrom('0', '4', '5', '8', 'C', 'D', 'F', 'G', 'H', 'I', 'L'),
          ordStatus: fc.constantFrom('0', '1', '2', '4', '8', 'C'),
          ordType: fc.constantFrom('1', '2', '3', '4', 'K', 'P'),
          reason: fc.integer({ min: 0, max: 77 }),
          price: lots,
          qty: lots,
          leaves: lots,
          cum: lots,
          cumNotional: fc.nat(Number.MAX_SAFE_INTEGER),
          clOrdId: fc.stringMatching(/^[A-Za-z0-9-]{1,36}$/),
          account: fc.stringMatching(/^[A-Za-z0-9-]{0,36}$/),
        }),
        fc.boolean(),
        (fields, known) => {
          put(known ? fields : { ...fields, instrument: -1, symbol: 'X' });
          const without = (text: string) => naive(text).filter(([tag]) => ![9, 10, 43, 52, 122].includes(tag));
          const live = encode();
          const again = encode(true, NOW_US + 86_400_000_000);
          expect(without(again)).toEqual(without(live));
          expect(again).toContain(`|43=Y|52=20260103-03:04:05.928|122=${EVENT}|`);
          in42(); // in any version it is what the dictionary asks for
          in50();
        },
      ),
      { numRuns: 300 },
    );
  });
});

describe('OrderCancelReject', () => {
  it('says which request, why, and what the order is now', () => {
    put({
      type: Type.CANCEL_REJECTED,
      execType: '1',
      ordStatus: '2',
      clOrdId: 'C1',
      origClOrdId: 'ID1',
      reason: Reason.tooLateToCancel,
    });
    expect(body(encode())).toBe(`37=3-41|11=C1|41=ID1|39=2|60=${EVENT}|434=1|102=0|58=too late: the order is no longer open|`);
  });

  it('of an order that is not known', () => {
    put({
      type: Type.CANCEL_REJECTED,
      execType: '2',
      ordStatus: '8',
      orderId: 0,
      clOrdId: 'C1',
      origClOrdId: 'NO',
      reason: Reason.unknownOrder,
    });
    expect(body(encode())).toBe(`37=NONE|11=C1|41=NO|39=8|60=${EVENT}|434=2|102=1|58=unknown order|`);
  });
});

describe('OrderMassCancelReport', () => {
  it('counts what was cancelled', () => {
    put({ type: Type.MASS_CANCELED, execType: '7', instrument: -1, side: '', cum: 1234, clOrdId: 'M1' });
    expect(body(encode())).toBe(`11=M1|37=3-41|530=7|531=7|533=1234|60=${EVENT}|`);
    put({ type: Type.MASS_CANCELED, execType: '1', side: '2', cum: 0, clOrdId: 'M1', orderId: 0 });
    expect(body(encode())).toBe(`11=M1|37=NONE|530=1|531=1|533=0|55=AAPL|54=2|60=${EVENT}|`);
  });

  it('says that the whole firm was meant, and which account', () => {
    put({ type: Type.MASS_CANCELED, execType: 'F', instrument: -1, side: '', cum: 3, clOrdId: 'M1', account: 'A1' });
    expect(body(encode())).toBe(`11=M1|37=3-41|530=7|531=7|8015=Y|1=A1|533=3|60=${EVENT}|`);
    put({ type: Type.MASS_CANCELED, execType: 'f', side: '', cum: 3, clOrdId: 'M1' });
    expect(body(encode())).toContain('|530=1|531=1|8015=Y|533=3|55=AAPL|');
  });

  it('says why it was refused', () => {
    put({
      type: Type.MASS_CANCELED,
      execType: '0',
      instrument: -1,
      side: '',
      symbol: 'NO',
      orderId: 0,
      clOrdId: 'M1',
      reason: Reason.unknownSymbol,
    });
    expect(body(encode())).toBe(`11=M1|37=NONE|530=1|531=0|532=1|55=NO|60=${EVENT}|58=unknown symbol|`);
  });
});

describe('what the door says', () => {
  function say(msgType: string, content: string): void {
    put({ type: Type.SAID });
    views.u8[AT + Said.MSG_TYPE] = msgType.charCodeAt(0);
    views.u16[(AT + Said.CONTENT_LEN) >> 1] = content.length;
    putText(views.u8, AT + Said.CONTENT, content.replaceAll('|', '\x01'));
  }

  it('stands as it was said, whatever the length of the message', () => {
    for (const length of [0, 3, 20, 30, 40, 50, 600, 900, 950, 1000]) {
      const content = length < 4 ? '' : `112=${'x'.repeat(length)}|`;
      say('0', content);
      expect(body(encode())).toBe(content);
    }
    say('3', '128=JCD|45=2|371=40|372=D|373=5|');
    expect(body(encode())).toBe('128=JCD|45=2|371=40|372=D|373=5|');
  });

  it('carries the last number processed when there is one', () => {
    say('5', '');
    context.lastProcessed = 12;
    expect(body(encode())).toBe('369=12|');
    context.lastProcessed = 0;
  });

  it('fills gaps', () => {
    const writer = new FixWriter(8192);
    Object.assign(context, { nowUs: NOW_US, timeUs: EVENT_US, possDup: false });
    encodeGapFill(writer, 5, 1_000_000, context);
    expect(readBack(writer)).toContain(`35=4|${HEAD}34=5|43=Y|52=${NOW}|122=${NOW}|123=Y|36=1000000|`);
  });
});

describe('a writer', () => {
  it('gives a body of any length its BodyLength and CheckSum', () => {
    for (const length of [1, 9000, 99_000, 100_000, 700_000]) {
      const writer = new FixWriter(1 << 20);
      Object.assign(context, { nowUs: NOW_US, possDup: false });
      writer.begin(context, 0x57, 7);
      writer.string(262, 'x'.repeat(length));
      writer.end();
      const text = Buffer.from(writer.u8.subarray(0, writer.at)).toString('latin1').replaceAll('\x01', '|');
      const bodyStart = text.indexOf('|35=') + 1;
      expect(text.slice(0, bodyStart)).toBe(`8=FIX.4.4|9=${text.length - 7 - bodyStart}|`);
      expect(text.slice(-7)).toBe(`10=${checkSum(text.slice(0, -7))}|`);
    }
  });

  it('holds message after message, and says when there is no room for another', () => {
    put({ price: 2050, qty: 30, leaves: 30 });
    const writer = new FixWriter(8192);
    let bytes = 0;
    let count = 0;
    for (let length = 1; length > 0; count++) {
      length = encodeOwned(writer, views, AT, context);
      bytes += length;
    }
    expect(writer.at).toBe(bytes);
    const text = Buffer.from(writer.u8.subarray(0, bytes)).toString('latin1').replaceAll('\x01', '|');
    expect(text.match(/8=FIX\.4\.4\|.*?\|10=\d{3}\|/g)?.length).toBe(count - 1);
    expect(count).toBeGreaterThan(20);
  });
});
