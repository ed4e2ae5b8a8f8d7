/**
 * What some subscriptions see of one instrument: a version, a depth and some entry types. It writes the bodies of their messages, once for
 * all of them. Door's thread.
 */
import type { Version } from '../dialect/tables.js';
import { Msg } from '../msg-types.js';
import type { FixWriter } from '../writer.js';
import type { Bodies } from './bodies.js';
import type { MarketBook } from './book.js';
import type { Entries, FullShape } from './entries.js';
import { BID, OFFER, TRADE, UpdateAction } from './entry-types.js';
import type { Figure } from './figures.js';
import type { Subscription } from './subscription.js';
import { CHANGES_MAX, type Window } from './window.js';

export interface Selection {
  readonly version: Version;
  /** Levels of a side. */
  readonly depth: number;
  /** Bits of entry types. */
  readonly types: number;
  /** MDUpdateType: each change is told by a full refresh. */
  readonly refresh: boolean;
}

interface Shape extends FullShape {
  /** Whether the day's volume is TotalVolumeTraded(387) of the message, as there is no entry type for it. */
  readonly hasTotalVolume: boolean;
}

const shapes: Readonly<Record<Version, Shape>> = {
  '42': { hasId: false, positionTag: 290, hasTotalVolume: true },
  '44': { hasId: false, positionTag: 290, hasTotalVolume: false },
  '50': { hasId: true, positionTag: 1023, hasTotalVolume: false },
};

export class View {
  readonly subscriptions: Subscription[] = [];
  /** Of a view that is refreshed: when it may be told again (µs), and whether it waits for that. */
  nextRefreshUs = 0;
  waitsForRefresh = false;
  private readonly shape: Shape;
  private fullBody = -1;
  private fullGeneration = -1;
  private fullVersion = -1;

  /** @param window of this depth; null: it sees neither bids nor offers */
  constructor(
    readonly book: MarketBook,
    readonly selection: Selection,
    readonly window: Window | null,
    private readonly entries: Entries,
  ) {
    this.shape = shapes[selection.version];
  }

  private sees(bit: number): boolean {
    return (this.selection.types & bit) !== 0;
  }

  // ---- incremental refreshes: the body's number, or -1 when nothing of it is seen

  /** The changes of the window; null: they are too many. */
  putDepth(bodies: Bodies): number | null {
    const { window, book, entries } = this;
    if (window === null) return -1;
    if (window.count > CHANGES_MAX) return null;
    const count = window.countOf(this.selection.types);
    if (count === 0) return -1;
    const writer = beginUpdate(bodies, count, false);
    for (let n = 0; n < window.count; n++) {
      if (!this.sees(window.bits[n])) continue;
      const { actions, prices, qtys, orders } = window;
      entries.putLevelUpdate(writer, actions[n], window.bits[n], prices[n], qtys[n], orders[n], book.timeUs);
    }
    return bodies.end();
  }

  putTrade(bodies: Bodies): number {
    if (!this.sees(TRADE)) return -1;
    const { id, price, qty, timeUs } = this.book.trade;
    this.entries.putTradeUpdate(beginUpdate(bodies, 1, true), UpdateAction.new, id, price, qty, timeUs);
    return bodies.end();
  }

  /** A trade was busted or corrected. */
  putTradeChange(bodies: Bodies): number {
    if (!this.sees(TRADE)) return -1;
    const { changedTrade, timeUs } = this.book;
    const { id, price, qty } = changedTrade;
    const action = qty === 0 ? UpdateAction.delete : UpdateAction.change;
    this.entries.putTradeUpdate(beginUpdate(bodies, 1, true), action, id, price, qty, timeUs);
    return bodies.end();
  }

  putFigures(bodies: Bodies): number {
    const { timeUs } = this.book;
    const { all } = this.book.figures;
    let count = 0;
    for (const figure of all) if (this.seesChange(figure)) count++;
    if (count === 0) return -1;
    const writer = beginUpdate(bodies, count, false);
    for (const figure of all) if (this.seesChange(figure)) this.entries.putFigureUpdate(writer, figure, timeUs);
    return bodies.end();
  }

  /** Whether the last change of the figures shows here. */
  get seesFigures(): boolean {
    return this.book.figures.all.some((figure) => this.seesChange(figure));
  }

  private seesChange({ action, bit }: Figure): boolean {
    return action !== 0 && this.sees(bit);
  }

  // ---- full refresh

  /** The body of a full refresh as the book is now; the same one until the book changes. */
  putFull(bodies: Bodies): number {
    const { book } = this;
    if (this.fullGeneration !== bodies.generation || this.fullVersion !== book.version) {
      this.fullBody = this.writeFull(bodies);
      this.fullGeneration = bodies.generation;
      this.fullVersion = book.version;
    }
    return this.fullBody;
  }

  private writeFull(bodies: Bodies): number {
    const { book, entries, shape } = this;
    const { trade } = book;
    const { all, volume } = book.figures;
    const bids = this.levels(BID);
    const asks = this.levels(OFFER);
    const hasTrade = this.sees(TRADE) && trade.id !== 0;
    bodies.begin(Msg.marketDataFullRefresh, false);
    const { writer } = bodies;
    writer.fixed(entries.symbol);
    if (shape.hasTotalVolume && volume.isThere) entries.putQty(writer, volume.qty, 387);
    let count = bids + asks + (hasTrade ? 1 : 0);
    for (const figure of all) if (this.shows(figure)) count++;
    writer.integer(268, count);
    for (let n = 0; n < bids; n++) this.putLevel(writer, BID, n);
    for (let n = 0; n < asks; n++) this.putLevel(writer, OFFER, n);
    if (hasTrade) entries.putTrade(writer, trade.id, trade.price, trade.qty, trade.timeUs, shape);
    for (const figure of all) if (this.shows(figure)) entries.putFigure(writer, figure, shape);
    return bodies.end();
  }

  private levels(side: number): number {
    const { book, selection } = this;
    if (!this.sees(side)) return 0;
    return Math.min(selection.depth, side === BID ? book.bids.levels : book.asks.levels);
  }

  private putLevel(writer: FixWriter, side: number, n: number): void {
    const levels = side === BID ? this.book.bids : this.book.asks;
    this.entries.putLevel(writer, side, levels.price(n), levels.qty(n), levels.orders(n), n + 1, this.shape);
  }

  private shows(figure: Figure): boolean {
    return figure.isThere && this.sees(figure.bit);
  }
}

function beginUpdate(bodies: Bodies, count: number, isLasting: boolean): FixWriter {
  bodies.begin(Msg.marketDataIncrementalRefresh, isLasting);
  bodies.writer.integer(268, count);
  return bodies.writer;
}
