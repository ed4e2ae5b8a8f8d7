/** Orders come to the market: matching, self-trade prevention, steps, stops and pegs. */
import { bandBlocks, lookAtTrades, luldBlocks, protect } from './bands.js';
import { book } from './risk.js';
import {
  best,
  exec,
  type Ins,
  inBook,
  isAlive,
  isHidden,
  isMarket,
  isOpen,
  isResting,
  isStop,
  type Order,
  opposite,
  type State,
  shown,
  sign,
  statusOf,
  takes,
  tell,
  type Why,
} from './state.js';

/** Takes an open order away. What its end means for its links follows its EXEC. */
export function end(s: State, o: Order, execType: string, why: Why, orig = ''): void {
  remove(s, o);
  exec(s, o, execType, execType === 'expired' ? 'expired' : 'canceled', why, '', orig);
  if (!s.dry) cancelLinked(s, after(s, o));
}

function remove(s: State, o: Order): void {
  s.orders = s.orders.filter((x) => x !== o);
  o.ins.queue = o.ins.queue.filter((x) => x !== o);
  o.ins.released = o.ins.released.filter((x) => x !== o);
  o.place = 'none';
}

/** What follows from an order's end: who else must go. Children of a parent that traded are let go to the market instead. */
function after(s: State, o: Order): Order[] {
  const goes = partnerOf(o);
  for (const child of o.children.filter((x) => isAlive(s, x))) {
    if (o.cum === 0) goes.push(child);
    else release(child, o.cum);
  }
  return goes;
}

/** The partner, whose link is over. */
function partnerOf(o: Order): Order[] {
  const { partner } = o;
  if (!partner) return [];
  o.partner = partner.partner = undefined;
  return [partner];
}

/** Cancels linked orders; what follows from that follows in its turn. */
function cancelLinked(s: State, going: Order[]): void {
  if (s.dry) return;
  for (const o of going) {
    if (!isAlive(s, o)) continue;
    remove(s, o);
    exec(s, o, 'canceled', 'canceled', 'linkedOrder');
    going.push(...after(s, o));
  }
}

function release(child: Order, traded: number): void {
  child.released = traded;
  child.ins.released.push(child);
}

export function rest(s: State, o: Order): void {
  o.place = 'book';
  o.time = ++s.ids.time;
  if (o.terms.display) o.peak = Math.min(o.terms.display, o.leaves);
}

/** A new, replaced, released or triggered order comes to the market. */
export function arrive(s: State, o: Order): void {
  const { ins } = o;
  o.place = 'none';
  if (o.type === 'pegged' || (o.tif === 'atTheClose' && !isClosing(s, ins))) wait(s, o);
  else if (isStop(o)) {
    const reached = ins.last !== undefined && takes(opposite(o.side), o.stop, ins.last);
    if (reached && isOpen(s, ins)) trigger(s, o);
    else wait(s, o);
  } else if (!isOpen(s, ins)) rest(s, o);
  else trade(s, o);
}

const isClosing = (s: State, ins: Ins) => (s.phase === 'open' ? ins.own : s.phase) === 'closingAuction';

function wait(s: State, o: Order): void {
  o.place = 'wait';
  o.time = ++s.ids.time;
}

function trigger(s: State, o: Order): void {
  o.triggered = true;
  exec(s, o, 'triggered', statusOf(o));
  cancelLinked(s, partnerOf(o));
  trade(s, o);
}

/** One order's matching, and what is done with what is left. */
function trade(s: State, o: Order): void {
  o.place = 'none';
  const needs = o.tif === 'fok' ? o.leaves : Math.min(o.terms.min ?? 0, o.leaves);
  if (needs > 0 && executable(s, o) < needs) {
    if (isResting(o)) rest(s, o);
    else end(s, o, 'canceled', o.tif === 'fok' ? 'fokNotFillable' : 'minQtyNotFillable');
  } else finish(s, o, match(s, o));
  endStep(s, o.ins);
}

type Outcome = 'ended' | 'none' | 'spent' | 'band' | 'luld' | 'behind';

function finish(s: State, o: Order, outcome: Outcome): void {
  const rests = isResting(o) && !isMarket(o);
  if (outcome === 'ended') return;
  if (outcome === 'spent') end(s, o, 'canceled', 'notionalSpent');
  else if (outcome === 'none') {
    if (rests) rest(s, o);
    else end(s, o, 'canceled', 'noLiquidity');
  } else protect(s, o, outcome, rests);
}

/** What of the order could trade at once: a rehearsal with a copy of everything. */
function executable(s: State, o: Order): number {
  const { ins, ...copy } = structuredClone({ ...s, ins: o.ins, taker: o });
  copy.dry = true;
  match(copy, copy.taker);
  return copy.taker.cum - o.cum;
}

/** How many lots the order still wants at a price. */
function wants(o: Order, price: number): number {
  return o.terms.notional ? Math.floor((o.terms.notional - o.cumNotional) / price) : o.leaves;
}

/** The opposite orders that the order could trade with, the best first, whatever the bands say. */
export function candidates(s: State, o: Order): Order[] {
  const isPassedOver = (m: Order) => wants(o, m.price) < Math.min(m.terms.min ?? 0, m.leaves);
  const good = (m: Order) => (isMarket(o) || takes(o.side, o.price, m.price)) && !isPassedOver(m);
  const rank = (a: Order, b: Order) =>
    sign(o.side) * (a.price - b.price) || Number(isHidden(a)) - Number(isHidden(b)) || a.time - b.time;
  return inBook(s, o.ins, opposite(o.side)).filter(good).sort(rank);
}

