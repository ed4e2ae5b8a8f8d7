/**
 * The market as plainly as it can be written, from engine/RULES.md alone: what the engine is compared with. Plain arrays and objects,
 * sort and filter. Events are lines. This file: what there is, and questions about it.
 */
import type { CompleteInstrument } from '../../../engine/instrument-definition.js';
import type { Reason } from '../../../engine/reasons.js';
import type { OrderTerms, Ordtype, SessionSettings, Side, Tif } from '../commands.js';

export type Why = keyof typeof Reason;

export interface Order {
  orderId: number;
  session: number;
  firm: number;
  id: string;
  account: string;
  /** Of the request that gave it its id; '' for none. */
  route: string;
  ins: Ins;
  side: Side;
  type: Ordtype;
  tif: Tif;
  /** Its limit; 0: none yet. */
  price: number;
  qty: number;
  leaves: number;
  cum: number;
  cumNotional: number;
  /** What an iceberg displays. */
  peak: number;
  stop: number;
  /** The limit of a capped peg. */
  cap: number;
  terms: OrderTerms;
  /** Its place in the queue. */
  time: number;
  /** book: it can trade; wait: a stop, a peg without price or an at-the-close order before its auction; held: a child; queue: about to come. */
  place: 'none' | 'book' | 'wait' | 'held' | 'queue';
  triggered: boolean;
  partner: Order | undefined;
  children: Order[];
  isChild: boolean;
  /** What its parent traded, when that has ended and it has not come yet. */
  released: number | undefined;
  riskPrice: number;
}

export interface Indication {
  hasPrice: number;
  price: number;
  paired: number;
  side: string;
  imbalance: number;
}

export interface Ins {
  index: number;
  def: CompleteInstrument;
  /** The last official close, or as defined. */
  reference: number | undefined;
  own: string;
  /** When a volatility auction or a pause ends. */
  auctionEnds: number | undefined;
  last: number | undefined;
  /** The reference of the dynamic band for the command. */
  dynamic: number | undefined;
  auctionPrice: number | undefined;
  closePrice: number | undefined;
  dayLots: number;
  queue: Order[];
  released: Order[];
  /** Trades of the current step. */
  step: { lo: number; hi: number; last: number } | undefined;
  told: string;
  toldAt: number;
  luld: {
    reference: number | undefined;
    trades: { span: number; price: number }[];
    state: string;
    until: number;
    told: string;
  };
}

export interface Limits {
  openOrders: number;
  openNotional: number;
  grossPosition: number;
  buyingPower: number;
  ordersPerSecond: number;
}
export interface Account {
  key: string;
  firm: number;
  cash: number;
  net: number[];
}
export interface Trade {
  tradeId: number;
  ins: Ins;
  price: number;
  qty: number;
  buy: Order;
  sell: Order;
  /** The routes of both orders at that time. */
  routes: { buy: string; sell: string };
  busted: boolean;
}

export interface State {
  timeUs: number;
  phase: string;
  instruments: Ins[];
  /** Open orders by age. */
  orders: Order[];
  used: Map<string, 'order' | 'request'>;
  sessions: (SessionSettings & {
    firm: number;
    dropCopy: boolean;
    /** Its live connection; 0: it is not up. */
    over: number;
    cod: boolean;
    codNow: boolean;
    graceMs: number;
    codAt: number | undefined;
    deadAt: number | undefined;
    resetDaily: boolean;
    resetDue: boolean;
    /** The next numbers of both directions, and how often they have started again. */
    nextIn: number;
    nextOut: number;
    resets: number;
    windowMs: number | undefined;
  })[];
  firms: {
    group: number;
    mode: number;
    killed: boolean;
    second: number;
    count: number;
    limits: Limits;
    accountLimits: Map<string, Limits>;
  }[];
  killed: boolean;
  accounts: Account[];
  trades: Trade[];
  tradesKept: number;
  ordersKept: number;
  /** The latest business date that has ended; 0: none. */
  lastEnded: number;
  schedule: { date: number; timeUs: number; action: string }[];
  ids: { order: number; trade: number; time: number };
  events: string[];
  /** The route of the request at hand. */
  asked: string;
  /** In a rehearsal nothing is told and links are not looked at. */
  dry: boolean;
}

export const isAuction = (phase: string) =>
  ['preOpen', 'openingAuction', 'volatilityAuction', 'closingAuction'].includes(phase);
