/** Rejects of a session's messages, and the count of those that are answered so. Door's thread. */
import { BusinessReason, businessRejectContent, rejectContent } from './answers.js';
import type { InboundNumbers } from './inbound-numbers.js';
import { Msg } from './msg-types.js';
import type { FixParser } from './parser.js';
import type { FixSession } from './session.js';

/** Characters of the counterparty's own id that are given back. */
const REF_ID_MAX = 64;
/** Where a request has its own id: BusinessRejectRefID(379). A list has its before those of its orders. */
const ID_TAGS = [11, 262, 320, 324, 335, 584] as const;
const LIST_ID = 66;

export class Replies {
  constructor(
    private readonly session: FixSession,
    private readonly numbers: InboundNumbers,
  ) {}

  /** The message counts, and needs no answer. */
  count(p: FixParser): void {
    this.numbers.count(p.msgType, p.msgSeqNum);
  }

  /** @param reason SessionRejectReason */
  reject(p: FixParser, reason: number, refTag: number, text?: string): void {
    this.count(p);
    this.session.say(Msg.reject, 0, rejectContent(p, this.session.wire.dialect, reason, refTag, text));
  }

  /** @param reason BusinessRejectReason */
  businessReject(p: FixParser, reason: number, text: string): void {
    this.count(p);
    const content = businessRejectContent(p, this.session.wire.dialect, reason, text, refIdOf(p));
    this.session.say(Msg.businessReject, 0, content);
  }

  unsupported(p: FixParser): void {
    this.businessReject(p, BusinessReason.unsupportedType, 'Unsupported Message Type');
  }
}

function refIdOf(p: FixParser): string {
  for (const tag of p.msgType === Msg.newOrderList ? [LIST_ID] : ID_TAGS) {
    const index = p.find(tag);
    if (index >= 0) return p.text(index).slice(0, REF_ID_MAX);
  }
  return '';
}
