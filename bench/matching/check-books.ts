/** 100 books against one, with as many live orders in all and with as many in each; and one that holds as many as those together. */
import type { Check } from './checks.js';
import { comparePerOperation } from './per-operation.js';

const LIVE = 2000;
const MESSAGES = 1_000_000;

export function check(): Promise<Check> {
  const flow = (books: number, live: number) => ({ seed: 23, books, live, messages: MESSAGES });
  return comparePerOperation(
    'books: cost of an operation',
    `filled before the clock starts, then ${MESSAGES} messages (60/35/5, books at random); engine alone, median of five.`,
    {
      'one book of 2,000 live orders': flow(1, LIVE),
      '100 books, 2,000 orders in all': flow(100, LIVE),
      '100 books of 2,000 orders': flow(100, LIVE * 100),
      'one book of 200,000 orders': flow(1, LIVE * 100),
    },
  );
}
