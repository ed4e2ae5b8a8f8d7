/** Operators' commands, mass actions, busts, the day and the timers. */
import type { Command, LimitName, PhaseName, Side } from '../commands.js';
import { fireBandTimers } from './bands.js';
import { end } from './ending.js';
import { setVenuePhase, tellIndication } from './phases.js';
import { book } from './risk.js';
import { startAgain } from './sessions.js';
import {
  by,
  isAlive,
  isAtAuction,
  type Order,
  type State,
  statusOf,
  type Trade,
  tell,
  tellExec,
  tellOwned,
  type Why,
} from './state.js';

type Of<K extends Command['do']> = Extract<Command, { do: K }>;

interface Which {
  firm?: number;
  session?: number;
  ins?: number;
  side?: Side | undefined;
  account?: string | undefined;
}

/** By session, oldest first. -1, and what is not given, mean any. */
export function cancelOrders(s: State, why: Why, which: Which): number {
  const any = (x: number | undefined) => x === undefined || x === -1;
  const wanted = s.orders.filter(
    (o) =>
      (any(which.firm) || o.firm === which.firm) &&
      (any(which.session) || o.session === which.session) &&
      (any(which.ins) || o.ins.index === which.ins) &&
      (!which.side || o.side === which.side) &&
      (!which.account || o.account === which.account),
  );
  let count = 0;
  for (const o of wanted.sort((a, b) => a.session - b.session || a.orderId - b.orderId)) {
    if (!isAlive(s, o)) continue;
    end(s, o, 'canceled', why);
    count++;
  }
  return count;
}

export function mass(s: State, c: Of<'mass'>): void {
  if (!s.used.has(`${c.session} ${c.id}`)) s.used.set(`${c.session} ${c.id}`, 'request');
  const firm = c.scope === 'firmAll' || c.scope === 'firmSymbol';
  const symbol = c.scope === 'symbol' || c.scope === 'firmSymbol';
  const count = cancelOrders(s, 'massCancel', {
    ...(firm ? { firm: s.sessions[c.session]?.firm ?? 0 } : { session: c.session }),
    ins: symbol ? c.ins : -1,
    side: c.side,
    account: c.account,
  });
  tellOwned(s, 'MASS_CANCELED', c.session, `${c.id} ${c.scope} ${count}${by(s.asked)}`);
}

export function kill(s: State, firm: number, on: boolean): void {
  if (firm === -1) s.killed = on;
  else Object.assign(s.firms[firm] ?? {}, { killed: on });
  tell(s, `KILL_CHANGED f${firm} ${on ? 'on' : 'off'}`);
  if (on) cancelOrders(s, 'killSwitch', { firm });
}

export function notice(s: State, text: string): void {
  const isPrintable = [...text].every((c) => c >= ' ' && c <= '~');
  const fits = text.length >= 1 && text.length <= 200;
  tell(s, isPrintable && fits ? `NOTICE_GIVEN 0 ${text} by operator` : 'REFUSED invalidDefinition');
}

export function setLimits(s: State, c: Of<'limits'>): void {
  const firm = s.firms[c.firm];
  const wrong: LimitName[] = c.scope === 'firm' ? ['grossPosition', 'buyingPower'] : ['ordersPerSecond'];
  if (!firm || Object.keys(c.set).some((name) => wrong.some((w) => w === name))) {
    tell(s, `REFUSED ${firm ? 'invalidDefinition' : 'unknownParticipant'}`);
    return;
  }
  const key = c.scope === 'account' ? `account ${c.account ?? ''}` : 'default';
  if (c.scope === 'firm') Object.assign(firm.limits, c.set);
  else {
    const none = c.scope === 'account' ? Number.NaN : -1;
    const old = { openOrders: none, openNotional: none, grossPosition: none, buyingPower: none, ordersPerSecond: none };
    firm.accountLimits.set(key, { ...old, ...firm.accountLimits.get(key), ...c.set });
  }
  tell(s, `LIMITS_SET f${c.firm}`);
}

function whyNotBust(c: Of<'bust'>, trade: Trade | undefined): Why {
  if (!trade) return 'unknownTrade';
  if (trade.busted) return 'alreadyBusted';
  if (!c.correct) return 'none';
  const { minPriceTicks, maxPriceTicks } = trade.ins.def;
  if (c.correct.price < minPriceTicks || c.correct.price > maxPriceTicks) return 'priceOutOfRange';
  return c.correct.qty < 1 || c.correct.qty > trade.qty ? 'invalidQty' : 'none';
}

/** That of an order that has gone is what it was at its last trade. */
function routeOf(s: State, o: Order): string {
  if (isAlive(s, o)) return o.route;
  const last = s.trades.filter((t) => t[o.side] === o).at(-1);
  return last ? last.routes[o.side] : '';
}

