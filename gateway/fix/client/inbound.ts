/**
 * The receiving side of a client's session: takes each number once and in order. What comes ahead of its turn is left for the resend
 * that it causes; one ResendRequest for each gap.
 */
import type { Limits } from '../../config.js';
import { FixParser } from '../parser.js';
import type { FixClient } from './client.js';
import { ClientMessage } from './message.js';
import type { FixClientState } from './state.js';

const limits: Pick<Limits, 'fixMessageBytes' | 'fixFields'> = { fixMessageBytes: 8192, fixFields: 512 };

const MSG = {
  heartbeat: 0x30,
  testRequest: 0x31,
  resendRequest: 0x32,
  reject: 0x33,
  sequenceReset: 0x34,
  logout: 0x35,
  executionReport: 0x38,
  cancelReject: 0x39,
  logon: 0x41,
  businessReject: 0x6a,
} as const;

export class Inbound {
  readonly parser = new FixParser(limits);
  private readonly message: ClientMessage;
  /** The number that showed the gap: until it is reached, the gap has been asked for. */
  private gapUntil = 0;
  /** A Logon ahead of its turn, taken all the same. */
  private logonSeqNum = 0;
  private loggedOn = false;

  constructor(
    private readonly client: FixClient,
    private readonly state: FixClientState,
  ) {
    this.message = new ClientMessage(this.parser, client.options.beginString === 'FIX.4.2');
  }

  /** Takes the parser's message. */
  take(): void {
    const { parser, state, message } = this;
    const { msgType, msgSeqNum } = parser;
    if (!this.loggedOn) {
      this.takeFirst();
      return;
    }
    if (msgType === MSG.sequenceReset && message.char(123) !== 'Y') {
      state.nextIn = Math.max(state.nextIn, message.number(36) || 0);
      this.advanced();
      return;
    }
    if (msgType === MSG.logon && message.char(141) === 'Y' && msgSeqNum === 1) {
      state.nextIn = 2;
      this.gapUntil = this.logonSeqNum = 0;
      this.client.handlers.onLogon?.(message);
      return;
    }
    if (msgSeqNum === state.nextIn) {
      state.nextIn++;
      this.process();
      this.advanced();
    } else if (msgSeqNum > state.nextIn) {
      this.ahead(msgSeqNum);
    } else if (!parser.possDup) {
      this.client.giveUp(`MsgSeqNum too low, expecting ${state.nextIn} but received ${msgSeqNum}`);
    }
  }

  /** The answer to our Logon: a Logon, or a Logout that says why not. */
  private takeFirst(): void {
    const { parser, state, message, client } = this;
    const { msgType, msgSeqNum } = parser;
    if (msgType !== MSG.logon) {
      if (msgType === MSG.logout && msgSeqNum === state.nextIn) state.nextIn++;
      if (msgType === MSG.logout) client.loggedOut(message.text(58));
      else client.drop(`expected a Logon first, got ${message.msgType}`);
      return;
    }
    if (message.char(141) === 'Y') state.nextIn = 1;
    if (msgSeqNum < state.nextIn) {
      client.giveUp(`MsgSeqNum too low, expecting ${state.nextIn} but received ${msgSeqNum}`);
      return;
    }
    this.loggedOn = true;
    const ahead = msgSeqNum > state.nextIn;
    if (ahead) {
      this.logonSeqNum = this.gapUntil = msgSeqNum;
      if (!client.options.nextExpected) client.outbound.resendRequest(state.nextIn);
    } else state.nextIn++;
    client.loggedOn(message);
  }

  private ahead(msgSeqNum: number): void {
    const { client, message, state } = this;
    const { msgType } = this.parser;
    if (this.gapUntil < state.nextIn) {
      this.gapUntil = msgSeqNum;
      client.outbound.resendRequest(state.nextIn);
    }
    // Answered at once, or two sides that each wait for the other's resend would wait for ever.
    if (msgType === MSG.resendRequest) client.outbound.resend(message.number(7), message.number(16));
    else if (msgType === MSG.logout) client.loggedOut(message.text(58));
  }

  /** Steps over a Logon that was taken ahead of its turn. */
  private advanced(): void {
    const { state } = this;
    if (state.nextIn === this.logonSeqNum) state.nextIn++;
  }

  private process(): void {
    const { client, message, state } = this;
    const { handlers } = client;
    switch (this.parser.msgType) {
      case MSG.executionReport:
        handlers.onExecution?.(message);
        return;
      case MSG.cancelReject:
        handlers.onCancelReject?.(message);
        return;
      case MSG.reject:
      case MSG.businessReject:
        handlers.onReject?.(message);
        return;
      case MSG.heartbeat:
      case MSG.logon:
        return;
      case MSG.testRequest:
        client.outbound.heartbeat(message.text(112));
        return;
      case MSG.resendRequest:
        client.outbound.resend(message.number(7), message.number(16));
        return;
      case MSG.sequenceReset:
        state.nextIn = Math.max(state.nextIn, message.number(36) || 0);
        return;
      case MSG.logout:
        client.loggedOut(message.text(58));
        return;
      default:
        handlers.onMessage?.(message);
    }
  }
}
