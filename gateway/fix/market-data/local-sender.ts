/**
 * The sending end of a market-data session: its numbers are given here, as each message is written. Door's thread. What must not be lost
 * waits here while the socket takes nothing; who lets more than a limit wait is cut off.
 */
import { Stat } from '../../../engine/stats.js';
import type { DoorContext } from '../door-context.js';
import { ENCODED_MAX, EncodeContext, encodeGapFill } from '../encoder.js';
import type { Link } from '../ledger.js';
import { Msg } from '../msg-types.js';
import type { FixSession } from '../session.js';
import { SocketSender } from '../socket-sender.js';
import { latin1, SessionHeader } from '../writer.js';
import type { WriterPool } from '../writer-pool.js';
import type { Bodies } from './bodies.js';
import type { Subscription } from './subscription.js';

/** A header and a trailer, and the field of a MDReqID. */
const FRAME_BYTES = 512;
const NOTHING = new Uint8Array(0);

interface Waiting {
  /** null: what the session layer says. */
  subscription: Subscription | null;
  msgType: number;
  flags: number;
  body: Uint8Array;
  /** A gap fill for the numbers from `gapFrom` to `gapTo`; 0: none. */
  gapFrom: number;
  gapTo: number;
}

export class LocalSender extends SocketSender {
  private readonly encode: EncodeContext;
  private readonly session: FixSession;
  private nowUs = 0;
  private waiting: Waiting[] = [];
  private waitingBytes = 0;
  private isCut = false;

  /** @param wake told when the socket takes more again */
  constructor(
    { logon, session, net, owner }: Link,
    writers: WriterPool,
    door: DoorContext,
    private readonly wake: () => void,
  ) {
    super(net, writers, door, owner);
    this.session = session;
    const { dialect } = logon.wire;
    const header = new SessionHeader(dialect.beginString, door.compId, logon.senderCompId);
    this.encode = new EncodeContext(dialect, door.directory, header);
  }

  /** Says what the session layer has to say, at once if the socket takes it. A Logon has number 1. @param flags SayFlag bits */
  say(msgType: number, flags: number, content: string): void {
    this.handOver({ subscription: null, msgType, flags, body: latin1(content), gapFrom: 0, gapTo: 0 });
  }

  /** Fills the numbers from `from` to `to`, both included: market data is not sent again. */
  gapFill(from: number, to: number): void {
    this.handOver({ subscription: null, msgType: 0, flags: 0, body: NOTHING, gapFrom: from, gapTo: to });
  }

  private handOver(message: Waiting): void {
    if (this.isEnding) return;
    if (!this.ready()) {
      this.wait(message);
      return;
    }
    this.beginTurn();
    this.put(message);
    this.flush();
  }

  // ---- market data

  /** What is sent from here on is sent now. */
  beginTurn(): void {
    this.nowUs = this.door.clock.nowUs();
  }

  /** Writes a message with this body; flush() sends it. False: the socket takes nothing more, and it was not written. */
  send({ live }: Subscription, body: number, bodies: Bodies): boolean {
    const length = bodies.length(body);
    if (!this.hasRoom(length)) return false;
    this.begin(bodies.msgType(body));
    this.writer.raw(live.field, 0, live.field.length);
    this.writer.raw(bodies.bytes, bodies.start(body), length);
    this.writer.end();
    return true;
  }

  /** Keeps a message that must not be lost until the socket takes it. */
  keep(subscription: Subscription, body: number, bodies: Bodies): void {
    const from = bodies.start(body);
    const copy = bodies.bytes.slice(from, from + bodies.length(body));
    this.wait({ subscription, msgType: bodies.msgType(body), flags: 0, body: copy, gapFrom: 0, gapTo: 0 });
  }

  private begin(msgType: number): void {
    this.lastSent = msgType === Msg.logon ? 1 : this.lastSent + 1;
    const { encode } = this;
    encode.nowUs = this.nowUs;
    encode.possDup = false;
    encode.lastProcessed = this.session.lastProcessed(msgType === Msg.logout);
    this.writer.begin(encode, msgType, this.lastSent);
    this.door.stats.add(Stat.fixMessagesOut, 1);
  }

  /** Room for a body of so many bytes, made by sending what is written; false: the socket takes nothing more. */
  private hasRoom(length: number): boolean {
    if (!this.ready()) return false;
    if (this.writer.room >= length + FRAME_BYTES) return true;
    this.flush();
    return this.ready();
  }

  // ---- what waits

  private wait(message: Waiting): void {
    const { fixSocketBacklogBytes } = this.door.limits;
    if (this.isCut) return;
    this.waiting.push(message);
    this.waitingBytes += message.body.length + FRAME_BYTES;
    if (this.waitingBytes <= fixSocketBacklogBytes) return;
    this.isCut = true;
    this.waiting = [];
    this.owner.cut(`slow consumer: ${this.waitingBytes} bytes wait, at most ${fixSocketBacklogBytes} may`);
  }

  /** Writes one that has waited or need not. The caller has seen that the socket takes it. */
  private put({ subscription, msgType, flags, body, gapFrom, gapTo }: Waiting): void {
    const { writer } = this;
    if (gapFrom > 0) {
      this.encode.nowUs = this.nowUs;
      this.encode.lastProcessed = this.session.lastProcessed(false);
      encodeGapFill(writer, gapFrom, gapTo + 1, this.encode);
      this.door.stats.add(Stat.fixMessagesOut, 1);
      return;
    }
    this.begin(msgType);
    if (subscription !== null) writer.raw(subscription.live.field, 0, subscription.live.field.length);
    writer.raw(body, 0, body.length);
    writer.end();
    this.wrote(msgType, flags);
  }

  drained(): void {
    this.release();
    this.keptUp();
    this.beginTurn();
    let done = 0;
    for (; done < this.waiting.length; done++) {
      const message = this.waiting[done];
      const isOver = message.subscription?.ended === true;
      if (!isOver && !this.hasRoom(Math.max(message.body.length, ENCODED_MAX))) break;
      if (!isOver) this.put(message);
      this.waitingBytes -= message.body.length + FRAME_BYTES;
    }
    this.waiting.splice(0, done);
    this.flush();
    this.wake();
  }
}
