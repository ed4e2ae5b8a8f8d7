/**
 * Puts an order to rest, and takes it away again: the one place that knows on which side of a book an order stands
 * (orders.ts, Kind) and what belongs to standing there. Engine thread only.
 */
import { F as Doubles } from './orders.js';
import type { State } from './state.js';

const F = Doubles;

/** The order rests at its price, last in the queue, on the side that its record names. */
export function place(state: State, h: number): void {
  state.ladder.add(h);
}

/** The order rests no more; it is still open. */
export function unplace(state: State, h: number): void {
  state.ladder.remove(h);
}

/** The order keeps its place with less open quantity; with none it is to be unplaced next. */
export function reduce(state: State, h: number, by: number): void {
  state.orders.f64[h + F.leaves] -= by;
  state.ladder.reduce(h, by);
}
