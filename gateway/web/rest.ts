/**
 * REST: everything under /v1/, the probes and the metrics. A book is asked of market data like any subscriber's snapshot,
 * so it is never older than the request. Web door's thread.
 */
import type { Clock } from '../../engine/clock.js';
import type { Directory, InstrumentInfo } from '../../engine/directory.js';
import type { Progress } from '../../engine/progress.js';
import type { Stats } from '../../engine/stats.js';
import { FeedClass, Head, L2, type Message, num, Trade } from '../../marketdata/messages.js';
import { idText, priceText, qtyText } from '../decimal-text.js';
import { venueStatus } from '../status.js';
import type { Outgoing } from './codec.js';
import { instrumentObject } from './instruments.js';
import type { Metrics } from './metrics.js';
import { respond, respondError, respondJson } from './respond.js';
import type { SnapshotDesk, Waiter } from './snapshots.js';
import { TAPE_LENGTH, type Tape, TapeFlag } from './tape.js';
import type { HttpRequest, HttpResponse, TemplatedApp } from './uws.js';

const DEPTH_MAX = 10_000;
const DEFAULT_DEPTH = 20;
const DEFAULT_TRADES = 100;
const BOOK_WAIT_US = 2_000_000;
const BOOKS_WAITING_MAX = 1024;

export interface RestOptions {
  mic: string;
  directory: Directory;
  progress: Progress;
  stats: Stats;
  clock: Clock;
  desk: SnapshotDesk;
  tape: Tape;
  metrics: Metrics;
  /** Whether the door still accepts work. */
  accepting: () => boolean;
  kick: () => void;
}

/** One request for a book, until market data has answered. */
class BookRequest implements Waiter {
  done = false;

  constructor(
    private readonly res: HttpResponse,
    readonly info: InstrumentInfo,
    readonly depth: number,
    readonly deadlineUs: number,
  ) {}

  answered(_instrument: number, feedClass: number, message: Outgoing): void {
    if (this.done || feedClass !== FeedClass.l2) return;
    this.done = true;
    respondJson(this.res, '200 OK', bookObject(message.message as Message, this.info, this.depth));
  }

  finished(): void {
    this.fail();
  }

  fail(): void {
    if (this.done) return;
    this.done = true;
    respondError(this.res, 'NOT_READY', 'market data did not answer in time; try again');
  }
}

export class Rest {
  private readonly books = new Set<BookRequest>();

  constructor(private readonly options: RestOptions) {}

  route(app: TemplatedApp): void {
    app.get('/v1/instruments', (res) => this.instruments(res));
    app.get('/v1/book/:symbol', (res, req) => this.book(res, req));
    app.get('/v1/trades/:symbol', (res, req) => this.trades(res, req));
    app.get('/v1/status', (res) => this.status(res));
    app.get('/healthz', (res) => this.health(res));
    app.get('/readyz', (res) => this.ready(res));
    app.get('/metrics', (res) => this.metrics(res));
  }

  private instruments(res: HttpResponse): void {
    respondJson(res, '200 OK', { instruments: this.options.directory.instruments.map(instrumentObject) });
  }

  private status(res: HttpResponse): void {
    const { mic, directory, progress, stats, clock } = this.options;
    respondJson(res, '200 OK', venueStatus(mic, directory, progress, stats, clock.nowUs()));
  }

  private health(res: HttpResponse): void {
    respondJson(res, '200 OK', { status: 'ok' });
  }

  private ready(res: HttpResponse): void {
    const { directory, accepting } = this.options;
    if (accepting() && directory.epoch > 0) respondJson(res, '200 OK', { status: 'ready' });
    else respondError(res, 'NOT_READY', accepting() ? 'the venue is starting' : 'the venue is stopping');
  }

  private metrics(res: HttpResponse): void {
    let aborted = false;
    res.onAborted(() => {
      aborted = true;
    });
    const { metrics } = this.options;
    metrics.text().then(
      (text) => {
        if (!aborted) respond(res, '200 OK', metrics.contentType, text);
      },
      (error: Error) => {
        if (!aborted) respondError(res, 'INTERNAL', error.message);
      },
    );
  }

