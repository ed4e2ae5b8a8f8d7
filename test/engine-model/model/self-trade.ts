/** Self-trade prevention. */
import { end, remove } from './ending.js';
import { exec, isAlive, type Order, type State, statusOf, tell } from './state.js';

const groupOf = (s: State, o: Order) => o.terms.group || s.firms[o.firm]?.group || 0;

function modeOf(s: State, o: Order): string {
  const own = o.terms.stp ?? 'firm';
  const modes = ['firm', 'cancelNewest', 'cancelOldest', 'cancelBoth', 'decrement', 'off'];
  const mode = own === 'firm' ? (modes[s.firms[o.firm]?.mode ?? 1] ?? '') : own;
  return mode === 'decrement' && (o.terms.notional || s.dry) ? 'cancelNewest' : mode;
}

export const avoids = (s: State, o: Order, m: Order) =>
  groupOf(s, o) !== 0 && groupOf(s, o) === groupOf(s, m) && modeOf(s, o) !== 'off';

/** Returns whether the incoming order has ended. */
export function prevent(s: State, o: Order, m: Order, lots: number): boolean {
  const mode = modeOf(s, o);
  tell(
    s,
    `PREVENTED i${o.ins.index} ${mode} ${lots} at ${m.price} taker #${o.orderId} maker #${m.orderId} group ${groupOf(s, o)}`,
  );
  if (mode === 'decrement') {
    const n = Math.min(o.leaves, m.leaves);
    const [a, b] = [o.leaves === n, m.leaves === n];
    for (const [x, ends] of [
      [o, a],
      [m, b],
    ] as const) {
      if (!isAlive(s, x)) continue;
      if (ends) end(s, x, 'canceled', 'selfTrade');
      else decrease(s, x, n);
    }
    return !isAlive(s, o);
  }
  if (s.dry) {
    if (mode === 'cancelOldest') remove(s, m);
    return mode !== 'cancelOldest';
  }
  if (mode !== 'cancelOldest') end(s, o, 'canceled', 'selfTrade');
  if (mode !== 'cancelNewest' && isAlive(s, m)) end(s, m, 'canceled', 'selfTrade');
  return !isAlive(s, o);
}

function decrease(s: State, o: Order, n: number): void {
  o.qty -= n;
  o.leaves -= n;
  o.peak = Math.min(o.peak, o.leaves);
  exec(s, o, 'restated', statusOf(o));
}
