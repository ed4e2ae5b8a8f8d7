/**
 * Puts an order to rest, and takes it away again: the one place that knows on which side of a book an order stands (orders.ts,
 * Kind), what of it is displayed, and when BOOK has to tell what EXEC cannot. Engine thread only.
 *
 * An order whose flags hold `inBook` is displayed with all of its open quantity, and its EXECs tell all. Of an iceberg the
 * level's total counts the peak (S.shown), not the reserve behind it.
 */
import { rankOf } from './ladder.js';
import type { Market } from './market.js';
import { tellBook } from './order-events.js';
import { U as Bytes, F as Doubles, I as Ints, Kind as Kinds } from './orders.js';
import { ExecFlag, OrdType as OrdTypes, TermFlag, TimeInForce } from './records.js';
import { V as SpecialBytes, S as SpecialDoubles, Waits as WaitsFor } from './specials.js';

const F = Doubles;
const I = Ints;
const U = Bytes;
const S = SpecialDoubles;
const V = SpecialBytes;
const Kind = Kinds;
const Waits = WaitsFor;
const OrdType = OrdTypes;
const { atTheOpen: AT_THE_OPEN, atTheClose: AT_THE_CLOSE } = TimeInForce;
const IN_BOOK = ExecFlag.inBook;
const HIDDEN = TermFlag.hidden;

const KIND_BITS = 6;
/** Where market orders stand on the side of at-auction orders: before every price. */
export const BEFORE_ALL = 2 ** 52;

export class Placing {
  constructor(private readonly market: Market) {}

  /** The order, which is in no book, rests at its price, last in the queue. */
  place(h: number): void {
    const { orders, ladder } = this.market.state;
    if ((orders.u8[(h << 3) + U.flags] & IN_BOOK) !== 0) ladder.add(h);
    else this.placeOther(h);
  }

  /** The order rests no more; it is still open. */
  unplace(h: number): void {
    const { orders, ladder } = this.market.state;
    if ((orders.u8[(h << 3) + U.flags] & IN_BOOK) !== 0) ladder.remove(h);
    else this.unplaceOther(h);
  }

  /** The order keeps its place with `lots` less open quantity. With none left it stands there still, to be unplaced. */
  reduce(h: number, lots: number): void {
    const { orders, ladder } = this.market.state;
    orders.f64[h + F.leaves] -= lots;
    if ((orders.u8[(h << 3) + U.flags] & IN_BOOK) !== 0) ladder.reduce(h, lots);
    else this.reduceOther(h, lots);
  }

  /** What may trade of a resting order before others have their turn: of an iceberg its peak. */
  shown(h: number): number {
    const { orders, specials } = this.market.state;
    const s = orders.i32[(h << 1) + I.special];
    return s !== 0 && specials.f64[s + S.display] > 0 ? specials.f64[s + S.shown] : orders.f64[h + F.leaves];
  }

  /** A resting order has traded, and its open quantity is less by `lots` already: the book follows; a spent peak is renewed. */
  traded(h: number, lots: number): void {
    const { orders, ladder, specials } = this.market.state;
    const { i32, f64, u8 } = orders;
    const left = f64[h + F.leaves];
    const s = i32[(h << 1) + I.special];
    if (s !== 0 && specials.f64[s + S.display] > 0) this.peakTraded(h, s, lots);
    else {
      ladder.reduce(h, lots);
      if ((u8[(h << 3) + U.flags] & IN_BOOK) === 0) this.tell(h, -lots, left === 0 ? -1 : 0);
      if (left === 0) this.takeAway(h);
    }
  }

  /** The same in an auction, where an order trades as a whole: an iceberg shows its next peak when the auction is over. */
  tradedAtAuction(h: number, lots: number): void {
    const { orders, ladder, specials } = this.market.state;
    const s = orders.i32[(h << 1) + I.special];
    if (s === 0 || specials.f64[s + S.display] === 0) {
      this.traded(h, lots);
      return;
    }
    const shown = specials.f64[s + S.shown];
    const displayed = Math.min(shown, lots);
    specials.f64[s + S.shown] = shown - displayed;
    ladder.reduce(h, displayed);
    if (displayed > 0) this.tell(h, -displayed, displayed === shown ? -1 : 0);
    if (orders.f64[h + F.leaves] > 0) return;
    this.hidePeak(h);
    this.takeAway(h);
  }

  /** The auction is over: an iceberg without a peak shows a new one, last in the queue. */
  renewPeak(h: number): void {
    const { orders, specials } = this.market.state;
    const s = orders.i32[(h << 1) + I.special];
    if (s === 0 || specials.f64[s + S.display] === 0 || specials.f64[s + S.shown] > 0) return;
    this.hidePeak(h);
    this.takeAway(h);
    this.placeOther(h);
  }

  /** The best price of a displayed side; NaN: it is empty. */
  bestPrice(side: number): number {
    const { ladder } = this.market.state;
    return ladder.bestLevel[side] === 0 ? Number.NaN : rankOf(side, ladder.bestRank[side]);
  }

  /** BOOK, of an order on a displayed side: lots and orders that came (or went, negative). */
  tell(h: number, lots: number, orders: number): void {
    const { events, state } = this.market;
    if (isDisplayed(state.orders.i32[(h << 1) + I.side])) tellBook(events, h, state.orders.f64[h + F.price], lots, orders);
  }

  /** The same for an order whose EXECs tell the book all but this: its quantity was changed where no EXEC says so. */
  tellIfInBook(h: number, lots: number): void {
    const { orders } = this.market.state;
    if ((orders.u8[(h << 3) + U.flags] & IN_BOOK) !== 0) this.tell(h, lots, 0);
  }

