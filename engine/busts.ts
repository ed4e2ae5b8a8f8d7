/**
 * Busts and corrections of trades, by operators. Money and lots go back, and both owners are told, by session: also when the order
 * has gone or the session is not connected. Not hot. Engine thread only.
 */
import { Ids } from './exec.js';
import type { Market } from './market.js';
import { F } from './orders.js';
import { Reason } from './reasons.js';
import { Command, Exec, ExecFlag, ExecType, OrdStatus, Side, Type } from './records.js';
import { Bust, BustAction, TradeChanged } from './records-venue.js';
import { copyRoute, routeBytes } from './routes.js';
import { Id } from './state.js';
import { copyWords, padded } from './text.js';
import { ByteOfSide, InSide, InTrade, OfSide, OfTrade, TradeStatus } from './trades.js';

const BUY = 0;
const SELL = 1;

export class Busts {
  constructor(private readonly market: Market) {}

  /** BUST. Returns why it is refused (Reason). */
  bust(): number {
    const { events, state } = this.market;
    const { command, at } = events;
    const { f64, u8 } = command;
    const { trades } = state;
    const action = u8[at + Bust.ACTION];
    if (action !== BustAction.bust && action !== BustAction.correct) return Reason.invalidDefinition;
    const n = trades.find(f64[(at + Bust.TRADE_ID) >> 3]);
    const t = trades.nth(n);
    const status = n < 0 ? TradeStatus.forgotten : trades.i32[t * 2 + InTrade.status];
    if (status === TradeStatus.forgotten) return Reason.unknownTrade;
    if (status === TradeStatus.busted) return Reason.alreadyBusted;
    const isBust = action === BustAction.bust;
    const ticks = isBust ? 0 : f64[(at + Bust.NEW_TICKS) >> 3] + 0;
    const lots = isBust ? 0 : f64[(at + Bust.NEW_LOTS) >> 3];
    const reason = isBust ? Reason.none : this.checkCorrection(t, ticks, lots);
    if (reason !== Reason.none) return reason;
    if (state.idsExhausted()) return Reason.idsExhausted;
    if (!this.hasRoom(t)) return Reason.positionsFull;
    this.change(n, ticks, lots, isBust);
    return Reason.none;
  }

  private checkCorrection(t: number, ticks: number, lots: number): number {
    const { trades, instruments } = this.market.state;
    const instrument = trades.i32[t * 2 + InTrade.instrument];
    if (!Number.isInteger(ticks)) return Reason.invalidPrice;
    if (ticks < instruments.minPrice[instrument] || ticks > instruments.maxPrice[instrument]) return Reason.priceOutOfRange;
    const isQty = Number.isInteger(lots) && lots >= 1 && lots <= trades.f64[t + OfTrade.lots];
    return isQty ? Reason.none : Reason.invalidQty;
  }

  /** Positions that were flat at a day's end have gone. */
  private hasRoom(t: number): boolean {
    const { trades, exposure } = this.market.state;
    const instrument = trades.i32[t * 2 + InTrade.instrument];
    return [BUY, SELL].every((side) => exposure.positions.hasRoom(this.slotOf(trades.sideOf(t, side)), instrument));
  }

  /** @param n place of the trade @param lots 0: it is busted */
  private change(n: number, ticks: number, lots: number, isBust: boolean): void {
    const { events, state, risk } = this.market;
    const { trades, exposure } = state;
    const t = trades.nth(n);
    const instrument = trades.i32[t * 2 + InTrade.instrument];
    const oldTicks = trades.f64[t + OfTrade.ticks];
    const oldLots = trades.f64[t + OfTrade.lots];
    const fewer = oldLots - lots;
    const paidBack = exposure.paid(instrument, oldTicks, oldLots) - exposure.paid(instrument, ticks, lots);
    risk.book(this.slotOf(trades.sideOf(t, BUY)), instrument, -fewer, paidBack);
    risk.book(this.slotOf(trades.sideOf(t, SELL)), instrument, fewer, -paidBack);
    trades.f64[t + OfTrade.lots] = lots;
    trades.f64[t + OfTrade.ticks] = ticks;
    trades.i32[t * 2 + InTrade.status] = isBust ? TradeStatus.busted : TradeStatus.valid;
    this.tellAll(isBust ? Type.TRADE_BUSTED : Type.TRADE_CORRECTED, t, oldTicks, oldLots);
    events.trade[0] = isBust ? oldTicks : ticks;
    events.trade[1] = isBust ? oldLots : lots;
    events.trade[2] = trades.f64[t + OfTrade.tradeId];
    const execType = isBust ? ExecType.tradeCancel : ExecType.tradeCorrect;
    for (const side of [BUY, SELL]) this.changeSide(n, side, fewer, ticks * lots - oldTicks * oldLots, execType);
  }

