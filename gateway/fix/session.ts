/**
 * The door's account of one FIX session: whether it is up, over which connection, and how it ends. Runs on the door's thread.
 * The truth is in the engine: what stands here is what the door has submitted, and the log confirms it.
 *
 *            LOGON            Logout said, theirs awaited
 *   down ─────────► up ──────────────────────────────────► loggingOut
 *    ▲               │ DISCONNECT                              │
 *    └─ SESSION_DOWN ┴─► leaving ◄─────────────────────────────┘
 */
import type { SessionInfo } from '../../engine/directory.js';
import { SayFlag } from '../../engine/records.js';
import type { SessionConfig } from '../config-sessions.js';
import { logonContent, nextExpectedContent, printable, textContent } from './answers.js';
import type { FixConnection } from './connection.js';
import { Desk } from './desk/desk.js';
import type { DoorContext } from './door-context.js';
import { Inbound } from './inbound.js';
import type { Ledger } from './ledger.js';
import type { LogonRequest } from './logon-request.js';
import type { Subscriber } from './market-data/subscriber.js';
import { Msg } from './msg-types.js';
import type { Wire } from './wire.js';

/** How long the counterparty may take to answer our Logout, and we to send ours. */
const LOGOUT_US = 2_000_000;

const State = { down: 0, up: 1, loggingOut: 2, leaving: 3 } as const;

export class FixSession {
  readonly inbound: Inbound;
  readonly desk: Desk;
  /** Where it is logged on, as far as this door has submitted. */
  connection: FixConnection | null = null;
  /** Of the LOGON that was submitted last. */
  connectionId = 0;
  /** A connection that logs on as soon as the log says that the one before is gone. */
  waiting: FixConnection | null = null;
  heartBtIntUs = 0;
  private tellsProcessed = false;
  private honoursNextExpected = false;
  /** The version of the last Logon. */
  wire: Wire;
  /** The connection must have ended by then; Infinity: it need not. */
  endByUs = Infinity;
  /** Of a market-data session. */
  marketData: Subscriber | null = null;
  private state: number = State.down;
  /** Why the session must end as soon as there is room to say so; ''. */
  private mustEndWhy = '';
  private owesDisconnect = false;
  private cleanDisconnect = false;

  constructor(
    private readonly door: DoorContext,
    readonly info: Pick<SessionInfo, 'index' | 'senderCompId' | 'targetCompId' | 'nextIn' | 'windowUs'>,
    readonly ledger: Ledger,
    /** As they were at the last Logon. */
    public settings: SessionConfig,
  ) {
    this.wire = door.wires.all[0];
    this.inbound = new Inbound(door, this, info.nextIn);
    this.desk = new Desk(door, this);
  }

  get isDown(): boolean {
    return this.state === State.down;
  }

  get isUp(): boolean {
    return this.state === State.up;
  }

  get isLoggingOut(): boolean {
    return this.state === State.loggingOut;
  }

  /** What LastMsgSeqNumProcessed(369) says in a message that goes out now: in each, if that was asked for, else in a Logout; 0: left out. */
  lastProcessed(isLogout: boolean): number {
    return this.tellsProcessed || isLogout ? this.inbound.numbers.next - 1 : 0;
  }

  /**
   * Submits LOGON, over a new connection or (a reset) over the one that is up. The caller has seen that there is room.
   * @param windowUs when the window of its schedule began; 0: as it was
   */
  logOn(connection: FixConnection, logon: LogonRequest, reset: boolean, windowUs: number): void {
    const { ledger } = this;
    if (this.connection !== connection) {
      this.connection?.end(); // it has left in the log, and was about to
      this.desk.clear();
    }
    this.connection = connection;
    this.connectionId = connection.id;
    this.wire = logon.wire;
    this.tellsProcessed = logon.hasLastProcessed || this.settings.lastMsgSeqNumProcessed;
    this.honoursNextExpected = logon.nextExpected > 0;
    this.inbound.throttleBy(this.settings);
    this.heartBtIntUs = logon.heartBtIntS * 1e6;
    this.state = State.up;
    this.endByUs = Infinity;
    connection.wakeAt(this.door.clock.nowUs() + this.heartBtIntUs);
    const inTurn = this.inbound.takeLogon(logon.msgSeqNum, reset);
    const content = logonContent({
      heartBtIntS: logon.heartBtIntS,
      reset: logon.resetAsked || (ledger.startsAgain && logon.msgSeqNum !== 1),
      nextExpected: logon.nextExpected > 0 ? this.inbound.numbers.next : 0,
      applVerId: logon.wire.dialect.applVerId,
    });
    const { cancelOnDisconnect } = logon;
    ledger.logon(this.connectionId, inTurn ? logon.msgSeqNum : 0, { reset, cancelOnDisconnect, windowUs, content });
    if (!inTurn) this.inbound.askAfterLogon(logon.msgSeqNum);
  }

