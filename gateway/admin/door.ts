/**
 * The operators' door: each action becomes a command with its author, and is answered once the event it caused is safe.
 * Runs on a thread with an event loop. It never changes anything itself and never answers before the log has.
 */
import type { Clock } from '../../engine/clock.js';
import { type Origin, writeSetLevel, writeSetPhase } from '../../engine/commands.js';
import type { Directory } from '../../engine/directory.js';
import type { LogReader } from '../../engine/log.js';
import { Level, type LevelName, type Progress } from '../../engine/progress.js';
import { Defined, FIRST_EVENT, Phase, Refused, Type } from '../../engine/records.js';
import type { RingProducer } from '../../engine/ring.js';
import type { Stage } from '../../engine/stage.js';
import type { Stats } from '../../engine/stats.js';
import { levelName, phaseName, reject, sessionList, venueStatus } from '../status.js';
import { REFUSED_STATUS } from './codes.js';
import { AdminServer, type Body, HttpError, refusal } from './http.js';

const BATCH = 4096;
const PENDING_MAX = 64;
const DEFAULT_ANSWER_MS = 5000;

export interface AdminDoorOptions {
  mic: string;
  /** The number that this door's commands carry. */
  door: number;
  commands: RingProducer;
  /** Gate `safe`. */
  log: LogReader;
  directory: Directory;
  progress: Progress;
  stats: Stats;
  clock: Clock;
  /** Asks for a turn of the loop that hosts this stage. */
  kick: () => void;
  /** Levels that this venue can reach; left out: all that the engine knows. */
  levels?: readonly LevelName[];
  /** How long an action may wait for its event to be safe. */
  answerMs?: number;
}

interface Pending {
  deadlineUs: number;
  resolve: (answer: object) => void;
  reject: (error: HttpError) => void;
}

export class AdminDoor implements Stage {
  readonly name = 'admin';
  private readonly server = new AdminServer((path, body) => this.handle(path, body));
  private readonly pending = new Map<number, Pending>();
  private readonly origin: Origin;
  /** Whether the transaction being read is one of this door's. */
  private own = false;
  private lastRef = 0;

  constructor(private readonly options: AdminDoorOptions) {
    this.origin = { door: options.door, session: -1, connection: 0, msgSeqNum: 0, ref: 0 };
  }

  /** @throws OperationalError NOT_LOOPBACK, PORT_TAKEN */
  listen(host: string, port: number): Promise<{ host: string; port: number }> {
    return this.server.listen(host, port);
  }

  close(): Promise<void> {
    return this.server.close();
  }

  private handle(path: string, body: Body | null): Promise<object> | object {
    const { directory, progress, stats, clock, mic } = this.options;
    switch (body === null ? `GET ${path}` : `POST ${path}`) {
      case 'GET status':
        return venueStatus(mic, directory, progress, stats, clock.nowUs());
      case 'GET sessions':
        return { sessions: sessionList(directory) };
      case 'POST halt':
        return this.setPhase(Phase.halted, body!);
      case 'POST resume':
        return this.setPhase(Phase.open, body!);
      case 'POST cancel-only':
        return this.setPhase(Phase.cancelOnly, body!);
      case 'POST level':
        return this.setLevel(body!);
      default:
        throw refusal('NOT_FOUND', `expected GET status or sessions, or POST halt, resume, cancel-only or level; got ${path}`);
    }
  }

  private setPhase(phase: number, body: Body): Promise<object> {
    const author = readAuthor(body);
    const { symbol } = body;
    let instrument = -1;
    if (symbol !== undefined) {
      const info = typeof symbol === 'string' ? this.options.directory.instrument(symbol) : undefined;
      if (!info) throw refusal('unknownSymbol', `symbol: expected a listed symbol, got ${JSON.stringify(symbol)}`);
      instrument = info.index;
    }
    return this.submit(() => writeSetPhase(this.options.commands, this.origin, instrument, phase, author));
  }

