/**
 * A session's application messages, each in its turn and sound: orders and lists of them, questions about orders, instruments and
 * trading. Which it may send is a matter of its role. Door's thread.
 */
import { Type } from '../../engine/records.js';
import { BusinessReason } from './answers.js';
import type { DoorContext } from './door-context.js';
import type { InboundNumbers } from './inbound-numbers.js';
import { MD_REQ_ID_MAX, NOT_FOR_MARKET_DATA, refusalContent } from './market-data/request.js';
import { Msg } from './msg-types.js';
import { OrderList } from './order-list.js';
import { commandOf } from './order-reader.js';
import type { FixParser } from './parser.js';
import type { Replies } from './replies.js';
import type { FixSession } from './session.js';
import type { Throttle } from './throttle.js';
import { RejectReason } from './validate.js';

export class Application {
  constructor(
    private readonly door: DoorContext,
    private readonly session: FixSession,
    private readonly numbers: InboundNumbers,
    private readonly replies: Replies,
  ) {}

  /** A message that has passed the dictionary and whose turn it is. */
  handle(p: FixParser, throttle: Throttle): void {
    const { session, replies } = this;
    const { validator } = session.wire;
    if (!validator.isTaken) {
      replies.unsupported(p);
      return;
    }
    const withinLimit = throttle.takes(p.msgType, this.door.clock.nowUs());
    if (!withinLimit && p.msgType !== Msg.marketDataRequest) {
      replies.businessReject(p, BusinessReason.throttle, throttle.reason(p.msgType));
    } else if (validator.missingConditional > 0) {
      const text = `Conditionally required field missing: ${validator.missingConditional}`;
      replies.businessReject(p, BusinessReason.conditionallyRequired, text);
    } else if (p.msgType === Msg.marketDataRequest) this.marketData(p, withinLimit);
    else if (session.desk.takes(p.msgType)) this.ask(p);
    else if (session.settings.role !== 'orderEntry') this.notOfRole(p);
    else if (p.msgType === Msg.newOrderList) this.list(p);
    else this.order(p);
  }

  private order(p: FixParser): void {
    const { session, replies } = this;
    const { orders } = session.wire;
    const command = commandOf(p.msgType);
    const unfit = command === 0 ? 0 : orders.read(p, command);
    if (command === 0) replies.unsupported(p);
    else if (unfit > 0) replies.reject(p, RejectReason.incorrectValue, unfit);
    else {
      orders.fields.possResend = p.possResend && command === Type.NEW_ORDER;
      session.ledger.order(session.connectionId, p.msgSeqNum, command, orders.fields);
      this.numbers.took(p.msgSeqNum);
    }
  }

  /** What the desk answers comes after the message has been counted, and goes on while there is room. */
  private ask(p: FixParser): void {
    const { desk } = this.session;
    if (desk.handle(p)) this.replies.count(p);
    else this.replies.businessReject(p, desk.fault, desk.text);
    if (desk.hasWork) this.door.attend(this.session);
  }

  /** Refused by a MarketDataRequestReject of its own, where FIX has a reason for it. */
  private marketData(p: FixParser, withinLimit: boolean): void {
    const { session, replies } = this;
    const { validator, dialect } = session.wire;
    const id = validator.find(262);
    if (p.length[id] > MD_REQ_ID_MAX) {
      replies.reject(p, RejectReason.incorrectValue, 262);
      return;
    }
    const problem = session.marketData
      ? session.marketData.request(p, validator, dialect.version, withinLimit)
      : NOT_FOR_MARKET_DATA;
    if (problem !== null && 'businessReason' in problem) {
      replies.businessReject(p, problem.businessReason, problem.text);
      return;
    }
    replies.count(p);
    if (problem !== null) session.say(Msg.marketDataRequestReject, 0, refusalContent(p.text(id), problem));
  }

  private notOfRole(p: FixParser): void {
    const text = `not for a session of role ${this.session.settings.role}`;
    this.replies.businessReject(p, BusinessReason.notAuthorized, text);
  }

  /** Both go to the engine, the second linked to the first. */
  private list(p: FixParser): void {
    const { session, replies } = this;
    const { list } = session.wire;
    const fault = list.read(p);
    if (fault !== '') replies.businessReject(p, BusinessReason.other, fault);
    else if (list.tag > 0) replies.reject(p, RejectReason.incorrectValue, list.tag);
    else {
      const { ledger, connectionId } = session;
      ledger.order(connectionId, p.msgSeqNum, OrderList.COMMAND, list.first);
      ledger.order(connectionId, 0, OrderList.COMMAND, list.second);
      this.numbers.took(p.msgSeqNum);
    }
  }
}
