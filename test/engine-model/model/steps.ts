/** What a step sets off: stops, released children, pegged orders. */
import { arrive, trade, trigger } from './arriving.js';
import { lookAtTrades } from './bands.js';
import { best, exec, type Ins, isOpen, isStop, type Order, type State, sign } from './state.js';

/** What the trades of a step set off. */
export function endStep(s: State, ins: Ins): void {
  flush(ins);
  if (s.dry || !ins.step) return;
  const { lo, hi, last } = ins.step;
  ins.step = undefined;
  if (isOpen(s, ins)) triggerStops(s, ins, lo, hi);
  moveTrailing(s, ins, lo, hi);
  if (isOpen(s, ins)) triggerStops(s, ins, last, last);
  lookAtTrades(s, ins);
}

function flush(ins: Ins): void {
  const children = ins.released.sort((a, b) => a.orderId - b.orderId);
  ins.released = [];
  for (const child of children) child.place = 'queue';
  ins.queue.push(...children);
}

export function triggerStops(s: State, ins: Ins, lo: number, hi: number): void {
  for (const side of ['buy', 'sell'] as const) {
    const reached = s.orders.filter(
      (o) =>
        o.ins === ins && o.side === side && o.place === 'wait' && isStop(o) && (side === 'buy' ? o.stop <= hi : o.stop >= lo),
    );
    reached.sort((a, b) => sign(side) * (a.stop - b.stop) || a.time - b.time);
    for (const o of reached) o.place = 'queue';
    ins.queue.push(...reached);
  }
}

function moveTrailing(s: State, ins: Ins, lo: number, hi: number): void {
  for (const o of s.orders.filter((x) => x.ins === ins && x.place === 'wait' && isStop(x) && x.terms.trailing)) {
    const offset = o.terms.offset ?? 0;
    const stop = o.side === 'sell' ? Math.max(o.stop, hi - offset) : Math.min(o.stop, lo + offset);
    if (stop !== o.stop) o.time = ++s.ids.time;
    o.stop = stop;
  }
}

/** Everything that waits to come to the market comes, until nothing moves. */
export function settle(s: State, ins: Ins): void {
  flush(ins);
  while (isOpen(s, ins)) {
    const next = ins.queue.shift();
    const peg = s.orders.find((o) => o.ins === ins && o.type === 'pegged' && o.place !== 'none' && !isPlaced(s, o));
    if (next) comeFromQueue(s, next);
    else if (peg) reprice(s, peg);
    else return;
  }
}

function comeFromQueue(s: State, o: Order): void {
  if (o.released !== undefined) {
    o.qty = o.leaves = Math.min(o.qty, o.released);
    o.released = undefined;
    if (o.terms.trailing && o.terms.stop === undefined) o.stop = (o.ins.last ?? 0) + sign(o.side) * (o.terms.offset ?? 0);
    exec(s, o, 'restated', 'new');
    arrive(s, o);
  } else trigger(s, o);
}

/** The price that a pegged order should have; undefined: it waits. */
function pegPrice(s: State, o: Order): number | undefined {
  const [bid, ask] = [best(s, o.ins, 'buy'), best(s, o.ins, 'sell')];
  const mid = bid === undefined || ask === undefined ? undefined : (bid + ask) / 2;
  const near = o.side === 'buy' ? bid : ask;
  const far = o.side === 'buy' ? ask : bid;
  const middle = mid === undefined ? undefined : o.side === 'buy' ? Math.floor(mid) : Math.ceil(mid);
  const base = o.terms.peg === 'mid' ? middle : o.terms.peg === 'primary' ? near : far;
  if (base === undefined) return undefined;
  const { minPriceTicks, maxPriceTicks } = o.ins.def;
  let price = base + (o.terms.offset ?? 0);
  if (o.terms.capped) price = o.side === 'buy' ? Math.min(price, o.cap) : Math.max(price, o.cap);
  return Math.min(Math.max(price, minPriceTicks), maxPriceTicks);
}

function isPlaced(s: State, o: Order): boolean {
  const price = pegPrice(s, o);
  return price === undefined ? o.place === 'wait' : o.place === 'book' && o.price === price;
}

function reprice(s: State, o: Order): void {
  const price = pegPrice(s, o);
  if (price === undefined) unpeg(o);
  else {
    o.price = price;
    trade(s, o);
  }
}

/** A pegged order leaves the book and waits. */
export function unpeg(o: Order): void {
  o.place = 'wait';
  o.price = 0;
}
