/** The sending end of a connection whose session the engine has: what the outbox brings, encoded. Runs on the door's thread. */
import { Owned, Said, Type } from '../../engine/records.js';
import type { RecordViews } from '../../engine/ring.js';
import { Stat } from '../../engine/stats.js';
import type { Carrier } from '../carrier.js';
import type { DoorContext } from './door-context.js';
import { ENCODED_MAX, EncodeContext, encodeGapFill, encodeOwned } from './encoder.js';
import type { Link } from './ledger.js';
import { Msg } from './msg-types.js';
import type { FixSession } from './session.js';
import { SocketSender } from './socket-sender.js';
import { SessionHeader } from './writer.js';

export class FixSender extends SocketSender implements Carrier {
  readonly connection: number;
  private readonly session: FixSession;
  private missedFrom: number;
  private readonly encode: EncodeContext;

  constructor({ connection, session, logon, net, owner, missedFrom }: Link, door: DoorContext) {
    super(net, door.writers, door, owner);
    const { wire, senderCompId } = logon;
    this.connection = connection;
    this.session = session;
    this.missedFrom = missedFrom;
    const header = new SessionHeader(wire.dialect.beginString, door.compId, senderCompId);
    this.encode = new EncodeContext(wire.dialect, door.directory, header);
  }

  send(views: RecordViews, at: number, timeUs: number, possDup: boolean): number {
    const { door, encode } = this;
    encode.nowUs = door.clock.nowUs();
    encode.timeUs = timeUs;
    encode.possDup = possDup;
    const isLogout = views.u16[(at >> 1) + 2] === Type.SAID && views.u8[at + Said.MSG_TYPE] === Msg.logout;
    encode.lastProcessed = this.session.lastProcessed(isLogout);
    const bytes = encodeOwned(this.writer, views, at, encode);
    if (bytes === 0) throw new Error(`the writer has less than ${ENCODED_MAX} bytes of room`);
    door.stats.add(Stat.fixMessagesOut, 1);
    if (possDup) return bytes;
    this.lastSent = views.i32[(at + Owned.MSG_SEQ_NUM) >> 2];
    if (views.u16[(at >> 1) + 2] === Type.SAID) this.said(views, at);
    return bytes;
  }

  private said(views: RecordViews, at: number): void {
    const msgType = views.u8[at + Said.MSG_TYPE];
    this.wrote(msgType, views.u8[at + Said.FLAGS]);
    if (msgType !== Msg.logon || this.missedFrom === 0) return;
    if (this.missedFrom < this.lastSent) this.door.outbox.resend(this.session.info.index, this.missedFrom, this.lastSent - 1);
    this.missedFrom = 0;
  }

  gapFill(from: number, to: number): number {
    this.encode.nowUs = this.door.clock.nowUs();
    this.encode.lastProcessed = this.session.lastProcessed(false);
    this.door.stats.add(Stat.fixMessagesOut, 1);
    return encodeGapFill(this.writer, from, to, this.encode);
  }

  fail(reason: string): void {
    this.owner.cut(reason);
  }

  drained(): void {
    this.release();
    const { outbox, limits } = this.door;
    const { index } = this.session.info;
    if (outbox.owedBytes(index) <= limits.fixSocketBacklogBytes) this.keptUp();
    outbox.wake(index);
  }
}
