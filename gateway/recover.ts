/** What the engine's thread does first: recovers the exchange from its data directory, once, before any other part starts. */
import { emptySeed } from '../engine/directory.js';
import { Engine } from '../engine/engine.js';
import { MemorySink } from '../engine/log.js';
import { warmUp } from '../engine/warmup.js';
import { NodeDisk } from '../journal/disk.js';
import { readAcknowledgedSeq } from '../journal/mirror/cursor.js';
import { recover } from '../journal/recovery.js';
import type { Seeds } from './seeds.js';
import type { ThreadContext } from './thread.js';

/** Recovers the exchange from its data directory: the engine, and what every other thread starts from. */
export function recoverSeeds(context: Pick<ThreadContext, 'config' | 'logger'>): { seeds: Seeds; engine: Engine } {
  const { config, logger } = context;
  warmUp(config.capacities);
  const { dataDir, segmentBytes } = config;
  const disk = new NodeDisk();
  const highWaterSeq = readAcknowledgedSeq(disk, dataDir);
  const recovered = recover({ disk, dataDir, segmentBytes, highWaterSeq, log: (line) => logger.warn(line) });
  const { engine, position, frameCrc, seq, timeUs, epoch } = recovered;
  const seeds: Seeds = {
    end: { position, frameCrc, seq, timeUs, epoch },
    directory: engine?.directorySeed() ?? { ...emptySeed },
    books: engine?.bookSeeds() ?? [],
    resendIndex: recovered.resendIndex.serialize(),
    snapshot: engine?.snapshot() ?? null,
    recovered: {
      commands: recovered.commands,
      events: recovered.events,
      lastSeq: seq,
      snapshotSeq: recovered.snapshotSeq,
      truncatedBytes: recovered.truncatedBytes,
      stateHash: engine?.stateHash() ?? '',
      seconds: recovered.seconds,
    },
  };
  return { seeds, engine: engine ?? new Engine(new MemorySink()) };
}
