/**
 * Stops and trailing stops: they wait, seen by nobody, on a side of their own, whose best order is the one that triggers next.
 * What a step's trades trigger is queued and comes to the market one by one, never inside the step: a cascade is a loop, however
 * long. Engine thread only; no allocation after construction.
 */
import { Ids as EventIds } from './exec.js';
import { rankOf } from './ladder.js';
import type { Market } from './market.js';
import { U as Bytes, F as Doubles, I as Ints, Kind, SIDES as SidesOfBook } from './orders.js';
import { ExecType as ExecTypes, OrdType as OrdTypes, Phase, TermFlag } from './records.js';
import { SpecialLists } from './special-lists.js';
import { V as SpecialBytes, S as SpecialDoubles, J as SpecialInts, Waits as WaitsFor } from './specials.js';
import type { State } from './state.js';

const F = Doubles;
const I = Ints;
const U = Bytes;
const J = SpecialInts;
const S = SpecialDoubles;
const V = SpecialBytes;
const Waits = WaitsFor;
const OrdType = OrdTypes;
const ExecType = ExecTypes;
const SIDES = SidesOfBook;
const OPEN = Phase.open;
const STOPS = Kind.stops << 1;
const KIND_BITS = 6;
const TRAILING = TermFlag.trailing;
const HAS_STOP = TermFlag.stop;
const OWN_ID = EventIds.own;
const BUY = 0;
const SELL = 1;

/** Words of `step`: the prices between which the step has traded, and the last. */
const LOW = 0;
const HIGH = 1;
const LAST = 2;

export class Stops {
  /** How many stops wait, by instrument: whoever trades elsewhere need not tell. */
  readonly waiting: Int32Array;
  /** Those of them that trail. */
  readonly trailing: SpecialLists;
  /** The instrument that the step has traded, or -1. */
  private stepOf = -1;
  private readonly step = new Float64Array(3);
  /** By instrument: between these prices no trade moves a trailing stop. */
  private readonly movedLow: Float64Array;
  private readonly movedHigh: Float64Array;

  constructor(private readonly market: Market) {
    const { orders, specials, instruments } = market.state;
    this.waiting = new Int32Array(instruments.capacity);
    this.trailing = new SpecialLists(orders, specials, instruments.capacity);
    this.movedLow = new Float64Array(instruments.capacity).fill(Infinity);
    this.movedHigh = new Float64Array(instruments.capacity).fill(-Infinity);
  }

  /** A stop of a state that was loaded stands on its side already. @param h any order */
  restore(h: number): void {
    const { orders, specials } = this.market.state;
    const s = orders.i32[(h << 1) + I.special];
    if (s === 0 || specials.u8[(s << 3) + V.waits] !== Waits.forStop) return;
    const instrument = orders.i32[(h << 1) + I.side] >> 3;
    this.waiting[instrument]++;
    if (isTrailing(specials.u8[(s << 3) + V.flags])) this.trailing.add(instrument, s);
  }

  /** Where a trailing stop that names no stop price starts; NaN: there is no such price. */
  startOf(side: number, offset: number): number {
    const { last, minPrice, maxPrice } = this.market.state.instruments;
    const instrument = side >> 3;
    const stop = (side & 1) === SELL ? last[instrument] - offset : last[instrument] + offset;
    return stop >= minPrice[instrument] && stop <= maxPrice[instrument] ? stop : Number.NaN;
  }

  /** A stop comes to the market. Returns whether it has triggered, and goes on as what it is now; else it waits. */
  arrive(h: number, ref: number): boolean {
    const instrument = this.market.state.orders.i32[(h << 1) + I.side] >> 3;
    if (this.market.state.instruments.current[instrument] === OPEN && this.isReached(h)) {
      this.trigger(h, ref);
      return true;
    }
    this.wait(h);
    return false;
  }

