/**
 * Linked orders: one cancels the other, and children that their parent's fills bring to the market. Whatever ends because of a
 * link is noted and cancelled one by one, so that a chain of links is a loop and no recursion. Engine thread only.
 *
 *   partner ◄──► order        parent ──► first child ◄──► second child      the children are partners, and know their parent
 */
import { Ids as EventIds } from './exec.js';
import type { Market } from './market.js';
import { U as Bytes, CL_ORD_ID_MAX, F as Doubles, I as Ints } from './orders.js';
import { Reason as Reasons } from './reasons.js';
import * as records from './records.js';
import { V as SpecialBytes, S as SpecialDoubles, J as SpecialInts, Waits as WaitsFor } from './specials.js';
import type { OrderTerms } from './terms.js';
import { padded } from './text.js';

const F = Doubles;
const I = Ints;
const U = Bytes;
const J = SpecialInts;
const S = SpecialDoubles;
const V = SpecialBytes;
const Reason = Reasons;
const Waits = WaitsFor;
const { Command, Contingency, ExecType, Order, OrdStatus, OrdType, TermFlag, TimeInForce } = records;
const OWN_ID = EventIds.own;
/** In place of the next one, behind the last order that is to be cancelled. */
const NO_MORE = -1;

export class Links {
  /** The order that the new one names, found by check(). */
  private named = 0;
  private contingency = 0;
  /** The orders that are to be cancelled, in the order in which they were noted. */
  private first = 0;
  private last = 0;
  private isCancelling = false;

  constructor(private readonly market: Market) {}

  /** Why the new order of the command cannot be linked as its terms say (Reason). @param side without its kind */
  check(side: number, ordType: number, timeInForce: number, terms: OrderTerms): number {
    this.contingency = terms.contingency;
    if (terms.contingency === Contingency.none) return Reason.none;
    const h = this.find();
    this.takeOwnId();
    this.named = h;
    if (h === 0 || this.sideOf(h) >> 3 !== side >> 3 || !mayBeLinked(ordType, timeInForce)) return Reason.linkInvalid;
    const isAllowed =
      terms.contingency === Contingency.oneCancelsOther
        ? this.mayHavePartner(h, side, ordType) && terms.minLots === 0
        : terms.contingency === Contingency.triggeredBy && this.mayHaveChild(h, side, ordType, terms);
    if (!isAllowed) return Reason.linkInvalid;
    const { specials } = this.market.state;
    // One for the new order, one for the named if it has none.
    const wanted = this.specialOf(h) === 0 ? 2 : 1;
    return specials.used + wanted > specials.capacity ? Reason.specialsFull : Reason.none;
  }

  /** Links a new order, with its extension, to the one that check() has found. Returns whether it is held for its parent. */
  link(h: number): boolean {
    if (this.contingency === Contingency.none) return false;
    const { specials } = this.market.state;
    const { named } = this;
    if (this.specialOf(named) === 0) this.extend(named);
    if (this.contingency === Contingency.oneCancelsOther) {
      this.pair(h, named);
      return false;
    }
    const at = (this.specialOf(named) << 1) + J.child;
    specials.i32[(this.specialOf(h) << 1) + J.parent] = named;
    specials.u8[(this.specialOf(h) << 3) + V.waits] = Waits.forParent;
    if (specials.i32[at] === 0) specials.i32[at] = h;
    else this.pair(h, specials.i32[at]);
    return true;
  }

  /** The command's new order, one of a pair, is rejected, and that is told: the order that it names goes with it, unless it has a partner. */
  rejected(): void {
    const h = this.find();
    if (h === 0 || this.hasPartner(h)) return;
    this.market.ending.end(h, ExecType.canceled, OrdStatus.canceled, Reason.linkedOrder, 0, OWN_ID);
  }

  /** Two orders have traded, and their EXECs are told: the others of their pairs are cancelled, the first one's first. */
  traded(taker: number, maker: number): void {
    this.notePartner(taker);
    this.notePartner(maker);
    this.cancelNoted();
  }

  /** A stop has triggered, and its EXEC is told. */
  triggered(h: number): void {
    this.notePartner(h);
    this.cancelNoted();
  }

  /** An order has ended, and its last EXEC is told: nothing names it any more, its partner ends and its children end or are released. */
  ended(h: number): void {
    this.notePartner(h);
    this.leaveParent(h);
    const { f64 } = this.market.state.orders;
    const traded = f64[h + F.qty] - f64[h + F.leaves];
    for (let child = this.takeChild(h); child !== 0; child = this.takeChild(h)) {
      if (traded > 0) this.release(child, traded);
      else this.note(child);
    }
    this.cancelNoted();
  }

  private find(): number {
    const { state, events } = this.market;
    const { command, at } = events;
    const length = command.u8[at + Order.LENGTHS + 1];
    if (length === 0 || length > CL_ORD_ID_MAX) return 0;
    const session = command.i32[(at + Command.SESSION) >> 2];
    const orig = (at + Order.TEXT + padded(command.u8[at + Order.LENGTHS])) >> 2;
    state.id.take(command.i32, orig, length, session);
    return state.openOrders.byClOrdId(state.id, session, command.i32, orig);
  }

  /** The fingerprint of the request's own id again, which is still to be used. */
  private takeOwnId(): void {
    const { state, events } = this.market;
    const { command, at } = events;
    const session = command.i32[(at + Command.SESSION) >> 2];
    state.id.take(command.i32, (at + Order.TEXT) >> 2, command.u8[at + Order.LENGTHS], session);
  }

