/** A million resting orders in one book against ten thousand. */
import type { Check } from './checks.js';
import { comparePerOperation } from './per-operation.js';

const MESSAGES = 1_000_000;

export function check(): Promise<Check> {
  return comparePerOperation(
    'depth: cost of an operation',
    `One book, filled before the clock starts, then ${MESSAGES} messages (60/35/5); engine alone, median of five.`,
    {
      '10,000 resting': { seed: 23, books: 1, live: 10_000, messages: MESSAGES },
      '1,000,000 resting': { seed: 23, books: 1, live: 1_000_000, messages: MESSAGES },
    },
  );
}
