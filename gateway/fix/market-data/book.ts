/**
 * One instrument as the feed of market data tells it: a fold over the records of the feed ring, kept while somebody here follows it. Door's
 * thread. It is valid from the end of an answer on; after a gap it is not, before anything else, until the feed tells it anew.
 */

import { DepthSide } from '../../../marketdata/depth-side.js';
import { FeedFlag } from '../../../marketdata/feed.js';
import { classOf, FeedClass, Head, L2, MessageType, Status, Trade, TradeChange } from '../../../marketdata/messages.js';
import { Figures } from './figures.js';

/** What a record has told: what the subscribers must be told of it. */
export const Told = { nothing: 0, depth: 1, trade: 2, tradeChange: 3, figures: 4, anew: 5 } as const;

export class MarketBook {
  readonly bids = new DepthSide(1);
  readonly asks = new DepthSide(-1);
  readonly figures = new Figures();
  /** The last trade; id 0: none is known. */
  readonly trade = { id: 0, price: 0, qty: 0, timeUs: 0 };
  /** After Told.tradeChange: qty 0: busted. */
  readonly changedTrade = { id: 0, price: 0, qty: 0 };
  /** Time of the transaction that was told last. */
  timeUs = 0;
  valid = false;
  /** Rises with whatever changes. */
  version = 0;
  /** When the feed was asked for it; 0: it was not, or an answer has come. */
  askedUs = 0;
  private epoch = -1;
  private depthSeq = 0;
  /** -1: not known. */
  private tradeSeq = -1;
  /** An answer has begun, and will be whole. */
  private answering = false;
  /** Of a book that was cut after its best levels: the worst price that is known of each side. */
  private bidsEnd = Number.NEGATIVE_INFINITY;
  private asksEnd = Number.POSITIVE_INFINITY;
  /** A side of a cut book that is left with fewer levels is asked for again. */
  private bidsLeast = 0;
  private asksLeast = 0;

  constructor(readonly instrument: number) {}

  /** Takes in one message: its type and FeedFlags, and where its numbers begin in f64. Returns what it has Told. */
  take(type: number, flags: number, f64: Float64Array, m: number): number {
    if (f64[m + Head.EPOCH] !== this.epoch) this.restart(f64[m + Head.EPOCH]);
    const told = this.fold(type, flags, f64, m);
    if (told === Told.nothing) return told;
    this.version++;
    this.timeUs = f64[m + Head.TIME];
    return told;
  }

  private fold(type: number, flags: number, f64: Float64Array, m: number): number {
    switch (classOf(type)) {
      case FeedClass.ref:
        if ((flags & FeedFlag.answer) !== 0) this.answering = true;
        return Told.nothing;
      case FeedClass.l2:
        return type === MessageType.l2 ? this.takeDelta(f64, m) : this.takeSnapshot(flags, f64, m);
      case FeedClass.trade:
        return this.takeTrade(type, f64, m);
      case FeedClass.stat:
        return this.figures.takeDay(f64, m) ? Told.figures : Told.nothing;
      case FeedClass.status:
        return this.figures.takePhase(f64[m + Status.IN_FORCE]) ? Told.figures : Told.nothing;
      case FeedClass.auction:
        return this.figures.takeAuction(f64, m) ? Told.figures : Told.nothing;
      default:
        return Told.nothing;
    }
  }

  /** Another incarnation of the feed: nothing of the old one counts. */
  private restart(epoch: number): void {
    if (this.epoch >= 0) this.lose();
    this.epoch = epoch;
    this.tradeSeq = -1;
    this.answering = false;
  }

  private lose(): void {
    this.valid = false;
    this.askedUs = 0;
  }

