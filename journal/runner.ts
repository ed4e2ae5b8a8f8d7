/**
 * The runner: the one way in which a log becomes state again. Recovery, follower, replay and restore give it records in order;
 * it applies each command to an engine and compares every event that the engine produces, byte by byte, with the recorded one.
 * The first difference is an error: two engines that disagree must not both go on.
 */
import { Engine } from '../engine/engine.js';
import { MemorySink, type RecordSink } from '../engine/log.js';
import { Command, FIRST_EVENT, Type } from '../engine/records.js';
import type { RecordViews } from '../engine/ring.js';
import { typeName } from './describe.js';
import { JournalError } from './errors.js';
import type { Frame } from './frame.js';
import { FrameRecords } from './reader.js';
import { checkEpoch } from './rules.js';

/** Something else that is kept up by every record of the log. */
export interface Fold {
  apply(views: RecordViews, at: number, seq: number): void;
}

export class Runner {
  /** Applied by this runner, and events compared. */
  commands = 0;
  events = 0;
  private readonly produced = new MemorySink();
  /** How far the produced events have been found in the log. */
  private compared = 0;
  private seq = 0;
  private type = 0;
  private skipping = false;
  private readonly records = new FrameRecords();

  /** @param engine null: a new one, at the first EPOCH_START */
  constructor(
    private state: Engine | null,
    private readonly folds: readonly Fold[],
  ) {
    if (state) state.out = this.produced;
  }

  get engine(): Engine | null {
    return this.state;
  }

  /** Whether the last transaction is whole: all its events have been recorded. */
  get complete(): boolean {
    return this.compared === this.produced.used;
  }

  /** Takes the records of a frame; stops before the first command after `toSeq`, and says so by false. */
  take(frame: Frame, toSeq = Number.POSITIVE_INFINITY): boolean {
    const { records } = this;
    records.over(frame);
    for (let at = records.next(); at >= 0; at = records.next()) {
      if (records.type < FIRST_EVENT) {
        if (records.seq > toSeq) return false;
        this.command(records.views, at);
      } else if (!this.skipping) this.event(records.views, at);
    }
    return true;
  }

  private command(views: RecordViews, at: number): void {
    const seq = views.f64[(at + Command.SEQ) >> 3];
    const type = views.u16[(at >> 1) + 2];
    const { produced } = this;
    if (!this.complete) {
      throw this.divergence(`expected ${this.describe(produced.views, this.compared)}, the log goes on with command ${seq}`);
    }
    const applied = this.state?.seq ?? 0;
    // what a snapshot already holds
    this.skipping = this.commands === 0 && seq <= applied;
    if (this.skipping) return;
    if (seq !== applied + 1) throw new JournalError('JOURNAL_CORRUPT', `log: expected command ${applied + 1}, got ${seq}`);
    this.seq = seq;
    this.type = type;
    if (type === Type.EPOCH_START) checkEpoch(views, at, seq);
    if (this.state === null) this.state = this.start(type);
    produced.clear();
    this.compared = 0;
    this.state.apply(views, at);
    this.commands++;
    this.fold(views, at);
  }

  private start(type: number): Engine {
    if (type === Type.EPOCH_START && this.seq === 1) return new Engine(this.produced);
    throw new JournalError(
      'JOURNAL_CORRUPT',
      `log: expected EPOCH_START as command 1, got ${typeName(type)} as command ${this.seq}`,
    );
  }

  private event(views: RecordViews, at: number): void {
    const { produced, compared } = this;
    if (this.complete) throw this.divergence(`expected no more events, recorded is ${this.describe(views, at)}`);
    const words = views.i32[at >> 2] >> 2;
    const expected = produced.views.i32;
    const recorded = views.i32;
    for (let i = 0, a = compared >> 2, b = at >> 2; i < words; i++) {
      if (expected[a + i] === recorded[b + i]) continue;
      const made = this.describe(produced.views, compared);
      throw this.divergence(`expected ${made}, recorded is ${this.describe(views, at)}: they differ at byte ${i * 4}`);
    }
    this.compared += words << 2;
    this.events++;
    this.fold(views, at);
  }

  private fold(views: RecordViews, at: number): void {
    const { folds, seq } = this;
    for (let i = 0; i < folds.length; i++) folds[i].apply(views, at, seq);
  }

  /**
   * The events that the last command caused and the log does not hold, because it was cut off there: each is handed to
   * `record`, and counts as recorded from then on.
   */
  recordMissing(record: (views: RecordViews, at: number) => void): void {
    const { views } = this.produced;
    while (!this.complete) {
      const at = this.compared;
      record(views, at);
      this.compared += views.i32[at >> 2];
      this.fold(views, at);
    }
  }

  private describe(views: RecordViews, at: number): string {
    return `${typeName(views.u16[(at >> 1) + 2])} of ${views.i32[at >> 2]} bytes`;
  }

  private divergence(what: string): JournalError {
    const where = `command ${this.seq} (${typeName(this.type)}), ${this.compared} bytes into its events`;
    return new JournalError(
      'DIVERGENCE',
      `${where}: ${what}; the engine that wrote this log and this one disagree: keep the data directory and report it`,
    );
  }

  /** Gives the engine to its next owner. */
  release(out: RecordSink): Engine | null {
    if (this.state) this.state.out = out;
    return this.state;
  }
}
