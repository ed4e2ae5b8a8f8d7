/**
 * One TCP connection of the FIX door: bytes in through the parser to its session, events out of the outbox as FIX. Runs on
 * the door's thread. It stops reading while the command ring is full, and holds at most one buffer that the socket has not taken.
 */
import { Owned, Said, SayFlag, SessionKind, Type } from '../../engine/records.js';
import type { RecordViews } from '../../engine/ring.js';
import { Stat } from '../../engine/stats.js';
import type { Carrier } from '../carrier.js';
import type { NetConnection } from '../net.js';
import { printable, testReqIdContent, textContent } from './answers.js';
import type { DoorContext } from './door-context.js';
import { ENCODED_MAX, EncodeContext, encodeGapFill, encodeOwned } from './encoder.js';
import { type LogonRequest, readFirstMessage } from './logon-request.js';
import { FixParser, Parse } from './parser.js';
import { type FixSession, Msg } from './session.js';
import { type FixWriter, SessionHeader } from './writer.js';

const State = { first: 0, joining: 1, up: 2, ended: 3 } as const;

export class FixConnection implements Carrier {
  /** The last number that was sent over this connection, resends apart. */
  lastSent = 0;
  private state: number = State.first;
  private readonly parser: FixParser;
  private session: FixSession | null = null;
  private logon: LogonRequest | null = null;
  private encode: EncodeContext | null = null;
  /** What the parser has had no room for yet. */
  private unread: Uint8Array | null = null;
  private unreadFrom = 0;
  private paused = false;
  /** A definition is under way in the log. */
  private awaits = false;
  private garbled = 0;
  /** The buffer that the socket is still sending from. */
  private held: FixWriter | null = null;
  private endAfterFlush = false;
  /** First number to send again once the Logon answer is out; 0: none. */
  private missedFrom = 0;
  private readonly openedUs: number;
  private receivedUs: number;
  private sentUs: number;
  /** When the socket began to lag behind; 0: it does not. */
  private slowSinceUs = 0;
  private testRequested = false;

  constructor(
    readonly connection: number,
    private readonly net: NetConnection,
    private readonly door: DoorContext,
  ) {
    const { limits, clock } = door;
    this.parser = new FixParser(limits, Math.min(limits.fixLogonBytes, limits.fixMessageBytes));
    this.openedUs = this.receivedUs = this.sentUs = clock.nowUs();
    net.onData = (bytes) => this.onData(bytes);
    net.onDrain = () => this.onDrain();
    net.onClose = () => this.onClose();
    door.wakeAt(this.openedUs + limits.fixLogonMs * 1000);
  }

  get name(): string {
    return this.logon === null ? this.net.remote : printable(this.logon.senderCompId);
  }

  // ---- in

  private onData(bytes: Uint8Array): void {
    if (this.state === State.ended) return;
    this.receivedUs = this.door.clock.nowUs();
    this.testRequested = false;
    this.unread = bytes;
    this.unreadFrom = 0;
    this.pump();
  }

  /** Handles what has come, as far as it goes; called again when what it waited for is there. */
  pump(): void {
    while (this.state !== State.ended) {
      if (!this.door.commands.hasRoom()) {
        this.pause();
        this.door.stall(this);
        break;
      }
      if (this.state === State.joining && !this.join()) {
        this.pause();
        break;
      }
      if (this.session?.inbound.takeAhead()) continue;
      const status = this.parser.next();
      if (status === Parse.needMore) {
        if (!this.feed()) {
          this.unpause();
          break;
        }
      } else if (status === Parse.message) this.take();
      else this.takeFault(status === Parse.fatal);
    }
    this.door.publish();
  }

  private feed(): boolean {
    if (this.unread === null) return false;
    this.unreadFrom += this.parser.append(this.unread, this.unreadFrom);
    if (this.unreadFrom >= this.unread.length) this.unread = null;
    return true;
  }

  private take(): void {
    this.door.stats.add(Stat.fixMessagesIn, 1);
    this.garbled = 0;
    if (this.state === State.up) {
      this.session?.inbound.handle(this.parser);
      return;
    }
    const logon = readFirstMessage(this.parser, this.door);
    if (typeof logon === 'string') {
      this.refuse(logon);
      return;
    }
    this.logon = logon;
    this.state = State.joining;
  }

  private takeFault(fatal: boolean): void {
    const { fault } = this.parser;
    this.garbled++;
    if (this.state !== State.up) {
      this.refuse(`expected a Logon first, got a garbled message: ${fault}`);
      return;
    }
    if (fatal) {
      this.logOut(`a message cannot be read: ${fault}`);
      return;
    }
    const limit = this.door.limits.fixGarbledMessages;
    this.door.logger.warn(`FIX ${this.name}: garbled message ${this.garbled} of at most ${limit} in a row: ${fault}`);
    if (this.garbled >= limit) this.logOut(`${limit} garbled messages in a row: ${fault}`);
  }

