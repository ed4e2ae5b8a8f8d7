/** What is told of an instrument beside its book: the day's prices and volume, and the imbalance of an auction that goes on. Door's thread. */
import { Phase } from '../../../engine/records.js';
import { Auction, DayStat } from '../../../marketdata/messages.js';
import { EntryType, entryBit, UpdateAction } from './entry-types.js';

/** One of them. */
export class Figure {
  readonly bit: number;
  isThere = false;
  /** In ticks, or in parts of a tick as its type has it; NaN: none. */
  price = Number.NaN;
  /** In lots; NaN: none. */
  qty = Number.NaN;
  /** What its type adds: the date of a close (20261120), the side of an imbalance (1 buy, 2 sell); 0: nothing. */
  note = 0;
  /** MDUpdateAction of the last set(); 0: it is as it was. */
  action: number = 0;

  /** @param type MDEntryType */
  constructor(readonly type: number) {
    this.bit = entryBit(type);
  }

  set(isThere: boolean, price: number, qty: number, note = 0): void {
    const isSame = Object.is(price, this.price) && Object.is(qty, this.qty) && note === this.note;
    if (!isThere) this.action = this.isThere ? UpdateAction.delete : 0;
    else if (!this.isThere) this.action = UpdateAction.new;
    else this.action = isSame ? 0 : UpdateAction.change;
    this.isThere = isThere;
    this.price = price;
    this.qty = qty;
    this.note = note;
  }
}

export class Figures {
  readonly volume = new Figure(EntryType.volume);
  private readonly opening = new Figure(EntryType.opening);
  private readonly closing = new Figure(EntryType.closing);
  private readonly high = new Figure(EntryType.high);
  private readonly low = new Figure(EntryType.low);
  private readonly vwap = new Figure(EntryType.vwap);
  private readonly imbalance = new Figure(EntryType.imbalance);
  readonly all: readonly Figure[] = [this.opening, this.closing, this.high, this.low, this.vwap, this.imbalance, this.volume];
  /** The phase collects orders for an auction. */
  private gathers = false;

  /** Takes in a stat: where its numbers begin. Returns whether any has changed; their actions say how. */
  takeDay(f64: Float64Array, m: number): boolean {
    const traded = f64[m + DayStat.TRADES] > 0;
    const { NaN: none } = Number;
    this.opening.set(traded, f64[m + DayStat.OPEN], none);
    this.high.set(traded, f64[m + DayStat.HIGH], none);
    this.low.set(traded, f64[m + DayStat.LOW], none);
    this.vwap.set(traded, f64[m + DayStat.VWAP], none);
    this.volume.set(traded, none, f64[m + DayStat.VOLUME]);
    this.closing.set(f64[m + DayStat.PREV_DATE] > 0, f64[m + DayStat.PREV_CLOSE], none, f64[m + DayStat.PREV_DATE]);
    this.imbalance.action = 0;
    return this.all.some(({ action }) => action !== 0);
  }

  /** Takes in an auction. */
  takeAuction(f64: Float64Array, m: number): boolean {
    const price = f64[m + Auction.HAS_PRICE] === 1 ? f64[m + Auction.PRICE] : Number.NaN;
    const goesOn = this.gathers && f64[m + Auction.FINAL] === 0;
    return this.setImbalance(goesOn, price, f64[m + Auction.IMBALANCE], f64[m + Auction.IMBALANCE_SIDE]);
  }

  /** Takes in the phase in force: an auction may end without a word, as when the instrument is halted. */
  takePhase(phase: number): boolean {
    const { price, qty, note, isThere } = this.imbalance;
    this.gathers = phase >= Phase.preOpen && phase <= Phase.closingAuction;
    return this.setImbalance(this.gathers && isThere, price, qty, note);
  }

  private setImbalance(isThere: boolean, price: number, qty: number, side: number): boolean {
    for (const figure of this.all) figure.action = 0;
    this.imbalance.set(isThere, price, qty, side);
    return this.imbalance.action !== 0;
  }
}
