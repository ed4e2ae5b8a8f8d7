/** What the feed makes of auctions, bands, busts, icebergs and the day's end: events in, messages out. */
import { expect, test } from 'vitest';
import { aligned, Exec, ExecFlag, ExecType, OrdType, Phase, Side, TimeInForce, Type } from '../../engine/records.js';
import { Auction, BandState, Bands, Book, OfficialClose, TradeChanged } from '../../engine/records-venue.js';
import {
  Auction as AuctionMessage,
  DayStat,
  Head,
  L2,
  type Message,
  MessageType,
  NO_BANDS,
  Ref,
  Status,
  Trade,
  TradeFlag,
} from '../../marketdata/messages.js';
import { Rig, typeOf } from './rig.js';

const of = (messages: Message[], type: number) => messages.filter((m) => typeOf(m) === type);

function started(): Rig {
  const rig = new Rig();
  rig.drain();
  return rig;
}

function bookEvent(rig: Rig, side: number, price: number, lots: number, orders: number): void {
  rig.market.event(Type.BOOK, Book.BYTES, ({ u8, u16, f64 }, at) => {
    u8[at + Book.SIDE] = side;
    u16[(at + Book.ORDERS) >> 1] = orders & 0xffff;
    f64[(at + Book.PRICE) >> 3] = price;
    f64[(at + Book.LOTS) >> 3] = lots;
  });
}

interface ExecFields {
  execType: number;
  flags: number;
  side?: number;
  price?: number;
  qty?: number;
  leaves?: number;
  cum?: number;
  tradeId?: number;
  lastPrice?: number;
  lastQty?: number;
}

function execEvent(rig: Rig, fields: ExecFields, type: number = Type.EXEC): void {
  rig.market.event(type, aligned(Exec.TEXT), ({ u8, f64 }, at) => {
    u8[at + Exec.EXEC_TYPE] = fields.execType;
    u8[at + Exec.FLAGS] = fields.flags;
    u8[at + Exec.SIDE] = fields.side ?? Side.buy;
    u8[at + Exec.ORD_TYPE] = OrdType.limit;
    u8[at + Exec.TIME_IN_FORCE] = TimeInForce.day;
    f64[(at + Exec.PRICE) >> 3] = fields.price ?? 0;
    f64[(at + Exec.QTY) >> 3] = fields.qty ?? 0;
    f64[(at + Exec.LEAVES) >> 3] = fields.leaves ?? 0;
    f64[(at + Exec.CUM) >> 3] = fields.cum ?? 0;
    f64[(at + Exec.TRADE_ID) >> 3] = fields.tradeId ?? 0;
    f64[(at + Exec.LAST_PRICE) >> 3] = fields.lastPrice ?? 0;
    f64[(at + Exec.LAST_QTY) >> 3] = fields.lastQty ?? 0;
  });
}

/** Adds to a book without matching. */
function collect(rig: Rig, side: number, price: number, qty: number): void {
  execEvent(rig, { execType: ExecType.new, flags: ExecFlag.inBook, side, price, qty, leaves: qty });
}

test('an iceberg shows its peaks and nothing else', () => {
  const rig = started();
  execEvent(rig, { execType: ExecType.new, flags: 0, side: Side.sell, price: 101, qty: 100, leaves: 100 });
  bookEvent(rig, Side.sell, 101, 10, 1);
  rig.turn();
  expect(of(rig.drain(), MessageType.l2)[0].slice(L2.BIDS)).toEqual([0, 1, 0, 1, 101, 10, 1]);
  // the peak trades, and the next one comes
  const fill = { price: 101, qty: 100, leaves: 90, cum: 10, lastPrice: 101, lastQty: 10, tradeId: 5 };
  execEvent(rig, { ...fill, execType: ExecType.trade, flags: 0, side: Side.sell });
  bookEvent(rig, Side.sell, 101, -10, -1);
  bookEvent(rig, Side.sell, 101, 10, 1);
  rig.turn();
  expect(of(rig.drain(), MessageType.l2)).toEqual([]);
});

test.each([
  ['restated', ExecType.restated],
  ['triggered', ExecType.triggered],
  ['busted', ExecType.tradeCancel],
  ['corrected', ExecType.tradeCorrect],
])('an EXEC that is %s leaves the book as it is', (_name, execType) => {
  const rig = started();
  collect(rig, Side.buy, 100, 7);
  execEvent(rig, {
    execType,
    flags: ExecFlag.inBook,
    side: Side.buy,
    price: 100,
    qty: 5,
    leaves: 5,
    lastPrice: 100,
    lastQty: 2,
  });
  rig.turn();
  expect(of(rig.drain(), MessageType.l2)[0].slice(L2.BIDS)).toEqual([1, 0, 1, 0, 100, 7, 1]);
});

