/**
 * Call auctions: the indicative price while orders gather, told at most ten times a second, and the uncrossing (RULES.md,
 * Auctions). Engine thread only; no allocation for a command.
 */
import { AuctionPrice } from './auction-price.js';
import { clearBit, createSets, firstBitFrom, setBit, summaryWords } from './bitmap.js';
import { Deadlines } from './deadlines.js';
import { Ids } from './exec.js';
import { Watch as Watches } from './instruments.js';
import type { Market } from './market.js';
import { tellAuction } from './market-events.js';
import { U as Bytes, F as Doubles, I as Ints } from './orders.js';
import { isAuction } from './phases.js';
import { LevelWalk, OrderWalk } from './queue-walk.js';
import { Reason } from './reasons.js';
import { ExecFlag, ExecType, OrdStatus, Phase as Phases, TimeInForce } from './records.js';

const F = Doubles;
const I = Ints;
const U = Bytes;
const Watch = Watches;
const WATCHED = Watch.auction | Watch.luld;
const Phase = Phases;
const AT_THE_CLOSE = TimeInForce.atTheClose;
const AUCTION = ExecFlag.auction;
const BUY = 0;
const SELL = 1;
const PAUSE_US = 100_000;

/** What was told last of each instrument's auction. */
export class Indications {
  readonly price: Float64Array;
  readonly paired: Float64Array;
  /** Buys above 0, sells below. */
  readonly imbalance: Float64Array;
  /** When AUCTION was told last; -Infinity: never. */
  readonly toldUs: Float64Array;
  /** When a change that came too soon is to be told. */
  readonly due: Deadlines;

  constructor(instruments: number) {
    this.price = new Float64Array(instruments).fill(Number.NaN);
    this.paired = new Float64Array(instruments);
    this.imbalance = new Float64Array(instruments);
    this.toldUs = new Float64Array(instruments).fill(-Infinity);
    this.due = new Deadlines(instruments);
  }

  /** Nothing has been told of the auction. */
  forget(instrument: number): void {
    this.toldUs[instrument] = -Infinity;
    this.price[instrument] = Number.NaN;
    this.paired[instrument] = this.imbalance[instrument] = 0;
    this.due.set(instrument, Infinity);
  }
}

export class Auctions {
  private readonly found = new AuctionPrice();
  private readonly levels: readonly [LevelWalk, LevelWalk];
  private readonly buys: OrderWalk;
  private readonly sells: OrderWalk;
  /** Instruments whose book the command has changed, as far as that matters. */
  private readonly touched: Int32Array;
  private readonly summary: number;
  private anyTouched = false;
  /** Whether linked orders have gone while the last pairing went on. */
  private othersWent = false;

  constructor(private readonly market: Market) {
    const { state } = market;
    this.levels = [new LevelWalk(state), new LevelWalk(state)];
    this.buys = new OrderWalk(state);
    this.sells = new OrderWalk(state);
    const width = 2 ** Math.ceil(Math.log2(Math.max(32, state.instruments.capacity)));
    this.touched = createSets(1, width);
    this.summary = summaryWords(width);
  }

  /** An order was put on a side of the instrument's book, taken from it, or is less: what follows is told at the command's end. */
  changed(instrument: number): void {
    if ((this.market.state.instruments.watch[instrument] & WATCHED) === 0) return;
    setBit(this.touched, 0, this.summary, instrument);
    this.anyTouched = true;
  }

  /**
   * Once after each command, instrument by instrument: what it has set in motion comes to the market, then BANDS, then the
   * indicative price, if it may be told.
   */
  afterCommand(): void {
    const { luld, state, unrest, arrival } = this.market;
    for (;;) {
      const moving = unrest.next();
      const changed = this.anyTouched ? this.nextTouched(0) : -1;
      if (moving >= 0 && (changed < 0 || moving <= changed)) arrival.settle(moving);
      else if (changed >= 0) {
        clearBit(this.touched, 0, this.summary, changed);
        luld.afterCommand(changed);
        if ((state.instruments.watch[changed] & Watch.auction) !== 0) this.tellSoon(changed);
      } else break;
    }
    this.anyTouched = false;
  }

  /** Going round; -1: none. */
  private nextTouched(from: number): number {
    return firstBitFrom(this.touched, 0, this.summary, from);
  }

  /** A Tick: tells what was held back and is due, and what the Tick itself has changed so far, in the order of the instruments. */
  fire(): void {
    const { indications, instruments, timeUs } = this.market.state;
    for (let i = this.anyTouched ? this.nextTouched(0) : -1; i >= 0; ) {
      if ((instruments.watch[i] & Watch.auction) !== 0)
        indications.due.set(i, Math.max(timeUs, indications.toldUs[i] + PAUSE_US));
      const next = i + 1 < instruments.count ? this.nextTouched(i + 1) : -1;
      i = next > i ? next : -1; // it goes round at the end
    }
    for (let i = indications.due.next(timeUs); i >= 0; i = indications.due.next(timeUs)) this.tellSoon(i);
  }

