/** Bodies of what the door itself says, as FIX writes them: the content of a SAY command. */
import type { Dialect } from './dialect/dialect.js';
import type { FixParser } from './parser.js';
import { unpackMsgType } from './parser.js';
import { reverseRoute } from './route.js';
import { NO_TAG, rejectText } from './validate.js';

const SOH = '\x01';
/** Longest MsgType that is given back; the content of a SAY is bounded. */
const TYPE_MAX = 64;

/** BusinessRejectReason(380). */
export const BusinessReason = {
  other: 0,
  unknownId: 1,
  unknownSecurity: 2,
  unsupportedType: 3,
  notAvailable: 4,
  conditionallyRequired: 5,
  notAuthorized: 6,
  throttle: 8,
} as const;

/** Reject(3) of the parser's message. @param reason SessionRejectReason, left out where the version has none for it; @param refTag NO_TAG for none */
export function rejectContent(
  p: FixParser,
  dialect: Dialect,
  reason: number,
  refTag: number,
  text = rejectText[reason],
): string {
  const tag = refTag === NO_TAG ? '' : `371=${refTag}${SOH}`;
  const type = p.text(2).slice(0, TYPE_MAX);
  const refMsgType = type === '' ? '' : `372=${type}${SOH}`;
  const code = dialect.allows(373, String(reason)) ? `373=${reason}${SOH}` : '';
  return `${reverseRoute(p)}45=${p.msgSeqNum}${SOH}${tag}${refMsgType}${code}58=${text}${SOH}`;
}

/** BusinessMessageReject(j) of the parser's message. @param refId its own id, if it has one */
export function businessRejectContent(p: FixParser, dialect: Dialect, reason: number, text: string, refId = ''): string {
  const id = refId === '' ? '' : `379=${refId}${SOH}`;
  const code = dialect.allows(380, String(reason)) ? reason : BusinessReason.other;
  return `${reverseRoute(p)}45=${p.msgSeqNum}${SOH}372=${unpackMsgType(p.msgType)}${SOH}${id}380=${code}${SOH}58=${text}${SOH}`;
}

export function textContent(text: string): string {
  return `58=${text}${SOH}`;
}

/** TestReqID(112): of a Heartbeat that answers, or of a TestRequest. */
export function testReqIdContent(id: string): string {
  return `112=${id}${SOH}`;
}

/** NextExpectedMsgSeqNum(789) of a Logout. */
export function nextExpectedContent(next: number): string {
  return `789=${next}${SOH}`;
}

/** News(B): a notice in one line. */
export function newsContent(text: string): string {
  return `148=${text}${SOH}33=1${SOH}58=${text}${SOH}`;
}

/** All that is missing from `from` on. */
export function resendRequestContent(from: number): string {
  return `7=${from}${SOH}16=0${SOH}`;
}

export interface LogonAnswer {
  heartBtIntS: number;
  reset: boolean;
  /** NextExpectedMsgSeqNum(789); 0: left out. */
  nextExpected: number;
  /** DefaultApplVerID(1137); '': left out. */
  applVerId: string;
}

export function logonContent(answer: LogonAnswer): string {
  const reset = answer.reset ? `141=Y${SOH}` : '';
  const next = answer.nextExpected > 0 ? `789=${answer.nextExpected}${SOH}` : '';
  const version = answer.applVerId === '' ? '' : `1137=${answer.applVerId}${SOH}`;
  return `98=0${SOH}108=${answer.heartBtIntS}${SOH}${reset}${next}${version}`;
}

/** What a counterparty wrote, fit for a log line. */
export function printable(text: string): string {
  const cut = text.length > 64 ? `${text.slice(0, 64)}…` : text;
  return cut.replace(/[^\x20-\x7e…]/g, (c) => `\\x${c.charCodeAt(0).toString(16).padStart(2, '0')}`);
}
