/**
 * The socket's side of a sender: messages are written to the pool's writer and leave with flush(). Door's thread. It holds at most one
 * buffer that the socket has not taken; until that is drained nothing more is written, and who keeps it waiting is cut off.
 */
import { SayFlag } from '../../engine/records.js';
import type { NetConnection } from '../net.js';
import type { DoorContext } from './door-context.js';
import { Msg } from './msg-types.js';
import type { FixWriter } from './writer.js';
import type { WriterPool } from './writer-pool.js';

export interface SenderOwner {
  /** The last message is out: close. */
  end(): void;
  /** Close at once, with a line in the log. */
  cut(reason: string): void;
  /** Look at the connection by then, µs. */
  wakeAt(us: number): void;
}

/** What its connection knows of a sender. */
export interface Sender {
  /** The last number that was sent, resends apart. */
  readonly lastSent: number;
  sentUs: number;
  /** When a consumer that lags behind is cut off; Infinity: it does not lag. */
  readonly slowByUs: number;
  /** The counterparty has answered our Logout, perhaps before it is out: closes once it is. */
  endAfterLogout(): void;
  /** The socket has taken everything. */
  drained(): void;
  /** The socket is gone, or has no more use for the buffer. */
  release(): void;
}

export abstract class SocketSender implements Sender {
  lastSent = 0;
  sentUs: number;
  protected isEnding = false;
  /** Our Logout is written. */
  private hasLoggedOut = false;
  private endsWithLogout = false;
  /** When the socket began to lag behind; 0: it does not. */
  private slowSinceUs = 0;
  /** The buffer that the socket is still sending from. */
  private held: FixWriter | null = null;

  constructor(
    private readonly net: NetConnection,
    private readonly writers: WriterPool,
    protected readonly door: DoorContext,
    protected readonly owner: SenderOwner,
  ) {
    this.sentUs = door.clock.nowUs();
  }

  /** Whether it takes another message now. */
  ready(): boolean {
    return this.held === null && !this.isEnding;
  }

  /** Where messages are written until flush(). */
  protected get writer(): FixWriter {
    return this.writers.current;
  }

  /** What the session layer says has been written. @param flags SayFlag bits */
  protected wrote(msgType: number, flags: number): void {
    if (msgType === Msg.logout) this.hasLoggedOut = true;
    this.isEnding ||= (flags & SayFlag.endConnection) !== 0 || (this.hasLoggedOut && this.endsWithLogout);
  }

  endAfterLogout(): void {
    if (this.hasLoggedOut) this.owner.end();
    else this.endsWithLogout = true;
  }

  flush(): void {
    const { door, writer } = this;
    if (writer.at > 0) {
      this.sentUs = door.clock.nowUs();
      if (this.net.write(writer.u8.subarray(0, writer.at))) {
        writer.clear();
        this.slowSinceUs = 0;
      } else {
        this.held = this.writers.giveAway();
        if (this.slowSinceUs === 0) this.slowSinceUs = this.sentUs;
        this.owner.wakeAt(this.slowByUs);
      }
    }
    if (this.isEnding) this.owner.end();
  }

  get slowByUs(): number {
    return this.slowSinceUs === 0 ? Infinity : this.slowSinceUs + this.door.limits.fixSlowConsumerMs * 1000;
  }

  abstract drained(): void;

  /** It has kept up: the time that it may lag begins anew. */
  protected keptUp(): void {
    this.slowSinceUs = 0;
  }

  release(): void {
    if (this.held !== null) this.writers.takeBack(this.held);
    this.held = null;
  }
}
