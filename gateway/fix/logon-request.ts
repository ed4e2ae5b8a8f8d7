/** What a Logon asks for, and whether the door can take it. Passwords (554, 925) and signatures (96) are neither kept nor shown. */
import type { LogonProof } from './access/logon-check.js';
import { signedText } from './access/signature.js';

import { printable } from './answers.js';
import type { DoorContext } from './door-context.js';
import { isText, isTimely, isYes, numberOf, timeOf } from './fields.js';
import { Msg } from './msg-types.js';
import { type FixParser, unpackMsgType } from './parser.js';
import { rejectText, VALID } from './validate.js';
import type { Wire } from './wire.js';

export interface LogonRequest {
  /** The version that the session speaks from now on. */
  wire: Wire;
  senderCompId: string;
  msgSeqNum: number;
  heartBtIntS: number;
  /** ResetSeqNumFlag(141)=Y. */
  resetAsked: boolean;
  /** 8013: 0 as defined for the session, 1 yes, 2 no. */
  cancelOnDisconnect: number;
  /** NextExpectedMsgSeqNum(789); 0: not given. */
  nextExpected: number;
  /** LastMsgSeqNumProcessed(369) was given: it is given back in each message. */
  hasLastProcessed: boolean;
}

const COMP_ID = /^[\x21-\x7e]{1,32}$/;

/** The Logon that a connection begins with, or why it is refused. */
export function readFirstMessage(p: FixParser, door: DoorContext): LogonRequest | string {
  if (p.msgType !== Msg.logon) return `expected a Logon first, got MsgType ${printable(unpackMsgType(p.msgType))}`;
  const wire = door.wires.of(p);
  if (wire === null) return `expected BeginString ${door.wires.names}, got ${printable(p.text(0))}`;
  const { dialect, validator } = wire;
  const reason = validator.check(p);
  if (reason !== VALID) return `Logon: ${rejectText[reason]} (tag ${validator.refTag})`;
  if (dialect.applVerId !== '' && !isText(p, validator.find(1137), dialect.applVerId)) {
    return `Logon: DefaultApplVerID: expected ${dialect.applVerId}, got ${printable(p.text(validator.find(1137)))}`;
  }
  if (!isText(p, p.targetCompId, door.compId)) {
    return `expected TargetCompID ${door.compId}, got ${printable(p.text(p.targetCompId))}`;
  }
  if (p.msgSeqNum < 1) return 'Logon: MsgSeqNum: expected a number from 1 to 999999999';
  if (!isTimely(p, door.clock.nowUs(), door.limits)) return "Logon: SendingTime is too far from the venue's time";
  if (p.find(925) >= 0) return 'Logon: NewPassword: a Logon cannot change a password here; whoever runs the venue can';
  return readLogon(p, door, wire);
}

/** Reads a Logon that has passed the dictionary. */
export function readLogon(p: FixParser, door: DoorContext, wire: Wire): LogonRequest | string {
  const senderCompId = p.text(p.senderCompId);
  if (!COMP_ID.test(senderCompId)) return 'Logon: SenderCompID: expected 1 to 32 printable characters without spaces';
  if (!isText(p, p.find(98), '0')) return 'Logon: EncryptMethod: expected 0 (none)';
  const heartBtIntS = numberOf(p, p.find(108));
  if (heartBtIntS < 1 || heartBtIntS > door.limits.fixHeartBtIntMaxS) {
    return `Logon: HeartBtInt: expected 1 to ${door.limits.fixHeartBtIntMaxS} s, got ${printable(p.text(p.find(108)))}`;
  }
  const choice = p.find(8013);
  return {
    wire,
    senderCompId,
    msgSeqNum: p.msgSeqNum,
    heartBtIntS,
    resetAsked: isYes(p, p.find(141)),
    cancelOnDisconnect: choice < 0 ? 0 : isYes(p, choice) ? 1 : 2,
    nextExpected: Math.max(0, numberOf(p, p.find(789))),
    hasLastProcessed: p.find(369) >= 0,
  };
}

/** What the parser's Logon says of who sent it; for the check of credentials alone. */
export function readProof(p: FixParser): LogonProof {
  const password = p.find(554);
  const signature = p.find(96);
  const signed = [2, p.senderCompId, p.targetCompId, p.find(34), p.sendingTime].map((index) => p.text(index));
  return {
    password: password < 0 ? null : p.buffer.slice(p.offset[password], p.offset[password] + p.length[password]),
    signature: signature < 0 ? null : p.text(signature),
    signedText: signedText(signed),
    sentUs: timeOf(p, p.sendingTime),
  };
}
