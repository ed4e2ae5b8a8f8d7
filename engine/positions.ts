/**
 * Net positions, in lots, by (slot, instrument): open addressing over pairs of doubles, at most half full. A position is there from
 * the first order on that could open it, so that no trade ever lacks room; flat ones go at the day's end.
 * Engine thread only; no allocation after construction but at the day's end.
 *
 *   | key: slot × instruments + instrument + 1, 0 empty | net |   …
 */
import { intRegisters } from './registers.js';

export interface Positions {
  readonly capacity: number;
  count(): number;
  /** Whether a position is there, or can be made. @param slot 0: of an account that is not known yet, which has none */
  hasRoom(slot: number, instrument: number): boolean;
  /** Where a position stands, or the complement of where it would. */
  find(slot: number, instrument: number): number;
  /** Makes a position if it is not there. Returns where it stands. */
  open(slot: number, instrument: number): number;
  /** The positions: `nets[at]` is the one that stands at `at`. */
  readonly nets: Float64Array;
  slot(at: number): number;
  instrument(at: number): number;
  /** The first in the table, for walking through it; -1: none. */
  first(): number;
  after(at: number): number;
  /** Forgets those that are flat. Those of open orders are to be opened again. */
  dropFlat(): void;
  /** Forgets all. */
  clear(): void;
}

/** @param instruments how many there can be */
export function createPositions(capacity: number, instruments: number): Positions {
  let places = 64;
  while (places < capacity * 2) places *= 2;
  const mask = places - 1;
  /** Leaves as many high bits of a hash as there are lines of four places. */
  const shift = 34 - Math.log2(places);
  const entries = new Float64Array(places * 2);
  /** The same, one on: a position's net stands behind its key. */
  const nets = new Float64Array(entries.buffer, 8);
  const counts = intRegisters(1);

  function hasRoom(slot: number, instrument: number): boolean {
    return counts[0] < capacity || find(slot, instrument) >= 0;
  }

  function find(slot: number, instrument: number): number {
    const key = slot * instruments + instrument + 1;
    // Four instruments of an account that follow one another share a cache line.
    const hash = Math.imul(Math.imul(slot, 0x85ebca6b) ^ (instrument >> 2), 0x9e3779b1) >>> shift;
    let place = (hash << 2) + (instrument & 3);
    for (;;) {
      const at = (place & mask) << 1;
      if (entries[at] === key) return at;
      if (entries[at] === 0) return ~at;
      place++;
    }
  }

  function open(slot: number, instrument: number): number {
    const at = find(slot, instrument);
    if (at >= 0) return at;
    entries[~at] = slot * instruments + instrument + 1;
    counts[0]++;
    return ~at;
  }

  const slot = (at: number) => Math.floor((entries[at] - 1) / instruments);
  const instrument = (at: number) => (entries[at] - 1) % instruments;

  function after(at: number): number {
    for (let next = at + 2; next < entries.length; next += 2) if (entries[next] !== 0) return next;
    return -1;
  }

  function dropFlat(): void {
    const kept: { slot: number; instrument: number; net: number }[] = [];
    for (let at = after(-2); at >= 0; at = after(at)) {
      const net = nets[at];
      if (net !== 0) kept.push({ slot: slot(at), instrument: instrument(at), net });
      entries[at] = nets[at] = 0;
    }
    counts[0] = 0;
    for (const position of kept) nets[open(position.slot, position.instrument)] = position.net;
  }

  function clear(): void {
    for (let at = after(-2); at >= 0; at = after(at)) entries[at] = nets[at] = 0;
    counts[0] = 0;
  }

  return {
    capacity,
    count: () => counts[0],
    hasRoom,
    find,
    open,
    nets,
    slot,
    instrument,
    first: () => after(-2),
    after,
    dropFlat,
    clear,
  };
}