  /** SESSION_DOWN came for this connection, or its LOGON was refused: the session can be logged on to again. */
  down(connectionId: number, nextIn: number): void {
    if (connectionId !== this.connectionId || this.state === State.down) return;
    if (this.state !== State.leaving) this.connection?.end(); // not our doing
    this.state = State.down;
    this.mustEndWhy = '';
    this.owesDisconnect = false;
    this.inbound.numbers.restart(nextIn);
    const { waiting } = this;
    this.waiting = null;
    // not at once: the same transaction may go on to start the numbers again
    if (waiting !== null) this.door.stall(waiting);
  }

  /** SESSION_RESET came: the business day has ended, or the session was to start again with its end. */
  restarted(nextIn: number): void {
    if (this.state === State.down) this.inbound.numbers.restart(nextIn);
  }

  /** The settings have changed, or an operator has: whoever may not be logged on any more is logged out; now, or when there is room. @param why '': it may */
  mustEnd(why: string): void {
    if (why === '' || this.state !== State.up) return;
    this.mustEndWhy = why;
    if (!this.settle()) this.door.owe(this);
  }

  /** The socket of this connection is gone. */
  lost(connection: FixConnection): void {
    if (this.connection !== connection) return;
    this.ledger.detach(connection.sender!);
    this.connection = null;
    this.endByUs = Infinity;
    this.leave(false);
  }

  /** Submits DISCONNECT, once; now, or when there is room. @param clean the orders stay, whatever the session chose */
  leave(clean: boolean): void {
    if (this.state !== State.up && this.state !== State.loggingOut) return;
    this.state = State.leaving;
    this.owesDisconnect = true;
    this.cleanDisconnect = clean;
    if (!this.settle()) this.door.owe(this);
  }

  /** Tries again what is owed; whether nothing is any more. */
  settle(): boolean {
    if (this.mustEndWhy !== '') {
      if (!this.door.commands.hasRoom()) return false;
      const why = this.mustEndWhy;
      this.mustEndWhy = '';
      this.logOut(why, true);
    }
    if (!this.owesDisconnect) return true;
    const { resetOnLogout, resetOnDisconnect } = this.settings;
    const reset = resetOnDisconnect || (resetOnLogout && this.cleanDisconnect);
    this.owesDisconnect = !this.ledger.disconnect(this.connectionId, this.cleanDisconnect, reset);
    return !this.owesDisconnect;
  }

  say(msgType: number, flags: number, content: string): void {
    this.ledger.say(this.connectionId, msgType, flags, content);
  }

  /** Ends the session from our side. @param wait for the counterparty's Logout; else the connection ends after ours */
  logOut(text: string, wait: boolean): void {
    if (this.state !== State.up) return;
    this.door.logger.warn(`FIX ${printable(this.info.senderCompId)}: logged out: ${text}`);
    this.endWith(wait ? 0 : SayFlag.endConnection, textContent(text));
    if (wait) this.state = State.loggingOut;
    else this.leave(false);
  }

  /** Answers a Logout, or says ours when the venue closes: the end that both sides want. */
  partWith(content: string): void {
    if (this.state !== State.up) return;
    this.endWith(SayFlag.endConnection, content);
    this.leave(true);
  }

  /** The counterparty has answered our Logout. */
  logoutAnswered(): void {
    this.leave(false);
    this.connection?.sender?.endAfterLogout();
  }

  /** NextExpectedMsgSeqNum(789) goes to whoever has shown that it knows what to do with it. */
  private endWith(flags: number, content: string): void {
    const next = this.honoursNextExpected ? nextExpectedContent(this.inbound.numbers.next) : '';
    this.say(Msg.logout, flags, `${content}${next}`);
    this.endByUs = this.door.clock.nowUs() + LOGOUT_US;
    this.connection?.wakeAt(this.endByUs);
  }
}
