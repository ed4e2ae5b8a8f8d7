/**
 * What a case of the certification is: data that the runner carries out. Texts are fields as FIX writes them, with | for SOH and
 * variables in braces (variables.ts): `11={a}|55={symbol}`.
 *
 * In a pattern `tag=*` must be there, `!tag` must not, `tag=x/y` is either. A value that the version does not have for a field is not
 * asked for; decimals are compared as numbers.
 */
import type { Version } from '../dialect/tables.js';

export interface Case {
  /** `area.name` */
  id: string;
  /** What a pass proves, as a sentence. */
  proves: string;
  /** A venue need not have it: skipped when its message is answered as not supported. In these versions, or in all. */
  optional?: true | readonly Version[];
  /** Only in these; else in all. */
  versions?: readonly Version[];
  /** A symbol and a price; or leave to start the numbers again. */
  needs?: 'market' | 'reset';
  steps: readonly Step[];
}

/** A message that is awaited: its type and what its fields must be. */
export interface Pattern {
  msgType: string;
  fields: string;
}

export interface Faults {
  /** MsgSeqNum in place of the next one, such as `{next+5}`; '' leaves it out. */
  seq?: string;
  /** False: our next number stays, as the message does not count. */
  counts?: boolean;
  /** Our next number after it: of a SequenceReset. */
  nextSeq?: string;
  /** Further fields of the header, before SendingTime. */
  header?: string;
  sender?: string;
  target?: string;
  /** Seconds from now; null leaves SendingTime out. */
  sendingTimeS?: number | null;
  beginString?: string;
  /** Added to the right ones. */
  bodyLength?: number;
  checkSum?: number;
  /** MsgType before BodyLength. */
  typeFirst?: boolean;
}

/** Which connection: 'main' when left out. */
interface On {
  on?: string;
}

export interface LogonStep extends On {
  do: 'logon';
  /** Seconds, when not 30: `beat` stands for the shortest that the run was given. */
  heartBtInt?: 'beat';
  /** Waits for what was missed before it goes on. */
  catchUp: boolean;
}

export interface SendStep extends On {
  do: 'send';
  msgType: string;
  body: string;
  faults: Faults;
}

export interface ExpectStep extends On, ExpectOptions {
  do: 'expect';
  /** All of these, in any order; each is one of alternatives. */
  all: readonly (readonly Pattern[])[];
}

export interface ExpectOptions extends On {
  /** May come before. */
  passing?: readonly Pattern[];
  /** Keeps fields of the first message as variables. */
  keep?: Readonly<Record<string, number>>;
  /** Keeps the first message, for `again`. */
  as?: string;
  /** Heartbeat intervals: not earlier than, not later than. */
  beats?: readonly [from: number, to: number];
  /** Comes instead where the venue does not have the feature: the case is skipped. */
  orSkip?: readonly [Pattern, reason: string];
}

export type Step =
  | LogonStep
  | SendStep
  | ExpectStep
  /** Connects, and says nothing. */
  | ({ do: 'open' } & On)
  /** Bytes as they are, | for SOH. */
  | ({ do: 'bytes'; text: string } & On)
  /** The message that was kept comes again, with PossDupFlag, equal in all but 9, 10, 43, 52, 122 and 369. */
  | ({ do: 'again'; of: string } & On)
  /** The venue ends the connection, and says before nothing but messages of these types. We say nothing meanwhile. */
  | ({ do: 'ended'; allow: string; beats?: number } & On)
  /** We end the connection without a Logout. */
  | ({ do: 'drop' } & On)
  /** Logout, its answer, and the end. */
  | ({ do: 'logout' } & On);

export const pattern = (msgType: string, fields = ''): Pattern => ({ msgType, fields });

export const logon = (options: Partial<Omit<LogonStep, 'do'>> = {}): Step => ({ do: 'logon', catchUp: true, ...options });
export const open = (on?: string): Step => ({ do: 'open', on });
export const send = (msgType: string, body = '', faults: Faults & On = {}): Step => {
  const { on, ...rest } = faults;
  return { do: 'send', msgType, body, faults: rest, on };
};
export const bytes = (text: string): Step => ({ do: 'bytes', text });
export const expect = (msgType: string, fields = '', options: ExpectOptions = {}): Step =>
  expectAll([pattern(msgType, fields)], options);
export const expectOneOf = (patterns: readonly Pattern[], options: ExpectOptions = {}): Step => ({
  do: 'expect',
  all: [patterns],
  ...options,
});
export const expectAll = (patterns: readonly Pattern[], options: ExpectOptions = {}): Step => ({
  do: 'expect',
  all: patterns.map((one) => [one]),
  ...options,
});
export const again = (of: string): Step => ({ do: 'again', of });
export const ended = (options: { allow?: string; beats?: number; on?: string } = {}): Step => ({
  do: 'ended',
  allow: '5',
  ...options,
});
export const drop = (): Step => ({ do: 'drop' });
export const logout = (): Step => ({ do: 'logout' });
/** A TestRequest and its answer: the session lives, and our numbers are those that the venue expects. */
export const alive = (id = '{z}', on?: string): Step[] => [send('1', `112=${id}`, { on }), expect('0', `112=${id}`, { on })];
