/**
 * Writes FIX messages as bytes, one after another, into a buffer that is used again and again. Nothing is allocated.
 *
 *   writer.begin(envelope, msgType, msgSeqNum);
 *   writer.integer(36, 5); …
 *   writer.end();                       → bytes [0, at) are whole messages
 */
import { byteSum } from './checksum.js';
import { ONES, putDecimal, putInteger, TENS } from './decimal.js';
import { TimestampWriter } from './timestamps.js';

const SOH = 1;
const EQUALS = 0x3d;
const ZERO = 0x30;
/** Digits kept free for BodyLength; most messages have three. */
const LENGTH_DIGITS = 3;

/** A tag of at most three digits and its equals sign, the first byte lowest; what is above them is overwritten by the value. */
const TAG_WORDS = Int32Array.from({ length: 1000 }, (_, tag) => wordOf(`${tag}=`));

/** What is the same in the header of each message of a session. */
export class SessionHeader {
  /** Of the messages whose MsgType has one character, and two. */
  readonly starts: readonly [HeaderStart, HeaderStart];

  /** @param senderCompId ours, when we write */
  constructor(
    readonly beginString: string,
    readonly senderCompId: string,
    readonly targetCompId: string,
  ) {
    const front = `8=${beginString}\x019=${'0'.repeat(LENGTH_DIGITS)}\x01`;
    const ids = `49=${senderCompId}\x0156=${targetCompId}\x0134=`;
    const startOf = (type: string) => new HeaderStart(`${front}35=${type}\x01${ids}`, front.length);
    this.starts = [startOf('?'), startOf('??')];
  }
}

/** 8=FIX.4.4|9=000|35=?|49=…|56=…|34=, in words that are copied whole. */
class HeaderStart {
  readonly words: Int32Array;
  readonly length: number;

  /** @param bodyAt where the body begins, with 35= */
  constructor(
    text: string,
    readonly bodyAt: number,
  ) {
    this.length = text.length;
    this.words = Int32Array.from({ length: (text.length + 3) >> 2 }, (_, i) => wordOf(text.slice(4 * i, 4 * i + 4)));
  }
}

/** What a message's header says beside its type and number; set anew for each. As arguments, times would be allocated. */
export class Envelope {
  /** SendingTime. */
  nowUs = 0;
  possDup = false;
  /** OrigSendingTime, written with possDup only. */
  timeUs = 0;
  /** LastMsgSeqNumProcessed(369); 0: left out. */
  lastProcessed = 0;

  constructor(readonly header: SessionHeader) {}
}

export class FixWriter {
  readonly u8: Uint8Array;
  private readonly words: Int32Array;
  private readonly view: DataView;
  /** The end of what is written. */
  at = 0;
  private start = 0;
  private bodyStart = 0;
  private readonly sendingTime = new TimestampWriter();
  private readonly otherTime = new TimestampWriter();

  constructor(capacity: number) {
    const buffer = new ArrayBuffer((capacity + 3) & ~3);
    this.u8 = new Uint8Array(buffer);
    this.words = new Int32Array(buffer);
    this.view = new DataView(buffer);
  }

  get room(): number {
    return this.u8.length - this.at;
  }

  clear(): void {
    this.at = 0;
  }

  /**
   * Begins a message with its header: 8, 9, 35, 49, 56, 34, [43,] 52 [, 122] [, 369]. There is room for it and a few bytes more.
   * @param msgType as the parser gives it
   */
  begin(envelope: Envelope, msgType: number, msgSeqNum: number): void {
    const { u8, view } = this;
    const { words, length, bodyAt } = envelope.header.starts[msgType > 0xff ? 1 : 0];
    let at = this.at;
    this.start = at;
    this.bodyStart = at + bodyAt;
    for (let i = 0; i < words.length; i++) view.setInt32(at + 4 * i, words[i], true);
    u8[at + bodyAt + 3] = msgType & 0xff;
    if (msgType > 0xff) u8[at + bodyAt + 4] = msgType >> 8;
    at = putInteger(u8, at + length, msgSeqNum);
    u8[at++] = SOH;
    this.at = at;
    if (envelope.possDup) this.char(43, 0x59);
    this.tag(52);
    at = this.sendingTime.put(u8, this.at, envelope.nowUs);
    u8[at++] = SOH;
    this.at = at;
    if (envelope.possDup) this.timestamp(122, envelope.timeUs);
    if (envelope.lastProcessed > 0) this.integer(369, envelope.lastProcessed);
  }

