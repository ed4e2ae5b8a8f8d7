/** 100 books against one, each with as many live orders. */
import type { Check } from './checks.js';
import { comparePerOperation } from './per-operation.js';

const LIVE = 2000;
const MESSAGES = 1_000_000;

export function check(): Promise<Check> {
  return comparePerOperation(
    'books: cost of an operation',
    `${LIVE} live orders a book, filled before the clock starts, then ${MESSAGES} messages (60/35/5, books at random); engine alone, median of five.`,
    {
      'one book': { seed: 23, books: 1, live: LIVE, messages: MESSAGES },
      '100 books': { seed: 23, books: 100, live: LIVE * 100, messages: MESSAGES },
    },
  );
}
