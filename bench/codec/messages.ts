/**
 * The messages that every codec of the comparison gets: ExecutionReports of 247 bytes and NewOrderSingles, FIX 4.4, as a venue and a broker
 * write them. Ids, numbers, quantities and times differ from one to the next, so that none is guessed; lengths do not.
 */

export const VARIANTS = 64;
export const EXECUTION_BYTES = 247;
export const FIRST_SEQ_NUM = 10_001;

export interface Sample {
  bytes: Buffer;
  /** By tag, as text: what a codec must find. */
  fields: ReadonlyMap<number, string>;
}

/** What the sample with this number says, of both kinds. */
export interface Values {
  msgSeqNum: number;
  clOrdId: string;
  /** UTCTimestamp in ms. */
  timeMs: number;
  /** Of the fill and of the order; whole lots. */
  lastQty: number;
  orderQty: number;
  /** In cents. */
  price: number;
  side: '1' | '2';
}

export function valuesOf(n: number): Values {
  return {
    msgSeqNum: FIRST_SEQ_NUM + n,
    clOrdId: String(1_000_000 + n * 7919),
    timeMs: Date.UTC(2026, 10, 28, 14, 30, 0) + 13 * n,
    lastQty: 10 + n,
    orderQty: 1000 + n,
    price: 18_950 + n,
    side: n % 2 === 0 ? '1' : '2',
  };
}

/** A partial fill. */
export function executionReport(n: number): Sample {
  const { msgSeqNum, clOrdId, timeMs, lastQty, orderQty, price, side } = valuesOf(n);
  const time = timestamp(timeMs);
  return frame(
    `35=8|49=BUTTONWOOD|56=BROKER1|34=${msgSeqNum}|52=${time}|37=1-${20_000 + n}|11=${clOrdId}|17=1-${30_000 + n}|150=F|39=1|` +
      `55=AAPL|54=${side}|38=${orderQty}|40=2|44=${cents(price)}|59=0|32=${lastQty}|31=${cents(price)}|527=1-${4000 + n}|151=${orderQty - lastQty}|` +
      `14=${lastQty}|6=${cents(price)}|60=${time}|`,
  );
}

/** A limit order for the day. */
export function newOrderSingle(n: number): Sample {
  const { msgSeqNum, clOrdId, timeMs, orderQty, price, side } = valuesOf(n);
  const time = timestamp(timeMs);
  return frame(
    `35=D|49=BROKER1|56=BUTTONWOOD|34=${msgSeqNum}|52=${time}|11=${clOrdId}|1=A-${100 + n}|21=1|55=AAPL|54=${side}|60=${time}|38=${orderQty}|40=2|` +
      `44=${cents(price)}|59=0|`,
  );
}

/** The variants of a kind, all of one length. */
export function samples(kind: (n: number) => Sample): Sample[] {
  const all = Array.from({ length: VARIANTS }, (_, n) => kind(n));
  const lengths = new Set(all.map(({ bytes }) => bytes.length));
  if (lengths.size !== 1) throw new Error(`samples: expected messages of one length, got ${[...lengths].join(', ')}`);
  return all;
}

/** Of MsgSeqNum over so many messages, round and round: proof that each was read. */
export function seqNumSum(messages: number): number {
  let sum = 0;
  for (let n = 0; n < messages; n++) sum += FIRST_SEQ_NUM + (n % VARIANTS);
  return sum;
}

function timestamp(ms: number): string {
  return new Date(ms).toISOString().replaceAll('-', '').replace('T', '-').slice(0, -1);
}

function cents(price: number): string {
  return (price / 100).toFixed(2);
}

function frame(body: string): Sample {
  const front = `8=FIX.4.4|9=${body.length}|${body}`;
  let sum = 0;
  for (const byte of Buffer.from(front.replaceAll('|', '\x01'), 'latin1')) sum += byte;
  const whole = `${front}10=${String(sum % 256).padStart(3, '0')}|`;
  const fields = whole
    .split('|')
    .slice(0, -1)
    .map((field): [number, string] => {
      const at = field.indexOf('=');
      return [Number(field.slice(0, at)), field.slice(at + 1)];
    });
  return { bytes: Buffer.from(whole.replaceAll('|', '\x01'), 'latin1'), fields: new Map(fields) };
}
