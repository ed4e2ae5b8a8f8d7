/**
 * What the venue does of itself before it is too late, always by a logged command: refuses new orders while the journal has
 * no next segment, and acts once nothing has become safe for too long. What it has closed it opens again when the cause is
 * gone, unless an operator has acted since. On the engine's thread, as a part of the sequencer.
 */
import { type CommandSink, type Origin, writeSetLevel, writeSetPhase } from './commands.js';
import type { Engine } from './engine.js';
import { isReached, Level, type Progress } from './progress.js';
import { Phase, Type } from './records.js';

/** How often the promises are looked at. */
const WATCH_US = 50_000;
const DEFAULT_UNSAFE_MS = 5000;

const origin: Origin = { door: 0, session: -1, connection: 0, msgSeqNum: 0, ref: 0 };

export interface PrecautionOptions {
  maxUnsafeMs?: number;
  onUnsafe?: 'cancelOnly' | 'lower';
}

export class Precautions {
  nextWatchUs = 0;
  private readonly maxUnsafeUs: number;
  /** Why it has made the venue cancel-only; '' when it has not. */
  private closedFor: '' | 'room' | 'unsafe' = '';
  private unsafeSinceUs = 0;
  private lastSafe = 0;

  constructor(
    private readonly engine: Engine,
    private readonly progress: Progress,
    private readonly options: PrecautionOptions,
    private readonly submit: (write: (sink: CommandSink) => boolean) => void,
  ) {
    this.maxUnsafeUs = (options.maxUnsafeMs ?? DEFAULT_UNSAFE_MS) * 1000;
  }

  /** An operator sets the phase: from here on it is theirs. */
  operatorActs(commandType: number): void {
    if (commandType === Type.SET_PHASE) this.closedFor = '';
  }

  watch(nowUs: number): void {
    if (nowUs < this.nextWatchUs) return;
    this.nextWatchUs = nowUs + WATCH_US;
    const roomIsShort = !this.progress.journalRoom;
    const isStuck = this.isStuck(nowUs);
    if (roomIsShort) this.close('room', 'the journal has no room');
    else if (isStuck && this.options.onUnsafe === 'lower' && this.engine.level > Level.disk) this.lower();
    else if (isStuck) this.close('unsafe', 'nothing became safe in time');
    else if (this.closedFor === 'room' || this.unsafeSinceUs === 0) this.open();
  }

  /** Whether something waits to become safe and nothing has for too long. */
  private isStuck(nowUs: number): boolean {
    const safe = this.progress.safe();
    if (isReached(this.engine.seq, safe)) this.unsafeSinceUs = 0;
    else if (this.unsafeSinceUs === 0 || safe !== this.lastSafe) this.unsafeSinceUs = nowUs;
    this.lastSafe = safe;
    return this.unsafeSinceUs > 0 && nowUs - this.unsafeSinceUs > this.maxUnsafeUs;
  }

  private close(reason: 'room' | 'unsafe', text: string): void {
    if (this.engine.phase !== Phase.open) return;
    this.closedFor = reason;
    this.setPhase(Phase.cancelOnly, text);
  }

  private open(): void {
    if (this.closedFor === '') return;
    const text = this.closedFor === 'room' ? 'the journal has room' : 'all is safe again';
    this.closedFor = '';
    if (this.engine.phase === Phase.cancelOnly) this.setPhase(Phase.open, text);
  }

  private setPhase(phase: number, text: string): void {
    this.submit((sink) => writeSetPhase(sink, origin, -1, phase, `buttonwood: ${text}`));
  }

  private lower(): void {
    this.submit((sink) => writeSetLevel(sink, origin, Level.disk, 'buttonwood: nothing became safe in time'));
  }
}
