/**
 * Busts and corrections that wait for a second person. They are kept at the door, bounded in number and time, and forgotten with
 * a restart: nothing is in the log before two people want it.
 */
import { refusal } from './http.js';

const PENDING_MAX = 100;

export interface Approval<T> {
  id: number;
  author: string;
  /** What was asked for, as a person reads it. */
  what: string;
  expiresUs: number;
  request: T;
}

export class Approvals<T> {
  private readonly pending = new Map<number, Approval<T>>();
  private lastId = 0;

  constructor(private readonly lifetimeMs: number) {}

  ask(author: string, what: string, request: T, nowUs: number): Approval<T> {
    this.expire(nowUs);
    if (this.pending.size >= PENDING_MAX) {
      throw refusal('BUSY', `expected at most ${PENDING_MAX} requests that wait for approval; withdraw some`);
    }
    const approval = { id: ++this.lastId, author, what, request, expiresUs: nowUs + this.lifetimeMs * 1000 };
    this.pending.set(approval.id, approval);
    return approval;
  }

  /** What `approver` may approve; it no longer waits after taken(). */
  toApprove(id: number, approver: string, nowUs: number): Approval<T> {
    const approval = this.find(id, nowUs);
    if (approval.author !== approver) return approval;
    throw refusal('SAME_PERSON', `approve: expected another person than ${approver}, who asked for it`);
  }

  withdraw(id: number, nowUs: number): Approval<T> {
    const approval = this.find(id, nowUs);
    this.taken(approval);
    return approval;
  }

  taken(approval: Approval<T>): void {
    this.pending.delete(approval.id);
  }

  list(nowUs: number): Approval<T>[] {
    this.expire(nowUs);
    return [...this.pending.values()];
  }

  private find(id: number, nowUs: number): Approval<T> {
    this.expire(nowUs);
    const approval = this.pending.get(id);
    if (approval) return approval;
    throw refusal('NOT_PENDING', `id: expected a request that waits for approval, got ${id}: it is done, withdrawn or too old`);
  }

  private expire(nowUs: number): void {
    for (const [id, { expiresUs }] of this.pending) if (expiresUs <= nowUs) this.pending.delete(id);
  }
}
