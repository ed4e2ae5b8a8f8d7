/**
 * The inbound MsgSeqNum of a session: what is expected, which gap is being filled, and what came ahead of its turn. Runs on
 * the door's thread. The engine owns the number; this shadow runs ahead of it, by the commands that are under way.
 */
import { AheadMessages } from './ahead.js';
import { resendRequestContent } from './answers.js';
import { Msg } from './msg-types.js';
import type { FixParser } from './parser.js';
import type { FixSession } from './session.js';

const AHEAD_BYTES = 65_536;
/** Password, NewPassword, RawData: such a message comes again with the resend. */
const SECRETS = [554, 925, 96] as const;

export class InboundNumbers {
  /** The first message that came too high; the ResendRequest for what is before it is out. 0: no gap. */
  private gapAt = 0;
  private isOpen = false;
  private readonly ahead = new AheadMessages(AHEAD_BYTES);

  /** @param next the MsgSeqNum that the next message should have */
  constructor(
    private readonly session: FixSession,
    public next: number,
  ) {}

  restart(next: number): void {
    this.next = next;
    this.isOpen = false;
    this.gapAt = 0;
    this.ahead.clear();
  }

  /** Starts again after a Logon whose number was not 1: whether its side starts again as well shows with its next message. */
  restartOpen(): void {
    this.restart(2);
    this.isOpen = true;
  }

  /** A message of the session has come: the first after restartOpen() has the number that is expected. */
  meet(msgSeqNum: number): void {
    if (this.isOpen) this.restart(Math.max(1, msgSeqNum));
  }

  /** A message that is its own command has been submitted. */
  took(msgSeqNum: number): void {
    this.advance(msgSeqNum + 1);
  }

  /** The message counts: it is in the log, and the next number is expected. One out of turn does not. */
  count(msgType: number, msgSeqNum: number): void {
    if (msgSeqNum !== this.next) return;
    const { connectionId, ledger } = this.session;
    ledger.received(connectionId, msgSeqNum, msgType & 0xff);
    this.advance(msgSeqNum + 1);
  }

  /** A SequenceReset. @param msgSeqNum its own, if it counts; else 0 */
  moveTo(next: number, msgSeqNum: number): void {
    const { connectionId, ledger } = this.session;
    ledger.setNextIn(connectionId, msgSeqNum, next);
    this.ahead.dropBelow(next);
    if (msgSeqNum === 0) this.gapAt = 0;
    this.advance(next);
  }

  private advance(next: number): void {
    this.next = next;
    if (this.gapAt !== 0 && next > this.gapAt) this.gapAt = 0;
  }

  /** Keeps a message that came ahead of its turn, unless it may hold a password or a signature, and asks for what is missing. */
  keep(p: FixParser): void {
    if (!SECRETS.some((tag) => p.find(tag) >= 0)) this.ahead.put(p.msgSeqNum, p.buffer, p.start, p.end);
    this.askBefore(p.msgSeqNum);
  }

  /** Remembers that a ResendRequest has come and been answered ahead of its turn. */
  keepAnswered(msgSeqNum: number): void {
    this.ahead.put(msgSeqNum, NOTHING, 0, 0);
    this.askBefore(msgSeqNum);
  }

  /** One ResendRequest for each gap. */
  askBefore(msgSeqNum: number): void {
    if (this.gapAt !== 0) return;
    this.gapAt = msgSeqNum;
    this.session.say(Msg.resendRequest, 0, resendRequestContent(this.next));
  }

  /** The message that was kept for this turn; null: none; empty: it was answered when it came, and only counts. */
  takeKept(): Uint8Array | null {
    return this.ahead.size === 0 ? null : (this.ahead.take(this.next) ?? null);
  }
}

const NOTHING = new Uint8Array(0);
