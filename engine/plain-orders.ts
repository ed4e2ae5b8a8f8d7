/**
 * The commands that come most, straight through: a new limit order without terms, its replace and its cancel, where nothing is out of
 * the ordinary: continuous trading, no bands, no kill switch, an account that the session has used before. Whatever would be refused,
 * or needs any other rule, is left to order-commands.ts and cancel-commands.ts before anything has been changed. So no rule stands
 * here, only the conditions under which none of them bites. Engine thread only.
 *
 * The general way asks part after part, and each call loads its arrays anew: measured, it takes about half as long again.
 */
import { IdUse } from './clordids.js';
import { type Events, Ids } from './events.js';
import type { Market } from './market.js';
import { U as Bytes, CL_ORD_ID_MAX, F as Doubles, I as Ints, Kind, SIDES as SidesOfBook } from './orders.js';
import { Reason } from './reasons.js';
import * as records from './records.js';
import { Id, type State } from './state.js';

const F = Doubles;
const I = Ints;
const U = Bytes;
const SIDES = SidesOfBook;
const { Command, ExecFlag, ExecType, Order, OrdStatus, OrdType, Phase, Side, TimeInForce } = records;
const { buy: BUY } = Side;
const { day: DAY, gtc: GTC, ioc: IOC } = TimeInForce;
const UNUSED = IdUse.none;
const USED_FOR_ORDER = IdUse.order;
const USED_FOR_REQUEST = IdUse.request;
const NO_LIQUIDITY = Reason.noLiquidity;
const LAST_ORDER = Id.order;
const OWN_ID = Ids.own;
const REQUEST_THEN_OWN = Ids.requestThenOwn;
const IN_BOOK = ExecFlag.inBook;
const LIMIT = OrdType.limit;
const OPEN = Phase.open;
const HIDDEN = Kind.hidden << 1;
const SAFE = Number.MAX_SAFE_INTEGER;
const CL_ORD_ID_WORDS = CL_ORD_ID_MAX >> 2;

export class PlainOrders {
  private readonly events: Events;
  private readonly state: State;
  // one load away
  private readonly doubles: Float64Array;
  private readonly ints: Int32Array;
  private readonly current: Uint8Array;
  private readonly watch: Uint8Array;
  private readonly pegs: ArrayLike<number>;
  private readonly minPrice: Float64Array;
  private readonly maxPrice: Float64Array;
  private readonly minQty: Float64Array;
  private readonly maxQty: Float64Array;
  private readonly priceSpan: Float64Array;
  private readonly losesPriority: Uint8Array;
  private readonly openOrders: Int32Array;
  private readonly participant: Int32Array;
  private readonly lastAccount: Int32Array;
  private readonly firmsKilled: Uint8Array;

  constructor(private readonly market: Market) {
    const { state } = market;
    const { orders, instruments, sessions } = state;
    this.events = market.events;
    this.state = state;
    this.doubles = orders.f64;
    this.ints = orders.i32;
    this.current = instruments.current;
    this.watch = instruments.watch;
    this.pegs = market.pegs.all.count;
    this.minPrice = instruments.minPrice;
    this.maxPrice = instruments.maxPrice;
    this.minQty = instruments.minQty;
    this.maxQty = instruments.maxQty;
    this.priceSpan = instruments.priceSpan;
    this.losesPriority = instruments.replaceLosesPriority;
    this.openOrders = instruments.openOrders;
    this.participant = sessions.participant;
    this.lastAccount = sessions.lastAccount;
    this.firmsKilled = state.killed.firms;
  }