  /** An at-auction order comes. Returns whether it waits outside the book, until the closing auction begins. */
  holds(h: number): boolean {
    const { orders, instruments, atClose } = this.market.state;
    const instrument = orders.i32[(h << 1) + I.side] >> 3;
    if (orders.u8[(h << 3) + U.timeInForce] !== AT_THE_CLOSE) return false;
    if (instruments.current[instrument] === Phase.closingAuction) return false;
    atClose.add(instrument, h);
    return true;
  }

  /** The phase that counts has changed, and is the new one by now. */
  phaseChanged(instrument: number, from: number, to: number): void {
    const { indications } = this.market.state;
    if (to === Phase.closingAuction) this.join(instrument);
    if (!isAuction(from) || !isAuction(to)) indications.forget(instrument);
    this.changed(instrument);
  }

  /** The at-the-close orders that wait join the closing auction, in time. */
  private join(instrument: number): void {
    const { state, placing } = this.market;
    const { first } = state.atClose;
    for (let h = first[instrument]; h !== 0; h = first[instrument]) {
      placing.unplace(h);
      placing.place(h);
    }
  }

  /**
   * Pairs what has gathered, at one price; what is left of the orders that were for it expires. Returns whether anything traded.
   * @param phase that ends
   */
  uncross(instrument: number, phase: number): boolean {
    const { state, events, luld, bands } = this.market;
    const { instruments } = state;
    const { found } = this;
    let anyTraded = false;
    do {
      this.find(instrument);
      const { price, imbalance } = found;
      const traded = Number.isNaN(price) ? 0 : this.pair(instrument, price);
      if (traded > 0 || (!anyTraded && isAuction(phase))) {
        tellAuction(events, instrument, phase, true, price, traded, imbalance);
      }
      if (traded === 0) break;
      anyTraded = true;
      instruments.auctionPrice[instrument] = price;
      if (phase === Phase.closingAuction) instruments.closingPrice[instrument] = price;
    } while (this.othersWent);
    if (anyTraded) {
      bands.disarm(instrument);
      luld.uncrossed(instrument, instruments.auctionPrice[instrument]);
    }
    this.expire(instrument, BUY);
    this.expire(instrument, SELL);
    return anyTraded;
  }

  private find(instrument: number): void {
    const [bids, asks] = this.levels;
    bids.open(instrument, BUY);
    asks.open(instrument, SELL);
    if (bids.market === 0 && asks.market === 0 && !(bids.price >= asks.price)) this.found.none();
    else this.found.find(bids, asks, this.market.day.referenceOf(instrument));
  }

  /** Returns the quantity that traded. */
  private pair(instrument: number, price: number): number {
    const { state, events, fills, placing } = this.market;
    const { orders } = state;
    const { f64 } = orders;
    const { buys, sells } = this;
    let traded = 0;
    this.othersWent = false;
    buys.open(instrument, BUY, price);
    sells.open(instrument, SELL, price);
    while (buys.h !== 0 && sells.h !== 0) {
      const buy = buys.h;
      const sell = sells.h;
      const lots = Math.min(f64[buy + F.leaves], f64[sell + F.leaves]);
      const buyGoes = f64[buy + F.leaves] === lots;
      const sellGoes = f64[sell + F.leaves] === lots;
      const left = orders.open() - (buyGoes ? 1 : 0) - (sellGoes ? 1 : 0);
      if (buyGoes) buys.advance();
      if (sellGoes) sells.advance();
      events.trade[0] = price;
      events.trade[1] = lots;
      fills.fill(buy, sell, AUCTION, 0);
      traded += lots;
      const others = orders.open() !== left;
      if (others) this.othersWent = true;
      buys.settled(buyGoes, others);
      sells.settled(sellGoes, others);
    }
    if (buys.h !== 0) placing.renewPeak(buys.h);
    if (sells.h !== 0) placing.renewPeak(sells.h);
    return traded;
  }

  private expire(instrument: number, sell: number): void {
    const { state, ending } = this.market;
    const { orders } = state;
    const walk = sell === BUY ? this.buys : this.sells;
    walk.openAtAuction(instrument, sell);
    while (walk.h !== 0) {
      const { h } = walk;
      const left = orders.open() - 1;
      walk.advance();
      ending.end(h, ExecType.expired, OrdStatus.expired, Reason.auctionOver, 0, Ids.own);
      walk.settled(true, orders.open() !== left);
    }
  }

  /** Tells the indicative price if it has changed, now or as soon as it may be told. */
  private tellSoon(i: number): void {
    const { state, events } = this.market;
    const { indications, timeUs } = state;
    const mayTellUs = indications.toldUs[i] + PAUSE_US;
    if (timeUs < mayTellUs) {
      indications.due.set(i, mayTellUs);
      return;
    }
    const phase = state.instruments.current[i];
    this.find(i);
    const { price, paired, imbalance } = this.found;
    const isSame = paired === indications.paired[i] && imbalance === indications.imbalance[i];
    if (isSame && (paired === 0 || price === indications.price[i])) return;
    indications.price[i] = price;
    indications.paired[i] = paired;
    indications.imbalance[i] = imbalance;
    indications.toldUs[i] = timeUs;
    tellAuction(events, i, phase, false, price, paired, imbalance);
  }
}