  private mayHavePartner(h: number, side: number, ordType: number): boolean {
    const { orders, specials } = this.market.state;
    const namedType = orders.u8[(h << 3) + U.ordType];
    if (!mayBeLinked(namedType, orders.u8[(h << 3) + U.timeInForce])) return false;
    if (((this.sideOf(h) ^ side) & 1) === 0 && !isStop(ordType) && !isStop(namedType)) return false;
    return !this.hasPartner(h) && specials.f64[this.specialOf(h) + S.minLots] === 0;
  }

  private hasPartner(h: number): boolean {
    // the extension 0 of an order without is all zero
    return this.market.state.specials.i32[(this.specialOf(h) << 1) + J.partner] !== 0;
  }

  private mayHaveChild(h: number, side: number, ordType: number, terms: OrderTerms): boolean {
    const { specials } = this.market.state;
    if ((terms.flags & TermFlag.postOnly) !== 0) return false;
    const s = this.specialOf(h);
    if (s === 0) return true;
    if (specials.u8[(s << 3) + V.contingency] === Contingency.triggeredBy) return false;
    const child = specials.i32[(s << 1) + J.child];
    return child === 0 || (this.mayHavePartner(child, side, ordType) && terms.minLots === 0);
  }

  /** An order without terms gets an extension, for there its links stand. */
  private extend(h: number): void {
    const { orders, specials } = this.market.state;
    const s = specials.take(h);
    specials.f64[s + S.riskTicks] = orders.f64[h + F.price];
    orders.i32[(h << 1) + I.special] = s;
  }

  private pair(a: number, b: number): void {
    const { i32 } = this.market.state.specials;
    i32[(this.specialOf(a) << 1) + J.partner] = b;
    i32[(this.specialOf(b) << 1) + J.partner] = a;
  }

  /** An order's partner is its partner no more, and to be cancelled, unless it is what has just been filled. */
  private notePartner(h: number): void {
    const s = this.specialOf(h);
    if (s === 0) return;
    const { orders, specials } = this.market.state;
    const partner = specials.i32[(s << 1) + J.partner];
    if (partner === 0) return;
    specials.i32[(s << 1) + J.partner] = 0;
    specials.i32[(this.specialOf(partner) << 1) + J.partner] = 0;
    if (orders.f64[partner + F.leaves] > 0) this.note(partner);
  }

  private leaveParent(h: number): void {
    const { i32 } = this.market.state.specials;
    const s = this.specialOf(h);
    const parent = s === 0 ? 0 : i32[(s << 1) + J.parent];
    if (parent === 0) return;
    i32[(s << 1) + J.parent] = 0;
    const at = (this.specialOf(parent) << 1) + J.child;
    if (i32[at] === h) i32[at] = 0;
  }

  /** The first of an order's children, which is a child no more, or 0. The second takes its place. */
  private takeChild(h: number): number {
    const { i32 } = this.market.state.specials;
    const s = this.specialOf(h);
    const child = s === 0 ? 0 : i32[(s << 1) + J.child];
    if (child === 0) return 0;
    const other = i32[(this.specialOf(child) << 1) + J.partner];
    i32[(this.specialOf(child) << 1) + J.parent] = 0;
    i32[(s << 1) + J.child] = other !== 0 && i32[(this.specialOf(other) << 1) + J.parent] === h ? other : 0;
    return child;
  }

  /** The child comes to the market next, with no more than its parent has traded. */
  private release(h: number, traded: number): void {
    this.market.state.specials.f64[this.specialOf(h) + S.released] = traded;
    this.market.stops.release(h);
  }

  private note(h: number): void {
    const { i32 } = this.market.state.specials;
    const at = (this.specialOf(h) << 1) + J.cancelNext;
    if (i32[at] !== 0) return;
    i32[at] = NO_MORE;
    if (this.first === 0) this.first = h;
    else i32[(this.specialOf(this.last) << 1) + J.cancelNext] = h;
    this.last = h;
  }

  /** Cancels what is noted; each of them may note more. */
  private cancelNoted(): void {
    if (this.first === 0 || this.isCancelling) return;
    const { i32 } = this.market.state.specials;
    this.isCancelling = true;
    while (this.first !== 0) {
      const h = this.first;
      const at = (this.specialOf(h) << 1) + J.cancelNext;
      this.first = i32[at] === NO_MORE ? 0 : i32[at];
      i32[at] = 0;
      this.market.ending.end(h, ExecType.canceled, OrdStatus.canceled, Reason.linkedOrder, 0, OWN_ID);
    }
    this.isCancelling = false;
  }

  private specialOf(h: number): number {
    return this.market.state.orders.i32[(h << 1) + I.special];
  }

  private sideOf(h: number): number {
    return this.market.state.orders.i32[(h << 1) + I.side];
  }
}

function isStop(ordType: number): boolean {
  return ordType === OrdType.stop || ordType === OrdType.stopLimit;
}

function mayBeLinked(ordType: number, timeInForce: number): boolean {
  const rests = timeInForce === TimeInForce.day || timeInForce === TimeInForce.gtc || timeInForce === TimeInForce.gtd;
  return rests && (ordType === OrdType.limit || isStop(ordType));
}
