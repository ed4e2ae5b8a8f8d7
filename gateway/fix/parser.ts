/**
 * The FIX parser: bytes of one connection in, one message at a time out, as tag, offset and length over a fixed buffer.
 * One pass over each message; nothing is allocated for a message; nothing is thrown.
 * It knows the framing (8, 9, 35 first, 10 last, data fields) and no dictionary: that is validate.ts.
 *
 *   while (from < bytes.length) {
 *     from += parser.append(bytes, from);
 *     while ((status = parser.next()) !== Parse.needMore) …   // fields hold until the next next(), append() or allow()
 *   }
 */
import type { Limits } from '../config.js';
import { byteSum } from './checksum.js';
import { EQUALS, FixFramer, NINE, Parse, type ParseStatus, SOH, TRAILER_BYTES, ZERO } from './framer.js';

export { Parse, type ParseStatus } from './framer.js';

export type ParserLimits = Pick<Limits, 'fixMessageBytes' | 'fixFields'>;

/** For four bytes at a time. */
const FOUR_SOH = 0x01010101;
const TOP_BITS = 0x80808080 | 0;

/** Digits of a tag that are still read as a number, to be rejected by it; tags of more than 5 digits are never valid. */
const TAG_DIGITS = 9;

/** Data field of each length field; the same in all versions. */
export const DATA_OF = new Uint16Array(2048);
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

/**
 * Where the fields of a message stand. One for all parsers of a thread will do, if each message is handled wholly before another parser's
 * next(): then they are not paid for by each connection.
 */
export class FieldArrays {
  /** BeginString first, CheckSum last. Negative tags are what came. */
  readonly tag: Int32Array;
  readonly offset: Int32Array;
  readonly length: Int32Array;
  /** By HEADER_SLOT. */
  readonly header = new Int32Array(HEADER_TAGS.length + 1);

  constructor(fixFields: number) {
    this.tag = new Int32Array(fixFields);
    this.offset = new Int32Array(fixFields);
    this.length = new Int32Array(fixFields);
  }
}

export class FixParser extends FixFramer {
  /** The fields of the message (FieldArrays). */
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
  private readonly header: Int32Array;

  /** @param maxBytes to begin with; see allow() */
  constructor(limits: ParserLimits, maxBytes = limits.fixMessageBytes, fields = new FieldArrays(limits.fixFields)) {
    super(maxBytes);
    this.tag = fields.tag;
    this.offset = fields.offset;
    this.length = fields.length;
    this.header = fields.header;
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

  /** The next message, if it is complete. Forgets the one before. */
  next(): ParseStatus {
    this.fieldCount = 0;
    const status = this.frame();
    return status === Parse.message ? this.readFields() : status;
  }

  /** One pass over a complete frame whose body ends with SOH: no loop below can run past that. */
  private readFields(): ParseStatus {
    const { buffer, view, tag: tags, offset: offsets, length: lengths, header, head, bodyEnd } = this;
    const frameEnd = bodyEnd + TRAILER_BYTES;
    const limit = tags.length - 1;
    let at = head;
    if (byteSum(buffer, this.words, head, bodyEnd) !== this.checkSum) return this.garbled('CheckSum(10) is wrong', frameEnd);
    let count = 0;
    let dataTag = 0;
    let dataLength = 0;
    this.truncated = false;
    header.fill(-1);
    while (at < bodyEnd) {
      let byte = buffer[at++];
      const tagFrom = at;
      let tag = byte - ZERO;
      if (tag > 0 && tag <= 9) {
        byte = buffer[at++];
        while (byte >= ZERO && byte <= NINE) {
          tag = tag * 10 + byte - ZERO;
          byte = buffer[at++];
        }
        if (at - tagFrom > TAG_DIGITS) return this.garbled('a tag has too many digits', frameEnd);
      } else {
        tag = this.oddTag(at - 1);
        if (tag > 0) return this.garbled('a field has no tag', frameEnd);
        byte = buffer[at++];
        while (byte >= ZERO && byte <= NINE) {
          byte = buffer[at++];
        }
      }
      if (byte !== EQUALS) return this.garbled('a field is not tag=value', frameEnd);
      const from = at;
      if (tag === dataTag && tag !== 0) {
        const dataEnd = at + dataLength;
        if (dataEnd >= bodyEnd || buffer[dataEnd] !== SOH)
          return this.garbled('a data field differs from its length', frameEnd);
        at = dataEnd;
      } else {
        // the first byte that is SOH is the lowest whose top bit stands in `found`
        let four = view.getInt32(at, true) ^ FOUR_SOH;
        let found = (four - FOUR_SOH) & ~four & TOP_BITS;
        while (found === 0) {
          at += 4;
          four = view.getInt32(at, true) ^ FOUR_SOH;
          found = (four - FOUR_SOH) & ~four & TOP_BITS;
        }
        at += (31 - Math.clz32(found & -found)) >> 3;
      }
      const length = at - from;
      at++;
      dataTag = 0;
      if (tag > 0 && tag < 2048) {
        if (tag < 128) {
          if (tag === 10) return this.garbled('CheckSum(10) is not the last field', frameEnd);
          const slot = HEADER_SLOT[tag];
          if (slot !== 0 && header[slot] < 0 && count < limit) header[slot] = count;
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
    if (count < 3 || tags[2] !== 35) return this.garbled('the third field is not MsgType(35)', frameEnd);
    tags[count] = 10;
    offsets[count] = bodyEnd + 3;
    lengths[count] = 3;
    this.fieldCount = count + 1;
    this.start = head;
    this.end = frameEnd;
    this.done();
    this.readHeader();
    return Parse.message;
  }

  private readHeader(): void {
    const { buffer, offset, length, header } = this;
    const typeAt = offset[2];
    const typeLength = length[2];
    const second = typeLength === 2 ? buffer[typeAt + 1] : 0;
    // a second character that is NUL would make it another MsgType, of one character
    this.msgType = typeLength === 1 || second !== 0 ? buffer[typeAt] + (second << 8) : 0;
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
