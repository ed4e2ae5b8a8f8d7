/**
 * The mirror: reads the durable part of the journal's files and sends it to Firehose; says how far it has come in shared
 * memory, in a file (cursor.ts) and in the bucket (layout.ts). Lives on a thread with an event loop, which it never holds;
 * trading never waits for it except at the level `mirror`. It never writes to the journal, and never gives up.
 */
import type { Clock } from '../../engine/clock.js';
import type { Doorbell } from '../../engine/doorbell.js';
import { Level, type Progress, widen } from '../../engine/progress.js';
import type { Stage } from '../../engine/stage.js';
import { Stat, type Stats } from '../../engine/stats.js';
import type { Disk } from '../disk.js';
import { JournalError } from '../errors.js';
import { FrameReader } from '../reader.js';
import { type JournalPosition, journalDir } from '../segment.js';
import type { JournalShared } from '../shared.js';
import { Backoff } from './backoff.js';
import { cursorAt, type MirrorCursor, type MirrorTarget, writeCursor } from './cursor.js';
import type { Firehose } from './firehose.js';
import type { ObjectStore } from './object-store.js';
import { Packer } from './packer.js';
import { Sender } from './sender.js';
import { WatermarkWriter } from './watermark-writer.js';

/** What waits to be taken stays on disk beyond this. */
const HELD_BYTES_MAX = 16 * 1024 * 1024;
const HELD_PARCELS_MAX = 4096;
const FRAMES_PER_TURN = 64;
const CURSOR_EVERY_US = 100_000;
const DISK_FULL_RETRY_US = 5_000_000;
const CLOSE_MS = 5000;
/** How long close() goes on asking a Firehose that takes nothing, and then has for the watermark. */
const REFUSED_MS = 1000;
/** As far behind as the 32-bit words of progress may be: what is further back counts as reached. */
const BEHIND_MAX = 2 ** 30;

export interface MirrorOptions {
  readonly disk: Disk;
  readonly dataDir: string;
  readonly segmentBytes: number;
  readonly follow: JournalShared;
  readonly progress: Progress;
  /** Last command of the journal when it was recovered; left out: not known to be past the cursor's. */
  readonly durableSeq?: number;
  /** Of the threads that release what is safe. */
  readonly bells: readonly Doorbell[];
  readonly stats: Stats;
  readonly clock: Clock;
  readonly firehose: Firehose;
  readonly store: ObjectStore;
  /** What the two ports lead to; the prefix is what all keys begin with. */
  readonly target: MirrorTarget;
  /** Asks the hosting loop for a turn. */
  readonly kick: () => void;
  readonly log?: (line: string) => void;
  readonly random?: () => number;
  /** How long close() may take; what is left then is sent after the next start. */
  readonly closeMs?: number;
}

export class MirrorStage implements Stage {
  readonly name = 'mirror';
  private readonly reader: FrameReader;
  private readonly packer = new Packer();
  private readonly sender: Sender;
  private readonly watermark: WatermarkWriter;
  /** Everything before it is acknowledged. */
  private cursor: MirrorCursor;
  private readSeq: number;
  /** Last durable command: as it was recovered, then as progress says. */
  private durableSeq: number;
  private reachedSeq = -1;
  /** The word of what is safe, as the last watermark had it. */
  private saidSafe = 0;
  private cursorDueUs = Number.POSITIVE_INFINITY;
  private failure: Error | null = null;
  private started = false;
  /** While closing: resolves the wait for a completion. */
  private wake: (() => void) | null = null;
  private readonly end: JournalPosition = { segment: 0, offset: 0 };

  constructor(private readonly options: MirrorOptions) {
    const { disk, dataDir, follow, stats, clock, firehose, random = Math.random } = options;
    const log = options.log ?? (() => {});
    this.cursor = cursorAt(disk, dataDir, options.target, log);
    this.readSeq = this.cursor.seq;
    this.durableSeq = Math.max(this.cursor.seq, options.durableSeq ?? 0);
    const { position: from, chainCrc } = this.cursor;
    this.reader = new FrameReader({ disk, dir: journalDir(dataDir), from, chainCrc, follow });
    const fail = (error: Error) => {
      this.failure = error;
    };
    this.sender = new Sender(firehose, new Backoff(random), clock, this.kick, fail, log);
    this.watermark = new WatermarkWriter(options.store, options.target.prefix, this.kick, log);
    this.reach();
    stats.set(Stat.mirrorConfigured, 1);
    stats.set(Stat.mirrorSeq, this.cursor.seq);
  }

  work(): number {
    if (this.failure) throw this.failure;
    const nowUs = this.options.clock.nowUs();
    const frames = this.read(nowUs);
    if (nowUs >= this.packer.dueUs) this.pack();
    this.sender.dispatch(nowUs);
    this.settle(nowUs);
    this.reach();
    if (nowUs >= this.cursorDueUs) this.saveCursor(nowUs);
    if (this.options.progress.safe() !== this.saidSafe) this.watermark.changed(nowUs);
    if (nowUs >= this.watermark.dueUs) this.putWatermark(nowUs);
    this.report(nowUs);
    return frames;
  }

  deadlineUs(): number {
    return Math.min(this.packer.dueUs, this.sender.dueUs, this.cursorDueUs, this.watermark.dueUs);
  }

