/** Risk before the book: money, limits, positions. */
import type { LimitName } from '../commands.js';
import { type Account, type Ins, type Limits, type Order, reference, type State, sign, type Why } from './state.js';

/** ceil(x × unit) without fractions on the way. */
function money(ins: Ins, ticksTimesLots: number): number {
  const { tickUnits, lotUnits, priceDecimals, qtyDecimals } = ins.def;
  const decimals = priceDecimals + qtyDecimals - 2;
  const units = ticksTimesLots * tickUnits * lotUnits;
  return decimals < 0 ? units * 10 ** -decimals : Math.ceil(units / 10 ** decimals);
}

/** What an order without a limit counts with: fixed when it comes. */
export const priceForRisk = (o: Order) => (o.type === 'stop' ? o.stop : (reference(o.ins) ?? 0));

const hasLimit = (o: Order) => o.type === 'limit' || o.type === 'stopLimit' || o.type === 'marketToLimit';

export function moneyOf(o: Order, lots: number): number {
  if (o.terms.notional) return money(o.ins, o.terms.notional);
  return money(o.ins, Math.abs(hasLimit(o) ? o.price : o.riskPrice) * lots);
}

export function accountOf(s: State, firm: number, account: string): Account {
  const key = `${firm}/${account}`;
  const found = s.accounts.find((a) => a.key === key) ?? { key, firm, cash: 0, net: [] };
  if (!s.accounts.includes(found)) s.accounts.push(found);
  return found;
}

/** A trade in positions and cash; lots and price may be taken back by negative lots. */
export function book(s: State, buy: Order, sell: Order, ins: Ins, price: number, lots: number): void {
  const cash = Math.sign(price) * money(ins, Math.abs(price) * Math.abs(lots)) * Math.sign(lots);
  for (const o of [buy, sell]) {
    const account = accountOf(s, o.firm, o.account);
    account.cash -= sign(o.side) * cash;
    account.net[ins.index] = (account.net[ins.index] ?? 0) + sign(o.side) * lots;
  }
}

const grossOf = (s: State, net: number[]) =>
  s.instruments.reduce((sum, ins) => sum + money(ins, Math.abs(net[ins.index] ?? 0) * Math.abs(ins.reference ?? 0)), 0);

function limitsOf(s: State, firm: number, account: string, name: LimitName): number {
  const { accountLimits } = s.firms[firm] ?? { accountLimits: new Map<string, Limits>() };
  const own = accountLimits.get(`account ${account}`)?.[name] ?? Number.NaN;
  return Number.isNaN(own) ? (accountLimits.get('default')?.[name] ?? -1) : own;
}

/** @param o the order as it would be @param old what it was, of a replace */
export function checkRisk(s: State, o: Order, old: Order | undefined): Why {
  const firm = s.firms[o.firm];
  if (!firm) return 'none';
  const second = Math.floor(s.timeUs / 1_000_000);
  if (firm.second !== second) Object.assign(firm, { second, count: 0 });
  const rate = firm.limits.ordersPerSecond;
  if (rate >= 0 && firm.count >= rate) return 'messageRate';
  firm.count++;

  const adds = moneyOf(o, o.leaves) - (old ? moneyOf(old, old.leaves) : 0);
  if (old && adds <= 0) return 'none';
  const others = s.orders.filter((x) => x.firm === o.firm);
  const mine = others.filter((x) => x.account === o.account);
  const total = (orders: Order[]) => orders.reduce((sum, x) => sum + moneyOf(x, x.leaves), 0);
  const exceeds = (limit: number, value: number) => limit >= 0 && value > limit;
  const limit = (name: LimitName) => limitsOf(s, o.firm, o.account, name);
  if (!old && exceeds(firm.limits.openOrders, others.length + 1)) return 'openOrdersLimit';
  if (exceeds(firm.limits.openNotional, total(others) + adds)) return 'openNotionalLimit';
  if (!old && exceeds(limit('openOrders'), mine.length + 1)) return 'openOrdersLimit';
  if (exceeds(limit('openNotional'), total(mine) + adds)) return 'openNotionalLimit';

  const { cash, net } = accountOf(s, o.firm, o.account);
  const held = net[o.ins.index] ?? 0;
  const reduces = !o.terms.notional && sign(o.side) * held < 0 && o.leaves <= Math.abs(held);
  const gross = grossOf(s, net);
  if (!reduces && exceeds(limit('grossPosition'), gross + total(mine) + adds)) return 'grossPositionLimit';
  const power = limit('buyingPower');
  const open = total(mine.filter((x) => x.side === 'buy'));
  if (power >= 0 && o.side === 'buy' && adds > power + cash - open) return 'buyingPowerLimit';
  return 'none';
}

export function isOutsideNotional(o: Order): boolean {
  const { minNotional, maxNotional } = o.ins.def;
  const value = moneyOf(o, o.qty);
  return (minNotional > 0 && value < minNotional) || (maxNotional > 0 && value > maxNotional);
}

/** What each account has at stake, in lines; accounts with nothing are left out. */
export function exposures(s: State): string[] {
  const names = new Set([...s.accounts.map((a) => a.key), ...s.orders.map((o) => `${o.firm}/${o.account}`)]);
  return [...names].flatMap((key) => {
    const open = s.orders.filter((o) => `${o.firm}/${o.account}` === key);
    const { cash = 0, net = [] } = s.accounts.find((a) => a.key === key) ?? {};
    const total = (orders: Order[]) => orders.reduce((sum, o) => sum + moneyOf(o, o.leaves), 0);
    const buys = total(open.filter((o) => o.side === 'buy'));
    const held = s.instruments.map((ins) => net[ins.index] ?? 0);
    return exposureLine(key, open.length, total(open), buys, cash, grossOf(s, net), held);
  });
}

export function exposureLine(
  key: string,
  orders: number,
  notional: number,
  buys: number,
  cash: number,
  gross: number,
  held: number[],
): string[] {
  if ([orders, notional, buys, cash, gross, ...held].every((n) => n === 0)) return [];
  return [`${key}: ${orders} orders for ${notional}, buys ${buys}, cash ${cash}, gross ${gross}, lots ${held.join(' ')}`];
}
