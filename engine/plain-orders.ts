/**
 * The commands that come most, straight through: a new limit order without terms and route, its replace and its cancel, where nothing is out of
 * the ordinary: continuous trading, no bands, no kill switch, an account that is known. Whatever would be refused, or needs any other
 * rule, is left to order-commands.ts and cancel-commands.ts before anything has been changed. So no rule stands here, only the
 * conditions under which none of them bites. Engine thread only.
 */

import { Ids } from './exec.js';
import { Taken } from './fingerprint.js';
import { IdUse } from './id-blocks.js';
import { rankOf as rank } from './ladder.js';
import type { Market } from './market.js';
import { U as Bytes, CL_ORD_ID_MAX, F as Doubles, I as Ints, Kind } from './orders.js';
import { Reason } from './reasons.js';
import * as records from './records.js';
import { Ask } from './risk.js';
import { Id } from './state.js';
import * as texts from './text.js';

const F = Doubles;
const I = Ints;
const U = Bytes;
const { Command, ExecFlag, ExecType, Order, OrdStatus, OrdType, Phase, Side, TimeInForce } = records;
const { buy: BUY } = Side;
const { day: DAY, gtc: GTC, ioc: IOC } = TimeInForce;
const { lo: LO, length: LENGTH } = Taken;
const UNUSED = IdUse.none;
const USED_FOR_ORDER = IdUse.order;
const USED_FOR_REQUEST = IdUse.request;
const NO_LIQUIDITY = Reason.noLiquidity;
const LAST_ORDER = Id.order;
const OWN_ID = Ids.own;
const REQUEST_THEN_OWN = Ids.requestThenOwn;
const IN_BOOK = ExecFlag.inBook;
const BOOK_AND_ROUTE = IN_BOOK | ExecFlag.routed;
const LIMIT = OrdType.limit;
const OPEN = Phase.open;
const HIDDEN = Kind.hidden << 1;
const SAFE = Number.MAX_SAFE_INTEGER;
const CL_ORD_ID_LONGEST = CL_ORD_ID_MAX;
const KINDS = U.ordType >> 2;
const { copyWords } = texts;
const rankOf = rank;
const LENGTHS_AND_FLAGS = (Order.LENGTHS + 2) >> 2;
const TICKS = Ask.ticks;
const LOTS = Ask.lots;

/** Each says whether the current command was one of these, and is done. */
export interface PlainOrders {
  newOrder(): boolean;
  cancel(): boolean;
  replace(): boolean;
}

