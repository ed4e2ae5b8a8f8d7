/** One figure of an instrument beside its book: the opening price, the day's volume, an imbalance. Door's thread. */
import { entryBit, UpdateAction } from './entry-types.js';

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
