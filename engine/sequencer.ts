/**
 * The sequencer: the only writer of the log, the loop around the pure state machine. Runs on the engine's thread.
 * It takes commands from the doors' rings in turn, stamps each with the next sequence number and the logical time, copies
 * it into the log, lets the engine write its events behind it, and publishes once for a batch. What the engine cannot know
 * (that a timer is due, that the disk is full, that the mirror is stuck) it turns into commands of its own.
 * It must never block, and never start a command before the whole of the previous transaction is in the log ring.
 */
import type { Clock } from './clock.js';
import { type CommandSink, type Origin, writeSetLevel, writeSetPhase, writeTick } from './commands.js';
import type { Doorbell } from './doorbell.js';
import type { Engine } from './engine.js';
import { type LogWriter, MemorySink } from './log.js';
import { isReached, Level, type Progress } from './progress.js';
import { Command, Phase } from './records.js';
import type { RecordViews, RingConsumer } from './ring.js';
import type { Stage } from './stage.js';
import { Stat, type Stats } from './stats.js';

/** Commands taken from one ring before the others have their turn, and the most for one publish. */
const TURN = 64;
/** Ring space that must be free before a command starts: the command and, nearly always, its events. */
const ROOM = 4096;
/** How soon to look again when the log has no room: its readers do not ring for it. */
const STALLED_US = 1000;
/** How often the promises are looked at. */
const WATCH_US = 50_000;

/** The sequencer's own commands carry this door number and no session. */
export const SEQUENCER_DOOR = 0;
const own: Origin = { door: SEQUENCER_DOOR, session: -1, connection: 0, msgSeqNum: 0, ref: 0 };
const AUTHOR = 'buttonwood';

export interface SequencerOptions {
  engine: Engine;
  log: LogWriter;
  inputs: RingConsumer[];
  progress: Progress;
  clock: Clock;
  stats: Stats;
  /** Of the threads that wait for executed commands when the level is `memory`. */
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
  private readonly maxUnsafeUs: number;
  private publishedSeq: number;
  private stalledUntilUs = 0;
  private nextWatchUs = 0;
  private unsafeSinceUs = 0;
  private lastSafe = 0;
  private roomWasShort = false;
  private unsafeHandled = false;

  constructor(private readonly options: SequencerOptions) {
    this.engine = options.engine;
    this.log = options.log;
    this.inputs = options.inputs;
    this.publishedSeq = options.engine.seq;
    this.maxUnsafeUs = (options.maxUnsafeMs ?? 5000) * 1000;
  }

  work(): number {
    let done = 0;
    if (this.log.spilling) {
      done = this.log.drain();
      this.log.publish();
    }
    const nowUs = this.options.clock.nowUs();
    this.stalledUntilUs = this.log.hasRoom(ROOM) ? 0 : nowUs + STALLED_US;
    if (this.stalledUntilUs > 0) return done;
    if (this.engine.nextDeadlineUs <= nowUs) {
      this.own(nowUs, (sink) => writeTick(sink, own));
      done++;
    }
    if (nowUs >= this.nextWatchUs) this.watch(nowUs);
    for (let i = 0; i < this.inputs.length; i++) done += this.take(this.inputs[i], nowUs);
    if (done > 0) this.publish();
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

  /** Copies one command into the log, stamped, and applies it there. */
  private sequence(from: RecordViews, at: number, nowUs: number): void {
    const engine = this.engine;
    const words = from.i32[at >> 2] >> 2;
    const to = this.log.claim(words << 2);
    const views = this.log.views;
    const target = views.i32;
    const source = from.i32;
    for (let i = 1, a = at >> 2, b = to >> 2; i < words; i++) target[b + i] = source[a + i];
    views.f64[(to + Command.SEQ) >> 3] = engine.seq + 1;
    views.f64[(to + Command.TIME) >> 3] = Math.max(nowUs, engine.timeUs);
    engine.apply(views, to);
  }

  private publish(): void {
    const { progress, stats, bells } = this.options;
    this.log.publish();
    progress.reach(Level.memory, this.engine.seq, progress.level === Level.memory ? bells : NO_BELLS);
    stats.add(Stat.engineCommands, this.engine.seq - this.publishedSeq);
    this.publishedSeq = this.engine.seq;
    stats.set(Stat.engineLastSeq, this.engine.seq);
    stats.set(Stat.engineOpenOrders, this.engine.openOrders);
    stats.set(Stat.logRingUsed, this.log.used());
  }

  /** Sequences a command of the sequencer's own, at once: timers, configuration at start, the venue's own precautions. */
  submit(write: (sink: CommandSink) => boolean): void {
    this.own(this.options.clock.nowUs(), write);
    this.publish();
  }

  private own(nowUs: number, write: (sink: CommandSink) => boolean): void {
    this.scratch.clear();
    write(this.scratch);
    this.sequence(this.scratch.views, 0, nowUs);
  }

  /** Precautions: no next journal segment, or nothing has become safe for too long. */
  private watch(nowUs: number): void {
    this.nextWatchUs = nowUs + WATCH_US;
    const { progress, onUnsafe } = this.options;
    progress.level = this.engine.level;
    const short = !progress.journalRoom;
    if (short !== this.roomWasShort && this.log.hasRoom(ROOM)) {
      this.roomWasShort = short;
      if (short && this.engine.phase === Phase.open)
        this.setPhase(nowUs, Phase.cancelOnly, `${AUTHOR}: no room for the journal`);
      if (!short && this.engine.phase === Phase.cancelOnly) this.setPhase(nowUs, Phase.open, `${AUTHOR}: the journal has room`);
    }
    const safe = progress.safe();
    if (isReached(this.engine.seq, safe)) {
      this.unsafeSinceUs = 0;
      this.unsafeHandled = false;
    } else if (this.unsafeSinceUs === 0 || safe !== this.lastSafe) {
      this.unsafeSinceUs = nowUs;
    } else if (!this.unsafeHandled && nowUs - this.unsafeSinceUs > this.maxUnsafeUs && this.log.hasRoom(ROOM)) {
      this.unsafeHandled = true;
      if (onUnsafe === 'lower' && progress.level > Level.disk) {
        this.own(nowUs, (sink) => writeSetLevel(sink, own, Level.disk, `${AUTHOR}: nothing became safe in time`));
        progress.level = this.engine.level;
      } else if (this.engine.phase === Phase.open) {
        this.setPhase(nowUs, Phase.cancelOnly, `${AUTHOR}: nothing became safe in time`);
      }
      this.publish();
    }
    this.lastSafe = safe;
  }

  private setPhase(nowUs: number, phase: number, author: string): void {
    this.own(nowUs, (sink) => writeSetPhase(sink, own, -1, phase, author));
    this.publish();
  }

  deadlineUs(): number {
    if (this.stalledUntilUs > 0) return this.stalledUntilUs;
    return Math.min(this.engine.nextDeadlineUs, this.nextWatchUs);
  }

  stop(): void {
    while (this.log.spilling && this.log.drain() > 0) this.log.publish();
    this.publish();
  }
}

const NO_BELLS: readonly Doorbell[] = [];
