/**
 * Cuts one connection's bytes into FIX frames: 8=FIX…|9=n| n bytes |10=nnn|. Each byte is looked at once, whatever the split of the
 * stream; the buffer has room for two messages. A frame that is not one is garbled: the framer goes on at the next "8=FIX".
 *
 *   buffer   | done with | frame …  | not looked at yet | free      |
 *            0           head       bodyEnd + 7         tail        capacity
 */
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

export const SOH = 1;
export const EQUALS = 0x3d;
export const ZERO = 0x30;
export const NINE = 0x39;
const BEGIN = Uint8Array.of(0x38, 0x3d, 0x46, 0x49, 0x58); // 8=FIX
const BEGIN_STRING_MAX = 12;
const BODY_LENGTH_DIGITS = 6;
export const TRAILER_BYTES = 7; // 10=nnn and SOH

/** For two messages, in whole words. */
function roomFor(maxBytes: number): number {
  return (2 * maxBytes + 3) & ~3;
}

export class FixFramer {
  buffer: Uint8Array;
  /** The same bytes. */
  protected words: Int32Array;
  protected view: DataView;
  /** Why the last status was garbled or fatal. */
  fault = '';

  /** Where the frame begins, or what is left to look at. */
  protected head = 0;
  /** Where its body ends, as its BodyLength says; 0: not known yet. */
  protected bodyEnd = 0;
  /** Its CheckSum as it says. */
  protected checkSum = 0;
  private tail = 0;
  private skipping = false;
  private skipped = 0;

  /** @param maxBytes that a message may have */
  constructor(private maxBytes: number) {
    this.buffer = new Uint8Array(roomFor(maxBytes));
    this.words = new Int32Array(this.buffer.buffer);
    this.view = new DataView(this.buffer.buffer);
  }

  /** A message may have more bytes from now on: a session that is logged on. */
  allow(maxBytes: number): void {
    const { buffer } = this;
    this.maxBytes = maxBytes;
    if (buffer.length >= 2 * maxBytes) return;
    this.buffer = new Uint8Array(roomFor(maxBytes));
    this.words = new Int32Array(this.buffer.buffer);
    this.view = new DataView(this.buffer.buffer);
    this.buffer.set(buffer);
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

  /** `message` when a whole frame stands at `head`, with `bodyEnd` and `checkSum`. */
  protected frame(): ParseStatus {
    if (this.skipping && !this.resynchronise()) {
      if (this.skipped <= this.maxBytes) return Parse.needMore;
      this.skipped = 0;
      return this.fail(Parse.garbled, 'no "8=FIX" in sight');
    }
    if (this.bodyEnd === 0) {
      const status = this.readHead();
      if (status !== Parse.message) return status;
    }
    this.checkSum = this.readTrailer();
    if (this.checkSum < 0) return this.garbled('BodyLength(9) does not end at CheckSum(10)', this.bodyEnd);
    return this.tail < this.bodyEnd + TRAILER_BYTES ? Parse.needMore : Parse.message;
  }

  /** The frame has been read. */
  protected done(): void {
    this.head = this.bodyEnd + TRAILER_BYTES;
    this.bodyEnd = 0;
  }

  protected garbled(fault: string, resumeAt: number): ParseStatus {
    this.head = resumeAt;
    this.bodyEnd = 0;
    this.skipping = true;
    this.skipped = 0;
    return this.fail(Parse.garbled, fault);
  }

  private fail(status: ParseStatus, fault: string): ParseStatus {
    this.fault = fault;
    return status;
  }

  private compact(): void {
    this.buffer.copyWithin(0, this.head, this.tail);
    if (this.bodyEnd > 0) this.bodyEnd -= this.head;
    this.tail -= this.head;
    this.head = 0;
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
    while (at < tail && at <= beginEnd && buffer[at] !== SOH) at++;
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
}