export function createPlainOrders(market: Market): PlainOrders {
  const { state, events, arrival, ending, risk } = market;
  const { orders, instruments, sessions, sessionOrders, accounts, ladder, openOrders, usedIds, exposure } = state;
  const { id, last, killed } = state;
  const { f64: of, i32: oi } = orders;
  const { current, watch, minPrice, maxPrice, minQty, maxQty, priceSpan, replaceLosesPriority } = instruments;
  const { participant, mayOpen } = sessions;
  const { count: openOfSession } = sessionOrders;
  const { bestLevel, bestRank, sideQty } = ladder;
  const { firms: firmsKilled } = killed;
  const { exec, trade } = events;
  const { ask, takesNew, takesReplace } = risk;
  const { taken } = id;
  const { use: useOfId, add: useId, addNew: useNewId } = usedIds;
  const pegs = market.pegs.all.count;

  function newOrder(): boolean {
    const { command, at } = events;
    const { i32, f64 } = command;
    const word = at >> 2;
    // Fields of one and two bytes are read four bytes at once.
    const four = i32[word + (Order.REASON >> 2)]; // the door's reason, the lengths of both ClOrdIDs
    const more = i32[word + LENGTHS_AND_FLAGS]; // the lengths of account and symbol, flags
    const text = word + (Order.TEXT >> 2);
    const clOrdIdLen = (four >>> 16) & 0xff;
    if ((four & 0xffff) !== 0 || clOrdIdLen === 0 || clOrdIdLen > CL_ORD_ID_LONGEST || more >>> 16 !== 0) return false;
    const instrument = i32[word + (Order.INSTRUMENT >> 2)];
    if (instrument >>> 0 >= instruments.count) return false;
    const kinds = i32[word + (Order.SIDE >> 2)];
    const sell = (kinds & 0xff) - BUY;
    const timeInForce = (kinds >>> 16) & 0xff;
    if (sell >>> 0 > 1 || ((kinds >>> 8) & 0xff) !== LIMIT) return false;
    if (timeInForce !== DAY && timeInForce !== IOC && timeInForce !== GTC) return false;
    const session = i32[word + (Command.SESSION >> 2)];
    const ref = i32[word + (Command.REF >> 2)];
    if (!isOrdinary(instrument, session) || openOfSession[session] >= mayOpen[session]) return false;
    const price = f64[(at + Order.PRICE) >> 3] + 0;
    const qty = f64[(at + Order.QTY) >> 3];
    const side = (instrument << 3) | sell;
    if (!isInRange(side, price, qty) || orders.isFull() || state.idsExhausted()) return false;
    const firm = participant[session];
    const accountLen = more & 0xff;
    let account = 0;
    if (accountLen !== 0) {
      account = accounts.find(firm, i32, text + ((clOrdIdLen + 3) >> 2) + (((four >>> 24) + 3) >> 2), accountLen);
      if (account === 0) return false;
    }
    id.take(i32, text, clOrdIdLen, session);
    if (useOfId() !== UNUSED || openOrders.byClOrdId(id, session, i32, text) !== 0) return false;
    ask[TICKS] = price;
    ask[LOTS] = qty;
    if (!takesNew(firm, account, side)) return false;

    const h = orders.take();
    const o = h << 1;
    of[h | F.price] = price;
    of[h | F.qty] = qty;
    of[h | F.leaves] = qty;
    of[h | F.cumNotional] = 0;
    of[h | F.orderId] = ++last[LAST_ORDER];
    oi[o | I.session] = session;
    oi[o | I.side] = side;
    oi[o | I.level] = 0;
    oi[o | I.account] = account;
    oi[o | I.special] = 0;
    oi[o | I.idLo] = taken[LO];
    oi[o | KINDS] = LIMIT | (timeInForce << 8) | (IN_BOOK << 16) | (clOrdIdLen << 24);
    copyWords(oi, o | I.clOrdId, i32, text, clOrdIdLen);
    useNewId(USED_FOR_ORDER);
    state.register(h);
    exec(h, ExecType.new, OrdStatus.new, 0, 0, ref, OWN_ID);
    if (meets(side, price)) arrival.enter(h, ref);
    else if (timeInForce !== IOC) ladder.add(h);
    else ending.cancelRest(h, NO_LIQUIDITY, ref);
    return true;
  }

  function cancel(): boolean {
    const { command, at } = events;
    const h = find();
    if (h === 0) return false;
    const { i32 } = command;
    const word = at >> 2;
    id.take(i32, word + (Order.TEXT >> 2), (i32[word + (Order.REASON >> 2)] >>> 16) & 0xff, oi[(h << 1) | I.session]);
    useId(USED_FOR_REQUEST);
    exec(h, ExecType.canceled, OrdStatus.canceled, 0, 0, i32[word + (Command.REF >> 2)], REQUEST_THEN_OWN);
    ladder.remove(h);
    state.release(h);
    return true;
  }

  function replace(): boolean {
    const { command, at } = events;
    const { i32, f64 } = command;
    const word = at >> 2;
    const h = find();
    if (h === 0 || i32[word + LENGTHS_AND_FLAGS] >>> 16 !== 0) return false;
    const kinds = i32[word + (Order.SIDE >> 2)];
    const o = h << 1;
    const side = oi[o | I.side];
    const session = oi[o | I.session];
    const ordType = (kinds >>> 8) & 0xff;
    const timeInForce = (kinds >>> 16) & 0xff;
    if (ordType !== 0 && ordType !== LIMIT) return false;
    if (timeInForce !== 0 && timeInForce !== ((oi[o | KINDS] >>> 8) & 0xff)) return false;
    if (!isOrdinary(side >> 3, session)) return false;
    const price = f64[(at + Order.PRICE) >> 3] + 0;
    const qty = f64[(at + Order.QTY) >> 3];
    const filled = of[h | F.qty] - of[h | F.leaves];
    if (!isInRange(side, price, qty) || qty <= filled || state.idsExhausted()) return false;
    const text = word + (Order.TEXT >> 2);
    id.take(i32, text, (i32[word + (Order.REASON >> 2)] >>> 16) & 0xff, session);
    if (useOfId() !== UNUSED || openOrders.byClOrdId(id, session, i32, text) !== 0) return false;
    ask[TICKS] = price;
    ask[LOTS] = qty - filled;
    if (!takesReplace(h)) return false;

    const ref = i32[word + (Command.REF >> 2)];
    const stays = price === of[h | F.price] && qty < of[h | F.qty] && replaceLosesPriority[side >> 3] === 0;
    trade[0] = of[h | F.price];
    trade[1] = of[h | F.leaves];
    exposure.take(h);
    if (stays) ladder.reduce(h, of[h | F.qty] - qty);
    else ladder.remove(h);
    of[h | F.leaves] = qty - filled;
    of[h | F.qty] = qty;
    of[h | F.price] = price;
    exposure.put(h);
    const status = filled === 0 ? OrdStatus.new : OrdStatus.partiallyFilled;
    exec(h, ExecType.replaced, status, 0, 0, ref, REQUEST_THEN_OWN);
    openOrders.removeId(h);
    oi[o | I.idLo] = taken[LO];
    orders.setClOrdId(h, i32, text, taken[LENGTH]);
    openOrders.addId(h);
    useNewId(USED_FOR_ORDER);
    if (stays) return true;
    if (meets(side, price)) arrival.enter(h, ref);
    else ladder.add(h);
    return true;
  }

  /** The order that the current cancel or replace names by its ClOrdID, if it rests as it came: displayed, without terms and route. Or 0. */
  function find(): number {
    const { command, at } = events;
    const { i32, f64 } = command;
    const word = at >> 2;
    const four = i32[word + (Order.REASON >> 2)];
    const clOrdIdLen = (four >>> 16) & 0xff;
    const origLen = four >>> 24;
    if ((four & 0xffff) !== 0 || clOrdIdLen === 0 || clOrdIdLen > CL_ORD_ID_LONGEST) return 0;
    if (origLen === 0 || origLen > CL_ORD_ID_LONGEST) return 0;
    const session = i32[word + (Command.SESSION >> 2)];
    const orig = word + (Order.TEXT >> 2) + ((clOrdIdLen + 3) >> 2);
    id.take(i32, orig, origLen, session);
    const h = openOrders.byClOrdId(id, session, i32, orig);
    if (h === 0) return 0;
    const side = oi[(h << 1) | I.side];
    const instrument = side >> 3;
    const isPlain = ((oi[(h << 1) | KINDS] >>> 16) & BOOK_AND_ROUTE) === IN_BOOK;
    if (!isPlain || oi[(h << 1) | I.special] !== 0) return 0;
    if (watch[instrument] !== 0 || pegs[instrument] !== 0) return 0;
    const named = i32[word + (Order.INSTRUMENT >> 2)];
    if (named !== instrument && (named >= 0 || ((i32[word + LENGTHS_AND_FLAGS] >>> 8) & 0xff) !== 0)) return 0;
    const namedSide = i32[word + (Order.SIDE >> 2)] & 0xff;
    if (namedSide !== 0 && namedSide !== BUY + (side & 1)) return 0;
    const orderId = f64[(at + Order.ORDER_ID) >> 3];
    return orderId === 0 || orderId === of[h | F.orderId] ? h : 0;
  }

  function isOrdinary(instrument: number, session: number): boolean {
    if (current[instrument] !== OPEN || watch[instrument] !== 0 || pegs[instrument] !== 0) return false;
    return firmsKilled[participant[session]] === 0 && !killed.venue;
  }

  function isInRange(side: number, price: number, qty: number): boolean {
    const i = side >> 3;
    if (price !== Math.floor(price) || !(price >= minPrice[i] && price <= maxPrice[i])) return false;
    if (qty !== Math.floor(qty) || !(qty >= minQty[i] && qty <= maxQty[i])) return false;
    return qty * priceSpan[i] <= SAFE && sideQty[side] + qty <= SAFE;
  }

  /** Whether an order at this price may meet another one at once. */
  function meets(side: number, price: number): boolean {
    const other = side ^ 1;
    // the ranks of the two sides cross when their sum is not positive
    return rankOf(side, price) + bestRank[other] <= 0 || bestLevel[other | HIDDEN] !== 0;
  }

  return { newOrder, cancel, replace };
}
