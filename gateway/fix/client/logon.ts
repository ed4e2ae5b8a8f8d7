/** The body of a client's Logon, in each version that it speaks. */
import type { FixWriter } from '../writer.js';
import type { Field } from './orders.js';
import type { Secret } from './secret.js';

/** What a session speaks; FIXT.1.1 carries FIX 5.0 SP2. */
export type BeginString = 'FIX.4.2' | 'FIX.4.4' | 'FIXT.1.1';

export interface LogonTerms {
  beginString?: BeginString;
  /** ResetSeqNumFlag(141)=Y: both sides begin at 1. */
  resetSeqNum?: boolean;
  /** 8013: whether the venue cancels our orders when the connection is lost; left out: as the venue has it for the session. */
  cancelOnDisconnect?: boolean;
  /** Sends NextExpectedMsgSeqNum(789): the venue resends from there without being asked. */
  nextExpected?: boolean;
  /** Username(553). */
  username?: string;
  /** Fields that the Logon has beside those above. */
  logonFields?: readonly Field[];
}

const YES = 0x59;
const NO = 0x4e;
const FIX50SP2 = 0x39;
/** What Username, Password and further fields may have together, in characters. */
const EXTRA_MAX = 1024;

/** @throws RangeError when it is longer than a message may be */
export function checkLogon({ username = '', logonFields = [] }: LogonTerms, password: Secret | null): void {
  const fields = logonFields.reduce((sum, [, value]) => sum + value.length + 8, 0);
  const length = username.length + (password?.reveal().length ?? 0) + fields;
  if (length > EXTRA_MAX) {
    throw new RangeError(`Logon: expected at most ${EXTRA_MAX} characters of credentials and further fields, got ${length}`);
  }
}

export function putLogon(
  writer: FixWriter,
  heartBtIntS: number,
  terms: LogonTerms,
  password: Secret | null,
  nextIn: number,
): void {
  writer.integer(98, 0);
  writer.integer(108, heartBtIntS);
  if (terms.resetSeqNum) writer.char(141, YES);
  if (terms.nextExpected) writer.integer(789, nextIn);
  if (terms.cancelOnDisconnect !== undefined) writer.char(8013, terms.cancelOnDisconnect ? YES : NO);
  if (terms.beginString === 'FIXT.1.1') writer.char(1137, FIX50SP2);
  if (terms.username !== undefined) writer.string(553, terms.username);
  const secret = password?.reveal();
  if (secret !== undefined) writer.text(554, secret, 0, secret.length);
  for (const [tag, value] of terms.logonFields ?? []) writer.string(tag, value);
}
