/**
 * Our side of a session for the certification: it knows the rules, so that a case can break one of them and nothing else. Numbers are
 * those of the session, over all its connections; what a live session owes (an answer to a TestRequest, a gap fill) it gives when the
 * case does not await that message itself.
 */

import type { Secret } from '../client/secret.js';
import type { Dialect } from '../dialect/dialect.js';
import type { Faults } from './case.js';
import { frame, type Received, SOH } from './message.js';
import { type Numbers, timestamp } from './variables.js';
import { type Address, Wire } from './wire.js';

export interface PeerTerms {
  address: Address;
  dialect: Dialect;
  sender: string;
  target: string;
  username?: string;
  password?: Secret;
  /** How long anything may take. */
  limitMs: number;
}

/** What sees the traffic. */
export interface Witness {
  sent(text: string): void;
  received(message: Received): void;
  /** Once its number has been judged. */
  judge(message: Received, numberFault: string): void;
}

/** Our Logout, and the venue's to come. */
const GOODBYE_MS = 2000;
const NUMBERS_MAX = 100_000;

export class Peer {
  /** Between the venue's Logon and the end. */
  isUp = false;
  private wire: Wire | null = null;
  /** The venue's numbers from nextIn up to this one are being sent again; 0: none. */
  private gapUntil = 0;
  /** Numbers that came ahead of their turn. */
  private readonly ahead = new Set<number>();

  constructor(
    private readonly terms: PeerTerms,
    readonly numbers: Numbers,
    private readonly witness: Witness,
  ) {}

  get isOpen(): boolean {
    return this.wire !== null;
  }

  /** @throws Error when there is no connection to be had */
  async open(): Promise<void> {
    const { address, limitMs } = this.terms;
    this.isUp = false;
    this.gapUntil = 0;
    this.ahead.clear();
    this.wire = await Wire.open(address, limitMs, (message) => this.witness.received(message));
  }

  /** Parts of a Logon's body, each with a SOH before it; '' where there is nothing to say. */
  get logonParts(): { version: string; credentials: string } {
    const { dialect, username, password } = this.terms;
    const user = username === undefined ? '' : `${SOH}553=${username}`;
    const secret = password === undefined ? '' : `${SOH}554=${password.reveal().toString('latin1')}`;
    return { version: dialect.applVerId === '' ? '' : `${SOH}1137=${dialect.applVerId}`, credentials: user + secret };
  }

  /** Body and faults with their variables filled in, SOH between fields. */
  send(msgType: string, body: string, faults: Faults = {}): void {
    const { terms, numbers } = this;
    const { seq = String(numbers.nextOut), sendingTimeS = 0, counts = true, nextSeq } = faults;
    const fields = [
      `49=${faults.sender ?? terms.sender}`,
      `56=${faults.target ?? terms.target}`,
      seq === '' ? '' : `34=${seq}`,
      faults.header ?? '',
      sendingTimeS === null ? '' : `52=${timestamp(Date.now() + sendingTimeS * 1000)}`,
      body,
    ];
    const { bodyLength, checkSum, typeFirst, beginString = terms.dialect.beginString } = faults;
    this.write(frame({ beginString, msgType, rest: joined(fields), bodyLength, checkSum, typeFirst }));
    if (nextSeq !== undefined) numbers.nextOut = Number(nextSeq);
    else if (counts) numbers.nextOut++;
  }

  /** Bytes as they are. */
  write(text: string): void {
    this.witness.sent(text);
    this.wire?.write(text);
  }

  /** The next message, its number taken; or why there is none. */
  async next(untilMs: number): Promise<Received | 'closed' | 'late'> {
    if (this.wire === null) return 'closed';
    const message = await this.wire.next(untilMs);
    if (typeof message === 'string') {
      if (message === 'closed') this.isUp = false;
      return message;
    }
    this.witness.judge(message, message.fault === '' ? this.takeNumber(message) : '');
    if (message.fault === '' && message.msgType === 'A') this.isUp = true;
    if (message.fault === '' && message.msgType === '5') this.isUp = false;
    return message;
  }

