/** The model's face: a command in, lines out. Orders and sessions here, operators in operator.ts. */
import type { CompleteInstrument } from '../../../engine/instrument-definition.js';
import type { Command, NewOrder, Replace } from '../commands.js';
import { lookAtBands, lookAtTrades } from './bands.js';
import { checkNew, checkReplace } from './checks.js';
import { arrive, bestExecutable, end, settle } from './market.js';
import { bust, cancelOrders, endDay, kill, mass, setLimits, setSchedule, tick } from './operator.js';
import { setOwnPhase, setVenuePhase, tellIndication } from './phases.js';
import { priceForRisk } from './risk.js';
import { exec, execPrice, type Ins, type Order, type State, sign, statusOf, tell, type Why } from './state.js';

export interface Setup {
  instruments: CompleteInstrument[];
  /** Firm of each session. */
  sessions: { firm: number; cod: boolean; graceMs: number; resetDaily: boolean }[];
  firms: number;
  tradesKept: number;
}

export class Model {
  readonly s: State;

  constructor(setup: Setup) {
    const none = { openOrders: -1, openNotional: -1, grossPosition: -1, buyingPower: -1, ordersPerSecond: -1 };
    this.s = {
      timeUs: 0,
      phase: 'open',
      instruments: setup.instruments.map(newInstrument),
      orders: [],
      used: new Map(),
      sessions: setup.sessions.map((x) => ({
        ...x,
        up: true,
        codNow: x.cod,
        codAt: undefined,
        deadAt: undefined,
        resetDue: false,
      })),
      firms: Array.from({ length: setup.firms }, () => ({
        group: 0,
        mode: 1,
        killed: false,
        second: -1,
        count: 0,
        limits: { ...none },
        accountLimits: new Map(),
      })),
      killed: false,
      accounts: [],
      trades: [],
      tradesKept: setup.tradesKept,
      schedule: [],
      ids: { order: 0, trade: 0, time: 0 },
      events: [],
      dry: false,
    };
    for (const ins of this.s.instruments) lookAtBands(this.s, ins);
  }

  apply(c: Command): string[] {
    const { s } = this;
    s.events = [];
    const span = (us: number) => Math.floor(us / 30_000_000);
    const before = s.timeUs;
    if (c.do === 'tick') s.timeUs += c.ms * 1000;
    for (const ins of s.instruments) {
      ins.dynamic = ins.last;
      if (span(s.timeUs) !== span(before)) lookAtTrades(s, ins);
    }
    if (this.isOffline(c)) tell(s, 'REFUSED notLoggedOn');
    else this.execute(c);
    for (const ins of s.instruments) {
      settle(s, ins);
      lookAtBands(s, ins);
      tellIndication(s, ins);
    }
    return s.events;
  }

  private isOffline(c: Command): boolean {
    const bySession = c.do === 'new' || c.do === 'replace' || c.do === 'cancel' || c.do === 'mass' || c.do === 'deadMan';
    return bySession && !this.s.sessions[c.session]?.up;
  }

  private execute(c: Command): void {
    const { s } = this;
    const session = 'session' in c ? s.sessions[c.session] : undefined;
    const ins = 'ins' in c && c.ins !== undefined ? s.instruments[c.ins] : undefined;
    if (c.do === 'new') newOrder(s, c);
    else if (c.do === 'replace') replace(s, c);
    else if (c.do === 'cancel') cancel(s, c.session, c.id, c.orig);
    else if (c.do === 'mass') mass(s, c);
    else if (c.do === 'tick') tick(s);
    else if (c.do === 'phase' && ins) setOwnPhase(s, ins, c.phase, true);
    else if (c.do === 'phase') setVenuePhase(s, c.phase);
    else if (c.do === 'limits') setLimits(s, c);
    else if (c.do === 'kill') kill(s, c.firm, c.on);
    else if (c.do === 'operatorCancel') {
      const count = cancelOrders(s, 'operatorCancel', c);
      tell(s, `ORDERS_CANCELED ${count}`);
    } else if (c.do === 'stp') {
      const modes = ['firm', 'cancelNewest', 'cancelOldest', 'cancelBoth', 'decrement', 'off'];
      Object.assign(s.firms[c.firm] ?? {}, { group: c.group, mode: modes.indexOf(c.mode) });
      tell(s, `STP_SET f${c.firm} group ${c.group} ${c.mode}`);
    } else if (c.do === 'bust') bust(s, c);
    else if (c.do === 'schedule') setSchedule(s, c);
    else if (c.do === 'endDay') {
      s.schedule = s.schedule.filter((e) => e.date !== c.date);
      endDay(s, c.date);
    } else if (c.do === 'deadMan' && session) {
      session.deadAt = c.ms === 0 ? undefined : s.timeUs + c.ms * 1000;
      tell(s, `DEAD_MAN_SET s${c.session} ${c.ms}`);
    } else if (c.do === 'disconnect' && session?.up) disconnect(s, c.session, c.clean === true);
    else if (c.do === 'logon' && session && !session.up) {
      session.up = true;
      session.codAt = undefined;
      session.codNow = c.cancel === 1 || (c.cancel !== 2 && session.cod);
      tell(s, `SESSION_UP s${c.session}`);
      tell(s, `SAID s${c.session} A`);
    }
  }
}

function newInstrument(def: CompleteInstrument, index: number): Ins {
  return {
    index,
    def,
    reference: def.referenceTicks,
    own: 'open',
    auctionEnds: undefined,
    last: undefined,
    dynamic: undefined,
    auctionPrice: undefined,
    closePrice: undefined,
    dayLots: 0,
    queue: [],
    released: [],
    step: undefined,
    told: '',
    toldAt: -Infinity,
    luld: { reference: def.referenceTicks || undefined, trades: [], state: 'normal', until: 0, told: '' },
  };
}

