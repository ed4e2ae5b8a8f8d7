/** What the codecs are timed at, and how a process that holds one is asked. */

export const CASES = {
  parseExecution: 'ExecutionReport: parsed',
  checkExecution: 'ExecutionReport: parsed, checked against the dictionary',
  objectExecution: 'ExecutionReport: parsed to an object',
  parseOrder: 'NewOrderSingle: parsed',
  checkOrder: 'NewOrderSingle: parsed, checked against the dictionary',
  commandOrder: 'NewOrderSingle: parsed, checked, its command in the ring',
  encodeExecution: 'ExecutionReport: encoded from what the engine knows',
  renderExecution: 'ExecutionReport: written out, its fields being set',
} as const;
export type CaseName = keyof typeof CASES;

/** Does a case so many times. Returns a sum that only whoever did the work knows: see `proofOf`. */
export type Case = (messages: number) => number;
export type Codec = Readonly<Partial<Record<CaseName, Case>>>;

export interface CodecTask {
  name: CaseName;
  messages: number;
  measure: 'time' | 'heap';
}

export type CodecAnswer = { ns: number } | { bytes: number } | { error: string };

/** What the sum must be: of MsgSeqNum for a case that reads, of the messages' lengths for one that writes (any, if it is not known). */
export function isProof(name: CaseName, sum: number, messages: number, seqNums: number): boolean {
  return name.startsWith('encode') || name.startsWith('render') ? sum >= 150 * messages : sum === seqNums;
}