export function bust(s: State, c: Of<'bust'>): void {
  const trade = s.trades.find((t) => t.tradeId === c.trade);
  const why = whyNotBust(c, trade);
  if (!trade || why !== 'none') {
    tell(s, `REFUSED ${why}`);
    return;
  }
  const { ins, price, qty, buy, sell } = trade;
  const [newPrice, newQty] = c.correct ? [c.correct.price, c.correct.qty] : [0, 0];
  const type = c.correct ? 'TRADE_CORRECTED' : 'TRADE_BUSTED';
  tell(s, `${type} i${ins.index} #${c.trade} ${qty} at ${price} now ${newQty} at ${newPrice}`);
  book(s, buy, sell, ins, price, -qty);
  if (c.correct) book(s, buy, sell, ins, newPrice, newQty);
  Object.assign(trade, c.correct ? { price: newPrice, qty: newQty } : { busted: true });
  for (const o of [buy, sell]) {
    if (isAlive(s, o)) {
      o.qty -= qty - newQty;
      o.cum -= qty - newQty;
      o.cumNotional += newPrice * newQty - price * qty;
    }
    const last = c.correct ? `${newQty} at ${newPrice}` : `${qty} at ${price}`;
    const amounts = `qty ${o.qty} leaves ${o.leaves} cum ${o.cum} notional ${o.cumNotional}`;
    const now = isAlive(s, o) ? ` now ${statusOf(o)} ${amounts}` : '';
    const execType = c.correct ? 'tradeCorrect' : 'tradeCancel';
    tellExec(s, o.session, execType, `#${o.orderId} ${execType} ${last} #${c.trade}${now}${by(routeOf(s, o))}`);
  }
}

export function setSchedule(s: State, c: Of<'schedule'>): void {
  const entries = c.entries.map(({ ms, action }) => ({ date: c.date, timeUs: ms * 1000, action }));
  s.schedule = [...s.schedule.filter((e) => e.date !== c.date), ...entries];
  s.schedule.sort((a, b) => a.timeUs - b.timeUs || a.date - b.date);
  tell(s, `SCHEDULE_SET ${c.date}`);
}

/** A date that is over, or before one that is, does not end again. */
export function endDay(s: State, date: number): void {
  if (date <= s.lastEnded) return;
  s.lastEnded = date;
  const isOver = (o: Order) => o.tif === 'day' || isAtAuction(o);
  const isDue = (o: Order) => o.tif === 'gtd' && (o.terms.expireMs ?? 0) * 1000 <= s.timeUs;
  const ending = s.orders.filter((o) => isOver(o) || isDue(o));
  for (const o of ending.sort((a, b) => a.session - b.session || a.orderId - b.orderId)) {
    if (isAlive(s, o)) end(s, o, 'expired', isDue(o) ? 'orderExpired' : 'dayEnded');
  }
  for (const ins of s.instruments) {
    ins.reference = ins.closePrice ?? ins.last ?? ins.reference;
    if (ins.reference !== undefined) {
      tell(s, `OFFICIAL_CLOSE i${ins.index} ${date} ${ins.reference} lots ${ins.dayLots}`);
    }
    ins.closePrice = ins.auctionPrice = undefined;
    ins.dayLots = 0;
  }
  s.sessions.forEach((x, i) => {
    if (!x.resetDaily) return;
    if (x.over > 0) x.resetDue = true;
    else startAgain(s, i);
  });
  const next = Math.min(...s.schedule.filter((e) => e.date > date).map((e) => e.date));
  tell(s, `DAY_ENDED ${date} next ${Number.isFinite(next) ? next : 0}`);
}

/** Everything that is due at the time of the Tick. */
export function tick(s: State): void {
  for (;;) {
    const [entry] = s.schedule;
    if (!entry || entry.timeUs > s.timeUs) break;
    s.schedule = s.schedule.slice(1);
    if (entry.action === 'endDay') endDay(s, entry.date);
    else setVenuePhase(s, entry.action as PhaseName);
  }
  for (const ins of s.instruments) fireBandTimers(s, ins);
  for (const ins of s.instruments) tellIndication(s, ins);
  const due = s.orders.filter((o) => o.tif === 'gtd' && (o.terms.expireMs ?? 0) * 1000 <= s.timeUs);
  for (const o of due.sort((a, b) => (a.terms.expireMs ?? 0) - (b.terms.expireMs ?? 0) || a.orderId - b.orderId)) {
    if (isAlive(s, o)) end(s, o, 'expired', 'orderExpired');
  }
  s.sessions.forEach((x, i) => {
    if (x.codAt === undefined || x.codAt > s.timeUs) return;
    x.codAt = undefined;
    cancelOrders(s, 'cancelOnDisconnect', { session: i });
  });
  s.sessions.forEach((x, i) => {
    if (x.deadAt === undefined || x.deadAt > s.timeUs) return;
    x.deadAt = undefined;
    cancelOrders(s, 'deadMan', { session: i });
  });
}