  private logOut(text: string): void {
    this.session?.logOut(text, false);
    this.stopReading();
  }

  private stopReading(): void {
    this.unread = null;
    this.pause();
    this.state = State.ended;
  }

  private pause(): void {
    if (this.paused) return;
    this.paused = true;
    this.net.pause();
  }

  private unpause(): void {
    if (!this.paused) return;
    this.paused = false;
    this.receivedUs = this.door.clock.nowUs(); // the silence was ours
    this.net.resume();
  }

  // ---- logon

  /** Goes on with the Logon; false: it waits for something. */
  private join(): boolean {
    const { door, logon } = this;
    if (logon === null || this.awaits) return false;
    const configured = door.configured(logon.senderCompId);
    if (configured === undefined) {
      this.refuse('the SenderCompID is not configured');
      return false;
    }
    const info = door.directory.session(SessionKind.fix, logon.senderCompId, door.compId);
    if (info === undefined) {
      this.define(logon.senderCompId);
      return false;
    }
    const session = door.session(info.index);
    const isTaken = session.isUp || session.isLoggingOut;
    if (isTaken || (session.waiting !== null && session.waiting !== this)) {
      this.refuse('the session is logged on over another connection');
      return false;
    }
    if (!session.isDown) {
      session.waiting = this;
      this.session = session;
      return false;
    }
    this.logOn(session, logon, configured?.resetOnLogon === true);
    return true;
  }

  /** Defines the participant, then the session, through the log. */
  private define(senderCompId: string): void {
    const { door } = this;
    const settings = door.configured(senderCompId) ?? { cancelOnDisconnect: false, graceMs: 0 };
    // the firm's name stands in NATS subjects
    const firm = ('participant' in settings && settings.participant) || senderCompId.replace(/[^A-Za-z0-9_-]/g, '_');
    const participant = door.directory.participant(firm);
    const commands = door.commands.from(-1, 0, 0, door.awaitDefinition(this));
    this.awaits = true;
    if (participant === undefined) commands.defineParticipant(firm);
    else {
      const { cancelOnDisconnect, graceMs } = settings;
      const kind = SessionKind.fix;
      const targetCompId = door.compId;
      commands.defineSession({ participant: participant.index, kind, cancelOnDisconnect, graceMs, senderCompId, targetCompId });
    }
  }

  /** What define() asked for has come back in the log. */
  defined(): void {
    this.awaits = false;
    this.pump();
  }

  private logOn(session: FixSession, logon: LogonRequest, resetOnLogon: boolean): void {
    const { door } = this;
    const reset = logon.resetAsked || resetOnLogon;
    const lastOut = reset ? 0 : door.outbox.lastOut(session.info.index);
    const expected = reset ? 1 : session.inbound.nextIn;
    this.session = session;
    this.state = State.up;
    this.parser.maxBytes = door.limits.fixMessageBytes;
    const header = new SessionHeader(door.dialect.beginString, door.compId, logon.senderCompId);
    this.encode = new EncodeContext(door.dialect, door.directory, header);
    this.receivedUs = this.sentUs = door.clock.nowUs();
    door.wakeAt(this.sentUs + logon.heartBtIntS * 1e6);
    if (logon.nextExpected > 0 && logon.nextExpected <= lastOut) this.missedFrom = logon.nextExpected;
    session.logOn(this, logon, reset);
    if (logon.msgSeqNum < expected) {
      session.logOut(`MsgSeqNum too low, expecting ${expected} but received ${logon.msgSeqNum}`, false);
    } else if (logon.nextExpected > lastOut + 1) {
      session.logOut(`NextExpectedMsgSeqNum too high, expecting ${lastOut + 1} but received ${logon.nextExpected}`, false);
    }
    door.logger.info(`FIX ${this.name}: logs on from ${this.net.remote}`);
  }

  /** Closes before there is a session to say why to; the log has the reason. */
  refuse(reason: string): void {
    this.door.logger.warn(`FIX ${this.name} (${this.net.remote}): refused: ${reason}`);
    this.end();
  }

  // ---- out

  ready(): boolean {
    return this.held === null && !this.endAfterFlush;
  }

  send(views: RecordViews, at: number, timeUs: number, possDup: boolean): number {
    const encode = this.encode!;
    encode.nowUs = this.door.clock.nowUs();
    encode.timeUs = timeUs;
    encode.possDup = possDup;
    const bytes = encodeOwned(this.door.writer(), views, at, encode);
    if (bytes === 0) throw new Error(`the writer has less than ${ENCODED_MAX} bytes of room`);
    this.door.stats.add(Stat.fixMessagesOut, 1);
    if (possDup) return bytes;
    this.lastSent = views.i32[(at + Owned.MSG_SEQ_NUM) >> 2];
    if (views.u16[(at >> 1) + 2] === Type.SAID) this.said(views, at);
    return bytes;
  }