  /** One of the two orders: what it has filled, as far as it is known, and its owner's EXEC. */
  private changeSide(n: number, side: number, fewer: number, notional: number, execType: number): void {
    const { state, events } = this.market;
    const { trades, openOrders, orders } = state;
    const s = trades.sideOf(trades.nth(n), side);
    const orderId = trades.f64[s + OfSide.orderId];
    let last = s;
    for (let k = n; k < trades.count(); k++) {
      const later = trades.sideOf(trades.nth(k), side);
      if (trades.f64[later + OfSide.orderId] !== orderId) continue;
      last = later;
      trades.f64[later + OfSide.cum] -= fewer;
      if (trades.f64[later + OfSide.qty] !== 0) trades.f64[later + OfSide.qty] -= fewer;
      trades.f64[later + OfSide.cumNotional] += notional;
    }
    const h = openOrders.byOrderId(orderId, trades.i32[s * 2 + InSide.session]);
    if (h === 0) {
      this.tellGone(last, side, trades.i32[trades.nth(n) * 2 + InTrade.instrument], execType);
      return;
    }
    orders.f64[h + F.qty] -= fewer;
    orders.f64[h + F.cumNotional] += notional;
    events.exec(h, execType, events.statusOf(h), 0, 0, 0, Ids.own);
  }

  /** EXEC of an order that is no longer open, as it was after its last trade. */
  private tellGone(s: number, side: number, instrument: number, execType: number): void {
    const { events, state } = this.market;
    const { trades, accounts } = state;
    const { f64: from, i32: words, u8: bytes } = trades;
    const account = words[s * 2 + InSide.account];
    const idLen = bytes[s * 8 + ByteOfSide.clOrdIdLen];
    const accountLen = account > 0 ? accounts.length(account) : 0;
    const flags = bytes[s * 8 + ByteOfSide.flags] & ExecFlag.routed;
    const route = trades.routeOf(s);
    const textEnd = Exec.TEXT + padded(idLen) + padded(accountLen);
    const length = flags === 0 ? textEnd : textEnd + routeBytes(trades.routes[route]);
    const at = events.own(Type.EXEC, words[s * 2 + InSide.session], length);
    const { i32, u8, u16, f64 } = events.out.views;
    const isFilled = from[s + OfSide.cum] > 0 && from[s + OfSide.cum] === from[s + OfSide.qty];
    i32[(at + Exec.INSTRUMENT) >> 2] = instrument;
    u8[at + Exec.EXEC_TYPE] = execType;
    u8[at + Exec.ORD_STATUS] = isFilled ? OrdStatus.filled : OrdStatus.canceled;
    u8[at + Exec.SIDE] = Side.buy + side;
    u8[at + Exec.ORD_TYPE] = bytes[s * 8 + ByteOfSide.ordType];
    u8[at + Exec.TIME_IN_FORCE] = bytes[s * 8 + ByteOfSide.timeInForce];
    u8[at + Exec.FLAGS] = flags;
    u16[(at + Exec.REASON) >> 1] = 0;
    i32[(at + Exec.PARTICIPANT) >> 2] = account > 0 ? accounts.participant(account) : -1 - account;
    i32[(at + Exec.REF) >> 2] = 0;
    f64[(at + Exec.ORDER_ID) >> 3] = from[s + OfSide.orderId];
    f64[(at + Exec.EXEC_ID) >> 3] = ++state.last[Id.exec];
    f64[(at + Exec.PRICE) >> 3] = from[s + OfSide.price];
    f64[(at + Exec.QTY) >> 3] = from[s + OfSide.qty];
    f64[(at + Exec.LEAVES) >> 3] = 0;
    f64[(at + Exec.CUM) >> 3] = from[s + OfSide.cum];
    f64[(at + Exec.CUM_NOTIONAL) >> 3] = from[s + OfSide.cumNotional];
    f64[(at + Exec.LAST_PRICE) >> 3] = events.trade[0];
    f64[(at + Exec.LAST_QTY) >> 3] = events.trade[1];
    f64[(at + Exec.TRADE_ID) >> 3] = events.trade[2];
    i32[(at + Exec.LENGTHS) >> 2] = idLen | (accountLen << 16);
    const text = (at + Exec.TEXT) >> 2;
    copyWords(i32, text, words, s * 2 + InSide.clOrdId, idLen);
    if (account > 0) copyWords(i32, text + (padded(idLen) >> 2), accounts.words, account << 3, accountLen);
    if (flags !== 0) copyRoute(i32, (at + textEnd) >> 2, trades.routes, route);
    events.copyExec(at);
  }

  /** TRADE_BUSTED or TRADE_CORRECTED. */
  private tellAll(type: number, t: number, oldTicks: number, oldLots: number): void {
    const { events, state } = this.market;
    const { trades } = state;
    const at = events.out.claim(TradeChanged.BYTES);
    const { i32, f64 } = events.out.views;
    i32[(at >> 2) + 1] = type;
    i32[(at + TradeChanged.INSTRUMENT) >> 2] = trades.i32[t * 2 + InTrade.instrument];
    i32[(at + TradeChanged.REF) >> 2] = events.command.i32[(events.at + Command.REF) >> 2];
    f64[(at + TradeChanged.TRADE_ID) >> 3] = trades.f64[t + OfTrade.tradeId];
    f64[(at + TradeChanged.OLD_TICKS) >> 3] = oldTicks;
    f64[(at + TradeChanged.OLD_LOTS) >> 3] = oldLots;
    f64[(at + TradeChanged.NEW_TICKS) >> 3] = trades.f64[t + OfTrade.ticks];
    f64[(at + TradeChanged.NEW_LOTS) >> 3] = trades.f64[t + OfTrade.lots];
  }

  private slotOf(s: number): number {
    const { trades, exposure } = this.market.state;
    const account = trades.i32[s * 2 + InSide.account];
    return account > 0 ? account : exposure.firstFirm - 1 - account;
  }
}