test('what drop-copy sessions are told moves no book, and is no trade', () => {
  const rig = started();
  collect(rig, Side.buy, 100, 7);
  const order = { execType: ExecType.new, flags: ExecFlag.inBook, side: Side.buy, price: 100, qty: 7, leaves: 7 };
  execEvent(rig, order, Type.COPIED);
  const flags = ExecFlag.inBook | ExecFlag.aggressor;
  const fill = { ...order, execType: ExecType.trade, flags, leaves: 5, cum: 2, lastPrice: 100, lastQty: 2, tradeId: 1 };
  execEvent(rig, fill, Type.COPIED);
  execEvent(rig, fill, Type.COPIED_TRADE);
  rig.turn();
  const messages = rig.drain();
  expect(of(messages, MessageType.l2)[0].slice(L2.BIDS)).toEqual([1, 0, 1, 0, 100, 7, 1]);
  expect(of(messages, MessageType.trade)).toEqual([]);
  rig.turn();
  expect(of(rig.drain(), MessageType.l2)).toEqual([]);
});

test('a book that an auction has crossed is told as it is, and a subscriber holds it', () => {
  const rig = started();
  const client = rig.client();
  rig.market.setPhase(0, Phase.openingAuction);
  rig.turn();
  client.book(0);
  collect(rig, Side.buy, 105, 10);
  collect(rig, Side.sell, 95, 4);
  collect(rig, Side.sell, 100, 8);
  rig.turn();
  rig.turn();
  for (const message of rig.drain()) client.take(message);
  expect(client.book(0).valid).toBe(true);
  expect(client.book(0).bids.levels()).toEqual([[105, 10, 1]]);
  expect(client.book(0).asks.levels()).toEqual([
    [95, 4, 1],
    [100, 8, 1],
  ]);
});

test('a book that stays crossed in continuous trading is held back until its transaction is known to be over', () => {
  const rig = started();
  collect(rig, Side.buy, 105, 10);
  collect(rig, Side.sell, 95, 4);
  rig.turn();
  expect(rig.drain()).toEqual([]);
  collect(rig, Side.buy, 90, 1);
  rig.turn();
  expect(of(rig.drain(), MessageType.l2)[0].slice(L2.BIDS)).toEqual([1, 1, 1, 1, 105, 10, 1, 95, 4, 1]);
  rig.clock.advanceMs(1000);
  rig.turn();
  expect(of(rig.drain(), MessageType.l2)[0].slice(L2.BID_LEVELS)).toEqual([2, 1, 90, 1, 1]);
});

test('an auction is told as it goes, and its trades have no aggressor', () => {
  const rig = started();
  const auction = (final: number, side: number) =>
    rig.market.event(Type.AUCTION, Auction.BYTES, ({ u8, f64 }, at) => {
      u8[at + Auction.PHASE] = Phase.openingAuction;
      u8[at + Auction.IMBALANCE_SIDE] = side;
      u8[at + Auction.HAS_PRICE] = 1;
      u8[at + Auction.FINAL] = final;
      f64[(at + Auction.PRICE) >> 3] = 100;
      f64[(at + Auction.PAIRED) >> 3] = 12;
      f64[(at + Auction.IMBALANCE) >> 3] = 3;
    });
  auction(0, Side.sell);
  const fill = { execType: ExecType.trade, price: 105, qty: 10, cum: 10, lastPrice: 100, lastQty: 10, tradeId: 9 };
  execEvent(rig, { ...fill, flags: ExecFlag.aggressor | ExecFlag.auction, side: Side.buy });
  execEvent(rig, { ...fill, flags: ExecFlag.auction, side: Side.sell });
  auction(1, 0);
  rig.turn();
  const messages = rig.drain();
  expect(of(messages, MessageType.auction).map((m) => m.slice(AuctionMessage.PHASE))).toEqual([
    [Phase.openingAuction, 1, 100, 12, 2, 3, 0],
    [Phase.openingAuction, 1, 100, 12, 0, 3, 1],
  ]);
  expect(of(messages, MessageType.trade).map((m) => m.slice(Trade.TRADE_ID))).toEqual([[9, 100, 10, 0, TradeFlag.auction]]);
});

