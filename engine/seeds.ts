/** What readers of the log start from: the state as plain objects. Engine thread only; not hot. */
import { type BookSeed, type DirectorySeed, emptySeed } from './directory.js';
import { rankOf } from './ladder.js';
import { I, SIDES } from './orders.js';
import { auctionSeed, bandsSeed, firmSeed, venueSeed } from './seeds-venue.js';
import type { State } from './state.js';

export function directorySeed(state: State | null): DirectorySeed {
  if (state === null) return { ...emptySeed, instruments: [], participants: [], sessions: [] };
  const { instruments, participants, sessions } = state;
  return {
    epoch: state.epoch,
    seq: state.seq,
    phase: state.phase,
    level: state.level,
    ...venueSeed(state),
    instruments: instruments.definitions.map((definition, index) => ({
      index,
      phase: instruments.phase[index],
      ...definition,
      // official closes have moved it
      referenceTicks: Number.isNaN(instruments.reference[index]) ? 0 : instruments.reference[index],
    })),
    participants: participants.names.map((_, index) => firmSeed(state, index)),
    sessions: sessions.definitions.map((definition, index) => ({
      index,
      connection: sessions.connection[index],
      nextIn: sessions.nextIn[index],
      nextOut: sessions.nextOut[index],
      resetCount: sessions.resetCount[index],
      windowUs: sessions.windowUs[index],
      ...definition,
    })),
  };
}

export function bookSeeds(state: State | null): BookSeed[] {
  if (state === null) return [];
  return state.instruments.definitions.map((_, instrument) => ({
    instrument,
    bids: sideSeed(state, instrument * SIDES),
    asks: sideSeed(state, instrument * SIDES + 1),
    ...bandsSeed(state, instrument),
    ...auctionSeed(state, instrument),
  }));
}

function sideSeed(state: State, side: number): [number, number, number][] {
  const { ladder, orders } = state;
  const seed: [number, number, number][] = [];
  for (let level = ladder.bestLevel[side]; level !== 0; level = ladder.worse(side, level)) {
    let count = 0;
    for (let h = ladder.pages.head(level); h !== 0; h = orders.i32[h * 2 + I.next]) count++;
    seed.push([rankOf(side, ladder.pages.rankOf(level)), ladder.pages.qty(level), count]);
  }
  return seed;
}
