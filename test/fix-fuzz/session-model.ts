/**
 * A second opinion on the session layer for what comes in: which message uses a number, what is asked for, when the session ends. Written
 * from gateway/fix/README.md and the rules that venues agree on, message by message, over text; nothing of the door is in it.
 */
import type { Dictionary } from './dictionary.js';
import type { Frame, Frames } from './frames.js';

export interface Rules {
  beginString: string;
  senderCompId: string;
  targetCompId: string;
  dictionary: Dictionary;
  frames: Frames;
  garbledMessages: number;
  sendingTimeMs: number;
}

const NUMBER_MAX = 999_999_999;
const AHEAD_MESSAGES = 256;
const AHEAD_BYTES = 65_536;
const TEST_REQ_ID_MAX = 256;
/** Password, NewPassword, RawData. */
const SECRETS = [554, 925, 96];

type Line = 'up' | 'parting' | 'gone';

export class SessionModel {
  /** up; parting: our Logout awaits theirs; gone: the connection has ended. */
  line: Line = 'up';
  /** ResendRequests that the venue has sent. */
  asked = 0;
  /** How often both numbers have started again, on this connection. */
  resets = 0;
  /** MsgSeqNums that must have got a Reject, in order. */
  rejected: number[] = [];
  /** MsgSeqNums of requests that are without fault: no Reject but for a value that the venue cannot take. */
  sound: number[] = [];
  /** The last number that the counterparty has got. */
  lastGot = 0;
  private gapAt = 0;
  private garbled = 0;
  /** Nothing is read any more, though the connection stands. */
  private isDeaf = false;
  private readonly ahead = new Map<number, Frame | null>();
  private aheadBytes = 0;

  constructor(
    private readonly rules: Rules,
    /** The MsgSeqNum that is expected. */
    public next: number,
  ) {}

  /** How many messages wait for their turn. */
  get kept(): number {
    return this.ahead.size;
  }

  /** @param now ms since 1970 */
  take(bytes: string, now: number): void {
    if (this.isOver) return;
    for (const item of this.rules.frames.take(bytes)) {
      if (item === 'fatal') this.refuse();
      else if (item === 'garbled') {
        this.garbled++;
        if (this.garbled >= this.rules.garbledMessages) this.refuse();
      } else {
        this.garbled = 0;
        this.message(item, now);
        this.takeAhead();
      }
      if (this.isOver) return;
    }
  }

  /** Nothing more is read. */
  get isOver(): boolean {
    return this.line === 'gone' || this.isDeaf;
  }

  /** What cannot be read ends the session, at once unless it is ending already. */
  private refuse(): void {
    if (this.line === 'up') this.line = 'gone';
    this.isDeaf = true;
  }

  private message(m: Frame, now: number): void {
    const type = m.fields[2][1];
    const seqNum = seqNumOf(m);
    if (this.line === 'parting') {
      if (type !== '5') return;
      this.count(seqNum);
      this.line = 'gone';
      return;
    }
    const { beginString, senderCompId, targetCompId } = this.rules;
    if (m.fields[0][1] !== beginString || seqNum < 0) this.line = 'parting';
    else if (isOther(m, 49, senderCompId) || isOther(m, 56, targetCompId) || !this.isTimely(m, now)) this.rejectAndPart(seqNum);
    else if (type === 'A') this.logon(m, seqNum);
    else if (type === '5') this.logout(m, seqNum);
    else if (type === '2') this.resendRequest(m, seqNum);
    else if (type === '4' && get(m, 123) !== 'Y') this.sequenceReset(m, seqNum);
    else this.inSequence(m, seqNum);
  }

  private isTimely(m: Frame, now: number): boolean {
    const sent = timeOf(get(m, 52));
    return sent < 0 || Math.abs(now - sent) <= this.rules.sendingTimeMs;
  }

  private inSequence(m: Frame, seqNum: number): void {
    if (seqNum > this.next) this.keep(seqNum, m);
    else if (seqNum < this.next) this.tooLow(m, seqNum);
    else this.inTurn(m, seqNum);
  }

  private inTurn(m: Frame, seqNum: number): void {
    if (!this.isSoundDuplicate(m, seqNum) || !this.isValid(m, seqNum)) return;
    const type = m.fields[2][1];
    if (type === '4') {
      const newSeqNo = Number(get(m, 36));
      if (newSeqNo <= this.next || newSeqNo > NUMBER_MAX) this.reject(seqNum);
      else this.moveTo(newSeqNo);
      return;
    }
    if (type === '1' && get(m, 112)!.length > TEST_REQ_ID_MAX) this.reject(seqNum);
    else {
      this.sound.push(seqNum);
      this.count(seqNum);
    }
  }

  private isValid(m: Frame, seqNum: number): boolean {
    const isValid = this.rules.dictionary.isValid(m);
    if (!isValid) this.reject(seqNum);
    return isValid;
  }

  private reject(seqNum: number): void {
    this.rejected.push(seqNum);
    this.count(seqNum);
  }

  private rejectAndPart(seqNum: number): void {
    this.reject(seqNum);
    this.line = 'parting';
  }

  /** Uses the number, if it is the one that is expected. */
  private count(seqNum: number): void {
    if (seqNum === this.next) this.advance(seqNum + 1);
  }