  /** An incoming order whose EXECs tell the book has another price than they have told so far. */
  repriced(h: number, before: number): void {
    const { state, events } = this.market;
    const { f64, u8 } = state.orders;
    if ((u8[(h << 3) + U.flags] & IN_BOOK) === 0) return;
    tellBook(events, h, before, -f64[h + F.leaves], -1);
    tellBook(events, h, f64[h + F.price], f64[h + F.leaves], 1);
  }

  private peakTraded(h: number, s: number, lots: number): void {
    const { orders, ladder, specials } = this.market.state;
    const shown = specials.f64[s + S.shown];
    if (lots < shown) {
      specials.f64[s + S.shown] = shown - lots;
      ladder.reduce(h, lots);
      this.tell(h, -lots, 0);
      return;
    }
    // What the level counts of this order is its peak: that goes, and the order with it.
    this.tell(h, -this.hidePeak(h), -1);
    this.takeAway(h);
    if (orders.f64[h + F.leaves] > 0) this.placeOther(h);
  }

  private placeOther(h: number): void {
    const { orders, ladder } = this.market.state;
    const { i32 } = orders;
    const kind = this.kindOf(h);
    i32[(h << 1) + I.side] |= kind << 1;
    if (kind === Kind.auction) this.placeAtAuction(h);
    else ladder.add(h);
    if (kind === Kind.displayed) this.tell(h, this.showPeak(h), 1);
  }

  private unplaceOther(h: number): void {
    const shown = this.hidePeak(h);
    // An iceberg whose peak an auction has used up has left the displayed book already.
    if (shown > 0 || this.market.state.orders.f64[h + F.leaves] === 0) this.tell(h, -shown, -1);
    this.takeAway(h);
  }

  private reduceOther(h: number, lots: number): void {
    const { orders, ladder, specials } = this.market.state;
    if (orders.i32[(h << 1) + I.level] === 0) return; // held for the closing auction
    const s = orders.i32[(h << 1) + I.special];
    let displayed = lots;
    if (s !== 0 && specials.f64[s + S.display] > 0) {
      const shown = specials.f64[s + S.shown];
      displayed = Math.max(0, shown - orders.f64[h + F.leaves]);
      specials.f64[s + S.shown] = shown - displayed;
    }
    ladder.reduce(h, displayed);
    if (displayed > 0) this.tell(h, -displayed, 0);
  }

  /** Out of its queue; its side is that of an incoming order again. */
  private takeAway(h: number): void {
    const { state, matching } = this.market;
    const { orders, ladder, specials } = state;
    const { i32 } = orders;
    matching.leaves(h);
    if (i32[(h << 1) + I.level] !== 0) ladder.remove(h);
    else state.atClose.remove(i32[(h << 1) + I.side] >> 3, h);
    i32[(h << 1) + I.level] = 0;
    i32[(h << 1) + I.side] &= ~KIND_BITS;
    const s = i32[(h << 1) + I.special];
    if (s !== 0) specials.u8[(s << 3) + V.waits] = Waits.no;
  }

  /** A fresh peak of an iceberg that has been put at its level. Returns what is displayed of the order. */
  private showPeak(h: number): number {
    const { orders, ladder, specials } = this.market.state;
    const left = orders.f64[h + F.leaves];
    const s = orders.i32[(h << 1) + I.special];
    if (s === 0 || specials.f64[s + S.display] === 0) return left;
    const shown = Math.min(specials.f64[s + S.display], left);
    specials.f64[s + S.shown] = shown;
    ladder.reduce(h, left - shown);
    ladder.icebergs[orders.i32[(h << 1) + I.side]]++;
    return shown;
  }

  /** The level counts all of an iceberg again, for it is about to leave. Returns what was displayed. */
  private hidePeak(h: number): number {
    const { orders, ladder, specials } = this.market.state;
    const left = orders.f64[h + F.leaves];
    const s = orders.i32[(h << 1) + I.special];
    if (s === 0 || specials.f64[s + S.display] === 0) return left;
    const shown = specials.f64[s + S.shown];
    ladder.reduce(h, shown - left);
    ladder.icebergs[orders.i32[(h << 1) + I.side]]--;
    return shown;
  }

  /** Market orders stand before all prices, though they have none; at-the-close orders wait outside until they join an auction. */
  private placeAtAuction(h: number): void {
    const { orders, ladder, specials } = this.market.state;
    const { i32, f64 } = orders;
    const s = i32[(h << 1) + I.special];
    if (s !== 0) specials.u8[(s << 3) + V.waits] = Waits.forAuction;
    if (this.market.auctions.holds(h)) return;
    if (orders.u8[(h << 3) + U.ordType] === OrdType.market) {
      f64[h + F.price] = (i32[(h << 1) + I.side] & 1) === 0 ? BEFORE_ALL : -BEFORE_ALL;
      ladder.add(h);
      f64[h + F.price] = 0;
    } else ladder.add(h);
  }

  private kindOf(h: number): number {
    const { orders, specials } = this.market.state;
    const { i32, u8 } = orders;
    const ordType = u8[(h << 3) + U.ordType];
    const timeInForce = u8[(h << 3) + U.timeInForce];
    if (ordType === OrdType.market || timeInForce === AT_THE_OPEN || timeInForce === AT_THE_CLOSE) return Kind.auction;
    if (ordType === OrdType.pegged) return Kind.hidden;
    const s = i32[(h << 1) + I.special];
    return s !== 0 && (specials.u8[(s << 3) + V.flags] & HIDDEN) !== 0 ? Kind.hidden : Kind.displayed;
  }
}

function isDisplayed(side: number): boolean {
  return (side & KIND_BITS) === 0;
}
