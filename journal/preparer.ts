/**
 * Makes the next segment as this one is used, a little ahead, and gives each closed segment its SHA-256 side file. On a thread that
 * nobody waits for. A full disk is met here, not in the commit path: the venue hears of it through `journalRoom`.
 */
import { createHash, type Hash } from 'node:crypto';
import type { Clock } from '../engine/clock.js';
import type { Doorbell } from '../engine/doorbell.js';
import type { Progress } from '../engine/progress.js';
import type { Stage } from '../engine/stage.js';
import { type Disk, type DiskFile, replaceFile } from './disk.js';
import { JournalError } from './errors.js';
import { FRAME_ROOM } from './frame.js';
import { journalDir, listSegments, SegmentMaker, segmentPath } from './segment.js';
import type { JournalShared } from './shared.js';

const STEP_BYTES = 1 << 20;
/** Zeroed in one turn: small, for each is an fsync beside the journal's. */
const ZERO_BYTES = 1 << 18;
/** How far the next segment is ahead of this one's use. */
const AHEAD_BYTES = 1 << 22;
/** How soon to look again: at the need, and at a disk that was full. */
const LOOK_US = 20_000;
const FULL_US = 1_000_000;

/**
 * There is room when the next segment is ready, or less than seven eighths of this one are used: the last eighth is for
 * cancels while a full disk is being seen to.
 */
export function updateRoom(shared: JournalShared, progress: Progress): void {
  const ready = shared.preparedSegment > shared.currentSegment;
  const { segmentBytes } = shared;
  progress.journalRoom = ready || shared.durableOffset < segmentBytes - (segmentBytes >> 3) - FRAME_ROOM;
}

export interface SegmentPreparerOptions {
  disk: Disk;
  dataDir: string;
  segmentBytes: number;
  shared: JournalShared;
  progress: Progress;
  clock: Clock;
  /** Of the thread that turns a change of `journalRoom` into a command. */
  bells?: readonly Doorbell[];
}

export class SegmentPreparer implements Stage {
  readonly name = 'preparer';
  private readonly dir: string;
  private maker: SegmentMaker | null = null;
  private nextLookUs = 0;
  private fullUntilUs = 0;
  private digest: SegmentDigest | null = null;
  /** Closed segments that have no digest yet; null until the writer has started. */
  private undigested: number[] | null = null;
  private closedTo = 0;

  constructor(private readonly options: SegmentPreparerOptions) {
    this.dir = journalDir(options.dataDir);
  }

  work(): number {
    const { shared, clock } = this.options;
    const current = shared.currentSegment;
    if (current === 0) {
      this.nextLookUs = clock.nowUs() + LOOK_US;
      return 0;
    }
    const done = this.step(current);
    if (!done && this.nextLookUs <= clock.nowUs()) this.nextLookUs = clock.nowUs() + LOOK_US;
    this.tellRoom();
    return done ? 1 : 0;
  }

  private step(current: number): boolean {
    if (this.options.clock.nowUs() < this.fullUntilUs) return false;
    try {
      return this.prepare(current) || this.digestClosed(current);
    } catch (error) {
      if (!(error instanceof JournalError) || error.code !== 'DISK_FULL') throw error;
      if (this.digest) this.undigested?.unshift(this.digest.index);
      this.stop();
      this.fullUntilUs = this.nextLookUs = this.options.clock.nowUs() + FULL_US;
      return false;
    }
  }

  private prepare(current: number): boolean {
    const { disk, segmentBytes, shared, clock } = this.options;
    if (this.maker === null) {
      if (shared.preparedSegment > current || clock.nowUs() < this.nextLookUs) return false;
      this.maker = new SegmentMaker(disk, this.dir, shared.preparedSegment + 1, segmentBytes, 'preparer');
    } else if (this.maker.index <= shared.preparedSegment) {
      this.maker.abandon(); // the writer could not wait
      this.maker = null;
    } else if (!this.isDue(this.maker)) {
      return false;
    } else if (this.maker.step(this.isBehind(this.maker) ? STEP_BYTES : ZERO_BYTES)) {
      this.maker.publish(shared);
      this.maker = null;
    }
    return true;
  }

  /** The zeroing keeps pace with the writing, twice as fast, so that it is never a burst that the journal would feel. */
  private isDue(maker: SegmentMaker): boolean {
    const { shared } = this.options;
    return shared.currentSegment >= maker.index || maker.done < 2 * shared.durableOffset + AHEAD_BYTES;
  }

  private isBehind(maker: SegmentMaker): boolean {
    const { shared } = this.options;
    return shared.currentSegment >= maker.index || maker.done < shared.durableOffset + AHEAD_BYTES;
  }

  private tellRoom(): void {
    const { shared, progress, bells } = this.options;
    const before = progress.journalRoom;
    updateRoom(shared, progress);
    if (bells && before !== progress.journalRoom) for (const bell of bells) bell.ring();
  }

  private digestClosed(current: number): boolean {
    const { disk } = this.options;
    if (this.undigested === null) {
      const closed = listSegments(disk, this.dir).filter((index) => index < current);
      this.undigested = closed.filter((index) => !disk.exists(digestPath(this.dir, index)));
      this.closedTo = current - 1;
    }
    while (this.closedTo < current - 1) this.undigested.push(++this.closedTo);
    if (this.digest === null) {
      const index = this.undigested.shift();
      if (index === undefined) return false;
      this.digest = new SegmentDigest(disk, this.dir, index);
    }
    if (this.digest.step()) this.digest = null;
    return true;
  }

  deadlineUs(): number {
    return this.nextLookUs;
  }

  /** Gives up what is half done; the next start makes it anew. */
  stop(): void {
    this.maker?.abandon();
    this.digest?.close();
    this.maker = this.digest = null;
  }
}

export function digestPath(dir: string, index: number): string {
  return `${segmentPath(dir, index)}.sha256`;
}

/** Hashes a closed segment, 1 MiB a step, and writes the side file. */
class SegmentDigest {
  private readonly file: DiskFile;
  private readonly hash: Hash = createHash('sha256');
  private readonly chunk = Buffer.allocUnsafe(STEP_BYTES);
  private done = 0;

  constructor(
    private readonly disk: Disk,
    private readonly dir: string,
    readonly index: number,
  ) {
    this.file = disk.open(segmentPath(dir, index), 'read');
  }

  step(): boolean {
    const got = this.file.read(this.chunk, 0, STEP_BYTES, this.done);
    this.hash.update(this.chunk.subarray(0, got));
    this.done += got;
    if (got === STEP_BYTES) return false;
    this.close();
    const path = digestPath(this.dir, this.index);
    const name = segmentPath('', this.index);
    replaceFile(this.disk, this.dir, path, Buffer.from(`${this.hash.digest('hex')}  ${name}\n`));
    return true;
  }

  close(): void {
    this.file.close();
  }
}
