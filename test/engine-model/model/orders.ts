/** New orders, replaces and cancels. */
import type { Command, NewOrder, Replace } from '../commands.js';
import { arrive } from './arriving.js';
import { checkNew, checkReplace } from './checks.js';
import { end } from './ending.js';
import { bestExecutable } from './matching.js';
import { priceForRisk } from './risk.js';
import { by, exec, execPrice, type Order, type State, sign, statusOf, tellExec, tellOwned, type Why } from './state.js';

export function newOrder(s: State, c: NewOrder): void {
  if (c.possResend && s.used.has(`${c.session} ${c.id}`)) {
    answerAgain(s, c);
    return;
  }
  const o = orderOf(s, c);
  if (!o) {
    reject(s, c, 'unknownSymbol');
    return;
  }
  const taken = o.type === 'marketToLimit' ? bestExecutable(s, { ...o, type: 'market' }) : undefined;
  if (taken !== undefined) o.price = taken;
  const why = checkNew(s, c, o);
  if (why !== 'none') {
    reject(s, c, why);
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

/** An order that has come before is not looked at any further. */
function answerAgain(s: State, c: NewOrder): void {
  const o = find(s, c.session, c.id);
  if (o) exec(s, o, 'status', statusOf(o));
  else tellReject(s, c, 'duplicateClOrdId');
}

function tellReject(s: State, c: NewOrder, why: Why): void {
  tellExec(s, c.session, 'rejected', `${c.id} rejected (${why})${by(s.asked)}`);
}

/** One of a pair takes the other with it. */
function reject(s: State, c: NewOrder, why: Why): void {
  tellReject(s, c, why);
  const named = s.orders.find((o) => o.session === c.session && o.id === c.link);
  if (c.paired && c.contingency === 'oneCancelsOther' && named && !named.partner) end(s, named, 'canceled', 'linkedOrder');
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
    possResend: _possResend,
    msgSeqNum: _msgSeqNum,
    route = '',
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
    route,
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
  tellOwned(s, 'CANCEL_REJECTED', session, `${id} was ${orig} (${why})${by(s.asked)}`);
}

const whyNotOpen = (s: State, session: number, id: string): Why =>
  s.used.get(`${session} ${id}`) === 'order' ? 'tooLateToCancel' : 'unknownOrder';

export function cancel(s: State, session: number, id: string, orig: string): void {
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

export function status(s: State, session: number, id: string): void {
  const o = find(s, session, id);
  if (o) exec(s, o, 'status', statusOf(o));
  else tellExec(s, session, 'status', `status of ${id} (unknownOrder)${by(s.asked)}`);
}

export function massStatus(s: State, c: Extract<Command, { do: 'massStatus' }>): void {
  const asked = s.orders.filter(
    (o) =>
      o.session === c.session &&
      (c.scope === 'all' || o.ins.index === c.ins) &&
      (!c.side || o.side === c.side) &&
      (!c.account || o.account === c.account),
  );
  asked.forEach((o, i) => {
    exec(s, o, 'status', statusOf(o), 'none', `, ${i + 1} of ${asked.length}`, c.id);
  });
  const why = c.scope === 'symbol' && !s.instruments[c.ins] ? 'unknownSymbol' : 'unknownOrder';
  if (asked.length === 0) tellExec(s, c.session, 'status', `status of ${c.id} (${why})${by(s.asked)}`);
}

export function replace(s: State, c: Replace): void {
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
  Object.assign(o, { id: c.id, route: c.route ?? '', price, stop, qty, leaves, riskPrice, peak: Math.min(o.peak, leaves) });
  if (!inPlace && o.type === 'pegged') o.price = 0;
  exec(s, o, 'replaced', statusOf(o), 'none', before, c.orig);
  if (!inPlace) arrive(s, o);
}