/** Price of the best order that could trade, inside the bands. */
export function bestExecutable(s: State, o: Order): number | undefined {
  const [maker] = candidates(s, o);
  if (!maker || bandBlocks(o.ins, maker.price) || luldBlocks(o, maker.price)) return undefined;
  return maker.price;
}

function match(s: State, o: Order): Outcome {
  for (;;) {
    if (!isAlive(s, o) && !s.dry) return 'ended';
    if (o.terms.notional ? o.cumNotional >= o.terms.notional : o.leaves === 0) return o.terms.notional ? 'spent' : 'ended';
    const makers = candidates(s, o);
    const [maker] = makers;
    if (!maker) return 'none';
    const { price } = maker;
    const lots = wants(o, price);
    if (lots === 0) return 'spent';
    if (bandBlocks(o.ins, price)) return 'band';
    const luld = luldBlocks(o, price);
    if (luld) return luld;
    const isProRata = o.ins.def.allocation === 1 && !isHidden(maker);
    const level = isProRata ? makers.filter((m) => m.price === price && !isHidden(m)) : [maker];
    const own = level.find((m) => avoids(s, o, m));
    if (own) {
      if (prevent(s, o, own, Math.min(lots, own.leaves))) return 'ended';
      continue;
    }
    const parts = isProRata ? allocate(s, o, level, lots) : [Math.min(lots, shown(maker))];
    level.forEach((m, i) => {
      const part = parts[i] ?? 0;
      if (part > 0 && isAlive(s, m) && (s.dry || isAlive(s, o))) fill(s, o, m, part, price);
    });
  }
}

/** The parts of a pro-rata level's orders, in time. */
function allocate(_s: State, o: Order, level: Order[], lots: number): number[] {
  const sum = (numbers: number[]) => numbers.reduce((a, b) => a + b, 0);
  const open = level.map(shown);
  if (lots >= sum(open)) return open;
  const { topShareBps, makerShareBps, marketMaker } = o.ins.def;
  const parts = open.map(() => 0);
  let left = lots;
  const give = (i: number, most: number) => {
    const n = Math.min(most, (open[i] ?? 0) - (parts[i] ?? 0), left);
    parts[i] = (parts[i] ?? 0) + n;
    left -= n;
    return n;
  };
  give(0, Math.floor((lots * topShareBps) / 10_000));
  let share = Math.floor((left * makerShareBps) / 10_000);
  level.forEach((m, i) => {
    if (m.firm === marketMaker) share -= give(i, share);
  });
  const untouched = open.map((n, i) => n - (parts[i] ?? 0));
  const [pot, total] = [left, sum(untouched)];
  untouched.forEach((n, i) => void give(i, Math.floor((pot * n) / total)));
  untouched.forEach((_, i) => void give(i, left));
  return parts;
}

const groupOf = (s: State, o: Order) => o.terms.group || s.firms[o.firm]?.group || 0;

function modeOf(s: State, o: Order): string {
  const own = o.terms.stp ?? 'firm';
  const modes = ['firm', 'cancelNewest', 'cancelOldest', 'cancelBoth', 'decrement', 'off'];
  const mode = own === 'firm' ? (modes[s.firms[o.firm]?.mode ?? 1] ?? '') : own;
  return mode === 'decrement' && (o.terms.notional || s.dry) ? 'cancelNewest' : mode;
}

const avoids = (s: State, o: Order, m: Order) =>
  groupOf(s, o) !== 0 && groupOf(s, o) === groupOf(s, m) && modeOf(s, o) !== 'off';

/** Returns whether the incoming order has ended. */
function prevent(s: State, o: Order, m: Order, lots: number): boolean {
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

/** A trade of an incoming order, or in an auction of a buy, with another. */
export function fill(s: State, o: Order, m: Order, lots: number, price: number, auction = false): void {
  const { ins } = o;
  const tradeId = s.dry ? 0 : ++s.ids.trade;
  for (const x of [o, m]) {
    if (!x.terms.notional) x.leaves -= lots;
    x.cum += lots;
    x.cumNotional += price * lots;
    if (x.terms.display) x.peak = Math.max(0, x.peak - lots);
    if (x.leaves === 0 && !x.terms.notional) remove(s, x);
    const status = x.leaves === 0 && !x.terms.notional ? 'filled' : 'partiallyFilled';
    const role = auction ? ' auction' : '';
    exec(s, x, 'trade', status, 'none', ` trades ${lots} at ${price} #${tradeId}${x === o ? ' first' : ''}${role}`);
  }
  const [taker, maker] = [o, m];
  for (const x of auction ? [] : [taker, maker]) if (x.place === 'book' && x.terms.display && x.peak === 0) rest(s, x);
  ins.step = {
    lo: Math.min(price, ins.step?.lo ?? price),
    hi: Math.max(price, ins.step?.hi ?? price),
    last: price,
  };
  if (s.dry) return;
  ins.last = price;
  ins.dayLots += lots;
  const [buy, sell] = o.side === 'buy' ? [o, m] : [m, o];
  s.trades.push({ tradeId, ins, price, qty: lots, buy, sell, busted: false });
  if (s.trades.length > s.tradesKept) s.trades.shift();
  book(s, buy, sell, ins, price, lots);
  if (!auction) ins.luld.trades.push({ span: Math.floor(s.timeUs / 30_000_000), price });
  const filled = [o, m].filter((x) => !isAlive(s, x));
  cancelLinked(s, [...partnerOf(o), ...partnerOf(m), ...filled.flatMap((x) => after(s, x))]);
}

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