  private said(views: RecordViews, at: number): void {
    if ((views.u8[at + Said.FLAGS] & SayFlag.endConnection) !== 0) this.endAfterFlush = true;
    if (views.u8[at + Said.MSG_TYPE] !== Msg.logon || this.missedFrom === 0) return;
    this.door.outbox.resend(this.session!.info.index, this.missedFrom, this.lastSent - 1);
    this.missedFrom = 0;
  }

  gapFill(from: number, to: number): number {
    const encode = this.encode!;
    encode.nowUs = this.door.clock.nowUs();
    this.door.stats.add(Stat.fixMessagesOut, 1);
    return encodeGapFill(this.door.writer(), from, to, encode);
  }

  flush(): void {
    const writer = this.door.writer();
    if (writer.at > 0) {
      this.sentUs = this.door.clock.nowUs();
      if (this.net.write(writer.u8.subarray(0, writer.at))) {
        writer.clear();
        this.slowSinceUs = 0;
      } else {
        this.held = this.door.giveAway();
        if (this.slowSinceUs === 0) this.slowSinceUs = this.sentUs;
        this.door.wakeAt(this.slowSinceUs + this.door.limits.fixSlowConsumerMs * 1000);
      }
    }
    if (this.endAfterFlush) this.end();
  }

  fail(reason: string): void {
    this.door.logger.warn(`FIX ${this.name}: cut off: ${reason}`);
    this.net.destroy();
  }

  private onDrain(): void {
    this.release();
    if (this.session === null) return;
    const { outbox, limits } = this.door;
    const index = this.session.info.index;
    if (outbox.owedBytes(index) <= limits.fixSocketBacklogBytes) this.slowSinceUs = 0;
    outbox.wake(index);
  }

  private release(): void {
    if (this.held !== null) this.door.takeBack(this.held);
    this.held = null;
  }

  // ---- time and end

  /** Does what is due; returns when to come again (µs). */
  check(nowUs: number): number {
    const { limits } = this.door;
    if (this.state === State.first || this.state === State.joining) {
      const logonBy = this.openedUs + limits.fixLogonMs * 1000;
      if (nowUs >= logonBy) this.refuse(`expected a Logon within ${limits.fixLogonMs} ms`);
      return logonBy;
    }
    const { session, logon } = this;
    if (session === null || logon === null) return Infinity;
    if (session.connection === this && nowUs >= session.endByUs) {
      this.net.destroy();
      return Infinity;
    }
    const slowBy = this.slowSinceUs === 0 ? Infinity : this.slowSinceUs + limits.fixSlowConsumerMs * 1000;
    if (nowUs >= slowBy) {
      this.fail(`slow consumer: it has not kept up for ${limits.fixSlowConsumerMs} ms`);
      return Infinity;
    }
    const endBy = Math.min(slowBy, session.connection === this ? session.endByUs : Infinity);
    if (this.state !== State.up || session.connection !== this || !session.isUp) return endBy;
    return Math.min(endBy, this.keepAlive(nowUs, logon.heartBtIntS * 1e6, session));
  }

  private keepAlive(nowUs: number, heartBtIntUs: number, session: FixSession): number {
    const { commands } = this.door;
    if (nowUs - this.sentUs >= heartBtIntUs && commands.hasRoom()) {
      session.say(Msg.heartbeat, 0, '');
      this.sentUs = nowUs;
    }
    const heartbeatAt = this.sentUs + heartBtIntUs;
    if (this.paused) return heartbeatAt;
    const silentUs = nowUs - this.receivedUs;
    if (silentUs >= 2.4 * heartBtIntUs) {
      this.door.logger.warn(`FIX ${this.name}: cut off: nothing came for ${Math.round(silentUs / 1000)} ms`);
      this.net.destroy();
      return Infinity;
    }
    if (silentUs >= 1.2 * heartBtIntUs && !this.testRequested && commands.hasRoom()) {
      session.say(Msg.testRequest, 0, testReqIdContent(String(nowUs)));
      this.testRequested = true;
      this.sentUs = nowUs;
    }
    return Math.min(this.sentUs + heartBtIntUs, this.receivedUs + (this.testRequested ? 2.4 : 1.2) * heartBtIntUs);
  }

  /** The venue closes. */
  close(text: string): void {
    if (this.session !== null && this.session.connection === this) this.session.partWith(textContent(text));
    else this.end();
  }

  /** Sends what is written and closes. */
  end(): void {
    this.stopReading();
    this.net.end();
  }

  private onClose(): void {
    this.state = State.ended;
    this.release();
    this.session?.lost(this);
    this.door.closed(this);
  }
}
