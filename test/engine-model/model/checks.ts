/** What a new order or a replace can be refused for, in the order of RULES.md. */
import type { NewOrder, Replace } from '../commands.js';
import { isFatFinger, isOutsideStatic } from './bands.js';
import { bestExecutable } from './matching.js';
import { checkRisk, isOutsideNotional } from './risk.js';
import { type Ins, isAlive, isOpen, isResting, isStop, type Order, phaseOf, type State, sign, type Why } from './state.js';

const hasLimit = (o: Order) => o.type === 'limit' || o.type === 'stopLimit' || (o.type === 'pegged' && o.terms.capped === true);

export function checkNew(s: State, c: NewOrder, o: Order): Why {
  return (
    checkEntry(s, o) ||
    checkTypes(o) ||
    checkPhase(s, o) ||
    checkPrice(o, o.type === 'pegged' ? o.cap : o.price) ||
    checkQty(o) ||
    checkStop(o, c.stop) ||
    checkPeg(o) ||
    checkDisplay(o) ||
    checkExpiry(s, o) ||
    checkTerms(o) ||
    (s.used.has(`${o.session} ${o.id}`) ? 'duplicateClOrdId' : '') ||
    checkLink(s, c, o) ||
    (s.orders.length >= s.ordersKept ? 'ordersFull' : '') ||
    (isOutsideNotional(o) ? 'notionalOutsideLimits' : '') ||
    checkProtection(o) ||
    (isSessionFull(s, o) ? 'sessionOrdersLimit' : '') ||
    none(checkRisk(s, o, undefined)) ||
    checkPostOnly(s, o) ||
    'none'
  );
}

/** @param o the order as it would be */
export function checkReplace(s: State, c: Replace, old: Order, o: Order, loses: boolean): Why {
  const isOwn = old.type === 'stopLimit' && c.stop === old.stop;
  const changes = c.stop !== undefined && !isOwn && !isStop(old) && !old.terms.trailing;
  return (
    checkEntry(s, o) ||
    checkPhase(s, o) ||
    (changes ? 'replaceChangesOrder' : '') ||
    (isPriced(o) && !inRange(o.ins, o.price) ? 'priceOutOfRange' : '') ||
    checkQty(o) ||
    (o.leaves <= 0 ? 'replaceBelowFilled' : '') ||
    (isStop(o) ? checkStop(o, o.stop) : '') ||
    checkDisplay(o) ||
    (o.terms.min && o.terms.min > o.qty ? 'invalidTerms' : '') ||
    (s.used.has(`${o.session} ${c.id}`) ? 'duplicateClOrdId' : '') ||
    (isOutsideNotional(o) ? 'notionalOutsideLimits' : '') ||
    checkProtection(o) ||
    none(checkRisk(s, o, old)) ||
    (loses ? checkPostOnly(s, o) : '') ||
    'none'
  );
}

const isPriced = (o: Order) => o.type === 'limit' || o.type === 'stopLimit' || o.type === 'marketToLimit';

const none = (why: Why) => (why === 'none' ? '' : why);

function checkEntry(s: State, o: Order): Why | '' {
  if (s.killed) return 'venueKilled';
  if (s.firms[o.firm]?.killed) return 'firmKilled';
  if (s.phase === 'halted') return 'venueHalted';
  if (phaseOf(s, o.ins) === 'halted') return 'instrumentHalted';
  return phaseOf(s, o.ins) === 'cancelOnly' ? 'cancelOnly' : '';
}

function checkTypes(o: Order): Why | '' {
  if (o.type === 'limit') return '';
  const good = o.type === 'market' ? ['day', 'ioc', 'fok', 'atTheOpen', 'atTheClose'] : ['day', 'gtc', 'gtd'];
  return good.includes(o.tif) ? '' : 'unsupportedTimeInForce';
}

const TAKES: Record<string, string[]> = {
  preOpen: ['day', 'gtc', 'gtd', 'atTheOpen', 'atTheClose'],
  openingAuction: ['day', 'gtc', 'gtd', 'atTheOpen', 'atTheClose'],
  open: ['day', 'gtc', 'gtd', 'atTheClose', 'ioc', 'fok'],
  volatilityAuction: ['day', 'gtc', 'gtd', 'atTheClose'],
  closingAuction: ['day', 'gtc', 'gtd', 'atTheClose'],
  postClose: ['gtc', 'gtd'],
};

function checkPhase(s: State, o: Order): Why | '' {
  const phase = phaseOf(s, o.ins);
  const continuousOnly = o.type === 'marketToLimit' || (o.type === 'market' && o.terms.notional);
  const takes = TAKES[phase]?.includes(o.tif) && !(continuousOnly && phase !== 'open');
  return takes ? '' : 'notInThisPhase';
}

const inRange = ({ def }: Ins, price: number) => price >= def.minPriceTicks && price <= def.maxPriceTicks;

