/** Where the cases trade when the user does not say: the first security that the venue lists, if it lists any with a price. */
import type { Case } from './case.js';
import { alive, expect, logon, pattern, send } from './case.js';
import type { Received } from './message.js';
import { lastDigitOf, type Market } from './variables.js';

export interface MarketOptions {
  symbol?: string;
  price?: string;
  tick?: string;
  qty?: string;
}

/** SecurityListRequest for all, and its answer, kept under `list`. */
export const listCase: Case = {
  id: 'list',
  proves: 'the venue lists its securities',
  optional: true,
  steps: [
    logon(),
    send('x', '320={a}|559=4'),
    expect('y', '320={a}', { as: 'list', orSkip: [pattern('y', '320={a}|560=1/2/3/4/5'), 'the venue lists nothing'] }),
  ],
};

/** Whether the venue can be logged on to at all. */
export const logonCase: Case = { id: 'logon', proves: 'the venue can be logged on to', steps: [logon(), ...alive()] };

/** What is given, completed from the list; or what is missing, in words. */
export function marketOf(given: MarketOptions, list: Received | undefined): Market | string {
  const entry = entries(list).find((fields) => given.symbol === undefined || fields.get(55) === given.symbol);
  const symbol = given.symbol ?? entry?.get(55);
  if (symbol === undefined) return 'no symbol: the venue did not list any; give one with --symbol, and --price';
  const price = given.price ?? priceOf(entry);
  if (price === undefined) return `no price: the venue did not say any for ${symbol}; give one with --price`;
  const tick = given.tick ?? entry?.get(969) ?? lastDigitOf(price);
  return { symbol, price, tick, qty: given.qty ?? entry?.get(561) ?? '100' };
}

/** The repeating group of a SecurityList: each entry begins with its Symbol. */
function entries(list: Received | undefined): Map<number, string>[] {
  const found: Map<number, string>[] = [];
  for (const [tag, value] of list?.fields ?? []) {
    if (tag === 55) found.push(new Map());
    found.at(-1)?.set(tag, value);
  }
  return found;
}

/** PrevClosePx, where the venue gives one. */
function priceOf(entry: Map<number, string> | undefined): string | undefined {
  const price = entry?.get(140);
  return price !== undefined && /^\d+(\.\d+)?$/.test(price) ? price : undefined;
}
