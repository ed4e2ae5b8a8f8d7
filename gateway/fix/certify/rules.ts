/** What must hold of every message of the venue, whatever the case: looked at all through a run, and reported beside the cases. */
import type { Dialect } from '../dialect/dialect.js';
import { parseTimestamp } from '../timestamps.js';
import { latin1 } from '../writer.js';
import type { Received } from './message.js';

export interface RuleContext {
  dialect: Dialect;
  sender: string;
  target: string;
  /** What is wrong with its MsgSeqNum; '' when nothing. */
  numberFault: string;
  /** ExecIDs of the run so far. */
  execIds: Set<string>;
}

interface Rule {
  id: string;
  proves: string;
  /** What is wrong, as `what came, expected what`; null: nothing; undefined: the rule is not about this message. */
  fault(message: Received, context: RuleContext): string | null | undefined;
}

const CLOCKS_APART_MS = 120_000;
const OPEN = new Set(['0', '1', 'A', 'E', '6']);

export const rules: readonly Rule[] = [
  {
    id: 'messages.framing',
    proves: 'each message begins with BeginString, BodyLength and MsgType, and its BodyLength and CheckSum are right',
    fault: ({ fault, fields }) => {
      if (fault !== '') return fault;
      const first = fields.slice(0, 3).map(([tag]) => tag);
      return first.join() === '8,9,35' ? null : `the first fields are ${first.join(', ')}, expected 8, 9, 35`;
    },
  },
  {
    id: 'messages.header',
    proves: 'each message has the BeginString of the session, and its CompIDs the other way round',
    fault: (message, { dialect, sender, target }) =>
      differs(message, 8, dialect.beginString) ?? differs(message, 49, target) ?? differs(message, 56, sender),
  },
  {
    id: 'messages.numbers',
    proves: 'MsgSeqNums follow one another, but for what is sent again',
    fault: (_, { numberFault }) => numberFault || null,
  },
  {
    id: 'messages.sending-time',
    proves: 'each message has a SendingTime, within two minutes of our clock',
    fault: (message) => {
      const text = message.get(52) ?? '';
      const us = timeOf(text);
      if (us < 0) return `SendingTime(52) is ${text === '' ? 'not there' : text}, expected a UTCTimestamp`;
      return Math.abs(us / 1000 - Date.now()) <= CLOCKS_APART_MS ? null : `SendingTime(52) is ${text}, expected about now`;
    },
  },
  {
    id: 'messages.poss-dup',
    proves: 'what is sent again has OrigSendingTime, not after its SendingTime',
    fault: (message) => {
      if (!message.possDup || message.msgType === '4') return undefined;
      const first = timeOf(message.get(122) ?? '');
      if (first < 0) return 'PossDupFlag(43)=Y without OrigSendingTime(122)';
      return first <= timeOf(message.get(52) ?? '') ? null : 'OrigSendingTime(122) is after SendingTime(52)';
    },
  },
  {
    id: 'reports.exec-id',
    proves: 'no ExecID comes twice, but for a status and what is sent again',
    fault: (message, { execIds }) => {
      if (message.msgType !== '8' || message.possDup || isStatus(message)) return undefined;
      const execId = message.get(17) ?? '';
      if (execId === '') return 'no ExecID(17)';
      if (execIds.has(execId)) return `ExecID(17)=${execId} came before`;
      execIds.add(execId);
      return null;
    },
  },
  {
    id: 'reports.quantities',
    proves: 'CumQty and LeavesQty add up to OrderQty while an order is open, and never to more',
    fault: (message) => {
      if (message.msgType !== '8' || message.get(38) === undefined) return undefined;
      const [qty, cum, leaves] = [38, 14, 151].map((tag) => Number(message.get(tag)));
      const isOpen = OPEN.has(message.get(39) ?? '');
      const sum = cum + leaves;
      if (isOpen ? Math.abs(sum - qty) < 1e-9 : sum <= qty + 1e-9) return null;
      return `CumQty(14)=${message.get(14)} and LeavesQty(151)=${message.get(151)} of OrderQty(38)=${message.get(38)}`;
    },
  },
  {
    id: 'reports.exec-trans-type',
    proves: 'in FIX 4.2 each ExecutionReport has ExecTransType, in later versions none',
    fault: (message, { dialect }) => {
      if (message.msgType !== '8') return undefined;
      const has = message.get(20) !== undefined;
      if (has === dialect.traits.execTransType) return null;
      return has ? 'ExecTransType(20) in a version that has none' : 'no ExecTransType(20)';
    },
  },
];

function differs(message: Received, tag: number, expected: string): string | null {
  const value = message.get(tag);
  return value === expected ? null : `tag ${tag} is ${value ?? 'not there'}, expected ${expected}`;
}

function isStatus(message: Received): boolean {
  return message.get(150) === 'I' || message.get(20) === '3';
}

function timeOf(text: string): number {
  return parseTimestamp(latin1(text), 0, text.length);
}
