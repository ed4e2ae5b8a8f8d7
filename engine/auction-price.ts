/**
 * The price of a call auction: the limit price with the largest executable volume, then the smallest imbalance, then the side
 * of the imbalance, then the reference price (RULES.md, Auctions). Pure, on any thread; no allocation.
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

  /** @param reference NaN: none */
  find(bids: SideWalk, asks: SideWalk, reference: number): void {
    let bidLeft = bids.market;
    let askLeft = asks.market;
    let nextBid = Infinity;
    let nextAsk = -Infinity;
    let lastBid = Infinity;
    let lastAsk = -Infinity;
    this.none();
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
    if (this.paired === 0) return;
    if (nextBid === Infinity) this.shortOfSells(bids, bidLeft, lastAsk);
    else if (nextAsk === -Infinity) this.shortOfBuys(asks, askLeft, lastBid);
    else this.settle(bids, asks, nextBid, nextAsk, bidLeft, askLeft, lastBid, lastAsk, reference);
    if (Number.isNaN(this.price)) this.price = reference; // market orders on both sides, and no limit price that counts
    if (Number.isNaN(this.price)) this.none();
  }

  none(): void {
    this.price = Number.NaN;
    this.paired = this.imbalance = 0;
  }

  /** Market orders to buy are left over: at every price that counts, so the highest. */
  private shortOfSells(bids: SideWalk, left: number, lastAsk: number): void {
    this.imbalance = left;
    if (bids.price >= lastAsk) {
      this.price = bids.price;
      this.imbalance += bids.lots;
    } else if (lastAsk !== -Infinity) this.price = lastAsk;
  }

  private shortOfBuys(asks: SideWalk, left: number, lastBid: number): void {
    this.imbalance = -left;
    if (asks.price <= lastBid) {
      this.price = asks.price;
      this.imbalance -= asks.lots;
    } else if (lastBid !== Infinity) this.price = lastBid;
  }

  /** The walks stand behind nextBid and nextAsk, each NaN if its side has ended. */
  private settle(
    bids: SideWalk,
    asks: SideWalk,
    nextBid: number,
    nextAsk: number,
    bidLeft: number,
    askLeft: number,
    lastBid: number,
    lastAsk: number,
    reference: number,
  ): void {
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
      // As much left over on one side below as on the other above. The last pair's price counts where no order lies between.
      const lowest = lastAsk !== -Infinity && lastAsk <= nextBid && !(bids.price >= lastAsk) ? lastAsk : nextBid;
      const highest = lastBid !== Infinity && lastBid >= nextAsk && !(asks.price <= lastBid) ? lastBid : nextAsk;
      this.price = held(reference, lowest, highest);
    }
    if (this.price <= nextBid) this.imbalance = bidLeft;
    else if (this.price >= nextAsk) this.imbalance = -askLeft;
  }
}

/** The reference price, held within two limits; without one, the middle of them, rounded down. */
function held(reference: number, lowest: number, highest: number): number {
  if (Number.isNaN(reference)) return lowest + Math.floor((highest - lowest) / 2);
  return Math.min(Math.max(reference, lowest), highest);
}
