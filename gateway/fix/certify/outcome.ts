/** How a case ends. */

export interface Result {
  /** As people call it: 4.4. */
  version: string;
  id: string;
  proves: string;
  result: 'pass' | 'FAIL' | 'skip';
  /** Of a FAIL. */
  expected: string;
  came: string;
  /** Of a skip. */
  reason: string;
  /** The messages of a case that failed, decoded. */
  messages: string[];
  ms: number;
}

/** Thrown by a step: the venue did something else. */
export class Failure extends Error {
  constructor(
    readonly expected: string,
    readonly came: string,
  ) {
    super(`expected ${expected}, came ${came}`);
  }
}

/** Thrown by a step: the venue does not have what the case is about, and need not. */
export class Skip extends Error {
  constructor(readonly reason: string) {
    super(reason);
  }
}
