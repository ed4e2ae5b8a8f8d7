/** A venue with market data over FIX, and a subscriber that builds its book from what it is sent, holding each message against the dictionary. */
import { expect } from 'vitest';
import type { InstrumentDefinition } from '../../engine/commands.js';
import { dialects, fix42, fix44, fix50sp2 } from '../../gateway/fix/dialect/versions.js';
import { FixParser, Parse } from '../../gateway/fix/parser.js';
import { VALID, Validator } from '../../gateway/fix/validate.js';
import type { FixPeer, Message } from '../fix-door/support/peer.js';
import { AAPL, World, type WorldOptions } from '../fix-door/support/world.js';

/** Half-cent ticks, lots of a tenth. */
export const BETA: InstrumentDefinition = {
  ...AAPL,
  symbol: 'BETA',
  tickUnits: 5,
  priceDecimals: 3,
  lotUnits: 1,
  qtyDecimals: 1,
};

export const VERSIONS = Object.values(dialects).map(({ beginString }) => beginString);
const limits = { fixMessageBytes: 1 << 20, fixFields: 50_000 };
const checks = new Map([fix42, fix44, fix50sp2].map((d) => [d.beginString, new Validator(d, 10_000, 'out')]));

/** SenderCompIDs that begin with MD are market-data sessions, all others enter orders. */
export function venue(options: WorldOptions = {}): World {
  const names = ['MD1', 'MD2', 'MD3', 'BROKER', 'OTHER'];
  return new World({
    sessions: names.map((senderCompId) => ({
      senderCompId,
      role: senderCompId.startsWith('MD') ? 'marketData' : 'orderEntry',
    })),
    instruments: [AAPL, BETA],
    marketData: true,
    ...options,
  });
}

/** Body of a V. */
export function request(id: string, { type = 1, depth = 0, update = 1, types = '012', symbols = ['AAPL'] } = {}): string {
  const entryTypes = [...types].map((t) => `269=${t}`);
  const related = symbols.map((s) => `55=${s}`);
  return [
    ...[`262=${id}`, `263=${type}`, `264=${depth}`, `265=${update}`],
    ...[`267=${entryTypes.length}`, ...entryTypes, `146=${related.length}`, ...related],
  ].join('|');
}

export type Entry = Map<number, string>;

/** The entries of a W or X. */
export function entriesOf(message: Message): Entry[] {
  const delimiter = message.type === 'W' ? 269 : 279;
  const entries: Entry[] = [];
  for (const [tag, value] of message.fields) {
    if (tag === delimiter) entries.push(new Map());
    if (tag !== 10) entries.at(-1)?.set(tag, value);
  }
  expect(message.get(268)).toBe(String(entries.length));
  return entries;
}

/** As text: `1 0 100.00 10`, the fields named; what is not there is left out. */
export function show(message: Message, ...tags: number[]): string[] {
  return entriesOf(message).map((entry) =>
    tags
      .map((tag) => entry.get(tag))
      .filter((v) => v !== undefined)
      .join(' '),
  );
}

/** [price, quantity, orders] as they were written. */
export type Level = [string, string, string];

class Side {
  readonly levels = new Map<string, Level>();

  /** Best first. */
  best(sign: 1 | -1): Level[] {
    return [...this.levels.values()].sort((a, b) => sign * (Number(b[0]) - Number(a[0])));
  }
}

export class SubscriberBook {
  readonly bids = new Side();
  readonly asks = new Side();
  /** Ids of the trades that X has told, in order. */
  readonly trades: string[] = [];
  /** Prices and quantities of the other entry types, by MDEntryType. */
  readonly figures = new Map<string, string>();
  refreshes = 0;
  updates = 0;

  full(message: Message): void {
    this.bids.levels.clear();
    this.asks.levels.clear();
    this.figures.clear();
    this.refreshes++;
    const places = new Map<string, number>();
    for (const entry of entriesOf(message)) {
      const type = entry.get(269)!;
      if (type !== '0' && type !== '1') {
        this.setFigure(type, entry);
        continue;
      }
      const place = (places.get(type) ?? 0) + 1;
      places.set(type, place);
      expect(entry.get(message.get(8) === 'FIXT.1.1' ? 1023 : 290)).toBe(String(place));
      this.side(type).levels.set(entry.get(270)!, levelOf(entry));
    }
    for (const side of [this.bids, this.asks]) {
      const sign = side === this.bids ? 1 : -1;
      expect([...side.levels.values()]).toEqual(side.best(sign)); // best first, each price once
    }
  }

