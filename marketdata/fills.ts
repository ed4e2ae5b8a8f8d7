/** The two messages of a fill, the public trade and what its firm is told, and what became of a trade. Bodies, appended to a head. */
import { Exec, ExecFlag, Owned, Side } from '../engine/records.js';
import { TradeChanged } from '../engine/records-venue.js';
import type { RecordViews } from '../engine/ring.js';
import { getText, textAt } from '../engine/text.js';
import { type Message, TradeFlag } from './messages.js';

const sideNumber = (code: number) => (code === Side.buy ? 1 : 2);

export function isAggressor(views: RecordViews, at: number): boolean {
  return (views.u8[at + Exec.FLAGS] & ExecFlag.aggressor) !== 0;
}

/** @param at an EXEC 'F' of the side that came to the market */
export function putTrade(message: Message, views: RecordViews, at: number): Message {
  const { u8, f64 } = views;
  message.push(f64[(at + Exec.TRADE_ID) >> 3], f64[(at + Exec.LAST_PRICE) >> 3], f64[(at + Exec.LAST_QTY) >> 3]);
  const isAuction = (u8[at + Exec.FLAGS] & ExecFlag.auction) !== 0;
  message.push(isAuction ? 0 : sideNumber(u8[at + Exec.SIDE]), isAuction ? TradeFlag.auction : 0);
  return message;
}

/** @param at a TRADE_BUSTED or TRADE_CORRECTED */
export function putTradeChange(message: Message, { f64 }: RecordViews, at: number): Message {
  message.push(f64[(at + TradeChanged.TRADE_ID) >> 3]);
  message.push(f64[(at + TradeChanged.OLD_TICKS) >> 3], f64[(at + TradeChanged.OLD_LOTS) >> 3]);
  message.push(f64[(at + TradeChanged.NEW_TICKS) >> 3], f64[(at + TradeChanged.NEW_LOTS) >> 3]);
  return message;
}

/** @param at an EXEC 'F' of either side */
export function putFill(message: Message, views: RecordViews, at: number): Message {
  const { i32, u8, f64 } = views;
  const clOrdIdLen = u8[at + Exec.LENGTHS];
  const accountAt = textAt(u8, at + Exec.LENGTHS, at + Exec.TEXT, 2);
  message.push(i32[(at + Exec.PARTICIPANT) >> 2], i32[(at + Owned.SESSION) >> 2]);
  message.push(f64[(at + Exec.ORDER_ID) >> 3], f64[(at + Exec.EXEC_ID) >> 3], f64[(at + Exec.TRADE_ID) >> 3]);
  message.push(sideNumber(u8[at + Exec.SIDE]), f64[(at + Exec.LAST_PRICE) >> 3], f64[(at + Exec.LAST_QTY) >> 3]);
  message.push(f64[(at + Exec.LEAVES) >> 3], f64[(at + Exec.CUM) >> 3], u8[at + Exec.ORD_STATUS]);
  const isTaker = isAggressor(views, at) && (u8[at + Exec.FLAGS] & ExecFlag.auction) === 0;
  message.push(isTaker ? 1 : 0, getText(u8, at + Exec.TEXT, clOrdIdLen));
  message.push(getText(u8, accountAt, u8[at + Exec.LENGTHS + 2]));
  return message;
}
