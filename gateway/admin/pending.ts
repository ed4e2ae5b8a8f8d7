/** Actions that were submitted and wait for the event that answers them to be safe. Bounded in number and time. */
import type { Clock } from '../../engine/clock.js';
import { Type } from '../../engine/records.js';
import { type HttpError, refusal } from './http.js';

const PENDING_MAX = 64;

interface Waiting {
  deadlineUs: number;
  answers: readonly number[];
  resolve: (answer: object) => void;
  reject: (error: HttpError) => void;
}

export class PendingActions {
  /** The correlation number of the action that was begun last. */
  ref = 0;
  private readonly waiting = new Map<number, Waiting>();

  constructor(
    private readonly clock: Clock,
    private readonly answerMs: number,
  ) {}

  get count(): number {
    return this.waiting.size;
  }

  /** Takes the next correlation number. */
  begin(): number {
    if (this.waiting.size >= PENDING_MAX) throw busy();
    this.ref = (this.ref % 0x7fffffff) + 1;
    return this.ref;
  }

  /** The answer to the action that was begun last. @param answers types of events */
  answerTo(answers: readonly number[]): Promise<object> {
    const deadlineUs = this.clock.nowUs() + this.answerMs * 1000;
    return new Promise((resolve, reject) => {
      this.waiting.set(this.ref, { deadlineUs, answers, resolve, reject });
    });
  }

  /** Who waits for this event, if anyone does. A refusal answers any. */
  settle(ref: number, type: number): Pick<Waiting, 'resolve' | 'reject'> | undefined {
    const waiting = this.waiting.get(ref);
    if (waiting === undefined || (type !== Type.REFUSED && !waiting.answers.includes(type))) return undefined;
    this.waiting.delete(ref);
    return waiting;
  }

  /** Tells those whose time is up: what they asked for was submitted all the same. */
  expire(): void {
    if (this.waiting.size === 0) return;
    const nowUs = this.clock.nowUs();
    for (const [ref, { deadlineUs, reject }] of this.waiting) {
      if (deadlineUs > nowUs) continue;
      this.waiting.delete(ref);
      reject(refusal('NOT_SAFE_YET', 'the action was submitted, but is not safe yet: look at its effect with status'));
    }
  }

  deadlineUs(): number {
    let next = Number.POSITIVE_INFINITY;
    for (const { deadlineUs } of this.waiting.values()) next = Math.min(next, deadlineUs);
    return next;
  }
}

export function busy(): HttpError {
  return refusal('BUSY', 'the engine has not yet taken what was asked before; try again');
}
