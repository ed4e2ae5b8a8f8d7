/**
 * The FIX parser: bytes of one connection in, one message at a time out, as tag, offset and length over a fixed buffer.
 * Each byte is looked at once, whatever the split of the stream; nothing is allocated for a message; nothing is thrown.
 * It knows the framing (8, 9, 35 first, 10 last, data fields) and no dictionary: that is validate.ts.
 *
 *   while (from < bytes.length) {
 *     from += parser.append(bytes, from);
 *     while ((status = parser.next()) !== Parse.needMore) …   // fields hold until the next next() or append()
 *   }
 *
 *   buffer   | done with | message …  | not looked at yet | free      |
 *            0           head         next head           tail        capacity
 */
import type { Limits } from '../config.js';

export const Parse = {
  needMore: 0,
  /** A well-framed message: BodyLength and CheckSum are right. */
  message: 1,
  /** Ignored, as FIX asks; the parser goes on at the next "8=FIX". `fault` says why. */
  garbled: 2,
  /** No way on: close the connection. `fault` says why. */
  fatal: 3,
} as const;
export type ParseStatus = (typeof Parse)[keyof typeof Parse];

export type ParserLimits = Pick<Limits, 'fixMessageBytes' | 'fixFields'>;

const SOH = 1;
const EQUALS = 0x3d;
const ZERO = 0x30;
const NINE = 0x39;
const BEGIN = Uint8Array.of(0x38, 0x3d, 0x46, 0x49, 0x58); // 8=FIX
const BEGIN_STRING_MAX = 12;
const BODY_LENGTH_DIGITS = 6;
const TRAILER_BYTES = 7; // 10=nnn and SOH
/** Digits of a tag that are still read as a number, to be rejected by it; tags of more than 5 digits are never valid. */
const TAG_DIGITS = 9;

/** Data field of each length field; the same in all versions. */
const DATA_OF = new Uint16Array(2048);
const DATA_PAIRS = `90:91 93:89 95:96 212:213 348:349 350:351 352:353 354:355 356:357 358:359 360:361 362:363 364:365
  445:446 618:619 621:622 1184:1185 1277:1278 1280:1281 1282:1283 1397:1398 1401:1402 1403:1404 1468:1469`;
for (const pair of DATA_PAIRS.split(/\s+/)) {
  const [length, data] = pair.split(':').map(Number);
  DATA_OF[length] = data;
}

/** Header fields that a session asks for with each message, by the position they have in `header`. */
const HEADER_TAGS = [34, 49, 56, 52, 43, 97, 122] as const;
const HEADER_SLOT = new Uint8Array(128);
HEADER_TAGS.forEach((tag, i) => {
  HEADER_SLOT[tag] = i + 1;
});

export class FixParser {
  readonly buffer: Uint8Array;
  /** The fields of the message, BeginString first, CheckSum last. Negative tags are what came. */
  readonly tag: Int32Array;
  readonly offset: Int32Array;
  readonly length: Int32Array;
  fieldCount = 0;
  /** More fields came than the limit allows; those above it are not in the arrays. The validation rejects the message. */
  truncated = false;
  /** MsgType(35): the ASCII code, or first + 256 × second character; 0 when it is empty or longer. See packMsgType. */
  msgType = 0;
  /** MsgSeqNum(34); -1 when it is missing or not a number of 1 to 9 digits. */
  msgSeqNum = -1;
  possDup = false;
  possResend = false;
  /** The message is buffer[start … end). */
  start = 0;
  end = 0;
  /** Why the last status was garbled or fatal. */
  fault = '';
  /** Bytes a message may have; a session raises it once it is logged on. */
  maxBytes: number;

  private readonly header = new Int32Array(HEADER_TAGS.length + 1);
  private head = 0;
  private tail = 0;
  /** Where the frame at `head` ends its body, as its BodyLength says; 0: not known yet. */
  private bodyEnd = 0;
  private skipping = false;
  private skipped = 0;

