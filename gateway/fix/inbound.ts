/**
 * The FIX session layer for what comes in: its place in the sequence, PossDup, Reject, TestRequest, ResendRequest,
 * SequenceReset, Logout, orders. Runs on the door's thread. Everything that counts goes to the log as a command with its
 * number; answers go there as SAY and leave when they come back.
 */

import type { SessionConfig } from '../config-sessions.js';
import { LineLimit } from '../line-limit.js';
import { printable, rejectContent, testReqIdContent } from './answers.js';
import { Application } from './application.js';
import type { DoorContext } from './door-context.js';
import { isText, isTimely, isYes, numberOf, timeOf } from './fields.js';
import { InboundNumbers } from './inbound-numbers.js';
import { readLogon } from './logon-request.js';
import { Msg } from './msg-types.js';
import { type FixParser, Parse } from './parser.js';
import { Replies } from './replies.js';
import { ResendRequests } from './resend-requests.js';
import type { FixSession } from './session.js';
import { Throttle } from './throttle.js';
import { NO_TAG, RejectReason, VALID } from './validate.js';

const MSG_SEQ_NUM_MAX = 999_999_999;
const TEST_REQ_ID_MAX = 256;
/** Lines of the log that a counterparty can cause with its Rejects. */
const REJECT_LINES = { perSecond: 5 };

export class Inbound {
  readonly numbers: InboundNumbers;
  private readonly replies: Replies;
  private readonly application: Application;
  private readonly resends: ResendRequests;
  private throttle: Throttle;
  private readonly warnings: LineLimit;

  /** @param nextIn the MsgSeqNum that the next message should have */
  constructor(
    private readonly door: DoorContext,
    private readonly session: FixSession,
    nextIn: number,
  ) {
    this.numbers = new InboundNumbers(session, nextIn);
    this.replies = new Replies(session, this.numbers);
    this.application = new Application(door, session, this.numbers, this.replies);
    this.throttle = new Throttle(session.settings, door.limits);
    this.warnings = new LineLimit(door.logger, REJECT_LINES);
    this.resends = new ResendRequests(door, session, this.numbers, this.replies);
  }

  /** The session's settings may have changed since it was last logged on. */
  throttleBy(settings: SessionConfig): void {
    this.throttle = new Throttle(settings, this.door.limits);
  }

  /** Takes a Logon's number; whether it is the one expected. */
  takeLogon(msgSeqNum: number, reset: boolean): boolean {
    if (reset) this.numbers.restart(1);
    if (this.session.ledger.startsAgain && msgSeqNum !== 1) {
      this.numbers.restartOpen();
      return true;
    }
    if (msgSeqNum !== this.numbers.next) return false;
    this.numbers.took(msgSeqNum);
    return true;
  }

  /** A Logon ahead of its turn is accepted first, then what is missing is asked for. */
  askAfterLogon(msgSeqNum: number): void {
    if (msgSeqNum > this.numbers.next) this.numbers.askBefore(msgSeqNum);
  }

  /** A well-framed message of a connection that is logged on. */
  handle(p: FixParser): void {
    const { session } = this;
    if (session.isLoggingOut && p.msgType === Msg.logout) this.takeLogoutAnswer(p);
    if (!session.isUp || !this.isOfSession(p)) return;
    this.numbers.meet(p.msgSeqNum);
    if (p.msgType === Msg.logon) this.logonAgain(p);
    else if (p.msgType === Msg.logout) this.logout(p);
    else if (p.msgType === Msg.resendRequest) this.resendRequest(p);
    else if (p.msgType === Msg.sequenceReset && !isYes(p, p.find(123))) this.sequenceReset(p);
    else this.inSequence(p);
  }

  private inSequence(p: FixParser): void {
    if (p.msgSeqNum > this.numbers.next) this.numbers.keep(p);
    else if (p.msgSeqNum < this.numbers.next) this.tooLow(p);
    else this.inTurn(p);
  }

  /** Whether version, number, CompIDs and time are those of this session; if not, it ends. */
  private isOfSession(p: FixParser): boolean {
    const { session, door } = this;
    const { senderCompId, targetCompId } = session.info;
    const { beginString } = session.wire.dialect;
    if (!isText(p, 0, beginString)) {
      session.logOut(`Incorrect BeginString: expected ${beginString}`, true);
    } else if (p.msgSeqNum < 0) {
      session.logOut('MsgSeqNum: expected a number of 1 to 9 digits', true);
    } else if (isOther(p, p.senderCompId, senderCompId) || isOther(p, p.targetCompId, targetCompId)) {
      this.rejectAndLogOut(p, RejectReason.compIdProblem, 'CompID problem');
    } else if (!isTimely(p, door.clock.nowUs(), door.limits)) {
      this.notTimely(p);
    } else return true;
    return false;
  }

  /** Handles the message that was kept for this turn; whether there was one. */
  takeKept(): boolean {
    const bytes = this.session.isUp ? this.numbers.takeKept() : null;
    if (bytes === null) return false;
    if (bytes.length === 0) {
      this.numbers.count(Msg.resendRequest, this.numbers.next);
      return true;
    }
    const p = this.door.keptParser;
    p.append(bytes);
    if (p.next() === Parse.message) this.inTurn(p);
    return true;
  }

  private rejectAndLogOut(p: FixParser, reason: number, text: string): void {
    this.replies.reject(p, reason, NO_TAG);
    this.session.logOut(text, true);
  }

  private notTimely(p: FixParser): void {
    this.rejectAndLogOut(p, RejectReason.sendingTimeAccuracy, 'SendingTime accuracy problem');
  }

