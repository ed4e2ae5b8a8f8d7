/** Everything that threads share: made once by the composition root, handed to each worker. Shared memory only. */
import { Doorbell } from '../engine/doorbell.js';
import { Progress } from '../engine/progress.js';
import { createRing, type RingMemory } from '../engine/ring.js';
import { Stat, Stats } from '../engine/stats.js';
import type { Config } from './config.js';
import type { ThreadName } from './layouts.js';

/** Who reads the log, by the index of its cursor. The mirror and the follower read the journal's files instead. */
export const LogConsumer = { journal: 0, marketData: 1, fix: 2, web: 3, admin: 4 } as const;

/** Who reads the feed of market data, by the index of its cursor. */
export const FeedConsumer = { web: 0, fix: 1 } as const;

/** The doors, by the number that their commands carry; 0 is the sequencer itself. */
export const Door = { fix: 1, web: 2, admin: 3 } as const;
export type DoorName = keyof typeof Door;

export interface SharedMemory {
  log: RingMemory;
  inputs: Record<DoorName, RingMemory>;
  feed: RingMemory;
  /** Of a door to market data. */
  requests: Record<keyof typeof FeedConsumer, RingMemory>;
  progress: SharedArrayBuffer;
  stats: SharedArrayBuffer;
  journal: SharedArrayBuffer;
  control: SharedArrayBuffer;
  bells: Record<ThreadName, SharedArrayBuffer>;
}

export function createMemory(config: Config, threads: readonly ThreadName[], journalSharedBytes: number): SharedMemory {
  const stats = new Stats();
  stats.set(Stat.logRingCapacity, config.logRingBytes);
  stats.set(Stat.feedRingCapacity, config.feedRingBytes);
  stats.set(Stat.fixRingCapacity, config.inputRingBytes);
  stats.set(Stat.webRingCapacity, config.inputRingBytes);
  return {
    log: createRing(config.logRingBytes, Object.keys(LogConsumer).length),
    inputs: {
      fix: createRing(config.inputRingBytes, 1),
      web: createRing(config.inputRingBytes, 1),
      admin: createRing(1 << 16, 1),
    },
    feed: createRing(config.feedRingBytes, Object.keys(FeedConsumer).length),
    requests: { web: createRing(1 << 16, 1), fix: createRing(1 << 16, 1) },
    progress: new Progress().sab,
    stats: stats.sab,
    journal: new SharedArrayBuffer(journalSharedBytes),
    control: new SharedArrayBuffer(4),
    bells: Object.fromEntries(threads.map((name) => [name, new Doorbell().sab])) as Record<ThreadName, SharedArrayBuffer>,
  };
}
