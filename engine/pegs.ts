/**
 * Pegged orders: hidden limit orders that follow the best displayed prices. When those have moved, the first order in time whose
 * price is not what it should be leaves the book and comes to the market at its new one; and so on until none is left.
 * Engine thread only; no allocation after construction.
 */
import type { Market } from './market.js';
import { U as Bytes, F as Doubles, I as Ints, SIDES as SidesOfBook } from './orders.js';
import { OrdType as OrdTypes, Peg as PegTypes, Phase, TermFlag } from './records.js';
import { SpecialLists } from './special-lists.js';
import { V as SpecialBytes, S as SpecialDoubles, J as SpecialInts, Waits as WaitsFor } from './specials.js';

const F = Doubles;
const I = Ints;
const U = Bytes;
const J = SpecialInts;
const S = SpecialDoubles;
const V = SpecialBytes;
const Waits = WaitsFor;
const Peg = PegTypes;
const SIDES = SidesOfBook;
const OPEN = Phase.open;
const CAPPED = TermFlag.capped;
const PEGGED = OrdTypes.pegged;
const SELL = 1;
/** In place of the prices seen last: all orders are to be looked at. */
const UNSEEN = Number.NaN;

export class Pegs {
  /** An instrument's pegged orders, wherever they wait. Who moves the displayed book of one that has some marks it (unrest.ts). */
  readonly all: SpecialLists;
  /** By instrument: the ranks of the best displayed prices when its orders were last looked at. */
  private readonly seenBid: Float64Array;
  private readonly seenAsk: Float64Array;
  /** The order that next() looks at next, of the one instrument that is settling; 0: all have been looked at. */
  private cursor = 0;

  constructor(private readonly market: Market) {
    const { orders, specials, instruments } = market.state;
    this.all = new SpecialLists(orders, specials, instruments.capacity);
    this.seenBid = new Float64Array(instruments.capacity).fill(UNSEEN);
    this.seenAsk = new Float64Array(instruments.capacity).fill(UNSEEN);
  }

  /** A pegged order of a state that was loaded is where its price has put it. @param h any order */
  restore(h: number): void {
    const { i32, u8 } = this.market.state.orders;
    if (u8[(h << 3) + U.ordType] !== PEGGED) return;
    const instrument = i32[(h << 1) + I.side] >> 3;
    const s = i32[(h << 1) + I.special];
    if (this.market.state.specials.u8[(s << 3) + V.waits] === Waits.forParent) return;
    this.all.add(instrument, s);
    this.see(instrument);
  }

  /** A pegged order comes to the market: it waits for its price, which next() gives it. */
  arrive(h: number): void {
    const { orders, specials } = this.market.state;
    const s = orders.i32[(h << 1) + I.special];
    const instrument = orders.i32[(h << 1) + I.side] >> 3;
    specials.u8[(s << 3) + V.waits] = Waits.forReference;
    orders.i32[(h << 1) + I.level] = 0;
    if (!this.all.holds(instrument, s)) this.all.add(instrument, s);
    this.touchAll(instrument);
  }

  /** A pegged order ends, or was held and has never been here. */
  remove(h: number): void {
    const { i32 } = this.market.state.orders;
    const s = i32[(h << 1) + I.special];
    const instrument = i32[(h << 1) + I.side] >> 3;
    if (!this.all.holds(instrument, s)) return;
    if (this.cursor === s) this.cursor = this.all.after(s);
    this.all.remove(instrument, s);
  }

  /** Continuous trading ends: the pegged orders leave the book, and one that is just coming to the market waits too. */
  suspend(instrument: number): void {
    const { specials } = this.market.state;
    for (let s = this.all.first[instrument]; s !== 0; s = this.all.after(s)) this.await(specials.i32[(s << 1) + J.order], s);
  }

  /** Continuous trading begins. */
  resume(instrument: number): void {
    if (this.all.count[instrument] !== 0) this.touchAll(instrument);
  }

  /** The next pegged order of an instrument that is not where it should be, priced, in no book and to arrive; 0: none. */
  next(instrument: number): number {
    const { specials, orders, instruments } = this.market.state;
    if (this.all.count[instrument] === 0) return 0;
    if (instruments.current[instrument] !== OPEN) {
      this.cursor = 0;
      return 0;
    }
    if (this.hasMoved(instrument)) {
      this.see(instrument);
      this.cursor = this.all.first[instrument];
    }
    while (this.cursor !== 0) {
      const s = this.cursor;
      const h = specials.i32[(s << 1) + J.order];
      this.cursor = this.all.after(s);
      const price = this.priceOf(h, s);
      const isWaiting = specials.u8[(s << 3) + V.waits] === Waits.forReference;
      if (Number.isNaN(price)) this.await(h, s);
      else if (isWaiting || price !== orders.f64[h + F.price]) {
        if (!isWaiting) this.market.placing.unplace(h);
        specials.u8[(s << 3) + V.waits] = Waits.no;
        orders.f64[h + F.price] = price;
        return h;
      }
    }
    return 0;
  }

  private hasMoved(instrument: number): boolean {
    const { bestRank } = this.market.state.ladder;
    const bid = instrument * SIDES;
    return this.seenBid[instrument] !== bestRank[bid] || this.seenAsk[instrument] !== bestRank[bid + SELL];
  }

  private see(instrument: number): void {
    const { bestRank } = this.market.state.ladder;
    this.seenBid[instrument] = bestRank[instrument * SIDES];
    this.seenAsk[instrument] = bestRank[instrument * SIDES + SELL];
  }

  private touchAll(instrument: number): void {
    this.seenBid[instrument] = UNSEEN;
    this.market.unrest.mark(instrument);
  }

  /** The order waits outside the book, without a price. */
  private await(h: number, s: number): void {
    const { orders, specials } = this.market.state;
    if (orders.i32[(h << 1) + I.level] !== 0) this.market.placing.unplace(h);
    specials.u8[(s << 3) + V.waits] = Waits.forReference;
    orders.f64[h + F.price] = 0;
  }

  /** The price that an order should have; NaN: there is none. */
  private priceOf(h: number, s: number): number {
    const { orders, specials, instruments } = this.market.state;
    const side = orders.i32[(h << 1) + I.side] & ~6;
    const instrument = side >> 3;
    if (instruments.current[instrument] !== OPEN) return Number.NaN;
    const isSell = (side & 1) === SELL;
    let price = this.referenceOf(specials.u8[(s << 3) + V.peg], side) + specials.f64[s + S.offset];
    if ((specials.u8[(s << 3) + V.flags] & CAPPED) !== 0) {
      const cap = specials.f64[s + S.cap];
      price = isSell ? Math.max(price, cap) : Math.min(price, cap);
    }
    return Math.min(Math.max(price, instruments.minPrice[instrument]), instruments.maxPrice[instrument]) + 0; // never -0
  }

  private referenceOf(peg: number, side: number): number {
    const { placing } = this.market;
    if (peg === Peg.primary) return placing.bestPrice(side);
    if (peg === Peg.market) return placing.bestPrice(side ^ 1);
    const middle = (placing.bestPrice(side) + placing.bestPrice(side ^ 1)) / 2;
    return (side & 1) === SELL ? Math.ceil(middle) : Math.floor(middle);
  }
}
