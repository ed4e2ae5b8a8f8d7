/** One FIX session of the cheap generator: orders out of templates, answers counted. It resets its numbers at logon and keeps itself alive. */
import { connect, type Socket } from 'node:net';
import { Answers, charOf, message, numberOf, OrderTemplate, type Parties, TimeText } from './wire.js';

export interface RawOptions extends Parties {
  host: string;
  port: number;
  symbols: readonly string[];
  price: string;
}

export interface RawListener {
  /** The first answer to the oldest order without one. */
  onAnswer(rejected: boolean): void;
  /** Any other ExecutionReport; those with PossDupFlag go to `onResent` alone. */
  onFill(): void;
  /** `msgSeqNum`: all up to it have come; bytes of this message. */
  onResent(msgSeqNum: number, isReport: boolean, bytes: number): void;
  onDown(reason: string): void;
}

const READ_BYTES = 256 * 1024;
const HEART_BT_INT_S = 30;
const ALIVE_MS = 20_000;
const MSG = { executionReport: 0x38, logon: 0x41, logout: 0x35, sequenceReset: 0x34, reject: 0x33, testRequest: 0x31 } as const;
const YES = 0x59;
const NEW = 0x30;
const REJECTED = 0x38;

/** What is read is taken apart before the next read: all sessions of a process share it. */
const readBuffer = Buffer.allocUnsafeSlow(READ_BYTES);
const time = new TimeText();

export class RawSession {
  /** Orders sent. */
  sent = 0;
  /** MsgSeqNum of the last message that came for the first time. */
  lastIn = 0;
  /** Whether what comes is looked at for a resend. */
  resending = false;
  private nextOut = 1;
  /** A buy and a sell of each symbol in turn. */
  private readonly templates: OrderTemplate[];
  private readonly answers = new Answers((bytes, from, end, msgType) => this.take(bytes, from, end, msgType));
  private socket: Socket | null = null;
  private alive: NodeJS.Timeout | null = null;
  private loggedOn: () => void = () => {};
  private loggedOut: () => void = () => {};
  private isEnding = false;

  constructor(
    private readonly options: RawOptions,
    private readonly listener: RawListener,
  ) {
    const idPrefix = `${Date.now().toString(36)}-`;
    const { price } = options;
    this.templates = options.symbols.flatMap((symbol) =>
      (['1', '2'] as const).map((side) => new OrderTemplate(options, { symbol, side, price, idPrefix })),
    );
  }

  get orderBytes(): number {
    return this.templates[0].length;
  }

  logOn(): Promise<void> {
    const { host, port } = this.options;
    const done = new Promise<void>((resolve) => {
      this.loggedOn = resolve;
    });
    const socket = connect({
      host,
      port,
      noDelay: true,
      onread: {
        buffer: readBuffer,
        callback: (bytes, buffer) => {
          this.answers.feed((buffer as Buffer).subarray(0, bytes));
          return true;
        },
      },
    });
    this.socket = socket;
    socket.on('connect', () => this.say('A', `98=0|108=${HEART_BT_INT_S}|141=Y|`));
    socket.on('error', (error) => this.down(error.message));
    socket.on('close', () => this.down('the connection was closed'));
    this.alive = setInterval(() => this.say('0', ''), ALIVE_MS).unref();
    return done;
  }

  logOut(): Promise<void> {
    this.isEnding = true;
    const done = new Promise<void>((resolve) => {
      this.loggedOut = resolve;
    });
    this.say('5', '');
    return done;
  }

  /** So many orders in one write. */
  order(count: number): void {
    const { templates } = this;
    time.update();
    const bytes = Buffer.allocUnsafe(count * (this.orderBytes + 4)); // symbols differ in length
    let end = 0;
    for (let n = 0; n < count; n++) {
      const id = this.sent++;
      end = templates[id % templates.length].put(bytes, end, this.nextOut++, id, time);
    }
    this.socket?.write(bytes.subarray(0, end));
  }

  askForResend(from: number, to: number): void {
    this.resending = true;
    this.say('2', `7=${from}|16=${to}|`);
  }

  private say(msgType: string, rest: string): void {
    this.socket?.write(message(msgType, this.options, this.nextOut++, rest));
  }

  private take(bytes: Buffer, from: number, end: number, msgType: number): void {
    const isReport = msgType === MSG.executionReport;
    if (this.resending && charOf(bytes, from, end, '43') === YES) {
      const upTo = isReport ? numberOf(bytes, from, end, '34') : numberOf(bytes, from, end, '36') - 1;
      this.listener.onResent(upTo, isReport, end - from);
      return;
    }
    this.lastIn++;
    if (isReport) {
      const execType = charOf(bytes, from, end, '150');
      if (execType === NEW || execType === REJECTED) this.listener.onAnswer(execType === REJECTED);
      else this.listener.onFill();
    } else if (msgType === MSG.logon) this.loggedOn();
    else if (msgType === MSG.logout) this.tookLogout(bytes, from, end);
    else if (msgType === MSG.testRequest) this.say('0', '112=0|');
    else if (msgType === MSG.reject || msgType === 0x6a) this.down(bytes.toString('latin1', from, end));
  }

  private tookLogout(bytes: Buffer, from: number, end: number): void {
    if (!this.isEnding) this.down(`logged out: ${bytes.toString('latin1', from, end)}`);
    this.isEnding = true;
    this.socket?.end();
    this.loggedOut();
  }

  private down(reason: string): void {
    if (this.alive !== null) clearInterval(this.alive);
    this.alive = null;
    this.loggedOut();
    if (!this.isEnding) this.listener.onDown(`${this.options.senderCompId}: ${reason}`);
    this.isEnding = true;
  }
}
