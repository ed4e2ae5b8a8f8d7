/** What readers of the log start from: the state as plain objects. Engine thread only; not hot. */
import { type BookSeed, type DirectorySeed, emptySeed } from './directory.js';
import { LevelCursor } from './ladder.js';
import type { State } from './state.js';

export function directorySeed(state: State | null): DirectorySeed {
  if (state === null) return { ...emptySeed, instruments: [], participants: [], sessions: [] };
  const { instruments, participants, sessions } = state;
  return {
    epoch: state.epoch,
    seq: state.seq,
    phase: state.phase,
    level: state.level,
    instruments: instruments.definitions.map((definition, index) => ({
      index,
      phase: instruments.phase[index],
      ...definition,
    })),
    participants: participants.names.map((name, index) => ({ index, name })),
    sessions: sessions.definitions.map((definition, index) => ({
      index,
      connection: sessions.connection[index],
      nextIn: sessions.nextIn[index],
      nextOut: sessions.nextOut[index],
      resetCount: sessions.resetCount[index],
      ...definition,
    })),
  };
}

export function bookSeeds(state: State | null): BookSeed[] {
  if (state === null) return [];
  const cursor = new LevelCursor(state.ladder);
  return state.instruments.definitions.map((_, instrument) => ({
    instrument,
    bids: sideSeed(state, cursor, instrument * 2),
    asks: sideSeed(state, cursor, instrument * 2 + 1),
  }));
}

function sideSeed(state: State, cursor: LevelCursor, side: number): [number, number, number][] {
  const { rank, qty, count } = state.ladder.levels;
  const seed: [number, number, number][] = [];
  cursor.open(side);
  for (let level = cursor.next(); level !== 0; level = cursor.next()) {
    const price = (side & 1) === 0 ? 0 - rank[level] : rank[level];
    seed.push([price, qty[level], count[level]]);
  }
  return seed;
}