  private takeDelta(f64: Float64Array, m: number): number {
    const seq = f64[m + Head.SEQ];
    if (!this.valid || seq <= this.depthSeq) return Told.nothing;
    if (f64[m + Head.PREV_SEQ] !== this.depthSeq) {
      this.lose();
      return Told.nothing;
    }
    this.depthSeq = seq;
    const bids = f64[m + L2.BIDS];
    const end = m + L2.FIRST + 3 * (bids + f64[m + L2.ASKS]);
    if (end === m + L2.FIRST) return Told.nothing; // only a checksum
    const asksFrom = m + L2.FIRST + 3 * bids;
    for (let at = m + L2.FIRST; at < asksFrom; at += 3) {
      if (f64[at] >= this.bidsEnd) this.bids.set(f64[at], f64[at + 1], f64[at + 2]);
    }
    for (let at = asksFrom; at < end; at += 3) {
      if (f64[at] <= this.asksEnd) this.asks.set(f64[at], f64[at + 1], f64[at + 2]);
    }
    if (this.bids.levels < this.bidsLeast || this.asks.levels < this.asksLeast) this.lose();
    return Told.depth;
  }

  private takeSnapshot(flags: number, f64: Float64Array, m: number): number {
    const seq = f64[m + Head.SEQ];
    const isAnswer = (flags & FeedFlag.answer) !== 0 && this.answering;
    const isRepair = (flags & FeedFlag.repair) !== 0;
    if (isAnswer) {
      this.answering = false;
      this.askedUs = 0;
      if (this.tradeSeq < 0) this.tradeSeq = 0; // no trade has been said yet
    }
    if (this.valid && !isRepair && seq === this.depthSeq) return Told.nothing; // others have asked
    // before its first answer the rest of the instrument is not known
    if (!this.valid && !isAnswer && !(isRepair && this.tradeSeq >= 0)) return Told.nothing;
    this.load(f64, m);
    this.depthSeq = seq;
    this.valid = true;
    return Told.anew;
  }

  /** Takes a snapshot's levels, the worst first: they stand in that order. */
  private load(f64: Float64Array, m: number): void {
    const first = m + L2.FIRST;
    const bids = f64[m + L2.BIDS];
    const asks = f64[m + L2.ASKS];
    const end = first + 3 * (bids + asks);
    this.bids.clear();
    this.asks.clear();
    for (let at = first + 3 * bids - 3; at >= first; at -= 3) this.bids.set(f64[at], f64[at + 1], f64[at + 2]);
    for (let at = end - 3; at >= first + 3 * bids; at -= 3) this.asks.set(f64[at], f64[at + 1], f64[at + 2]);
    const bidsCut = bids < f64[m + L2.BID_LEVELS];
    const asksCut = asks < f64[m + L2.ASK_LEVELS];
    this.bidsEnd = bidsCut ? this.bids.price(bids - 1) : Number.NEGATIVE_INFINITY;
    this.asksEnd = asksCut ? this.asks.price(asks - 1) : Number.POSITIVE_INFINITY;
    this.bidsLeast = bidsCut ? bids >> 1 : 0;
    this.asksLeast = asksCut ? asks >> 1 : 0;
  }

  private takeTrade(type: number, f64: Float64Array, m: number): number {
    const { tradeSeq, trade, changedTrade } = this;
    const seq = f64[m + Head.SEQ];
    const isAgain = f64[m + Head.PREV_SEQ] === seq;
    if (isAgain && seq === tradeSeq) return Told.nothing;
    this.tradeSeq = seq;
    if (type === MessageType.trade) {
      trade.id = f64[m + Trade.TRADE_ID];
      trade.price = f64[m + Trade.PRICE];
      trade.qty = f64[m + Trade.QTY];
      trade.timeUs = f64[m + Head.TIME];
    } else {
      changedTrade.id = f64[m + TradeChange.TRADE_ID];
      changedTrade.price = f64[m + TradeChange.NEW_PRICE];
      changedTrade.qty = f64[m + TradeChange.NEW_QTY];
      this.changeLast();
    }
    if (tradeSeq < 0) return isAgain ? Told.nothing : this.toldOf(type);
    // trades were left out: the ring was full
    if (isAgain || f64[m + Head.PREV_SEQ] !== tradeSeq) return Told.anew;
    return this.toldOf(type);
  }

  private toldOf(type: number): number {
    return type === MessageType.trade ? Told.trade : Told.tradeChange;
  }

  private changeLast(): void {
    const { trade, changedTrade } = this;
    if (trade.id !== changedTrade.id) return;
    if (changedTrade.qty === 0) trade.id = 0;
    trade.price = changedTrade.price;
    trade.qty = changedTrade.qty;
  }
}
