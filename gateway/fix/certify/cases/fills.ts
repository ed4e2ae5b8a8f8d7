/** Orders that meet our own on the other side, and those that want to be filled at once or not at all. */
import { alive, type Case, type ExpectOptions, expect, expectAll, logon, pattern, type Step } from '../case.js';
import { buy, cancel, isNew, sell } from './orders.js';

/** Where a session may not trade with itself, one of its two orders is cancelled instead. */
const orSkip = [pattern('8', '150=4'), 'the venue does not let a session trade with itself'] as const;

const fills = (patterns: readonly string[], options: ExpectOptions = {}): Step =>
  expectAll(
    patterns.map((fields) => pattern('8', fields)),
    { orSkip, ...options },
  );

const acknowledged = (id: string): ExpectOptions => ({ passing: [pattern('8', `11=${id}|150=0|39=0`)] });
const unfilled = '11={a}|150=4/8/C|39=4/8/C|14=0|151=0';

export const fillCases: readonly Case[] = [
  {
    id: 'fill.whole',
    proves: 'two orders that meet are filled at the price of the one that rested, with an execution for each',
    needs: 'market',
    steps: [
      logon(),
      sell('{a}'),
      isNew('{a}'),
      buy('{b}'),
      fills([
        '11={b}|150=0|39=0|14=0|151={qty}',
        '11={b}|150={filled}|39=2|32={qty}|31={price}|14={qty}|151=0|6={price}',
        '11={a}|150={filled}|39=2|32={qty}|31={price}|14={qty}|151=0|6={price}',
      ]),
    ],
  },
  {
    id: 'fill.part',
    proves: 'a larger order is filled in part, stays open for the rest, and keeps what was filled when it is cancelled',
    needs: 'market',
    steps: [
      logon(),
      sell('{a}', '{twice}'),
      isNew('{a}'),
      buy('{b}'),
      fills(
        [
          '11={b}|150={filled}|39=2|32={qty}|14={qty}|151=0',
          '11={a}|150={partial}|39=1|32={qty}|31={price}|14={qty}|151={qty}',
        ],
        acknowledged('{b}'),
      ),
      cancel('{c}', '{a}', '2', '{twice}'),
      expect('8', '11={c}|41={a}|150=4|39=4|14={qty}|151=0'),
    ],
  },
  {
    id: 'fill.too-late-to-cancel',
    proves: 'a cancel of an order that was filled is refused: TooLateToCancel, or UnknownOrder',
    needs: 'market',
    steps: [
      logon(),
      sell('{a}'),
      isNew('{a}'),
      buy('{b}'),
      fills(['11={b}|150={filled}|39=2', '11={a}|150={filled}|39=2'], acknowledged('{b}')),
      cancel('{c}', '{a}', '2'),
      expect('9', '11={c}|41={a}|434=1|102=0/1|39=*'),
    ],
  },
  {
    id: 'fill.market',
    proves: 'a market order takes what rests',
    needs: 'market',
    steps: [
      logon(),
      sell('{a}'),
      isNew('{a}'),
      buy('{b}', '{qty}', '40=1|44='),
      fills(['11={b}|150={filled}|39=2|31={price}', '11={a}|150={filled}|39=2|31={price}'], acknowledged('{b}')),
    ],
  },
  {
    id: 'fill.immediate-or-cancel',
    proves: 'what an ImmediateOrCancel order cannot get at once is cancelled',
    needs: 'market',
    steps: [
      logon(),
      sell('{a}'),
      isNew('{a}'),
      buy('{b}', '{twice}', '59=3'),
      fills(
        [
          '11={b}|150={partial}|39=1|32={qty}|14={qty}|151={qty}',
          '11={b}|150=4/C|39=4/C|14={qty}|151=0',
          '11={a}|150={filled}|39=2',
        ],
        { ...acknowledged('{b}'), orSkip: [pattern('8', '150=4|14=0'), orSkip[1]] },
      ),
    ],
  },
  {
    id: 'fill.immediate-or-cancel-nothing',
    proves: 'an ImmediateOrCancel order that meets nothing ends without a fill',
    needs: 'market',
    steps: [logon(), buy('{a}', '{qty}', '59=3'), expect('8', unfilled, acknowledged('{a}')), ...alive()],
  },
  {
    id: 'fill.or-kill',
    proves: 'a FillOrKill order that cannot be filled whole ends without a fill, and what rests stays as it was',
    needs: 'market',
    steps: [
      logon(),
      sell('{b}'),
      isNew('{b}'),
      buy('{a}', '{twice}', '59=4'),
      expect('8', unfilled, acknowledged('{a}')),
      cancel('{c}', '{b}', '2'),
      expect('8', '11={c}|41={b}|150=4|14=0|151=0'),
    ],
  },
  {
    id: 'fill.or-kill-whole',
    proves: 'a FillOrKill order that can be filled whole is',
    needs: 'market',
    steps: [
      logon(),
      sell('{b}'),
      isNew('{b}'),
      buy('{a}', '{qty}', '59=4'),
      fills(['11={a}|150={filled}|39=2|14={qty}|151=0', '11={b}|150={filled}|39=2'], acknowledged('{a}')),
    ],
  },
];