  /** A stop leaves where it waits. */
  remove(h: number): void {
    const { orders, specials, ladder } = this.market.state;
    const { i32 } = orders;
    const s = i32[(h << 1) + I.special];
    const instrument = i32[(h << 1) + I.side] >> 3;
    specials.u8[(s << 3) + V.waits] = Waits.no;
    ladder.remove(h);
    i32[(h << 1) + I.level] = 0;
    i32[(h << 1) + I.side] &= ~KIND_BITS;
    this.waiting[instrument]--;
    if (isTrailing(specials.u8[(s << 3) + V.flags])) this.trailing.remove(instrument, s);
  }

  /** An order leaves the queue before it has come to the market. */
  dequeue(h: number): void {
    const { orders, specials, queue } = this.market.state;
    specials.u8[(orders.i32[(h << 1) + I.special] << 3) + V.waits] = Waits.no;
    queue.remove(h);
  }

  /** A trade of an instrument for which stops wait. */
  traded(instrument: number, ticks: number): void {
    const { step } = this;
    if (this.stepOf !== instrument) {
      this.endStep();
      this.stepOf = instrument;
      this.market.unrest.mark(instrument);
      step[LOW] = step[HIGH] = ticks;
    } else if (ticks < step[LOW]) step[LOW] = ticks;
    else if (ticks > step[HIGH]) step[HIGH] = ticks;
    step[LAST] = ticks;
  }

  /** Queues what the trades of the step that is over trigger. Those of an auction only move what trails. Before a phase changes, too. */
  endStep(): void {
    const instrument = this.stepOf;
    if (instrument < 0) return;
    this.stepOf = -1;
    const { step } = this;
    const isOpen = this.market.state.instruments.current[instrument] === OPEN;
    this.market.state.queue.endStep(instrument);
    if (isOpen) this.reach(instrument, step[HIGH], step[LOW]);
    this.trail(instrument, step[LOW], step[HIGH]);
    if (isOpen) this.reach(instrument, step[LAST], step[LAST]);
  }

  /** Continuous trading has begun: what waits in the queue comes to the market, and the stops that the last trade reaches. */
  opened(instrument: number): void {
    const { instruments, queue } = this.market.state;
    const last = instruments.last[instrument];
    if (this.waiting[instrument] !== 0 && !Number.isNaN(last)) this.reach(instrument, last, last);
    if (queue.first[instrument] !== 0) this.market.unrest.mark(instrument);
  }

  /** The next order of an instrument that comes to the market, in no book and to arrive; 0: none. */
  next(instrument: number): number {
    const { orders, specials, instruments, queue } = this.market.state;
    this.endStep();
    queue.endStep(instrument);
    const h = queue.first[instrument];
    if (h === 0 || instruments.current[instrument] !== OPEN) return 0;
    const s = orders.i32[(h << 1) + I.special];
    const wasReleased = specials.u8[(s << 3) + V.waits] === Waits.released;
    this.dequeue(h);
    if (wasReleased) this.released(h, s);
    else this.trigger(h, 0);
    return h;
  }

  /** A child whose parent has traded joins the orders that come next. */
  release(h: number): void {
    const { orders, specials, queue } = this.market.state;
    specials.u8[(orders.i32[(h << 1) + I.special] << 3) + V.waits] = Waits.released;
    queue.release(h);
    this.market.unrest.mark(orders.i32[(h << 1) + I.side] >> 3);
  }

  /**
   * A child comes to the market, as a new order would (one that trails starts at the last trade of now), with no more than its
   * parent has traded.
   */
  private released(h: number, s: number): void {
    const { events, state } = this.market;
    const { f64, u8 } = state.specials;
    const { orders, exposure } = state;
    exposure.take(h);
    orders.f64[h + F.qty] = orders.f64[h + F.leaves] = Math.min(orders.f64[h + F.qty], f64[s + S.released]);
    exposure.put(h);
    const flags = u8[(s << 3) + V.flags];
    if (isTrailing(flags) && (flags & HAS_STOP) === 0) {
      const start = this.startOf(state.orders.i32[(h << 1) + I.side], f64[s + S.offset]);
      if (!Number.isNaN(start)) f64[s + S.stop] = start;
    }
    events.exec(h, ExecType.restated, events.statusOf(h), 0, 0, 0, OWN_ID);
  }