  /** @param maxBytes to begin with; never above limits.fixMessageBytes */
  constructor(limits: ParserLimits, maxBytes = limits.fixMessageBytes) {
    this.buffer = new Uint8Array(2 * limits.fixMessageBytes);
    this.tag = new Int32Array(limits.fixFields);
    this.offset = new Int32Array(limits.fixFields);
    this.length = new Int32Array(limits.fixFields);
    this.maxBytes = maxBytes;
  }

  /** Index of SenderCompID(49), TargetCompID(56), SendingTime(52), OrigSendingTime(122) in the field arrays; -1: none. */
  get senderCompId(): number {
    return this.header[2];
  }
  get targetCompId(): number {
    return this.header[3];
  }
  get sendingTime(): number {
    return this.header[4];
  }
  get origSendingTime(): number {
    return this.header[7];
  }

  /** Index of the first field with this tag, or -1. */
  find(tag: number): number {
    const tags = this.tag;
    for (let i = 0; i < this.fieldCount; i++) if (tags[i] === tag) return i;
    return -1;
  }

  /** Text of a field; the slow way. */
  text(index: number): string {
    if (index < 0) return '';
    let text = '';
    const from = this.offset[index];
    for (let i = 0; i < this.length[index]; i++) text += String.fromCharCode(this.buffer[from + i]);
    return text;
  }

  /** Takes bytes from `from` on, as many as there is room for. Returns how many: at least 1 after `needMore`. */
  append(bytes: Uint8Array, from = 0): number {
    const { buffer } = this;
    const wanted = bytes.length - from;
    if (buffer.length - this.tail < wanted && this.head > 0) this.compact();
    const count = Math.min(wanted, buffer.length - this.tail);
    if (count <= 64) for (let i = 0, to = this.tail; i < count; i++) buffer[to + i] = bytes[from + i];
    else buffer.set(count === bytes.length ? bytes : bytes.subarray(from, from + count), this.tail);
    this.tail += count;
    return count;
  }

  /** The next message, if it is complete. Forgets the one before. */
  next(): ParseStatus {
    this.fieldCount = 0;
    if (this.skipping && !this.resynchronise()) {
      if (this.skipped <= this.maxBytes) return Parse.needMore;
      this.skipped = 0;
      return this.fail(Parse.garbled, 'no "8=FIX" in sight');
    }
    if (this.bodyEnd === 0) {
      const status = this.readHead();
      if (status !== Parse.message) return status;
    }
    const trailer = this.readTrailer();
    if (trailer < 0) return this.garbled('BodyLength(9) does not end at CheckSum(10)', Math.min(this.bodyEnd, this.tail));
    if (this.tail < this.bodyEnd + TRAILER_BYTES) return Parse.needMore;
    return this.readFields(trailer);
  }

  private compact(): void {
    this.buffer.copyWithin(0, this.head, this.tail);
    if (this.bodyEnd > 0) this.bodyEnd -= this.head;
    this.tail -= this.head;
    this.head = 0;
  }

  private fail(status: ParseStatus, fault: string): ParseStatus {
    this.fault = fault;
    this.fieldCount = 0;
    return status;
  }

  private garbled(fault: string, resumeAt: number): ParseStatus {
    this.head = resumeAt;
    this.bodyEnd = 0;
    this.skipping = true;
    this.skipped = 0;
    return this.fail(Parse.garbled, fault);
  }

  /** Moves to the next "8=FIX", or as near to it as the bytes go; whether it is there in full. */
  private resynchronise(): boolean {
    const { buffer, tail } = this;
    let at = this.head;
    for (; at < tail; at++) {
      if (buffer[at] === BEGIN[0] && this.matches(at, BEGIN)) break;
    }
    this.skipped += at - this.head;
    this.head = at;
    this.skipping = tail - at < BEGIN.length;
    return !this.skipping;
  }

  /** Whether the bytes at `at`, as far as they have come, are those of `text`. */
  private matches(at: number, text: Uint8Array): boolean {
    const count = Math.min(text.length, this.tail - at);
    for (let i = 0; i < count; i++) if (this.buffer[at + i] !== text[i]) return false;
    return true;
  }

