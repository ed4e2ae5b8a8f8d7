/** The terms of an order beyond price and quantity, as a door fills them in and as they stand in a record (Terms in records.ts). */
import { Terms as At } from './records.js';
import type { RecordViews } from './ring.js';

/** Zero: not given. Filled anew for each message; no allocation. */
export class OrderTerms {
  stopTicks = 0;
  displayLots = 0;
  minLots = 0;
  expireUs = 0;
  offsetTicks = 0;
  notional = 0;
  stpGroup = 0;
  stp = 0;
  peg = 0;
  flags = 0;
  contingency = 0;

  clear(): void {
    this.stopTicks = this.displayLots = this.minLots = this.expireUs = this.offsetTicks = this.notional = 0;
    this.stpGroup = this.stp = this.peg = this.flags = this.contingency = 0;
  }

  /** Whether any is. */
  get areGiven(): boolean {
    const { stopTicks, displayLots, minLots, expireUs, offsetTicks, notional } = this;
    const hasNumbers =
      stopTicks !== 0 || displayLots !== 0 || minLots !== 0 || expireUs !== 0 || offsetTicks !== 0 || notional !== 0;
    return hasNumbers || (this.stpGroup | this.stp | this.peg | this.flags | this.contingency) !== 0;
  }

  write({ f64, i32, u8 }: RecordViews, at: number): void {
    f64[(at + At.STOP) >> 3] = this.stopTicks;
    f64[(at + At.DISPLAY) >> 3] = this.displayLots;
    f64[(at + At.MIN_QTY) >> 3] = this.minLots;
    f64[(at + At.EXPIRE) >> 3] = this.expireUs;
    f64[(at + At.OFFSET) >> 3] = this.offsetTicks;
    f64[(at + At.NOTIONAL) >> 3] = this.notional;
    i32[(at + At.STP_GROUP) >> 2] = this.stpGroup;
    u8[at + At.STP] = this.stp;
    u8[at + At.PEG] = this.peg;
    u8[at + At.FLAGS] = this.flags;
    u8[at + At.CONTINGENCY] = this.contingency;
  }

  read({ f64, i32, u8 }: RecordViews, at: number): void {
    this.stopTicks = f64[(at + At.STOP) >> 3];
    this.displayLots = f64[(at + At.DISPLAY) >> 3];
    this.minLots = f64[(at + At.MIN_QTY) >> 3];
    this.expireUs = f64[(at + At.EXPIRE) >> 3];
    this.offsetTicks = f64[(at + At.OFFSET) >> 3];
    this.notional = f64[(at + At.NOTIONAL) >> 3];
    this.stpGroup = i32[(at + At.STP_GROUP) >> 2];
    this.stp = u8[at + At.STP];
    this.peg = u8[at + At.PEG];
    this.flags = u8[at + At.FLAGS];
    this.contingency = u8[at + At.CONTINGENCY];
  }
}
