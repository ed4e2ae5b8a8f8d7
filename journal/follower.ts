/**
 * The follower: an engine of its own that applies what is durable, compares every event with the recorded one, and writes the
 * snapshots, so that the live engine never has to. It reads the journal's files, not the log ring: it can fall behind without
 * holding anybody, sees nothing that is not durable, and checks what is really on the disk. A difference is fatal.
 */
import type { Clock } from '../engine/clock.js';
import { Engine, RULES_VERSION } from '../engine/engine.js';
import { MemorySink } from '../engine/log.js';
import type { Stage } from '../engine/stage.js';
import { Stat, type Stats } from '../engine/stats.js';
import type { Disk } from './disk.js';
import { JournalError } from './errors.js';
import { FrameReader } from './reader.js';
import { ResendIndex } from './resend-index.js';
import { Runner } from './runner.js';
import { type JournalPosition, journalDir } from './segment.js';
import type { JournalShared } from './shared.js';
import { type Snapshot, writeSnapshot } from './snapshots.js';

/** Log bytes taken in one turn. */
const TURN_BYTES = 1 << 20;
/** How soon to look again when nobody rings. */
const LOOK_US = 100_000;

export interface FollowerOptions {
  disk: Disk;
  dataDir: string;
  shared: JournalShared;
  stats: Stats;
  clock: Clock;
  /** A snapshot each so many commands. */
  everyCommands: number;
  /** What recovery found. */
  start: {
    position: JournalPosition;
    frameCrc: number;
    /** The recovered engine's snapshot(); null when the journal was empty. */
    snapshot: Uint8Array | null;
    /** The recovered ResendIndex, serialized. */
    resendIndex: Uint8Array | null;
    /** Last snapshot on the disk; 0: none. */
    snapshotSeq: number;
  };
}

export class FollowerStage implements Stage {
  readonly name = 'follower';
  private readonly reader: FrameReader;
  private readonly runner: Runner;
  private readonly resendIndex: ResendIndex;
  private readonly lastFrame: JournalPosition;
  /** When a snapshot is due. */
  private dueSeq: number;
  private nextLookUs = 0;

  constructor(private readonly options: FollowerOptions) {
    const { disk, dataDir, shared, start } = options;
    const engine = start.snapshot ? Engine.load(start.snapshot, new MemorySink()) : null;
    this.resendIndex = start.resendIndex ? ResendIndex.load(start.resendIndex) : new ResendIndex();
    this.runner = new Runner(engine, [this.resendIndex]);
    this.reader = new FrameReader({
      disk,
      dir: journalDir(dataDir),
      from: start.position,
      chainCrc: start.frameCrc,
      follow: shared,
    });
    this.lastFrame = { ...start.position };
    this.dueSeq = start.snapshotSeq + options.everyCommands;
  }

  work(): number {
    const { reader, runner, lastFrame, options } = this;
    const before = runner.commands;
    let bytes = 0;
    let frames = 0;
    while (bytes < TURN_BYTES) {
      const frame = reader.next();
      if (frame === null) break;
      lastFrame.segment = reader.position.segment;
      lastFrame.offset = reader.position.offset - frame.header.frameBytes;
      runner.take(frame);
      frames++;
      bytes += frame.header.frameBytes;
      if (this.snapshotIsDue()) this.takeSnapshot();
    }
    if (frames === 0) this.nextLookUs = options.clock.nowUs() + LOOK_US;
    else if (runner.engine) options.stats.set(Stat.followerSeq, runner.engine.seq);
    return frames + runner.commands - before;
  }

  private snapshotIsDue(): boolean {
    const { engine, complete } = this.runner;
    return engine !== null && complete && engine.seq >= this.dueSeq;
  }

  /** Only at the end of a frame: it names the frame, whose CRC chains all before it. */
  private takeSnapshot(): void {
    const { disk, dataDir, stats, everyCommands } = this.options;
    const engine = this.runner.engine;
    if (engine === null || this.reader.chainCrc === null) return;
    const snapshot: Snapshot = {
      seq: engine.seq,
      timeUs: engine.timeUs,
      epoch: engine.epoch,
      rulesVersion: RULES_VERSION,
      stateHash: engine.stateHash(),
      frame: { ...this.lastFrame, crc: this.reader.chainCrc },
      engine: engine.snapshot(),
      resendIndex: this.resendIndex.serialize(),
    };
    this.dueSeq = engine.seq + everyCommands;
    try {
      writeSnapshot(disk, dataDir, snapshot);
    } catch (error) {
      // a full disk is no reason to stop trading: the journal is whole without this snapshot
      if (error instanceof JournalError && error.code === 'DISK_FULL') return;
      throw error;
    }
    stats.add(Stat.followerSnapshots, 1);
  }

  deadlineUs(): number {
    return this.nextLookUs;
  }

  /** Compares what is left. */
  stop(): void {
    while (this.work() > 0);
    this.reader.close();
  }
}
