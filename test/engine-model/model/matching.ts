/** Whom an incoming order meets, and how they trade. */
import { rest } from './arriving.js';
import { bandBlocks, luldBlocks } from './bands.js';
import { after, cancelLinked, partnerOf, remove } from './ending.js';
import { book } from './risk.js';
import { avoids, prevent } from './self-trade.js';
import { exec, inBook, isAlive, isHidden, isMarket, type Order, opposite, type State, shown, sign, takes } from './state.js';

/** The opposite orders that the order could trade with, the best first, whatever the bands say. */
export function candidates(s: State, o: Order): Order[] {
  const isPassedOver = (m: Order) => wants(o, m.price) < Math.min(m.terms.min ?? 0, m.leaves);
  const good = (m: Order) => (isMarket(o) || takes(o.side, o.price, m.price)) && !isPassedOver(m);
  const rank = (a: Order, b: Order) =>
    sign(o.side) * (a.price - b.price) || Number(isHidden(a)) - Number(isHidden(b)) || a.time - b.time;
  return inBook(s, o.ins, opposite(o.side)).filter(good).sort(rank);
}

/** How many lots the order still wants at a price. */
function wants(o: Order, price: number): number {
  return o.terms.notional ? Math.floor((o.terms.notional - o.cumNotional) / price) : o.leaves;
}

/** Price of the best order that could trade, inside the bands. */
export function bestExecutable(s: State, o: Order): number | undefined {
  const [maker] = candidates(s, o);
  if (!maker || bandBlocks(o.ins, maker.price) || luldBlocks(o, maker.price)) return undefined;
  return maker.price;
}

export type Outcome = 'ended' | 'none' | 'spent' | 'band' | 'luld' | 'behind';

export function match(s: State, o: Order): Outcome {
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
  const routes = { buy: buy.route, sell: sell.route };
  s.trades.push({ tradeId, ins, price, qty: lots, buy, sell, routes, busted: false });
  if (s.trades.length > s.tradesKept) s.trades.shift();
  book(s, buy, sell, ins, price, lots);
  if (!auction) ins.luld.trades.push({ span: Math.floor(s.timeUs / 30_000_000), price });
  const filled = [o, m].filter((x) => !isAlive(s, x));
  cancelLinked(s, [...partnerOf(o), ...partnerOf(m), ...filled.flatMap((x) => after(s, x))]);
}

/** What of the order could trade at once: a rehearsal with a copy of everything. */
export function executable(s: State, o: Order): number {
  const { ins, ...copy } = structuredClone({ ...s, ins: o.ins, taker: o });
  copy.dry = true;
  match(copy, copy.taker);
  return copy.taker.cum - o.cum;
}