  /** Sends what is durable, for a bounded time, and a short one where nothing is taken. */
  async close(): Promise<void> {
    let giveUpMs = performance.now() + (this.options.closeMs ?? CLOSE_MS);
    let taken = this.sender.taken;
    let takenMs = performance.now();
    while (performance.now() < giveUpMs) {
      if (this.work() > 0) continue;
      this.pack();
      if (this.sender.held === 0) break;
      const nowMs = performance.now();
      if (this.sender.taken > taken) {
        taken = this.sender.taken;
        takenMs = nowMs;
      }
      if (this.sender.failing && nowMs >= takenMs + REFUSED_MS) {
        giveUpMs = Math.min(giveUpMs, nowMs + REFUSED_MS);
        break;
      }
      this.sender.dispatch(this.options.clock.nowUs());
      await this.completion(5);
    }
    this.settle(this.options.clock.nowUs());
    this.reach();
    this.saveCursor(this.options.clock.nowUs());
    await this.watermarkPut(giveUpMs);
    this.putWatermark(this.options.clock.nowUs());
    await this.watermarkPut(giveUpMs);
    this.options.firehose.close();
    this.options.store.close();
    this.reader.close();
  }

  private readonly kick = (): void => {
    this.wake?.();
    this.options.kick();
  };

  private async watermarkPut(giveUpMs: number): Promise<void> {
    while (this.watermark.busy && performance.now() < giveUpMs) await this.completion(5);
  }

  private completion(timeoutMs: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, timeoutMs);
      this.wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  private read(nowUs: number): number {
    if (!this.started) this.start();
    let frames = 0;
    while (frames < FRAMES_PER_TURN && this.hasRoom) {
      const frame = this.reader.next();
      if (frame === null) break;
      const { header } = frame;
      if (!this.packer.hasRoomFor(frame)) this.pack();
      this.readSeq = Math.max(this.readSeq, header.lastSeq);
      const position = { ...this.reader.position };
      this.packer.add(frame, { position, chainCrc: header.crc, epoch: header.epoch, seq: this.readSeq }, nowUs);
      frames++;
    }
    return frames;
  }

  private get hasRoom(): boolean {
    return this.sender.heldBytes + this.packer.bytes < HELD_BYTES_MAX && this.sender.held < HELD_PARCELS_MAX;
  }

  /** A cursor past the end of the journal is another journal's: going on from it would leave out all between. */
  private start(): void {
    const { segment, offset } = this.options.follow.durableEnd(this.end);
    if (segment === 0) return;
    this.started = true;
    const at = this.cursor.position;
    if (at.segment < segment || (at.segment === segment && at.offset <= offset)) return;
    throw new JournalError(
      'MIRROR_CURSOR',
      `${this.options.dataDir}: the mirror has sent command ${this.cursor.seq}, up to segment ${at.segment} at ${at.offset}, ` +
        `but the journal ends in segment ${segment} at ${offset}: it has lost its end, or is not the journal that was mirrored; ` +
        'rebuild it from the bucket (buttonwood replay --s3 …), or use the right data directory',
    );
  }

  private pack(): void {
    const parcel = this.packer.take();
    if (parcel) this.sender.add(parcel);
  }

  private settle(nowUs: number): void {
    const last = this.sender.settle();
    if (last === null) return;
    this.cursor = last.end;
    if (this.cursorDueUs === Number.POSITIVE_INFINITY) this.cursorDueUs = nowUs + CURSOR_EVERY_US;
    this.watermark.changed(nowUs);
  }

  private reach(): void {
    const { progress, bells } = this.options;
    const low = progress.reached(Level.disk);
    // 0: nobody has said anything yet
    if (low !== 0) this.durableSeq = Math.max(this.durableSeq, widen(low, this.durableSeq));
    const seq = Math.max(this.cursor.seq, this.durableSeq - BEHIND_MAX);
    if (seq === this.reachedSeq) return;
    this.reachedSeq = seq;
    progress.reach(Level.mirror, seq, bells);
  }

  /** A full disk must not end the exchange here: an old cursor costs duplicates only. */
  private saveCursor(nowUs: number): void {
    if (this.cursorDueUs === Number.POSITIVE_INFINITY) return;
    this.cursorDueUs = Number.POSITIVE_INFINITY;
    try {
      writeCursor(this.options.disk, this.options.dataDir, this.cursor, this.options.target);
    } catch (error) {
      if (!(error instanceof JournalError) || error.code !== 'DISK_FULL') throw error;
      this.options.log?.(`mirror: ${error.message}; its cursor is saved again later`);
      this.cursorDueUs = nowUs + DISK_FULL_RETRY_US;
    }
  }

  private putWatermark(nowUs: number): void {
    const { epoch, seq, chainCrc: crc } = this.cursor;
    this.saidSafe = this.options.progress.safe();
    const safeSeq = Math.max(seq, this.saidSafe === 0 ? this.durableSeq : widen(this.saidSafe, this.durableSeq));
    this.watermark.put({ version: 1, epoch, seq, crc, safeSeq, timeUs: nowUs }, nowUs);
  }

  private report(nowUs: number): void {
    const { stats, follow, segmentBytes } = this.options;
    const { segment, offset } = follow.durableEnd(this.end);
    const { position, seq } = this.cursor;
    const oldestUs = Math.min(this.sender.oldestUs, this.packer.timeUs);
    const backlog = (segment - position.segment) * segmentBytes + offset - position.offset;
    stats.set(Stat.mirrorSeq, seq);
    stats.set(Stat.mirrorLagUs, Math.max(0, oldestUs === Number.POSITIVE_INFINITY ? 0 : nowUs - oldestUs));
    stats.set(Stat.mirrorBacklogBytes, segment === 0 ? 0 : Math.max(0, backlog));
    stats.set(Stat.mirrorRetries, this.sender.retries);
    stats.set(Stat.mirrorObjects, this.sender.taken);
  }
}