  private setLevel(body: Body): Promise<object> {
    const author = readAuthor(body);
    if (typeof body.level !== 'string' || !Object.hasOwn(Level, body.level)) {
      const names = Object.keys(Level).join(', ');
      throw refusal('BAD_REQUEST', `level: expected one of ${names}; got ${JSON.stringify(body.level)}`);
    }
    const { levels } = this.options;
    if (levels && !levels.includes(body.level as LevelName)) {
      const text = `level: expected one of ${levels.join(', ')}, which this venue can reach; got ${body.level}`;
      throw refusal('unsupportedLevel', text);
    }
    const level = Level[body.level as LevelName];
    return this.submit(() => writeSetLevel(this.options.commands, this.origin, level, author));
  }

  private submit(write: () => boolean): Promise<object> {
    const { commands, clock, kick, answerMs } = this.options;
    this.lastRef = (this.lastRef + 1) & 0x7fffffff;
    this.origin.ref = this.lastRef;
    if (this.pending.size >= PENDING_MAX || !write()) {
      throw refusal('BUSY', 'the engine has not yet taken what was asked before; try again');
    }
    commands.publish();
    const ref = this.lastRef;
    const deadlineUs = clock.nowUs() + (answerMs ?? DEFAULT_ANSWER_MS) * 1000;
    return new Promise((resolve, rejectAnswer) => {
      this.pending.set(ref, { deadlineUs, resolve, reject: rejectAnswer });
      kick();
    });
  }

  work(): number {
    const { log } = this.options;
    let read = 0;
    while (read < BATCH) {
      const at = log.next();
      if (at < 0) break;
      this.take(at);
      read++;
    }
    if (read > 0) log.release();
    if (this.pending.size > 0) this.expire();
    return read;
  }

  private take(at: number): void {
    const { views } = this.options.log;
    const type = views.u16[(at >> 1) + 2];
    if (type < FIRST_EVENT) {
      this.own = views.u16[(at >> 1) + 3] === this.options.door;
      return;
    }
    this.options.directory.apply(views, at);
    if (!this.own) return;
    if (type === Type.PHASE_CHANGED) this.phaseChanged(at);
    else if (type === Type.LEVEL_CHANGED) {
      const level = levelName(views.i32[(at + Defined.INDEX) >> 2]);
      this.settle(views.i32[(at + Defined.REF) >> 2])?.resolve({ level, seq: this.options.log.seq });
    } else if (type === Type.REFUSED) {
      const reason = reject(views.u16[(at + Refused.REASON) >> 1]);
      this.settle(views.i32[(at + Refused.REF) >> 2])?.reject(new HttpError(REFUSED_STATUS, reason.code, reason.message));
    }
  }

  private phaseChanged(at: number): void {
    const { directory, log } = this.options;
    const instrument = directory.instruments[log.views.i32[(at + Defined.INDEX) >> 2]];
    const phase = phaseName(instrument ? instrument.phase : directory.phase);
    const symbol = instrument?.symbol ?? null;
    this.settle(log.views.i32[(at + Defined.REF) >> 2])?.resolve({ symbol, phase, seq: log.seq });
  }

  private settle(ref: number): Pending | undefined {
    const pending = this.pending.get(ref);
    this.pending.delete(ref);
    return pending;
  }

  private expire(): void {
    const nowUs = this.options.clock.nowUs();
    for (const [ref, pending] of this.pending) {
      if (pending.deadlineUs > nowUs) continue;
      this.pending.delete(ref);
      pending.reject(refusal('NOT_SAFE_YET', 'the action was submitted, but is not safe yet: look at its effect with status'));
    }
  }

  deadlineUs(): number {
    let next = Number.POSITIVE_INFINITY;
    for (const { deadlineUs } of this.pending.values()) next = Math.min(next, deadlineUs);
    return next;
  }

  busy(): boolean {
    return this.pending.size > 0;
  }
}

function readAuthor(body: Body): string {
  const { author } = body;
  if (typeof author === 'string' && /^[\x20-\x7e]{1,64}$/.test(author)) return author;
  throw refusal('BAD_REQUEST', `author: expected 1 to 64 printable characters, got ${JSON.stringify(author)}`);
}