  private advance(next: number): void {
    this.next = next;
    if (next > this.gapAt) this.gapAt = 0;
  }

  private moveTo(next: number): void {
    for (const n of [...this.ahead.keys()]) if (n < next) this.takeOut(n);
    this.advance(next);
  }

  private tooLow(m: Frame, seqNum: number): void {
    if (get(m, 43) === 'Y') this.isSoundDuplicate(m, seqNum);
    else this.line = 'gone';
  }

  private isSoundDuplicate(m: Frame, seqNum: number): boolean {
    if (get(m, 43) !== 'Y' || m.fields[2][1] === '4') return true;
    const original = get(m, 122);
    const sent = timeOf(get(m, 52));
    if (original === undefined) this.reject(seqNum);
    else if (sent >= 0 && timeOf(original) > sent) this.rejectAndPart(seqNum);
    else return true;
    return false;
  }

  /** Only one that starts the numbers again means anything within a session. */
  private logon(m: Frame, seqNum: number): void {
    if (!this.isValid(m, seqNum)) return;
    const heartBtInt = Number(get(m, 108));
    const isSound = get(m, 98) === '0' && heartBtInt >= 1 && heartBtInt <= 3600;
    if (isSound && get(m, 141) === 'Y') {
      this.resets++;
      this.next = 1;
      this.gapAt = 0;
      this.ahead.clear();
      this.aheadBytes = 0;
      if (seqNum === 1) this.next = 2;
      else if (seqNum > 1) this.ask(seqNum);
    } else if (seqNum !== this.next) this.inSequence(m, seqNum);
    else this.reject(seqNum);
  }

  private logout(m: Frame, seqNum: number): void {
    if (seqNum < this.next && get(m, 43) === 'Y') this.tooLow(m, seqNum);
    else if (this.isValid(m, seqNum)) {
      this.count(seqNum);
      this.line = 'gone';
    }
  }

  /** Answered whatever its own number. */
  private resendRequest(m: Frame, seqNum: number): void {
    if (seqNum < this.next && get(m, 43) === 'Y') {
      this.tooLow(m, seqNum);
      return;
    }
    if (!this.isValid(m, seqNum)) return;
    const from = Number(get(m, 7));
    const to = Number(get(m, 16));
    if (from < 1 || from > this.lastGot || (to !== 0 && to < from)) this.reject(seqNum);
    else if (seqNum > this.next) this.keep(seqNum, null);
    else this.count(seqNum);
  }

  private sequenceReset(m: Frame, seqNum: number): void {
    if (!this.isValid(m, seqNum)) return;
    const newSeqNo = Number(get(m, 36));
    if (newSeqNo < this.next || newSeqNo > NUMBER_MAX) this.rejected.push(seqNum);
    else {
      this.moveTo(newSeqNo);
      this.gapAt = 0;
    }
  }

  /** Keeps what came ahead of its turn, as far as there is room and nothing in it is secret. @param m null: it has been answered and only counts */
  private keep(seqNum: number, m: Frame | null): void {
    const bytes = m?.bytes ?? 0;
    const { ahead } = this;
    const isSecret = m !== null && SECRETS.some((tag) => get(m, tag) !== undefined);
    if (!isSecret && !ahead.has(seqNum) && ahead.size < AHEAD_MESSAGES && this.aheadBytes + bytes <= AHEAD_BYTES) {
      ahead.set(seqNum, m);
      this.aheadBytes += bytes;
    }
    this.ask(seqNum);
  }

  /** Once for each gap. */
  private ask(seqNum: number): void {
    if (this.gapAt !== 0) return;
    this.gapAt = seqNum;
    this.asked++;
  }

  private takeAhead(): void {
    while (this.line === 'up' && this.ahead.has(this.next)) {
      const m = this.takeOut(this.next);
      if (m === null) this.count(this.next);
      else this.inTurn(m, this.next);
    }
  }

  private takeOut(seqNum: number): Frame | null {
    const m = this.ahead.get(seqNum)!;
    this.ahead.delete(seqNum);
    this.aheadBytes -= m?.bytes ?? 0;
    return m;
  }
}

/** The first field with this tag. */
function get(m: Frame, tag: number): string | undefined {
  return m.fields.find((field) => field[0] === tag)?.[1];
}

function seqNumOf(m: Frame): number {
  const text = get(m, 34) ?? '';
  return /^\d{1,9}$/.test(text) ? Number(text) : -1;
}

function isOther(m: Frame, tag: number, expected: string): boolean {
  const value = get(m, tag);
  return value !== undefined && value !== '' && value !== expected;
}

/** ms since 1970 (with fractions) of a UTCTimestamp; -1: it is none. */
function timeOf(text = ''): number {
  const match = /^(\d{4})(\d\d)(\d\d)-(\d\d):(\d\d):(\d\d)(?:\.(\d{3}|\d{6}|\d{9}))?$/.exec(text);
  if (match === null) return -1;
  const [year, month, day, hour, minute, second] = match.slice(1, 7).map(Number);
  const date = new Date(Date.UTC(year, month - 1, day));
  const isDate = year >= 1970 && date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
  if (!isDate || hour > 23 || minute > 59 || second > 60) return -1;
  return date.getTime() + (hour * 3600 + minute * 60 + second) * 1000 + Number(`0.${match[7] ?? 0}`) * 1000;
}
