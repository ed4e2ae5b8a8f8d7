/**
 * What the door remembers of trades: the instrument of each of the last ones, so that a correction's price can be read, and the last
 * busts and corrections. Since the start; bounded.
 */
import type { Directory } from '../../engine/directory.js';
import { Exec, ID_SPAN, Type } from '../../engine/records.js';
import { Bust, TradeChanged } from '../../engine/records-venue.js';
import type { RecordViews } from '../../engine/ring.js';
import { getText } from '../../engine/text.js';
import { idText, priceText, qtyText } from '../decimal-text.js';

/** A power of two: a trade's place is its counter modulo this. */
const TRADES = 1 << 16;
const CHANGES = 100;

export interface TradeChange {
  tradeId: string;
  symbol: string;
  action: 'bust' | 'correct';
  oldPrice: string;
  oldQty: string;
  price: string | null;
  qty: string | null;
  author: string;
  approver: string | null;
  timeUs: number;
  seq: number;
}

export class Trades {
  private readonly ids = new Float64Array(TRADES);
  private readonly instruments = new Int32Array(TRADES);
  private readonly lots = new Float64Array(TRADES);
  private readonly changes: TradeChange[] = [];
  private author = '';
  private approver = '';

  constructor(private readonly directory: Directory) {}

  /** Index of the instrument, or -1: not among the trades that are remembered. */
  instrumentOf(tradeId: number): number {
    const slot = (tradeId % ID_SPAN) % TRADES;
    return this.ids[slot] === tradeId ? this.instruments[slot] : -1;
  }

  /** As it was traded or last corrected; 0: not among those that are remembered. */
  lotsOf(tradeId: number): number {
    return this.instrumentOf(tradeId) < 0 ? 0 : this.lots[(tradeId % ID_SPAN) % TRADES];
  }

  /** @param at an EXEC of a trade */
  traded({ i32, f64 }: RecordViews, at: number): void {
    const tradeId = f64[(at + Exec.TRADE_ID) >> 3];
    const slot = (tradeId % ID_SPAN) % TRADES;
    this.ids[slot] = tradeId;
    this.instruments[slot] = i32[(at + Exec.INSTRUMENT) >> 2];
    this.lots[slot] = f64[(at + Exec.LAST_QTY) >> 3];
  }

  /** @param at a BUST: who asks, for the event that follows */
  asked({ u8 }: RecordViews, at: number): void {
    const approverLength = u8[at + Bust.APPROVER_LEN];
    this.approver = getText(u8, at + Bust.TEXT, approverLength);
    this.author = getText(u8, at + Bust.TEXT + approverLength, u8[at + Bust.AUTHOR_LEN]);
  }

  /** @param at a TRADE_BUSTED or TRADE_CORRECTED */
  changed({ i32, u16, f64 }: RecordViews, at: number, seq: number, timeUs: number): TradeChange {
    const info = this.directory.instruments[i32[(at + TradeChanged.INSTRUMENT) >> 2]];
    const isBust = u16[(at >> 1) + 2] === Type.TRADE_BUSTED;
    const tradeId = f64[(at + TradeChanged.TRADE_ID) >> 3];
    if (!isBust && this.instrumentOf(tradeId) >= 0) {
      this.lots[(tradeId % ID_SPAN) % TRADES] = f64[(at + TradeChanged.NEW_LOTS) >> 3];
    }
    const change: TradeChange = {
      tradeId: idText(tradeId),
      symbol: info.symbol,
      action: isBust ? 'bust' : 'correct',
      oldPrice: priceText(f64[(at + TradeChanged.OLD_TICKS) >> 3], info),
      oldQty: qtyText(f64[(at + TradeChanged.OLD_LOTS) >> 3], info),
      price: isBust ? null : priceText(f64[(at + TradeChanged.NEW_TICKS) >> 3], info),
      qty: isBust ? null : qtyText(f64[(at + TradeChanged.NEW_LOTS) >> 3], info),
      author: this.author,
      approver: this.approver || null,
      timeUs,
      seq,
    };
    this.changes.push(change);
    if (this.changes.length > CHANGES) this.changes.shift();
    return change;
  }

  /** The newest first. */
  recent(): TradeChange[] {
    return this.changes.toReversed();
  }
}
