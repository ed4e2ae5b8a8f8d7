/**
 * How far each promise has come, in shared memory: one word a promise, 64 bytes apart.
 * A word holds the low 32 bits of a command's sequence number; readers are never 2^31 commands behind, so a signed
 * difference compares them. Ring cursors are byte positions and are never compared with these.
 */
import type { Doorbell } from './doorbell.js';

/** Durability levels, lowest first; the number is the index of the level's word. */
export const Level = { memory: 0, disk: 1, replica: 2, mirror: 3 } as const;
export type LevelName = keyof typeof Level;

const LEVEL = 4 * 16; // which promise is published as safe
const ROOM = 5 * 16; // 1 while the journal has a next segment ready; 0: no new orders
const WORDS = 6 * 16;

export class Progress {
  private readonly words: Int32Array;

  constructor(readonly sab: SharedArrayBuffer = new SharedArrayBuffer(WORDS * 4)) {
    this.words = new Int32Array(sab);
  }

  /** Everything up to `seq` is executed, durable, … and the sleeping readers are told. */
  reach(level: number, seq: number, bells: readonly Doorbell[]): void {
    Atomics.store(this.words, level * 16, seq | 0);
    for (let i = 0; i < bells.length; i++) bells[i]!.ring();
  }

  /** Low 32 bits of the last sequence that has reached `level`. */
  reached(level: number): number {
    return Atomics.load(this.words, level * 16);
  }

  /** Low 32 bits of the safe sequence: at or below it, anything may leave. */
  safe(): number {
    return Atomics.load(this.words, Atomics.load(this.words, LEVEL) * 16);
  }

  /** Low 32 bits of what administrative messages wait for: `disk`, or `memory` where that is the level. */
  adminSafe(): number {
    return Atomics.load(this.words, Math.min(Level.disk, Atomics.load(this.words, LEVEL)) * 16);
  }

  get level(): number {
    return Atomics.load(this.words, LEVEL);
  }

  set level(level: number) {
    Atomics.store(this.words, LEVEL, level);
  }

  get journalRoom(): boolean {
    return Atomics.load(this.words, ROOM) === 1;
  }

  set journalRoom(room: boolean) {
    Atomics.store(this.words, ROOM, room ? 1 : 0);
  }
}

/** Whether the command `seq` is at or below the sequence whose low 32 bits are `reached`. */
export function isReached(seq: number, reached: number): boolean {
  return (((seq | 0) - reached) | 0) <= 0;
}

/** The whole sequence number whose low 32 bits are `low`, near `seq`. */
export function widen(low: number, seq: number): number {
  return seq + ((low - (seq | 0)) | 0);
}
