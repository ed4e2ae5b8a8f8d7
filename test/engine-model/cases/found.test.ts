/** What the comparison has found: lists of commands as it printed them. */
import { it } from 'vitest';
import { agree } from '../agree.js';
import { setup } from '../setups.js';

it('a replaced post-only order is looked at with its new quantity', () => {
  agree(setup(), [
    { do: 'new', id: 'o0', session: 1, side: 'sell', price: 100, qty: 12, hidden: true, min: 2 },
    { do: 'new', id: 'o1', session: 0, side: 'buy', price: 96, qty: 1, postOnly: true },
    { do: 'replace', id: 'o2', orig: 'o1', session: 0, qty: 4, price: 100 },
    { do: 'replace', id: 'o3', orig: 'o1', session: 0, qty: 1, price: 100 },
  ]);
});

it('an iceberg that its link cancels in an auction that used up its peak leaves the displayed book once', () => {
  agree(setup(), [
    { do: 'new', id: 'o10', price: 98, session: 1, side: 'sell', qty: 26, display: 1 },
    { do: 'phase', ins: -1, phase: 'closingAuction' },
    { do: 'new', id: 'o20', price: 98, session: 1, side: 'buy', contingency: 'oneCancelsOther', link: 'o10', qty: 1 },
    { do: 'phase', ins: -1, phase: 'open' },
  ]);
});

it('a hidden order that is passed over does not end the search for what is executable at a band', () => {
  agree(setup({ first: { staticBand: 6, dynamicBand: 2 } }), [
    { do: 'new', id: 'o0', price: 103, session: 2, side: 'buy', qty: 1 },
    { do: 'new', id: 'o1', price: 101, session: 0, side: 'sell', qty: 10 },
    { do: 'new', id: 'o2', price: 97, session: 1, side: 'sell', qty: 39, hidden: true, min: 9 },
    { do: 'new', id: 'o3', session: 2, side: 'buy', type: 'market', tif: 'fok', qty: 1 },
  ]);
});

it('a close of 0 is a reference', () => {
  agree(setup({ second: { staticBand: 1, allocation: 0 } }), [
    { do: 'new', id: 'o0', ins: 1, session: 2, side: 'sell', qty: 1, price: 0 },
    { do: 'new', id: 'o1', ins: 1, session: 0, side: 'buy', qty: 1, price: 0 },
    { do: 'endDay', date: 20261120 },
    { do: 'new', id: 'o2', ins: 1, session: 0, side: 'sell', qty: 1, price: 2 },
  ]);
});

it('a limit state ends when its phase does, within one Tick', () => {
  agree(setup({ second: { referenceTicks: -2, luldBand: 1, limitStateMs: 500, pauseMs: 30_000 } }), [
    { do: 'new', id: 'o0', ins: 1, session: 0, side: 'buy', qty: 1, price: 0 },
    {
      do: 'schedule',
      date: 20261120,
      entries: [
        { ms: 1000, action: 'endDay' },
        { ms: 1100, action: 'closed' },
        { ms: 1200, action: 'open' },
      ],
    },
    { do: 'tick', ms: 2000 },
  ]);
});
