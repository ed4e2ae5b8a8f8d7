/** What the threads start from, once the engine's thread has recovered: structured-cloneable. */
import type { BookSeed, DirectorySeed } from '../engine/directory.js';
import type { JournalPosition } from '../journal/segment.js';

export interface RecoveredSummary {
  commands: number;
  events: number;
  lastSeq: number;
  snapshotSeq: number;
  truncatedBytes: number;
  stateHash: string;
  seconds: number;
}

export interface Seeds {
  seq: number;
  timeUs: number;
  epoch: number;
  /** Of the last frame: the next one's chain. */
  frameCrc: number;
  position: JournalPosition;
  directory: DirectorySeed;
  books: BookSeed[];
  /** Serialized ResendIndex. */
  resendIndex: Uint8Array;
  /** Engine snapshot for the follower; null when the journal was empty. */
  snapshot: Uint8Array | null;
  recovered: RecoveredSummary;
}