  /** The stop is a market or limit order from now on, and tells it. */
  private trigger(h: number, ref: number): void {
    const { events, links, state } = this.market;
    const type = (h << 3) + U.ordType;
    state.orders.u8[type] = state.orders.u8[type] === OrdType.stop ? OrdType.market : OrdType.limit;
    events.exec(h, ExecType.triggered, events.statusOf(h), 0, 0, ref, OWN_ID);
    links.triggered(h);
  }

  private isReached(h: number): boolean {
    const { orders, specials, instruments } = this.market.state;
    const side = orders.i32[(h << 1) + I.side];
    const stop = specials.f64[orders.i32[(h << 1) + I.special] + S.stop];
    const last = instruments.last[side >> 3];
    return (side & 1) === SELL ? last <= stop : last >= stop; // NaN: no trade yet
  }

  private wait(h: number): void {
    const { orders, specials } = this.market.state;
    const s = orders.i32[(h << 1) + I.special];
    const instrument = orders.i32[(h << 1) + I.side] >> 3;
    specials.u8[(s << 3) + V.waits] = Waits.forStop;
    orders.i32[(h << 1) + I.side] |= STOPS;
    addStop(this.market.state, h);
    this.waiting[instrument]++;
    if (!isTrailing(specials.u8[(s << 3) + V.flags])) return;
    this.trailing.add(instrument, s);
    this.movedLow[instrument] = Infinity;
    this.movedHigh[instrument] = -Infinity;
  }

  /** Queues the buys whose stop price is not above `high`, then the sells whose is not below `low`. */
  private reach(instrument: number, high: number, low: number): void {
    this.reachSide(instrument * SIDES + STOPS + BUY, high);
    this.reachSide(instrument * SIDES + STOPS + SELL, low);
  }

  private reachSide(side: number, ticks: number): void {
    const { orders, specials, ladder, queue } = this.market.state;
    const rank = rankOf(side, ticks);
    while (ladder.bestRank[side] <= rank) {
      const h = ladder.pages.head(ladder.bestLevel[side]);
      this.remove(h);
      specials.u8[(orders.i32[(h << 1) + I.special] << 3) + V.waits] = Waits.inQueue;
      queue.append(h);
    }
  }

  private trail(instrument: number, low: number, high: number): void {
    if (low >= this.movedLow[instrument] && high <= this.movedHigh[instrument]) return;
    const { orders, specials, ladder } = this.market.state;
    for (let s = this.trailing.first[instrument]; s !== 0; s = this.trailing.after(s)) {
      const h = specials.i32[(s << 1) + J.order];
      const isSell = (orders.i32[(h << 1) + I.side] & 1) === SELL;
      const offset = specials.f64[s + S.offset];
      const stop = isSell ? high - offset : low + offset;
      if (isSell ? stop <= specials.f64[s + S.stop] : stop >= specials.f64[s + S.stop]) continue;
      ladder.remove(h);
      specials.f64[s + S.stop] = stop;
      addStop(this.market.state, h);
    }
    this.movedLow[instrument] = Math.min(this.movedLow[instrument], low);
    this.movedHigh[instrument] = Math.max(this.movedHigh[instrument], high);
  }
}

function isTrailing(flags: number): boolean {
  return (flags & TRAILING) !== 0;
}

/** Puts an order, whose side is one of stops, at the end of its stop price's queue. Its price remains its limit. */
function addStop({ orders, specials, ladder }: State, h: number): void {
  const { f64, i32 } = orders;
  const limit = f64[h + F.price];
  f64[h + F.price] = specials.f64[i32[(h << 1) + I.special] + S.stop];
  ladder.add(h);
  f64[h + F.price] = limit;
}