  /** Ends the message: patches BodyLength, adds CheckSum. Returns the bytes of the whole message. */
  end(): number {
    const { u8 } = this;
    const length = this.at - this.bodyStart;
    const digits = length < 10 ? 1 : length < 100 ? 2 : length < 1000 ? 3 : length < 10_000 ? 4 : length < 100_000 ? 5 : 6;
    if (digits !== LENGTH_DIGITS) {
      u8.copyWithin(this.bodyStart + digits - LENGTH_DIGITS - 1, this.bodyStart - 1, this.at);
      this.bodyStart += digits - LENGTH_DIGITS;
      this.at += digits - LENGTH_DIGITS;
    }
    putInteger(u8, this.bodyStart - 1 - digits, length);
    let at = this.at;
    const sum = byteSum(u8, this.words, this.start, at);
    u8[at++] = 0x31;
    u8[at++] = ZERO;
    u8[at++] = EQUALS;
    u8[at++] = ZERO + ((sum / 100) | 0);
    u8[at++] = TENS[sum % 100];
    u8[at++] = ONES[sum % 100];
    u8[at++] = SOH;
    this.at = at;
    return at - this.start;
  }

  /** Forgets the message that was begun. */
  abandon(): void {
    this.at = this.start;
  }

  integer(tag: number, value: number): void {
    this.tag(tag);
    const at = putInteger(this.u8, this.at, value);
    this.u8[at] = SOH;
    this.at = at + 1;
  }

  decimal(tag: number, scaled: number, decimals: number): void {
    this.tag(tag);
    const at = putDecimal(this.u8, this.at, scaled, decimals);
    this.u8[at] = SOH;
    this.at = at + 1;
  }

  char(tag: number, code: number): void {
    this.tag(tag);
    this.u8[this.at++] = code;
    this.u8[this.at++] = SOH;
  }

  /** Bytes of `from`, as they are. */
  text(tag: number, from: Uint8Array, offset: number, length: number): void {
    this.tag(tag);
    const { u8 } = this;
    const at = this.at;
    for (let i = 0; i < length; i++) u8[at + i] = from[offset + i];
    u8[at + length] = SOH;
    this.at = at + length + 1;
  }

  /** Latin1 text, the slow way. */
  string(tag: number, value: string): void {
    this.tag(tag);
    for (let i = 0; i < value.length; i++) this.u8[this.at++] = value.charCodeAt(i);
    this.u8[this.at++] = SOH;
  }

  timestamp(tag: number, timeUs: number): void {
    this.tag(tag);
    const at = this.otherTime.put(this.u8, this.at, timeUs);
    this.u8[at] = SOH;
    this.at = at + 1;
  }

  /** Fields as they stand in `from`, SOH and all. */
  raw(from: Uint8Array, offset: number, length: number): void {
    const { u8 } = this;
    const at = this.at;
    for (let i = 0; i < length; i++) u8[at + i] = from[offset + i];
    this.at = at + length;
  }

  /** The tag and its equals sign; for those who write the value themselves at `at`. */
  tag(tag: number): void {
    const at = this.at;
    if (tag < 1000) {
      this.view.setInt32(at, TAG_WORDS[tag], true);
      this.at = at + (tag < 10 ? 2 : tag < 100 ? 3 : 4);
    } else {
      const end = putInteger(this.u8, at, tag);
      this.u8[end] = EQUALS;
      this.at = end + 1;
    }
  }
}

/** Up to four characters as the word whose lowest byte is the first. */
function wordOf(text: string): number {
  let word = 0;
  for (let i = 0; i < text.length; i++) word |= text.charCodeAt(i) << (8 * i);
  return word;
}

export function latin1(text: string): Uint8Array {
  return Uint8Array.from(Buffer.from(text, 'latin1'));
}
