/**
 * The journal's stage: takes whatever the log holds, makes it durable in one frame, tells how far the disk promise has come,
 * and repeats, so that batches grow with the load and nothing waits for a timer. It blocks its thread in fdatasync, waits for
 * no other stage, and never says `disk` of a command before fdatasync has returned.
 */
import type { Clock } from '../engine/clock.js';
import type { Doorbell } from '../engine/doorbell.js';
import type { LogReader } from '../engine/log.js';
import { Level, type Progress } from '../engine/progress.js';
import type { Stage } from '../engine/stage.js';
import { Stat, type Stats } from '../engine/stats.js';
import { updateRoom } from './preparer.js';
import { JournalWriter, type JournalWriterOptions } from './writer.js';

/** After so long without data a frame says that the last one was whole. */
const SEAL_US = 10_000;

export interface JournalStageOptions extends JournalWriterOptions {
  /** Gate 'none'. */
  reader: LogReader;
  progress: Progress;
  clock: Clock;
  stats: Stats;
  /** Of the threads that wait for durable commands. */
  bells: readonly Doorbell[];
}

export class JournalStage implements Stage {
  readonly name = 'journal';
  private readonly writer: JournalWriter;
  private readonly reader: LogReader;
  private readonly stats: Stats;
  private readonly clock: Clock;
  private sealAtUs = Number.POSITIVE_INFINITY;
  private syncUsMax = 0;

  constructor(private readonly options: JournalStageOptions) {
    this.reader = options.reader;
    this.stats = options.stats;
    this.clock = options.clock;
    this.writer = new JournalWriter(options);
    options.progress.reach(Level.disk, options.start.seq, options.bells);
    updateRoom(options.shared, options.progress);
  }

  work(): number {
    const { reader, writer } = this;
    while (writer.hasRoom) {
      const at = reader.next();
      if (at < 0) break;
      writer.add(reader.views, at);
    }
    if (writer.gathered === 0) return this.sealIfDue();
    reader.release(); // the frame holds the bytes now
    this.commit();
    return 1;
  }

  private commit(): void {
    const { writer, stats, clock } = this;
    const { shared, progress, bells } = this.options;
    const seq = writer.seq;
    const beganUs = clock.nowUs();
    const length = writer.commit();
    const nowUs = clock.nowUs();
    progress.reach(Level.disk, seq, bells);
    updateRoom(shared, progress);
    this.sealAtUs = nowUs + SEAL_US;
    if (nowUs - beganUs > this.syncUsMax) this.syncUsMax = nowUs - beganUs;
    stats.add(Stat.journalFrames, 1);
    stats.add(Stat.journalBytes, length);
    stats.set(Stat.journalSyncUs, nowUs - beganUs);
    stats.set(Stat.journalSyncUsMax, this.syncUsMax);
    stats.set(Stat.journalDurableSeq, seq);
  }

  private sealIfDue(): number {
    if (this.sealAtUs === Number.POSITIVE_INFINITY || this.clock.nowUs() < this.sealAtUs) return 0;
    this.seal();
    return 1;
  }

  private seal(): void {
    this.sealAtUs = Number.POSITIVE_INFINITY;
    this.stats.add(Stat.journalBytes, this.writer.seal());
    this.stats.add(Stat.journalFrames, 1);
    updateRoom(this.options.shared, this.options.progress);
  }

  deadlineUs(): number {
    return this.sealAtUs;
  }

  /** What the log still holds becomes durable, and is sealed. */
  stop(): void {
    while (this.work() > 0);
    if (this.sealAtUs !== Number.POSITIVE_INFINITY) this.seal();
    this.writer.close();
  }
}
