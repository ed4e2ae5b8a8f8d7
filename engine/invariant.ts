/** Assertions. A broken invariant ends the process: half an exchange is worse than none. */

export class InvariantError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'InvariantError';
  }
}

/** @param message what was expected and what came; built by the caller, so not for hot paths unless constant */
export function invariant(holds: boolean, message: string): asserts holds {
  if (!holds) throw new InvariantError(message);
}
