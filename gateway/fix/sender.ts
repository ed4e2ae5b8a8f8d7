/**
 * The sending end of a FIX connection: what the outbox brings, encoded and handed to the socket. Runs on the door's thread.
 * It holds at most one buffer that the socket has not taken; until that is drained it takes nothing more.
 */
import { Owned, Said, SayFlag, Type } from '../../engine/records.js';
import type { RecordViews } from '../../engine/ring.js';
import { Stat } from '../../engine/stats.js';
import type { Carrier } from '../carrier.js';
import type { NetConnection } from '../net.js';
import type { DoorContext } from './door-context.js';
import { ENCODED_MAX, EncodeContext, encodeGapFill, encodeOwned } from './encoder.js';
import type { LogonRequest } from './logon-request.js';
import { Msg } from './msg-types.js';
import type { FixSession } from './session.js';
import { type FixWriter, SessionHeader } from './writer.js';

export interface SenderOwner {
  /** The last message is out: close. */
  end(): void;
  /** Close at once, with a line in the log. */
  cut(reason: string): void;
  /** Look at the connection by then. */
  wakeAt(us: number): void;
}

export class FixSender implements Carrier {
  /** The last number that was sent, resends apart. */
  lastSent = 0;
  sentUs: number;
  /** First number to send again once the Logon answer is out; 0: none. */
  missedFrom = 0;
  /** When the socket began to lag behind; 0: it does not. */
  private slowSinceUs = 0;
  /** The buffer that the socket is still sending from. */
  private held: FixWriter | null = null;
  private ending = false;
  /** Our Logout is out. */
  private hasLoggedOut = false;
  private endsWithLogout = false;
  private readonly encode: EncodeContext;

  constructor(
    readonly connection: number,
    private readonly session: FixSession,
    { wire, senderCompId }: LogonRequest,
    private readonly net: NetConnection,
    private readonly door: DoorContext,
    private readonly owner: SenderOwner,
  ) {
    const header = new SessionHeader(wire.dialect.beginString, door.compId, senderCompId);
    this.encode = new EncodeContext(wire.dialect, door.directory, header);
    this.sentUs = door.clock.nowUs();
  }

  ready(): boolean {
    return this.held === null && !this.ending;
  }

  send(views: RecordViews, at: number, timeUs: number, possDup: boolean): number {
    const { door, encode } = this;
    encode.nowUs = door.clock.nowUs();
    encode.timeUs = timeUs;
    encode.possDup = possDup;
    const bytes = encodeOwned(door.writers.current, views, at, encode);
    if (bytes === 0) throw new Error(`the writer has less than ${ENCODED_MAX} bytes of room`);
    door.stats.add(Stat.fixMessagesOut, 1);
    if (possDup) return bytes;
    this.lastSent = views.i32[(at + Owned.MSG_SEQ_NUM) >> 2];
    if (views.u16[(at >> 1) + 2] === Type.SAID) this.said(views, at);
    return bytes;
  }

  private said(views: RecordViews, at: number): void {
    if (views.u8[at + Said.MSG_TYPE] === Msg.logout) this.hasLoggedOut = true;
    if ((views.u8[at + Said.FLAGS] & SayFlag.endConnection) !== 0) this.ending = true;
    if (this.hasLoggedOut && this.endsWithLogout) this.ending = true;
    if (views.u8[at + Said.MSG_TYPE] !== Msg.logon || this.missedFrom === 0) return;
    if (this.missedFrom < this.lastSent) this.session.ledger.resend(this.missedFrom, this.lastSent - 1);
    this.missedFrom = 0;
  }

  /** The counterparty has answered our Logout, perhaps before it is out: closes once it is. */
  endAfterLogout(): void {
    if (this.hasLoggedOut) this.owner.end();
    else this.endsWithLogout = true;
  }

  gapFill(from: number, to: number): number {
    this.encode.nowUs = this.door.clock.nowUs();
    this.door.stats.add(Stat.fixMessagesOut, 1);
    return encodeGapFill(this.door.writers.current, from, to, this.encode);
  }

  flush(): void {
    const { door } = this;
    const writer = door.writers.current;
    if (writer.at > 0) {
      this.sentUs = door.clock.nowUs();
      if (this.net.write(writer.u8.subarray(0, writer.at))) {
        writer.clear();
        this.slowSinceUs = 0;
      } else {
        this.held = door.writers.giveAway();
        if (this.slowSinceUs === 0) this.slowSinceUs = this.sentUs;
        this.owner.wakeAt(this.slowByUs);
      }
    }
    if (this.ending) this.owner.end();
  }

  /** When a consumer that lags behind is cut off; Infinity: it does not lag. */
  get slowByUs(): number {
    return this.slowSinceUs === 0 ? Infinity : this.slowSinceUs + this.door.limits.fixSlowConsumerMs * 1000;
  }

  fail(reason: string): void {
    this.owner.cut(reason);
  }

  /** The socket has taken everything. */
  drained(): void {
    this.release();
    const { outbox, limits } = this.door;
    const { index } = this.session.info;
    if (outbox.owedBytes(index) <= limits.fixSocketBacklogBytes) this.slowSinceUs = 0;
    outbox.wake(index);
  }

  /** The socket is gone, or has no more use for the buffer. */
  release(): void {
    if (this.held !== null) this.door.writers.takeBack(this.held);
    this.held = null;
  }
}