  private tooLow(p: FixParser): void {
    if (p.possDup) this.isSoundDuplicate(p);
    else this.session.logOut(`MsgSeqNum too low, expecting ${this.numbers.next} but received ${p.msgSeqNum}`, false);
  }

  /** Whether a message with PossDupFlag has an OrigSendingTime, not after its SendingTime; if not, it is answered. */
  private isSoundDuplicate(p: FixParser): boolean {
    if (!p.possDup || p.msgType === Msg.sequenceReset) return true;
    if (p.origSendingTime < 0) {
      this.replies.reject(p, RejectReason.requiredTagMissing, 122);
      return false;
    }
    const sentUs = timeOf(p, p.sendingTime);
    if (sentUs < 0 || timeOf(p, p.origSendingTime) <= sentUs) return true; // a time that cannot be read is the dictionary's to judge
    this.notTimely(p);
    return false;
  }

  /** Whether the message keeps to the dictionary; if not, it is answered. */
  private isValid(p: FixParser): boolean {
    const { validator } = this.session.wire;
    const reason = validator.check(p);
    if (reason !== VALID) this.replies.reject(p, reason, validator.refTag);
    return reason === VALID;
  }

  private inTurn(p: FixParser): void {
    if (!this.throttle.counts(this.door.clock.nowUs())) this.tooMany(p);
    else if (this.isSoundDuplicate(p) && this.isValid(p)) this.take(p);
  }

  private take(p: FixParser): void {
    switch (p.msgType) {
      case Msg.sequenceReset:
        this.gapFill(p);
        break;
      case Msg.heartbeat:
        this.replies.count(p);
        break;
      case Msg.testRequest:
        this.testRequest(p);
        break;
      case Msg.reject:
      case Msg.businessReject:
        this.warnOfReject(p);
        this.replies.count(p);
        break;
      default:
        this.application.handle(p, this.throttle);
    }
  }

  /** Above the second level of the throttle: the message is not looked at, and the session ends. */
  private tooMany(p: FixParser): void {
    this.replies.count(p);
    this.session.logOut(`more than ${this.throttle.logoutAbovePerSecond} messages in a second`, false);
  }

  private testRequest(p: FixParser): void {
    const id = p.text(p.find(112));
    if (id.length > TEST_REQ_ID_MAX) {
      this.replies.reject(p, RejectReason.incorrectValue, 112);
      return;
    }
    this.replies.count(p);
    if (this.throttle.takes(p.msgType, this.door.clock.nowUs())) this.session.say(Msg.heartbeat, 0, testReqIdContent(id));
  }

  private warnOfReject(p: FixParser): void {
    const who = printable(this.session.info.senderCompId);
    const which = printable(p.text(p.find(45)));
    this.warnings.warn(this.door.clock.nowUs(), `FIX ${who}: rejects our message ${which}: ${printable(p.text(p.find(58)))}`);
  }

  /** Answered whatever its own number, so that two sides in a gap do not wait for each other. */
  private resendRequest(p: FixParser): void {
    if (p.msgSeqNum < this.numbers.next && p.possDup) this.tooLow(p);
    else if (this.isValid(p)) this.resends.take(p, this.throttle);
  }

  /** SequenceReset-Reset: its own number does not matter. */
  private sequenceReset(p: FixParser): void {
    if (!this.isValid(p)) return;
    const newSeqNo = numberOf(p, p.find(36));
    if (newSeqNo < this.numbers.next || newSeqNo > MSG_SEQ_NUM_MAX) {
      const text = `NewSeqNo: expected ${this.numbers.next} or more`;
      const content = rejectContent(p, this.session.wire.dialect, RejectReason.incorrectValue, 36, text);
      this.session.say(Msg.reject, 0, content);
      return;
    }
    this.numbers.moveTo(newSeqNo, 0);
  }

  private gapFill(p: FixParser): void {
    const newSeqNo = numberOf(p, p.find(36));
    if (newSeqNo <= this.numbers.next || newSeqNo > MSG_SEQ_NUM_MAX) {
      this.replies.reject(p, RejectReason.incorrectValue, 36, `NewSeqNo: expected ${this.numbers.next + 1} or more`);
      return;
    }
    this.numbers.moveTo(newSeqNo, p.msgSeqNum);
  }

  private logout(p: FixParser): void {
    if (p.msgSeqNum < this.numbers.next && p.possDup) {
      this.tooLow(p);
      return;
    }
    if (!this.isValid(p)) return;
    this.numbers.count(p.msgType, p.msgSeqNum);
    this.session.partWith('');
  }

  private takeLogoutAnswer(p: FixParser): void {
    this.numbers.count(p.msgType, p.msgSeqNum);
    this.session.logoutAnswered();
  }

  /** A Logon within a session: with ResetSeqNumFlag both sides begin again at 1. */
  private logonAgain(p: FixParser): void {
    const { session } = this;
    if (session.connection === null || !this.isValid(p)) return;
    const logon = readLogon(p, this.door, session.wire);
    if (typeof logon !== 'string' && logon.resetAsked) {
      session.logOn(session.connection, logon, true, 0);
      return;
    }
    if (p.msgSeqNum !== this.numbers.next) this.inSequence(p);
    else this.replies.reject(p, RejectReason.other, NO_TAG, 'Logon: the session is logged on; expected ResetSeqNumFlag(141)=Y');
  }
}

/** Whether a field has another text; one that is missing or empty is the dictionary's to judge. */
function isOther(p: FixParser, index: number, text: string): boolean {
  return index >= 0 && p.length[index] > 0 && !isText(p, index, text);
}