  /** Asked for after a Logon that showed a gap: true until what was missed has come. */
  get isCatchingUp(): boolean {
    return this.gapUntil > 0;
  }

  /** What a session owes to a message that the case does not await; false when it owes nothing and the message matters. */
  owes(message: Received): boolean {
    switch (message.msgType) {
      case '0':
        return message.get(112) === undefined;
      case '1':
        this.send('0', `112=${message.get(112) ?? ''}`);
        return true;
      case '2':
        this.fillGap(Number(message.get(7)));
        return true;
      default:
        return false;
    }
  }

  /** Logs out in good order if it can, and ends the connection. */
  async close(): Promise<void> {
    const { wire } = this;
    if (wire === null) return;
    if (this.isUp) {
      this.send('5', '');
      const untilMs = performance.now() + GOODBYE_MS;
      while (this.isUp) {
        const message = await this.next(untilMs);
        if (typeof message === 'string') break;
        this.owes(message);
      }
    }
    await this.cut();
  }

  /** Ends the connection without a word. */
  async cut(): Promise<void> {
    const { wire } = this;
    this.wire = null;
    this.isUp = false;
    await wire?.end(GOODBYE_MS);
  }

  /** Never a message again: all that was is filled. */
  private fillGap(from: number): void {
    const { nextOut } = this.numbers;
    if (!(from >= 1 && from < nextOut)) return;
    const header = joined(['43=Y', `122=${timestamp(Date.now())}`]);
    this.send('4', joined(['123=Y', `36=${nextOut}`]), { seq: String(from), counts: false, header });
  }

  /** Moves the venue's number on. Returns what is wrong with the message's, or ''. */
  private takeNumber(message: Received): string {
    const { numbers } = this;
    const { msgType, msgSeqNum, possDup } = message;
    if (!Number.isSafeInteger(msgSeqNum) || msgSeqNum < 1) return `MsgSeqNum(34) is ${message.get(34) ?? 'not there'}`;
    if (msgType === '4') return this.takeSequenceReset(message);
    if (msgType === 'A' && message.get(141) === 'Y') {
      numbers.nextIn = msgSeqNum + 1;
      return msgSeqNum === 1 ? '' : `MsgSeqNum(34) is ${msgSeqNum} in a Logon with ResetSeqNumFlag(141)=Y, expected 1`;
    }
    if (msgType === 'A' && !this.isUp && msgSeqNum > numbers.nextIn) {
      this.gapUntil = msgSeqNum;
      this.ahead.add(msgSeqNum);
      this.send('2', joined([`7=${numbers.nextIn}`, '16=0']));
      return '';
    }
    const expected = numbers.nextIn;
    if (msgSeqNum === expected) this.advanceTo(expected + 1);
    else if (msgSeqNum > expected && this.isCatchingUp && this.ahead.size < NUMBERS_MAX) this.ahead.add(msgSeqNum);
    else if (msgSeqNum > expected) {
      this.advanceTo(msgSeqNum + 1);
      return `MsgSeqNum(34) is ${msgSeqNum}, expected ${expected}`;
    } else if (!possDup) return `MsgSeqNum(34) is ${msgSeqNum} without PossDupFlag(43), expected ${expected}`;
    return '';
  }

  private takeSequenceReset(message: Received): string {
    const newSeqNo = Number(message.get(36));
    const { nextIn } = this.numbers;
    if (message.get(123) === 'Y' && message.msgSeqNum > nextIn) {
      return `MsgSeqNum(34) of a gap fill is ${message.msgSeqNum}, expected at most ${nextIn}`;
    }
    if (newSeqNo > nextIn) this.advanceTo(newSeqNo);
    return '';
  }

  private advanceTo(next: number): void {
    const { numbers, ahead } = this;
    numbers.nextIn = next;
    while (ahead.delete(numbers.nextIn)) numbers.nextIn++;
    if (numbers.nextIn > this.gapUntil) this.gapUntil = 0;
  }
}

function joined(fields: readonly string[]): string {
  return fields.filter((field) => field !== '').join(SOH);
}
