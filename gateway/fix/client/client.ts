/**
 * A FIX initiator for the demo, the bench, the tests, and anyone with a broker to write. Plain callbacks; many clients to a process.
 * What is sent within one turn of the event loop leaves in one write. Numbers and sent messages live in a FixClientState that
 * outlives the connection: connect again with the same state, and the session goes on where it was.
 */
import { connect as connectSocket, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { type Clock, SystemClock } from '../../../engine/clock.js';
import { Parse, packMsgType } from '../parser.js';
import { type FixWriter, latin1, SessionHeader } from '../writer.js';
import { Inbound } from './inbound.js';
import { checkLogon, putLogon } from './logon.js';
import type { ClientMessage } from './message.js';
import type { FixClientHandlers, FixClientOptions } from './options.js';
import {
  type CancelOrder,
  type MassCancel,
  type MassStatus,
  type NewOrder,
  type OrderStatus,
  putCancel,
  putMassCancel,
  putMassStatus,
  putNewOrder,
  putReplace,
  putStatus,
  type ReplaceOrder,
} from './orders.js';
import { BODY_MAX, Outbound } from './outbound.js';
import { Secret } from './secret.js';
import { FixClientState } from './state.js';

const State = { closed: 0, connecting: 1, loggingOn: 2, up: 3, loggingOut: 4 } as const;
const TICK_MS = 250;
const LOGON_TIMEOUT_US = 10e6;
const LOGOUT_TIMEOUT_US = 2e6;
const READ_BYTES = 64 * 1024;
const MSG = {
  newOrder: 0x44,
  cancel: 0x46,
  replace: 0x47,
  massCancel: 0x71,
  status: 0x48,
  massStatus: 0x4641,
  logon: 0x41,
} as const;

/** What is read is parsed before the next read: all clients of a thread share it. */
const readBuffer = Buffer.allocUnsafeSlow(READ_BYTES);

const everyInterval = (ms: number, tick: () => void) => {
  const timer = setInterval(tick, ms).unref();
  return () => clearInterval(timer);
};

export class FixClient {
  readonly state: FixClientState;
  readonly options: Omit<FixClientOptions, 'password'>;
  handlers: FixClientHandlers;
  /** For the inbound side. */
  readonly outbound: Outbound;
  /** Garbled messages that were ignored. */
  garbled = 0;

  private readonly password: Secret | null;
  private readonly clock: Clock;
  private readonly heartBtIntUs: number;
  private readonly backlogBytes: number;
  private inbound: Inbound;
  private socket: Socket | null = null;
  private phase: number = State.closed;
  private stopTicking = () => {};
  private receivedUs = 0;
  private phaseUs = 0;
  private testRequested = false;
  private closeReason = '';
  private opened: (() => void) | null = null;
  private failed: ((error: Error) => void) | null = null;
  private closed: (() => void)[] = [];

  constructor({ password, ...options }: FixClientOptions, handlers: FixClientHandlers = {}) {
    this.options = options;
    this.password = password === undefined ? null : Secret.of(password);
    checkLogon(options, this.password);
    this.handlers = handlers;
    this.state = options.state ?? new FixClientState();
    this.clock = options.clock ?? new SystemClock();
    const header = new SessionHeader(options.beginString ?? 'FIX.4.4', options.senderCompId, options.targetCompId);
    this.outbound = new Outbound(header, this.state, this.clock, () => this.handlers.onTraffic);
    this.heartBtIntUs = (options.heartBtIntS ?? 30) * 1e6;
    this.backlogBytes = options.backlogBytes ?? 1 << 20;
    this.inbound = new Inbound(this, this.state);
  }

  get isUp(): boolean {
    return this.phase === State.up;
  }

  /** Connects and logs on. Resolves at the venue's Logon; rejects when the connection ends before. */
  connect(host: string, port: number): Promise<void> {
    if (this.phase !== State.closed) throw new Error(`${this.options.senderCompId} is already connected`);
    this.enter(State.connecting);
    this.closeReason = '';
    this.inbound = new Inbound(this, this.state);
    this.outbound.writer.clear();
    const inbound = this.inbound;
    const { tls } = this.options;
    const onread = {
      buffer: readBuffer,
      callback: (bytes: number, buffer: Uint8Array) => {
        if (this.socket === socket) this.receive(inbound, buffer as Buffer, bytes);
        return true;
      },
    };
    const to = { host, port, noDelay: true, onread };
    const tlsOptions = { ...tls, ...to };
    const socket: Socket = tls === undefined ? connectSocket(to) : connectTls(tlsOptions);
    this.socket = this.outbound.socket = socket;
    this.outbound.encrypts = false;
    socket.on(tls === undefined ? 'connect' : 'secureConnect', () => {
      if (this.socket !== socket) return;
      this.outbound.encrypts = tls !== undefined;
      socket.setNoDelay(true); // node:tls does not do it by an option
      this.sendLogon();
    });
    socket.on('error', (error) => this.socket === socket && this.closeFor(error.message));
    socket.on('end', () => this.socket === socket && this.closeFor('the venue closed the connection'));
    socket.on('close', () => this.socket === socket && this.ended());
    this.stopTicking = (this.options.every ?? everyInterval)(TICK_MS, () => this.tick());
    const result = new Promise<void>((resolve, reject) => {
      this.opened = resolve;
      this.failed = reject;
    });
    result.catch(() => {});
    return result;
  }

  /** Each returns the MsgSeqNum, or 0 when the session is not up or the socket holds too much: nothing was sent. */
  newOrder(order: NewOrder): number {
    const writer = this.begin(MSG.newOrder);
    if (writer === null) return 0;
    putNewOrder(writer, order, this.outbound.nowUs);
    return this.outbound.finish(MSG.newOrder);
  }

  cancel(order: CancelOrder): number {
    const writer = this.begin(MSG.cancel);
    if (writer === null) return 0;
    putCancel(writer, order, this.outbound.nowUs);
    return this.outbound.finish(MSG.cancel);
  }

  replace(order: ReplaceOrder): number {
    const writer = this.begin(MSG.replace);
    if (writer === null) return 0;
    putReplace(writer, order, this.outbound.nowUs);
    return this.outbound.finish(MSG.replace);
  }

  massCancel(request: MassCancel): number {
    const writer = this.begin(MSG.massCancel);
    if (writer === null) return 0;
    putMassCancel(writer, request, this.outbound.nowUs);
    return this.outbound.finish(MSG.massCancel);
  }

  status(request: OrderStatus): number {
    const writer = this.begin(MSG.status);
    if (writer === null) return 0;
    putStatus(writer, request);
    return this.outbound.finish(MSG.status);
  }

  massStatus(request: MassStatus): number {
    const writer = this.begin(MSG.massStatus);
    if (writer === null) return 0;
    putMassStatus(writer, request);
    return this.outbound.finish(MSG.massStatus);
  }

  /** Any message, with its body as FIX writes it (| is taken for SOH). Session messages are not kept for a resend. */
  send(msgType: string, body: string): number {
    if (body.length > BODY_MAX) throw new RangeError(`body: expected at most ${BODY_MAX} characters, got ${body.length}`);
    const packed = packMsgType(msgType);
    const writer = this.begin(packed);
    if (writer === null) return 0;
    const bytes = latin1(body.replaceAll('|', '\x01'));
    writer.raw(bytes, 0, bytes.length);
    return '0123456A'.includes(msgType) ? this.outbound.finishSession() : this.outbound.finish(packed);
  }

  /** Hands to the socket what was written in this turn; happens by itself at its end. */
  flush(): void {
    this.outbound.flush();
  }

  /** Bytes as they are, past all rules: for tests of bad input. */
  raw(bytes: Uint8Array): void {
    this.outbound.flush();
    this.handlers.onTraffic?.('out', bytes);
    this.socket?.write(bytes);
  }

  /** Says Logout and waits for the answer, or two seconds. Resolves once the connection is gone. */
  logout(text = ''): Promise<void> {
    if (this.phase === State.closed) return Promise.resolve();
    const gone = new Promise<void>((resolve) => this.closed.push(resolve));
    if (this.phase === State.up) {
      this.outbound.logout(text);
      this.enter(State.loggingOut);
    } else if (this.phase !== State.loggingOut) this.closeFor('logged out before the session was up');
    return gone;
  }

  /** Cuts the connection, as a lost line would. */
  drop(reason = 'dropped'): void {
    const { socket } = this;
    this.closeFor(reason);
    socket?.destroy();
  }

  /** Heartbeats and time-outs. */
  tick(): void {
    const now = this.clock.nowUs();
    const { heartBtIntUs } = this;
    if (this.phase === State.loggingOut) {
      if (now - this.phaseUs > LOGOUT_TIMEOUT_US) this.closeFor('the venue did not answer the Logout');
    } else if (this.phase !== State.up) {
      if (now - this.phaseUs > LOGON_TIMEOUT_US) this.closeFor('the venue did not answer the Logon');
    } else if (now - this.receivedUs > 2.4 * heartBtIntUs) {
      this.closeFor('the venue is silent');
    } else {
      if (now - this.receivedUs > 1.2 * heartBtIntUs && !this.testRequested) {
        this.testRequested = true;
        this.outbound.testRequest(String(Math.floor(now / 1000)));
      }
      if (now - this.outbound.nowUs >= heartBtIntUs) this.outbound.heartbeat('');
    }
  }

  // ---- what the inbound side asks for

  loggedOn(message: ClientMessage): void {
    this.enter(State.up);
    this.opened?.();
    this.opened = this.failed = null;
    this.handlers.onLogon?.(message);
  }

  loggedOut(text: string): void {
    this.handlers.onLogout?.(text);
    if (this.phase === State.up) this.outbound.logout('');
    this.outbound.flush();
    this.closeFor(text === '' ? 'logged out' : `logged out: ${text}`);
  }

  /** The venue broke a rule that ends a session. */
  giveUp(text: string): void {
    this.outbound.logout(text);
    this.outbound.flush();
    this.closeFor(text);
  }

  private sendLogon(): void {
    const { options, state } = this;
    this.enter(State.loggingOn);
    if (options.resetSeqNum) state.reset();
    putLogon(this.outbound.open(MSG.logon), this.heartBtIntUs / 1e6, options, this.password, state.nextIn);
    this.outbound.finishSession();
  }

  private begin(msgType: number): FixWriter | null {
    if (this.phase !== State.up || this.socket === null || this.socket.writableLength > this.backlogBytes) return null;
    return this.outbound.open(msgType);
  }

  // ---- in

  private receive(inbound: Inbound, bytes: Buffer, length: number): void {
    this.receivedUs = this.clock.nowUs();
    this.testRequested = false;
    const chunk = bytes.subarray(0, length);
    this.handlers.onTraffic?.('in', chunk);
    const { parser } = inbound;
    for (let from = 0; from < length; ) {
      from += parser.append(chunk, from);
      for (let status = parser.next(); status !== Parse.needMore; status = parser.next()) {
        if (status === Parse.message) inbound.take();
        else if (status === Parse.garbled) this.garbled++;
        else this.closeFor(parser.fault);
        if (this.inbound !== inbound || this.phase === State.closed || this.socket === null) return;
      }
    }
  }

  private enter(phase: number): void {
    this.phase = phase;
    this.phaseUs = this.receivedUs = this.clock.nowUs();
  }

  private closeFor(reason: string): void {
    if (this.socket === null) return;
    this.closeReason = this.closeReason || reason;
    this.socket.destroySoon();
    this.ended();
  }

  private ended(): void {
    this.socket = this.outbound.socket = null;
    this.phase = State.closed;
    this.stopTicking();
    const reason = this.closeReason || 'the connection was closed';
    this.failed?.(new Error(`${this.options.senderCompId}: ${reason}`));
    this.opened = this.failed = null;
    for (const done of this.closed.splice(0)) done();
    this.handlers.onClose?.(reason);
  }
}