export const phaseOf = (s: State, ins: Ins) => (s.phase === 'open' ? ins.own : s.phase);
export const isOpen = (s: State, ins: Ins) => phaseOf(s, ins) === 'open';
export const reference = (ins: Ins): number | undefined => ins.last ?? ins.reference;
export const opposite = (side: Side): Side => (side === 'buy' ? 'sell' : 'buy');
export const isStop = (o: Order) => (o.type === 'stop' || o.type === 'stopLimit') && !o.triggered;
export const isMarket = (o: Order) => o.type === 'market' || o.type === 'stop';
export const isResting = (o: Order) => o.tif === 'day' || o.tif === 'gtc' || o.tif === 'gtd';
export const isAtAuction = (o: Order) => o.tif === 'atTheOpen' || o.tif === 'atTheClose';
export const isHidden = (o: Order) => o.terms.hidden === true || o.type === 'pegged';
export const isDisplayed = (o: Order) => o.place === 'book' && !isMarket(o) && !isAtAuction(o) && !isHidden(o);
export const shown = (o: Order) => (o.terms.display ? o.peak : o.leaves);
export const isAlive = (s: State, o: Order) => s.orders.includes(o);
export const sign = (side: Side) => (side === 'buy' ? 1 : -1);

/** Whether an order of `side` limited to `limit` takes `price`. */
export const takes = (side: Side, limit: number, price: number) => (side === 'buy' ? price <= limit : price >= limit);

export function inBook(s: State, ins: Ins, side: Side): Order[] {
  return s.orders.filter((o) => o.ins === ins && o.side === side && o.place === 'book');
}

/** [price, lots, orders] of the displayed book, from the best on. */
export function levels(s: State, ins: Ins, side: Side): [number, number, number][] {
  const found: [number, number, number][] = [];
  for (const o of inBook(s, ins, side).filter(isDisplayed)) {
    const level = found.find(([price]) => price === o.price);
    if (!level) found.push([o.price, shown(o), 1]);
    else {
      level[1] += shown(o);
      level[2]++;
    }
  }
  return found.sort((a, b) => sign(side) * (b[0] - a[0]));
}

export const best = (s: State, ins: Ins, side: Side): number | undefined => levels(s, ins, side)[0]?.[0];

export function tell(s: State, line: string): void {
  if (!s.dry) s.events.push(line);
}

/** What takes the next number of a session's outbound stream. */
export function tellOwned(s: State, type: string, session: number, line: string): void {
  const x = s.sessions[session];
  if (x && !s.dry) tell(s, `${type} s${session} n${x.nextOut++} ${line}`);
}

/** An EXEC of a session, and what its firm's drop-copy sessions are told of it. */
export function tellExec(s: State, session: number, execType: string, line: string): void {
  tellOwned(s, 'EXEC', session, line);
  if (execType === 'status') return;
  const isTrade = execType === 'trade' || execType === 'tradeCancel' || execType === 'tradeCorrect';
  s.sessions.forEach((x, i) => {
    if (x.firm !== s.sessions[session]?.firm) return;
    if (x.copies & 1) tellOwned(s, 'COPIED', i, `of s${session} ${line}`);
    if (x.copies & 2 && isTrade) tellOwned(s, 'COPIED_TRADE', i, `of s${session} ${line}`);
  });
}

export const by = (route: string) => (route === '' ? '' : ` by ${route}`);

export function statusOf(o: Order): string {
  return o.cum > 0 ? 'partiallyFilled' : 'new';
}

/** An EXEC; `more` overrides what the order says of itself. */
export function exec(s: State, o: Order, execType: string, status: string, why: Why = 'none', tail = '', orig = ''): void {
  const leaves = status === 'canceled' || status === 'expired' || o.terms.notional ? 0 : o.leaves;
  const qty = o.terms.notional ? o.cum : o.qty;
  const from = orig ? ` was ${orig}` : '';
  const because = why === 'none' ? '' : ` (${why})`;
  const figures = `price ${execPrice(o)} qty ${qty} leaves ${leaves} cum ${o.cum} notional ${o.cumNotional}`;
  const line = `${o.id}${from} #${o.orderId} ${execType} ${status}${because} ${o.side} ${figures}${tail}`;
  const isAnswer = execType === 'status' || orig !== '';
  tellExec(s, o.session, execType, line + by(isAnswer ? s.asked : o.route));
}

export const execPrice = (o: Order) => (isMarket(o) ? 0 : o.price);
