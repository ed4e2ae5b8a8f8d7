/**
 * What the venue tells of an instrument beside its fills: changes of the displayed book, auctions, price bands, busts and
 * corrections, official closes. Market data's thread. The stage has stamped the outlet with the transaction.
 */
import { Type } from '../engine/records.js';
import { Auction, Bands, Book, OfficialClose, TradeChanged } from '../engine/records-venue.js';
import type { RecordViews } from '../engine/ring.js';
import { putAuction } from './book.js';
import { putTradeChange } from './fills.js';
import { FeedClass, MessageType } from './messages.js';
import type { Outlet } from './outlet.js';
import type { Teller } from './teller.js';

/** Events for take(). */
export function isNews(type: number): boolean {
  return type === Type.AUCTION || type === Type.BANDS || type === Type.TRADE_BUSTED || type === Type.TRADE_CORRECTED;
}

export class VenueNews {
  constructor(
    private readonly outlet: Outlet,
    private readonly teller: Teller,
  ) {}

  /** A BOOK: told with the rest of the book when the turn ends. */
  book(views: RecordViews, at: number): void {
    const book = this.teller.book(views.i32[(at + Book.INSTRUMENT) >> 2]);
    if (book === undefined) return;
    book.depth.applyBook(views, at);
    this.teller.touch(book);
  }

  take(type: number, views: RecordViews, at: number): void {
    if (type === Type.AUCTION) this.auction(views, at);
    else if (type === Type.BANDS) this.bands(views, at);
    else this.tradeChanged(views, at);
  }

  private auction(views: RecordViews, at: number): void {
    const { outlet } = this;
    const book = this.teller.book(views.i32[(at + Auction.INSTRUMENT) >> 2]);
    if (book === undefined) return;
    const message = outlet.next(MessageType.auction, FeedClass.auction, book.instrument);
    book.lastAuction = putAuction(message, views, at);
    outlet.send(FeedClass.auction, book.instrument, book.lastAuction);
  }

  private bands(views: RecordViews, at: number): void {
    const book = this.teller.book(views.i32[(at + Bands.INSTRUMENT) >> 2]);
    if (book === undefined) return;
    book.setBands(views, at);
    this.teller.tell(FeedClass.status, book.instrument);
  }

  private tradeChanged(views: RecordViews, at: number): void {
    const { outlet } = this;
    const { i32, f64 } = views;
    const book = this.teller.book(i32[(at + TradeChanged.INSTRUMENT) >> 2]);
    if (book === undefined) return;
    const message = outlet.next(MessageType.tradeChange, FeedClass.trade, book.instrument);
    book.lastTrade = putTradeChange(message, views, at);
    outlet.send(FeedClass.trade, book.instrument, book.lastTrade);
    book.day.change(
      f64[(at + TradeChanged.OLD_TICKS) >> 3],
      f64[(at + TradeChanged.OLD_LOTS) >> 3],
      f64[(at + TradeChanged.NEW_TICKS) >> 3],
      f64[(at + TradeChanged.NEW_LOTS) >> 3],
    );
    this.teller.touchDay(book);
  }

  /** The close is the next day's reference: the directory has it already. */
  officialClose({ i32, f64 }: RecordViews, at: number): void {
    const book = this.teller.book(i32[(at + OfficialClose.INSTRUMENT) >> 2]);
    if (book === undefined) return;
    book.day.close(f64[(at + OfficialClose.TICKS) >> 3], i32[(at + OfficialClose.DATE) >> 2]);
    this.teller.touchDay(book);
    this.teller.tell(FeedClass.ref, book.instrument);
  }
}
