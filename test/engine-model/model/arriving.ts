/** An order comes to the market, trades, and rests or ends. */
import { isBeyondLimit, protect } from './bands.js';
import { cancelLinked, end, partnerOf } from './ending.js';
import { executable, match, type Outcome } from './matching.js';
import {
  exec,
  type Ins,
  isMarket,
  isOpen,
  isResting,
  isStop,
  type Order,
  opposite,
  type State,
  statusOf,
  takes,
} from './state.js';
import { endStep } from './steps.js';

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

export function trigger(s: State, o: Order): void {
  o.triggered = true;
  exec(s, o, 'triggered', statusOf(o), 'none', ` stop ${o.stop}`);
  cancelLinked(s, partnerOf(o));
  trade(s, o);
}

/** One order's matching, and what is done with what is left. */
export function trade(s: State, o: Order): void {
  o.place = 'none';
  const needs = o.tif === 'fok' ? o.leaves : Math.min(o.terms.min ?? 0, o.leaves);
  if (needs > 0 && executable(s, o) < needs) {
    if (isResting(o)) rest(s, o);
    else end(s, o, 'canceled', o.tif === 'fok' ? 'fokNotFillable' : 'minQtyNotFillable');
  } else finish(s, o, match(s, o));
  endStep(s, o.ins);
}

function finish(s: State, o: Order, outcome: Outcome): void {
  const rests = isResting(o) && !isMarket(o);
  if (outcome === 'ended') return;
  if (outcome === 'spent') end(s, o, 'canceled', 'notionalSpent');
  else if (outcome === 'none') {
    if (rests && o.type !== 'pegged' && isBeyondLimit(o)) protect(s, o, 'luld', rests);
    else if (rests) rest(s, o);
    else end(s, o, 'canceled', 'noLiquidity');
  } else protect(s, o, outcome, rests);
}
