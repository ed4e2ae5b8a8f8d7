/**
 * The ledger of a market-data session: the door keeps its numbers itself, and nothing of it is in the log. Both start again with each
 * Logon, and nothing is sent a second time: whatever is asked for again is filled as a gap. What it says goes to its sender at once.
 */
import type { LogonFields } from '../../../engine/commands.js';
import type { DoorContext } from '../door-context.js';
import type { Ledger, Link } from '../ledger.js';
import { Msg } from '../msg-types.js';
import type { FixSession } from '../session.js';
import type { Sender } from '../socket-sender.js';
import type { WriterPool } from '../writer-pool.js';
import { LocalSender } from './local-sender.js';
import type { Subscriber } from './subscriber.js';

export class LocalLedger implements Ledger {
  readonly startsAgain = true;
  /** Set by whoever makes both. */
  session: FixSession | null = null;
  private sender: LocalSender | null = null;

  /** @param ended told when the session is down */
  constructor(
    private readonly door: DoorContext,
    private readonly writers: WriterPool,
    private readonly subscriber: Subscriber,
    private readonly ended: () => void,
  ) {}

  get lastOut(): number {
    return this.sender?.lastSent ?? 0;
  }

  attach(link: Link): Sender {
    this.sender = new LocalSender(link, this.writers, this.door, this.subscriber.wake);
    this.subscriber.sender = this.sender;
    return this.sender;
  }

  detach(sender: Sender): void {
    if (this.sender !== sender) return;
    this.sender = null;
    this.subscriber.sender = null;
  }

  logon(_connectionId: number, _msgSeqNum: number, { content }: LogonFields): void {
    this.sender?.say(Msg.logon, 0, content);
  }

  disconnect(connectionId: number): boolean {
    this.subscriber.close();
    this.ended();
    this.session?.down(connectionId, 1);
    return true;
  }

  received(): void {}

  setNextIn(): void {}

  say(_connectionId: number, msgType: number, flags: number, content: string): void {
    if (msgType === Msg.logout) this.subscriber.close();
    this.sender?.say(msgType, flags, content);
  }

  order(): void {
    throw new Error('a market-data session entered an order');
  }

  resend(from: number, to: number): void {
    this.sender?.gapFill(from, to);
  }
}
