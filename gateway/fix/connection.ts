/**
 * One TCP connection of the FIX door: bytes in, through the parser, to its session. Runs on the door's thread. It stops
 * reading while the command ring is full or its Logon waits for the log; what comes meanwhile stays with TCP.
 */
import { Stat } from '../../engine/stats.js';
import { LineLimit } from '../line-limit.js';
import type { NetConnection } from '../net.js';
import type { LogonOrigin } from './access/logon-check.js';
import { Admission, whyNot } from './admission.js';
import { printable, textContent } from './answers.js';
import type { DoorContext, DoorPort } from './door-context.js';
import { KeepAlive } from './keep-alive.js';
import { type LogonRequest, readFirstMessage, readProof } from './logon-request.js';
import { FixParser, Parse } from './parser.js';
import type { FixSession } from './session.js';
import type { Sender, SenderOwner } from './socket-sender.js';
import type { Timed } from './timers.js';

const State = { first: 0, joining: 1, up: 2, ended: 3 } as const;

/** Lines of the log that a counterparty can cause with messages that are ignored. */
const GARBLED_LINES = { perSecond: 5 };

export class FixConnection implements SenderOwner, Timed {
  dueUs = Infinity;
  heapAt = -1;
  private state: number = State.first;
  private readonly parser: FixParser;
  private admission: Admission | null = null;
  /** From the logon on. */
  session: FixSession | null = null;
  /** From the logon on. */
  sender: Sender | null = null;
  /** What the parser has had no room for yet. */
  private unread: Uint8Array | null = null;
  private unreadFrom = 0;
  private paused = false;
  /** Garbled messages in a row. */
  private garbled = 0;
  private readonly openedUs: number;
  private readonly keepAlive: KeepAlive;
  /** When the session's schedule ends it. */
  private openUntilUs = Infinity;
  private readonly warnings: LineLimit;

  constructor(
    readonly id: number,
    private readonly net: NetConnection,
    private readonly door: DoorContext,
    readonly port: DoorPort,
  ) {
    const { limits, clock } = door;
    this.parser = new FixParser(limits, Math.min(limits.fixLogonBytes, limits.fixMessageBytes), door.fields);
    this.openedUs = clock.nowUs();
    this.keepAlive = new KeepAlive(this.openedUs);
    this.warnings = new LineLimit(door.logger, GARBLED_LINES);
    net.onData = (bytes) => this.onData(bytes);
    net.onDrain = () => this.onDrain();
    net.onClose = () => this.onClose();
    door.wakeAt(this.openedUs + limits.fixLogonMs * 1000, this);
  }

  /** Where it comes from. */
  get origin(): LogonOrigin {
    return this.net;
  }

  /** For the log. */
  get name(): string {
    const senderCompId = this.session?.info.senderCompId ?? this.admission?.logon.senderCompId;
    return senderCompId === undefined ? this.net.remote : printable(senderCompId);
  }

  private onData(bytes: Uint8Array): void {
    if (this.state === State.ended) return;
    this.keepAlive.heard(this.door.clock.nowUs());
    this.unread = bytes;
    this.unreadFrom = 0;
    this.pump();
  }