test('the phase in force is the venue`s unless that is open; bands stand in the status', () => {
  const rig = started();
  rig.market.setPhase(0, Phase.halted);
  rig.market.setPhase(-1, Phase.preOpen);
  rig.market.event(Type.BANDS, Bands.BYTES, ({ u8, f64 }, at) => {
    u8[at + Bands.STATE] = BandState.limitUp;
    f64[(at + Bands.LOWER) >> 3] = 95;
    f64[(at + Bands.UPPER) >> 3] = 105;
    f64[(at + Bands.REFERENCE) >> 3] = 100;
    f64[(at + Bands.UNTIL) >> 3] = 1_700_000_015_000_000;
  });
  rig.turn();
  const ofFirst = of(rig.drain(), MessageType.status).filter((m) => m[Head.INSTRUMENT] === 0);
  expect(ofFirst.map((m) => m.slice(Status.IN_FORCE))).toEqual([
    [Phase.halted, Phase.halted, Phase.open, NO_BANDS, 0, 0, 0, 0],
    [Phase.preOpen, Phase.halted, Phase.preOpen, NO_BANDS, 0, 0, 0, 0],
    [Phase.preOpen, Phase.halted, Phase.preOpen, BandState.limitUp, 95, 105, 100, 1_700_000_015_000_000],
  ]);
});

test('busts and corrections stand in the sequence of the trades', () => {
  const rig = started();
  rig.market.order(0, Side.sell, 100, 5);
  rig.market.order(0, Side.buy, 100, 5);
  rig.market.event(Type.TRADE_CORRECTED, TradeChanged.BYTES, ({ f64 }, at) => {
    f64[(at + TradeChanged.TRADE_ID) >> 3] = 1;
    f64[(at + TradeChanged.OLD_TICKS) >> 3] = 100;
    f64[(at + TradeChanged.OLD_LOTS) >> 3] = 5;
    f64[(at + TradeChanged.NEW_TICKS) >> 3] = 99;
    f64[(at + TradeChanged.NEW_LOTS) >> 3] = 4;
  });
  rig.market.event(Type.TRADE_BUSTED, TradeChanged.BYTES, ({ f64 }, at) => {
    f64[(at + TradeChanged.TRADE_ID) >> 3] = 1;
    f64[(at + TradeChanged.OLD_TICKS) >> 3] = 99;
    f64[(at + TradeChanged.OLD_LOTS) >> 3] = 4;
  });
  rig.turn();
  const client = rig.client();
  const messages = rig.drain();
  for (const message of messages) client.take(message);
  const changes = of(messages, MessageType.tradeChange);
  expect(changes.map((m) => m.slice(Head.PREV_SEQ, Head.ENGINE_SEQ))).toEqual([
    [1, 2],
    [2, 3],
  ]);
  expect(changes.map((m) => m.slice(Trade.TRADE_ID))).toEqual([
    [1, 100, 5, 99, 4],
    [1, 99, 4, 0, 0],
  ]);
  expect(client.gaps).toBe(0);
  rig.clock.advanceMs(1000);
  rig.turn();
  const [stat] = of(rig.drain(), MessageType.stat);
  expect(stat.slice(DayStat.TRADES, DayStat.PREV_CLOSE)).toEqual([0, 100, 100, 100, 100, 0, 0, 0]);
});

test('the day is told at most once a second, and begins again after its official close', () => {
  const rig = started();
  for (const [price, qty] of [
    [100, 2],
    [104, 1],
    [99, 1],
  ] as const) {
    rig.market.order(0, Side.sell, price, qty);
    rig.market.order(0, Side.buy, price, qty);
  }
  rig.turn();
  expect(of(rig.drain(), MessageType.stat)).toEqual([]);
  rig.clock.advanceMs(1000);
  rig.turn();
  const first = of(rig.drain(), MessageType.stat);
  expect(first.map((m) => [m[Head.INSTRUMENT], ...m.slice(DayStat.TRADES)])).toEqual([
    [0, 3, 99, 100, 104, 99, 4, 403, 1_007_500, 0, 0],
  ]);
  rig.clock.advanceMs(1000);
  rig.turn();
  expect(of(rig.drain(), MessageType.stat)).toEqual([]);
  rig.market.event(Type.OFFICIAL_CLOSE, OfficialClose.BYTES, ({ i32, f64 }, at) => {
    i32[(at + OfficialClose.DATE) >> 2] = 20_261_120;
    f64[(at + OfficialClose.TICKS) >> 3] = 101;
  });
  rig.turn();
  rig.clock.advanceMs(1000);
  rig.turn();
  const messages = rig.drain();
  expect(of(messages, MessageType.ref)[0][Ref.REFERENCE]).toBe(101);
  expect(of(messages, MessageType.stat)[0].slice(DayStat.TRADES)).toEqual([0, 0, 0, 0, 0, 0, 0, 0, 101, 20_261_120]);
});