function newOrder(s: State, c: NewOrder): void {
  const o = orderOf(s, c);
  if (!o) {
    tell(s, `EXEC s${c.session} ${c.id} rejected (unknownSymbol)`);
    return;
  }
  const taken = o.type === 'marketToLimit' ? bestExecutable(s, { ...o, type: 'market' }) : undefined;
  if (taken !== undefined) o.price = taken;
  const why = checkNew(s, c, o);
  if (why !== 'none') {
    tell(s, `EXEC s${c.session} ${c.id} rejected (${why})`);
    return;
  }
  s.used.set(`${o.session} ${o.id}`, 'order');
  o.orderId = ++s.ids.order;
  s.orders.push(o);
  link(s, c, o);
  exec(s, o, 'new', 'new');
  if (c.contingency === 'triggeredBy') o.place = 'held';
  else if (o.type === 'marketToLimit' && taken === undefined) end(s, o, 'canceled', 'noLiquidity');
  else arrive(s, o);
}

function orderOf(s: State, c: NewOrder): Order | undefined {
  const ins = s.instruments[c.ins ?? 0];
  if (!ins) return undefined;
  const {
    do: _do,
    session,
    id,
    side,
    qty,
    price = 0,
    ins: _ins,
    type = 'limit',
    tif = 'day',
    account = '',
    link: _link,
    ...terms
  } = c;
  const trails = terms.trailing && terms.stop === undefined;
  const stop = trails ? (ins.last ?? 0) + sign(side) * (terms.offset ?? 0) : (terms.stop ?? 0);
  const limited = type === 'limit' || type === 'stopLimit';
  const o: Order = {
    orderId: 0,
    session,
    firm: s.sessions[session]?.firm ?? 0,
    id,
    account,
    ins,
    side,
    type,
    tif,
    price: limited ? price : 0,
    qty,
    leaves: qty,
    cum: 0,
    cumNotional: 0,
    peak: 0,
    stop,
    cap: price,
    terms,
    time: 0,
    place: 'none',
    triggered: false,
    partner: undefined,
    children: [],
    isChild: c.contingency === 'triggeredBy',
    released: undefined,
    riskPrice: 0,
  };
  o.riskPrice = priceForRisk(o);
  return o;
}

function link(s: State, c: NewOrder, o: Order): void {
  const named = s.orders.find((x) => x.session === o.session && x.id === c.link && x !== o);
  if (!named || !c.contingency) return;
  const isChild = c.contingency === 'triggeredBy';
  const partner = isChild ? named.children.find((x) => s.orders.includes(x)) : named;
  if (isChild) named.children.push(o);
  if (!partner) return;
  o.partner = partner;
  partner.partner = o;
}

function find(s: State, session: number, id: string): Order | undefined {
  return s.orders.find((o) => o.session === session && o.id === id);
}

function refuse(s: State, session: number, id: string, orig: string, why: Why): void {
  tell(s, `CANCEL_REJECTED s${session} ${id} was ${orig} (${why})`);
}

const whyNotOpen = (s: State, session: number, id: string): Why =>
  s.used.get(`${session} ${id}`) === 'order' ? 'tooLateToCancel' : 'unknownOrder';

function cancel(s: State, session: number, id: string, orig: string): void {
  const o = find(s, session, orig);
  if (!o) {
    refuse(s, session, id, orig, whyNotOpen(s, session, orig));
    return;
  }
  if (!s.used.has(`${session} ${id}`)) s.used.set(`${session} ${id}`, 'request');
  const known = { ...o };
  o.id = id;
  end(s, o, 'canceled', 'none', known.id);
}

function replace(s: State, c: Replace): void {
  const o = find(s, c.session, c.orig);
  if (!o) {
    refuse(s, c.session, c.id, c.orig, whyNotOpen(s, c.session, c.orig));
    return;
  }
  const limited = o.type === 'limit' || o.type === 'stopLimit' || o.type === 'marketToLimit';
  const stops = (o.type === 'stop' || o.type === 'stopLimit') && !o.terms.trailing;
  const next: Order = {
    ...o,
    price: limited ? c.price : o.price,
    stop: stops ? (c.stop ?? o.stop) : o.stop,
    qty: c.qty,
    leaves: c.qty - o.cum,
  };
  if (stops) next.riskPrice = next.stop;
  const keeps = next.price === o.price && next.stop === o.stop && c.qty < o.qty && o.ins.def.replaceLosesPriority === 0;
  const inPlace = keeps || o.place === 'held' || o.place === 'queue';
  const why = checkReplace(s, c, o, next, !inPlace);
  if (why !== 'none') {
    refuse(s, c.session, c.id, c.orig, why);
    return;
  }
  s.used.set(`${c.session} ${c.id}`, 'order');
  const before = ` from ${o.leaves} at ${execPrice(o)}`;
  const { price, stop, qty, leaves, riskPrice } = next;
  Object.assign(o, { id: c.id, price, stop, qty, leaves, riskPrice, peak: Math.min(o.peak, leaves) });
  if (!inPlace && o.type === 'pegged') o.price = 0;
  exec(s, o, 'replaced', statusOf(o), 'none', before, c.orig);
  if (!inPlace) arrive(s, o);
}

function disconnect(s: State, session: number, clean: boolean): void {
  const x = s.sessions[session];
  if (!x) return;
  x.up = false;
  tell(s, `SESSION_DOWN s${session}`);
  if (x.codNow && !clean) x.codAt = s.timeUs + x.graceMs * 1000;
  if (x.resetDue) tell(s, `SESSION_RESET s${session}`);
  x.resetDue = false;
}
