/**
 * Writes FIX messages as bytes, one after another, into a buffer that is used again and again. Nothing is allocated.
 *
 *   writer.begin(envelope, msgType, msgSeqNum);
 *   writer.integer(36, 5); …
 *   writer.end();                       → bytes [0, at) are whole messages
 */
import { byteSum } from './checksum.js';
import { DIGITS_SLACK, putDecimal, putInteger, putThree } from './digits.js';
import { FIXED_TEXT_SLACK, FixedText } from './fixed-text.js';
import { TimestampWriter } from './timestamps.js';

const SOH = 1;
const EQUALS = 0x3d;
const ZERO = 0x30;
/** Digits kept free for BodyLength; most messages have three. */
const LENGTH_DIGITS = 3;

/** What putting words and digits may touch behind the end. */
const SLACK = Math.max(DIGITS_SLACK, FIXED_TEXT_SLACK);

/** A tag of at most three digits and its equals sign, the first byte lowest; what is above them is overwritten by the value. */
const TAG_WORDS = Int32Array.from({ length: 1000 }, (_, tag) => wordOf(`${tag}=`));
const CHECK_SUM = wordOf('10=');

/** What is the same in the header of each message of a session. */
export class SessionHeader {
  /** Where the body begins, with 35=. */
  readonly bodyAt: number;
  /** 8=FIX.4.4|9=000|35=?|49=…|56=…|34=, of the messages whose MsgType has one character. */
  private readonly start: FixedText;
  /** Of those whose MsgType has two, once there is one. */
  private longStart: FixedText | null = null;

  /** @param senderCompId ours, when we write */
  constructor(
    readonly beginString: string,
    readonly senderCompId: string,
    readonly targetCompId: string,
  ) {
    this.bodyAt = this.front.length;
    this.start = this.startOf('?');
  }

  /** Writes all up to 34=, but the MsgType; returns the place after it. */
  put(view: DataView, at: number, isLong: boolean): number {
    if (!isLong) return this.start.put(view, at);
    this.longStart ??= this.startOf('??');
    return this.longStart.put(view, at);
  }

  private get front(): string {
    return `8=${this.beginString}\x019=${'0'.repeat(LENGTH_DIGITS)}\x01`;
  }