  /** Handles what has come, as far as it goes; called again when what it waits for is there. */
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
      if (this.session?.inbound.takeKept()) continue;
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
    if (this.session !== null) {
      this.session.inbound.handle(this.parser);
      return;
    }
    const logon = readFirstMessage(this.parser, this.door);
    if (typeof logon === 'string') {
      this.refuse(logon);
      return;
    }
    this.admission = new Admission(this, logon, readProof(this.parser), this.door);
    this.state = State.joining;
  }

  private takeFault(fatal: boolean): void {
    const { fault } = this.parser;
    this.garbled++;
    if (this.session === null) {
      this.refuse(`expected a Logon first, got a garbled message: ${fault}`);
      return;
    }
    const limit = this.door.limits.fixGarbledMessages;
    if (fatal) this.logOut(`a message cannot be read: ${fault}`);
    else if (this.garbled >= limit) this.logOut(`${limit} garbled messages in a row: ${fault}`);
    else {
      const what = `garbled message ${this.garbled} of at most ${limit} in a row: ${fault}`;
      this.warnings.warn(this.door.clock.nowUs(), `FIX ${this.name}: ${what}`);
    }
  }

  private logOut(text: string): void {
    this.session?.logOut(text, false);
    this.stopReading();
  }

  private stopReading(): void {
    this.unread = null;
    this.pause();
    this.state = State.ended;
    this.admission?.abandon();
  }

  private pause(): void {
    if (this.paused) return;
    this.paused = true;
    this.net.pause();
  }

  private unpause(): void {
    if (!this.paused) return;
    this.paused = false;
    this.keepAlive.heard(this.door.clock.nowUs()); // the silence was ours
    this.net.resume();
  }

  /** Goes on with the Logon; false: it waits, or was refused. */
  private join(): boolean {
    const { admission } = this;
    if (admission === null || !admission.attempt()) return false;
    const { result, logon } = admission;
    if (typeof result === 'string') {
      this.refuse(result);
      return false;
    }
    admission.abandon();
    this.admission = null;
    this.logOn(result, logon);
    return true;
  }

  /** What the admission defined has come back in the log. */
  defined(): void {
    this.admission?.defined();
    this.pump();
  }

  private logOn(session: FixSession, logon: LogonRequest): void {
    const { door } = this;
    const { ledger } = session;
    const windowUs = door.access.windowStartUs(logon.senderCompId);
    const isNewWindow = session.info.windowUs > 0 && windowUs > session.info.windowUs;
    const reset = logon.resetAsked || session.settings.resetOnLogon || ledger.startsAgain || isNewWindow;
    const lastOut = reset ? 0 : ledger.lastOut;
    const expected = reset ? 1 : session.inbound.numbers.next;
    // lastOut + 1 too: that number may be given and not yet followed here, and then the answer has a later one
    const missedFrom = logon.nextExpected <= lastOut + 1 ? logon.nextExpected : 0;
    this.sender = ledger.attach({ connection: this.id, session, logon, net: this.net, owner: this, missedFrom });
    this.session = session;
    this.state = State.up;
    door.loggedOn(this);
    this.parser.allow(door.limits.fixMessageBytes);
    this.keepAlive.heard(door.clock.nowUs());
    this.followSchedule(logon.senderCompId);
    door.logger.info(`FIX ${this.name}: logs on from ${this.net.remote}`);
    session.logOn(this, logon, reset, windowUs);
    if (logon.msgSeqNum < expected) {
      session.logOut(`MsgSeqNum too low, expecting ${expected} but received ${logon.msgSeqNum}`, false);
    } else if (logon.nextExpected > lastOut + 1 && !ledger.startsAgain) {
      session.logOut(`NextExpectedMsgSeqNum too high, expecting ${lastOut + 1} but received ${logon.nextExpected}`, false);
    }
  }

  /** The configuration may have changed: whoever may not be logged on so any more is logged out, the others follow their new schedule. */
  followSettings(): void {
    const { session, door, port } = this;
    if (session === null || session.connection !== this) return;
    const { senderCompId } = session.info;
    const settings = door.settings.of(senderCompId, port.roles);
    const why =
      settings === undefined
        ? 'the session is not configured any more'
        : whyNot(settings, session.wire, port.roles) || door.access.whyNotFrom(senderCompId, this.net.remoteAddress);
    session.mustEnd(why);
    this.followSchedule(senderCompId);
  }

  private followSchedule(senderCompId: string): void {
    this.openUntilUs = this.door.access.openUntilUs(senderCompId);
    this.wakeAt(this.openUntilUs);
  }

  wakeAt(us: number): void {
    this.door.wakeAt(us, this);
  }

  /** Does what is due; returns when to come again (µs). */
  check(nowUs: number): number {
    const { session, sender, door } = this;
    if (session === null || sender === null) return this.checkLogon(nowUs);
    const isCurrent = session.connection === this;
    const endBy = isCurrent ? session.endByUs : Infinity;
    if (nowUs >= sender.slowByUs) this.cut(`slow consumer: it has not kept up for ${door.limits.fixSlowConsumerMs} ms`);
    else if (nowUs >= endBy) this.cut('the Logout was not answered, or could not be sent');
    else if (this.state !== State.up || !isCurrent || !session.isUp) return Math.min(sender.slowByUs, endBy);
    else if (nowUs >= this.openUntilUs && door.commands.hasRoom()) return this.endOfSchedule(session);
    else if (!this.paused && this.keepAlive.isLost(nowUs, session.heartBtIntUs)) {
      this.cut(`nothing came for ${Math.round(this.keepAlive.silentUs(nowUs) / 1000)} ms`);
    } else {
      const next = this.keepAlive.check(nowUs, session, sender, door.commands, !this.paused);
      return Math.min(sender.slowByUs, endBy, this.openUntilUs, next);
    }
    return Infinity;
  }

  private checkLogon(nowUs: number): number {
    if (this.state === State.ended) return Infinity;
    const { fixLogonMs } = this.door.limits;
    const logonBy = this.openedUs + fixLogonMs * 1000;
    const what = this.admission === null ? 'expected a Logon' : 'its Logon was not settled';
    if (nowUs >= logonBy) this.refuse(`${what} within ${fixLogonMs} ms`);
    return logonBy;
  }

  private endOfSchedule(session: FixSession): number {
    const text = "the session's schedule has ended";
    this.door.logger.info(`FIX ${this.name}: logged out: ${text}`);
    this.close(text);
    return session.endByUs;
  }

  private onDrain(): void {
    this.sender?.drained();
    this.door.publish();
  }

  /** Closes before there is a session to say why to; the log has the reason. */
  refuse(reason: string): void {
    this.logRefusal(reason);
    this.end();
  }

  private logRefusal(reason: string): void {
    this.door.access.refused(this.net.remoteAddress, `FIX ${this.name} (${this.net.remote}): refused: ${reason}`);
  }

  /** Others need its place, and it has not logged on. One that has been refused already only goes sooner. */
  turnAway(reason: string): void {
    if (this.state !== State.ended) this.logRefusal(reason);
    this.stopReading();
    this.net.destroy();
  }

  /** The venue closes. */
  close(text: string): void {
    if (this.session?.connection === this) this.session.partWith(textContent(text));
    else this.end();
  }

  /** Sends what is written and closes. */
  end(): void {
    this.stopReading();
    this.net.end();
  }

  cut(reason: string): void {
    this.door.logger.warn(`FIX ${this.name}: cut off: ${reason}`);
    this.stopReading();
    this.net.destroy();
  }

  private onClose(): void {
    this.state = State.ended;
    this.sender?.release();
    this.admission?.abandon();
    this.session?.lost(this);
    this.door.closed(this);
  }
}