  /** Reads 8=…|9=…| at `head` and sets `bodyEnd`. It is short, so it is read again when it comes in pieces. */
  private readHead(): ParseStatus {
    const { buffer, head, tail } = this;
    if (!this.matches(head, BEGIN)) return this.garbled('expected "8=FIX"', head + 1);
    let at = head + BEGIN.length;
    const beginEnd = head + 2 + BEGIN_STRING_MAX;
    while (at < tail && buffer[at] !== SOH) at++;
    if (at > beginEnd) return this.garbled('BeginString(8) is too long', head + 1);
    if (at + 3 > tail) return Parse.needMore;
    if (buffer[at + 1] !== NINE || buffer[at + 2] !== EQUALS) return this.garbled('the second field is not BodyLength(9)', at);
    at += 3;
    let bodyLength = 0;
    const digitsFrom = at;
    for (; at < tail && buffer[at] !== SOH; at++) {
      const digit = buffer[at] - ZERO;
      if (digit < 0 || digit > 9 || at - digitsFrom >= BODY_LENGTH_DIGITS) {
        return this.garbled('BodyLength(9) is not a number of 1 to 6 digits', at);
      }
      bodyLength = bodyLength * 10 + digit;
    }
    if (at === tail) return Parse.needMore;
    if (at === digitsFrom) return this.garbled('BodyLength(9) is empty', at);
    const bodyEnd = at + 1 + bodyLength;
    if (bodyEnd + TRAILER_BYTES - head > this.maxBytes) {
      return this.fail(Parse.fatal, `a message may have ${this.maxBytes} bytes, BodyLength(9) says ${bodyLength}`);
    }
    this.bodyEnd = bodyEnd;
    return Parse.message;
  }

  /** The checksum that 10=nnn| at `bodyEnd` gives; -1 as soon as what has come of it is something else. */
  private readTrailer(): number {
    const { buffer, bodyEnd, tail } = this;
    if (tail >= bodyEnd && buffer[bodyEnd - 1] !== SOH) return -1;
    let sum = 0;
    const count = Math.min(TRAILER_BYTES, tail - bodyEnd);
    for (let i = 0; i < count; i++) {
      const byte = buffer[bodyEnd + i];
      if (i >= 3 && i < 6) {
        if (byte < ZERO || byte > NINE) return -1;
        sum = sum * 10 + byte - ZERO;
      } else if (byte !== (i === 0 ? 0x31 : i === 1 ? ZERO : i === 2 ? EQUALS : SOH)) return -1;
    }
    return sum;
  }