  private startOf(msgType: string): FixedText {
    return new FixedText(`${this.front}35=${msgType}\x0149=${this.senderCompId}\x0156=${this.targetCompId}\x0134=`);
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
  readonly view: DataView;
  private readonly words: Int32Array;
  /** The end of what is written. */
  at = 0;
  private start = 0;
  private bodyStart = 0;
  private readonly sendingTime = new TimestampWriter();
  private readonly otherTime = new TimestampWriter();

  constructor(private readonly capacity: number) {
    const buffer = new ArrayBuffer((capacity + SLACK + 3) & ~3);
    this.u8 = new Uint8Array(buffer);
    this.words = new Int32Array(buffer);
    this.view = new DataView(buffer);
  }

  get room(): number {
    return this.capacity - this.at;
  }

  clear(): void {
    this.at = 0;
  }

  /**
   * Begins a message with its header: 8, 9, 35, 49, 56, 34, [43,] 52 [, 122] [, 369]. There is room for it and a few bytes more.
   * @param msgType as the parser gives it
   */
  begin(envelope: Envelope, msgType: number, msgSeqNum: number): void {
    const { view } = this;
    const { header } = envelope;
    const isLong = msgType > 0xff;
    const bodyStart = this.at + header.bodyAt;
    this.start = this.at;
    this.bodyStart = bodyStart;
    const at = header.put(view, this.at, isLong);
    view.setUint8(bodyStart + 3, msgType & 0xff);
    if (isLong) view.setUint8(bodyStart + 4, msgType >> 8);
    this.at = putInteger(view, at, msgSeqNum, SOH);
    if (envelope.possDup) this.char(43, 0x59);
    this.sendingTime.timeUs[0] = envelope.nowUs;
    this.at = this.sendingTime.put(view, this.putTag(52), SOH);
    if (envelope.possDup) this.eventTime(122, envelope);
    if (envelope.lastProcessed > 0) this.integer(369, envelope.lastProcessed);
  }

  /** Ends the message: patches BodyLength, adds CheckSum. Returns the bytes of the whole message. */
  end(): number {
    const { u8, view } = this;
    const length = this.at - this.bodyStart;
    const lengthAt = this.bodyStart - LENGTH_DIGITS - 1;
    if (length >= 100 && length < 1000) putThree(view, lengthAt, length, SOH);
    else this.fitBody(length, lengthAt);
    const at = this.at;
    const sum = byteSum(u8, this.words, this.start, at);
    view.setInt32(at, CHECK_SUM, true);
    this.at = putThree(view, at + 3, sum, SOH);
    return this.at - this.start;
  }

  /** Moves the body to where a BodyLength of more or fewer digits ends. */
  private fitBody(length: number, lengthAt: number): void {
    const { u8, bodyStart } = this;
    const digits = String(length).length;
    const shift = digits - LENGTH_DIGITS;
    u8.copyWithin(bodyStart + shift, bodyStart, this.at);
    for (let i = digits - 1, rest = length; i >= 0; i--, rest = (rest / 10) | 0) u8[lengthAt + i] = ZERO + (rest % 10);
    u8[lengthAt + digits] = SOH;
    this.bodyStart += shift;
    this.at += shift;
  }

  /** Forgets the message that was begun. */
  abandon(): void {
    this.at = this.start;
  }

  integer(tag: number, value: number): void {
    this.at = putInteger(this.view, this.putTag(tag), value, SOH);
  }

  decimal(tag: number, scaled: number, decimals: number): void {
    this.at = putDecimal(this.view, this.putTag(tag), scaled, decimals, SOH);
  }

  char(tag: number, code: number): void {
    const { u8 } = this;
    const at = this.putTag(tag);
    u8[at] = code;
    u8[at + 1] = SOH;
    this.at = at + 2;
  }

  /** Bytes of `from`, as they are. */
  text(tag: number, from: Uint8Array, offset: number, length: number): void {
    const { u8 } = this;
    const at = this.putTag(tag);
    for (let i = 0; i < length; i++) u8[at + i] = from[offset + i];
    u8[at + length] = SOH;
    this.at = at + length + 1;
  }

  /** A text that stands in whole words, as in a record. @param offset where in `from`, in words; @param length in bytes */
  recordText(tag: number, from: Int32Array, offset: number, length: number): void {
    const { view } = this;
    const at = this.putTag(tag);
    if (length > 0) view.setInt32(at, from[offset], true);
    if (length > 4) view.setInt32(at + 4, from[offset + 1], true);
    if (length > 8) view.setInt32(at + 8, from[offset + 2], true);
    for (let i = 12; i < length; i += 4) view.setInt32(at + i, from[offset + (i >> 2)], true);
    view.setUint8(at + length, SOH);
    this.at = at + length + 1;
  }

  /** Latin1 text, the slow way. */
  string(tag: number, value: string): void {
    const { u8 } = this;
    const at = this.putTag(tag);
    for (let i = 0; i < value.length; i++) u8[at + i] = value.charCodeAt(i);
    u8[at + value.length] = SOH;
    this.at = at + value.length + 1;
  }

  timestamp(tag: number, timeUs: number): void {
    this.otherTime.timeUs[0] = timeUs;
    this.at = this.otherTime.put(this.view, this.putTag(tag), SOH);
  }

  /** The time of what the message tells: `timeUs` of its envelope. */
  eventTime(tag: number, envelope: Envelope): void {
    this.otherTime.timeUs[0] = envelope.timeUs;
    this.at = this.otherTime.put(this.view, this.putTag(tag), SOH);
  }

  /** Fields as they stand in `from`, SOH and all. */
  raw(from: Uint8Array, offset: number, length: number): void {
    const { u8, at } = this;
    for (let i = 0; i < length; i++) u8[at + i] = from[offset + i];
    this.at = at + length;
  }

  /** Fields, or the beginning of one, that are always the same. */
  fixed(text: FixedText): void {
    this.at = text.put(this.view, this.at);
  }

  /** The tag and its equals sign, for those who write the value themselves: returns where, and leaves `at` as it is. */
  putTag(tag: number): number {
    const { view, at } = this;
    if (tag >= 1000) return putInteger(view, at, tag, EQUALS);
    view.setInt32(at, TAG_WORDS[tag], true);
    return at + (tag < 10 ? 2 : tag < 100 ? 3 : 4);
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
