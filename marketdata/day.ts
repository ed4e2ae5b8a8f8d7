/**
 * What one instrument's business day has been so far: a fold over its trades, busts, corrections and official closes. Market
 * data's thread. A bust or correction changes volume and notional; highs and lows stay what was seen.
 */
import { type Message, VWAP_PARTS } from './messages.js';

export class Day {
  private trades = 0;
  private last = 0;
  private open = 0;
  private high = 0;
  private low = 0;
  private volume = 0;
  private notional = 0;
  private prevClose = 0;
  private prevDate = 0;

  trade(price: number, qty: number): void {
    if (this.trades === 0) this.open = this.high = this.low = price;
    else if (price > this.high) this.high = price;
    else if (price < this.low) this.low = price;
    this.last = price;
    this.trades++;
    this.volume += qty;
    this.notional += price * qty;
  }

  /** A trade of this day is gone (new quantity 0) or other than it was; one of an earlier day is not in these sums. */
  change(oldPrice: number, oldQty: number, newPrice: number, newQty: number): void {
    if (this.volume < oldQty) return;
    this.volume += newQty - oldQty;
    this.notional += newPrice * newQty - oldPrice * oldQty;
    if (newQty === 0 && this.trades > 0) this.trades--;
  }

  /** The day of `date` has ended with this official close; the next begins. */
  close(price: number, date: number): void {
    this.trades = this.volume = this.notional = 0;
    this.last = this.open = this.high = this.low = 0;
    this.prevClose = price;
    this.prevDate = date;
  }

  put(message: Message): Message {
    const vwap = this.volume > 0 ? Math.round((this.notional / this.volume) * VWAP_PARTS) : 0;
    message.push(this.trades, this.last, this.open, this.high, this.low, this.volume, this.notional, vwap);
    message.push(this.prevClose, this.prevDate);
    return message;
  }
}
