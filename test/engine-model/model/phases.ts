/** Phases and auctions. */
import type { PhaseName, Side } from '../commands.js';
import { rest } from './arriving.js';
import { end } from './ending.js';
import { fill } from './matching.js';
import {
  type Indication,
  type Ins,
  inBook,
  isAlive,
  isAtAuction,
  isAuction,
  isHidden,
  isMarket,
  type Order,
  phaseOf,
  reference,
  type State,
  sign,
  takes,
  tell,
} from './state.js';
import { endStep, settle, triggerStops, unpeg } from './steps.js';

/** @param byOperator a volatility auction without end */
export function setOwnPhase(s: State, ins: Ins, phase: PhaseName, byOperator = false): void {
  if (ins.own !== phase) ins.luld.state = 'normal';
  if (ins.own !== phase && (byOperator || phase !== 'volatilityAuction')) ins.auctionEnds = undefined;
  change(
    s,
    ins.index,
    () => {
      ins.own = phase;
    },
    phase,
  );
}

export function setVenuePhase(s: State, phase: PhaseName): void {
  change(
    s,
    -1,
    () => {
      s.phase = phase;
    },
    phase,
  );
}

function change(s: State, index: number, set: () => void, phase: string): void {
  const before = s.instruments.map((ins) => phaseOf(s, ins));
  set();
  tell(s, `PHASE_CHANGED i${index} ${phase}`);
  s.instruments.forEach((ins, i) => {
    const old = before[i] ?? '';
    if (phaseOf(s, ins) !== old) enter(s, ins, old, phaseOf(s, ins));
  });
}

function enter(s: State, ins: Ins, old: string, now: string): void {
  for (const o of s.orders) if (o.ins === ins && o.type === 'pegged' && now !== 'open') unpeg(o);
  if (ins.luld.state !== 'paused') ins.luld.state = 'normal';
  if (now === 'closingAuction') {
    const joining = s.orders.filter((o) => o.ins === ins && o.tif === 'atTheClose' && o.place === 'wait');
    for (const o of joining.sort((a, b) => a.time - b.time)) rest(s, o);
  }
  if (isAuction(now) && !isAuction(old)) {
    ins.told = indicationLine(NOTHING);
    ins.toldAt = -Infinity;
  }
  if (now === 'open' || ((now === 'postClose' || now === 'closed') && isAuction(old))) uncross(s, ins, old);
  if (now !== 'open') return;
  if (ins.last !== undefined) triggerStops(s, ins, ins.last, ins.last);
  settle(s, ins);
}

const NOTHING: Indication = { hasPrice: 0, price: 0, paired: 0, side: 'none', imbalance: 0 };

const indicationLine = (a: Indication) =>
  `${a.hasPrice ? a.price : 'no price'} paired ${a.paired} imbalance ${a.side} ${a.imbalance}`;

/** The orders of a side that take part, by priority. */
function part(s: State, ins: Ins, side: Side): Order[] {
  const kind = (o: Order) => (isHidden(o) ? 2 : isAtAuction(o) ? 1 : 0);
  return inBook(s, ins, side).sort(
    (a, b) =>
      Number(isMarket(b)) - Number(isMarket(a)) ||
      (isMarket(a) ? 0 : sign(side) * (b.price - a.price) || kind(a) - kind(b)) ||
      a.time - b.time,
  );
}

/** The auction's price and what it would pair. */
export function indication(s: State, ins: Ins): Indication {
  const [buys, sells] = [part(s, ins, 'buy'), part(s, ins, 'sell')];
  const from = reference(ins);
  const prices = [...buys, ...sells].filter((o) => !isMarket(o)).map((o) => o.price);
  if (buys.some(isMarket) && sells.some(isMarket) && from !== undefined) prices.push(from);
  const sum = (orders: Order[], price: number) =>
    orders.filter((o) => isMarket(o) || takes(o.side, o.price, price)).reduce((n, o) => n + o.leaves, 0);
  const all = prices.map((price) => ({ price, buy: sum(buys, price), sell: sum(sells, price) }));
  const volume = Math.max(0, ...all.map((c) => Math.min(c.buy, c.sell)));
  if (volume === 0) return NOTHING;
  const largest = all.filter((c) => Math.min(c.buy, c.sell) === volume);
  const least = Math.min(...largest.map((c) => Math.abs(c.buy - c.sell)));
  const remain = largest.filter((c) => Math.abs(c.buy - c.sell) === least);
  const [lowest, highest] = [Math.min(...remain.map((c) => c.price)), Math.max(...remain.map((c) => c.price))];
  let price = Math.min(Math.max(from ?? Math.floor((lowest + highest) / 2), lowest), highest);
  if (remain.every((c) => c.buy > c.sell)) price = highest;
  if (remain.every((c) => c.buy < c.sell)) price = lowest;
  const over = sum(buys, price) - sum(sells, price);
  return { hasPrice: 1, price, paired: volume, side: over > 0 ? 'buy' : over < 0 ? 'sell' : 'none', imbalance: Math.abs(over) };
}

/** The end of a command, and a Tick's third part. */
export function tellIndication(s: State, ins: Ins): void {
  const phase = phaseOf(s, ins);
  if (!isAuction(phase) || s.timeUs < ins.toldAt + 100_000) return;
  const line = indicationLine(indication(s, ins));
  if (line === ins.told) return;
  tell(s, `AUCTION i${ins.index} ${phase} ${line}`);
  ins.told = line;
  ins.toldAt = s.timeUs;
}

function uncross(s: State, ins: Ins, old: string): void {
  const passing = (o: Order) => isMarket(o) || isAtAuction(o);
  const leaving = [...part(s, ins, 'buy'), ...part(s, ins, 'sell')].filter(passing);
  for (let round = 0; ; round++) {
    const found = indication(s, ins);
    const paired = found.hasPrice ? pair(s, ins, found.price) : 0;
    if (paired > 0 || (round === 0 && isAuction(old))) {
      tell(s, `AUCTION i${ins.index} ${old} final ${indicationLine({ ...found, paired })}`);
    }
    if (paired === 0) break;
    ins.auctionPrice = ins.dynamic = ins.luld.reference = found.price;
    ins.luld.trades = [];
    if (old === 'closingAuction') ins.closePrice = found.price;
  }
  for (const o of leaving) if (isAlive(s, o)) end(s, o, 'expired', 'auctionOver');
  endStep(s, ins);
}

function pair(s: State, ins: Ins, price: number): number {
  const [buys, sells] = (['buy', 'sell'] as const).map((side) =>
    part(s, ins, side).filter((o) => isMarket(o) || takes(side, o.price, price)),
  ) as [Order[], Order[]];
  let paired = 0;
  for (;;) {
    const [buy, sell] = [buys.find((o) => isAlive(s, o)), sells.find((o) => isAlive(s, o))];
    if (!buy || !sell) break;
    const lots = Math.min(buy.leaves, sell.leaves);
    fill(s, buy, sell, lots, price, true);
    paired += lots;
  }
  for (const o of [...buys, ...sells]) if (isAlive(s, o) && o.terms.display && o.peak === 0) rest(s, o);
  return paired;
}