function checkPrice(o: Order, price: number): Why | '' {
  return hasLimit(o) && !inRange(o.ins, price) ? 'priceOutOfRange' : '';
}

function checkQty(o: Order): Why | '' {
  if (o.terms.notional && o.type === 'market' && o.qty === 0) return '';
  if (o.qty <= 0) return 'invalidQty';
  if (o.qty > o.ins.def.maxQtyLots) return 'qtyOutOfRange';
  return o.qty < o.ins.def.minQtyLots ? 'qtyBelowMinimum' : '';
}

function checkStop(o: Order, given: number | undefined): Why | '' {
  if (!isStop(o)) return '';
  if (given === undefined && !o.terms.trailing) return 'stopPriceInvalid';
  if (o.terms.trailing && given === undefined && o.ins.last === undefined) return 'stopPriceInvalid';
  return inRange(o.ins, o.stop) ? '' : 'stopPriceInvalid';
}

const checkPeg = (o: Order) => (o.type === 'pegged' && !o.terms.peg ? 'pegInvalid' : '');

function checkDisplay(o: Order): Why | '' {
  const { display } = o.terms;
  if (!display) return '';
  const least = Math.ceil((o.qty * o.ins.def.minDisplayBps) / 10_000);
  return display >= o.qty || display < least ? 'displayQtyInvalid' : '';
}

function checkExpiry(s: State, o: Order): Why | '' {
  const good = o.tif === 'gtd' ? (o.terms.expireMs ?? 0) * 1000 > s.timeUs : o.terms.expireMs === undefined;
  return good ? '' : 'expireTimeInvalid';
}

function checkTerms(o: Order): Why | '' {
  const t = o.terms;
  const restingLimit = o.type === 'limit' && isResting(o);
  const stops = o.type === 'stop' || o.type === 'stopLimit';
  const bad = [
    t.display && !restingLimit,
    t.hidden && !restingLimit,
    t.display && t.hidden,
    t.postOnly && !restingLimit,
    t.reprice && !t.postOnly,
    t.min && !(o.tif === 'ioc' || (t.hidden && isResting(o))),
    t.min && t.min > o.qty,
    t.notional && !(o.type === 'market' && o.qty === 0 && (o.tif === 'ioc' || o.tif === 'day') && o.ins.def.minPriceTicks > 0),
    t.trailing && o.type !== 'stop',
    t.trailing && !((t.offset ?? 0) > 0),
    t.offset && !t.trailing && o.type !== 'pegged',
    (t.peg || t.capped) && o.type !== 'pegged',
    t.stop !== undefined && !stops,
    t.paired && t.contingency !== 'oneCancelsOther',
  ];
  return bad.some(Boolean) ? 'invalidTerms' : '';
}

function checkLink(s: State, c: NewOrder, o: Order): Why | '' {
  if (!c.contingency) return '';
  const named = s.orders.find((x) => x.session === o.session && x.id === c.link);
  if (!named || named.ins !== o.ins) return 'linkInvalid';
  if (c.contingency === 'oneCancelsOther') return canBePartners(s, o, named) ? '' : 'linkInvalid';
  const simple = ['limit', 'stop', 'stopLimit'].includes(o.type) && isResting(o) && !o.terms.postOnly;
  if (!simple || named.isChild) return 'linkInvalid';
  const others = named.children.filter((x) => isAlive(s, x));
  const [first] = others;
  if (others.length > 1 || (first && !canBePartners(s, o, first))) return 'linkInvalid';
  return '';
}

function canBePartners(s: State, a: Order, b: Order): boolean {
  const plain = (o: Order) => ['limit', 'stop', 'stopLimit'].includes(o.type) && isResting(o) && !o.terms.min;
  if (!plain(a) || !plain(b) || (b.partner && isAlive(s, b.partner))) return false;
  return a.side !== b.side || isStop(a) || isStop(b);
}

function checkProtection(o: Order): Why | '' {
  if (o.type !== 'limit' && o.type !== 'stopLimit') return '';
  if (isFatFinger(o.ins, o.side, o.price)) return 'fatFinger';
  return o.ins.def.bandAction === 0 && isOutsideStatic(o.ins, o.price) ? 'priceBand' : '';
}

function isSessionFull(s: State, o: Order): boolean {
  const most = s.sessions[o.session]?.maxOpenOrders ?? 0;
  return most > 0 && s.orders.filter((x) => x.session === o.session).length >= most;
}

/** May change the order's price: it is the last check. */
function checkPostOnly(s: State, o: Order): Why | '' {
  if (!o.terms.postOnly || !isOpen(s, o.ins)) return '';
  const price = bestExecutable(s, o);
  if (price === undefined) return '';
  if (!o.terms.reprice || !inRange(o.ins, price - sign(o.side))) return 'postOnlyWouldTrade';
  o.price = price - sign(o.side);
  return '';
}
