/** What the threads start from, once the engine's thread has recovered: structured-cloneable. */
import type { BookSeed, DirectorySeed } from '../engine/directory.js';
import type { JournalEnd } from '../journal/writer.js';

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
  /** Where the journal goes on. */
  end: JournalEnd;
  directory: DirectorySeed;
  books: BookSeed[];
  /** Serialized ResendIndex. */
  resendIndex: Uint8Array;
  /** Engine snapshot for the follower; null when the journal was empty. */
  snapshot: Uint8Array | null;
  recovered: RecoveredSummary;
}
