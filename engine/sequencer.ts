/**
 * The sequencer: the only writer of the log, the loop around the pure state machine. Runs on the engine's thread.
 * It takes commands from the doors' rings in turn, stamps each with the next sequence number and the logical time, copies
 * it into the log, lets the engine write its events behind it, and publishes once for a batch. What the engine cannot know
 * (that a timer is due, that the disk is full, that the mirror is stuck) it turns into commands of its own.
 * It must never block, and never start a command before the whole of the previous transaction is in the log ring.
 */
import type { Clock } from './clock.js';
import { type CommandSink, type Origin, writeTick } from './commands.js';
import { copyRecord } from './copy.js';
import type { Doorbell } from './doorbell.js';
import type { Engine } from './engine.js';
import { type LogWriter, MemorySink } from './log.js';
import { Precautions } from './precautions.js';
import { Level, type Progress } from './progress.js';
import { Command } from './records.js';
import type { RecordViews, RingConsumer } from './ring.js';
import type { Stage } from './stage.js';
import { Stat, type Stats } from './stats.js';

/** Commands taken from one ring before the others have their turn, and the most for one publish. */
const TURN = 64;
/** Ring space that must be free before a command starts: the command and, nearly always, its events. */
const ROOM = 4096;
/** How soon to look again when the log has no room: its readers do not ring for it. */
const STALLED_US = 1000;

/** Where the words of a command begin that are the door's: behind sequence number and time. */
const STAMPED = Command.SESSION;

/** The sequencer's own commands carry this door number and no session. */
export const SEQUENCER_DOOR = 0;
export const ownOrigin: Origin = { door: SEQUENCER_DOOR, session: -1, connection: 0, msgSeqNum: 0, ref: 0 };

export interface SequencerOptions {
  engine: Engine;
  log: LogWriter;
  inputs: RingConsumer[];
  /** Operators' commands: taken even when the log is full, for they may be what frees it. */
  operators?: RingConsumer;
  progress: Progress;
  clock: Clock;
  stats: Stats;
  /** Of the threads that wait for commands to become safe. */
  bells: readonly Doorbell[];
  /** How long nothing may become safe before `onUnsafe` happens, by a logged command. */
  maxUnsafeMs?: number;
  onUnsafe?: 'cancelOnly' | 'lower';
}

export class Sequencer implements Stage {
  readonly name = 'engine';
  private readonly engine: Engine;
  private readonly log: LogWriter;
  private readonly inputs: RingConsumer[];
  private readonly scratch = new MemorySink(1024);
  private readonly precautions: Precautions;
  private publishedSeq: number;
  private stalledUntilUs = 0;

  constructor(private readonly options: SequencerOptions) {
    this.engine = options.engine;
    this.log = options.log;
    this.inputs = options.inputs;
    this.publishedSeq = options.engine.seq;
    this.precautions = new Precautions(this.engine, options.progress, options, (write) => this.submit(write));
  }

  work(): number {
    let done = 0;
    const { log, engine, options } = this;
    if (log.spilling) {
      done = log.drain();
      log.publish();
    }
    const nowUs = options.clock.nowUs();
    if (!log.spilling) {
      this.precautions.watch(nowUs);
      if (options.operators) done += this.takeOperators(options.operators, nowUs);
    }
    this.stalledUntilUs = log.hasRoom(ROOM) ? 0 : nowUs + STALLED_US;
    if (this.stalledUntilUs > 0) return done;
    if (engine.nextDeadlineUs <= nowUs) {
      this.own(nowUs, (sink) => writeTick(sink, ownOrigin));
      done++;
    }
    for (let i = 0; i < this.inputs.length; i++) done += this.take(this.inputs[i], nowUs);
    if (engine.seq !== this.publishedSeq) this.publish();
    return done;
  }

  private take(input: RingConsumer, nowUs: number): number {
    let taken = 0;
    while (taken < TURN && this.log.hasRoom(ROOM)) {
      const at = input.peek();
      if (at < 0) break;
      this.sequence(input.views, at, nowUs);
      input.advance();
      taken++;
    }
    if (taken > 0) input.release();
    return taken;
  }

  private takeOperators(input: RingConsumer, nowUs: number): number {
    let taken = 0;
    while (taken < TURN && !this.log.spilling) {
      const at = input.peek();
      if (at < 0) break;
      this.precautions.operatorActs(input.views.u16[(at >> 1) + 2]);
      this.sequence(input.views, at, nowUs);
      input.advance();
      taken++;
    }
    if (taken === 0) return 0;
    input.release();
    this.publish();
    return taken;
  }

  /** Copies one command into the log, stamped, and applies it there. */
  private sequence(from: RecordViews, at: number, nowUs: number): void {
    const engine = this.engine;
    const length = from.i32[at >> 2];
    const to = this.log.claim(length);
    const views = this.log.views;
    views.i32[(to >> 2) + 1] = from.i32[(at >> 2) + 1];
    copyRecord(views.i32, (to + STAMPED) >> 2, from.i32, (at + STAMPED) >> 2, (length - STAMPED) >> 2);
    views.f64[(to + Command.SEQ) >> 3] = engine.seq + 1;
    views.f64[(to + Command.TIME) >> 3] = Math.max(nowUs, engine.timeUs);
    engine.apply(views, to);
  }

  private publish(): void {
    const { engine } = this;
    const { progress, stats, bells } = this.options;
    const levelBefore = progress.level;
    // a higher level holds back the very command that sets it, so it is in force before that is published
    progress.level = engine.level;
    this.log.publish();
    progress.reach(Level.memory, engine.seq, engine.level === Level.memory || engine.level < levelBefore ? bells : NO_BELLS);
    stats.add(Stat.engineCommands, engine.seq - this.publishedSeq);
    this.publishedSeq = engine.seq;
    stats.set(Stat.engineLastSeq, engine.seq);
    stats.set(Stat.engineOpenOrders, engine.openOrders);
    stats.set(Stat.logRingUsed, this.log.used());
  }

  /** Sequences a command of the sequencer's own, at once: configuration at start, the venue's own precautions. */
  submit(write: (sink: CommandSink) => boolean): void {
    this.own(this.options.clock.nowUs(), write);
    this.publish();
  }

  private own(nowUs: number, write: (sink: CommandSink) => boolean): void {
    this.scratch.clear();
    write(this.scratch);
    this.sequence(this.scratch.views, 0, nowUs);
  }

  deadlineUs(): number {
    if (this.stalledUntilUs > 0) return this.stalledUntilUs;
    return Math.min(this.engine.nextDeadlineUs, this.precautions.nextWatchUs);
  }

  stop(): void {
    while (this.log.spilling && this.log.drain() > 0) this.log.publish();
    this.publish();
  }
}

const NO_BELLS: readonly Doorbell[] = [];