  /** One pass over a complete frame whose body ends with SOH: no loop below can run past that. */
  private readFields(checkSum: number): ParseStatus {
    const { buffer, tag: tags, offset: offsets, length: lengths, header, head, bodyEnd } = this;
    const frameEnd = bodyEnd + TRAILER_BYTES;
    const limit = tags.length - 1;
    let at = head;
    let sum = 0;
    let count = 0;
    let dataTag = 0;
    let dataLength = 0;
    this.truncated = false;
    header.fill(-1);
    while (at < bodyEnd) {
      let byte = buffer[at++];
      const tagFrom = at;
      let tag = byte - ZERO;
      sum += byte;
      if (tag > 0 && tag <= 9) {
        byte = buffer[at++];
        while (byte >= ZERO && byte <= NINE) {
          tag = tag * 10 + byte - ZERO;
          sum += byte;
          byte = buffer[at++];
        }
        if (at - tagFrom > TAG_DIGITS) return this.garbled('a tag has too many digits', frameEnd);
      } else {
        tag = this.oddTag(at - 1);
        if (tag > 0) return this.garbled('a field has no tag', frameEnd);
        byte = buffer[at++];
        while (byte >= ZERO && byte <= NINE) {
          sum += byte;
          byte = buffer[at++];
        }
      }
      if (byte !== EQUALS) return this.garbled('a field is not tag=value', frameEnd);
      sum += byte;
      const from = at;
      if (tag === dataTag && tag !== 0) {
        const dataEnd = at + dataLength;
        if (dataEnd >= bodyEnd || buffer[dataEnd] !== SOH)
          return this.garbled('a data field differs from its length', frameEnd);
        for (; at < dataEnd; at++) sum += buffer[at];
      } else {
        byte = buffer[at];
        while (byte !== SOH) {
          sum += byte;
          byte = buffer[++at];
        }
      }
      const length = at - from;
      sum += SOH;
      at++;
      dataTag = 0;
      if (tag > 0 && tag < 2048) {
        if (tag < 128) {
          if (tag === 10) return this.garbled('CheckSum(10) is not the last field', frameEnd);
          const slot = HEADER_SLOT[tag];
          if (slot !== 0 && header[slot] < 0) header[slot] = count;
        }
        dataTag = DATA_OF[tag];
        if (dataTag !== 0) dataLength = this.unsigned(from, length, bodyEnd);
      }
      if (count < limit) {
        tags[count] = tag;
        offsets[count] = from;
        lengths[count] = length;
        count++;
      } else this.truncated = true;
    }
    if ((sum & 0xff) !== checkSum) return this.garbled('CheckSum(10) is wrong', frameEnd);
    if (count < 3 || tags[2] !== 35) return this.garbled('the third field is not MsgType(35)', frameEnd);
    tags[count] = 10;
    offsets[count] = bodyEnd + 3;
    lengths[count] = 3;
    this.fieldCount = count + 1;
    this.start = head;
    this.end = frameEnd;
    this.head = frameEnd;
    this.bodyEnd = 0;
    this.readHeader();
    return Parse.message;
  }

  private readHeader(): void {
    const { buffer, offset, length, header } = this;
    const typeAt = offset[2];
    const typeLength = length[2];
    this.msgType = typeLength === 1 ? buffer[typeAt] : typeLength === 2 ? buffer[typeAt] + (buffer[typeAt + 1] << 8) : 0;
    const seqNum = header[1];
    this.msgSeqNum = seqNum < 0 ? -1 : this.unsigned(offset[seqNum], length[seqNum], -1);
    this.possDup = this.isYes(header[5]);
    this.possResend = this.isYes(header[6]);
  }

  private isYes(index: number): boolean {
    return index >= 0 && this.length[index] === 1 && this.buffer[this.offset[index]] === 0x59;
  }

  /** A tag that is 0 or negative, so that it can be named in a Reject; 1 when it is neither. */
  private oddTag(at: number): number {
    const { buffer } = this;
    if (buffer[at] === ZERO) return buffer[at + 1] === EQUALS ? 0 : 1;
    if (buffer[at] !== 0x2d) return 1;
    let value = 0;
    let i = at + 1;
    for (; buffer[i] >= ZERO && buffer[i] <= NINE && i - at <= TAG_DIGITS; i++) value = value * 10 + buffer[i] - ZERO;
    return value > 0 && buffer[i] === EQUALS ? -value : 1;
  }

  /** Digits as a number, or `otherwise`. */
  private unsigned(from: number, length: number, otherwise: number): number {
    if (length < 1 || length > 9) return otherwise;
    let value = 0;
    for (let i = 0; i < length; i++) {
      const digit = this.buffer[from + i] - ZERO;
      if (digit < 0 || digit > 9) return otherwise;
      value = value * 10 + digit;
    }
    return value;
  }
}

/** A MsgType as the parser gives it: 'D' → 0x44, 'AF' → 0x4641. */
export function packMsgType(msgType: string): number {
  return msgType.charCodeAt(0) + (msgType.length > 1 ? msgType.charCodeAt(1) << 8 : 0);
}

export function unpackMsgType(packed: number): string {
  return packed > 0xff ? String.fromCharCode(packed & 0xff, packed >> 8) : String.fromCharCode(packed);
}
