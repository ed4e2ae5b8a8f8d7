/** Bodies of what the door itself says, as FIX writes them: the content of a SAY command. */
import type { FixParser } from './parser.js';
import { unpackMsgType } from './parser.js';
import { NO_TAG, rejectText } from './validate.js';

const SOH = '\x01';
/** Longest value that is given back; the content of a SAY is bounded. */
const VALUE_MAX = 64;

/** BusinessRejectReason(380). */
export const BusinessReason = { other: 0, unsupportedType: 3, notAvailable: 4, conditionallyRequired: 5 } as const;

/** OnBehalfOf- and DeliverTo- fields change places in an answer; they belong to the header, so they come first. */
const ROUTES: readonly [number, number][] = [
  [115, 128],
  [116, 129],
  [144, 145],
  [128, 115],
  [129, 116],
  [145, 144],
];

function reverseRoute(p: FixParser): string {
  let route = '';
  for (const [from, to] of ROUTES) {
    const index = p.find(from);
    const length = index < 0 ? 0 : p.length[index];
    if (length > 0 && length <= VALUE_MAX) route += `${to}=${p.text(index)}${SOH}`;
  }
  return route;
}

/** Reject(3) of the parser's message. @param reason SessionRejectReason; @param refTag NO_TAG for none */
export function rejectContent(p: FixParser, reason: number, refTag: number, text = rejectText[reason]): string {
  const tag = refTag === NO_TAG ? '' : `371=${refTag}${SOH}`;
  const type = p.text(2).slice(0, VALUE_MAX);
  const refMsgType = type === '' ? '' : `372=${type}${SOH}`;
  return `${reverseRoute(p)}45=${p.msgSeqNum}${SOH}${tag}${refMsgType}373=${reason}${SOH}58=${text}${SOH}`;
}

/** BusinessMessageReject(j) of the parser's message. @param refId its own id, if it has one */
export function businessRejectContent(p: FixParser, reason: number, text: string, refId = ''): string {
  const id = refId === '' ? '' : `379=${refId}${SOH}`;
  return `${reverseRoute(p)}45=${p.msgSeqNum}${SOH}372=${unpackMsgType(p.msgType)}${SOH}${id}380=${reason}${SOH}58=${text}${SOH}`;
}

export function textContent(text: string): string {
  return `58=${text}${SOH}`;
}

/** TestReqID(112): of a Heartbeat that answers, or of a TestRequest. */
export function testReqIdContent(id: string): string {
  return `112=${id}${SOH}`;
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
}

export function logonContent(answer: LogonAnswer): string {
  const reset = answer.reset ? `141=Y${SOH}` : '';
  const next = answer.nextExpected > 0 ? `789=${answer.nextExpected}${SOH}` : '';
  return `98=0${SOH}108=${answer.heartBtIntS}${SOH}${reset}${next}`;
}

/** What a counterparty wrote, fit for a log line. */
export function printable(text: string): string {
  const cut = text.length > 64 ? `${text.slice(0, 64)}…` : text;
  return cut.replace(/[^\x20-\x7e…]/g, (c) => `\\x${c.charCodeAt(0).toString(16).padStart(2, '0')}`);
}