  /** Whether the current NEW_ORDER was one of these, and is done. */
  newOrder(): boolean {
    const { events, state, doubles, ints } = this;
    const { command, at } = events;
    const { u8, i32, f64, data } = command;
    const { orders, id, usedIds, openOrders } = state;
    const word = at >> 2;
    const lengths = this.lengths(word);
    const clOrdIdLen = lengths & 0xff;
    if (clOrdIdLen === 0 || u8[at + Order.HAS_TERMS] !== 0) return false;
    const instrument = i32[word + (Order.INSTRUMENT >> 2)];
    if (instrument >>> 0 >= state.instruments.count) return false;
    const kinds = i32[word + (Order.SIDE >> 2)];
    const sell = (kinds & 0xff) - BUY;
    const timeInForce = (kinds >>> 16) & 0xff;
    if (sell >>> 0 > 1 || ((kinds >>> 8) & 0xff) !== LIMIT) return false;
    if (timeInForce !== DAY && timeInForce !== IOC && timeInForce !== GTC) return false;
    const session = i32[word + (Command.SESSION >> 2)];
    if (!this.isOrdinary(instrument, session)) return false;
    const firm = this.participant[session];
    const accountLen = u8[at + Order.LENGTHS + 2];
    const account =
      accountLen === 0 ? 0 : this.accountOf(session, firm, at + Order.TEXT + clOrdIdLen + (lengths >>> 8), accountLen);
    if (account < 0) return false;
    const price = f64[(at + Order.PRICE) >> 3] + 0;
    const qty = f64[(at + Order.QTY) >> 3];
    const side = instrument * SIDES + sell;
    if (!this.isInRange(side, price, qty) || orders.full || state.idsExhausted) return false;
    id.take(data, at + Order.TEXT, clOrdIdLen, session);
    if (usedIds.use(id.lo, id.hi) !== UNUSED || openOrders.byClOrdId(id, session) !== 0) return false;
    if (!this.market.risk.takesNew(firm, account, side, price, qty)) return false;

    const ref = i32[word + (Command.REF >> 2)];
    const h = orders.take();
    const o = h << 1;
    doubles[h + F.price] = price;
    doubles[h + F.qty] = qty;
    doubles[h + F.leaves] = qty;
    doubles[h + F.cumNotional] = 0;
    doubles[h + F.orderId] = ++state.last[LAST_ORDER];
    ints[o + I.session] = session;
    ints[o + I.side] = side;
    ints[o + I.level] = 0;
    ints[o + I.account] = account;
    ints[o + I.special] = 0;
    ints[o + I.idLo] = id.lo;
    ints[o + (U.ordType >> 2)] = LIMIT | (timeInForce << 8) | (IN_BOOK << 16) | (clOrdIdLen << 24);
    for (let w = 0; w < CL_ORD_ID_WORDS; w++) ints[o + I.clOrdId + w] = id.words[w];
    usedIds.addNew(id.lo, id.hi, USED_FOR_ORDER);
    state.register(h);
    events.exec(h, ExecType.new, OrdStatus.new, 0, 0, ref, OWN_ID);
    if (this.meets(side, price)) this.market.arrival.enter(h, ref);
    else if (timeInForce !== IOC) state.ladder.add(h);
    else this.market.ending.cancelRest(h, NO_LIQUIDITY, ref);
    return true;
  }

  /** A known account of a firm by its name, which the session is likely to use again; -1: there is none. */
  private accountOf(session: number, firm: number, at: number, length: number): number {
    const { accounts } = this.state;
    const { data } = this.events.command;
    const last = this.lastAccount[session];
    if (last !== 0 && accounts.participant(last) === firm && accounts.isNamed(last, data, at, length)) return last;
    const account = accounts.find(firm, data, at, length);
    if (account === 0) return -1;
    this.lastAccount[session] = account;
    return account;
  }

  /** The same of a CANCEL. */
  cancel(): boolean {
    const { events, state, ints } = this;
    const { command, at } = events;
    const { id } = state;
    const h = this.find();
    if (h === 0) return false;
    const word = at >> 2;
    id.take(command.data, at + Order.TEXT, command.u8[at + Order.LENGTHS], ints[(h << 1) + I.session]);
    state.usedIds.add(id.lo, id.hi, USED_FOR_REQUEST);
    const ref = command.i32[word + (Command.REF >> 2)];
    events.exec(h, ExecType.canceled, OrdStatus.canceled, 0, 0, ref, REQUEST_THEN_OWN);
    state.ladder.remove(h);
    state.release(h);
    return true;
  }

