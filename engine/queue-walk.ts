/**
 * One side of an instrument's book as an auction sees it: displayed, at-auction and hidden orders together. Engine thread only;
 * no allocation after construction.
 *
 * LevelWalk goes by price, for the auction's price: O(levels), but on a side with icebergs, whose reserves levels do not count.
 * OrderWalk goes by priority, for the uncrossing.
 */
import type { SideWalk } from './auction-price.js';
import { rankOf } from './ladder.js';
import { U as Bytes, F as Doubles, I as Ints, Kind as Kinds, SIDES } from './orders.js';
import { OrdType } from './records.js';
import type { State } from './state.js';

const F = Doubles;
const I = Ints;
const U = Bytes;
const Kind = Kinds;
const MARKET = OrdType.market;
const HIDDEN = Kind.hidden << 1;
const AT_AUCTION = Kind.auction << 1;

function isMarket(state: State, h: number): boolean {
  return state.orders.u8[(h << 3) + U.ordType] === MARKET;
}

export class LevelWalk implements SideWalk {
  market = 0;
  price = Number.NaN;
  lots = 0;
  private side = 0;
  private hasReserves = false;
  // The next level of each kind, 0: none.
  private displayed = 0;
  private atAuction = 0;
  private hidden = 0;

  constructor(private readonly state: State) {}

  /** @param sell 0 buys, 1 sells */
  open(instrument: number, sell: number): void {
    const { ladder } = this.state;
    const side = instrument * SIDES + sell;
    this.side = side;
    this.hasReserves = ladder.icebergs[side] !== 0;
    this.displayed = ladder.bestLevel[side];
    this.hidden = ladder.bestLevel[side + HIDDEN];
    this.atAuction = ladder.bestLevel[side + AT_AUCTION];
    this.market = 0;
    if (this.atAuction !== 0 && isMarket(this.state, ladder.pages.head(this.atAuction))) {
      this.market = ladder.pages.qty(this.atAuction);
      this.atAuction = ladder.worse(side + AT_AUCTION, this.atAuction);
    }
    this.next();
  }

  next(): void {
    const { ladder } = this.state;
    const { pages } = ladder;
    const { side } = this;
    const a = this.displayed === 0 ? Infinity : pages.rankOf(this.displayed);
    const b = this.atAuction === 0 ? Infinity : pages.rankOf(this.atAuction);
    const c = this.hidden === 0 ? Infinity : pages.rankOf(this.hidden);
    const rank = Math.min(a, b, c);
    this.price = rank === Infinity ? Number.NaN : rankOf(side, rank);
    this.lots = 0;
    if (rank === Infinity) return;
    if (a === rank) {
      this.lots = this.hasReserves ? this.wholeLots(this.displayed) : pages.qty(this.displayed);
      this.displayed = ladder.worse(side, this.displayed);
    }
    if (b === rank) {
      this.lots += pages.qty(this.atAuction);
      this.atAuction = ladder.worse(side + AT_AUCTION, this.atAuction);
    }
    if (c === rank) {
      this.lots += pages.qty(this.hidden);
      this.hidden = ladder.worse(side + HIDDEN, this.hidden);
    }
  }

  /** Open quantity of a displayed level, what icebergs do not show included. */
  private wholeLots(level: number): number {
    const { orders, ladder } = this.state;
    let lots = 0;
    for (let h = ladder.pages.head(level); h !== 0; h = orders.i32[(h << 1) + I.next]) lots += orders.f64[h + F.leaves];
    return lots;
  }
}

const KINDS = [Kind.displayed << 1, AT_AUCTION, HIDDEN] as const;

/**
 * The caller advances before the order at hand goes, and says afterwards (`settled`) whether others went with it: then what the
 * walk has seen ahead may be gone, and it begins again from the best once the order at hand is done.
 */
export class OrderWalk {
  /** The order at hand; 0: no more. */
  h = 0;
  private orderId = 0;
  private session = 0;
  private side = 0;
  private worstRank = 0;
  private onlyAtAuction = false;
  /** The level that comes next, for each of KINDS; and which of them the queue at hand is. */
  private readonly levels = new Int32Array(3);
  private kind = 0;
  /** The order behind the one at hand in its queue. */
  private after = 0;
  private isStale = false;

  constructor(private readonly state: State) {}

  /** All orders that take part at a price. */
  open(instrument: number, sell: number, price: number): void {
    this.side = instrument * SIDES + sell;
    this.worstRank = rankOf(this.side, price);
    this.onlyAtAuction = false;
    this.again();
  }

  /** The at-auction orders, at any price. */
  openAtAuction(instrument: number, sell: number): void {
    this.side = instrument * SIDES + sell;
    this.worstRank = Infinity;
    this.onlyAtAuction = true;
    this.again();
  }

  /** The order at hand will be gone: on to the next. */
  advance(): void {
    if (this.isStale) this.h = 0;
    else this.seek();
  }

  /** What was done with the order at hand has been done. @param others whether other orders went too */
  settled(advanced: boolean, others: boolean): void {
    if (this.isStale && advanced) this.again();
    else if (!others) return;
    else if (advanced || this.state.openOrders.byOrderId(this.orderId, this.session) !== this.h) this.again();
    else this.isStale = true;
  }

  private again(): void {
    const { bestLevel } = this.state.ladder;
    for (let k = 0; k < 3; k++) this.levels[k] = this.onlyAtAuction && k !== 1 ? 0 : bestLevel[this.side + KINDS[k]];
    this.after = 0;
    this.isStale = false;
    this.seek();
  }

  private seek(): void {
    const { i32, f64 } = this.state.orders;
    const h = this.after !== 0 || this.nextQueue() ? this.after : 0;
    this.h = h;
    if (h === 0) return;
    this.after = i32[(h << 1) + I.next];
    this.orderId = f64[h + F.orderId];
    this.session = i32[(h << 1) + I.session];
  }

  private nextQueue(): boolean {
    const { ladder } = this.state;
    let best = Infinity;
    for (let k = 0; k < 3; k++) {
      const level = this.levels[k];
      if (level === 0) continue;
      const rank = ladder.pages.rankOf(level);
      if (rank >= best) continue;
      best = rank;
      this.kind = k;
    }
    if (best === Infinity || best > this.worstRank) return false;
    const level = this.levels[this.kind];
    this.after = ladder.pages.head(level);
    this.levels[this.kind] = ladder.worse(this.side + KINDS[this.kind], level);
    return true;
  }
}