  private book(res: HttpResponse, req: HttpRequest): void {
    const info = this.instrumentOf(res, req);
    const depth = numberOf(res, req, 'depth', DEFAULT_DEPTH, DEPTH_MAX);
    if (!info || depth === null) return;
    if (this.books.size >= BOOKS_WAITING_MAX) {
      respondError(res, 'BUSY', `expected at most ${BOOKS_WAITING_MAX} requests for books at once; try again`);
      return;
    }
    const { clock, desk, kick } = this.options;
    const request = new BookRequest(res, info, depth, clock.nowUs() + BOOK_WAIT_US);
    res.onAborted(() => {
      request.done = true;
      this.forget(request);
    });
    this.books.add(request);
    desk.ask(info.index, request);
    kick();
  }

  private forget(request: BookRequest): void {
    this.books.delete(request);
    this.options.desk.forget(request);
  }

  private trades(res: HttpResponse, req: HttpRequest): void {
    const info = this.instrumentOf(res, req);
    const limit = numberOf(res, req, 'limit', DEFAULT_TRADES, TAPE_LENGTH);
    if (!info || limit === null) return;
    const trades = this.options.tape.last(info.index, limit).map((trade) => tradeObject(trade, info));
    respondJson(res, '200 OK', { symbol: info.symbol, trades });
  }

  private instrumentOf(res: HttpResponse, req: HttpRequest): InstrumentInfo | null {
    const given = req.getParameter(0) ?? '';
    let symbol = given;
    try {
      symbol = decodeURIComponent(given);
    } catch {
      // not an encoded symbol: looked up as it came, and not found
    }
    const info = this.options.directory.instrument(symbol);
    if (info) return info;
    respondError(res, 'unknownSymbol', `expected a listed symbol (see /v1/instruments), got ${symbol.slice(0, 40)}`);
    return null;
  }

  /** Lets go of what has been answered or has waited too long. */
  work(): void {
    if (this.books.size === 0) return;
    const nowUs = this.options.clock.nowUs();
    for (const request of this.books) {
      if (!request.done && nowUs < request.deadlineUs) continue;
      request.fail();
      this.forget(request);
    }
  }

  get waiting(): boolean {
    return this.books.size > 0;
  }

  deadlineUs(): number {
    let next = Number.POSITIVE_INFINITY;
    for (const request of this.books) next = Math.min(next, request.deadlineUs);
    return next;
  }
}

function numberOf(res: HttpResponse, req: HttpRequest, name: string, fallback: number, max: number): number | null {
  const text = req.getQuery(name);
  if (text === undefined || text === '') return fallback;
  const value = Number(text);
  if (Number.isInteger(value) && value >= 1 && value <= max) return value;
  respondError(res, 'BAD_ARGUMENT', `${name}: expected a number from 1 to ${max}, got ${text.slice(0, 40)}`);
  return null;
}

function bookObject(message: Message, info: InstrumentInfo, depth: number) {
  const bids = num(message, L2.BIDS);
  const level = (n: number) => {
    const at = L2.FIRST + 3 * n;
    return [priceText(num(message, at), info), qtyText(num(message, at + 1), info), num(message, at + 2)];
  };
  const side = (from: number, count: number) => Array.from({ length: Math.min(depth, count) }, (_, i) => level(from + i));
  return {
    symbol: info.symbol,
    epoch: num(message, Head.EPOCH),
    seq: num(message, Head.SEQ),
    engineSeq: num(message, Head.ENGINE_SEQ),
    timeUs: num(message, Head.TIME),
    bidLevels: num(message, L2.BID_LEVELS),
    askLevels: num(message, L2.ASK_LEVELS),
    bids: side(0, bids),
    asks: side(bids, num(message, L2.ASKS)),
  };
}

const AGGRESSORS = [null, 'buy', 'sell'];

function tradeObject(trade: Message, info: InstrumentInfo) {
  const flags = num(trade, Trade.FLAGS);
  return {
    tradeId: idText(num(trade, Trade.TRADE_ID)),
    seq: num(trade, Head.SEQ),
    engineSeq: num(trade, Head.ENGINE_SEQ),
    timeUs: num(trade, Head.TIME),
    price: priceText(num(trade, Trade.PRICE), info),
    qty: qtyText(num(trade, Trade.QTY), info),
    aggressor: AGGRESSORS[num(trade, Trade.AGGRESSOR)] ?? null,
    ...((flags & TapeFlag.auction) !== 0 ? { auction: true } : {}),
    ...((flags & TapeFlag.busted) !== 0 ? { busted: true } : {}),
    ...((flags & TapeFlag.corrected) !== 0 ? { corrected: true } : {}),
  };
}