  /** The same of a REPLACE. */
  replace(): boolean {
    const { events, state, doubles, ints } = this;
    const { command, at } = events;
    const { i32, u8, f64 } = command;
    const { id, usedIds, openOrders, ladder, orders, exposure } = state;
    const h = this.find();
    if (h === 0 || u8[at + Order.HAS_TERMS] !== 0) return false;
    const o = h << 1;
    const side = ints[o + I.side];
    const session = ints[o + I.session];
    const kinds = ints[o + (U.ordType >> 2)];
    const ordType = u8[at + Order.ORD_TYPE];
    const timeInForce = u8[at + Order.TIME_IN_FORCE];
    if (ordType !== 0 && ordType !== LIMIT) return false;
    if (timeInForce !== 0 && timeInForce !== ((kinds >>> 8) & 0xff)) return false;
    if (!this.isOrdinary(side >> 3, session)) return false;
    const price = f64[(at + Order.PRICE) >> 3] + 0;
    const qty = f64[(at + Order.QTY) >> 3];
    const filled = doubles[h + F.qty] - doubles[h + F.leaves];
    if (!this.isInRange(side, price, qty) || qty <= filled || state.idsExhausted) return false;
    id.take(command.data, at + Order.TEXT, u8[at + Order.LENGTHS], session);
    if (usedIds.use(id.lo, id.hi) !== UNUSED || openOrders.byClOrdId(id, session) !== 0) return false;
    if (!this.market.risk.takesReplace(h, price, qty - filled)) return false;

    const ref = i32[(at + Command.REF) >> 2];
    const stays = price === doubles[h + F.price] && qty < doubles[h + F.qty] && this.losesPriority[side >> 3] === 0;
    events.trade[0] = doubles[h + F.price];
    events.trade[1] = doubles[h + F.leaves];
    exposure.take(h);
    if (stays) ladder.reduce(h, doubles[h + F.qty] - qty);
    else ladder.remove(h);
    doubles[h + F.leaves] = qty - filled;
    doubles[h + F.qty] = qty;
    doubles[h + F.price] = price;
    exposure.put(h);
    const status = filled === 0 ? OrdStatus.new : OrdStatus.partiallyFilled;
    events.exec(h, ExecType.replaced, status, 0, 0, ref, REQUEST_THEN_OWN);
    openOrders.removeId(h);
    ints[o + I.idLo] = id.lo;
    orders.setClOrdId(h, id.words, id.length);
    openOrders.addId(h);
    usedIds.addNew(id.lo, id.hi, USED_FOR_ORDER);
    if (stays) return true;
    if (this.meets(side, price)) this.market.arrival.enter(h, ref);
    else ladder.add(h);
    return true;
  }

  /** ClOrdID's length, and that of OrigClOrdID times 256; 0: one is out of range, or the door has a reason to refuse the command. */
  private lengths(word: number): number {
    const four = this.events.command.i32[word + (Order.REASON >> 2)];
    const clOrdIdLen = (four >>> 16) & 0xff;
    const origLen = four >>> 24;
    return (four & 0xffff) === 0 && clOrdIdLen <= CL_ORD_ID_MAX && origLen <= CL_ORD_ID_MAX ? four >>> 16 : 0;
  }

  /** The order that the current cancel or replace names by its ClOrdID, if it rests as it came: displayed, without terms. Or 0. */
  private find(): number {
    const { events, state, doubles, ints } = this;
    const { command, at } = events;
    const { i32, u8, f64 } = command;
    const word = at >> 2;
    const lengths = this.lengths(word);
    if ((lengths & 0xff) === 0 || lengths >>> 8 === 0) return 0;
    const session = i32[word + (Command.SESSION >> 2)];
    state.id.take(command.data, at + Order.TEXT + (lengths & 0xff), lengths >>> 8, session);
    const h = state.openOrders.byClOrdId(state.id, session);
    if (h === 0) return 0;
    const side = ints[(h << 1) + I.side];
    const instrument = side >> 3;
    const isDisplayed = ((ints[(h << 1) + (U.ordType >> 2)] >>> 16) & IN_BOOK) !== 0;
    if (!isDisplayed || ints[(h << 1) + I.special] !== 0) return 0;
    if (this.watch[instrument] !== 0 || this.pegs[instrument] !== 0) return 0;
    const named = i32[word + (Order.INSTRUMENT >> 2)];
    if (named !== instrument && (named >= 0 || u8[at + Order.LENGTHS + 3] !== 0)) return 0;
    const namedSide = u8[at + Order.SIDE];
    if (namedSide !== 0 && namedSide !== BUY + (side & 1)) return 0;
    const orderId = f64[(at + Order.ORDER_ID) >> 3];
    return orderId === 0 || orderId === doubles[h + F.orderId] ? h : 0;
  }

  private isOrdinary(instrument: number, session: number): boolean {
    if (this.current[instrument] !== OPEN || this.watch[instrument] !== 0 || this.pegs[instrument] !== 0) return false;
    return this.firmsKilled[this.participant[session]] === 0 && !this.state.killed.venue;
  }

  private isInRange(side: number, price: number, qty: number): boolean {
    const i = side >> 3;
    if (price !== Math.floor(price) || !(price >= this.minPrice[i] && price <= this.maxPrice[i])) return false;
    if (qty !== Math.floor(qty) || !(qty >= this.minQty[i] && qty <= this.maxQty[i])) return false;
    return qty * this.priceSpan[i] <= SAFE && this.state.ladder.sideQty[side] + qty <= SAFE;
  }

  /** Whether an order at this price may meet another one at once. */
  private meets(side: number, price: number): boolean {
    const { ladder } = this.state;
    const other = side ^ 1;
    // the ranks of the two sides cross when their sum is not positive
    return ((side & 1) === 0 ? 0 - price : price) + ladder.bestRank[other] <= 0 || ladder.bestLevel[other + HIDDEN] !== 0;
  }
}
