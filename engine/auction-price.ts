/**
 * The price of a call auction: the one with the largest executable volume, then the smallest imbalance, then the side of the
 * imbalance, then the reference price (RULES.md, Auctions). What counts are limit prices, and where market orders are on both
 * sides the reference price. Pure, on any thread; no allocation.
 *
 * Both sides are walked from their best price inwards, and paired as they would trade. What stops the pairing gives all four
 * rules at once, without looking at any price twice:
 *
 *        lastAsk … lastBid     prices of the last pair: every price between them has the largest volume
 *     nextBid < nextAsk        what would come next: up to nextBid buys are left over, from nextAsk on sells,
 *                              between the two nothing is
 */

/** The price levels of one side, best first. Market orders are no level: they stand in `market`. */
export interface SideWalk {
  /** Lots of the market orders. */
  readonly market: number;
  /** Of the level at hand; NaN after the last. */
  readonly price: number;
  readonly lots: number;
  next(): void;
}

export class AuctionPrice {
  /** NaN: nothing would trade. */
  price = Number.NaN;
  paired = 0;
  /** Left over at the price: buys above 0, sells below. */
  imbalance = 0;

  /** Where the pairing stopped. */
  private readonly stop = { nextBid: 0, nextAsk: 0, bidLeft: 0, askLeft: 0, lastBid: 0, lastAsk: 0 };
  /** Of the limit prices that remain, some lean to buys and some to sells. */
  private isMixed = false;

  /** @param reference NaN: none */
  find(bids: SideWalk, asks: SideWalk, reference: number): void {
    this.none();
    this.isMixed = false;
    this.pair(bids, asks);
    if (this.paired === 0) return;
    const { nextBid, nextAsk } = this.stop;
    if (nextBid === Infinity) this.shortOfSells(bids);
    else if (nextAsk === -Infinity) this.shortOfBuys(asks);
    else this.settle(bids, asks, reference);
    if (bids.market > 0 && asks.market > 0 && !Number.isNaN(reference)) this.consider(bids, asks, reference);
    if (Number.isNaN(this.price)) this.none();
  }

  private pair(bids: SideWalk, asks: SideWalk): void {
    let bidLeft = bids.market;
    let askLeft = asks.market;
    let nextBid = Infinity;
    let nextAsk = -Infinity;
    let lastBid = Infinity;
    let lastAsk = -Infinity;
    for (;;) {
      if (bidLeft === 0) {
        nextBid = bids.price;
        bidLeft = bids.lots;
        bids.next();
      }
      if (askLeft === 0) {
        nextAsk = asks.price;
        askLeft = asks.lots;
        asks.next();
      }
      // NaN, the end of a side, ends it too.
      if (!(nextBid >= nextAsk)) break;
      const lots = Math.min(bidLeft, askLeft);
      this.paired += lots;
      bidLeft -= lots;
      askLeft -= lots;
      lastBid = nextBid;
      lastAsk = nextAsk;
    }
    const { stop } = this;
    stop.nextBid = nextBid;
    stop.nextAsk = nextAsk;
    stop.bidLeft = bidLeft;
    stop.askLeft = askLeft;
    stop.lastBid = lastBid;
    stop.lastAsk = lastAsk;
  }

  none(): void {
    this.price = Number.NaN;
    this.paired = this.imbalance = 0;
  }

  /** Market orders to buy are left over: at every price that counts, so the highest. */
  private shortOfSells(bids: SideWalk): void {
    const { bidLeft, lastAsk } = this.stop;
    this.imbalance = bidLeft;
    if (bids.price >= lastAsk) {
      this.price = bids.price;
      this.imbalance += bids.lots;
    } else if (lastAsk !== -Infinity) this.price = lastAsk;
  }

  private shortOfBuys(asks: SideWalk): void {
    const { askLeft, lastBid } = this.stop;
    this.imbalance = -askLeft;
    if (asks.price <= lastBid) {
      this.price = asks.price;
      this.imbalance -= asks.lots;
    } else if (lastBid !== Infinity) this.price = lastBid;
  }

  /** The walks stand behind nextBid and nextAsk, each NaN if its side has ended. */
  private settle(bids: SideWalk, asks: SideWalk, reference: number): void {
    const { nextBid, nextAsk, bidLeft, askLeft, lastBid, lastAsk } = this.stop;
    const evenAsk = lastAsk !== -Infinity && !(lastAsk <= nextBid) && !(lastAsk >= nextAsk);
    const evenBid = lastBid !== Infinity && !(lastBid <= nextBid) && !(lastBid >= nextAsk);
    if (evenAsk || evenBid) {
      this.price = held(reference, evenAsk ? lastAsk : lastBid, evenBid ? lastBid : lastAsk);
      return;
    }
    const buysLeft = nextBid >= lastAsk;
    const sellsLeft = nextAsk <= lastBid;
    if (buysLeft && (!sellsLeft || bidLeft < askLeft)) this.price = nextBid;
    else if (sellsLeft && (!buysLeft || askLeft < bidLeft)) this.price = nextAsk;
    else if (buysLeft) {
      this.isMixed = true;
      // As much left over on one side below as on the other above. The last pair's price counts where no order lies between.
      const lowest = lastAsk !== -Infinity && lastAsk <= nextBid && !(bids.price >= lastAsk) ? lastAsk : nextBid;
      const highest = lastBid !== Infinity && lastBid >= nextAsk && !(asks.price <= lastBid) ? lastBid : nextAsk;
      this.price = held(reference, lowest, highest);
    }
    if (this.price <= nextBid) this.imbalance = bidLeft;
    else if (this.price >= nextAsk) this.imbalance = -askLeft;
  }

  /** Market orders are on both sides, so the reference price counts as well. The walks are used up by it. */
  private consider(bids: SideWalk, asks: SideWalk, reference: number): void {
    const { nextBid, nextAsk, bidLeft, askLeft, lastBid, lastAsk } = this.stop;
    if (reference < lastAsk || reference > lastBid) return; // less would trade
    let imbalance = 0;
    if (reference <= nextBid) {
      for (imbalance = bidLeft; bids.price >= reference; bids.next()) imbalance += bids.lots;
    } else if (reference >= nextAsk) {
      for (imbalance = -askLeft; asks.price <= reference; asks.next()) imbalance -= asks.lots;
    }
    const more = Number.isNaN(this.price) ? -1 : Math.abs(imbalance) - Math.abs(this.imbalance);
    if (more > 0) return;
    // At the same imbalance the reference is among those that remain, and wins unless all of them lean to one side.
    if (more === 0 && imbalance > 0 && this.imbalance > 0)
      this.price = this.isMixed ? reference : Math.max(reference, this.price);
    else if (more === 0 && imbalance < 0 && this.imbalance < 0)
      this.price = this.isMixed ? reference : Math.min(reference, this.price);
    else this.price = reference;
    this.imbalance = imbalance;
  }
}

/** The reference price, held within two limits; without one, the middle of them, rounded down. */
function held(reference: number, lowest: number, highest: number): number {
  if (Number.isNaN(reference)) return lowest + Math.floor((highest - lowest) / 2);
  return Math.min(Math.max(reference, lowest), highest);
}
