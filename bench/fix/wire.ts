/**
 * FIX 4.4 as bytes for a generator that must cost next to nothing: orders patched into a template, answers cut by BodyLength and told apart
 * by a look at two tags. Independent of the exchange's codec, so that one does not measure the other by itself.
 */

const SOH = 1;
const ZERO = 0x30;
const SEQ_NUM_DIGITS = 8;
const ID_DIGITS = 8;
const TIME_BYTES = '20261128-07:30:00.000'.length;

/** Whose messages. */
export interface Parties {
  senderCompId: string;
  targetCompId: string;
}

export interface OrderTerms {
  symbol: string;
  side: '1' | '2';
  price: string;
  /** What ClOrdIDs begin with: they go on with a number. */
  idPrefix: string;
}

/** A limit order for 100, with room for what changes from one to the next. */
export class OrderTemplate {
  readonly length: number;
  private readonly bytes: Buffer;
  /** Of all bytes but those that are patched. */
  private readonly sum: number;
  private readonly at: { seqNum: number; sendingTime: number; id: number; transactTime: number };

  constructor({ senderCompId, targetCompId }: Parties, { symbol, side, price, idPrefix }: OrderTerms) {
    const none = (digits: number) => '\0'.repeat(digits);
    const time = none(TIME_BYTES);
    const whole = framed(
      `35=D|49=${senderCompId}|56=${targetCompId}|34=${none(SEQ_NUM_DIGITS)}|52=${time}|11=${idPrefix}${none(ID_DIGITS)}|1=BENCH|21=1|55=${symbol}|` +
        `54=${side}|60=${time}|38=100|40=2|44=${price}|59=0|`,
    );
    this.bytes = whole;
    this.length = whole.length;
    this.sum = sumOf(whole, whole.length - '10=000|'.length);
    const after = (tag: string) => whole.indexOf(`\x01${tag}=`) + tag.length + 2;
    const id = after('11') + idPrefix.length;
    this.at = { seqNum: after('34'), sendingTime: after('52'), id, transactTime: after('60') };
  }

  /** Writes one to `to` at `from`; returns its end. */
  put(to: Buffer, from: number, seqNum: number, id: number, time: TimeText): number {
    const { bytes, length, at } = this;
    bytes.copy(to, from);
    let sum = this.sum + 2 * time.sum;
    sum += putDigits(to, from + at.seqNum, SEQ_NUM_DIGITS, seqNum);
    sum += putDigits(to, from + at.id, ID_DIGITS, id);
    time.bytes.copy(to, from + at.sendingTime);
    time.bytes.copy(to, from + at.transactTime);
    putDigits(to, from + length - 4, 3, sum & 0xff);
    return from + length;
  }
}

/** The current time as UTCTimestamp, made anew once a millisecond. */
export class TimeText {
  readonly bytes = Buffer.alloc(TIME_BYTES);
  sum = 0;
  private ms = 0;

  update(): this {
    const ms = Date.now();
    if (ms !== this.ms) {
      this.ms = ms;
      this.bytes.write(timeText(ms), 'latin1');
      this.sum = sumOf(this.bytes, TIME_BYTES);
    }
    return this;
  }
}

/** A message of the session layer. */
export function message(msgType: string, { senderCompId, targetCompId }: Parties, seqNum: number, rest: string): Buffer {
  const body = `35=${msgType}|49=${senderCompId}|56=${targetCompId}|34=${seqNum}|52=${timeText(Date.now())}|${rest}`;
  const whole = framed(body);
  putDigits(whole, whole.length - 4, 3, sumOf(whole, whole.length - '10=000|'.length) & 0xff);
  return whole;
}

/** What comes from one socket, message by message. */
export class Answers {
  /** What is incomplete. */
  private rest: Buffer = Buffer.alloc(0);

  /** @param take is given each whole message: bytes[from … end), its MsgType's first character */
  constructor(private readonly take: (bytes: Buffer, from: number, end: number, msgType: number) => void) {}

  feed(chunk: Buffer): void {
    const bytes = this.rest.length === 0 ? chunk : Buffer.concat([this.rest, chunk]);
    let from = 0;
    for (;;) {
      const bodyAt = bodyOf(bytes, from);
      if (bodyAt < 0) break;
      const end = bodyAt + bodyLength(bytes, from) + '10=000|'.length;
      if (end > bytes.length) break;
      this.take(bytes, from, end, bytes[bodyAt + 3]);
      from = end;
    }
    this.rest = from === bytes.length ? bytes.subarray(0, 0) : Buffer.from(bytes.subarray(from));
  }
}

/** The first character of a field's value within a message; 0: it is not there. Faster than indexOf over so few bytes. */
export function charOf(bytes: Buffer, from: number, end: number, tag: string): number {
  const at = valueAt(bytes, from, end, tag);
  return at < 0 ? 0 : bytes[at];
}

export function numberOf(bytes: Buffer, from: number, end: number, tag: string): number {
  let at = valueAt(bytes, from, end, tag);
  let value = at < 0 ? Number.NaN : 0;
  for (; at >= 0 && bytes[at] !== SOH; at++) value = value * 10 + bytes[at] - ZERO;
  return value;
}

function valueAt(bytes: Buffer, from: number, end: number, tag: string): number {
  const { length } = tag;
  for (let at = from; at < end - length; at++) {
    if (bytes[at] !== SOH) continue;
    let n = 0;
    while (n < length && bytes[at + 1 + n] === tag.charCodeAt(n)) n++;
    if (n === length && bytes[at + 1 + n] === 0x3d) return at + n + 2;
  }
  return -1;
}

const FRONT = '8=FIX.4.4|9='.length;

/** Where the body begins; -1: not there yet. */
function bodyOf(bytes: Buffer, from: number): number {
  for (let at = from + FRONT; at < bytes.length; at++) if (bytes[at] === SOH) return at + 1;
  return -1;
}

function bodyLength(bytes: Buffer, from: number): number {
  let length = 0;
  for (let at = from + FRONT; bytes[at] !== SOH; at++) length = length * 10 + bytes[at] - ZERO;
  return length;
}

function framed(body: string): Buffer {
  return Buffer.from(`8=FIX.4.4|9=${body.length}|${body}10=000|`.replaceAll('|', '\x01'), 'latin1');
}

/** Right-aligned digits; returns their sum. */
function putDigits(to: Buffer, at: number, digits: number, value: number): number {
  let sum = 0;
  let left = value;
  for (let n = digits - 1; n >= 0; n--) {
    const digit = ZERO + (left % 10);
    to[at + n] = digit;
    sum += digit;
    left = (left / 10) | 0;
  }
  return sum;
}

function sumOf(bytes: Buffer, end: number): number {
  let sum = 0;
  for (let at = 0; at < end; at++) sum += bytes[at];
  return sum;
}

function timeText(ms: number): string {
  return new Date(ms).toISOString().replaceAll('-', '').replace('T', '-').slice(0, -1);
}