  update(entry: Entry, action: string): void {
    const type = entry.get(269)!;
    if (type === '2') {
      if (action === '0') this.trades.push(entry.get(278)!);
      return;
    }
    if (type !== '0' && type !== '1') {
      if (action === '2') expect(this.figures.delete(type)).toBe(true);
      else this.setFigure(type, entry);
      return;
    }
    const { levels } = this.side(type);
    const price = entry.get(270)!;
    expect([action, price, levels.has(price)]).toEqual([action, price, action !== '0']);
    if (action === '2') levels.delete(price);
    else levels.set(price, levelOf(entry));
  }

  private side(type: string): Side {
    return type === '0' ? this.bids : this.asks;
  }

  private setFigure(type: string, entry: Entry): void {
    this.figures.set(type, [entry.get(270), entry.get(271)].filter((v) => v !== undefined).join(' '));
  }
}

function levelOf(entry: Entry): Level {
  return [entry.get(270)!, entry.get(271)!, entry.get(346)!];
}

/** Reads all that has come to a peer, checks it, and keeps its books. */
export class Subscriber {
  readonly books = new Map<string, SubscriberBook>();
  private lastSeq: number;

  /** @param peer its Logon answer has been read */
  constructor(
    readonly peer: FixPeer,
    lastSeq = 1,
  ) {
    this.lastSeq = lastSeq;
  }

  book(symbol = 'AAPL'): SubscriberBook {
    const book = this.books.get(symbol) ?? new SubscriberBook();
    this.books.set(symbol, book);
    return book;
  }

  /** Takes in what has come; returns it. */
  read(): Message[] {
    const messages = this.peer.all();
    for (const message of messages) {
      check(message);
      expect(message.seq).toBe(++this.lastSeq);
      if (message.type === 'W') this.book(message.get(55)).full(message);
      if (message.type === 'X') this.take(message);
    }
    return messages;
  }

  private take(message: Message): void {
    const entries = entriesOf(message);
    expect(new Set(entries.map((entry) => entry.get(55))).size).toBe(1);
    const book = this.book(entries[0].get(55));
    book.updates++;
    for (const entry of entries) book.update(entry, entry.get(279)!);
  }
}

/** Expects a message to keep to the dictionary of its version. */
export function check(message: Message): void {
  const parser = new FixParser(limits);
  parser.append(Uint8Array.from(Buffer.from(message.raw, 'latin1')));
  expect(parser.next()).toBe(Parse.message);
  const validator = checks.get(message.get(8)!)!;
  expect([message.raw, validator.check(parser), validator.refTag]).toEqual([message.raw, VALID, 0x7fff_ffff]);
  expect(validator.isTaken).toBe(true);
}

/** The engine's displayed book, as a subscriber sees it. */
export function truth(world: World, symbol: string, depth = 1e9): { bids: Level[]; asks: Level[] } {
  const info = world.engine.directorySeed().instruments.find((i) => i.symbol === symbol)!;
  const seed = world.engine.bookSeeds()[info.index];
  const price = (ticks: number) => ((ticks * info.tickUnits) / 10 ** info.priceDecimals).toFixed(info.priceDecimals);
  const qty = (lots: number) => ((lots * info.lotUnits) / 10 ** info.qtyDecimals).toFixed(info.qtyDecimals);
  const side = (levels: [number, number, number][]) =>
    levels.slice(0, depth).map(([p, q, n]): Level => [price(p), qty(q), String(n)]);
  return { bids: side(seed.bids), asks: side(seed.asks) };
}

export function seen(book: SubscriberBook): { bids: Level[]; asks: Level[] } {
  return { bids: book.bids.best(1), asks: book.asks.best(-1) };
}

let orders = 0;
export function order(
  peer: FixPeer,
  side: 'buy' | 'sell',
  qty: string | number,
  price: string,
  extra = '',
  symbol = 'AAPL',
): string {
  const id = `o${++orders}`;
  const fields = `11=${id}|55=${symbol}|54=${side === 'buy' ? 1 : 2}|60=20231114-22:13:20|38=${qty}|40=2|44=${price}`;
  peer.send('D', extra === '' ? fields : `${fields}|${extra}`);
  return id;
}
